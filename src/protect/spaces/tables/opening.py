"""What kind of table a file is, by its content, and its layers."""

from __future__ import annotations

import re
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.organisations import packed
from protect.spaces.extracts.model import ExtractError
from protect.spaces.extracts.sniff import MAX_FILE, megabytes
from protect.spaces.tables.model import MAX_TEXT, MOST_LAYERS, Opened

FORMS = {
    "gpkg": "GeoPackage",
    "shapefile": "Shapefile (ZIP)",
    "kml": "KML",
    "kmz": "KMZ",
    "csv": "CSV",
    "xlsx": "XLSX",
}
#: Content of an archive (bytes), all members together.
MOST_UNPACKED = 150_000_000
_KML = re.compile(rb"<(?:\w+:)?kml[\s>]", re.IGNORECASE)


def form_of(path: Path) -> str | None:
    """One of ``FORMS``; None where the file is no table (it may be a map extract). ExtractError for a harmful archive."""
    with path.open("rb") as stream:
        head = stream.read(8192)
    if head.startswith(b"SQLite format 3\x00"):
        return "gpkg"
    if head.startswith(b"PK\x03\x04"):
        return _packed(path)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] == b"<":
        return "kml" if _KML.search(head) else None
    if text[:1] in (b"{", b"["):
        return None
    return "csv" if _is_text_table(head, path.suffix.lower() in (".csv", ".tsv", ".txt", ".tab")) else None


def _packed(path: Path) -> str | None:
    try:
        with packed.archive(path, path.name, most_bytes=MOST_UNPACKED) as archive:
            names = [member.filename.lower() for member in archive.infolist()]
    except ValidationError as error:
        raise ExtractError(" ".join(error.messages), remedy=_("Pack only the files of the table.")) from None
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(name.endswith(".shp") for name in names):
        return "shapefile"
    return "kmz" if any(name.endswith(".kml") for name in names) else None


def _is_text_table(head: bytes, called_so: bool) -> bool:
    from protect.spaces.tables import delimited

    if head[:2] not in (b"\xff\xfe", b"\xfe\xff") and re.search(rb"[\x00-\x08\x0e-\x1f]", head):
        return False
    encoding = delimited.encoding_of(head, cut=True)
    text = head.decode(encoding, "replace")
    return bool(delimited.delimiter_of(text, cut=len(head) == 8192, least=0.0 if called_so else 0.5))


def opened(path: Path, form: str, *, encoding: str = "", delimiter: str = "", country: str = "") -> Opened:
    """The layers of the file. ``encoding`` and ``delimiter`` overrule what was found; ``country`` helps to find it."""
    size = path.stat().st_size
    most = MAX_FILE if form == "gpkg" else MAX_TEXT
    if size > most:
        raise ExtractError(
            _("The file has %(size)s; at most %(limit)s are taken.")
            % {"size": megabytes(size), "limit": megabytes(most)},
            where=path.name,
            remedy=_("Cut it to the town."),
        )
    found = _read(path, form, encoding, delimiter, country)
    if not found.layers:
        raise ExtractError(
            _("The file holds no table."), where=path.name, remedy=_("Export it again with the places selected.")
        )
    if len(found.layers) > MOST_LAYERS:
        raise ExtractError(
            _("The file holds %(count)d tables; at most %(most)d are read.")
            % {"count": len(found.layers), "most": MOST_LAYERS},
            where=path.name,
            remedy=_("Export only the one with the places."),
        )
    return found


def _read(path: Path, form: str, encoding: str, delimiter: str, country: str) -> Opened:
    from protect.spaces.tables import delimited, geopackage, kml, shapes, sheets

    if form == "gpkg":
        return Opened(form, geopackage.layers(path))
    if form == "shapefile":
        return shapes.layers(path, MOST_UNPACKED, encoding, country)
    if form in ("kml", "kmz"):
        return Opened(form, kml.layers(path, form, MOST_UNPACKED))
    if form == "xlsx":
        return Opened(form, sheets.layers(path))
    return delimited.layers(path, encoding, delimiter, country)
