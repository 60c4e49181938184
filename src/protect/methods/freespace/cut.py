"""The minimum cut of a mesh: the shortest, or cheapest, line that closes an area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow
from shapely import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from protect.methods.freespace.mesh import Floats, Ints, Mesh

Flags = NDArray[np.bool_]
#: Capacities are whole numbers, as fine as 30 bits allow for all edges together: below a millimetre for a town.
_MOST = 2**30 - 1


@dataclass(frozen=True)
class CutEdge:
    """One opening of a cut: the line that closes it and its width [m]. ``pieces`` (k, 2, 2) [m] of it, each with the direction
    ``inward`` (k, 2), of length 1, towards the protected area."""

    line: LineString
    width: float
    pieces: Floats = field(default_factory=lambda: np.empty((0, 2, 2)), compare=False)
    inward: Floats = field(default_factory=lambda: np.empty((0, 2)), compare=False)


@dataclass(frozen=True)
class Cut:
    """The cheapest closing line. ``width``: sum of the openings' widths [m]; ``cost``: of what was minimised (the width, unless
    a cost per metre was given). ``edges``: the openings, widest first, each from one obstacle to the next."""

    width: float
    cost: float
    edges: tuple[CutEdge, ...]


def minimum_cut(
    mesh: Mesh,
    source: BaseGeometry | Ints,
    sink: BaseGeometry | Ints,
    cost_per_metre: ArrayLike | None = None,
    passable: Flags | None = None,
) -> Cut:
    """Cheapest line through the free space that parts ``source`` from ``sink``: areas, or rows of triangles.

    ``cost_per_metre``: (edges,) of the mesh, 1 where not given: weigh edges by price, class or sight. ``passable``: (triangles,),
    all where not given. Raises ValueError where source or sink lies outside the free space, or both touch the same triangle.

    >>> from protect.methods.freespace import free_space, triangulate
    >>> mesh = triangulate(free_space(shapely.box(0, 0, 30, 10), [shapely.box(10, 4, 20, 10)]))
    >>> minimum_cut(mesh, shapely.box(0, 0, 1, 10), shapely.box(29, 0, 30, 10)).width
    4.0
    """
    begin, end = (mesh.touching(one) if isinstance(one, BaseGeometry) else np.asarray(one) for one in (source, sink))
    for name, found in (("source", begin), ("sink", end)):
        if not found.size:
            raise ValueError(f"the {name} does not touch the free space")
    if np.intersect1d(begin, end).size:
        raise ValueError(
            "source and sink touch the same triangle: they are not apart; make the mesh finer or the areas smaller"
        )
    cost = np.ones(len(mesh.lengths)) if cost_per_metre is None else np.asarray(cost_per_metre, dtype=float)
    if cost.shape != mesh.lengths.shape or not np.isfinite(cost).all() or (cost < 0).any():
        raise ValueError("cost_per_metre has a number that is not negative for each edge of the mesh")
    through = np.ones(len(mesh.triangles), dtype=bool) if passable is None else np.asarray(passable, dtype=bool)
    between = np.asarray(through[mesh.pairs].all(axis=1), dtype=bool)
    reached = _reached(mesh, cost, between, begin[through[begin]], end[through[end]])
    across = np.flatnonzero((reached[mesh.pairs[:, 0]] != reached[mesh.pairs[:, 1]]) & between)
    return Cut(
        float(mesh.lengths[across].sum()),
        float((mesh.lengths * cost)[across].sum()),
        _openings(mesh, across, reached, between),
    )


def _reached(mesh: Mesh, cost: Floats, between: Flags, begin: Ints, end: Ints) -> Flags:
    """Triangles on the source's side of the minimum cut: those the residual graph still reaches."""
    count = len(mesh.triangles)
    weights = (mesh.lengths * cost)[between]
    # The whole of all edges fills 30 bits, so that no sum and no residual overflows the 32 of the flow.
    scale = _MOST / max(float(weights.sum()), 1e-300)
    capacity = np.floor(weights * scale).astype(np.int32)
    a, b = mesh.pairs[between].T
    rows = np.concatenate([a, b, np.full(begin.size, count), end])
    columns = np.concatenate([b, a, begin, np.full(end.size, count + 1)])
    values = np.concatenate([capacity, capacity, np.full(begin.size + end.size, _MOST, dtype=np.int32)])
    graph = csr_array((values, (rows, columns)), shape=(count + 2, count + 2), dtype=np.int32)
    flow = maximum_flow(graph, count, count + 1).flow
    residual = graph - flow
    residual.data[residual.data < 0] = 0
    residual.eliminate_zeros()
    seen = breadth_first_order(residual, count, return_predecessors=False)
    found = np.zeros(count + 2, dtype=bool)
    found[seen] = True
    return found[:count]


def _openings(mesh: Mesh, across: Ints, reached: Flags, between: Flags) -> tuple[CutEdge, ...]:
    """Pieces of the closing line joined where they meet in open ground; where they meet at an obstacle, two openings end."""
    if not across.size:
        return ()
    sides, ends = mesh.sides[across], mesh.ends[across]
    firm = _at_obstacles(mesh, between)
    # One name for each end: its vertex in open ground, a name of its own at an obstacle.
    names = np.where(firm[sides], len(mesh.vertices) + np.arange(2 * len(across)).reshape(-1, 2), sides)
    _all, small = np.unique(names, return_inverse=True)
    small = small.reshape(-1, 2)
    graph = coo_array((np.ones(len(small)), (small[:, 0], small[:, 1])), shape=(len(_all), len(_all)))
    _count, label = connected_components(graph, directed=False)
    of_edge = label[small[:, 0]]
    inward = _inward(mesh, across, reached)
    straight = np.asarray(shapely.linestrings(ends), dtype=object)
    order = np.argsort(of_edge, kind="stable")
    found = []
    for some in np.split(order, np.flatnonzero(np.diff(of_edge[order])) + 1):
        if len(some) == 1:
            found.append(CutEdge(straight[some[0]], float(mesh.lengths[across[some[0]]]), ends[some], inward[some]))
            continue
        joined = shapely.line_merge(MultiLineString(list(straight[some])))
        for line in getattr(joined, "geoms", [joined]):
            mine = some if joined is line else some[shapely.distance(straight[some], line) < 1e-9]
            found.append(CutEdge(LineString(line.coords), float(line.length), ends[mine], inward[mine]))
    return tuple(sorted(found, key=lambda one: (-one.width, one.line.bounds)))


def _at_obstacles(mesh: Mesh, between: Flags) -> Flags:
    """Vertices at the edge of what can be passed."""
    # Each triangle has two sides at a corner; in open ground every one of them is shared with another triangle.
    sides = np.bincount(mesh.triangles.ravel(), minlength=len(mesh.vertices))
    shared = np.bincount(mesh.sides[between].ravel(), minlength=len(mesh.vertices))
    return np.asarray(sides != shared)


def _inward(mesh: Mesh, across: Ints, reached: Flags) -> Floats:
    """Normals of the edges of a cut, towards the triangle on the source's side."""
    ends, pairs = mesh.ends[across], mesh.pairs[across]
    step = ends[:, 1] - ends[:, 0]
    normal = np.column_stack([-step[:, 1], step[:, 0]]) / np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-12)[:, None]
    inner = np.where(reached[pairs[:, 0]], pairs[:, 0], pairs[:, 1])
    towards = mesh.vertices[mesh.triangles[inner]].mean(axis=1) - ends.mean(axis=1)
    return np.asarray(normal * np.where((normal * towards).sum(axis=1) < 0, -1.0, 1.0)[:, None])


def widths(cut: Cut) -> Sequence[float]:
    """Widths of the openings [m], widest first."""
    return [edge.width for edge in cut.edges]
