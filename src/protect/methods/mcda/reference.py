"""Methods that measure the distance of each alternative from a reference: ideal, average, border or expected point."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from protect.methods.mcda.problem import Floats, Ranking, checked, ranking, spans

#: Rows of a tile of distances, and multiplications in it: below them BLAS stays in one thread.
_ROWS, _PRODUCTS = 64, 250_000


def topsis(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Ranking:
    """``S-_i / (S+_i + S-_i)``, distances from ideal and anti-ideal of weighted columns of length 1.

    The ideal comes from the alternatives: a new one can change the order of the others. Source: Hwang and Yoon (1981); data of
    the example: Tzeng and Huang (2011).

    >>> topsis([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], [0.3, 0.4, 0.3], [True] * 3).scores.round(4).tolist()
    [0.5037, 0.6581, 0.7482, 0.334]
    """
    x, w, up = checked(matrix, weights, higher)
    weighted = _unit(x) * w
    return ranking(_closeness(weighted, up))


def topsis_min_max(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Ranking:
    """The same with columns stretched to 0..1, worst to best, as pymcdm does."""
    x, w, up = checked(matrix, weights, higher)
    share = (x - x.min(axis=0)) / spans(x)
    weighted = np.where(up, share, 1 - share) * w
    return ranking(_closeness(weighted, np.ones(w.size, dtype=bool)))


def _closeness(weighted: Floats, up: np.ndarray) -> Floats:
    best = np.where(up, weighted.max(axis=0), weighted.min(axis=0))
    worst = np.where(up, weighted.min(axis=0), weighted.max(axis=0))
    plus = np.sqrt(((weighted - best) ** 2).sum(axis=1))
    minus = np.sqrt(((weighted - worst) ** 2).sum(axis=1))
    both = plus + minus
    # All alternatives alike: each is as near to the ideal as to its opposite.
    return np.asarray(np.divide(minus, both, out=np.full_like(both, 0.5), where=both > 0))


def vikor(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike, strategy: float = 0.5) -> Ranking:
    """``Q = v (S - S*) / (S- - S*) + (1 - v) (R - R*) / (R- - R*)``; less is better. S: group regret, R: worst regret.

    ``parts``: S, R, and ``compromise``: indices of the compromise set by the conditions of acceptable advantage and stability.
    Source: Opricovic and Tzeng (2004). ValueError for a strategy outside 0..1.
    """
    x, w, up = checked(matrix, weights, higher)
    if not 0 <= strategy <= 1:
        raise ValueError("strategy, the weight of the group, lies between 0 and 1")
    best = np.where(up, x.max(axis=0), x.min(axis=0))
    regret = w * np.abs(best - x) / spans(x)
    s, r = regret.sum(axis=1), regret.max(axis=1)
    q = strategy * _stretched(s) + (1 - strategy) * _stretched(r)
    found = ranking(q, more_is_better=False)
    return ranking(q, more_is_better=False, S=s, R=r, compromise=_compromise(q, s, r, found))


def _stretched(values: Floats) -> Floats:
    span = float(np.ptp(values))
    return (values - values.min()) / span if span else np.zeros_like(values)


def _compromise(q: Floats, s: Floats, r: Floats, found: Ranking) -> np.ndarray:
    if len(q) < 2:
        return np.array([0])
    order = np.argsort(q, kind="stable")
    first, second = order[0], order[1]
    wanted = 1 / (len(q) - 1)
    if q[second] - q[first] < wanted - 1e-12:
        return np.sort(np.flatnonzero(q - q[first] < wanted - 1e-12))
    stable = s[first] <= s.min() + 1e-12 or r[first] <= r.min() + 1e-12
    return np.array([first]) if stable else np.sort(np.array([first, second]))


def codas(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike, threshold: float = 0.02) -> Ranking:
    """``H_i = sum_k (E_i - E_k) + psi(E_i - E_k) (T_i - T_k)``: Euclidean distance from the anti-ideal, then taxicab where the
    first differs by ``threshold``. Source: Keshavarz Ghorabaee and others (2016). Needs columns without 0 to divide by.

    Cost: n log n, by sorting, where the definition takes n^2.
    """
    x, w, up = checked(matrix, weights, higher)
    low, high = x.min(axis=0), x.max(axis=0)
    if (np.where(up, high, 1.0) == 0).any() or (x[:, ~up] == 0).any():
        raise ValueError("codas divides by the best score of each criterion, which must not be 0")
    weighted = np.where(up, x / np.where(high == 0, 1, high), low / np.where(x == 0, 1, x)) * w
    away = weighted - weighted.min(axis=0)
    e, t = np.sqrt((away**2).sum(axis=1)), np.abs(away).sum(axis=1)
    order = np.argsort(e, kind="stable")
    sorted_e = e[order]
    sums = np.concatenate([[0.0], np.cumsum(t[order])])
    # Those whose E is within the threshold count by E alone; the difference is taken as the definition takes it.
    first, last = _within(sorted_e, threshold)
    near_count, near_sum = last - first, sums[last] - sums[first]
    far = (len(e) - near_count) * t[order] - (sums[-1] - near_sum)
    score = np.empty_like(e)
    score[order] = len(e) * sorted_e - e.sum() + far
    return ranking(score, E=e, T=t)


def _within(sorted_values: Floats, step: float) -> tuple[np.ndarray, np.ndarray]:
    """For each value the slice of those that differ from it by less than ``step``."""
    first = np.searchsorted(sorted_values, sorted_values - step, side="right")
    last = np.searchsorted(sorted_values, sorted_values + step, side="left")
    n = len(sorted_values)
    own = np.arange(n)
    return np.minimum(first, own), np.maximum(last, own + 1)


def probid(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Ranking:
    """``1 / (1 + R^2) + S_avg`` with R the ratio of distances from the better to the worse half of all ideals.

    Source: Wang, Rangaiah and Wang (2021).
    """
    x, w, up = checked(matrix, weights, higher)
    weighted = _unit(x) * w
    m = len(x)
    middle = (m + 1) // 2
    near, far = np.zeros(m), np.zeros(m)
    near[:middle] = 1 / np.arange(1, middle + 1)
    far[middle - 1 :] = 1 / np.arange(m - middle + 1, 0, -1)
    plus, minus = _to_ideals(weighted, up, near, far)
    average = np.sqrt(((weighted - weighted.mean(axis=0)) ** 2).sum(axis=1))
    return ranking(1 / (1 + _ratio(plus, minus) ** 2) + average, S_plus=plus, S_minus=minus, S_average=average)


def simplified_probid(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Ranking:
    """Ratio of the distances from the worst quarter to those from the best quarter of the ideals. Source: as ``probid``."""
    x, w, up = checked(matrix, weights, higher)
    m = len(x)
    quarter = max(1, m // 4)
    parts = 1 / np.arange(1, quarter + 1)
    near, far = np.zeros(m), np.zeros(m)
    near[:quarter], far[-quarter:] = parts, parts[::-1]
    plus, minus = _to_ideals(_unit(x) * w, up, near, far)
    return ranking(_ratio(minus, plus))


def _to_ideals(weighted: Floats, up: np.ndarray, near: Floats, far: Floats) -> tuple[Floats, Floats]:
    """Sums of the distances of each alternative from the k-th best of every criterion, weighted by ``near`` and by ``far``.

    In tiles that stay in the cache of a core, and so small that BLAS does not wait for a second one.
    """
    ascending = np.sort(weighted, axis=0)
    used = (near > 0) | (far > 0)
    ideals = np.where(up, ascending[::-1], ascending)[used]
    sums = np.column_stack([near[used], far[used]])
    own, theirs = (weighted**2).sum(axis=1), (ideals**2).sum(axis=1)
    turned = np.ascontiguousarray(-2 * ideals.T)
    found = np.zeros((len(weighted), 2))
    wide = max(_PRODUCTS // (_ROWS * weighted.shape[1]), 8)
    for begin in range(0, len(weighted), _ROWS):
        rows = slice(begin, begin + _ROWS)
        for first in range(0, len(ideals), wide):
            columns = slice(first, first + wide)
            square = weighted[rows] @ turned[:, columns]
            square += own[rows, None]
            square += theirs[columns]
            np.maximum(square, 0, out=square)
            np.sqrt(square, out=square)
            found[rows] += square @ sums[columns]
    return found[:, 0], found[:, 1]


def _ratio(above: Floats, below: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below == 0, np.where(above == 0, 1.0, np.inf), above / below)


def spotis(matrix: ArrayLike, weights: ArrayLike, bounds: ArrayLike, expected: ArrayLike) -> Ranking:
    """``sum_j w_j |x_ij - s_j| / (b_j - a_j)``: weighted distance from an expected point; less is better.

    ``bounds``: (criteria, 2) published ends, ``expected``: (criteria,). No rank reversal. Source: Dezert and others (2020).
    ValueError for bounds out of order or a score outside them.
    """
    ends = np.asarray(bounds, dtype=float)
    x, w, _up = checked(matrix, weights, np.ones(len(ends), dtype=bool))
    if ends.shape != (w.size, 2) or (ends[:, 0] >= ends[:, 1]).any():
        raise ValueError("bounds has a low and a higher end for each criterion")
    if ((x < ends[:, 0]) | (x > ends[:, 1])).any():
        row, column = np.argwhere((x < ends[:, 0]) | (x > ends[:, 1]))[0]
        raise ValueError(f"matrix[{row}, {column}] lies outside the bounds {ends[column].tolist()}")
    away = np.abs(x - np.asarray(expected, dtype=float)) / (ends[:, 1] - ends[:, 0])
    return ranking(away @ w, more_is_better=False)


def rim(matrix: ArrayLike, weights: ArrayLike, bounds: ArrayLike, ideal: ArrayLike) -> Ranking:
    """Reference ideal method: 1 within the ideal interval, falling to 0 at the bounds, then distances as in TOPSIS.

    ``bounds`` and ``ideal``: (criteria, 2). Source: Cables, Lamata and Verdegay (2016).
    ValueError for bounds out of order or a score outside them.
    """
    ends, wanted = np.asarray(bounds, dtype=float), np.asarray(ideal, dtype=float)
    x, w, _up = checked(matrix, weights, np.ones(len(ends), dtype=bool))
    a, b = ends.T
    c, d = wanted.T
    if (a > c).any() or (c > d).any() or (d > b).any():
        raise ValueError("each ideal interval lies within its bounds")
    if ((x < a) | (x > b)).any():
        row, column = np.argwhere((x < a) | (x > b))[0]
        raise ValueError(f"matrix[{row}, {column}] lies outside the bounds {ends[column].tolist()}")
    below = np.where(x < c, (c - x) / np.where(c == a, 1, c - a), 0)
    above = np.where(x > d, (x - d) / np.where(b == d, 1, b - d), 0)
    # The nearer end of the ideal interval is the one that counts.
    near = 1 - below - above
    weighted = near * w
    plus = np.sqrt(((weighted - w) ** 2).sum(axis=1))
    minus = np.sqrt((weighted**2).sum(axis=1))
    return ranking(minus / (plus + minus), normalised=near, i_plus=plus, i_minus=minus)


def ervd(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike, reference: ArrayLike,
         loss: float = 2.25, bend: float = 0.88) -> Ranking:  # fmt: skip
    """Distances of prospect values: gains ``(r - ref)^bend`` above a reference, losses ``-loss (ref - r)^bend`` below it.

    Source: Shyur and others (2015); loss and bend: Tversky and Kahneman (1992). ValueError where a column sums to 0.
    """
    x, w, up = checked(matrix, weights, higher)
    sums = x.sum(axis=0)
    if (sums == 0).any():
        raise ValueError("ervd divides by the sums of the columns, one of which is 0")
    gain = np.where(up, 1, -1) * (x - np.asarray(reference, dtype=float)) / sums
    value = np.where(gain > 0, np.abs(gain) ** bend, -loss * np.abs(gain) ** bend)
    plus = np.abs(value - value.max(axis=0)) @ w
    minus = np.abs(value - value.min(axis=0)) @ w
    return ranking(minus / (plus + minus), s_plus=plus, s_minus=minus)


def _unit(x: Floats) -> Floats:
    """Columns of length 1."""
    length = np.sqrt((x**2).sum(axis=0))
    return np.asarray(x / np.where(length == 0, 1.0, length))
