"""Geometry of a site: typed coordinates, splitting, lengths and areas on the ellipsoid. WGS84 throughout, no database."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.spaces.nesting import is_deep_text

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: Pieces smaller than this share of the whole are drawing slips, not parts (square degrees are compared).
SLIVER = 1e-6
_PAIR = re.compile(r"^\s*(-?\d+(?:[.,]\d+)?)\s*[;,\s]\s*(-?\d+(?:[.,]\d+)?)\s*$")


def from_geojson(value: Any) -> BaseGeometry:
    """A geometry from a GeoJSON object or text. ValidationError says what is wrong."""
    import shapely
    from shapely.errors import ShapelyError

    if isinstance(value, dict):
        value = json.dumps(value)
    try:
        if is_deep_text(value):
            raise ValueError("nested too deeply")
        found = shapely.from_geojson(value)
    except (ShapelyError, TypeError, ValueError, RecursionError):
        raise ValidationError({"geometry": _("This drawing cannot be read.")}) from None
    return _checked(found)


def _checked(found: BaseGeometry | None) -> BaseGeometry:
    import shapely

    if found is None or found.is_empty:
        raise ValidationError({"geometry": _("There is nothing drawn.")})
    found = shapely.force_2d(found)
    west, south, east, north = found.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValidationError(
            {"geometry": _("These are no degrees: longitude goes from -180 to 180, latitude from -90 to 90.")}
        )
    return found


def from_text(text: str) -> BaseGeometry | None:
    """What a person types: one "latitude, longitude" a line, WKT, or GeoJSON; nothing typed gives None.

    One line is a point, two are a line, more are an area. Errors name the line.
    """
    import shapely
    from shapely.errors import ShapelyError

    text = text.strip()
    if not text:
        return None
    if text.startswith("{"):
        return from_geojson(text)
    if text[0].isalpha():
        try:
            if is_deep_text(text):
                raise ValueError("nested too deeply")
            return _checked(shapely.from_wkt(text))
        except (ShapelyError, ValueError):
            raise ValidationError({"geometry": _("This is no WKT; write for example POINT (24.94 60.17).")}) from None
    points = []
    for number, line in enumerate(text.splitlines(), 1):
        pair = _PAIR.match(line)
        if pair is None:
            raise ValidationError(
                {
                    "geometry": _("Line %(number)d: “%(line)s” is not “latitude, longitude”, such as 60.1699, 24.9384.")
                    % {"number": number, "line": line[:60]}
                }
            )
        lat, lon = (float(part.replace(",", ".")) for part in pair.groups())
        points.append((lon, lat))
    if len(points) == 1:
        return _checked(shapely.Point(points[0]))
    if len(points) == 2:
        return _checked(shapely.LineString(points))
    return _checked(shapely.Polygon(points))


def to_text(geometry: BaseGeometry | None) -> str:
    """The same as typed text: lines of "latitude, longitude" where that is possible, else WKT."""
    import shapely

    if geometry is None:
        return ""
    coordinates: list[Any] | None = None
    if geometry.geom_type in {"Point", "LineString"}:
        coordinates = list(geometry.coords)
    elif geometry.geom_type == "Polygon" and not geometry.interiors:  # type: ignore[attr-defined]
        coordinates = list(geometry.exterior.coords)[:-1]  # type: ignore[attr-defined]
    if coordinates is None or (geometry.geom_type == "LineString" and len(coordinates) > 2):
        return shapely.to_wkt(geometry, rounding_precision=7)
    return "\n".join(f"{lat:.7f}, {lon:.7f}" for lon, lat in coordinates)


def split(area: BaseGeometry, line: BaseGeometry) -> list[BaseGeometry]:
    """``area`` cut along ``line`` into its parts, largest first; together they are the area, holes included.

    ValidationError if the line does not cross the area from side to side.
    """
    from shapely.ops import split as cut

    if area.geom_type not in {"Polygon", "MultiPolygon"}:
        raise ValidationError({"geometry": _("Only an area can be split.")})
    if line.geom_type != "LineString":
        raise ValidationError({"geometry": _("Draw a line across the area.")})
    parts: list[BaseGeometry] = []
    for one in getattr(area, "geoms", [area]):
        parts += [part for part in cut(one, line).geoms if part.area > SLIVER * area.area]
    if len(parts) <= len(getattr(area, "geoms", [area])):
        raise ValidationError(
            {"geometry": _("The line does not cut the area; begin and end it outside, on two different sides.")}
        )
    return sorted(parts, key=lambda part: -part.area)


def size(geometry: BaseGeometry | None) -> tuple[str, float] | None:
    """``("m²", area)`` or ``("m", length)`` on the ellipsoid; None for points and nothing."""
    if geometry is None or geometry.geom_type in {"Point", "MultiPoint"}:
        return None
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    if geometry.geom_type in {"Polygon", "MultiPolygon"}:
        return "m²", abs(geod.geometry_area_perimeter(geometry)[0])
    return "m", geod.geometry_length(geometry)
