"""The arriving speed by two independent ways, side by side (METHODS 0, rule 4).

By hand: the run-up of constant acceleration ``v = sqrt(v0^2 + 2 a s)`` from the last bend, which needs a pencil and knows no
limit of power. By the model: what the table answers with, traction then power over the run-up, or the speeds of a whole street
network. Where a map says what comes, the other way is the run-up over the straight way that is seen from the opening between the
walls, from a square corner at its end: nothing of the street graph goes into it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point

from protect.methods.parameters import Mark, ParameterSet, Value
from protect.methods.vehicle import dynamics
from protect.methods.vehicle.parameters import DYNAMICS

TWO_WAYS = ParameterSet(
    "two ways",
    "1",
    {"difference": Value(0.30, "1", "two ways that differ by more are said to differ", Mark.DEFAULT)},
)
HAND, RUN_UP, SIGHT, MAP = "by hand", "by run-up and power", "by the straight way seen", "by the map"
#: What to look at first where two ways differ.
WHY = {
    (HAND, RUN_UP): "The hand formula knows no limit of power and is too high on a long way.",
    (
        SIGHT,
        MAP,
    ): "Look whether the straight way seen from the opening and the bends on the map are those that are there.",
    (HAND, MAP): "What was measured on site is not what the map draws: measure again, or mend the map.",
    (RUN_UP, MAP): "What was measured on site is not what the map draws: measure again, or mend the map.",
}
#: Where across the opening one looks along the street: shares of its room, left and right of the line of the street.
_LOOKS = (-0.4, -0.2, 0.0, 0.2, 0.4)


@dataclass(frozen=True)
class Way:
    """One way of reckoning: its ``name``, the ``speed`` [km/h] at its best reading, and the ``energy`` across the line [kJ]."""

    name: str
    speed: float
    energy: float


def by_hand(
    distance: float, acceleration: float, slope: float = 0.0, begin: float = 0.0, parameters: ParameterSet = DYNAMICS
) -> float:
    """``sqrt(v0^2 + 2 a s)`` [m/s] with the slope in ``a``; no more than a whole run-up from standing gives. ``begin`` [m/s]:
    what the last bend allows. ValueError for numbers that cannot be.

    >>> round(by_hand(60, 2.5, begin=min(by_hand(100, 2.5), float(dynamics.bend_speed(15, 0.7)))) * 3.6, 2)
    72.27
    """
    pull = dynamics.on_slope(acceleration, slope, parameters)
    return float(min(dynamics.run_up(distance, pull, begin), dynamics.run_up(parameters["run_up"], pull)))


def by_sight(
    straight: float,
    room: float,
    ratio: float,
    acceleration: float,
    slope: float = 0.0,
    parameters: ParameterSet = DYNAMICS,
) -> float:
    """Traction, then power (``ratio``, W/kg) over the ``straight`` way that is seen [m], from the widest arc round a square
    corner with ``room`` [m] (free width less the vehicle's); from standing where one sees as far as a run-up goes. [m/s];
    ValueError for numbers that cannot be.

    >>> round(by_sight(300.0, 4.0, 20.8, 2.5) * 3.6, 1), round(by_sight(40.0, 4.0, 20.8, 2.5) * 3.6, 1)
    (95.1, 53.1)
    """
    p = parameters
    top = float(dynamics.run_up_bound(p["run_up"], ratio, acceleration, slope, 0.0, p))
    if straight >= p["run_up"]:
        return top
    corner = dynamics.bend_speed(dynamics.widest_arc(math.pi / 2, max(room, 0.0)), p["friction"], 0.0, p)
    return min(float(dynamics.run_up_bound(straight, ratio, acceleration, slope, corner, p)), top)


def seen_straight(
    place: Point, outward: NDArray[np.float64], room: float, firm: shapely.STRtree, parameters: ParameterSet = DYNAMICS
) -> float:
    """How far one looks from ``place`` in the direction ``outward`` (2,) before something ``firm`` stands in the way [m], at most
    a run-up: the longest of some looks beside each other within ``room`` [m]. The free way that a ruler on the map would give."""
    far, aside = parameters["run_up"], np.array([-outward[1], outward[0]])
    starts = np.array([[place.x, place.y]]) + np.array(_LOOKS)[:, None] * room * aside
    looks = np.asarray(shapely.linestrings(np.stack([starts, starts + far * outward], axis=1)), dtype=object)
    found = np.full(len(looks), far)
    rows, walls = firm.query(looks, predicate="intersects")
    origins = shapely.points(starts)
    for row, wall in zip(rows, walls, strict=True):
        met = looks[row].intersection(firm.geometries[wall])
        found[row] = min(found[row], float(shapely.distance(origins[row], met)))
    return float(found.max())


def differing(opening: str, vehicle: str, ways: Sequence[Way], parameters: ParameterSet = TWO_WAYS) -> tuple[str, ...]:
    """A sentence for each pair of ways whose speeds differ by more than ``difference`` of the smaller. Speeds decide, because a
    barrier is asked for by its test speed; the energies stand beside them.

    >>> differing("Lane", "lorry", [Way(HAND, 139.4, 5400.0), Way(RUN_UP, 95.1, 2500.0)])[0][:78]
    'Lane: the lorry arrives at 139 km/h (5,400 kJ) by hand and at 95 km/h (2,500 k'
    >>> differing("Lane", "lorry", [Way(HAND, 60.0, 1000.0), Way(RUN_UP, 55.0, 840.0)])
    ()
    """
    found = []
    for place, one in enumerate(ways):
        for other in ways[place + 1 :]:
            less, more = sorted((one.speed, other.speed))
            if more <= less * (1 + parameters["difference"]):
                continue
            apart = f"a difference of {(more / less - 1) * 100:.0f} %" if less > 0 else "by one of them not at all"
            said = " and ".join(
                f"at {each.speed:.0f} km/h ({each.energy:,.0f} kJ) {each.name}" for each in (one, other)
            )
            why = WHY.get((one.name, other.name), "")
            found.append(
                f"{opening}: the {vehicle} arrives {said}, {apart}. {why} Find out why before relying on either."
            )
    return tuple(found)
