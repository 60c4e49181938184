"""Methods that add or multiply weighted scores of each alternative.

Notation: ``x`` the matrix, ``w`` weights, ``r`` scores made comparable. Weights are used as given: methods that need shares
say so, and ``weighting.shares`` makes them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from protect.methods.mcda.problem import Floats, Ranking, checked, min_max, needs_positive, ranking


def weighted_sum(values: ArrayLike, weights: ArrayLike) -> Ranking:
    """``V_i = sum_j w_j v_ij`` of values where more is better, usually from ``values.ValueFunction``.

    ``values``: (alternatives, criteria). The default of the platform: easy to explain, no rank reversal. Source: UK Government,
    Multi-criteria analysis: a manual (2009), chapter 6.

    >>> weighted_sum([[80, 40, 60], [60, 70, 50]], [0.5, 0.3, 0.2]).scores.tolist()
    [64.0, 61.0]
    """
    v = np.asarray(values, dtype=float)
    x, w, _up = checked(v, weights, np.ones(v.shape[-1], dtype=bool))
    return ranking(x @ w)


def weighted_sums(values: ArrayLike, weights: ArrayLike) -> Floats:
    """Many weightings at once: (alternatives, criteria) and (draws, criteria) give (draws, alternatives)."""
    return np.asarray(np.asarray(weights, dtype=float) @ np.asarray(values, dtype=float).T)


def sum_of_shares(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Ranking:
    """Weighted sum of columns divided by their sums, costs by their reciprocals. Relative: a new alternative changes all."""
    x, w, up = checked(matrix, weights, higher)
    return ranking(_shares(x, up) @ w)


def weighted_product(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Ranking:
    """``sum_j +-w_j log10 x_ij``: the logarithm of the weighted product; costs count negative. Needs numbers above 0.

    Source: Bridgman (1922); Miller and Starr (1969).

    >>> weighted_product([[4, 2], [2, 4]], [0.75, 0.25], [True, True]).ranks.tolist()
    [1, 2]
    """
    x, w, up = checked(matrix, weights, higher)
    needs_positive(x, "weighted_product")
    return ranking(np.log10(x) @ np.where(up, w, -w))


def product_of_shares(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Ranking:
    """``prod_j r_ij^w_j`` of columns divided by their sums."""
    x, w, up = checked(matrix, weights, higher)
    return ranking(np.prod(_shares(x, up) ** w, axis=1))


def waspas(normalised: ArrayLike, weights: ArrayLike, share_of_sum: float = 0.5) -> Ranking:
    """``l sum_j w_j r_ij + (1 - l) prod_j r_ij^w_j`` of scores where more is better and the best is 1.

    Source: Zavadskas and others (2012); Chakraborty and others (2015). ValueError for a share outside 0..1.
    """
    given = np.asarray(normalised, dtype=float)
    x, w, _up = checked(given, weights, np.ones(given.shape[-1], dtype=bool))
    if not 0 <= share_of_sum <= 1:
        raise ValueError("share_of_sum lies between 0 and 1")
    return ranking(share_of_sum * (x @ w) + (1 - share_of_sum) * np.prod(x**w, axis=1))


def aras(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike, ideal: ArrayLike | None = None) -> Ranking:
    """Utility ``K_i = S_i / S_0`` against the ideal alternative; costs by their reciprocals, columns by their sums.

    ``ideal``: (criteria,), the best of the alternatives where not given. ``parts``: ``S`` and ``S_ideal``. Needs numbers above 0
    for costs. Source: Zavadskas and Turskis (2010).
    """
    x, w, up = checked(matrix, weights, higher)
    best = np.where(up, x.max(axis=0), x.min(axis=0)) if ideal is None else np.asarray(ideal, dtype=float)
    sums = _shares(np.vstack([best, x]), up) @ w
    return ranking(sums[1:] / sums[0], S=sums[1:], S_ideal=sums[0])


def copras(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Ranking:
    """``Q_i = S+_i + sum(S-) / (S-_i sum(1 / S-))`` of weighted shares, divided by the largest.

    Source: Zavadskas and Kaklauskas (1996). Raises ValueError without a cost criterion, or where all costs of an alternative
    are 0.
    """
    x, w, up = checked(matrix, weights, higher)
    if up.all():
        raise ValueError("copras needs a criterion of which less is better; use weighted_sum")
    weighted = x / x.sum(axis=0) * w
    plus, minus = weighted[:, up].sum(axis=1), weighted[:, ~up].sum(axis=1)
    if (minus <= 0).any():
        raise ValueError(
            f"copras: alternative {int(np.argmin(minus))} has no cost at all, by which it would have to divide"
        )
    q = plus + minus.sum() / (minus * (1 / minus).sum())
    return ranking(q / q.max(), Q=q, S_plus=plus, S_minus=minus)


def cocoso(normalised: ArrayLike, weights: ArrayLike, balance: float = 0.5) -> Ranking:
    """``k = (k_a k_b k_c)^(1/3) + (k_a + k_b + k_c) / 3`` from weighted sum S and sum of powers P of scores from 0 to 1.

    Source: Yazdani and others (2019). ``parts``: k_a, k_b, k_c. ValueError where an alternative is worst in everything.
    """
    given = np.asarray(normalised, dtype=float)
    x, w, _up = checked(given, weights, np.ones(given.shape[-1], dtype=bool))
    s, p = x @ w, (x**w).sum(axis=1)
    if s.min() <= 0:
        raise ValueError(
            "cocoso divides by the smallest weighted sum, which is 0: an alternative is worst in everything"
        )
    a = (p + s) / (p + s).sum()
    b = s / s.min() + p / p.min()
    c = (balance * s + (1 - balance) * p) / (balance * s.max() + (1 - balance) * p.max())
    return ranking(np.cbrt(a * b * c) + (a + b + c) / 3, k_a=a, k_b=b, k_c=c)


def edas(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Ranking:
    """Distances from the average alternative: ``(SP_i / max SP + 1 - SN_i / max SN) / 2``.

    Source: Keshavarz Ghorabaee and others (2015). Needs averages that are not 0.
    """
    x, w, up = checked(matrix, weights, higher)
    average = x.mean(axis=0)
    if (average == 0).any():
        raise ValueError(f"edas divides by the average, which is 0 for criterion {int(np.argmin(np.abs(average)))}")
    away = x - average
    away *= np.where(up, w, -w) / average
    both = away.sum(axis=1)
    plus = np.maximum(away, 0, out=away).sum(axis=1)
    minus = np.maximum(plus - both, 0)
    # All alike: nobody is above or below the average.
    return ranking((plus / (plus.max() or 1.0) + 1 - minus / (minus.max() or 1.0)) / 2)


def mabac(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Ranking:
    """``sum_j (r_ij + 1) w_j - g_j`` with the border ``g_j``, the geometric mean of the weighted column.

    Source: Pamucar and Cirovic (2015).
    """
    x, w, up = checked(matrix, weights, higher)
    weighted = (min_max(x, up) + 1) * w
    with np.errstate(divide="ignore"):
        border = np.exp(np.log(weighted).mean(axis=0))
    return ranking((weighted - border).sum(axis=1), border=border)


def rafsi(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike, ideal: ArrayLike, anti_ideal: ArrayLike,
          scale: tuple[float, float] = (1.0, 6.0)) -> Ranking:  # fmt: skip
    """Scores mapped from [anti-ideal, ideal] to ``scale`` and made comparable by its arithmetic and harmonic mean.

    No rank reversal, because the reference points do not come from the alternatives. Source: Zizovic and others (2020).
    ValueError for reference points that are alike, or a score far beyond them.
    """
    x, w, up = checked(matrix, weights, higher)
    ends = np.sort(np.array([anti_ideal, ideal], dtype=float), axis=0)
    low, high = scale
    if not 0 < low < high or ends.shape != (2, w.size) or (ends[0] == ends[1]).any():
        raise ValueError("ideal and anti_ideal differ in each criterion, and scale rises from above 0")
    mapped = low + (high - low) * (x - ends[0]) / (ends[1] - ends[0])
    if (mapped <= 0).any():
        raise ValueError("a score lies so far beyond the reference points that it has no place on the scale")
    middle, harmonic = (low + high) / 2, 2 / (1 / low + 1 / high)
    return ranking(np.where(up, mapped / (2 * middle), harmonic / (2 * mapped)) @ w)


def lmaw(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Ranking:
    """``sum_j 2 phi^w / ((2 - phi)^w + phi^w)`` of logarithmic shares ``phi``. Source: Pamucar and others (2021)."""
    x, w, up = checked(matrix, weights, higher)
    needs_positive(x, "lmaw")
    scaled = np.where(up, x / x.max(axis=0), x.min(axis=0) / x) + 1
    phi = np.log(scaled) / np.log(scaled).sum(axis=0)
    return ranking((2 * phi**w / ((2 - phi) ** w + phi**w)).sum(axis=1))


def _shares(x: Floats, up: np.ndarray) -> Floats:
    """Columns divided by their sums; costs by the sums of their reciprocals."""
    if (x[:, ~up] <= 0).any():
        raise ValueError("costs are turned round by division: they have to be above 0")
    with np.errstate(divide="ignore"):
        turned = np.where(up, x, 1 / np.where(up, 1.0, x))
    return np.asarray(turned / turned.sum(axis=0))
