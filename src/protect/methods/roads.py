"""Lines of roads as a graph of links, and where places stand beside it: what ``reach`` needs of a map.

Lines meet where they have a corner in common: a bridge over a road is not a junction. Coordinates in metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Corners closer than this [m] are the same.
SAME = 0.05
#: Roads this much farther [m] than the nearest one are as near.
NEAR = 0.5


@dataclass(frozen=True)
class Roads:
    """``links`` (n, 2): from and to node; ``lengths`` (n,) [m]; ``speeds`` (n,) [km/h], ``nan`` where none is known; ``nodes``:
    how many. ``starts`` and ``ends``: node of each; ``starts_aside`` and ``ends_aside`` [m]: how far each is from its road."""

    links: Ints
    lengths: Floats
    speeds: Floats
    nodes: int
    starts: Ints
    ends: Ints
    starts_aside: Floats
    ends_aside: Floats

    @property
    def speeds_known(self) -> float:
        """Share of the length whose speed is known, 0 to 1."""
        total = self.lengths.sum()
        return float(self.lengths[~np.isnan(self.speeds)].sum() / total) if total else 0.0


def joined(
    lines: Sequence[ArrayLike],
    starts: Sequence[BaseGeometry],
    ends: Sequence[BaseGeometry],
    directions: Sequence[int] | None = None,
    speeds: Sequence[float] | None = None,
) -> Roads:
    """The graph of ``lines`` ((k, 2) [m] each), with a node for each of ``starts`` and ``ends`` (points or areas).

    Each is joined to the road that is nearest, and to every other within ``NEAR`` of that distance: a square is reached where the
    first road touches it. Nobody drives through a start or an end. ``directions``: 1 along the line only, -1 against it only, 0
    both (default); ``speeds`` [km/h], ``nan`` where unknown. Raises ValueError without a line of two different corners, or for
    lists that do not fit.

    >>> found = joined([[(0, 0), (100, 0)]], [shapely.Point(0, 0)], [shapely.Point(40, 3)], [1])
    >>> found.nodes, found.ends_aside.tolist()
    (6, [3.0])
    """
    ways = [np.asarray(one, dtype=float).reshape(-1, 2) for one in lines]
    turn = np.zeros(len(ways), dtype=np.int64) if directions is None else np.asarray(directions, dtype=np.int64)
    fast = np.full(len(ways), np.nan) if speeds is None else np.asarray(speeds, dtype=float)
    if turn.shape != (len(ways),) or fast.shape != (len(ways),):
        raise ValueError("directions and speeds: one for each line, if any")
    sizes = np.array([len(one) for one in ways], dtype=np.int64)
    if not len(ways) or sizes.max() < 2:
        raise ValueError("lines: give at least one road of two corners")
    corners = np.concatenate(ways)
    _spots, first, node = np.unique(
        np.rint(corners / SAME).astype(np.int64), axis=0, return_index=True, return_inverse=True
    )
    node = node.ravel().astype(np.int64)
    spots = corners[first]
    owner = np.repeat(np.arange(len(ways)), sizes)
    same = (owner[1:] == owner[:-1]) & (node[1:] != node[:-1])
    a, b, owner = node[:-1][same], node[1:][same], owner[:-1][same]
    if not len(a):
        raise ValueError("lines: every road has both its ends in one place")
    who, piece, share, aside = _beside(spots, a, b, [*starts, *ends])
    links, lengths, owners = _links(spots, a, b, owner, turn, piece, share)
    feet = len(spots) + np.arange(len(piece))
    own = len(spots) + len(piece) + np.arange(len(starts) + len(ends))
    leaving = who < len(starts)
    # Out of a start, into an end, at no length; never through.
    links = np.concatenate([links, _tied(own[who], feet, leaving)])
    return Roads(
        links,
        np.concatenate([lengths, np.zeros(len(feet))]),
        np.concatenate([fast[owners], np.full(len(feet), np.nan)]),
        len(spots) + len(piece) + len(own),
        own[: len(starts)],
        own[len(starts) :],
        aside[: len(starts)],
        aside[len(starts) :],
    )


def _tied(own: Ints, feet: Ints, leaving: NDArray[np.bool_]) -> Ints:
    return np.column_stack([np.where(leaving, own, feet), np.where(leaving, feet, own)])


def _beside(spots: Floats, a: Ints, b: Ints, places: Sequence[BaseGeometry]) -> tuple[Ints, Ints, Floats, Floats]:
    """Feet of the places: whose, at which piece, how far along it (0 to 1); and for each place how far its nearest road is."""
    if not len(places):
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0)
    pieces = np.asarray(shapely.linestrings(np.stack([spots[a], spots[b]], axis=1)), dtype=object)
    given = np.array([*places], dtype=object)
    tree = shapely.STRtree(pieces)
    first, distance = tree.query_nearest(given, all_matches=False, return_distance=True)
    aside = np.zeros(len(places))
    aside[first[0]] = distance
    who, piece = tree.query(given, predicate="dwithin", distance=aside + NEAR)
    feet = shapely.get_point(shapely.shortest_line(pieces[piece], given[who]), 0)
    share = np.clip(shapely.line_locate_point(pieces[piece], feet, normalized=True), 0.0, 1.0)
    return who.astype(np.int64), piece.astype(np.int64), np.asarray(share), aside


def _links(
    spots: Floats, a: Ints, b: Ints, owner: Ints, turn: Ints, piece: Ints, share: Floats
) -> tuple[Ints, Floats, Ints]:
    """Links of all pieces in their directions, with the short ones to and from the feet of places."""
    long = np.hypot(*(spots[b] - spots[a]).T)
    ends, lengths, owners = [np.column_stack([a, b])], [long], [owner]
    feet = len(spots) + np.arange(len(piece))
    if len(piece):
        of = owner[piece]
        ends += [np.column_stack([a[piece], feet]), np.column_stack([feet, b[piece]])]
        lengths += [share * long[piece], (1 - share) * long[piece]]
        owners += [of, of]
        # Feet at one piece are linked with each other: none has to go round by its ends.
        order = np.lexsort((share, piece))
        one, next_ = order[:-1], order[1:]
        both = piece[one] == piece[next_]
        one, next_ = one[both], next_[both]
        ends.append(np.column_stack([feet[one], feet[next_]]))
        lengths.append((share[next_] - share[one]) * long[piece[one]])
        owners.append(of[one])
    forward, length, own = np.concatenate(ends), np.concatenate(lengths), np.concatenate(owners)
    along, against = turn[own] >= 0, turn[own] <= 0
    return (
        np.concatenate([forward[along], forward[against][:, ::-1]]),
        np.concatenate([length[along], length[against]]),
        np.concatenate([own[along], own[against]]),
    )


def largest_group(lines: Sequence[ArrayLike]) -> NDArray[np.bool_]:
    """Which lines belong to the largest group (by length) of those that hang together, whatever their direction; (lines,).

    A yard that only a footway joins to the town is a group of its own: nobody drives there.

    >>> largest_group([[(0, 0), (9, 0)], [(9, 0), (9, 9)], [(50, 50), (51, 50)]]).tolist()
    [True, True, False]
    """
    ways = [np.asarray(one, dtype=float).reshape(-1, 2) for one in lines]
    if not ways:
        return np.zeros(0, dtype=bool)
    owner = np.repeat(np.arange(len(ways)), [len(one) for one in ways])
    _spots, node = np.unique(np.rint(np.concatenate(ways) / SAME).astype(np.int64), axis=0, return_inverse=True)
    node = node.ravel()
    # Lines and corners are the nodes of one graph: a line hangs together with its corners.
    many, size = len(ways), len(ways) + int(node.max()) + 1
    graph = coo_array((np.ones(len(node)), (owner, many + node)), shape=(size, size))
    _count, group = connected_components(graph, directed=False)
    long = np.array([np.hypot(*np.diff(one, axis=0).T).sum() for one in ways])
    return np.asarray(group[:many] == np.argmax(np.bincount(group[:many], weights=long)))
