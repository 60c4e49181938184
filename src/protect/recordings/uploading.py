"""Files on their way, as they lie on this machine. What the table says is there is there; more may be, and is cut off."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from protect.recordings.tus import LOCKED, MISMATCH, NO_ROOM, Checksum, Refused

#: Read and written at a time; so much of a piece is in memory.
BLOCK = 256 * 1024
#: What the system says of a disk without room, or a share of it that is used up.
FULL = (errno.ENOSPC, errno.EDQUOT)
#: What no row names is left for so long: a row may be about to.
LEFT = 2 * 86_400


def folder() -> Path:
    found = Path(settings.UPLOADS)
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def path_of(secret: str) -> Path:
    return folder() / f"{secret}.part"


@contextmanager
def alone(secret: str) -> Iterator[IO[bytes]]:
    """The file, for one writer at a time; another is refused, not kept waiting."""
    descriptor = os.open(path_of(secret), os.O_RDWR | os.O_CREAT, 0o600)
    # Without a buffer: what a full disk refused would be tried once more when it is closed.
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused(LOCKED, "A piece of this file is just coming in.") from None
        yield file


def append(file: IO[bytes], offset: int, length: int, source: Any, checksum: Checksum | None = None) -> int:
    """Write ``length`` bytes of ``source`` at ``offset``; returns how many came, which are on the disk then.

    A piece with a checksum counts whole or not at all. Raises Refused where it is another one, and where the disk is full.
    """
    try:
        return _append(file, offset, length, source, checksum)
    except OSError as error:
        with suppress(OSError):
            file.truncate(offset)
        if error.errno in FULL:
            raise Refused(NO_ROOM, _("The disk of the server is full; tell who runs it.")) from error
        raise


def _append(file: IO[bytes], offset: int, length: int, source: Any, checksum: Checksum | None) -> int:
    file.seek(0, os.SEEK_END)
    if file.tell() < offset:
        raise Refused(410, "What was uploaded is not here any more; begin again.")
    file.truncate(offset)
    file.seek(offset)
    counted, came = checksum.begin() if checksum else None, 0
    while came < length:
        try:
            block = source.read(min(BLOCK, length - came))
        except OSError:  # the connection broke: what came before stays
            break
        if not block:
            break
        rest = memoryview(block)
        while rest:
            rest = rest[file.write(rest) :]
        came += len(block)
        if counted is not None:
            counted.update(block)
    if counted is not None and (came < length or counted.digest() != checksum.digest):  # type: ignore[union-attr]
        file.truncate(offset)
        if came == length:
            raise Refused(MISMATCH, "The piece arrived damaged; send it again.")
        came = 0
    os.fdatasync(file.fileno())
    return came


def remove(secret: str) -> None:
    path_of(secret).unlink(missing_ok=True)


def sweep(known: set[str]) -> int:
    """Remove what no upload names, and what conversions left behind; returns how many."""
    import shutil

    gone, old = 0, time.time() - LEFT
    for path in folder().iterdir():
        if path.name.removesuffix(".part") in known:
            continue
        try:
            if path.stat().st_mtime > old:
                continue
        except FileNotFoundError:  # a conversion just ended
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        gone += 1
    return gone
