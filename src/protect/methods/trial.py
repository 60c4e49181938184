"""What a demonstration measured: runs of the baseline beside runs of the innovation line, few of each, and plainly told.

What counts is the run, not the observer: three people who watch the same run saw one thing happen once. So every function
here takes one value a run. With few runs the interval is exact and says which confidence it really has; with one run of each
there is none, and that is said, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

FloatArray = NDArray[np.float64]

#: So many runs of each, and the mean can be resampled; with fewer the exact interval of the shift is taken.
ENOUGH_TO_RESAMPLE = 10
#: An interval that holds less often than this tells nothing.
LEAST_CONFIDENCE = 0.5
DRAWS = 9999


@dataclass(frozen=True)
class Difference:
    """Innovation minus baseline, in the unit of what was measured.

    ``baseline``, ``innovation``: means of the runs (shares for yes and no); ``runs``: how many of each; ``low`` to ``high``
    holds the true difference with ``confidence`` (all three None where no interval can be told); ``method``: "exact shift",
    "bootstrap" or "score".
    """

    baseline: float
    innovation: float
    estimate: float
    low: float | None
    high: float | None
    confidence: float | None
    runs: tuple[int, int]
    method: str

    @property
    def is_clear(self) -> bool:
        """Whether the whole interval lies on one side of zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def difference(
    baseline: ArrayLike, innovation: ArrayLike, rng: np.random.Generator, *, confidence: float = 0.95
) -> Difference:
    """Of a number: exact for few runs, resampled for many.

    baseline, innovation: arrays (n,) and (m,), one value a run, any unit, NaN for a run that was not measured (left out).
    rng: numpy Generator, used only where there are 10 runs or more of each. confidence: between 0.5 and 1.

    Raises ValueError if either has no measured run, a value is infinite, or the confidence is out of its range.
    Source: METHODOLOGY 4.5 (baseline and innovation, difference with confidence); the two methods named below.
    """
    before, after = _runs(baseline, "baseline"), _runs(innovation, "innovation")
    _in_range(confidence)
    if min(before.size, after.size) >= ENOUGH_TO_RESAMPLE:
        return _resampled(before, after, confidence, rng)
    return shift(before, after, confidence=confidence)


def shift(baseline: ArrayLike, innovation: ArrayLike, *, confidence: float = 0.95) -> Difference:
    """Shift between two samples after Hodges and Lehmann, with the exact interval of the Mann-Whitney statistic.

    estimate = median of all x_j - y_i; interval = k-th smallest to k-th largest of them, with the largest k for which
    1 - 2 P(U <= k - 1) is at least ``confidence``. Where no k is, k = 1 and the confidence is what that gives:
    1 - 2 / C(n + m, n), so 0.90 for three runs of each. Ties make it hold more often, never less.

    baseline: (n,), innovation: (m,), one value a run, any unit, NaN left out. Raises ValueError as ``difference``.
    Source: Hodges and Lehmann 1963; Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 4.3.

    >>> found = shift([10, 12, 11], [14, 17, 15])
    >>> found.estimate, found.low, found.high, found.confidence
    (4.0, 2.0, 7.0, 0.9)
    """
    before, after = _runs(baseline, "baseline"), _runs(innovation, "innovation")
    _in_range(confidence)
    apart = np.sort(np.subtract.outer(after, before).ravel())
    n, m = before.size, after.size
    below = np.cumsum(_ways(n, m)) / comb(n + m, n)
    held = 1 - 2 * below
    k = max(1, int(np.count_nonzero(held >= confidence - 1e-12)))
    reached = round(float(held[k - 1]), 12)
    told = reached >= LEAST_CONFIDENCE
    return Difference(
        float(before.mean()), float(after.mean()), float(np.median(apart)),
        float(apart[k - 1]) if told else None, float(apart[-k]) if told else None, reached if told else None,
        (n, m), "exact shift",
    )  # fmt: skip


def share_difference(baseline: ArrayLike, innovation: ArrayLike, *, confidence: float = 0.95) -> Difference:
    """Of yes and no: difference of two shares with Newcombe's hybrid score interval, which is honest with few runs, too.

    low = d - sqrt((p1 - l1)^2 + (u0 - p0)^2), high = d + sqrt((u1 - p1)^2 + (p0 - l0)^2), where d = p1 - p0 and l, u are
    Wilson's limits of each share.

    baseline: (n,), innovation: (m,): 1 for yes, 0 for no, NaN left out. Raises ValueError for other values and as
    ``difference``. Source: Newcombe 1998, Statistics in Medicine 17, 873-890, method 10.
    """
    before, after = _runs(baseline, "baseline"), _runs(innovation, "innovation")
    _in_range(confidence)
    if not (np.isin(before, (0, 1)).all() and np.isin(after, (0, 1)).all()):
        raise ValueError("yes and no are 1 and 0")
    ends = []
    for one in (before, after):
        found = stats.binomtest(int(one.sum()), one.size).proportion_ci(confidence, method="wilson")
        ends.append((float(one.mean()), float(found.low), float(found.high)))
    (p0, l0, u0), (p1, l1, u1) = ends
    apart = p1 - p0
    low, high = apart - float(np.hypot(p1 - l1, u0 - p0)), apart + float(np.hypot(u1 - p1, p0 - l0))
    alone = min(before.size, after.size) < 2
    return Difference(
        p0, p1, apart, None if alone else low, None if alone else high, None if alone else confidence,
        (before.size, after.size), "score",
    )  # fmt: skip


def _resampled(before: FloatArray, after: FloatArray, confidence: float, rng: np.random.Generator) -> Difference:
    """Difference of the means, bias-corrected and accelerated (Efron 1987, by scipy)."""
    apart = float(after.mean() - before.mean())
    if np.ptp(before) == 0 and np.ptp(after) == 0:
        low = high = apart  # nothing varies, and so would no draw
    else:
        found = stats.bootstrap(
            (after, before), lambda one, other, axis: one.mean(axis=axis) - other.mean(axis=axis), method="BCa",
            n_resamples=DRAWS, confidence_level=confidence, vectorized=True, rng=rng,
        ).confidence_interval  # fmt: skip
        low, high = float(found.low), float(found.high)
    return Difference(
        float(before.mean()), float(after.mean()), apart, low, high, confidence, (before.size, after.size), "bootstrap"
    )


@lru_cache(maxsize=256)
def _ways(n: int, m: int) -> FloatArray:
    """In how many of the C(n + m, n) orders the Mann-Whitney statistic is 0, 1 ... n m: shape (n m + 1,).

    Coefficients of the Gaussian binomial [n + m over n]: product of (1 - q^(m + i)) / (1 - q^i) for i = 1 ... n.
    """
    size = n * m + 1
    found = np.zeros(size)
    found[0] = 1
    for i in range(1, n + 1):
        step = m + i
        for at in range(size - 1, step - 1, -1):
            found[at] -= found[at - step]
        for at in range(i, size):
            found[at] += found[at - i]
    return found


def _runs(values: ArrayLike, name: str) -> FloatArray:
    found = np.asarray(values, float)
    if found.ndim != 1:
        raise ValueError(f"{name}: one value for each run")
    found = np.asarray(found[~np.isnan(found)], np.float64)
    if found.size == 0:
        raise ValueError(f"{name}: no run was measured")
    if not np.isfinite(found).all():
        raise ValueError(f"{name}: a value is infinite")
    measured: FloatArray = found
    return measured


def _in_range(confidence: float) -> None:
    if not 0.5 <= confidence < 1:
        raise ValueError("the confidence lies between 0.5 and 1")
