"""More candidates than can be listed: the engine's programme for each of some budgets, with the gap that it proves."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from protect.portfolios.searching.asking import Asked

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
#: Budgets of the front, and how far a portfolio may lie below the best one, as a share, before the search for it ends.
BUDGETS, GAP = 5, 0.02
#: Seconds for each of them at most, and for all: for a machine that has much else to do. What is proven by then is told.
EACH, ALL = 6.0, 25.0
#: Candidates up to which the good portfolios are listed by the engine; beyond, so many are drawn, to this share of the best.
LISTED, DRAWS, NEAR = 25, 12, 0.01


@dataclass(frozen=True)
class Point:
    chosen: Bools
    cost: float
    worth: float
    gap: float


def curve(asked: Asked, top: float, progress: Callable[[float], None]) -> list[Point]:
    """The best portfolio for each of some budgets, the study's own among them; more money never gives less."""
    from protect.methods.portfolio.planning import best_of

    model = asked.model
    own = float(model.to_buy[0])
    budgets = sorted({own, *(top * (one + 1) / BUDGETS for one in range(BUDGETS))})
    points: list[Point] = []
    ends = time.monotonic() + ALL
    for number, budget in enumerate(budgets):
        left = min(max((ends - time.monotonic()) / (len(budgets) - number), 0.2), EACH)
        try:
            solved, _method = best_of(replace(model, to_buy=np.array([budget])), GAP, left)
        except ValueError:
            solved = None
        progress((number + 1) / len(budgets))
        if solved is None or solved.stands is None:
            continue
        chosen = solved.stands[:, -1]
        point = Point(chosen, float(model.purchase @ chosen), solved.value, solved.gap)
        if points and points[-1].worth >= point.worth:
            # What was found for less money is within this budget, too.
            before = points[-1]
            points[-1] = replace(before, gap=max(before.gap, (solved.bound - before.worth) / max(before.worth, 1e-12)))
            continue
        points.append(point)
    return points


def good(asked: Asked, progress: Callable[[float], None]) -> tuple[Bools, bool]:
    """Good portfolios within the budget, (portfolios, measures), and whether some were drawn; shares of one row add up here."""
    from protect.methods.portfolio import linear
    from protect.methods.portfolio.robust import robust
    from protect.methods.portfolio.weights import corners

    model = asked.model
    bands = np.unique(asked.band)
    by_band = (asked.band[:, None] == bands[None, ::-1]).astype(float)  # highest first
    low, high = asked.cautious @ by_band, np.maximum(asked.stated, asked.cautious) @ by_band
    use, budget = [model.purchase], [float(model.to_buy[0])]
    if np.isfinite(model.to_run[0]):
        use, budget = [*use, model.yearly], [*budget, float(model.to_run[0])]
    for side, least in zip(model.sides, model.least, strict=True):
        use, budget = [*use, -side], [*budget, -float(least)]
    rows = np.eye(len(bands))
    weights = [(rows[one] - rows[one + 1], 0.0) for one in range(len(bands) - 1)]
    chance = np.random.default_rng(0)
    if len(asked.keys) <= LISTED:
        found = robust(
            np.column_stack(use), low, high, budget=budget, weights=weights, logic=model.logic, generator=chance,
            draws=100, most=3000,
        )  # fmt: skip
        return found.portfolios, found.sampled
    corner = corners(len(bands), weights)
    drawn = []
    use_, limit = np.column_stack(use), np.array(budget)
    for number, mix in enumerate(chance.dirichlet(np.ones(len(corner)), DRAWS)):
        share = chance.uniform(size=(len(low), 1))
        scores = ((low + share * (high - low)) @ corner.T) @ mix
        chosen = linear.best(scores, use_, limit, model.logic, np.zeros(0), gap=NEAR)
        if chosen is not None:
            drawn.append(chosen)
        progress((number + 1) / DRAWS)
    return np.unique(np.array(drawn).reshape(-1, len(low)), axis=0), True
