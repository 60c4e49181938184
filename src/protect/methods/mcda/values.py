"""Value functions: what a score is worth, between two reference levels that are published before the offers are opened.

A value of 0 is the worst level that would still be accepted, 100 the level beyond which more brings nothing. Both come from
the town, not from the offers: so no offer can change what another one is worth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protect.methods.mcda.problem import ranks_of
from protect.methods.mcda.weighting import shares

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ValueFunction:
    """Maps a score to 0..100: 0 at ``worst``, 100 at ``best``, beyond them no less and no more.

    ``best`` may be below ``worst``: then less is better. ``bend`` 0 is linear; otherwise exponential,
    ``100 (1 - exp(-b t)) / (1 - exp(-b))`` with t from 0 to 1: above 0 the first steps are worth most, below 0 the last ones.
    ``points``: instead, (score, value) pairs in between, joined by straight lines. Raises ValueError if the levels are the same,
    or points do not rise from worst to best.

    >>> ValueFunction(200, 100)([220, 200, 150, 100, 80]).tolist()
    [0.0, 0.0, 50.0, 100.0, 100.0]
    >>> ValueFunction(0, 10, points=((2, 60),))([2, 6]).tolist()
    [60.0, 80.0]
    """

    worst: float
    best: float
    bend: float = 0.0
    points: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if not (math.isfinite(self.worst) and math.isfinite(self.best)) or self.worst == self.best:
            raise ValueError("the reference levels worst and best are two different numbers")
        if self.points and self.bend:
            raise ValueError("a value function is either piecewise (points) or exponential (bend)")
        if not math.isfinite(self.bend) or abs(self.bend) > 20:
            raise ValueError("bend lies between -20 and 20: beyond it the function is a step")
        way = [self._way(score) for score, _value in self.points]
        values = [value for _score, value in self.points]
        if [*way] != sorted(set(way)) or any(not 0 < one < 1 for one in way):
            raise ValueError("points lie between worst and best, in this order, each score once")
        if values != sorted(values) or any(not 0 <= one <= 100 for one in values):
            raise ValueError("values of points rise from 0 to 100 on the way from worst to best")

    def _way(self, score: float) -> float:
        return (score - self.worst) / (self.best - self.worst)

    def __call__(self, scores: ArrayLike) -> Floats:
        """Values 0..100 of scores of any shape; ``nan`` stays ``nan``."""
        given = np.asarray(scores, dtype=float)
        way = np.clip((given - self.worst) / (self.best - self.worst), 0, 1) + 0.0  # no negative zero
        if self.points:
            places = [0.0, *(self._way(score) for score, _value in self.points), 1.0]
            return np.asarray(np.interp(way, places, [0.0, *(value for _score, value in self.points), 100.0]))
        if self.bend:
            return np.asarray(100 * np.expm1(-self.bend * way) / math.expm1(-self.bend))
        return np.asarray(100 * way)


def valued(matrix: ArrayLike, functions: Sequence[ValueFunction]) -> Floats:
    """Values of a whole matrix, (alternatives, criteria); ``nan`` where a score is missing.

    ValueError for another number of functions than criteria.
    """
    x = np.asarray(matrix, dtype=float)
    if x.ndim != 2 or x.shape[1] != len(functions):
        raise ValueError(
            f"matrix has {x.shape[-1] if x.ndim else 0} criteria, and there are {len(functions)} value functions"
        )
    return np.column_stack([function(x[:, number]) for number, function in enumerate(functions)])


@dataclass(frozen=True)
class WithGaps:
    """Weighted sums where scores are missing, all (alternatives,).

    ``low`` and ``high``: if everything missing were worst or best. ``covered``: share of the weight that was scored, 0..1.
    ``certainly_ahead``: (a, b) True if a is ahead of b whatever the missing scores turn out to be.
    """

    low: Floats
    high: Floats
    covered: Floats
    certainly_ahead: NDArray[np.bool_]

    @property
    def can_win(self) -> NDArray[np.bool_]:
        """Alternatives that nobody is certainly ahead of."""
        return np.asarray(~self.certainly_ahead.any(axis=0))


def additive_with_gaps(values: ArrayLike, weights: ArrayLike) -> WithGaps:
    """Weighted sum of values 0..100 with ``nan`` for what is missing: an interval, never a mean put in silently.

    ValueError for values outside 0..100 or shapes that do not fit.

    >>> found = additive_with_gaps([[80, np.nan], [60, 50]], [0.75, 0.25])
    >>> found.low.tolist(), found.high.tolist(), found.covered.tolist()
    ([60.0, 57.5], [85.0, 57.5], [0.75, 1.0])
    """
    v, w = np.asarray(values, dtype=float), shares(weights)
    if v.ndim != 2 or v.shape[1] != w.size:
        raise ValueError("values are alternatives by criteria, one weight for each criterion")
    seen = v[~np.isnan(v)]
    if seen.size and (seen.min() < 0 or seen.max() > 100):
        raise ValueError("values lie between 0 and 100; make them with ValueFunction")
    gap = np.isnan(v)
    low = np.where(gap, 0.0, v) @ w
    high = np.where(gap, 100.0, v) @ w
    ahead = low[:, None] > high[None, :]
    return WithGaps(low, high, 1 - gap @ w, ahead)


@dataclass(frozen=True)
class OverScored:
    """Weighted means over what was scored, all (alternatives,).

    ``value``: 0..1, ``nan`` where nothing was scored. ``coverage``: share of the weight that was scored, 0..1. ``ranks``: 1 is
    best, 0 for whoever is not ranked because too little was scored, or because of ``excluded``. ``parts``: (alternatives,
    criteria), what each criterion brings to the value, 0 where it was not scored.
    """

    value: Floats
    coverage: Floats
    ranks: NDArray[np.int_]
    parts: Floats


def additive_over_scored(
    shares_of_best: ArrayLike, weights: ArrayLike, *, fewest: float = 0.7, excluded: ArrayLike | None = None
) -> OverScored:
    """``value = sum w s / sum w of scored``, ``coverage = sum w of scored / sum w``; ranked from a coverage of ``fewest`` on.

    ``shares_of_best``: (alternatives, criteria), 0..1 with ``nan`` for what is missing: it is never taken for 0.
    ``excluded``: (alternatives,) True where one is listed and not ranked. ValueError for shares outside 0..1 or wrong shapes.

    >>> found = additive_over_scored([[1, np.nan], [0.5, 0.5], [0, 1]], [0.75, 0.25])
    >>> found.value.tolist(), found.coverage.tolist(), found.ranks.tolist()
    ([1.0, 0.5, 0.25], [0.75, 1.0, 1.0], [1, 2, 3])
    """
    v, w = np.asarray(shares_of_best, dtype=float), shares(weights)
    if v.ndim != 2 or v.shape[1] != w.size:
        raise ValueError("shares_of_best are alternatives by criteria, one weight for each criterion")
    seen = v[~np.isnan(v)]
    if seen.size and (seen.min() < 0 or seen.max() > 1):
        raise ValueError("shares of the best level lie between 0 and 1")
    covered = (~np.isnan(v)) @ w
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(covered > 0, np.where(np.isnan(v), 0.0, v) @ w / covered, np.nan)
        parts = np.where(covered[:, None] > 0, np.where(np.isnan(v), 0.0, v) * w / covered[:, None], 0.0)
    out = np.zeros(len(v), dtype=bool) if excluded is None else np.asarray(excluded, dtype=bool)
    # A rounding in the last bit of a sum of weights decides nothing.
    ranked = (covered >= fewest - 1e-9) & ~out & ~np.isnan(value)
    ranks = np.zeros(len(v), dtype=np.int_)
    if ranked.any():
        ranks[ranked] = ranks_of(value[ranked])
    return OverScored(value, covered, ranks, parts)
