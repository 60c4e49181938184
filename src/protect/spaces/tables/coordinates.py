"""Positions as people write them: numbers with comma or point, degrees with minutes and seconds, pairs, WKT."""

from __future__ import annotations

import math
import re
from typing import Any

import shapely
from django.utils.translation import gettext as _

from protect.spaces.extracts.kinds import PEDESTRIAN_STREET_WIDTH_M
from protect.spaces.extracts.measure import Plane
from protect.spaces.nesting import is_deep_text
from protect.spaces.tables.model import Row

#: Characters that a coordinate may have.
_LONGEST = 80
_BLANKS = re.compile(r"[\s\u00a0\u2009\u202f'’]")
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?")
#: No O: to some it is Ost, to others ouest, and a guess would put a place on the other side of Greenwich.
_HEMISPHERES = {"N": 1, "S": -1, "E": 1, "W": -1}
_DEGREES = re.compile(
    r"""^\s*(?P<before>[NSEW])?\s*(?P<sign>[-+])?\s*(?P<degrees>\d{1,3}(?:[.,]\d+)?)\s*(?:°|º|d|deg|\s)\s*
    (?:(?P<minutes>\d{1,2}(?:[.,]\d+)?)\s*(?:'|’|′|m|min|\s|$)\s*)?
    (?:(?P<seconds>\d{1,2}(?:[.,]\d+)?)\s*(?:"|''|”|″|’’|′′|s|sec|\s|$)?\s*)?
    (?P<after>[NSEW])?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_PLAIN_HEMISPHERE = re.compile(r"^\s*([NSEW])?\s*([-+]?\d{1,3}(?:[.,]\d+)?)\s*([NSEW])?\s*$", re.IGNORECASE)
_WKT = re.compile(r"^\s*(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON)|^\s*GEOMETRYCOLLECTION", re.IGNORECASE)


def number(text: str) -> float | None:
    """A coordinate. One point or comma is the decimal sign; where there are both, the last; several of one part thousands."""
    if len(text) > _LONGEST:
        return None
    plain = _BLANKS.sub("", text)
    points, commas = plain.count("."), plain.count(",")
    if points and commas:
        decimal = max(".,", key=plain.rfind)
        plain = plain.replace("," if decimal == "." else ".", "")
        if plain.count(decimal) > 1:
            return None
        plain = plain.replace(",", ".")
    elif max(points, commas) > 1:
        if not re.fullmatch(r"[-+]?\d{1,3}([.,]\d{3})+", plain):
            return None
        plain = re.sub(r"[.,]", "", plain)
    else:
        plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return None
    value = float(plain)
    return value if math.isfinite(value) else None


def ordinate(text: str) -> float | None:
    """A number, or degrees with minutes, seconds and a letter for the hemisphere: ``45° 38' 30" N``."""
    plain = number(text)
    if plain is not None or len(text) > _LONGEST:
        return plain
    lettered = _PLAIN_HEMISPHERE.match(text)
    if lettered and (lettered[1] or lettered[3]):
        value = number(lettered[2])
        return None if value is None else value * _HEMISPHERES[(lettered[1] or lettered[3]).upper()]
    match = _DEGREES.match(text)
    if match is None or not (match["minutes"] or match["before"] or match["after"] or "°" in text):
        return None
    degrees, minutes, seconds = (
        float((match[name] or "0").replace(",", ".")) for name in ("degrees", "minutes", "seconds")
    )
    if minutes >= 60 or seconds >= 60:
        return None
    value = degrees + minutes / 60 + seconds / 3600
    letter = (match["before"] or match["after"] or "").upper()
    return value * (-1 if match["sign"] == "-" else 1) * _HEMISPHERES.get(letter, 1)


def pair(text: str) -> tuple[float, float] | None:
    """Two ordinates in one cell, in the order in which they stand: ``45.64, 25.58`` or ``45,64; 25,58``."""
    for sign in (";", "/", ", ", ",", " "):
        parts = [part for part in text.strip().split(sign) if part.strip()]
        if len(parts) == 2:
            first, second = ordinate(parts[0]), ordinate(parts[1])
            if first is not None and second is not None:
                return first, second
    return None


def is_wkt(text: str) -> bool:
    return bool(_WKT.match(text))


def hint(text: str) -> tuple[float, float] | None:
    """The first position of WKT (x, y), cut off or not."""
    found = re.search(r"\(\s*\(*\s*([-+\d.eE]+)\s+([-+\d.eE]+)", text) if is_wkt(text) else None
    if found is None:
        return None
    x, y = number(found[1]), number(found[2])
    return None if x is None or y is None else (x, y)


def shape_of(row: Row, x: int | None, y: int | None, position: int | None, latitude_first: bool) -> Any:
    """The geometry of a row in the file's own coordinates, from its columns; ``row.fault`` says why there is none.

    ``latitude_first``: the order of two numbers in one cell.
    """
    if position is not None:
        return _of_position(row, row.cells[position], latitude_first)
    if x is None or y is None:
        return None
    texts = row.cells[x], row.cells[y]
    if not any(texts):
        return None
    values = []
    for text in texts:
        value = ordinate(text)
        if value is None:
            row.fault = (
                _("“%s” is no coordinate; write a number, or degrees as 45° 38' 30\" N.") % text[:40]
                if text
                else _("One of its two coordinates is missing.")
            )
            return None
        values.append(value)
    return shapely.Point(*values)


def _of_position(row: Row, text: str, latitude_first: bool) -> Any:
    if not text:
        return None
    if is_wkt(text):
        try:
            if is_deep_text(text):
                raise shapely.errors.ShapelyError
            found = shapely.from_wkt(re.sub(r"^\s*SRID=\d+;", "", text, flags=re.IGNORECASE))
        except shapely.errors.ShapelyError:
            row.fault = _("Its geometry (WKT) cannot be read; export it again.")
            return None
        return None if found.is_empty else found
    two = pair(text)
    if two is None:
        row.fault = _("“%s” is no position; write “latitude, longitude” or WKT.") % text[:40]
        return None
    return shapely.Point(*(reversed(two) if latitude_first else two))


def made_usable(shape: Any, notes: list[str]) -> Any:
    """An area or a point in degrees, as the register takes them; what was done to it is added to ``notes``.

    None where nothing usable is left. As everywhere in the platform a line becomes the area of a street around it.
    """
    if shapely.has_z(shape):
        shape = shapely.force_2d(shape)
        notes.append(_("Heights were left out."))
    if shape.geom_type == "GeometryCollection":
        parts = list(shapely.get_parts(shape))
        highest = int(max(shapely.get_dimensions(parts), default=-1))
        kept = [part for part in parts if shapely.get_dimensions(part) == highest]
        if len(kept) < len(parts):
            notes.append(_("Of its mixed shapes only those of the largest kind were taken."))
        shape = shapely.union_all(shapely.make_valid(kept))
    if not shape.is_valid:
        why = shapely.is_valid_reason(shape).partition("[")[0]
        was = shapely.get_dimensions(shape)
        shape = _of_dimension(shapely.make_valid(shape, method="structure", keep_collapsed=False), int(was))
        notes.append(_("Its outline was not valid (%s) and was mended.") % why)
    if shape is None or shape.is_empty:
        return None
    if shape.geom_type == "MultiPoint":
        if len(shape.geoms) > 1:
            notes.append(_("Of several points their middle was taken."))
        shape = shape.centroid
    elif shape.geom_type in ("LineString", "LinearRing", "MultiLineString"):
        plane = Plane((shape.bounds[1] + shape.bounds[3]) / 2)
        wide = plane.metres(shape).buffer(PEDESTRIAN_STREET_WIDTH_M / 2, quad_segs=2, cap_style="flat")
        shape = plane.degrees(wide)
        notes.append(_("The line became an area %d m wide.") % PEDESTRIAN_STREET_WIDTH_M)
        if shape.is_empty:
            return None
    if shape.geom_type == "MultiPolygon" and len(shape.geoms) == 1:
        shape = shape.geoms[0]
    if shape.geom_type != "Point" and shape.area == 0:
        return None
    return shapely.normalize(shape)


def _of_dimension(shape: Any, dimension: int) -> Any:
    parts = [part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == dimension]
    return shapely.union_all(parts) if parts else None
