"""What a file is, by its content; and that it is whole and not larger than it pretends, before anything reads it."""

from __future__ import annotations

import bz2
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from protect.spaces.extracts.model import ExtractError

#: Largest file taken, and largest content of a compressed one (bytes). A town of 300,000 people is about 60 MB of XML.
MAX_FILE = 200 * 1024 * 1024
MAX_CONTENT = 2 * 1024 * 1024 * 1024
#: GeoJSON is read as a whole, so it stays smaller.
MAX_GEOJSON = 60 * 1024 * 1024

_CHUNK = 1 << 20


def _remedy() -> str:
    return _("Take an OpenStreetMap extract (.osm.pbf, .osm, .osm.gz, .osm.bz2) or GeoJSON.")


def megabytes(size: int) -> str:
    return f"{max(1, round(size / 1024 / 1024))} MB"


def sniff(path: Path, *, max_file: int = MAX_FILE, max_content: int = MAX_CONTENT) -> str:
    """The format: ``osm.pbf``, ``osm``, ``osm.gz``, ``osm.bz2`` or ``geojson``; ExtractError for everything else."""
    try:
        size = path.stat().st_size
        stream = path.open("rb")
    except FileNotFoundError:
        raise ExtractError(_("There is no such file."), where=str(path), remedy=_("Check the path.")) from None
    except OSError as error:
        raise ExtractError(_("The file cannot be opened (%s).") % error.strerror, where=str(path)) from error
    with stream:
        if path.is_dir():
            raise ExtractError(_("This is a folder."), where=str(path), remedy=_("Name one file in it."))
        if size == 0:
            raise ExtractError(_("The file is empty."), where=path.name, remedy=_("Download it again."))
        if size > max_file:
            raise ExtractError(
                _("The file has %(size)s; at most %(limit)s are taken.")
                % {"size": megabytes(size), "limit": megabytes(max_file)},
                where=path.name,
                remedy=_("Cut the extract to the town."),
            )
        head = stream.read(4096)
        stream.seek(0)
        if head[:2] == b"\x1f\x8b":
            check_packed(stream, "gzip", path.name, max_content)
            return "osm.gz"
        if head[:3] == b"BZh":
            check_packed(stream, "bzip2", path.name, max_content)
            return "osm.bz2"
        if head[4:6] == b"\x0a\x09" and head[6:15] == b"OSMHeader":
            check_pbf(stream, size, path.name, max_content)
            return "osm.pbf"
    return text_format(head, path.name)


def text_format(head: bytes, name: str) -> str:
    """``osm`` or ``geojson`` for the beginning of a text file."""
    if head[:4] == b"PK\x03\x04":
        raise ExtractError(_("This is a ZIP archive."), where=name, remedy=_("Unpack it and take the file inside."))
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ExtractError(_("The text is UTF-16."), where=name, remedy=_("Save it as UTF-8."))
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] == b"<":
        return "osm"
    if text[:1] in (b"{", b"["):
        return "geojson"
    if head[:7] == b"\xff\xe0\x04o5m"[:7]:
        raise ExtractError(_("The format o5m is not read."), where=name, remedy=_remedy())
    raise ExtractError(_("This is not a map extract."), where=name, remedy=_remedy())


class _Gzip:
    """zlib's object under the manners of ``BZ2Decompressor``: it keeps what is not unpacked yet by itself."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    def decompress(self, data: bytes, limit: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, limit)

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data


def check_packed(stream: BinaryIO, method: str, name: str, limit: int) -> None:
    """Unpack into nothing: finds a cut-off or damaged file, a bomb, and content that is no OSM XML."""
    total = 0
    first = b""
    ended = False
    try:
        for piece in _unpacked(stream, method):
            ended = piece is None
            if piece is None:
                continue
            total += len(piece)
            first += piece[: 4096 - len(first)] if len(first) < 4096 else b""
            if total > limit:
                raise ExtractError(
                    _("Unpacked, the file is larger than %s.") % megabytes(limit),
                    where=name,
                    remedy=_("Cut the extract to the town."),
                )
    except (zlib.error, OSError, EOFError, ValueError) as error:
        raise ExtractError(
            _("The %(method)s data are damaged at about byte %(byte)d (%(why)s).")
            % {"method": method, "byte": stream.tell(), "why": str(error)},
            where=name,
            remedy=_("Download the file again."),
        ) from error
    if not ended:
        raise ExtractError(
            _("The %s data stop before their end: the file was cut off.") % method,
            where=name,
            remedy=_("Download the file again."),
        )
    if not first.strip():
        raise ExtractError(_("The file is empty."), where=name, remedy=_("Download it again."))
    if text_format(first, name) != "osm":
        raise ExtractError(_("Inside is no OpenStreetMap XML."), where=name, remedy=_remedy())


def _unpacked(stream: BinaryIO, method: str) -> Iterator[bytes | None]:
    """The content, at most a chunk at a time so that a bomb never lies unpacked in memory; None at each proper end.

    Both formats may be several members, one after the other; zeros after the last are padding.
    """
    fresh: Any = _Gzip if method == "gzip" else bz2.BZ2Decompressor
    unpacker = fresh()
    while block := stream.read(_CHUNK):
        data = block
        while True:
            if unpacker.eof:
                if not data.strip(b"\0"):
                    break
                unpacker = fresh()
            yield unpacker.decompress(data, _CHUNK)
            if unpacker.eof:
                data = unpacker.unused_data
                yield None
            elif unpacker.needs_input:
                break
            else:
                data = b""


def check_pbf(stream: BinaryIO, size: int, name: str, limit: int) -> None:
    """Walk the blocks of a PBF file without unpacking them: every one is there whole, and says how large it is."""
    number = total = 0
    while True:
        start = stream.tell()
        length = stream.read(4)
        if not length:
            return
        number += 1
        header_size = int.from_bytes(length, "big")
        header = stream.read(header_size) if len(length) == 4 and 0 < header_size <= 64 * 1024 else b""
        kind, data_size = _blob_header(header)
        if not header or not kind or data_size is None or data_size > 32 * 1024 * 1024:
            problem = _("Block %(number)d (at byte %(byte)d) is damaged.")
        elif start + 4 + header_size + data_size > size:
            problem = _("Block %(number)d (at byte %(byte)d) is cut off: the file is not whole.")
        else:
            problem = ""
            here = stream.tell()
            total += _raw_size(stream.read(32), data_size)
            stream.seek(here + data_size)
        if problem:
            raise ExtractError(
                problem % {"number": number, "byte": start}, where=name, remedy=_("Download the file again.")
            )
        if total > limit:
            raise ExtractError(
                _("Unpacked, the file is larger than %s.") % megabytes(limit),
                where=name,
                remedy=_("Cut the extract to the town."),
            )


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 64:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, at
        shift += 7
    raise ValueError("cut off")


def _blob_header(data: bytes) -> tuple[str, int | None]:
    """Type and size of the blob that follows (fields 1 and 3 of the message BlobHeader)."""
    kind, size, at = "", None, 0
    try:
        while at < len(data):
            tag, at = _varint(data, at)
            value, at = _varint(data, at)
            if tag & 7 == 2:
                if tag >> 3 == 1:
                    kind = data[at : at + value].decode("ascii", "replace")
                at += value
            elif tag >> 3 == 3:
                size = value
    except ValueError:
        return "", None
    return kind, size


def _raw_size(start: bytes, packed: int) -> int:
    """Unpacked size a blob gives for itself (field 2 of the message Blob); that of the blob where it is not packed."""
    try:
        tag, at = _varint(start, 0)
        value, at = _varint(start, at)
    except ValueError:
        return packed
    return value if tag == 0x10 else packed
