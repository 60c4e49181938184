"""The database as one file and back: SQLite by its online back-up, PostgreSQL by its own programs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from protect.project.safekeeping.archive import SafekeepingError

SQLITE, POSTGRESQL = "sqlite", "postgresql"
#: Name of the database's member in the archive, by vendor.
MEMBER = {SQLITE: "database.sqlite3", POSTGRESQL: "database.pgdump"}
#: Tables whose rows come and go while nobody does anything: not counted, so that a comparison tells of losses only.
PASSING = frozenset({"django_session"})


def vendor() -> str:
    from django.db import connection

    return connection.vendor


def save(target: Path) -> None:
    """Write a consistent copy of the database, as it is at one moment, while others go on writing."""
    from django.db import connection

    if connection.vendor == SQLITE:
        name = str(connection.settings_dict["NAME"])
        if name == ":memory:" or "mode=memory" in name:
            raise SafekeepingError("the database is held in memory only; there is nothing to back up.")
        if not Path(name).is_file():
            raise SafekeepingError(f"there is no database at {name} yet; run 'protect migrate' first.")
        with (
            closing(sqlite3.connect(f"file:{name}?mode=ro", uri=True, timeout=60)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            # One step for all pages: a writer in between would otherwise make it begin again, for ever on a busy town.
            source.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode=DELETE")
    else:
        _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])


def counts(target: Path) -> dict[str, int]:
    """Rows of each table, read from a saved SQLite copy; of PostgreSQL they are asked of the server after a restore."""
    if target.suffix != ".sqlite3":
        return {}
    with closing(sqlite3.connect(f"file:{target}?mode=ro", uri=True)) as copy:
        names = [
            row[0]
            for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        ]
        return {
            name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - names of our own tables
            for name in sorted(names)
            if name not in PASSING
        }


def check(target: Path) -> None:
    """Raise SafekeepingError if the saved copy is not a whole database."""
    if target.suffix != ".sqlite3":
        _run("pg_restore", ["--list", str(target)], connect=False)
        return
    try:
        with closing(sqlite3.connect(f"file:{target}?mode=ro", uri=True)) as copy:
            (answer,) = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise SafekeepingError(f"the database in the back-up is damaged: {answer}")


def is_empty() -> bool:
    """Whether the configured database holds no organisation and no person yet."""
    from django.db import DatabaseError, connection

    connection.close()
    if connection.vendor == SQLITE and not Path(str(connection.settings_dict["NAME"])).is_file():
        return True
    try:
        with connection.cursor() as cursor:
            present = set(connection.introspection.table_names(cursor))
            for table in ("organisations_organisation", "organisations_user"):
                if table in present:
                    cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608 - two fixed names
                    if cursor.fetchone():
                        return False
    except DatabaseError as error:
        raise SafekeepingError(f"the database does not answer: {error}") from None
    finally:
        connection.close()
    return True


def load_postgresql(source: Path) -> None:
    """Replace what the configured PostgreSQL database holds, in one transaction: all of it or nothing."""
    from django.db import connection

    with connection.cursor() as cursor:
        # A table of a newer program would survive pg_restore --clean, which drops only what the back-up knows.
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
    connection.close()
    _run(
        "pg_restore",
        ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
         f"--schema={schema}", f"--dbname={_settings()['NAME']}", str(source)],
    )  # fmt: skip


def _settings() -> dict[str, Any]:
    from django.db import connection

    return connection.settings_dict


def _run(program: str, arguments: list[str], *, connect: bool = True) -> None:
    """Run one of PostgreSQL's programs; the password travels in the environment, where no list of processes shows it."""
    found = shutil.which(program)
    if found is None:
        raise SafekeepingError(f"{program} is not installed (Debian: apt install postgresql-client).")
    environment = dict(os.environ)
    if connect:
        settings = _settings()
        for variable, name in (("PGHOST", "HOST"), ("PGPORT", "PORT"), ("PGUSER", "USER"), ("PGPASSWORD", "PASSWORD")):
            if settings.get(name):
                environment[variable] = str(settings[name])
        environment["PGDATABASE"] = str(settings["NAME"])
        if sslmode := settings.get("OPTIONS", {}).get("sslmode"):
            environment["PGSSLMODE"] = str(sslmode)
    done = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SafekeepingError(f"{program} failed: {_reason(done.stderr or done.stdout) or f'code {done.returncode}'}")


def _reason(said: str) -> str:
    """Of all that one of PostgreSQL's programs said, why it stopped and what to do: it ends with the command that failed."""
    lines = said.strip().splitlines()
    telling = [line.strip() for line in lines if "error:" in line.lower() or line.startswith(("DETAIL:", "HINT:"))]
    return " ".join(telling or lines[-1:])
