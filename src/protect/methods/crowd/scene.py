"""The geometry of a microscopic run, and why a badly placed exit is refused (METHODS 2, finding c).

People vanish on touching an exit polygon. Where it lies inside or right behind a door, the door never fills and the flow comes
out up to 40 % too high. So everybody has to cross the narrowest section, and the exit lies ``setback`` metres behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from protect.methods.crowd.parameters import MICROSCOPIC
from protect.methods.parameters import ParameterSet, Value

Numbers = NDArray[np.float64]

#: Metres: rounding of coordinates, and half the width of the knife that cuts along a section.
_ROUNDING, _KNIFE = 1e-6, 1e-3
#: Metres between the lines on which the way behind a section is measured.
_SAMPLED = 0.1


@dataclass(frozen=True)
class Way:
    """One exit of a scene: ``section``, the narrowest line everybody crosses, and ``polygon``, where people leave the model."""

    name: str
    section: LineString
    polygon: Polygon


@dataclass(frozen=True)
class Scene:
    """Walkable area with its continuation behind the exits, where people stand at the start, and the ways out. Metres.

    ValueError names the exit and the reason when one is refused: not ``setback`` behind its section, a section that people can
    walk round, something narrower behind it, an exit outside the area.
    """

    walkable: Polygon
    start: Polygon
    ways: tuple[Way, ...]
    parameters: ParameterSet = MICROSCOPIC

    def __post_init__(self) -> None:
        object.__setattr__(self, "ways", tuple(self.ways))
        for name, shape in (("walkable", self.walkable), ("start", self.start)):
            if not isinstance(shape, Polygon) or shape.is_empty or not shape.is_valid:
                raise ValueError(f"{name}: give one valid polygon without crossings")
        if not self.walkable.buffer(_ROUNDING).covers(self.start):
            raise ValueError("start: people stand outside the walkable area; cut the start to it")
        if not self.ways:
            raise ValueError("ways: a scene needs at least one way out")
        _check_sections(self)

    def __reduce__(self) -> tuple[Any, ...]:
        """Taken apart for another process: a parameter set's read-only mapping does not travel by itself."""
        return _rebuilt, (self.walkable, self.start, self.ways, packed(self.parameters))

    def without(self, name: str) -> Scene:
        """The scene with one exit shut: its section becomes a wall. ValueError for an unknown name or the only exit."""
        shut = next((way for way in self.ways if way.name == name), None)
        if shut is None or len(self.ways) == 1:
            raise ValueError(f"name: {name} is not one of several exits")
        left = _pieces(self.walkable.difference(shut.section.buffer(_KNIFE, cap_style="square")))
        kept = next(piece for piece in left if piece.intersection(self.start).area > 0)
        start = max(_pieces(self.start.intersection(kept)), key=lambda piece: piece.area)
        return Scene(kept, start, tuple(way for way in self.ways if way is not shut), self.parameters)


Packed = tuple[str, str, dict[str, Value]]


def packed(parameters: ParameterSet) -> Packed:
    """Name, version and values of a set, as plain things that travel between processes."""
    return parameters.name, parameters.version, dict(parameters.values)


def _rebuilt(walkable: Polygon, start: Polygon, ways: tuple[Way, ...], parameters: Packed) -> Scene:
    return Scene(walkable, start, ways, ParameterSet(*parameters))


def _pieces(shape: BaseGeometry) -> list[Polygon]:
    return [piece for piece in shapely.get_parts(shape) if isinstance(piece, Polygon)]


def _check_sections(scene: Scene) -> None:
    setback = scene.parameters["setback"]
    knife = shapely.union_all([way.section.buffer(_KNIFE, cap_style="square") for way in scene.ways])
    pieces = _pieces(scene.walkable.difference(knife))
    for way in scene.ways:
        refused = f"exit {way.name} refused:"
        if not scene.walkable.buffer(_ROUNDING).covers(way.polygon):
            raise ValueError(f"{refused} its polygon reaches outside the walkable area; continue the area behind it")
        gap = way.polygon.distance(way.section)
        if gap < setback - _ROUNDING:
            raise ValueError(
                f"{refused} it lies {gap:.2f} m behind its narrowest section; people would vanish before the section fills "
                f"and the flow would come out too high. Continue the area and put it at least {setback:g} m behind"
            )
        behind = next((piece for piece in pieces if piece.intersection(way.polygon).area > 0), None)
        if behind is None or behind.intersection(scene.start).area > _KNIFE:
            raise ValueError(
                f"{refused} people can reach it without crossing its section; draw the section from wall to wall"
            )
        if not _wide_enough(behind, way, clear_width(scene.walkable, way.section), gap):
            raise ValueError(
                f"{refused} something narrower lies behind its section; draw the section at the narrowest place"
            )


def clear_width(walkable: Polygon, section: LineString) -> float:
    """Free length of a section [m]: what of it lies in the walkable area (bollards and walls taken off).

    >>> clear_width(shapely.box(0, 0, 10, 10), LineString([(-1, 5), (4, 5)]))
    4.0
    """
    return float(walkable.intersection(section).length)


def _wide_enough(behind: Polygon, way: Way, width: float, gap: float) -> bool:
    """Whether every line at one distance behind the section, up to the exit, is (nearly) as long as the section is wide.

    Each such line is a cut between section and exit: a shorter one proves that something narrower lies there.
    """
    distances = np.append(np.arange(_SAMPLED, gap, _SAMPLED), gap - _KNIFE)
    lines = [way.section.buffer(float(far), quad_segs=16).boundary for far in distances]
    return all(float(behind.intersection(line).length) >= 0.98 * width - 2 * _KNIFE for line in lines)


def continued(
    area: Polygon,
    sections: Mapping[str, LineString],
    parameters: ParameterSet = MICROSCOPIC,
    start: Polygon | None = None,
) -> Scene:
    """A scene from the area people stand in and its exit lines: each opening is continued straight on, and left behind it.

    ``sections``: name to straight line on the edge of ``area``. Behind each grows a corridor of its width, ``setback`` long, with
    the exit polygon at its end. ValueError where a line does not lie on the edge, or the continuation runs into the area or
    another one (then draw the area further and build the ``Scene`` yourself).

    >>> square = continued(shapely.box(0, 0, 20, 20), {"south": LineString([(8, 0), (12, 0)])})
    >>> square.ways[0].polygon.bounds
    (8.0, -2.0, 12.0, -1.5)
    """
    setback, depth = parameters["setback"], parameters["exit_depth"]
    ways: list[Way] = []
    tails: list[Polygon] = []
    for name, section in sections.items():
        ends = np.asarray(section.coords, dtype=float)
        length = float(np.hypot(*(ends[-1] - ends[0])))
        if len(ends) != 2 or length == 0 or area.boundary.distance(section.centroid) > 0.01:
            raise ValueError(f"sections: {name} has to be one straight line of two points on the edge of the area")
        outward = _outward(area, name, ends, length)
        tail = Polygon([*ends, *(ends + outward * (setback + depth))[::-1]])
        if area.intersection(tail).area > 0.01 * tail.area or any(tail.intersects(other) for other in tails):
            raise ValueError(f"sections: the way on behind {name} runs into the area or another exit; draw it yourself")
        tails.append(tail)
        ways.append(
            Way(name, section, Polygon([*(ends + outward * setback), *(ends + outward * (setback + depth))[::-1]]))
        )
    # A hair of overlap joins area and tail into one polygon even where their common edge is rounded.
    walkable = shapely.union_all([area, *tails, *(way.section.buffer(_KNIFE, cap_style="flat") for way in ways)])
    if not isinstance(walkable, Polygon):
        raise ValueError("sections: an exit line does not touch the area; draw it on the area's edge")
    return Scene(walkable, start if start is not None else area, tuple(ways), parameters)


def _outward(area: Polygon, name: str, ends: Numbers, length: float) -> Numbers:
    normal = np.array([ends[1][1] - ends[0][1], ends[0][0] - ends[1][0]]) / length
    middle = ends.mean(axis=0)
    inside = [bool(area.contains(shapely.Point(middle + side * 0.05 * normal))) for side in (1, -1)]
    if inside[0] == inside[1]:
        raise ValueError(f"sections: {name} does not lie on the edge of the area: both its sides are in or out of it")
    return -normal if inside[0] else normal


def places(area: Polygon, persons: int, generator: np.random.Generator, clearance: float) -> Numbers:
    """Standing places (persons, 2): a triangular lattice as wide as the number allows, moved at random, nobody touching.

    ``clearance``: least distance to a wall, half the least distance to a neighbour [m]. ValueError when so many do not fit.

    >>> places(shapely.box(0, 0, 10, 10), 200, np.random.default_rng(1), 0.15).shape
    (200, 2)
    """
    room = area.buffer(-clearance * 1.01)
    tight, loose = clearance * 2.02, 2.0 * float(np.sqrt(max(area.area, 1.0) / max(persons, 1))) + clearance * 2.02
    if persons < 0 or len(_lattice(room, tight)) < persons:
        raise ValueError(f"persons: {persons} people do not fit into {area.area:.0f} m2 without overlapping")
    for _halving in range(24):
        middle = (tight + loose) / 2
        tight, loose = (middle, loose) if len(_lattice(room, middle)) >= persons else (tight, middle)
    found = _lattice(room, tight)
    chosen = found[generator.choice(len(found), persons, replace=False)]
    shift = (tight - clearance * 2.02) / 2 * 0.99
    turn, far = generator.uniform(0, 2 * np.pi, persons), shift * np.sqrt(generator.uniform(0, 1, persons))
    moved = chosen + far[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    fits = shapely.contains_xy(room, moved)
    return np.where(fits[:, None], moved, chosen)


def _lattice(room: BaseGeometry, spacing: float) -> Numbers:
    if room.is_empty:
        return np.empty((0, 2))
    west, south, east, north = room.bounds
    rows = np.arange(south, north + _ROUNDING, spacing * np.sqrt(3) / 2)
    columns = np.arange(west, east + spacing, spacing)
    x, y = np.meshgrid(columns, rows)
    x = x + (np.arange(len(rows)) % 2)[:, None] * spacing / 2
    points = np.column_stack([x.ravel(), y.ravel()])
    shapely.prepare(room)
    return points[shapely.intersects_xy(room, points)]


def shares(persons: int, capacities: Sequence[float]) -> list[int]:
    """People per exit so that the last of them leaves earliest: each joins where ``(n + 1) / capacity`` is smallest.

    One more exit never gives another one more people; one more person never takes any away. ValueError without capacity.

    >>> shares(10, [2.0, 1.0, 0.0])
    [7, 3, 0]
    """
    total = sum(capacities)
    if persons < 0 or total <= 0 or min(capacities) < 0:
        raise ValueError("capacities: give at least one exit with a positive capacity, and 0 or more people")
    found = [int(persons * capacity / total + 1e-9) for capacity in capacities]
    open_ways = [way for way, capacity in enumerate(capacities) if capacity > 0]
    while sum(found) < persons:
        found[min(open_ways, key=lambda way: (found[way] + 1) / capacities[way])] += 1
    return found
