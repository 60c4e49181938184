"""One own space as GeoJSON, and a small town drawn in the same file, for the vehicle methods.

Kinds of features: ``space`` (the polygon), ``element`` (what stands or shall stand there), ``opening`` (a point with what was
noted on site); and where no extract is given ``street``, ``building``, ``wall``, ``fence``, ``water``, ``post`` and
``gate``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from protect.formats import geojson, osm
from protect.formats.geojson import Drawing, Feature
from protect.formats.tables import InputError
from protect.methods.streets import Map, MapObject, Way
from protect.methods.vehicle.ratings import Rating, read
from protect.methods.vehicle.space import Element, Seen

OWN = ("space", "element", "opening")
DRAWN = ("street", "building", "wall", "fence", "water", "post", "gate")
#: What a kind is on a map.
_TAGS = {
    "street": {"highway": "residential"}, "building": {"building": "yes"}, "wall": {"barrier": "wall"},
    "fence": {"barrier": "fence"}, "water": {"natural": "water"}, "post": {"barrier": "bollard"}, "gate": {"barrier": "gate"},
}  # fmt: skip
_NUMBERS = ("width", "run_up", "bend", "angle", "slope")


@dataclass(frozen=True)
class Place:
    """Everything about one space in metres: the map around it, its polygon, elements, notes from the site, and its slope."""

    file: str
    drawing: Drawing
    map: Map
    space: BaseGeometry
    elements: tuple[Element, ...]
    seen: tuple[Seen, ...]
    slope: float | None
    notes: tuple[str, ...]
    attribution: str = ""


def read_place(path: Path, space: Path | None = None) -> Place:
    """From an extract with the file of the space beside it, or from one drawing that holds both.

    Raises InputError that names file and feature for what cannot be used.
    """
    if osm.is_extract(path):
        if space is None:
            raise InputError(f"{path.name} is a map: name the space in it, --space space.geojson")
        drawing = geojson.read(space, OWN, usual="space")
        around = drawing.to_degrees(_polygon(drawing))
        extract = osm.read(path, around, centre=drawing.centre)
        return _place(drawing, extract.map, extract.notes, extract.attribution)
    if space is not None:
        raise InputError(f"{path.name} is a drawing: draw the space in it as kind 'space', and leave --space out")
    drawing = geojson.read(path, (*OWN, *DRAWN))
    return _place(drawing, _map(drawing), (), "")


def _polygon(drawing: Drawing) -> BaseGeometry:
    spaces = drawing.of("space")
    if len(spaces) != 1 or not spaces[0].geometry.geom_type.endswith("Polygon"):
        raise InputError(f"{drawing.file} needs one polygon of kind 'space': the place that is protected")
    return spaces[0].geometry


def _place(drawing: Drawing, found: Map, notes: tuple[str, ...], attribution: str) -> Place:
    slope = _number(drawing, drawing.of("space")[0], "slope") if drawing.of("space") else None
    return Place(
        drawing.file, drawing, found, _polygon(drawing), tuple(_element(drawing, one) for one in drawing.of("element")),
        tuple(_seen(drawing, one) for one in drawing.of("opening")), slope, notes, attribution,
    )  # fmt: skip


def _element(drawing: Drawing, feature: Feature) -> Element:
    """A point or a line stands as wide as its ``width``, 0.3 m where none is given."""
    wide = drawing.number(feature, "width", 0.3)
    shape = feature.geometry
    if not 0 < wide <= 20:
        raise InputError(f"{drawing.file}, feature {feature.number}: an element is up to 20 m wide, not {wide:g}")
    if not shape.geom_type.endswith("Polygon"):
        shape = shape.buffer(wide / 2, quad_segs=8, cap_style="round" if shape.geom_type.endswith("Point") else "flat")
    return Element(shape, _rating(drawing, feature))


def _seen(drawing: Drawing, feature: Feature) -> Seen:
    if feature.geometry.geom_type != "Point":
        raise InputError(f"{drawing.file}, feature {feature.number}: what was noted of an opening is a point near it")
    numbers = {name: _number(drawing, feature, name) for name in _NUMBERS}
    given = feature.properties
    for name in ("operable", "something_stands"):
        if not isinstance(given.get(name, False), bool):
            raise InputError(f"{drawing.file}, feature {feature.number}: '{name}' is true or false")
    rating = _rating(drawing, feature)
    stands = given.get("something_stands", True if given.get("stands") else None)
    try:
        found = Seen(
            shapely.Point(feature.geometry.coords[0]), str(given["name"]) if given.get("name") else None, **numbers,
            operable=given.get("operable"), rating=rating, something_stands=stands,
        )  # fmt: skip
        found.check()
    except ValueError as error:
        raise InputError(f"{drawing.file}, feature {feature.number}: {error}") from error
    return found


def _number(drawing: Drawing, feature: Feature, name: str) -> float | None:
    return None if feature.properties.get(name) is None else drawing.number(feature, name)


def _rating(drawing: Drawing, feature: Feature) -> Rating | None:
    given = feature.properties
    code = given.get("stands")
    if code in (None, "", "?"):
        return None
    year = _number(drawing, feature, "year")
    try:
        return read(
            str(code),
            str(given.get("standard", "")),
            None if year is None else int(year),
            str(given.get("certificate", "")),
        )
    except ValueError as error:
        raise InputError(f"{drawing.file}, feature {feature.number} ({feature.kind}): {error}") from error


def _map(drawing: Drawing) -> Map:
    """The map that is drawn: streets that share a corner meet there."""
    lines: list[tuple[Any, dict[str, str]]] = []
    objects = []
    for one in drawing.of(*DRAWN):
        tags = {
            **_TAGS[one.kind],
            **{key: str(value) for key, value in one.properties.items() if key not in ("kind", "name")},
        }
        if "name" in one.properties:
            tags["name"] = str(one.properties["name"])
        if one.kind != "street":
            objects.append(MapObject(f"feature/{one.number}", one.geometry, tags))
        elif one.geometry.geom_type != "LineString":
            raise InputError(f"{drawing.file}, feature {one.number}: a street is a line")
        else:
            lines.append((shapely.get_coordinates(one.geometry), tags))
    if not lines:
        return Map(np.empty(0, dtype=np.int64), np.empty((0, 2)), (), objects=tuple(objects))
    points = np.concatenate([line for line, _tags in lines])
    # Corners drawn at one place, to a centimetre, are one.
    _same, first, names = np.unique(np.rint(points / 0.01), axis=0, return_index=True, return_inverse=True)
    names = names.ravel()
    stops = np.cumsum([len(line) for line, _tags in lines])
    ways = tuple(
        Way(number, names[stop - len(line) : stop], tags)
        for number, ((line, tags), stop) in enumerate(zip(lines, stops, strict=True))
    )
    # What ends at the edge of the drawing may go on beyond it.
    covered = shapely.box(*points.min(axis=0), *points.max(axis=0))
    return Map(np.arange(len(first)), points[first], ways, objects=tuple(objects), covered=covered)
