"""What of a map bounds the ground: buildings and walls, with the gates in them; and what takes width from people only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from protect.methods.freespace.ground import GROUND, Ground, ground_around
from protect.methods.parameters import ParameterSet
from protect.methods.streets import tags as read
from protect.methods.streets.model import Map, MapObject, Tags
from protect.methods.streets.parameters import STREETS


def ground_of_map(
    given: Map,
    space: BaseGeometry,
    firm: Sequence[BaseGeometry] = (),
    soft: Sequence[BaseGeometry] = (),
    parameters: ParameterSet = GROUND,
    streets: ParameterSet = STREETS,
) -> Ground:
    """The ground of ``space`` from a map. ``firm``: what else is known to hold, ``soft``: what else stands there.

    Buildings and walls are firm; fences, water and posts are not known to be. A gate in a wall, and a street that runs through a
    wall, is a way in: shut or not, nobody knows what it holds. In fences they are ways out for people. Ways through buildings are
    passages.
    """
    solid, weak = list(firm), list(soft)
    walls: list[BaseGeometry] = []
    fences: list[BaseGeometry] = []
    doors: dict[bool, list[BaseGeometry]] = {True: [], False: []}
    for one in _near(given.objects, space, parameters):
        gate = read.gate(one.tags) if one.geometry.geom_type == "Point" else None
        if gate is not None:
            doors[gate].append(one.geometry.buffer(_wide(one.tags, streets, "gate" if gate else "gate_people") / 2))
        shape = _solid(one.geometry, one.tags, streets)
        if shape is None:
            continue
        if read.stands_firm(one.tags):
            (solid if one.tags.get("building", "no") != "no" else walls).append(shape)
        elif read.stops_people(one.tags):
            (fences if "barrier" in one.tags and one.geometry.geom_type != "Point" else weak).append(shape)
    lines, passages = _ways(given, streets)
    solid += _without(walls, [*doors[True], *_crossings(walls, lines, streets["gate"])])
    weak += _without(fences, [*doors[True], *doors[False], *_crossings(fences, lines, streets["gate_people"])])
    return ground_around(space, solid, weak, lines, passages, parameters)


def through_buildings(given: Map, space: BaseGeometry, parameters: ParameterSet = GROUND) -> int:
    """How many ways near the space run right through a building where the map says nothing of a passage: to be looked at."""
    houses = [
        one.geometry
        for one in _near(given.objects, space, parameters)
        if read.stands_firm(one.tags) and one.geometry.geom_type.endswith("Polygon")
    ]
    lines = [line for line, tags in _drivable(given) if read.level(tags) == 0 and not read.roofed(tags)]
    if not houses or not lines:
        return 0
    row, house = shapely.STRtree(houses).query(lines, predicate="crosses")
    inside = shapely.intersection(np.array(lines, dtype=object)[row], np.array(houses, dtype=object)[house])
    # A path that touches a corner by less than a few metres is drawing.
    return len(np.unique(row[np.asarray(shapely.length(inside)) > 5.0]))


def _drivable(given: Map) -> list[tuple[BaseGeometry, Tags]]:
    found: list[tuple[BaseGeometry, Tags]] = []
    for way in given.ways:
        if read.drivable(way.tags):
            rows = given.rows(way.nodes)
            rows = rows[rows >= 0]
            if len(rows) > 1:
                found.append((shapely.LineString(given.places[rows]), way.tags))
    return found


def _ways(given: Map, p: ParameterSet) -> tuple[list[BaseGeometry], list[BaseGeometry]]:
    """Lines of the ways on the ground, and the passages through buildings."""
    lines: list[BaseGeometry] = []
    passages: list[BaseGeometry] = []
    for line, tags in _drivable(given):
        if read.level(tags) == 0:
            lines.append(line)
            if read.roofed(tags):
                passages.append(line.buffer(_wide(tags, p, "passage") / 2, cap_style="square"))
    return lines, passages


def _crossings(barriers: Sequence[BaseGeometry], lines: Sequence[BaseGeometry], wide: float) -> list[BaseGeometry]:
    """Where ways run through walls or fences, as wide as a gate."""
    if not len(barriers) or not len(lines):
        return []
    every = np.array(lines, dtype=object)
    row, barrier = shapely.STRtree(list(barriers)).query(every, predicate="intersects")
    meeting = shapely.intersection(every[row], np.array(barriers, dtype=object)[barrier])
    return [one.buffer(wide / 2) for one in meeting if one.length < 3 * wide]


def _without(barriers: Sequence[BaseGeometry], doors: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    if not len(barriers) or not len(doors):
        return list(barriers)
    gone = shapely.union_all(list(doors))
    left = (part for one in barriers for part in shapely.get_parts(one.difference(gone)))
    return [part for part in left if part.geom_type == "Polygon"]


def _near(objects: Sequence[MapObject], space: BaseGeometry, p: ParameterSet) -> list[MapObject]:
    bounds = np.asarray(shapely.bounds(np.array([one.geometry for one in objects], dtype=object))).reshape(-1, 4)
    west, south, east, north = space.buffer(p["margin"] + p["beyond"] + 10.0).bounds
    there = (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    return [objects[int(row)] for row in np.flatnonzero(there)]


def _wide(tags: Tags, p: ParameterSet, usual: str) -> float:
    return read.number(tags.get("maxwidth:physical")) or read.number(tags.get("width")) or p[usual]


def _solid(shape: BaseGeometry, tags: Tags, p: ParameterSet) -> BaseGeometry | None:
    """Lines and points as thick as they are; None for a shape that is none."""
    if shape.is_empty:
        return None
    if shape.geom_type.endswith("Polygon"):
        return shape if shape.is_valid else shape.buffer(0)
    wide = read.number(tags.get("width"))
    if shape.geom_type.endswith("Point"):
        return shape.buffer((wide or p["post"]) / 2, quad_segs=2)
    usual = p["wall"] if tags.get("barrier") in read.FIRM_LINES else p["fence"]
    return shape.buffer(min(wide or usual, 5.0) / 2, cap_style="flat", join_style="mitre")
