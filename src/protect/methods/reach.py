"""Minutes from the responders' stations over a street graph: nearest, second nearest, and who is not reached (METHODS 6).

The graph is a sparse matrix of seconds from node to node; any street graph will do. What is not reached is said, never a number.
Where help arrives late is a weak point: results are restricted, and gaps are never published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from protect.methods.parameters import Mark, ParameterSet, Value
from protect.methods.results import Account, Band

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]

REACH = ParameterSet(
    "reach of responders",
    "1",
    {
        "speed": Value(40.0, "km/h", "our default where no speed is known", Mark.DEFAULT),
        "driven": Value(
            1.0, "share of the speed", "our default: traffic, narrow streets, blue light", Mark.DEFAULT, 0.6, 1.2
        ),
        "turn_out": Value(
            0.0,
            "min",
            "our default: from the alarm to the first wheel; nobody told it, so up to 5",
            Mark.DEFAULT,
            0.0,
            5.0,
        ),
    },
)


@dataclass(frozen=True)
class Reach:
    """For each node: ``minutes`` of the nearest station and which one (``station``, index into the stations; -1 if none), and
    of the second nearest. ``least`` and ``most``: bounds of ``minutes``, by the bands of the parameter set. ``inf`` where nobody
    arrives. All (nodes,)."""

    minutes: Floats
    station: Ints
    second_minutes: Floats
    second_station: Ints
    least: Floats
    most: Floats
    account: Account

    def band(self, node: int) -> Band:
        """Minutes of the nearest station to one node: low, best, high."""
        return Band(float(self.least[node]), float(self.minutes[node]), float(self.most[node]), "min")

    @property
    def unreached(self) -> list[int]:
        """Nodes to which no station has a way."""
        return [int(one) for one in np.flatnonzero(~np.isfinite(self.minutes))]

    def within(self, minutes: float) -> Ints:
        """Nodes that the nearest station reaches within ``minutes``: an isochrone."""
        return np.asarray(np.flatnonzero(self.minutes <= minutes))


def seconds_of(
    links: ArrayLike, lengths: ArrayLike, nodes: int, speeds: ArrayLike | None = None, parameters: ParameterSet = REACH
) -> csr_array:
    """Graph of seconds from links ((n, 2), from and to), ``lengths`` [m] and ``speeds`` [km/h] (``nan`` or none: the set's).

    Of parallel links the quickest counts. Raises ValueError for nodes that do not exist, or lengths and speeds below 0.

    >>> seconds_of([(0, 1)], [1000.0], 2).toarray().round(1).tolist()
    [[0.0, 90.0], [0.0, 0.0]]
    """
    ends = np.asarray(links, dtype=np.int64).reshape(-1, 2)
    long = np.asarray(lengths, dtype=float)
    given = np.full(len(ends), np.nan) if speeds is None else np.asarray(speeds, dtype=float)
    if long.shape != (len(ends),) or given.shape != (len(ends),):
        raise ValueError("there is one length, and one speed if any, for each link")
    if ends.size and (ends.min() < 0 or ends.max() >= nodes):
        raise ValueError(f"links name nodes from 0 to {nodes - 1}")
    speed = np.where(np.isnan(given), parameters["speed"], given)
    if (long < 0).any() or not np.isfinite(long).all() or (speed <= 0).any():
        raise ValueError("lengths are not negative, and speeds are above 0")
    # scipy reads a stored 0 as no link: two nodes in one place get a millisecond.
    spent = np.maximum(long / (speed / 3.6), 1e-3)
    order = np.lexsort((spent, ends[:, 1], ends[:, 0]))
    ends, spent = ends[order], spent[order]
    first = np.ones(len(ends), dtype=bool)
    first[1:] = (ends[1:] != ends[:-1]).any(axis=1)
    return csr_array(coo_array((spent[first], (ends[first, 0], ends[first, 1])), shape=(nodes, nodes)))


def reach(
    graph: csr_array, stations: Sequence[int], parameters: ParameterSet = REACH, speeds_known: float = 0.0
) -> Reach:
    """Minutes from the nearest and the second nearest station to every node; both by one search for each station.

    ``graph``: seconds, (nodes, nodes); ``stations``: nodes; ``speeds_known``: share of the links whose speed is on the map.
    ``minutes = driving + turn_out``; the bounds take ``driving / driven`` and ``turn_out`` at both ends of their bands: a
    turn-out time that nobody told is 0 at best, and the upper end in ``most``. Source: Dijkstra (1959), scipy.

    Raises ValueError without a station, or for one that is no node.

    >>> graph = seconds_of([(0, 1), (1, 2)], [1500.0, 1500.0], 4)
    >>> found = reach(graph, [0])
    >>> found.minutes.tolist(), found.unreached
    ([0.0, 2.25, 4.5, inf], [3])
    >>> found.band(2).as_text()
    '4.5 min (3.8 to 12)'
    """
    nodes = graph.shape[0]
    places = np.asarray(stations, dtype=np.int64)
    if places.ndim != 1 or not places.size or places.min() < 0 or places.max() >= nodes:
        raise ValueError(f"stations are nodes from 0 to {nodes - 1}, one at least")
    if not 0 <= speeds_known <= 1:
        raise ValueError("speeds_known is a share, 0 to 1")
    best, second = np.full(nodes, np.inf), np.full(nodes, np.inf)
    who, other = np.full(nodes, -1), np.full(nodes, -1)
    for number, place in enumerate(places):
        spent = np.asarray(dijkstra(graph, indices=int(place)))
        nearer = spent < best
        closer = ~nearer & (spent < second)
        second, other = np.where(nearer, best, second), np.where(nearer, who, other)
        best, who = np.where(nearer, spent, best), np.where(nearer, number, who)
        second, other = np.where(closer, spent, second), np.where(closer, number, other)
    later = parameters["turn_out"]
    sooner, latest = _ends(parameters.values["turn_out"])
    slowly, quickly = _ends(parameters.values["driven"])
    driving = best / 60 / parameters["driven"]
    return Reach(
        driving + later,
        who,
        second / 60 / parameters["driven"] + later,
        other,
        best / 60 / quickly + sooner,
        best / 60 / slowly + latest,
        _account(len(places), nodes, parameters, speeds_known),
    )


def _ends(value: Value) -> tuple[float, float]:
    low, high = value.low, value.high
    return (value.number, value.number) if low is None or high is None else (low, high)


def _account(stations: int, nodes: int, parameters: ParameterSet, known: float) -> Account:
    inputs: dict[str, Any] = {
        "stations": str(stations),
        "street graph": f"{nodes:,} nodes",
        "speeds": f"{known * 100:.0f} in 100 links from the map, the others {parameters['speed']:g} km/h",
        "turn-out": "{:g} min ({:g} to {:g})".format(parameters["turn_out"], *_ends(parameters.values["turn_out"])),
    }
    untold = parameters.values["turn_out"].high is not None
    guessed = [*(["speeds"] if known < 1 else []), *(["turn-out"] if untold else [])]
    return Account(
        inputs,
        parameters.label,
        guessed=tuple(guessed),
        assumptions=(
            "No closed road, every station occupied.",
            "Driving takes between {:.0f} and {:.0f} in 100 of the speed assumed; the bounds count that.".format(
                *(100 * end for end in _ends(parameters.values["driven"]))
            ),
            *(("The best value has no turn-out in it: nobody told it. The upper bound has.",) if untold else ()),
        ),
        changes=(
            "A road that is closed during the event.",
            "A crew that is already out: see the second nearest station.",
        ),
        tasks=("Ask each station for its turn-out time and for runs it remembers to this place.",),
        restricted=True,
    )
