"""The ground in and around one own space, triangulated once for both questions: how does a vehicle get in, how do people get out?

Buildings, walls and objects of known strength are cut out. What stands there without a known strength (a fence, a hedge, water, a
bollard nobody has a certificate of) stays in the mesh as ground of its own: a vehicle may pass it, people may not. So each
question gets its cautious answer from the same triangles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from protect.methods.freespace.closing import BARRIER
from protect.methods.freespace.cut import Cut, minimum_cut
from protect.methods.freespace.mesh import Mesh, mesh_of, replaced
from protect.methods.parameters import Mark, ParameterSet, Value

Flags = NDArray[np.bool_]
#: Everything is drawn on a grid of a millimetre, so that neighbours share their corners.
_GRID = 1e-3
#: Rings of triangles made anew around what is put in place.
_RINGS = 3
#: Half the thickness of a line that parts the ground [m].
_LINE = 1e-4
#: How much of the ground beside it is kept when the ground between space and outside is shrunk [m].
_BESIDE = 4.0
#: How far into the space, or out of the margin, one has got past their edge [m].
_PAST = 1.0
BAND, INSIDE, OUTSIDE, SOFT = 0, 1, 2, 4

GROUND = ParameterSet(
    "ground around a space",
    "1",
    {
        "margin": Value(10.0, "m", "our default: how far from the space the closing line may stand", Mark.DEFAULT),
        "beyond": Value(40.0, "m", "our default: how far beyond that the ground is looked at", Mark.DEFAULT),
        "densify": Value(1.0, "m", "our default: pieces of walls; the cut is at most some millimetres too long", Mark.DEFAULT),
    },
)  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """``mesh`` with, for each triangle, whether it lies ``inside`` the space, whether people cannot use it (``soft``), and
    whether it is ``outside``: where a vehicle can come from. ``near``: how far the closing line may go; ``around``: what is
    looked at; ``free``: the ground between space and outside without what was cut out; ``added``: what came since, [m]."""

    mesh: Mesh
    inside: Flags
    outside: Flags
    soft: Flags
    space: BaseGeometry
    near: BaseGeometry
    around: BaseGeometry
    free: BaseGeometry
    added: BaseGeometry | None = None


def ground_around(
    space: Polygon | BaseGeometry,
    firm: Sequence[BaseGeometry] = (),
    soft: Sequence[BaseGeometry] = (),
    streets: Sequence[BaseGeometry] = (),
    passages: Sequence[BaseGeometry] = (),
    parameters: ParameterSet = GROUND,
) -> Ground:
    """The ground of ``space`` [m].

    ``firm``: polygons that stop a vehicle; ``soft``: polygons that stop people and are not known to stop a vehicle; ``streets``:
    lines, so that a yard that no street reaches is no outside; ``passages``: polygons through what is firm. Raises ValueError
    where the space has no area, or nothing of it is free.

    >>> square = ground_around(shapely.box(0, 0, 20, 20), [shapely.box(-9, -9, 29, 29).difference(shapely.box(0, 0, 20, 33))])
    >>> round(vehicle_cut(square).width, 6)
    20.0
    """
    if space.is_empty or not space.area > 0:
        raise ValueError("the space is a polygon with an area")
    p = parameters
    near = space.buffer(p["margin"], join_style="mitre")
    around = near.buffer(p["beyond"], join_style="mitre")
    solid = _near(firm, around)
    walls = shapely.union_all(solid, grid_size=_GRID) if solid else Polygon()
    if passages:
        walls = walls.difference(shapely.union_all(_near(passages, around), grid_size=_GRID), grid_size=_GRID)
    weak = [one for one in _near(soft, around) if one.area > 0]
    faces, middles = _faces([around, near, space, walls, *weak])
    taken = _within(walls, middles)
    faces, middles = faces[~taken & _within(around, middles)], middles[~taken & _within(around, middles)]
    region = np.where(_within(space, middles), INSIDE, np.where(_within(near, middles), BAND, OUTSIDE))
    if weak:
        region[_within(shapely.union_all(weak, grid_size=_GRID), middles)] |= SOFT
    if not (region == INSIDE).any():
        raise ValueError("nothing of the space is free: everything in it is built over, or closed to people")
    mesh = mesh_of(faces, region, p["densify"])
    place, soft_ones = mesh.region % SOFT, mesh.region >= SOFT
    return Ground(
        mesh,
        place == INSIDE,
        _reachable(mesh, place == OUTSIDE, around, streets),
        soft_ones,
        space,
        near,
        around,
        _ring(space, near).difference(walls),
    )


def _ring(space: BaseGeometry, near: BaseGeometry) -> BaseGeometry:
    """From a little within the space to a little beyond the margin: nothing else matters to a line between them."""
    return near.buffer(_BESIDE, join_style="mitre").difference(space.buffer(-_BESIDE))


def _near(shapes: Sequence[BaseGeometry], around: BaseGeometry) -> list[BaseGeometry]:
    if not len(shapes):
        return []
    every = np.asarray(shapes, dtype=object)
    shapely.prepare(around)
    return list(every[np.asarray(shapely.intersects(around, every), dtype=bool)])


def _faces(shapes: Sequence[BaseGeometry]) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """The pieces into which all outlines cut the plane, and a point in each."""
    outlines = shapely.union_all([one.boundary for one in shapes], grid_size=_GRID)
    faces = np.asarray(shapely.get_parts(shapely.polygonize([outlines])), dtype=object)
    faces = faces[np.asarray(shapely.area(faces)) > _GRID**2]
    return faces, np.asarray(shapely.point_on_surface(faces), dtype=object)


def _within(area: BaseGeometry, points: NDArray[np.object_]) -> Flags:
    shapely.prepare(area)
    return np.asarray(shapely.intersects(area, points), dtype=bool)


def _reachable(mesh: Mesh, outside: Flags, around: BaseGeometry, streets: Sequence[BaseGeometry]) -> Flags:
    """Of the triangles outside, those that hang together with a street or with the edge of what is looked at."""
    joined = outside[mesh.pairs].all(axis=1)
    a, b = mesh.pairs[joined].T
    count = len(mesh.triangles)
    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(count, count))
    _number, label = connected_components(graph, directed=False)
    at_edge = np.asarray(
        shapely.distance(shapely.points(mesh.vertices), shapely.boundary(around)) < 10 * _GRID, dtype=bool
    )
    found = outside & at_edge[mesh.triangles].any(axis=1)
    near = _near(streets, around)
    if near:
        rows = np.flatnonzero(outside)
        tree = shapely.STRtree(near)
        triangles = np.asarray(shapely.polygons(mesh.corners[rows]), dtype=object)
        found[rows[np.unique(tree.query(triangles, predicate="intersects")[0])]] = True
    return np.asarray(outside & np.isin(label, np.unique(label[found])))


def with_objects(
    given: Ground,
    firm: Sequence[BaseGeometry] = (),
    soft: Sequence[BaseGeometry] = (),
    parameters: ParameterSet = GROUND,
) -> Ground:
    """The same ground with more polygons on it; only the triangles that they touch are made anew.

    Begin from the ground as the map has it each time something is moved: nothing has to be taken away then.

    >>> lane = ground_around(shapely.box(0, 0, 20, 20), [shapely.box(-9, -9, 29, 29).difference(shapely.box(0, 0, 20, 33))])
    >>> round(vehicle_cut(with_objects(lane, [shapely.box(5, 25, 15, 25.5)])).width, 6)
    10.0
    """
    hard = shapely.union_all(list(firm))
    weak = shapely.union_all(list(soft)).difference(hard) if len(soft) else Polygon()
    dense = [shapely.segmentize(one, parameters["densify"]) for one in (hard, weak)]
    every = dense[0] if weak.is_empty else shapely.union_all(dense)
    added = [part for one in dense for part in shapely.get_parts(one)]
    if not added:
        return given
    mesh = given.mesh
    near = _near_boxes(mesh, added)
    triangles = np.asarray(shapely.polygons(mesh.corners[near]), dtype=object)
    hit = np.unique(shapely.STRtree(added).query(triangles, predicate="intersects")[0])
    touched = np.zeros(len(mesh.triangles), dtype=bool)
    touched[near[hit]] = True
    # A ring more, so that what stands there new is joined with the walls beside it by short edges.
    for _ring in range(_RINGS):
        touched[mesh.pairs[touched[mesh.pairs].any(axis=1)]] = True
    hit = np.flatnonzero(touched)
    triangles = np.asarray(shapely.polygons(mesh.corners[hit]), dtype=object)
    faces: list[BaseGeometry] = []
    old: list[int] = []
    regions: list[int] = []
    flags = mesh.region * 2 + given.outside
    for one in np.unique(flags[touched]):
        mine = flags[hit] == one
        rows = hit[mine]
        hole = shapely.coverage_union_all(triangles[mine])
        region = int(mesh.region[rows[0]])
        for shape, new in (
            (hole.difference(every), region),
            (hole.intersection(dense[1]), region | SOFT),
        ):
            parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > _GRID**2]
            faces += parts
            regions += [new] * len(parts)
            old += [int(rows[0])] * len(parts)
    fresh, origin = replaced(mesh, ~touched, faces, regions, old)
    return Ground(
        fresh,
        fresh.region % SOFT == INSIDE,
        given.outside[origin],
        fresh.region >= SOFT,
        given.space,
        given.near,
        given.around,
        given.free,
        hard if given.added is None else shapely.union_all([given.added, hard]),
    )


def _near_boxes(mesh: Mesh, shapes: Sequence[BaseGeometry]) -> NDArray[np.int_]:
    """Triangles whose box meets the box of one of the shapes."""
    corners = mesh.corners
    low, high = corners.min(axis=1), corners.max(axis=1)
    found = np.zeros(len(corners), dtype=bool)
    for west, south, east, north in shapely.bounds(np.array(shapes, dtype=object)):
        found |= (low[:, 0] <= east) & (high[:, 0] >= west) & (low[:, 1] <= north) & (high[:, 1] >= south)
    return np.flatnonzero(found)


def vehicle_cut(given: Ground) -> Cut:
    """The shortest line that keeps vehicles out: nothing but what is firm helps it. Width 0 where it is closed already.

    Of lines that are alike the one nearest to the space: each metre away from it weighs as half a thousandth more.
    """
    far = np.asarray(shapely.distance(shapely.points(given.mesh.ends.mean(axis=1)), given.space))
    return _cut(given, np.ones(len(given.inside), dtype=bool), 1 + 5e-4 * far)


def people_cut(given: Ground) -> Cut:
    """The tightest place on the way out for people, who pass nothing but free ground. Width 0 where there is no way out."""
    return _cut(given, ~given.soft)


def still_open(given: Ground, lines: Sequence[BaseGeometry], clear_gap: float = BARRIER["clear_gap"]) -> list[bool]:
    """Of the openings of a closing line, which still let something as wide as ``clear_gap`` [m] through.

    The free ground between the space and the outside is shrunk by half of the gap, as in ``closing.is_closed``, and parted along
    the lines: an opening is open where a piece that reaches the outside and one that reaches the space meet on its line. Raises
    ValueError for a gap of 4 m or more.

    ValueError for a gap that cannot be.

    >>> lane = ground_around(shapely.box(0, 0, 20, 20), [shapely.box(-9, -9, 29, 29).difference(shapely.box(0, 0, 20, 33))])
    >>> line = vehicle_cut(lane).edges[0].line
    >>> posts = [shapely.box(x, 20, x + 0.3, 20.3) for x in np.arange(1.2, 20, 1.5)]
    >>> still_open(lane, [line]), still_open(with_objects(lane, posts), [line]), still_open(with_objects(lane, posts[1:]), [line])
    ([True], [False], [True])
    """
    if not 0 < clear_gap < _BESIDE:
        raise ValueError(f"clear_gap lies between 0 and {_BESIDE:g} m")
    if not len(lines):
        return []
    # A gap of just that width counts as closed; the drawing is true to a millimetre.
    half = clear_gap / 2 + _GRID
    free = given.free if given.added is None else given.free.difference(given.added)
    shrunk = free.buffer(-half, join_style="round", quad_segs=8)
    # The ring's own edges are no walls: what was shrunk away there comes back.
    whole = np.array(lines, dtype=object)
    parted = shapely.get_parts(shrunk.difference(shapely.union_all(whole).buffer(_LINE, cap_style="flat")))
    # A line may lie on the edge of the space or of the margin: what touches that edge has not got past it yet.
    inmost = given.space.buffer(-_PAST)
    to_space = np.asarray(shapely.intersects(inmost if not inmost.is_empty else given.space, parted), dtype=bool)
    beyond = given.around.difference(given.near.buffer(_PAST, join_style="mitre"))
    to_outside = np.asarray(shapely.intersects(beyond, parted), dtype=bool)
    tree = shapely.STRtree(parted)
    found = []
    for line in whole:
        is_open = False
        for part in shapely.get_parts(line.intersection(shrunk)):
            meets = tree.query(part, predicate="dwithin", distance=2 * _LINE)
            is_open |= bool(to_space[meets].any() and to_outside[meets].any())
        found.append(is_open)
    return found


def _cut(given: Ground, passable: Flags, cost: NDArray[np.float64] | None = None) -> Cut:
    source, sink = np.flatnonzero(given.inside & passable), np.flatnonzero(given.outside & passable)
    if not source.size or not sink.size:
        return Cut(0.0, 0.0, ())
    return minimum_cut(given.mesh, source, sink, cost, passable)
