"""The file that was collected: a CSV, a spreadsheet, or the ZIP of ODK Central with its CSV and the photos beside it."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.checklists.xlsform import tables
from protect.organisations import files, packed

#: Bytes of an upload, of the table within it, and how many photos are taken in one go.
LARGEST, LARGEST_TABLE, MOST_PHOTOS = 100_000_000, 30_000_000, 100


@dataclass
class Pack:
    """``photos`` by file name: what reads them. ``told``: what of the file is not read."""

    table: tables.Table
    photos: dict[str, Callable[[], bytes]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    is_zip: bool = False


def opened(file: IO[bytes], name: str, size: int) -> Pack:
    """Told by content what it is. ValidationError says what is wrong and what can be read."""
    if size > LARGEST:
        raise ValidationError(
            _("“%(name)s” has %(size)d MB; at most %(most)d MB are taken. Export fewer submissions at once.")
            % {"name": name, "size": size // 1_000_000, "most": LARGEST // 1_000_000}
        )
    head = file.read(4)
    file.seek(0)
    if not head:
        raise ValidationError(_("“%(name)s” is empty.") % {"name": name})
    if head.startswith(b"PK"):
        archive = packed.archive(file, name, most_bytes=3 * LARGEST)
        if "xl/workbook.xml" in {one.filename for one in archive.infolist()}:
            return _of_sheets(file, name)
        return _of_archive(archive, name)
    if head.startswith((b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"<", b"{", b"[")):
        raise ValidationError(
            _(
                "“%(name)s” is no CSV, no .xlsx and no ZIP by its content. Export the answers from Kobo or ODK as one of these."
            )
            % {"name": name}
        )
    content = file.read(LARGEST_TABLE + 1)
    return Pack(tables.of_csv(_small(content, name), name))


def _small(content: bytes, name: str) -> bytes:
    if len(content) > LARGEST_TABLE:
        raise ValidationError(_("“%(name)s”: the table is larger than can be read; split it.") % {"name": name})
    return content


def _of_sheets(file: IO[bytes], name: str) -> Pack:
    file.seek(0)
    found = list(tables.of_workbook(file, name).values())
    filled = [one for one in found if one.rows]
    if not filled:
        raise ValidationError(_("“%(name)s” holds no answers: no sheet has rows below its header.") % {"name": name})
    told = [_("The sheet “%s” is left out; only the first one is read.") % one.title for one in filled[1:]]
    return Pack(filled[0], told=told)


def _of_archive(archive: zipfile.ZipFile, name: str) -> Pack:
    members = [one for one in archive.infolist() if not one.is_dir()]
    texts = [one for one in members if one.filename.lower().endswith(".csv") and "/media/" not in f"/{one.filename}"]
    if not texts:
        raise ValidationError(
            _("“%(name)s” holds no CSV. Export from ODK Central with “All data and attachments”.") % {"name": name}
        )
    tables_in = []
    for one in sorted(texts, key=lambda member: len(member.filename))[:20]:
        if one.file_size > LARGEST_TABLE:
            raise ValidationError(_("“%(name)s”: the table is larger than can be read; split it.") % {"name": name})
        tables_in.append(tables.of_csv(_read(archive, one, name), one.filename))
    # Those of repeats name the row above them.
    main = [one for one in tables_in if "PARENT_KEY" not in one.header and one.rows] or tables_in
    told = [_("“%s” is left out; only the table of the submissions is read.") % one.title
            for one in tables_in if one is not main[0]]  # fmt: skip
    photos: dict[str, Callable[[], bytes]] = {}
    for one in members:
        path = PurePosixPath(one.filename)
        if one not in texts and path.name not in photos and one.file_size <= files.LARGEST:
            photos[path.name] = lambda member=one: _read(archive, member, name)  # type: ignore[misc]
    return Pack(main[0], photos, told, is_zip=True)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    try:
        with archive.open(member) as stream:
            return stream.read(LARGEST_TABLE + 1)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError, zlib.error):
        raise ValidationError(
            _("“%(name)s”: “%(member)s” in it is damaged; export it again.")
            % {"name": name, "member": member.filename[-80:]}
        ) from None


def as_file(content: bytes) -> IO[bytes]:
    return io.BytesIO(content)


def is_picture(content: bytes) -> bool:
    """By its first bytes; whether it is whole is seen when it is encoded anew."""
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    )
