"""The free space as triangles that know their neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]
#: Walls of zero width still part what they part.
_THIN = 1e-3
#: Corners closer than this are one [m].
_SAME = 1e-6


@dataclass(frozen=True)
class Mesh:
    """Triangles of the free space: ``triangles`` (t, 3) rows of ``vertices`` (v, 2) [m], each in a ``region`` (t,). For each edge
    between two triangles ``pairs`` (e, 2) of triangles, ``sides`` (e, 2) of vertices, and ``lengths`` (e,) [m]."""

    vertices: Floats
    triangles: Ints
    region: Ints
    pairs: Ints
    sides: Ints
    lengths: Floats

    @property
    def corners(self) -> Floats:
        """(t, 3, 2) [m]."""
        return self.vertices[self.triangles]

    @property
    def ends(self) -> Floats:
        """Ends of the edges, (e, 2, 2) [m]."""
        return self.vertices[self.sides]

    def touching(self, geometry: BaseGeometry) -> Ints:
        """Triangles that share more than a point with ``geometry``; with a point, those that hold it."""
        shapely.prepare(geometry)
        west, south, east, north = geometry.bounds
        low, high = self.corners.min(axis=1), self.corners.max(axis=1)
        near = np.flatnonzero((low <= (east, north)).all(axis=1) & (high >= (west, south)).all(axis=1))
        triangles = np.asarray(shapely.polygons(self.corners[near]), dtype=object)
        hit = np.asarray(shapely.intersects(geometry, triangles), dtype=bool)
        if geometry.geom_type not in {"Point", "MultiPoint"}:
            # What lies wholly in an area needs no measuring.
            unsure = np.flatnonzero(hit & ~np.asarray(shapely.contains(geometry, triangles), dtype=bool))
            shared = np.asarray(shapely.intersection(triangles[unsure], geometry), dtype=object)
            flat = shapely.get_dimensions(geometry) == 2
            size = np.asarray(shapely.area(shared) if flat else shapely.length(shared))
            hit[unsure[size <= 1e-9]] = False
        return np.asarray(near[hit])


def free_space(surroundings: Polygon, obstacles: Iterable[BaseGeometry]) -> Polygon | MultiPolygon:
    """``surroundings`` less ``obstacles``: polygons of buildings and objects, lines of walls. Of an object whose strength nobody
    knows leave it out: missing is never safe.

    >>> free_space(shapely.box(0, 0, 10, 10), [shapely.box(4, 4, 6, 6)]).area
    96.0
    """
    solid = [one if one.area > 0 else one.buffer(_THIN / 2, cap_style="flat") for one in obstacles if not one.is_empty]
    left = surroundings.difference(shapely.union_all(solid)) if solid else surroundings
    parts = [part for part in getattr(left, "geoms", [left]) if isinstance(part, Polygon) and part.area > 1e-6]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def triangulate(free: Polygon | MultiPolygon, densify: float = 0.5) -> Mesh:
    """Constrained Delaunay triangles of the free space, walls cut into pieces of at most ``densify`` [m].

    Without densifying, a cut can only end in corners that are there and is too long: two posts in a straight mouth of 6 m would
    still need 6 m. Raises ValueError for an empty space or a step that is not above 0.
    """
    if free.is_empty or not densify > 0:
        raise ValueError("the free space is not empty, and densify is above 0")
    faces = np.atleast_1d(np.asarray(shapely.get_parts(free), dtype=object))
    return mesh_of(faces, np.zeros(len(faces), dtype=np.int64), densify)


def mesh_of(faces: ArrayLike, regions: ArrayLike, densify: float) -> Mesh:
    """One mesh of polygons that meet along whole edges, each with the number of its region; their edges are cut alike."""
    dense = np.asarray(shapely.segmentize(np.asarray(faces, dtype=object), densify), dtype=object)
    corners, face = _triangles(dense)
    vertices, names = _named(corners.reshape(-1, 2))
    names = names.reshape(-1, 3)
    whole = _whole(names)
    pairs, sides = _shared(names[whole], len(vertices))
    step = vertices[sides[:, 1]] - vertices[sides[:, 0]]
    region = np.asarray(regions, dtype=np.int64)[face[whole]]
    return Mesh(vertices, names[whole], region, pairs, sides, np.hypot(step[:, 0], step[:, 1]))


def replaced(
    mesh: Mesh, kept: NDArray[np.bool_], faces: Sequence[BaseGeometry], regions: Sequence[int], old: Sequence[int]
) -> tuple[Mesh, Ints]:
    """The mesh with other triangles in place of those that are not ``kept`` (t,): ``faces`` that fill their place along the same
    edges, each with its region and the row of a triangle it stands for. Also the row that each triangle comes from."""
    corners, face = (
        _triangles(np.asarray(faces, dtype=object)) if len(faces) else (np.empty((0, 3, 2)), np.empty(0, int))
    )
    # Only corners of what goes can be corners of what comes; all others keep their names.
    known = np.unique(mesh.triangles[~kept])
    places, names = _named(np.concatenate([mesh.vertices[known], corners.reshape(-1, 2)]))
    rename = np.arange(len(places)) + len(mesh.vertices)
    rename[names[: len(known)]] = known
    vertices = np.concatenate([mesh.vertices, places])
    fresh = rename[names[len(known) :]].reshape(-1, 3)
    whole = _whole(fresh)
    fresh, face = fresh[whole], face[whole]
    rows = np.flatnonzero(kept)
    place = np.cumsum(kept) - 1
    old_pairs = kept[mesh.pairs].all(axis=1)
    border = np.unique(mesh.pairs[kept[mesh.pairs].sum(axis=1) == 1])
    border = border[kept[border]]
    triangles = np.concatenate([mesh.triangles[rows], fresh])
    some = np.concatenate([place[border], np.arange(len(rows), len(triangles))])
    pairs, sides = _shared(triangles[some], len(vertices))
    new = (pairs >= len(border)).any(axis=1)
    pairs = np.concatenate([place[mesh.pairs[old_pairs]], some[pairs[new]]])
    sides = np.concatenate([mesh.sides[old_pairs], sides[new]])
    region = np.concatenate([mesh.region[rows], np.asarray(regions, dtype=np.int64)[face]])
    step = vertices[sides[:, 1]] - vertices[sides[:, 0]]
    made = Mesh(vertices, triangles, region, pairs, sides, np.hypot(step[:, 0], step[:, 1]))
    return made, np.concatenate([rows, np.asarray(old, dtype=np.int64)[face]])


def _whole(names: Ints) -> NDArray[np.bool_]:
    """Splinters thinner than what counts as one place have no inside."""
    return np.asarray((names[:, 0] != names[:, 1]) & (names[:, 1] != names[:, 2]) & (names[:, 2] != names[:, 0]))


def _triangles(faces: NDArray[np.object_]) -> tuple[Floats, Ints]:
    """Corners (t, 3, 2) of the triangles of all faces, and which face each belongs to."""
    triangles, face = shapely.get_parts(shapely.constrained_delaunay_triangles(faces), return_index=True)
    return shapely.get_coordinates(triangles).reshape(len(triangles), 4, 2)[:, :3], face


def _named(points: Floats) -> tuple[Floats, Ints]:
    """Places that are the same get one number."""
    whole = np.rint(points / _SAME).astype(np.int64)
    low = whole.min(axis=0) if len(whole) else np.zeros(2, dtype=np.int64)
    span = int(whole[:, 1].max(initial=0) - low[1] + 1) if len(whole) else 1
    key = (whole[:, 0] - low[0]) * span + (whole[:, 1] - low[1])
    _keys, first, names = np.unique(key, return_index=True, return_inverse=True)
    return points[first], names


def _shared(triangles: Ints, vertices: int) -> tuple[Ints, Ints]:
    """Pairs of triangles (e, 2) that share an edge, and its ends (e, 2), found by their names."""
    count = len(triangles)
    a = triangles.T.ravel()
    b = triangles[:, [1, 2, 0]].T.ravel()
    low, high = np.minimum(a, b), np.maximum(a, b)
    key = low.astype(np.int64) * (vertices + 1) + high
    order = np.argsort(key, kind="stable")
    same = np.flatnonzero(key[order][1:] == key[order][:-1])
    one, other = order[same], order[same + 1]
    return np.column_stack([one, other]) % max(count, 1), np.column_stack([low[one], high[one]])
