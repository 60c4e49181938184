"""A migrated, empty SQLite database from the last run: all migrations take half a minute, a copy takes none.

The copy is found again by what made it: migrations, the modules they and the signals after them call, packages, SQLite.
Django still compares it with the migrations and runs what comes after them, so nothing of a test can be in it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (
    "src/protect/*/migrations/*.py", "src/protect/organisations/*.py", "src/protect/search/*.py", "requirements-dev.txt"
)  # fmt: skip


def kept() -> Path:
    """Where the copy of today's migrations is or will be."""
    digest = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return ROOT / ".pytest_cache" / "migrated" / f"{digest.hexdigest()[:24]}.sqlite3"


def begin_with_kept(target: str) -> bool:
    """Puts the copy where the tests' database shall be; False where there is none yet."""
    if not kept().exists():
        return False
    shutil.copyfile(kept(), target)
    return True


def keep(connection: sqlite3.Connection) -> None:
    """Leaves a copy of the new database, whole or not at all, and clears away those of other days."""
    target = kept()
    target.parent.mkdir(parents=True, exist_ok=True)
    (target.parent.parent / ".gitignore").write_text("*\n")
    unfinished = target.with_suffix(f".{os.getpid()}")
    connection.execute("VACUUM INTO ?", (str(unfinished),))
    unfinished.replace(target)
    for other in target.parent.glob("*.sqlite3"):
        if other != target:
            other.unlink(missing_ok=True)
