"""The MOORA family (Brauers and Zavadskas 2006, 2010), on columns of length 1 where not said otherwise."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from protect.methods.mcda.problem import Bools, Floats, Ranking, checked, needs_positive, ranking

#: Rows of pairs held in memory at once.
BLOCK = 64


def ratio_system(normalised: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Ranking:
    """``sum of benefits - sum of costs``, weighted."""
    x, w, up = checked(normalised, weights, higher)
    return ranking(x @ np.where(up, w, -w))


def reference_point(normalised: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Ranking:
    """``max_j w_j |x_ij - best_j|``; less is better."""
    x, w, up = checked(normalised, weights, higher)
    best = np.where(up, x.max(axis=0), x.min(axis=0))
    return ranking(np.abs(w * (x - best)).max(axis=1), more_is_better=False, reference=best)


def full_multiplicative(normalised: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Ranking:
    """``sum of ln(w x) of benefits - sum of ln(w x) of costs``. Needs numbers and weights above 0.

    Without any benefit the product of benefits is empty, and its logarithm 0.
    """
    x, w, up = checked(normalised, weights, higher)
    needs_positive(x, "full_multiplicative")
    if (w <= 0).any():
        raise ValueError("full_multiplicative needs weights above 0")
    logs = np.log(x * w)
    return ranking(logs[:, up].sum(axis=1) - logs[:, ~up].sum(axis=1))


def multimoora(normalised: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Ranking:
    """The three together: an alternative scores a point for each other that it beats in more of the three rankings.

    ``parts``: ``ranks`` (alternatives, 3) by ratio system, reference point, full multiplicative form.
    """
    given: tuple[Floats, Floats, Bools] = checked(normalised, weights, higher)
    columns = [method(*given).ranks for method in (ratio_system, reference_point, full_multiplicative)]
    ranks = np.column_stack(columns)
    three = ranks.astype(np.int32).T
    points = np.zeros(len(ranks))
    for begin in range(0, len(ranks), BLOCK):
        rows = slice(begin, begin + BLOCK)
        ahead = sum((one[rows, None] < one).view(np.int8) for one in three)
        behind = sum((one[rows, None] > one).view(np.int8) for one in three)
        # A tie in any of the three decides nothing between the two, as in the reference implementation.
        points[rows] = ((ahead >= 2) & (ahead + behind == 3)).sum(axis=1)
    return ranking(points, ranks=ranks)
