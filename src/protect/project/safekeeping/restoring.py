"""Bringing a back-up back: nothing is touched before everything was read and compared, and the old state is kept aside."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from protect.project.safekeeping import database
from protect.project.safekeeping.archive import Manifest, Reader, SafekeepingError
from protect.project.safekeeping.saving import KEY, MEDIA

#: Held by every running ``protect serve``; a restore takes it alone.
RUNNING = "running"


@dataclass(frozen=True)
class Restored:
    """``aside``: folder with what was there before, or None where there was nothing."""

    manifest: Manifest
    aside: Path | None


@contextmanager
def shared_lock(data: Path) -> Iterator[None]:
    """For as long as a server runs on this data folder. Several may (several web machines share one folder)."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / RUNNING).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            raise SafekeepingError(
                "a back-up is being restored into this data folder; wait until it is done."
            ) from None
        yield


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (data / RUNNING).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SafekeepingError("the server runs on this data folder; stop it first, then restore.") from None
        yield


def check(source: Path) -> Manifest:
    """Read a back-up whole, compare every checksum and look into its database; changes nothing."""
    reader = Reader(source)
    try:
        with tempfile.TemporaryDirectory(prefix="protect-check-") as folder:
            _unpack_checked(reader, Path(folder), only_database=True)
        return reader.manifest
    finally:
        reader.close()


def restore(source: Path, *, replace: bool = False) -> Restored:
    """Put the contents of a back-up in place of what the data folder and the database hold, then bring it up to date.

    Raises SafekeepingError, having changed nothing, for a damaged or foreign file, a back-up of a newer program or of the
    other kind of database, a running server, and for a database with data unless ``replace``.
    """
    from django.conf import settings
    from django.db import connection

    from protect.project.preparing import prepare

    data: Path = settings.DATA
    with _alone(data):
        reader = Reader(source)
        try:
            _fits(reader.manifest)
            if not replace and not database.is_empty():
                raise SafekeepingError(
                    "the database holds data already; --replace puts the back-up in its place and keeps the old aside."
                )
            with tempfile.TemporaryDirectory(prefix=".restore-", dir=data) as folder:
                work = Path(folder)
                _unpack_checked(reader, work)
                aside = _swap(data, work, reader.manifest)
        finally:
            reader.close()
        connection.close()
        prepare(data, verbose=False)
        _compare_counts(reader.manifest)
    return Restored(reader.manifest, aside)


def _fits(manifest: Manifest) -> None:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    if manifest.database != connection.vendor:
        raise SafekeepingError(
            f"this is a back-up of {manifest.database}, and PROTECT_DATABASE_URL names {connection.vendor}; "
            f"restore it where PROTECT_DATABASE_URL names a {manifest.database} database."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    unknown = [name for name in manifest.migrations if name not in known]
    if unknown:
        raise SafekeepingError(
            f"this back-up was made by a newer program ({manifest.program}; {unknown[0]} is not known here); "
            "install that version first."
        )


def _unpack_checked(reader: Reader, work: Path, *, only_database: bool = False) -> None:
    for name in reader.manifest.files:
        if only_database and name not in database.MEMBER.values():
            for _block in reader.blocks(name):
                pass
        else:
            reader.unpack(name, work / name)
    member = work / database.MEMBER.get(reader.manifest.database, "")
    if not member.is_file():
        raise SafekeepingError("the back-up holds no database.")
    database.check(member)
    if reader.manifest.rows and database.counts(member) != reader.manifest.rows:
        raise SafekeepingError("the database in the back-up does not hold the rows that its list tells.")


def _swap(data: Path, work: Path, manifest: Manifest) -> Path | None:
    """Move the old aside and the new in; PostgreSQL first, because only it can still refuse."""
    from django.conf import settings
    from django.db import connection
    from django.utils import timezone

    connection.close()
    before = data / f"before-restore-{timezone.now():%Y%m%d-%H%M%S}"
    if manifest.database == database.POSTGRESQL:
        if not database.is_empty():
            before.mkdir(mode=0o700)
            database.save(before / database.MEMBER[database.POSTGRESQL])
        database.load_postgresql(work / database.MEMBER[database.POSTGRESQL])
    else:
        name = Path(str(connection.settings_dict["NAME"]))
        for path in (name, name.with_name(name.name + "-wal"), name.with_name(name.name + "-shm")):
            _move(path, before)
        name.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(work / database.MEMBER[database.SQLITE], name)
    media = Path(settings.MEDIA_ROOT)
    _move(media, before)
    if (work / MEDIA.rstrip("/")).is_dir():
        media.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(work / MEDIA.rstrip("/"), media)
    if (work / KEY).is_file():
        _move(data / KEY, before)
        (work / KEY).rename(data / KEY)
    _sync(data)
    return before if before.is_dir() else None


def _move(path: Path, before: Path) -> None:
    if path.exists():
        before.mkdir(mode=0o700, exist_ok=True)
        shutil.move(path, before / path.name)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _compare_counts(manifest: Manifest) -> None:
    """After the migrations of a newer program the tables may hold more, but nothing that was there may be gone."""
    from django.db import connection

    if not manifest.rows:
        return
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        applied = set()
        for table, rows in manifest.rows.items():
            if table in present:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
                if cursor.fetchone()[0] < rows:
                    applied.add(table)
    connection.close()
    if applied:
        raise SafekeepingError(
            f"after the restore rows are missing in {', '.join(sorted(applied))}; the old state is kept."
        )
