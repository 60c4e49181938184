"""Archives and spreadsheets from outside, looked at before anything is unpacked: size, number and names of what is in them."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_FILES = 2_000
#: Bytes unpacked, all together.
MOST_BYTES = 300_000_000
#: Real texts and tables shrink to a fiftieth at best; what shrinks more was made to fill a disk or a memory.
MOST_SHRUNK = 200


def archive(file: str | Path | IO[bytes], name: str, *, most_bytes: int = MOST_BYTES) -> zipfile.ZipFile:
    """An opened ZIP file whose members are few and small enough and stay in their folder.

    Raises ValidationError that names the file and says what is wrong with it. Sizes are those the archive tells; reading a
    member never gives more bytes than it told.
    """
    try:
        opened = zipfile.ZipFile(file)
        members = opened.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
        raise ValidationError(_("“%(name)s” is no ZIP archive, or is damaged.") % {"name": name}) from None
    if len(members) > MOST_FILES:
        raise ValidationError(
            _("“%(name)s” holds %(count)d files; at most %(most)d can be read.")
            % {"name": name, "count": len(members), "most": MOST_FILES}
        )
    total = sum(member.file_size for member in members)
    shrunk = any(m.file_size > 5_000_000 and m.file_size > MOST_SHRUNK * max(m.compress_size, 1) for m in members)
    if total > most_bytes or shrunk:
        raise ValidationError(
            _("“%(name)s” unpacks to %(size)d MB, more than such a file needs; it is not opened.")
            % {"name": name, "size": total // 1_000_000}
        )
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or stat.S_ISLNK(member.external_attr >> 16):
            raise ValidationError(
                _("“%(name)s” holds a file that points outside of it; it is not opened.") % {"name": name}
            )
        if member.flag_bits & 1:
            raise ValidationError(_("“%(name)s” is locked with a password; save it without one.") % {"name": name})
    return opened


def workbook(file: str | Path | IO[bytes], name: str) -> Any:
    """A spreadsheet (XLSX) for reading, values only. ValidationError as for ``archive``, or if it is none."""
    from openpyxl import load_workbook

    none = ValidationError(
        _("“%(name)s” is no spreadsheet (.xlsx) or is damaged; open it and save it as .xlsx.") % {"name": name}
    )
    if not zipfile.is_zipfile(file):
        raise none
    archive(file, name)
    if not isinstance(file, str | Path):
        file.seek(0)
    try:
        return load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception:  # openpyxl raises what its ZIP and XML readers raise
        raise none from None
