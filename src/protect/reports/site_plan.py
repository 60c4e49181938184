"""The site plan of a report: an SVG drawn from the document's own geometries, north up, with a scale bar.

What is drawn has a number that stands in the tables beside it; nothing is told by colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

WIDTH, MOST_HEIGHT, MARGIN = 1000.0, 640.0, 40.0
METRES_A_DEGREE = 111_320.0
INK, ACCENT, PAPER, TEMPORARY = "#1b1b1b", "#1f3a5f", "#f1f1ee", "#a3123a"


@dataclass(frozen=True)
class Plan:
    """``svg``, the words that say the same (``alt``), and what the signs mean (``key``)."""

    svg: bytes
    alt: str
    key: str


class Sheet:
    """WGS84 to the sheet: metres from the middle of ``bounds`` (local, equirectangular), then to points, y down."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        west, south, east, north = bounds
        self.lon, self.lat = (west + east) / 2, (south + north) / 2
        self.shrink = math.cos(math.radians(self.lat))
        wide = max((east - west) * METRES_A_DEGREE * self.shrink, 20.0)
        high = max((north - south) * METRES_A_DEGREE, 20.0)
        self.scale = min((WIDTH - 2 * MARGIN) / wide, (MOST_HEIGHT - 2 * MARGIN) / high)  # points a metre
        self.height = max(high * self.scale + 2 * MARGIN, 300.0)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x = (lon - self.lon) * METRES_A_DEGREE * self.shrink * self.scale
        y = (lat - self.lat) * METRES_A_DEGREE * self.scale
        return round(WIDTH / 2 + x, 1), round(self.height / 2 - y, 1)

    def path(self, shape: Any) -> str:
        """SVG path of lines and areas; holes included."""
        if hasattr(shape, "geoms"):
            return "".join(self.path(part) for part in shape.geoms)
        if shape.geom_type == "Polygon":
            rings = [shape.exterior, *shape.interiors]
            return "".join(self._run(ring.coords) + "Z" for ring in rings)
        return self._run(shape.coords)

    def _run(self, coordinates: Iterable[Any]) -> str:
        return "M" + "L".join("{},{}".format(*self.at(*point[:2])) for point in coordinates)

    def window(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the sheet in degrees."""
        lon = WIDTH / 2 / self.scale / METRES_A_DEGREE / self.shrink
        lat = self.height / 2 / self.scale / METRES_A_DEGREE
        return self.lon - lon, self.lat - lat, self.lon + lon, self.lat + lat


@dataclass(frozen=True)
class Mark:
    """Something of the moment on the plan: its ``sign`` (T1) is the number that it has in a table."""

    sign: str
    lon: float
    lat: float


def extent(space: dict[str, Any], marks: Iterable[Mark] = ()) -> tuple[float, float, float, float] | None:
    """Bounds of all that is drawn of a space of the document; None where nothing is."""
    shapes = [_shape(one["geometry"]) for one in (space, *space["sub_areas"], *space["entrances"], *space["measures"])]
    bounds = [shape.bounds for shape in shapes if shape is not None]
    bounds += [(one.lon, one.lat, one.lon, one.lat) for one in marks]
    if not bounds:
        return None
    west, south, east, north = zip(*bounds, strict=True)
    return min(west), min(south), max(east), max(north)


#: What of the town's map is drawn beneath, in this order: fill of areas, colour and width of lines. Greys and pale tones,
#: so that nothing competes with what the report is about.
GROUND: dict[str, tuple[str, str, float]] = {
    "green": ("#e3ebdd", "#d3decb", 1),
    "water": ("#d3e3ea", "#bcd3de", 3),
    "parking": ("#e9e9e6", "#d6d7d3", 1),
    "pedestrian": ("#eceae2", "#d9d6ca", 2),
    "street": ("#ffffff", "#ffffff", 9),
    "path": ("none", "#ffffff", 3),
    "rail": ("none", "#9a9c98", 2),
    "building": ("#d2d3cf", "#b5b7b1", 1),
}


def draw(
    space: dict[str, Any],
    surroundings: Iterable[tuple[str, BaseGeometry]] = (),
    attribution: str = "",
    temporary: Sequence[Mark] = (),
) -> Plan | None:
    """The plan of ``space`` (of an assessment document); None where nothing is drawn of it.

    ``surroundings``: kind (a key of ``GROUND``) and geometry in WGS84 of what lies around it; ``attribution``: whom its
    data come from, printed beneath the plan; ``temporary``: what stands there for a few days.
    """
    bounds = extent(space, temporary)
    if bounds is None:
        return None
    sheet = Sheet(bounds)
    marks: list[str] = []
    taken: list[tuple[float, float]] = []
    parts = [f'<rect width="{WIDTH:g}" height="{sheet.height:g}" fill="{PAPER}"/>']
    beneath: dict[str, list[str]] = {kind: [] for kind in GROUND}
    for kind, around in surroundings:
        if kind in beneath:
            beneath[kind].append(_background(sheet, kind, around))
    parts += [drawn for kind in beneath for drawn in beneath[kind]]
    boundary = _shape(space["geometry"])
    if boundary is not None:
        if boundary.geom_type in {"Point", "MultiPoint"}:
            x, y = sheet.at(boundary.centroid.x, boundary.centroid.y)
            parts.append(f'<circle cx="{x}" cy="{y}" r="9" fill="none" stroke="{ACCENT}" stroke-width="4"/>')
        else:
            fill = "#bcd0ea" if "Polygon" in boundary.geom_type else "none"
            parts.append(_area(sheet, boundary, fill, ACCENT, 4, opacity=0.45))
    # First, so that they stand where they belong and what is numbered besides makes room.
    pins = [_pin(sheet, *sheet.at(mark.lon, mark.lat), mark.sign, taken) for mark in temporary]
    for number, one in enumerate(space["sub_areas"], 1):
        shape = _shape(one["geometry"])
        if shape is not None:
            if "Point" not in shape.geom_type:
                fill = "#c6d5e8" if "Polygon" in shape.geom_type else "none"
                parts.append(_area(sheet, shape, fill, "#46658c", 2, dashed=True, opacity=0.55))
            marks.append(_label(sheet, shape, str(number), "#46658c", taken, round_=True))
    for number, one in enumerate(space["measures"], 1):
        shape = _shape(one["geometry"])
        if shape is not None:
            if "Point" not in shape.geom_type:
                fill = "#8a5a0033" if "Polygon" in shape.geom_type else "none"
                parts.append(_area(sheet, shape, fill, "#8a5a00", 5))
            marks.append(_label(sheet, shape, f"M{number}", "#8a5a00", taken))
    for one in space["entrances"]:
        shape = _shape(one["geometry"])
        if shape is not None:
            x, y = sheet.at(shape.centroid.x, shape.centroid.y)
            marks.append(
                f'<path d="M{x},{y - 11}L{x + 10},{y + 7}L{x - 10},{y + 7}Z" fill="#0b6b4f" stroke="#ffffff" stroke-width="2"/>'
            )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {sheet.height:g}" '
        f'font-family={quoteattr("Noto Sans, Libertinus Serif")} font-size="17" font-weight="600">'
        + "".join(parts)
        + "".join(marks)
        + "".join(pins)
        + _north()
        + _scale_bar(sheet)
        + "</svg>"
    )
    source = attribution if any(beneath.values()) else None
    return Plan(svg.encode(), _alt(space, sheet, temporary), _key(space, source, temporary))


def _shape(geometry: dict[str, Any] | None) -> BaseGeometry | None:
    if geometry is None:
        return None
    import shapely  # whole, first: two threads that enter it by different doors at once meet half of it

    shape: BaseGeometry = shapely.geometry.shape(geometry)
    return shape


def _background(sheet: Sheet, kind: str, shape: BaseGeometry) -> str:
    """One object of the town's map, cut at the edge of the sheet; points are left out."""
    from shapely import GEOSException, clip_by_rect

    fill, stroke, width = GROUND[kind]
    try:
        shape = clip_by_rect(shape, *sheet.window())
    except GEOSException:  # open data may hold a ring that crosses itself
        return ""
    if shape.is_empty or not ("Polygon" in shape.geom_type or "Line" in shape.geom_type):
        return ""
    return _area(sheet, shape, fill if "Polygon" in shape.geom_type else "none", stroke, width)


def _area(
    sheet: Sheet, shape: BaseGeometry, fill: str, stroke: str, width: float, *, dashed: bool = False, opacity: float = 1
) -> str:
    dash = ' stroke-dasharray="9 5"' if dashed else ""
    return (
        f'<path d="{sheet.path(shape)}" fill="{fill[:7]}" fill-opacity="{0.2 if len(fill) == 9 else opacity}" '
        f'fill-rule="evenodd" stroke="{stroke}" stroke-width="{width:g}" stroke-linejoin="round"{dash}/>'
    )


def _label(
    sheet: Sheet, shape: BaseGeometry, text: str, colour: str, taken: list[tuple[float, float]], *, round_: bool = False
) -> str:
    """A number on its own ground, inside the area or in the middle of the line; moved aside until it covers no other."""
    point = shape.interpolate(0.5, normalized=True) if shape.geom_type == "LineString" else shape.representative_point()
    return _tag(sheet, *sheet.at(point.x, point.y), text, colour, taken, round_=round_)


def _tag(
    sheet: Sheet,
    x: float,
    y: float,
    text: str,
    colour: str,
    taken: list[tuple[float, float]],
    *,
    round_: bool = False,
) -> str:
    half = 8 + 5 * len(text)
    x, y = _free(sheet, x, y, half, taken)
    taken.append((x, y))
    corner = 13 if round_ else 3
    return (
        f'<rect x="{x - half}" y="{y - 13}" width="{2 * half}" height="26" rx="{corner}" fill="#ffffff" '
        f'stroke="{colour}" stroke-width="2.5"/><text x="{x}" y="{y + 6}" text-anchor="middle" fill="{INK}">{text}</text>'
    )


def _free(sheet: Sheet, x: float, y: float, half: int, taken: list[tuple[float, float]]) -> tuple[float, float]:
    """The nearest place for a sign at which it covers no other: below, above, to the right, to the left, then farther."""
    for far in range(14):
        aside = far * (2 * half + 4)
        for dx, dy in ((0, 30 * far), (0, -30 * far), (aside, 0), (-aside, 0)):
            at, down = x + dx, y + dy
            inside = half <= at <= WIDTH - half and 16 <= down <= sheet.height - 40
            if (inside or not far) and all(abs(at - o) > 2 * half + 2 or abs(down - d) > 28 for o, d in taken):
                return round(at, 1), round(down, 1)
    return x, y


def _pin(sheet: Sheet, x: float, y: float, text: str, taken: list[tuple[float, float]]) -> str:
    """A dot exactly where it is, and its sign beside it, joined by a line."""
    ways = [(dx * far, dy * far) for far in (1, 1.7, 2.4) for dx, dy in ((30, -24), (-30, -24), (30, 24), (-30, 24))]
    free = [
        (x + dx, y + dy)
        for dx, dy in ways
        if 24 <= x + dx <= WIDTH - 24 and 20 <= y + dy <= sheet.height - 44
        and all(abs(x + dx - other) > 44 or abs(y + dy - down) > 28 for other, down in taken)
    ]  # fmt: skip
    at, down = free[0] if free else (min(max(x + 30, 24), WIDTH - 24), min(max(y - 24, 20), sheet.height - 44))
    taken += [(at, down), (x, y)]
    half = 8 + 5 * len(text)
    return (
        f'<path d="M{x},{y}L{at:.1f},{down:.1f}" stroke="{TEMPORARY}" stroke-width="2"/>'
        f'<circle cx="{x}" cy="{y}" r="6" fill="{TEMPORARY}" stroke="#ffffff" stroke-width="1.5"/>'
        f'<rect x="{at - half:.1f}" y="{down - 13:.1f}" width="{2 * half}" height="26" rx="3" fill="#ffffff" '
        f'stroke="{TEMPORARY}" stroke-width="2.5"/><text x="{at:.1f}" y="{down + 6:.1f}" text-anchor="middle" '
        f'fill="{INK}">{text}</text>'
    )


def _north() -> str:
    x, y = WIDTH - 34, 26
    return (
        f'<path d="M{x},{y - 14}L{x + 9},{y + 14}L{x},{y + 8}L{x - 9},{y + 14}Z" fill="{INK}"/>'
        f'<text x="{x}" y="{y + 36}" text-anchor="middle" fill="{INK}">N</text>'
    )


def _bar_metres(sheet: Sheet) -> int:
    """A round length that is some fifth of the sheet's width."""
    wanted = WIDTH / 5 / sheet.scale
    step = 10 ** math.floor(math.log10(wanted))
    return max(int(max(n for n in (1, 2, 5) if n * step <= wanted) * step), 1)


def _scale_bar(sheet: Sheet) -> str:
    metres = _bar_metres(sheet)
    length = metres * sheet.scale
    x, y = 20.0, sheet.height - 18
    return (
        f'<path d="M{x},{y - 8}V{y}H{x + length:.1f}V{y - 8}" fill="none" stroke="{INK}" stroke-width="2.5"/>'
        f'<text x="{x + length + 10:.1f}" y="{y + 2}" fill="{INK}">{metres} m</text>'
    )


def _drawn(items: list[dict[str, Any]]) -> int:
    return sum(1 for one in items if one["geometry"] is not None)


def _alt(space: dict[str, Any], sheet: Sheet, temporary: Sequence[Mark]) -> str:
    said = _(
        "Site plan of %(name)s, north up, scale bar %(metres)d metres: boundary, %(areas)d numbered parts, %(measures)d "
        "existing measures and %(entrances)d entrances. The tables on these pages list the same."
    ) % {
        "name": space["name"],
        "metres": _bar_metres(sheet),
        "areas": _drawn(space["sub_areas"]),
        "measures": _drawn(space["measures"]),
        "entrances": _drawn(space["entrances"]),
    }
    if temporary:
        said += " " + _("Temporary measures on it: %(signs)s.") % {"signs": ", ".join(one.sign for one in temporary)}
    return said


def _key(space: dict[str, Any], attribution: str | None, temporary: Sequence[Mark]) -> str:
    """What the signs on the plan mean, of those that are on it; ``attribution`` None: no surroundings are drawn."""
    missing = [
        one["name"] for one in (*space["sub_areas"], *space["measures"], *space["entrances"]) if one["geometry"] is None
    ]
    said = [
        _("Thick blue line: boundary.") if space["geometry"] else "",
        _("Number in a round field: part of the place.") if _drawn(space["sub_areas"]) else "",
        _("M with a number: existing measure.") if _drawn(space["measures"]) else "",
        _("Red dot with T and a number: temporary measure.") if temporary else "",
        _("Green triangle: entrance.") if _drawn(space["entrances"]) else "",
        "" if attribution is None else _("Grey: surroundings from the town's own map."),
        _("Map data: %(source)s.") % {"source": attribution} if attribution else "",
        _("Not drawn: %(names)s.") % {"names": ", ".join(missing)} if missing else "",
    ]
    return " ".join(filter(None, said))
