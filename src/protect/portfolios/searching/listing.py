"""All portfolios of a few candidates, one by one: the front, the good ones and the reasons are exact, however effects combine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from protect.portfolios.searching.asking import Asked

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int_]
#: Candidates up to which all portfolios are listed: 65,536 of them.
MOST = 16
CHUNK = 4096
NEAR = 1e-9


@dataclass(frozen=True)
class Listed:
    """Portfolios that keep to rules, yearly budget and limits, whatever they cost to buy; cheapest first."""

    chosen: Bools  # (portfolios, measures)
    cost: Floats
    worth: Floats
    taken: Floats  # (portfolios, readings times bands): rows' worth taken away, by the band they weigh like


def listed(asked: Asked, progress: Callable[[float], None]) -> Listed:
    model = asked.model
    count = len(asked.keys)
    able = np.setdiff1d(np.arange(count), list(model.logic.never))
    numbers = np.arange(1 << len(able), dtype=np.int64)
    bands = np.unique(asked.band)
    by_band = (asked.band[:, None] == bands[None, :]).astype(float)
    logs = [np.log1p(-np.minimum(one, 1 - 1e-12)) for one in (asked.stated, asked.cautious)]
    mine = asked.cautious if model.share is asked.cautious else asked.stated
    reading = 1 if mine is asked.cautious else 0
    parts: list[tuple[Bools, Floats, Floats, Floats]] = []
    for begin in range(0, len(numbers), CHUNK):
        some = np.zeros((len(numbers[begin : begin + CHUNK]), count), dtype=bool)
        some[:, able] = (numbers[begin : begin + CHUNK, None] >> np.arange(len(able))) & 1
        keep = model.logic.allows(some)
        keep &= some @ model.yearly <= model.to_run[0] + NEAR
        keep &= (some @ model.sides.T >= model.least[None, :] - NEAR).all(axis=1)
        some = some[keep]
        taken = [1 - np.exp(some @ log) for log in logs]
        parts.append(
            (some, some @ model.purchase, taken[reading] @ model.weight, np.hstack([one @ by_band for one in taken]))
        )
        progress((begin + CHUNK) / len(numbers))
    chosen, cost, worth, rows = (np.concatenate(one) for one in zip(*parts, strict=True))
    order = np.lexsort((chosen.sum(axis=1), -worth, cost))
    return Listed(chosen[order], cost[order], worth[order], rows[order])


def steps(found: Listed) -> Ints:
    """The Pareto front: portfolios that take more off than every one that costs as much or less."""
    if not len(found.cost):
        return np.zeros(0, dtype=np.int_)
    before = np.concatenate([[-np.inf], np.maximum.accumulate(found.worth)[:-1]])
    return np.flatnonzero(found.worth > before + NEAR)


def good(found: Listed, budget: float, bands: int) -> Ints:
    """Those within the budget that no other one beats, whatever a higher band weighs, as long as it weighs no less than a lower
    one, and in both readings. Of equal ones the cheapest."""
    within = np.flatnonzero(found.cost <= budget + NEAR)
    if not len(within):
        return within
    # Corners of weights in order: the highest band alone, the two highest alike, and so on.
    corner = np.tril(np.ones((bands, bands)))[:, ::-1]
    views = np.hstack([found.taken[within, one * bands : (one + 1) * bands] @ corner.T for one in (0, 1)])
    views = np.round(views, 9)
    _unique, first = np.unique(views, axis=0, return_index=True)  # cheapest first, so the first is the cheapest
    kept: list[int] = []
    order = first[np.argsort(-views[first].sum(axis=1), kind="stable")]
    best = np.zeros((0, views.shape[1]))
    for one in order:
        if not len(best) or not ((best >= views[one]).all(axis=1)).any():
            kept.append(int(one))
            best = np.vstack([best, views[one]])
    return within[np.array(kept, dtype=np.int_)]


@dataclass(frozen=True)
class Reason:
    """``loss``: points that the best portfolio loses with the opposite decision, None where there is no other. ``budget``: least
    one with which it is in a best portfolio, None where no budget brings it in."""

    inside: bool
    loss: float | None
    budget: float | None


def reasons(found: Listed, best: int | None, budget: float) -> list[Reason]:
    told = []
    within = found.cost <= budget + NEAR
    ever = np.maximum.accumulate(found.worth) if len(found.worth) else found.worth
    for one in range(found.chosen.shape[1]):
        inside = bool(best is not None and found.chosen[best, one])
        other = found.worth[within & (found.chosen[:, one] != inside)]
        loss = None if best is None or not len(other) else float(found.worth[best] - other.max())
        least = None
        if not inside:
            with_it = np.flatnonzero(found.chosen[:, one] & ~within & (found.worth >= ever - NEAR))
            least = float(found.cost[with_it[0]]) if len(with_it) else None
        told.append(Reason(inside, loss, least))
    return told
