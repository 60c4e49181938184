"""The directed graph of a map's streets: links with width, level, sign and barrier; turns with the bend between.

Ways are cut at their junctions, at barriers on them and at their bends. Each piece gives two links, one in each direction. Ways
that only cross on the map (a bridge, a tunnel) share no node and have no turn; turn restrictions are signs and are not obeyed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from protect.methods.parameters import ParameterSet
from protect.methods.streets import tags as read
from protect.methods.streets.bends import Bends
from protect.methods.streets.model import Map, Tags
from protect.methods.streets.parameters import STREETS
from protect.methods.streets.pieces import Pieces, cut_ways, headings, joins
from protect.methods.streets.widths import Walls, clearances, segments, walls_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
#: Places at which the width of one piece is read at most.
_MOST_PLACES = 24


@dataclass(frozen=True)
class Streets:
    """Pieces of streets and the directed links on them: link ``2 s`` runs along piece ``s`` as it is drawn, ``2 s + 1`` against.

    Per piece: ``lines`` (LineStrings), ``lengths`` [m], ``ways`` (row in ``tags``), ``ends`` (s, 2) nodes, ``levels``,
    ``widths`` (s, 2) narrowest and usual distance from wall to wall [m], ``inf`` where no wall is near, ``known`` share of the
    places where both walls were found. Per link: ``lawful`` by one-way signs, ``slopes`` above 0 downhill, ``nan`` where not
    mapped, ``from_outside``: whether it comes in over the edge of the map. ``turns`` (t, 2) from link, to link, with ``bend``
    (t,): row in ``bends``, -1 where the turn bounds no speed. ``barriers``: node to kind and place [m].
    """

    lines: NDArray[np.object_]
    lengths: Floats
    ways: Ints
    ends: Ints
    levels: Ints
    widths: Floats
    known: Floats
    lawful: Flags
    slopes: Floats
    from_outside: Flags
    turns: Ints
    bend: Ints
    bends: Bends
    tags: tuple[Tags, ...]
    barriers: dict[int, tuple[str, float, float]]

    @property
    def links(self) -> int:
        return 2 * len(self.lengths)

    def radii(self, vehicle_width: float, error: float = 0.0, unknown: float = np.inf) -> Floats:
        """Widest radius of every turn [m], ``inf`` where nothing bounds it; see ``Bends.radii``."""
        found = np.full(len(self.turns), np.inf)
        bounded = self.bend >= 0
        of_each = self.bends.radii(vehicle_width, error, unknown)
        found[bounded] = of_each[self.bend[bounded]]
        return found

    def name(self, piece: int) -> str:
        """Its name on the map, or what kind of way it is."""
        tags = self.tags[self.ways[piece]]
        return str(tags.get("name") or tags.get("ref") or tags.get("highway", "way"))


def street_graph(given: Map, parameters: ParameterSet = STREETS) -> Streets:
    """The graph of everything on the map that a vehicle can roll on, in the order of its ways.

    >>> from protect.methods.streets.model import Way
    >>> cross = Map(np.arange(4), np.array([[0, 0], [100, 0], [100, 80], [200, 0.0]]),
    ...     (Way(1, np.array([0, 1, 3]), {"highway": "residential"}), Way(2, np.array([1, 2]), {"highway": "footway"})))
    >>> found = street_graph(cross)
    >>> found.lengths.tolist(), len(found.turns)
    ([100.0, 100.0, 80.0], 6)
    """
    p = parameters
    ways = [way for way in given.ways if read.drivable(way.tags)]
    tags: tuple[Tags, ...] = tuple(way.tags for way in ways)
    barriers = {node: kind for node, found in given.points.items() if (kind := read.barrier(found)) is not None}
    pieces = cut_ways(ways, given, np.array(sorted(barriers), dtype=np.int64), p)
    levels = np.array([read.level(one) for one in tags], dtype=np.int64)[pieces.ways] if tags else np.empty(0, np.int64)
    bounded = levels == 0
    if tags:
        bounded &= ~np.array([read.roofed(one) for one in tags])[pieces.ways]
    walls = walls_of(segments(one.geometry for one in given.objects if read.stands_firm(one.tags)))
    widths, known, near = _widths(pieces, bounded, walls, p)
    turns, kept, bends = _turns(pieces, bounded, walls, near, p)
    lawful, slopes = _signs(tags, pieces.ways)
    where = {}
    for node, kind in barriers.items():
        row = int(given.rows(np.array([node]))[0])
        if row >= 0:
            where[node] = (kind, float(given.places[row, 0]), float(given.places[row, 1]))
    return Streets(
        pieces.lines, pieces.lengths, pieces.ways, pieces.ends, levels, widths, known, lawful, slopes,
        _from_outside(pieces, given, turns, p), turns, kept, bends, tags, where,
    )  # fmt: skip


def _signs(tags: Sequence[Tags], ways: Ints) -> tuple[Flags, Floats]:
    directions = np.array([read.direction(one) for one in tags], dtype=np.int64)
    rises = np.array([np.nan if (found := read.incline(one)) is None else found for one in tags])
    lawful, slopes = np.ones(2 * len(ways), dtype=bool), np.full(2 * len(ways), np.nan)
    if len(ways):
        lawful[0::2], lawful[1::2] = directions[ways] >= 0, directions[ways] <= 0
        slopes[0::2], slopes[1::2] = -rises[ways], rises[ways]
    return lawful, slopes


def _widths(pieces: Pieces, grounded: Flags, walls: Walls, p: ParameterSet) -> tuple[Floats, Floats, Floats]:
    """Narrowest and usual width of each piece, share of places with both walls, and the usual clearances near its ends.

    The last: (pieces, 2 ends, 2 sides), left and right as seen along the piece.
    """
    count = len(pieces.lengths)
    many = np.clip(np.ceil(pieces.lengths / p["step"]), 1, _MOST_PLACES).astype(np.int64)
    owner = np.repeat(np.arange(count), many)
    starts = np.concatenate([[0], np.cumsum(many)])[:-1].astype(np.int64)
    share = (np.arange(len(owner)) - np.repeat(starts, many) + 0.5) / many[owner]
    at = share * pieces.lengths[owner]
    places, heads = pieces.at(owner, at)
    left = np.column_stack([-heads[:, 1], heads[:, 0]])
    sides = np.column_stack([clearances(places, side, walls, p["reach"]) for side in (left, -left)])
    sides[~grounded[owner]] = np.inf
    across = sides.sum(axis=1)
    widths, known = np.full((count, 2), np.inf), np.zeros(count)
    near = np.full((count, 2, 2), np.inf)
    if count:
        widths[:, 0] = np.minimum.reduceat(across, starts)
        widths[:, 1] = _middle(across, owner, starts, many)
        known = np.add.reduceat(np.isfinite(across).astype(float), starts) / many
        for end in (0, 1):
            far = at if end == 0 else pieces.lengths[owner] - at
            counted = far <= np.maximum(p["near"], 0.51 * pieces.lengths[owner] / many[owner])
            some = np.bincount(owner[counted], minlength=count)
            begin = np.cumsum(some) - some
            for side in (0, 1):
                near[:, end, side] = _middle(sides[counted, side], owner[counted], begin, some)
    return widths, known, near


def _middle(values: Floats, owner: Ints, starts: Ints, many: Ints) -> Floats:
    """Upper median of the values of each owner: one gap in a wall, a side street, makes no bend wider; an open side does."""
    return np.asarray(values[np.lexsort((values, owner))][starts + many // 2])


def _turns(pieces: Pieces, grounded: Flags, walls: Walls, near: Floats, p: ParameterSet) -> tuple[Ints, Ints, Bends]:
    """All turns without those back onto the same piece, and the bend of each that has one."""
    turns = joins(pieces.ends)
    source, target = turns[:, 0], turns[:, 1]
    into, out = headings(pieces, p["heading"])
    a, b = into[source], out[target]
    signed = np.arctan2(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], (a * b).sum(axis=1))
    deflection, centre = np.abs(signed), np.zeros(len(turns))
    # Where one line is cut at its own bend, the bend was read from its vertices.
    node = np.where(source % 2 == 0, pieces.ends[source // 2, 1], pieces.ends[source // 2, 0])
    own = (pieces.ways[source // 2] == pieces.ways[target // 2]) & (pieces.apex_deflection[node] > 0)
    deflection[own], centre[own] = pieces.apex_deflection[node[own]], pieces.apex_radius[node[own]]
    bent = np.flatnonzero((deflection >= np.radians(p["least_bend"]) - 1e-12) & (deflection < np.pi - 1e-9))
    kept = np.full(len(turns), -1, dtype=np.int64)
    kept[bent] = np.arange(len(bent))
    source, target, signed = source[bent], target[bent], signed[bent]
    inward = b[bent] - a[bent]
    size = np.linalg.norm(inward, axis=1)
    turn_left = np.column_stack([-a[bent][:, 1], a[bent][:, 0]]) * np.sign(signed)[:, None]
    inward = np.where(size[:, None] > 1e-6, inward / np.maximum(size, 1e-12)[:, None], turn_left)
    inner = clearances(pieces.places[node[bent]], inward, walls, p["reach"])
    # The outer side: right of the travel in a turn to the left. Left and right swap where a piece is travelled against.
    right = (signed > 0).astype(np.int64)
    before = near[source // 2, np.where(source % 2 == 0, 1, 0), np.where(source % 2 == 0, right, 1 - right)]
    after = near[target // 2, np.where(target % 2 == 0, 0, 1), np.where(target % 2 == 0, right, 1 - right)]
    ground = grounded[source // 2] & grounded[target // 2]
    inner[~ground] = np.inf
    return turns, kept, Bends(deflection[bent], centre[bent], inner, np.maximum(before, after))


def _from_outside(pieces: Pieces, given: Map, turns: Ints, p: ParameterSet) -> Flags:
    """Links that come in over the edge of the map: what comes before them nobody knows."""
    found = np.zeros(2 * len(pieces.lengths), dtype=bool)
    if given.covered is None or not len(found):
        return found
    inner = given.covered.buffer(-p["edge"])
    begins = np.stack([pieces.ends[:, 0], pieces.ends[:, 1]], axis=1).ravel()
    beyond = ~shapely.contains_xy(inner, pieces.places[:, 0], pieces.places[:, 1])
    entered = np.zeros(len(found), dtype=bool)
    entered[turns[:, 1]] = True
    # A dead end near the edge may go on, and so may everything that begins beyond the map.
    outside = ~shapely.contains_xy(given.covered, pieces.places[:, 0], pieces.places[:, 1])
    found[:] = (beyond[begins] & ~entered) | outside[begins]
    return found
