"""Ways cut at junctions, barriers and bends, all in arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from protect.methods.parameters import ParameterSet
from protect.methods.streets.bends import along
from protect.methods.streets.model import Map, Way

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Pieces:
    """``points`` (v, 2) of all pieces one after the other, piece ``s`` from ``first[s]`` to ``last[s]``; ``chain`` (v,): distance
    along its piece; ``places`` of the nodes, ``ends`` (s, 2) rows in it; ``apex_deflection`` and ``apex_radius`` of the nodes."""

    points: Floats
    chain: Floats
    first: Ints
    last: Ints
    lengths: Floats
    ways: Ints
    ends: Ints
    places: Floats
    apex_deflection: Floats
    apex_radius: Floats
    lines: NDArray[np.object_]

    def at(self, piece: Ints, distance: Floats) -> tuple[Floats, Floats]:
        """Places (n, 2) and directions (n, 2) at these distances along these pieces."""
        if not len(piece):
            return np.empty((0, 2)), np.empty((0, 2))
        # One ascending scale over all pieces: each begins where the one before ends, with a metre between.
        base = np.concatenate([[0.0], np.cumsum(self.lengths + 1.0)])
        owner = np.repeat(np.arange(len(self.lengths)), self.last - self.first + 1)
        scale = base[owner] + self.chain
        wanted = base[piece] + np.clip(distance, 0.0, self.lengths[piece])
        right = np.clip(np.searchsorted(scale, wanted, side="left"), self.first[piece] + 1, self.last[piece])
        a, b = self.points[right - 1], self.points[right]
        step = np.maximum(self.chain[right] - self.chain[right - 1], 1e-12)
        share = (wanted - base[piece] - self.chain[right - 1]) / step
        return a + (b - a) * share[:, None], (b - a) / np.linalg.norm(b - a, axis=1)[:, None]


def cut_ways(ways: Sequence[Way], given: Map, barriers: Ints, p: ParameterSet) -> Pieces:
    """The pieces of all ways, in their order. Nodes that are not in the map, or twice at one place, are left out."""
    nodes = np.concatenate([np.asarray(way.nodes, dtype=np.int64) for way in ways]) if ways else np.empty(0, np.int64)
    owner = np.repeat(np.arange(len(ways)), [len(way.nodes) for way in ways]) if ways else np.empty(0, np.int64)
    rows = given.rows(nodes)
    there = rows >= 0
    rows, owner = rows[there], owner[there]
    again = np.zeros(len(rows), dtype=bool)
    again[1:] = (owner[1:] == owner[:-1]) & (
        np.abs(given.places[rows[1:]] - given.places[rows[:-1]]).max(axis=1) < 1e-3
    )
    rows, owner = rows[~again], owner[~again]
    alone = np.bincount(owner, minlength=len(ways))[owner] < 2 if len(rows) else np.empty(0, dtype=bool)
    rows, owner = rows[~alone], owner[~alone]
    n = len(rows)
    if not n:
        none, whole = np.empty(0), np.empty(0, np.int64)
        apart = np.zeros(len(given.places))
        return Pieces(np.empty((0, 2)), none, whole, whole, none, whole, np.empty((0, 2), np.int64), given.places, apart,
                      apart, np.empty(0, dtype=object))  # fmt: skip
    begins = np.concatenate([[True], owner[1:] != owner[:-1]])
    stops = np.concatenate([owner[1:] != owner[:-1], [True]])
    used = np.bincount(rows, minlength=len(given.places))
    split = begins | stops | (used[rows] > 1) | np.isin(given.numbers[rows], barriers)
    deflection, radius = _bends(rows, owner, split, given.places, p)
    split |= deflection[rows] > 0
    return _pieces(rows, owner, begins, stops, split, given.places, deflection, radius)


def _bends(rows: Ints, owner: Ints, split: NDArray[np.bool_], places: Floats, p: ParameterSet) -> tuple[Floats, Floats]:
    """Deflection [rad] and radius of the bends at inner vertices, for each node of the map."""
    points = places[rows]
    step = np.diff(points, axis=0)
    chain = np.concatenate([[0.0], np.cumsum(np.linalg.norm(step, axis=1))])
    heading = np.arctan2(step[:, 1], step[:, 0])
    inner = np.flatnonzero(~split)
    turning = heading[inner] - heading[inner - 1]
    turning = (turning + np.pi) % (2 * np.pi) - np.pi
    block = np.cumsum(split, dtype=np.int64)[inner]
    apex, angle, arc = along(turning, chain[inner], block, np.radians(p["least_bend"]), p["widest_bend"])
    deflection, radius = np.zeros(len(places)), np.zeros(len(places))
    deflection[rows[inner[apex]]], radius[rows[inner[apex]]] = angle, arc
    return deflection, radius


def _pieces(
    rows: Ints, owner: Ints, begins: NDArray[np.bool_], stops: NDArray[np.bool_], split: NDArray[np.bool_], places: Floats,
    deflection: Floats, radius: Floats,
) -> Pieces:  # fmt: skip
    cuts = np.flatnonzero(split)
    follows = ~stops[cuts]
    first = cuts[follows]
    last = cuts[np.flatnonzero(follows) + 1]
    many = last - first + 1
    starts = np.concatenate([[0], np.cumsum(many)]).astype(np.int64)
    order = np.repeat(first - starts[:-1], many) + np.arange(starts[-1])
    points = places[rows[order]]
    step = np.linalg.norm(np.diff(points, axis=0), axis=1)
    step[starts[1:-1] - 1] = 0.0
    walked = np.concatenate([[0.0], np.cumsum(step)])
    chain = walked - np.repeat(walked[starts[:-1]], many)
    lengths = chain[starts[1:] - 1]
    lines = shapely.linestrings(points, indices=np.repeat(np.arange(len(first)), many))
    ends = np.column_stack([rows[first], rows[last]]).astype(np.int64)
    return Pieces(
        points, chain, starts[:-1], starts[1:] - 1, lengths, owner[first], ends, places, deflection, radius, lines
    )


def headings(pieces: Pieces, far: float) -> tuple[Floats, Floats]:
    """Directions (links, 2) in which each link arrives, and in which it leaves, read over ``far`` metres of it."""
    every = np.arange(len(pieces.lengths))
    reach = np.minimum(far, pieces.lengths)
    if not len(every):
        return np.empty((0, 2)), np.empty((0, 2))
    begin, end = pieces.points[pieces.first], pieces.points[pieces.last]
    from_begin = pieces.at(every, reach)[0] - begin
    from_end = pieces.at(every, pieces.lengths - reach)[0] - end
    into, out = np.empty((2 * len(every), 2)), np.empty((2 * len(every), 2))
    out[0::2], out[1::2] = from_begin, from_end
    into[0::2], into[1::2] = -from_end, -from_begin
    sizes = [np.maximum(np.linalg.norm(one, axis=1), 1e-12)[:, None] for one in (into, out)]
    return into / sizes[0], out / sizes[1]


def joins(ends: Ints) -> Ints:
    """Turns (t, 2), from link to link, at every node, ordered by the link they lead to; none back onto the same piece.

    >>> joins(np.array([[0, 1], [1, 2]])).tolist()
    [[3, 1], [0, 2]]
    """
    links = 2 * len(ends)
    begins, stops = ends.ravel(), ends[:, ::-1].ravel()
    order = np.argsort(stops, kind="stable")
    left = np.searchsorted(stops[order], begins, side="left")
    many = np.searchsorted(stops[order], begins, side="right") - left
    target = np.repeat(np.arange(links), many)
    before = np.concatenate([[0], np.cumsum(many)])[:-1].astype(np.int64)
    source = order[np.repeat(left - before, many) + np.arange(len(target))]
    apart = source != (target ^ 1)  # round a loop and on is a turn, back on itself is none
    return np.column_stack([source[apart], target[apart]]).astype(np.int64)
