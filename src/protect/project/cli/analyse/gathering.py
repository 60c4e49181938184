"""Where people gather, from a table, a drawing or a map extract: what ``protect analyse crowd`` needs of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from protect.formats import geojson, osm, tables
from protect.formats.geojson import Drawing, Feature
from protect.formats.tables import InputError, Row, Table
from protect.methods.crowd import Exit, Ground, Risk, Site, Use, longest_walk_in

YES = {"yes": "yes", "no": "", "true": "yes", "false": ""}
KINDS = ("area", "exit", "obstacle", "building")
GROUNDS = {one.value: one.value for one in Ground}
#: What may be said of the use; where nothing is, nobody knows, and what permits fewest is taken.
CHOICES = {
    "use": [one.value for one in Use], "risk": [one.value for one in Risk], "alcohol": list(YES), "open air": list(YES)
}  # fmt: skip
#: Metres of the town round a place in which its openings are looked for, and the step along its walls.
ROUND, STEP = 40.0, 1.0


@dataclass(frozen=True)
class Gathering:
    """A place with its people. ``lines``: of some exits, elements and their width [m]; ``area`` and ``sections`` (exit to line)
    where there is geometry, in metres; ``notes``: sentences for the answer."""

    file: str
    site: Site
    persons: int
    lines: tuple[tuple[str, int, float], ...] = ()
    area: Polygon | None = None
    sections: dict[str, LineString] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read(path: Path, place: str | None, persons: int | None, said: dict[str, str | None]) -> Gathering:
    """Whatever kind of file it is. ``said``: what the command line says of the use; it goes before the file."""
    if osm.is_extract(path):
        return _of_extract(path, place, persons, said)
    if path.suffix.lower() in {".geojson", ".json"}:
        return _of_drawing(path, persons, said)
    return _of_table(tables.read(path), persons, said)


def _of_table(table: Table, persons: int | None, said: dict[str, str | None]) -> Gathering:
    widths = table.numbers(["width"], missing=True)[:, 0]
    ground = table.choices("ground", GROUNDS, "level") if table.has("ground") else ["level"] * len(table)
    measured = table.choices("measured", YES, "no") if table.has("measured") else [""] * len(table)
    names = table.texts(table.columns[0])
    tables.unique(table, names, "exits")
    exits = []
    for row, name, width, under, seen in zip(table.rows, names, widths, ground, measured, strict=True):
        if width < 0:
            raise InputError(f"{table.file}, line {row.line}, column 'width': {width:g} m is less than 0")
        exits.append(Exit(name, None if math.isnan(width) else float(width), Ground(under), bool(seen)))
    site = _made(
        table.file,
        area=_number(table, "area"),
        exits=tuple(exits),
        farthest=_number(table, "farthest", needed=False),
        area_measured=_word(table, "area measured", list(YES)) in ("yes", "true"),
        **_use({key: said.get(key) or _word(table, key, allowed) for key, allowed in CHOICES.items()}),
    )
    people = _people(table.file, persons if persons is not None else _number(table, "persons"))
    return Gathering(table.file, site, people, _lines(table, names))


def _lines(table: Table, names: list[str]) -> tuple[tuple[str, int, float], ...]:
    if not table.has("elements"):
        return ()
    numbers = table.numbers(["elements", "element width"], missing=True)
    found = []
    for row, name, (count, wide) in zip(table.rows, names, numbers, strict=True):
        if math.isnan(count):
            continue
        where = f"{table.file}, line {row.line}"
        if count != int(count) or count < 1 or not wide > 0:
            raise InputError(f"{where}: a line has one element or more, and 'element width' in metres beside it")
        found.append((name, int(count), float(wide)))
    return tuple(found)


def _said(table: Table, name: str) -> tuple[Row | None, str]:
    row = table.settings.get(name)
    return row, row.cells[1] if row is not None and len(row.cells) > 1 else ""


def _number(table: Table, name: str, needed: bool = True) -> Any:
    row, text = _said(table, name)
    if text.lower() in tables.UNKNOWN:
        if needed:
            raise InputError(f"{table.file} has no row '#{name}' with a number beside it")
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError as error:
        line = row.line if row else 0
        raise InputError(f"{table.file}, line {line} (#{name}): '{text}' is not a number") from error


def _word(table: Table, name: str, allowed: list[str]) -> str | None:
    row, text = _said(table, name)
    if text.lower() in tables.UNKNOWN:
        return None
    if text.lower() not in allowed:
        line = row.line if row else 0
        raise InputError(f"{table.file}, line {line} (#{name}): '{text}' is none of {', '.join(allowed)}")
    return text.lower()


def _use(words: dict[str, str | None]) -> dict[str, Any]:
    def told(word: str | None) -> bool | None:
        return None if word is None else bool(YES[word])

    return {
        "use": None if words["use"] is None else Use(words["use"]),
        "risk": None if words["risk"] is None else Risk(words["risk"]),
        "alcohol": told(words["alcohol"]),
        "open_air": told(words["open air"]),
    }


def _made(file: str, **given: Any) -> Site:
    try:
        return Site(**given)
    except ValueError as error:
        raise InputError(f"{file}: {error}") from error


def _people(file: str, number: float) -> int:
    if number < 0 or number != int(number):
        raise InputError(f"{file}: persons is a whole number of people, not {number:g}")
    return int(number)


def _of_drawing(path: Path, persons: int | None, said: dict[str, str | None]) -> Gathering:
    drawing = geojson.read(path, KINDS)
    areas = drawing.of("area")
    if len(areas) != 1 or areas[0].geometry.geom_type != "Polygon":
        raise InputError(f"{drawing.file} needs one polygon of kind 'area': where people stand; it has {len(areas)}")
    place = areas[0]
    taken = shapely.union_all([one.geometry for one in drawing.of("obstacle", "building")])
    area, notes = _largest(place.geometry.difference(taken))
    exits, sections, lines = [], {}, []
    for one in drawing.of("exit"):
        line = _on_the_edge(drawing, one, place.geometry)
        clear = float(line.difference(taken).length)
        if one.name in sections:
            raise InputError(f"{drawing.file}, feature {one.number}: two exits are called '{one.name}'")
        sections[one.name] = line
        width = drawing.number(one, "width") if "width" in one.properties else clear
        exits.append(Exit(one.name, width, Ground(_property(drawing, one, "ground", list(GROUNDS)) or "level"),
                          _property(drawing, one, "measured", list(YES)) in ("yes", "true")))  # fmt: skip
        if "elements" in one.properties:
            lines.append((one.name, int(drawing.number(one, "elements")), drawing.number(one, "element width", 0.3)))
    if not exits:
        raise InputError(f"{drawing.file} has no line of kind 'exit' on the edge of the area")
    number = (
        persons if persons is not None else drawing.number(place, "persons") if "persons" in place.properties else None
    )
    if number is None:
        raise InputError(
            f"{drawing.file}, feature {place.number} (area): add the property 'persons', or give --persons"
        )
    site = _made(
        drawing.file,
        area=area.area,
        exits=tuple(exits),
        farthest=drawing.number(place, "farthest")
        if "farthest" in place.properties
        else longest_walk_in(area, [*sections.values()]),
        farthest_measured="farthest" in place.properties,
        area_measured=_property(drawing, place, "measured", list(YES)) in ("yes", "true"),
        **_use({key: said.get(key) or _property(drawing, place, key, allowed) for key, allowed in CHOICES.items()}),
    )
    return Gathering(drawing.file, site, _people(drawing.file, number), tuple(lines), area, sections, notes)


def _property(drawing: Drawing, feature: Feature, name: str, allowed: list[str]) -> str | None:
    given = feature.properties.get(name, feature.properties.get(name.replace(" ", "_")))
    if given is None or str(given).lower() in tables.UNKNOWN:
        return None
    word = {True: "yes", False: "no"}.get(given, str(given).lower()) if isinstance(given, bool) else str(given).lower()
    if word not in allowed:
        where = f"{drawing.file}, feature {feature.number} ({feature.kind})"
        raise InputError(f"{where}: '{name}' is '{given}'; it is one of {', '.join(allowed)}")
    return word


def _on_the_edge(drawing: Drawing, feature: Feature, area: Any) -> LineString:
    """The exit as a straight line between the spots on the edge that are nearest to its ends."""
    where = f"{drawing.file}, feature {feature.number} (exit)"
    if feature.geometry.geom_type != "LineString":
        raise InputError(f"{where}: an exit is a LineString from wall to wall, not a {feature.geometry.geom_type}")
    ends = [shapely.Point(feature.geometry.coords[at]) for at in (0, -1)]
    edge = area.exterior
    if max(edge.distance(one) for one in ends) > 2.0:
        raise InputError(f"{where}: its ends lie more than 2 m from the edge of the area; draw it on the edge")
    on = LineString([edge.interpolate(edge.project(one)) for one in ends])
    if on.length < 0.1:
        raise InputError(f"{where}: it has no width")
    return on


def _largest(left: BaseGeometry) -> tuple[Polygon, tuple[str, ...]]:
    parts = sorted(
        (one for one in getattr(left, "geoms", [left]) if isinstance(one, Polygon)), key=lambda one: -one.area
    )
    if not parts:
        raise InputError("the area is wholly taken by obstacles and buildings")
    lost = sum(one.area for one in parts[1:])
    return parts[0], (f"{lost:.0f} m2 that obstacles cut off were left out.",) if lost > 1 else ()


def _of_extract(path: Path, place: str | None, persons: int | None, said: dict[str, str | None]) -> Gathering:
    from protect.formats import town

    if place is None or persons is None:
        raise InputError(f"{path.name}: on a map extract say which place with --place, and for how many with --persons")
    given = town.read(path)
    spot = given.place(place, area=True)
    whole = town.polygon_of(spot, given.file)
    near = whole.buffer(ROUND)
    solid = [one.geometry for one in given.of("building", "wall") if one.geometry.intersects(near)]
    solid = [one for one in solid if one.geom_type == "LineString" or one.intersection(whole).area < 0.5 * whole.area]
    mouths = openings(whole, solid)
    area, notes = _largest(whole.difference(shapely.union_all([one for one in solid if one.area > 0])))
    exits = tuple(Exit(f"opening {n}", line.length, measured=False) for n, line in enumerate(mouths, 1))
    if not exits:
        raise InputError(f"{given.file}: buildings and walls close {spot.name} on all sides; draw it as GeoJSON")
    use = _use({key: said.get(key) for key in CHOICES})
    walk = longest_walk_in(area, mouths)
    site = _made(
        given.file, area=area.area, exits=exits, farthest=walk, area_measured=False, farthest_measured=False, **use
    )
    words = (f"{spot.name}: {len(exits)} openings between what the map shows as buildings and walls.", osm.ATTRIBUTION)
    return Gathering(given.file, site, _people(given.file, persons), (), area, {}, (*words, *notes))


def openings(place: Polygon, solid: list[BaseGeometry]) -> list[LineString]:
    """The tightest lines between a place and the town round it, widest first: the minimum cut of the free space."""
    from protect.methods import freespace

    around, rim = place.buffer(ROUND), place.buffer(ROUND - 2)
    free = freespace.free_space(around, solid)
    # Cut along the place and the rim, so that no triangle reaches from one to the other.
    rings = (free.intersection(place), free.intersection(rim).difference(place), free.difference(rim))
    parts = [
        part
        for ring in rings
        for part in getattr(ring, "geoms", [ring])
        if isinstance(part, Polygon) and part.area > 0.01
    ]
    dense = shapely.set_precision(shapely.segmentize(parts, STEP), 1e-4)
    kept = [
        part
        for one in dense
        for part in getattr(one, "geoms", [one])
        if isinstance(part, Polygon) and not part.is_empty
    ]
    if not kept:
        return []
    mesh = freespace.triangulate(shapely.MultiPolygon(kept), densify=1e6)
    inside, outside = free.intersection(place), free.difference(rim)
    if inside.is_empty or outside.is_empty:
        return []
    try:
        cut = freespace.minimum_cut(mesh, inside.buffer(-0.01), outside.buffer(-0.01))
    except ValueError as error:
        raise InputError(f"the openings of the place were not found: {error}; draw the place as GeoJSON") from error
    return [edge.line for edge in cut.edges if edge.width > 0.1]
