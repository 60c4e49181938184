"""Lamps along a path: how many, and where the longest gap is. From a map there is no lux: maps have lamps, no photometry."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from shapely import LineString, Point

from protect.methods.parameters import ParameterSet
from protect.methods.results import Account, Band
from protect.methods.sight.parameters import LIGHT


def illuminance(intensity: float, height: float, aside: float) -> float:
    """``E = I cos^3(th) / h^2`` [lx] of one lamp of ``intensity`` [cd] towards the point, ``height`` and ``aside`` [m].

    For a lamp whose light is known, not for the map. ValueError for a height not above 0, or what is negative.

    >>> round(illuminance(1000, 5, 5), 2), illuminance(1000, 5, 0)
    (14.14, 40.0)
    """
    if height <= 0 or intensity < 0 or aside < 0:
        raise ValueError("height is above 0, intensity and aside are not negative")
    return intensity * height / math.hypot(height, aside) ** 3


@dataclass(frozen=True)
class Lamps:
    """``count`` within reach of the path, ``per_100_m``, and the longest stretch without: ``gap`` [m] from ``gap_begins`` [m]
    along the path. ``band``: the gap if the map misses lamps (0), as mapped, and if any one of them is dark. No lux."""

    count: int
    per_100_m: float
    gap: float
    gap_begins: float
    band: Band
    account: Account


def lamps_along(path: LineString, lamps: ArrayLike, parameters: ParameterSet = LIGHT) -> Lamps:
    """Lamps ((n, 2) [m]) within ``reach`` of a path, and its darkest gap.

    ValueError for a path without length.

    >>> found = lamps_along(LineString([(0, 0), (100, 0)]), [(10, 3), (40, -4), (90, 2), (50, 60)])
    >>> found.count, found.per_100_m, found.gap, found.gap_begins
    (3, 3.0, 50.0, 40.0)
    >>> found.band.as_text()
    '50 m (0 to 80)'
    """
    if path.is_empty or path.length == 0:
        raise ValueError("path has a length")
    given = [Point(x, y) for x, y in np.asarray(lamps, dtype=float).reshape(-1, 2)]
    near = [lamp for lamp in given if path.distance(lamp) <= parameters["reach"]]
    places = np.concatenate([[0.0], np.sort([path.project(lamp) for lamp in near]), [path.length]])
    gaps = np.diff(places)
    widest = int(np.argmax(gaps))
    one_dark = float((places[2:] - places[:-2]).max()) if near else float(gaps[widest])
    account = Account(
        {"path": f"{path.length:.0f} m", "lamps": f"{len(given)} on the map"},
        parameters.label,
        guessed=("lamps",),
        assumptions=("Every lamp on the map works, and none is missing from it; the band says what follows if not.",),
        changes=("Lamps that are on site and not on the map, or the reverse.",),
        tasks=("Walk the path after dark: count the lamps and look at the longest gap.",),
        restricted=True,
    )
    gap = float(gaps[widest])
    band = Band(0.0, gap, one_dark, "m")
    return Lamps(len(near), 100 * len(near) / path.length, gap, float(places[widest]), band, account)
