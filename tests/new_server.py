"""The data folder of a new server, as ``protect migrate`` makes it: once a run, and a copy for everyone who wants one."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[1] / "src"


def new_server(tmp_path_factory: Any, target: Path) -> Path:
    """``target``, which gets the copy; it need not be there yet."""
    base = tmp_path_factory.getbasetemp()
    # Processes of one run have a folder each beside each other; whoever comes first makes it, the others wait.
    made = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "new-server"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            unfinished = made.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            _migrate(unfinished)
            unfinished.rename(made)
    shutil.copytree(made, target, dirs_exist_ok=True)
    return target


def _migrate(folder: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PROTECT_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "protect.project.cli", "migrate"],
        env={**kept, "PYTHONPATH": str(SOURCE), "PROTECT_DATA": str(folder)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
