"""How far people have to walk inside a place: round stalls and stages to the nearest exit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry

Numbers = NDArray[np.float64]
#: Steps of the grid across the side of a place, and the finest step [m].
FINE, FINEST = 80, 0.5
#: Straight and diagonal neighbours; each pair once.
_STEPS = ((0, 1), (1, 0), (1, 1), (1, -1))


def longest_walk_in(area: BaseGeometry, exits: Sequence[BaseGeometry], step: float | None = None) -> float:
    """Longest of the shortest walks [m] from anywhere in ``area`` to the nearest of ``exits`` (lines), round its holes.

    By Dijkstra over a square grid of ``step`` [m] with diagonals: up to 8 in 100 too long, never shorter than the way itself by
    more than a step. Corners that the grid cannot reach are left out. ValueError without an exit, or where none is reached.

    >>> round(longest_walk_in(shapely.box(0, 0, 40, 10), [shapely.LineString([(0, 4), (0, 6)])], 1.0))
    42
    """
    if not exits or area.is_empty:
        raise ValueError("exits: give at least one exit of an area that is not empty")
    size = step if step is not None else max(FINEST, math.sqrt(area.area) / FINE)
    west, south, east, north = area.bounds
    x, y = np.meshgrid(np.arange(west + size / 2, east, size), np.arange(south + size / 2, north, size))
    shapely.prepare(area)
    inside = shapely.contains_xy(area, x, y)
    if not inside.any():
        raise ValueError(f"step: {size:g} m is too coarse for this area")
    number: Any = np.full(inside.shape, -1)
    number[inside] = np.arange(inside.sum())
    rows, columns, lengths = [], [], []
    for down, right in _STEPS:
        one = number[: number.shape[0] - down, max(-right, 0) : number.shape[1] - max(right, 0)]
        other = number[down:, max(right, 0) : number.shape[1] - max(-right, 0)]
        both = (one >= 0) & (other >= 0)
        rows.append(one[both])
        columns.append(other[both])
        lengths.append(np.full(int(both.sum()), size * math.hypot(down, right)))
    points = shapely.points(x[inside], y[inside])
    doors = len(points)
    for line in exits:
        away = shapely.distance(points, line)
        near = np.flatnonzero(away <= away.min() + 1.5 * size)
        rows.append(np.full(len(near), doors))
        columns.append(near)
        lengths.append(np.maximum(away[near], 1e-6))
    graph = coo_array(
        (np.concatenate(lengths), (np.concatenate(rows), np.concatenate(columns))), shape=(doors + 1, doors + 1)
    )
    far = np.asarray(dijkstra(graph.tocsr(), directed=False, indices=doors))[:doors]
    reached = far[np.isfinite(far)]
    if not reached.size:
        raise ValueError("exits: none touches the area")
    # From the middle of a cell to its corner.
    return float(reached.max()) + size / math.sqrt(2)
