"""Making a back-up while the platform runs."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from protect.project.safekeeping import database
from protect.project.safekeeping.archive import Manifest, SafekeepingError, Writer

MEDIA = "media/"
KEY = "secret-key"
WORK = ".backup-"


@dataclass(frozen=True)
class Saved:
    """``size``: bytes of the contents before packing."""

    files: int
    size: int


def back_up(target: Path) -> Saved:
    """Write database, media and secret key into ``target``; it appears only when it is whole, readable by its owner."""
    target = target.expanduser().resolve()
    if target.exists():
        raise SafekeepingError(f"{target} exists already; give another name, a back-up never overwrites one.")
    if not target.parent.is_dir():
        raise SafekeepingError(f"there is no folder {target.parent}; make it first.")
    part = target.with_name(target.name + ".part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            saved = write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return saved


def write(stream: IO[bytes]) -> Saved:
    """Write a back-up to a stream, which need not be able to seek (a pipe into a program that encrypts)."""
    from django.conf import settings
    from django.utils import timezone

    from protect import __version__

    data: Path = settings.DATA
    if not data.is_dir():
        raise SafekeepingError(f"there is no data folder {data}; set PROTECT_DATA.")
    with _one_at_a_time(data), tempfile.TemporaryDirectory(prefix=WORK, dir=data) as name:
        work = Path(name)
        media = work / "media"
        # Files before and after the database: whatever a row of the copy names was there at one of the two moments.
        # Linked, not copied: the second look costs nothing, and a file removed meanwhile is still ours to read.
        _collect(settings.MEDIA_ROOT, media)
        copy = work / database.MEMBER[database.vendor()]
        database.save(copy)
        _collect(settings.MEDIA_ROOT, media)
        manifest = Manifest(
            made_at=timezone.now().isoformat(timespec="seconds"),
            program=__version__,
            database=database.vendor(),
            migrations=applied_migrations(),
            rows=database.counts(copy),
        )
        writer = Writer(stream, manifest)
        writer.add(copy, copy.name, pack=copy.suffix == ".sqlite3")
        for path in sorted(media.rglob("*")):
            if path.is_file():
                writer.add(path, MEDIA + path.relative_to(media).as_posix(), pack=False)
        writer.add(data / KEY, KEY, pack=False)
        writer.close()
    return Saved(len(manifest.files), sum(size for size, _digest in manifest.files.values()))


@contextmanager
def _one_at_a_time(data: Path) -> Iterator[None]:
    """Whoever comes second waits for the first; what a killed back-up left behind is cleared away."""
    with (data / "backup-running").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for left in data.glob(f"{WORK}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _collect(source: Path, target: Path) -> None:
    for folder, _folders, files in os.walk(source):
        inside = target / Path(folder).relative_to(source)
        inside.mkdir(parents=True, exist_ok=True)
        for name in files:
            if (inside / name).exists():
                continue
            with suppress(FileNotFoundError):
                _link(Path(folder) / name, inside / name)


def _link(path: Path, target: Path) -> None:
    try:
        os.link(path, target, follow_symlinks=False)
    except FileNotFoundError:
        raise
    except OSError:  # another disk, or a file system without links
        shutil.copyfile(path, target)


def applied_migrations() -> list[str]:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    applied = MigrationRecorder(connection).applied_migrations()
    connection.close()
    return sorted(f"{app}.{name}" for app, name in applied)
