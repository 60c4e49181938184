"""A benchmark on both databases, each in a process of its own: SQLite in a temporary folder, PostgreSQL as the tests start it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator


@contextlib.contextmanager
def databases() -> Iterator[tuple[str, dict[str, str]]]:
    """(a folder, address of each database by its name). PostgreSQL is missing, and that is said, where there is none."""
    sys.path.insert(0, "scripts")
    import test as rounds  # scripts/test.py, which knows how to start a PostgreSQL of its own

    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="protect-bench-"))
        addresses = {"SQLite": f"sqlite:///{folder}/bench.sqlite3"}
        try:
            addresses["PostgreSQL"] = stack.enter_context(rounds.postgresql())
        except rounds.NoPostgres as error:
            print(f"Not measured on PostgreSQL: {error}")
        yield folder, addresses


def measured_on_both(module: str, *arguments: object) -> int:
    """``python -m module --measure arguments`` once a database; the worst of what the processes returned."""
    worst = 0
    with databases() as (folder, addresses):
        for name, address in addresses.items():
            environment = {
                **os.environ, "PROTECT_ENV": "test", "PROTECT_DATA": folder, "PROTECT_DATABASE_URL": address,
                "DJANGO_SETTINGS_MODULE": "protect.project.settings",
            }  # fmt: skip
            print(f"--- {name} ---", flush=True)
            command = [sys.executable, "-m", module, "--measure", *map(str, arguments)]
            worst = max(worst, subprocess.run(command, env=environment, check=False).returncode)
    return worst
