"""Shapefile: a ZIP archive with .shp and .dbf, and, where they are there, .prj (its system) and .cpg (its characters)."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import shapely
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.organisations import packed
from protect.spaces.extracts.model import ExtractError
from protect.spaces.tables.delimited import ENCODINGS, known_encoding, old_encoding
from protect.spaces.tables.model import Layer, Limits, Opened, Row, check_columns, named, shortened, tidy

#: Byte 29 of a .dbf: the code page it was written with.
_DRIVERS = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252", 0x58: "cp1252", 0x59: "cp1252", 0x64: "cp852",
    0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254", 0xCB: "cp1253", 0xCC: "cp1257",
}  # fmt: skip


def layers(path: Path, most: int, encoding: str = "", country: str = "") -> Opened:
    try:
        with packed.archive(path, path.name, most_bytes=most) as archive:
            return _layers(path, archive, encoding, country)
    except ValidationError as error:
        raise ExtractError(" ".join(error.messages)) from None


def _layers(path: Path, archive: zipfile.ZipFile, wish: str, country: str) -> Opened:
    members = {member.filename.lower(): member for member in archive.infolist() if not member.is_dir()}

    def read(name: str) -> bytes | None:
        member = members.get(name)
        if member is None:
            return None
        try:
            return archive.read(member)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise ExtractError(
                _("“%s” in the archive is damaged.") % tidy(name)[:80],
                where=path.name,
                remedy=_("Pack the files again."),
            ) from error

    found, encodings = [], []
    for name in sorted(members):
        stem = PurePosixPath(name)
        if stem.suffix != ".shp" or "__macosx" in stem.parts:
            continue
        base = name.removesuffix(".shp")
        shp, dbf = read(name) or b"", read(f"{base}.dbf")
        if dbf is None:
            raise ExtractError(
                _("Beside “%(shp)s” there is no “%(dbf)s”.") % {"shp": stem.name, "dbf": f"{stem.stem}.dbf"},
                where=path.name,
                remedy=_("Pack all files of the Shapefile: .shp, .dbf, .prj, .shx and .cpg."),
            )
        encoding = known_encoding(wish) or _encoding(read(f"{base}.cpg"), dbf, country)
        encodings.append(encoding)
        title = PurePosixPath(members[name].filename).stem
        layer = _layer(path, tidy(title), shp, dbf, encoding)
        projection = read(f"{base}.prj")
        if projection:
            from protect.spaces.tables import systems

            layer.system = systems.from_wkt(projection[:20_000].decode("utf-8", "replace"))
        else:
            layer.notes.append(_("Without a .prj the file does not say in which system its coordinates are."))
        found.append(layer)
    return Opened("shapefile", found, encoding=encodings[0] if encodings else "")


def _encoding(cpg: bytes | None, dbf: bytes, country: str) -> str:
    said = (cpg or b"")[:40].decode("ascii", "replace").strip().lower()
    digits = re.search(r"\d{3,5}", said)
    for name in (said, f"cp{digits.group()}" if digits else "", said.replace("8859", "8859-")):
        if known := known_encoding(name):
            return known
    try:
        dbf[32:].decode("utf-8")
    except UnicodeDecodeError:
        return known_encoding(_DRIVERS.get(dbf[29] if len(dbf) > 29 else 0, "")) or old_encoding(country)
    return "utf-8"


def _layer(path: Path, title: str, shp: bytes, dbf: bytes, encoding: str) -> Layer:
    def reader() -> Any:
        import shapefile

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a header tells a wrong size is seen where the rows are read
            return shapefile.Reader(
                shp=io.BytesIO(shp), dbf=io.BytesIO(dbf), encoding=ENCODINGS[encoding], encodingErrors="replace"
            )

    try:
        names = [field[0] for field in reader().fields if field[0] != "DeletionFlag"]
    except Exception:  # the reader raises what struct, codecs and it itself raise
        raise _damaged(path, title) from None
    columns = check_columns(named(list(names)), path.name)

    def read() -> Iterator[Row]:
        limits = Limits(path.name)
        number = 0
        try:
            one = reader()
            shapes, records = one.iterShapes(), one.iterRecords(deleted_as_None=True)
        except Exception:
            raise _damaged(path, title) from None
        while True:
            number += 1
            shape, record = _next(shapes, path, title, number), _next(records, path, title, number)
            if shape is _END and record is _END:
                return
            if shape is _END or record is _END:
                raise ExtractError(
                    _("“%(title)s” has more outlines than rows, or fewer: they part at number %(number)d.")
                    % {"title": title, "number": number},
                    where=path.name,
                    remedy=_("Export the Shapefile again; a part of it was cut off."),
                )
            if record is None:  # deleted in the table, and only not taken out yet
                continue
            limits.row()
            row = Row(number, [])
            row.cells = shortened([tidy(value) for value in record], columns, row.notes)
            _add_shape(row, shape, limits)
            yield row

    return Layer(title, columns, read, has_shapes=True)


_END = object()


def _next(rows: Iterator[Any], path: Path, title: str, number: int) -> Any:
    try:
        return next(rows, _END)
    except Exception:
        raise _damaged(path, title, number) from None


def _damaged(path: Path, title: str, number: int = 0) -> ExtractError:
    if number:
        problem = _("“%(title)s” is damaged at number %(number)d.") % {"title": title, "number": number}
    else:
        problem = _("“%s” is damaged.") % title
    return ExtractError(problem, where=path.name, remedy=_("Export the Shapefile again."))


def _add_shape(row: Row, shape: Any, limits: Limits) -> None:
    if shape.shapeType == 0:
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            limits.shape(len(shape.points))
            row.shape = shapely.geometry.shape(shape.__geo_interface__)
    except ExtractError:
        raise
    except Exception:
        row.fault = _("Its geometry cannot be built; draw it again as a point, a line or an area.")
        return
    if row.shape is not None and row.shape.is_empty:
        row.shape = None
