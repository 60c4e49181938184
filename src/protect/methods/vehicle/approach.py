"""How fast each class can arrive on every link around one own space, as a band; and what that is at an opening (METHODS 1.1).

Low: comfortable acceleration, usual road, nothing comes from beyond the map. Best: hard acceleration, usual road, bends as wide
as walls and usual clearances allow. High: friction 1.0, streets as much wider as the map may err, no bend where no wall is
mapped, downhill where no slope is. Only the fastest arrival at an opening is kept: not where it comes from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from protect.methods.freespace import CutEdge
from protect.methods.parameters import ParameterSet
from protect.methods.results import Band
from protect.methods.streets import STREETS, Streets
from protect.methods.streets import tags as read
from protect.methods.vehicle import dynamics
from protect.methods.vehicle.network import Network, arriving_speeds
from protect.methods.vehicle.openings import OPENINGS, Mapped, comfortable
from protect.methods.vehicle.parameters import DYNAMICS, VehicleClass, vehicle_classes
from protect.methods.vehicle.twoways import seen_straight

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: A street that ends this close before an opening leads to it [m]; what stands this close to its line stands in it.
NEAR = 5.0


@dataclass(frozen=True)
class Approaches:
    """Speeds around a space: ``entering`` (classes, 3, links) [m/s] for the low, best and high reading, with the ``tops``
    (classes, 3) that no run-up exceeds; ``pulls``, ``falls``: what they were computed with, for the last metres
    to a line; ``shut`` (classes, links): too narrow for the class, even if the map errs."""

    streets: Streets
    classes: tuple[VehicleClass, ...]
    entering: Floats
    tops: Floats
    pulls: Floats
    falls: Floats
    shut: NDArray[np.bool_]
    tree: shapely.STRtree
    parameters: ParameterSet

    def speeds(self, link: int, distance: float) -> Floats:
        """(classes, 3) [m/s], ``distance`` metres from where the link begins."""
        ratio = np.array([[one.power / one.mass] for one in self.classes])
        found = dynamics.bound(
            np.full_like(self.tops, distance), ratio, self.pulls, self.falls[:, :, link], self.entering[:, :, link]
        )
        return np.where(self.shut[:, link, None], 0.0, np.minimum(found, self.tops))


def approaches(
    streets: Streets,
    slope: float | None = None,
    classes: ParameterSet | Sequence[VehicleClass] | None = None,
    parameters: ParameterSet = DYNAMICS,
    openings: ParameterSet = OPENINGS,
    of_map: ParameterSet = STREETS,
) -> Approaches:
    """Speeds of every class on every link; ``slope``: of the streets around the place where the map has none, both ways; None:
    nobody knows, flat at best and the set's at the high end."""
    every = vehicle_classes() if classes is None else classes
    every = vehicle_classes(every) if isinstance(every, ParameterSet) else tuple(every)
    p, n = parameters, streets.links
    entering, falls = np.zeros((len(every), 3, n)), np.zeros((len(every), 3, n))
    tops, pulls = np.zeros((len(every), 3)), np.zeros((len(every), 3))
    lengths, closed = np.repeat(streets.lengths, 2), np.zeros((len(every), n), dtype=bool)
    outside, nowhere = streets.from_outside, np.zeros(n, dtype=bool)
    unknown = np.isnan(streets.slopes)
    steep = openings["slope_unknown"] if slope is None else max(slope, 0.0)
    for row, vehicle in enumerate(every):
        # A way that is narrower than the vehicle, even if the map errs, carries none of its class.
        shut = closed[row] = np.repeat(streets.widths[:, 0] + of_map["width_error"] < vehicle.width, 2)
        long = np.where(shut, 0.0, lengths)
        blocked = shut[streets.turns].any(axis=1) if n else np.empty(0, dtype=bool)
        usual = streets.radii(vehicle.width, 0.0, of_map["usual"])
        widest = streets.radii(vehicle.width, of_map["width_error"])
        readings = (
            (comfortable(vehicle, openings), p["friction"], usual, 0.0 if slope is None else steep, nowhere),
            (vehicle.acceleration, p["friction"], usual, 0.0 if slope is None else steep, outside),
            (vehicle.acceleration, p["friction_unknown"], widest, steep, outside),
        )
        for column, (pull, friction, radii, guess, begin) in enumerate(readings):
            caps = np.where(blocked, 0.0, np.sqrt(p["gravity"] * friction * radii))
            tilt = np.where(unknown, guess, streets.slopes)
            used = VehicleClass(vehicle.code, vehicle.words, vehicle.mass, vehicle.power, pull, vehicle.width)
            # From beyond the map: as fast as the whole run-up allows on streets like those that nobody measured.
            most = float(dynamics.run_up_bound(p["run_up"], vehicle.power / vehicle.mass, pull, guess, 0.0, p))
            found = arriving_speeds(
                Network(long, tilt, streets.turns, caps), used, begin=np.where(begin & ~shut, most, 0.0), parameters=p
            )
            entering[row, column], tops[row, column], pulls[row, column] = found.entering, found.top, pull
            falls[row, column] = p["gravity"] * tilt / np.sqrt(1 + tilt**2)
    return Approaches(streets, every, entering, tops, pulls, falls, closed, shapely.STRtree(streets.lines), parameters)


@dataclass(frozen=True)
class Arriving:
    """What the map says of an opening: the fastest arrival (None where no street leads to it), the ``names`` of the streets,
    whether traffic or service uses them (``operable``), and the kinds of barrier that ``stand`` there."""

    mapped: Mapped | None
    names: tuple[str, ...]
    operable: bool
    stand: tuple[str, ...]


def arriving_at(
    given: Approaches,
    edge: CutEdge,
    barriers: Sequence[tuple[BaseGeometry, str]] = (),
    firm: shapely.STRtree | None = None,
) -> Arriving:
    """The fastest arrival of each class at an opening, over all streets that cross its line or end before it; and the kinds of
    those ``barriers`` that stand near the line. ``firm``: walls and houses, to see how far it is straight before the opening."""
    streets = given.streets
    speeds = np.zeros_like(given.tops)
    steepest, room, operable, straight = 0.0, 0.0, False, None
    found: list[tuple[bool, str]] = []
    for piece in np.unique(given.tree.query(edge.line.buffer(NEAR), predicate="intersects")):
        if streets.levels[piece] != 0:
            continue
        for link, distance, angle in _arrivals(streets, int(piece), edge):
            speeds = np.maximum(speeds, given.speeds(link, distance))
            steepest = max(steepest, angle)
            wide = min(float(streets.widths[piece, 1]), edge.width)
            room = max(room, wide)
            if firm is not None:
                place, outward = _looking_out(streets, link, distance)
                straight = max(straight or 0.0, seen_straight(place, outward, wide, firm, given.parameters))
            tags = streets.tags[streets.ways[piece]]
            found.append((not tags.get("name"), streets.name(int(piece))))
            operable |= read.open_to_traffic(tags) or read.service_traffic(tags)
    # Streets with a name first: they are what people call the place.
    names = tuple(dict.fromkeys(name for _unnamed, name in sorted(found)))
    mapped = None
    if found:
        bands = (
            Band(float(low), float(best), float(high), "km/h") for low, best, high in np.sort(speeds, axis=1) * 3.6
        )
        mapped = Mapped(tuple(bands), math.degrees(steepest), room, straight)
    near = [kind for shape, kind in barriers if edge.line.dwithin(shape, NEAR)]
    near += [kind for kind, x, y in streets.barriers.values() if edge.line.dwithin(shapely.Point(x, y), NEAR)]
    stand = tuple(sorted(set(near)))
    return Arriving(mapped, names, operable, stand)


def _arrivals(streets: Streets, piece: int, edge: CutEdge) -> list[tuple[int, float, float]]:
    """Links of a piece that lead in over this line: (link, metres from its begin, angle to the line [rad])."""
    line, long = streets.lines[piece], float(streets.lengths[piece])
    meeting = line.intersection(edge.line)
    found = []
    for part in shapely.get_parts(meeting):
        if part.is_empty:
            continue
        at = float(line.project(part.centroid))
        found += [(link, far, angle) for link, far, angle, _side in _both_ways(line, piece, long, at, edge)]
    if found:
        return found
    for at in (0.0, long):
        end = line.interpolate(at)
        if edge.line.distance(end) <= NEAR:
            # It ends before the line: what comes out of it there counts, if it comes from the outer side.
            found += [
                (link, far, angle)
                for link, far, angle, side in _both_ways(line, piece, long, at, edge)
                if side <= 0.5 and far >= 0.5 * long
            ]
    return found


def _looking_out(streets: Streets, link: int, distance: float) -> tuple[shapely.Point, Floats]:
    """Where a link meets the line, and the direction back along it."""
    line, long = streets.lines[link // 2], float(streets.lengths[link // 2])
    at, back = (distance, -1.0) if link % 2 == 0 else (long - distance, 1.0)
    place = line.interpolate(at)
    near = [line.interpolate(min(max(one, 0.0), long)) for one in (at - 1.0, at + 1.0)]
    ahead = np.array([near[1].x - near[0].x, near[1].y - near[0].y])
    return place, back * ahead / max(float(np.hypot(*ahead)), 1e-9)


def _both_ways(
    line: BaseGeometry, piece: int, long: float, at: float, edge: CutEdge
) -> list[tuple[int, float, float, float]]:
    """Of the two links of a piece those that travel inward at ``at``; and on which side of the line the place lies [m]."""
    before, after = line.interpolate(max(at - 1.0, 0.0)), line.interpolate(min(at + 1.0, long))
    heading = np.array([after.x - before.x, after.y - before.y])
    size = float(np.hypot(*heading))
    if size < 1e-9 or not len(edge.pieces):
        return []
    heading /= size
    place = line.interpolate(at)
    pieces = np.asarray(shapely.linestrings(edge.pieces), dtype=object)
    nearest = int(np.argmin(shapely.distance(pieces, place)))
    inward = edge.inward[nearest]
    side = float((np.array([place.x, place.y]) - edge.pieces[nearest].mean(axis=0)) @ inward)
    across = float(heading @ inward)
    angle = math.asin(min(abs(across), 1.0))
    # Along the line, within a degree, it may turn in from either direction.
    found = []
    if across > -0.017:
        found.append((2 * piece, at, angle, side))
    if across < 0.017:
        found.append((2 * piece + 1, long - at, angle, side))
    return found
