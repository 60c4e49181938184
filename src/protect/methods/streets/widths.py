"""How far it is to the next fixed object: rays against walls, all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
#: Type numbers above this one are collections.
_POLYGON = 3
#: Rays asked at once: bounds the memory.
_CHUNK = 100_000


def segments(shapes: Iterable[BaseGeometry]) -> Floats:
    """Straight pieces (s, 2, 2) of the outlines of polygons and of lines. ValueError for collections inside collections.

    >>> segments([shapely.box(0, 0, 1, 1)]).shape
    (4, 2, 2)
    """
    parts = np.asarray(shapely.get_parts(np.array([*shapes], dtype=object)), dtype=object)
    kinds = np.asarray(shapely.get_type_id(parts))
    if (kinds > _POLYGON).any():
        raise ValueError("give the parts of collections, not collections inside collections")
    rings = np.asarray(shapely.get_rings(parts[kinds == _POLYGON]), dtype=object)
    lines = np.concatenate([rings, parts[(kinds > 0) & (kinds < _POLYGON)]])
    points, owner = shapely.get_coordinates(lines, return_index=True)
    same = owner[1:] == owner[:-1]
    return np.stack([points[:-1][same], points[1:][same]], axis=1)


@dataclass(frozen=True)
class Walls:
    """Straight pieces of walls (s, 2, 2), and a tree that finds them."""

    pieces: Floats
    tree: shapely.STRtree


def walls_of(pieces: Floats) -> Walls:
    """Ready for many questions."""
    return Walls(pieces, shapely.STRtree(np.asarray(shapely.linestrings(pieces), dtype=object) if len(pieces) else []))


def clearances(origins: Floats, directions: Floats, walls: Walls, reach: float) -> Floats:
    """Distance (n,) [m] from each of ``origins`` (n, 2) along its unit vector in ``directions`` (n, 2) to the first of
    ``walls``; ``inf`` where none lies within ``reach``.

    >>> clearances(np.zeros((1, 2)), np.array([[1.0, 0.0]]), walls_of(np.array([[[3.0, -1.0], [3.0, 1.0]]])), 25.0)
    array([3.])
    """
    found = np.full(len(origins), np.inf)
    if not len(walls.pieces) or not len(origins):
        return found
    for begin in range(0, len(origins), _CHUNK):
        some = slice(begin, begin + _CHUNK)
        ends = origins[some] + directions[some] * reach
        rays = shapely.linestrings(np.stack([origins[some], ends], axis=1))
        ray, wall = walls.tree.query(rays)
        p, r = origins[some][ray], directions[some][ray] * reach
        q, s = walls.pieces[wall, 0], walls.pieces[wall, 1] - walls.pieces[wall, 0]
        across = r[:, 0] * s[:, 1] - r[:, 1] * s[:, 0]
        apart = q - p
        with np.errstate(divide="ignore", invalid="ignore"):
            t = (apart[:, 0] * s[:, 1] - apart[:, 1] * s[:, 0]) / across
            u = (apart[:, 0] * r[:, 1] - apart[:, 1] * r[:, 0]) / across
        # Ends of walls belong to them: a hair more than the piece, so that no ray slips between two pieces.
        hit = (t >= 0) & (t <= 1) & (u >= -1e-9) & (u <= 1 + 1e-9)
        nearest = found[some]
        np.minimum.at(nearest, ray[hit], t[hit] * reach)
    return found
