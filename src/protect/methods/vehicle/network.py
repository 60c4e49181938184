"""Arriving speeds over a street network: an upper bound for every link (METHODS 1.1, whole network).

``v_out(e) = F(e, max over p of min(v_out(p), cap(p, e)))``: a link is entered as fast as the fastest of the links before it
allows through the bend between, and left faster by its run-up. The smallest fixed point is found by sweeps over the turns after
all links that the sweep before has raised; it is monotone and bounded, so the sweeps end.

The result says which protection an opening needs. It is never used to say which way is best: there are no routes in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protect.methods.parameters import ParameterSet
from protect.methods.vehicle import dynamics
from protect.methods.vehicle.parameters import DYNAMICS, VehicleClass

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]
#: m/s below which a sweep changes nothing any more.
SETTLED = 1e-6


@dataclass(frozen=True)
class Network:
    """Links and the turns between them. ``lengths`` (links,) [m]; ``slopes`` (links,), above 0 downhill; ``turns`` (turns, 2):
    from link, to link; ``caps`` (turns,) [m/s]: speed that the bend of the turn allows, ``inf`` where it is straight.
    ValueError for shapes that do not fit."""

    lengths: Floats
    slopes: Floats
    turns: Ints
    caps: Floats

    def __post_init__(self) -> None:
        links = len(self.lengths)
        if self.slopes.shape != (links,) or self.turns.shape != (len(self.caps), 2):
            raise ValueError("one slope for each link, one cap for each turn")
        if links and ((self.lengths < 0).any() or not np.isfinite(self.lengths).all() or np.isnan(self.slopes).any()):
            raise ValueError(
                "lengths are not negative; a slope nobody knows counts as the steepest of the area, not as nan"
            )
        if len(self.caps) and (self.turns.min() < 0 or self.turns.max() >= links or np.isnan(self.caps).any()):
            raise ValueError(f"turns name links from 0 to {links - 1}, and a cap nobody knows is inf")


def network(lengths: ArrayLike, turns: ArrayLike, caps: ArrayLike, slopes: ArrayLike | None = None) -> Network:
    """Checked, from anything that numpy reads; flat where no ``slopes`` are given."""
    long = np.asarray(lengths, dtype=float)
    pairs = np.asarray(turns, dtype=np.int64).reshape(-1, 2)
    steep = np.zeros(len(long)) if slopes is None else np.asarray(slopes, dtype=float)
    return Network(long, steep, pairs, np.asarray(caps, dtype=float))


@dataclass(frozen=True)
class Speeds:
    """``entering`` and ``leaving`` speed of every link, (links,) [m/s], upper bounds; ``sweeps`` until nothing changed; ``top``:
    what no run-up of the length that was asked for exceeds."""

    entering: Floats
    leaving: Floats
    sweeps: int
    top: float = np.inf


def arriving_speeds(
    given: Network,
    vehicle: VehicleClass,
    *,
    run_up: float | None = None,
    begin: ArrayLike | None = None,
    parameters: ParameterSet = DYNAMICS,
) -> Speeds:
    """Bounds for one vehicle class from standing anywhere; every link may be where the run begins.

    ``run_up`` [m] (the set's 300 where not given): the speed of a straight run of that length is never exceeded, however long the
    way; without it every long road reaches the end of the scale. ``begin`` (links,) [m/s]: speed with which a link is entered at
    least, ``inf`` where the map ends and nobody knows what comes before. Raises ValueError for a run-up that is not above 0.

    >>> from protect.methods.vehicle.parameters import vehicle_classes
    >>> found = arriving_speeds(network([100, 60], [(0, 1)], [10.15]), vehicle_classes()[1])
    >>> (found.leaving * 3.6).round(1).tolist()
    [72.9, 66.1]
    """
    length = parameters["run_up"] if run_up is None else run_up
    if not length > 0:
        raise ValueError("run_up is above 0 metres")
    ratio, pull = vehicle.power / vehicle.mass, vehicle.acceleration
    fall = parameters["gravity"] * given.slopes / np.sqrt(1 + given.slopes**2)
    top = _top(given.lengths, fall, ratio, pull, length)
    links = len(given.lengths)
    entering = np.zeros(links) if begin is None else np.minimum(np.asarray(begin, dtype=float), top)
    if entering.shape != (links,) or np.isnan(entering).any() or (entering < 0).any():
        raise ValueError("begin has a speed that is not negative for every link; inf where nobody knows")
    leaving = np.minimum(dynamics.bound(given.lengths, ratio, pull, fall, entering), top)
    if not len(given.caps):
        return Speeds(entering, leaving, 0, top)
    first, target, caps = _by_source(given)
    changed = np.arange(links)
    # Every sweep raises some speed by more than SETTLED, and none rises above the top: it ends, in rings of short links too.
    sweeps = 0
    while changed.size:
        sweeps += 1
        many = first[changed + 1] - first[changed]
        before = np.cumsum(many) - many
        turns = np.repeat(first[changed] - before, many) + np.arange(int(many.sum()))
        through = np.minimum(np.repeat(leaving[changed], many), caps[turns])
        into = target[turns]
        faster = through > entering[into] + SETTLED
        into = into[faster]
        np.maximum.at(entering, into, through[faster])
        into = np.flatnonzero(np.bincount(into, minlength=links)) if into.size * 8 > links else np.unique(into)
        speeds = np.minimum(dynamics.bound(given.lengths[into], ratio, pull, fall[into], entering[into]), top)
        risen = speeds > leaving[into] + SETTLED
        leaving[into] = np.maximum(speeds, leaving[into])
        changed = into[risen]
    return Speeds(entering, leaving, sweeps, top)


def _top(lengths: Floats, fall: Floats, ratio: float, pull: float, run_up: float) -> float:
    """What no run of ``run_up`` metres exceeds: all of it on the steepest link; or, if that is less, on the flat and then down
    all that the steepest ``run_up`` metres of the network fall. The engine gives less at any higher speed, so both are bounds."""
    whole, still = np.array([run_up]), np.zeros(1)
    level = float(dynamics.bound(whole, ratio, pull, still, still)[0])
    down = np.flatnonzero(fall > 0)
    if not down.size:
        return level
    order = down[np.argsort(-fall[down], kind="stable")]
    before = np.cumsum(lengths[order]) - lengths[order]
    drop = float((np.clip(run_up - before, 0.0, lengths[order]) * fall[order]).sum())
    steepest = float(dynamics.bound(whole, ratio, pull, fall[order[:1]], still)[0])
    return min(steepest, float(np.sqrt(level**2 + 2 * drop)))


def _by_source(given: Network) -> tuple[Ints, Ints, Floats]:
    """Turns sorted by the link they come from: where each of these begins, where they lead to, and their caps."""
    order = np.argsort(given.turns[:, 0], kind="stable")
    first = np.searchsorted(given.turns[order, 0], np.arange(len(given.lengths) + 1))
    return first, given.turns[order, 1], given.caps[order]
