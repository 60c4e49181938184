"""What is seen from a point: exact visibility polygons, by pysovist (MIT)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
FULL_TURN = 2 * math.pi
#: Degrees between the corners by which the arc of a limited view is drawn; the polygon lies inside the true arc.
ARC_STEP = math.radians(1.0)


@dataclass(frozen=True)
class View:
    """What one observer sees. ``polygon``: the region seen (empty where the observer stands on a wall).

    ``area`` [m2], ``drift`` [m] (from the observer to the middle of what is seen) and ``occlusivity`` [m] (length of edges behind
    which more may hide) are exact, not taken from the polygon.
    """

    origin: tuple[float, float]
    polygon: Polygon
    area: float
    drift: float
    occlusivity: float


def walls_of(geometries: Iterable[BaseGeometry]) -> Floats:
    """Wall segments, shape (n, 2, 2) [m], of buildings (polygons) and walls (lines). Others are refused."""
    found = []
    for number, one in enumerate(geometries):
        if one.is_empty:
            continue
        if one.geom_type in {"Polygon", "MultiPolygon"}:
            one = one.boundary
        if one.geom_type not in {"LineString", "MultiLineString", "LinearRing"}:
            raise ValueError(f"obstacle {number} is a {one.geom_type}; give polygons of buildings or lines of walls")
        for line in getattr(one, "geoms", [one]):
            corners = shapely.get_coordinates(line)
            found.append(np.stack([corners[:-1], corners[1:]], axis=1))
    return np.concatenate(found) if found else np.empty((0, 2, 2))


def view(
    walls: ArrayLike,
    origin: Sequence[float],
    *,
    reach: float = math.inf,
    field: float = FULL_TURN,
    direction: float = 0.0,
) -> View:
    """Exact region seen from ``origin`` past ``walls`` (segments, (n, 2, 2)).

    ``reach`` [m]; ``field`` of view [rad], centred on ``direction`` [rad]. Raises ValueError where the view has no end (give a
    reach), or for numbers that cannot be. Source: Benedikt (1979).

    >>> room = walls_of([shapely.box(0, 0, 10, 10)])
    >>> round(view(room, (3, 4)).area, 6)
    100.0
    """
    import pysovist

    if not reach > 0 or not 0 < field <= FULL_TURN + 1e-9:
        raise ValueError("reach is above 0, and field lies between 0 and a full turn in radians")
    segments = np.asarray(walls, dtype=float).reshape(-1, 2, 2)
    seen = pysovist.isovist(
        segments,
        tuple(map(float, origin)),
        max_distance=reach,
        fov=min(field, FULL_TURN),
        direction=_within_a_turn(direction),
    )
    if seen.flags.unbounded:
        raise ValueError("the view has no end: nothing closes it; give a reach")
    place = (float(origin[0]), float(origin[1]))
    if seen.flags.on_wall:
        return View(place, Polygon(), 0.0, 0.0, 0.0)
    numbers = seen.metrics
    return View(
        place, _polygon(seen, field), float(numbers["area"]), float(numbers["drift"]), float(numbers["occlusivity"])
    )


def _within_a_turn(angle: float) -> float:
    return math.remainder(angle, math.tau)


def _polygon(seen: object, field: float) -> Polygon:
    """Corners of all wedges in order; arcs by chords, which lie inside them: nothing is shown as seen that is not."""
    begin, end, p, phi = (np.asarray(getattr(seen, name)) for name in ("theta0", "theta1", "p", "phi"))
    kind, reach, origin = np.asarray(seen.kind), float(seen.max_distance), np.asarray(seen.origin)  # type: ignore[attr-defined]
    corners = []
    for one in range(len(begin)):
        if kind[one]:
            angles = np.array([begin[one], end[one]])
            # A wall seen edge-on has no depth at its very end; the cosine is kept off zero.
            radius = p[one] / np.maximum(np.cos(angles - phi[one]), 1e-12)
        else:
            angles = np.linspace(begin[one], end[one], max(2, int((end[one] - begin[one]) / ARC_STEP) + 2))
            radius = np.full(len(angles), reach)
        corners.append(origin + radius[:, None] * np.column_stack([np.cos(angles), np.sin(angles)]))
    ring = np.concatenate(corners)
    if field < FULL_TURN - 1e-9:
        ring = np.vstack([ring, origin])
    made = shapely.make_valid(Polygon(ring))
    if isinstance(made, Polygon):
        return made
    parts = [part for part in getattr(made, "geoms", []) if isinstance(part, Polygon | MultiPolygon)]
    largest = max((piece for part in parts for piece in getattr(part, "geoms", [part])), key=lambda piece: piece.area)
    return Polygon(largest)
