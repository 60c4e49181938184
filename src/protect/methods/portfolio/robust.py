"""Robust portfolio modelling: which measures belong into every good portfolio, whatever the weights (Liesio, Mild, Salo 2007).

A portfolio is dominated if another one within the budgets is at least as good for all weights and scores that are possible, and
better for some. Measures in all portfolios that are left are core (do now), in none exterior (leave), in some borderline (find
out more there).

All non-dominated portfolios are found measure by measure (``logic.walk``); a beginning is dropped only if another one after which
the same may follow costs no more and is as good in every corner of the weights, or if whatever can still be added to it stays
below a whole portfolio that is known.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protect.methods.portfolio.beginnings import Problem, every, sampled
from protect.methods.portfolio.logic import Logic
from protect.methods.portfolio.weights import corners
from protect.methods.results import Account

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Beginnings kept at once; beyond it the result is sampled, and says so.
MOST_STATES = 60_000
NEAR = 1e-9


@dataclass(frozen=True)
class Robust:
    """``portfolios``: (portfolios, measures) of bool, all that are not dominated (some, where ``sampled``). ``core_index``:
    (measures,) share of them that hold each measure: 1 core, 0 exterior, between borderline. ``lowest`` and ``highest``:
    (portfolios, criteria), the effects of each."""

    portfolios: Bools
    core_index: Floats
    lowest: Floats
    highest: Floats
    sampled: bool
    account: Account

    def heap(self, measure: int) -> str:
        """core, borderline or exterior."""
        share = float(self.core_index[measure])
        return "core" if share >= 1 - NEAR else "exterior" if share <= NEAR else "borderline"


def robust(
    costs: ArrayLike,
    low: ArrayLike,
    high: ArrayLike | None = None,
    *,
    budget: ArrayLike,
    weights: Sequence[tuple[ArrayLike, float]] = (),
    logic: Logic | None = None,
    generator: np.random.Generator | None = None,
    draws: int = 500,
    most: int = MOST_STATES,
) -> Robust:
    """All non-dominated portfolios within ``budget``.

    ``costs``: (measures,), or (measures, resources) for several budgets at once; what adds to a resource is below 0. ``low`` and
    ``high``: (measures, criteria), lowest and highest effect, the same where ``high`` is not given; more is better. ``weights``:
    statements ``a @ w >= b``. Where more than ``most`` beginnings have to be kept, ``draws`` weightings and scores are solved
    instead (``generator`` is needed then) and ``sampled`` is True. Raises ValueError for numbers that cannot be, and where no
    portfolio fits.

    >>> found = robust([3, 4, 2, 5], [[4, 1], [3, 4], [1, 2], [2, 6]], budget=9)
    >>> found.core_index.tolist(), [found.heap(measure) for measure in range(4)]
    ([0.5, 1.0, 0.5, 0.5], ['borderline', 'core', 'borderline', 'borderline'])
    """
    least, highest = _scores(low, high)
    use, limits = _budgets(costs, budget, len(least))
    corner = corners(least.shape[1], weights)
    rules = (logic or Logic()).checked(len(least))
    pairs = rules.pair_values(least.shape[1])
    problem = Problem(use, limits, least @ corner.T, highest @ corner.T, pairs @ corner.T, rules)
    chosen = every(problem, most)
    partly = chosen is None
    if chosen is None:
        if generator is None:
            raise ValueError(
                f"more than {most:,} beginnings: give a generator for a sampled result, or say more of the weights"
            )
        chosen = sampled(problem, generator, draws)
    if not len(chosen):
        raise ValueError("no portfolio fits: cover and needs cost more than the budget, or rules contradict")
    both = rules.both(chosen) @ pairs
    account = Account(
        {
            "measures": str(len(use)),
            "budget": ", ".join(f"{one:,g}" for one in limits),
            "weights": f"{len(weights)} statements, {len(corner)} corners",
            "scores": "as given" if problem.exact_scores else "as intervals",
        },
        "none: effects are the town's",
        assumptions=(
            "Effects of different measures add up, but for the pairs that are named.",
            *((f"Sampled by {draws:,} weightings: there may be more non-dominated portfolios than these.",) if partly else ()),
        ),
        changes=("Knowing more of borderline measures: their scores decide.", "Saying more of the weights."),
        restricted=True,
    )  # fmt: skip
    return Robust(
        chosen, np.asarray(chosen.mean(axis=0)), chosen @ least + both, chosen @ highest + both, partly, account
    )


def _scores(low: ArrayLike, high: ArrayLike | None) -> tuple[Floats, Floats]:
    least = np.asarray(low, dtype=float)
    most = least if high is None else np.asarray(high, dtype=float)
    if least.ndim != 2 or most.shape != least.shape or not least.size:
        raise ValueError("low and high are measures by criteria, one of each at least")
    if not np.isfinite(least).all() or not np.isfinite(most).all() or (least > most).any():
        raise ValueError("low is not above high, and neither is missing")
    return least, most


def _budgets(costs: ArrayLike, budget: ArrayLike, measures: int) -> tuple[Floats, Floats]:
    use = np.asarray(costs, dtype=float)
    use = use[:, None] if use.ndim == 1 else use
    limits = np.atleast_1d(np.asarray(budget, dtype=float))
    if use.ndim != 2 or len(use) != measures or limits.shape != (use.shape[1],):
        raise ValueError("costs has one row for each measure, and one column for each budget")
    if not np.isfinite(use).all() or any(math.isnan(one) for one in limits):
        raise ValueError("a cost or a budget is missing: leave the measure out, or give the cautious cost")
    return use, limits
