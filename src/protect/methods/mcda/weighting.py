"""Weights: from people (points, swing, pairwise comparison, best-worst) and from the data (entropy, CRITIC and others).

Weights from people say what matters. Weights from the data only say in which criteria the alternatives differ; they are for
cross-checks, never for an award, because the offers would decide what counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
#: Random index of AHP by number of criteria (Saaty 1980, as in METHODS 4: general knowledge).
RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
#: Above it the comparisons contradict each other too much to be used.
MOST_INCONSISTENT = 0.1
#: Consistency index of the best-worst method by the largest comparison 1..9 (Rezaei 2015).
BEST_WORST_INDEX = (0.0, 0.44, 1.00, 1.63, 2.30, 3.00, 3.73, 4.47, 5.23)


def shares(points: ArrayLike) -> Floats:
    """Points as shares that sum to one. Raises ValueError for negative points, or if all are 0.

    >>> shares([50, 30, 20]).tolist()
    [0.5, 0.3, 0.2]
    """
    given = np.asarray(points, dtype=float)
    if given.ndim != 1 or not np.isfinite(given).all() or (given < 0).any() or given.sum() <= 0:
        raise ValueError("points are numbers that are not negative, at least one above 0")
    return np.asarray(given / given.sum())


def swing(points: ArrayLike) -> Floats:
    """Swing weights: how much going from the worst to the best level of each criterion is worth, the largest swing being 100.

    Raises ValueError unless the largest is 100: otherwise the question was not put as it should be.
    """
    given = np.asarray(points, dtype=float)
    if given.size and given.max() != 100:
        raise ValueError(
            "the criterion whose swing from worst to best matters most gets 100, the others are compared with it"
        )
    return shares(given)


def in_points(weights: ArrayLike, total: int = 100) -> list[int]:
    """Weights as whole points that add up to ``total``: rounded down, the rest to the largest remainders (Hamilton).

    ValueError as ``shares``.

    >>> in_points([1, 1, 1])
    [34, 33, 33]
    """
    exact = shares(weights) * total
    whole = np.floor(exact + 1e-9).astype(int)
    for one in np.argsort(whole - exact, kind="stable")[: total - int(whole.sum())]:
        whole[one] += 1
    return [int(one) for one in whole]


@dataclass(frozen=True)
class Group:
    """Weights of several people: lowest, mean and highest of each criterion, (criteria,); the mean sums to one."""

    low: Floats
    mean: Floats
    high: Floats


def of_group(weightings: ArrayLike) -> Group:
    """``weightings``: (people, criteria), each row shares. ValueError for none, or rows that do not sum to one."""
    given = np.asarray(weightings, dtype=float)
    if given.ndim != 2 or not len(given) or (given < 0).any() or not np.allclose(given.sum(axis=1), 1):
        raise ValueError("weightings are people by criteria, one person at least, and each row sums to one")
    return Group(given.min(axis=0), given.mean(axis=0), given.max(axis=0))


def around(weights: ArrayLike, change: float = 0.2) -> Group:
    """Each weight a share ``change`` of itself lower or higher: what a look at robustness allows where people say no range.

    ValueError unless 0 < change < 1, or as ``shares``.

    >>> around([0.5, 0.5]).low.tolist()
    [0.4, 0.4]
    """
    if not 0 < change < 1:
        raise ValueError("change is a share between 0 and 1")
    given = shares(weights)
    return Group(given * (1 - change), given, np.minimum(given * (1 + change), 1.0))


def reciprocal(steps: ArrayLike) -> Floats:
    """Comparisons for ``ahp`` from steps above the diagonal, (n, n): 0 is alike, s says "s + 1 times more", -s the other way.

    Only what stands above the diagonal is read. ValueError for another shape, or steps beyond 8.

    >>> reciprocal([[0, 2], [0, 0]]).tolist()
    [[1.0, 3.0], [0.3333333333333333, 1.0]]
    """
    given = np.asarray(steps, dtype=float)
    if given.ndim != 2 or given.shape[0] != given.shape[1] or (np.abs(given) > 8).any():
        raise ValueError("steps is a square matrix of numbers from -8 to 8")
    upper = np.triu(np.where(given >= 0, given + 1, 1 / (1 - given)), 1)
    found = np.eye(len(given)) + upper
    below = np.tril_indices(len(given), -1)
    found[below] = 1 / found.T[below]
    return found


@dataclass(frozen=True)
class Ahp:
    """``weights``, largest eigenvalue, consistency index and ratio; ``consistent`` if the ratio is at most 0.1."""

    weights: Floats
    largest: float
    index: float
    ratio: float

    @property
    def consistent(self) -> bool:
        """Whether the comparisons contradict each other little enough to be used: ratio at most 0.1 (Saaty 1980)."""
        return self.ratio <= MOST_INCONSISTENT


def ahp(comparisons: ArrayLike) -> Ahp:
    """Principal eigenvector of pairwise comparisons; ``CI = (l - n) / (n - 1)``, ``CR = CI / RI``. Source: Saaty (1980).

    ``comparisons``: (n, n), how many times more the row matters than the column. Only the weights are to be used: options ranked
    by AHP can reverse. Raises ValueError unless positive and square, at most 10 criteria.
    """
    a = np.asarray(comparisons, dtype=float)
    if a.ndim != 2 or a.shape[0] != a.shape[1] or not np.isfinite(a).all() or (a <= 0).any():
        raise ValueError("comparisons is a square matrix of numbers above 0")
    n = len(a)
    if n >= len(RANDOM_INDEX):
        raise ValueError(f"AHP is defined here for up to {len(RANDOM_INDEX) - 1} criteria, not {n}: use swing weights")
    values, vectors = np.linalg.eig(a)
    top = int(np.argmax(values.real))
    weights = np.abs(vectors[:, top].real)
    index = max(0.0, (float(values[top].real) - n) / (n - 1)) if n > 1 else 0.0
    ratio = index / RANDOM_INDEX[n] if RANDOM_INDEX[n] else 0.0
    return Ahp(weights / weights.sum(), float(values[top].real), index, ratio)


@dataclass(frozen=True)
class BestWorst:
    """``weights``, the deviation ``xi``, and its ratio to the consistency index (0 is consistent)."""

    weights: Floats
    xi: float
    ratio: float


def best_worst(best_to_others: ArrayLike, others_to_worst: ArrayLike, *, linear: bool = True) -> BestWorst:
    """Best-worst method: 2n - 3 comparisons of 1 to 9. Linear model (Rezaei 2016), or the original one (2015).

    Linear: least ``xi`` with ``|w_B - a_Bj w_j| <= xi`` and ``|w_j - a_jW w_W| <= xi``, one linear programme. Original:
    ``|w_B / w_j - a_Bj| <= xi`` and ``|w_j / w_W - a_jW| <= xi``, not unique for more than three criteria; found by bisection
    over linear programmes to 1e-6, and of all solutions the one in the middle. Raises ValueError where the two lists do not fit.
    """
    to_best, to_worst = np.asarray(best_to_others, dtype=float), np.asarray(others_to_worst, dtype=float)
    if to_best.ndim != 1 or to_best.shape != to_worst.shape or len(to_best) < 2:
        raise ValueError("both lists have one comparison for each criterion, and there are two criteria at least")
    if (to_best < 1).any() or (to_worst < 1).any() or (to_best > 9).any() or (to_worst > 9).any():
        raise ValueError("comparisons run from 1 (alike) to 9")
    best, worst = int(np.argmin(to_best)), int(np.argmin(to_worst))
    if to_best[best] != 1 or to_worst[worst] != 1 or best == worst or to_best[worst] != to_worst[best]:
        raise ValueError(
            "the best compared with itself is 1, so is the worst; best to worst is the same number in both lists"
        )
    largest = int(round(float(to_best[worst])))
    scale = BEST_WORST_INDEX[largest - 1] or 1.0
    if linear:
        weights, xi = _linear_best_worst(to_best, to_worst, best, worst)
    else:
        weights, xi = _original_best_worst(to_best, to_worst, best, worst)
    return BestWorst(weights, xi, xi / scale)


def _linear_best_worst(to_best: Floats, to_worst: Floats, best: int, worst: int) -> tuple[Floats, float]:
    from scipy.optimize import linprog  # loaded when asked: a server that only reads needs none of it

    n = len(to_best)
    rows = []
    for j in range(n):
        for one, other, times in ((best, j, to_best[j]), (j, worst, to_worst[j])):
            row = np.zeros(n + 1)
            row[one] += 1
            row[other] -= times
            rows += [np.append(row[:n], -1), np.append(-row[:n], -1)]
    solved = linprog(
        np.append(np.zeros(n), 1), A_ub=np.array(rows), b_ub=np.zeros(len(rows)),
        A_eq=np.append(np.ones(n), 0)[None], b_eq=[1], method="highs",
    )  # fmt: skip
    return np.asarray(solved.x[:n]), float(solved.x[n])


def _original_best_worst(to_best: Floats, to_worst: Floats, best: int, worst: int) -> tuple[Floats, float]:
    """For a fixed ``xi`` the constraints are linear in the weights: the least feasible one by bisection."""
    low, high = 0.0, 9.0
    found = None
    for _step in range(60):
        middle = (low + high) / 2
        tried = _weights_within(to_best, to_worst, best, worst, middle)
        if tried is None:
            low = middle
        else:
            high, found = middle, tried
    if found is None:
        found = _weights_within(to_best, to_worst, best, worst, high)
    assert found is not None, "a deviation of 9 allows everything"
    return found, high


def _weights_within(to_best: Floats, to_worst: Floats, best: int, worst: int, xi: float) -> Floats | None:
    """Weights that keep every ratio within ``xi``, as far from the limits as possible; None if there are none."""
    from scipy.optimize import linprog  # loaded when asked: a server that only reads needs none of it

    n = len(to_best)
    rows = []
    for j in range(n):
        for one, other, times in ((best, j, to_best[j]), (j, worst, to_worst[j])):
            if one == other:
                continue
            above, below = np.zeros(n + 1), np.zeros(n + 1)
            above[one], above[other] = 1, -(times + xi)
            below[one], below[other] = -1, times - xi
            above[n] = below[n] = 1
            rows += [above, below]
    solved = linprog(
        np.append(np.zeros(n), -1), A_ub=np.array(rows), b_ub=np.zeros(len(rows)),
        A_eq=np.append(np.ones(n), 0)[None], b_eq=[1], bounds=[(0, 1)] * n + [(0, 1)], method="highs",
    )  # fmt: skip
    return np.asarray(solved.x[:n]) if solved.status == 0 else None


def rancom(comparisons: ArrayLike) -> Floats:
    """Sums of the rows of a matrix of 0, 0.5, 1 (row matters less, as much, more). Source: Wieckowski and others (2023).

    ValueError for anything else.
    """
    a = np.asarray(comparisons, dtype=float)
    if a.ndim != 2 or a.shape[0] != a.shape[1] or not np.isin(a, (0, 0.5, 1)).all() or not (a + a.T == 1).all():
        raise ValueError("comparisons is a square matrix of 0, 0.5 and 1, and each pair sums to 1")
    return shares(a.sum(axis=1))


def equal(criteria: int) -> Floats:
    """The same weight for all; a stance like any other, not neutrality."""
    return np.full(criteria, 1 / criteria)


def entropy(matrix: ArrayLike) -> Floats:
    """``1 - e_j`` in shares, with ``e_j = -sum p ln p / ln m`` of column shares. Source: Shannon; Zeleny (1982).

    ValueError for negative numbers.
    """
    x = _positive(matrix, "entropy")
    p = x / x.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p > 0, p * np.log(p), 0.0)
    return shares(np.maximum(1 + terms.sum(axis=0) / np.log(len(x)), 0))


def standard_deviation(matrix: ArrayLike) -> Floats:
    """Standard deviations (of the sample) in shares. ValueError for fewer than two alternatives or missing scores."""
    return shares(_rows(matrix).std(axis=0, ddof=1))


def critic(matrix: ArrayLike, higher: ArrayLike | None = None, correlation: str = "pearson") -> Floats:
    """``s_j sum_k (1 - r_jk)`` in shares, of columns stretched to 0..1. Source: Diakoulaki, Mavrotas, Papayannakis (1995).

    ``higher``: costs are turned round (all are benefits where not given); ``correlation``: pearson or spearman.
    ValueError for a criterion that is the same for all, or another correlation.
    """
    from scipy.stats import rankdata  # loaded when asked: a server that only reads needs none of it

    x = _rows(matrix)
    if correlation not in {"pearson", "spearman"}:
        raise ValueError(f"correlation is pearson or spearman, not '{correlation}'")
    span = np.ptp(x, axis=0)
    if (span == 0).any():
        raise ValueError(f"criterion {int(np.argmin(span))} is the same for all: it has no weight, leave it out")
    up = np.ones(x.shape[1], dtype=bool) if higher is None else np.asarray(higher, dtype=bool)
    z = (x - x.min(axis=0)) / span
    z = np.where(up, z, 1 - z)
    related = np.corrcoef(rankdata(z, axis=0) if correlation == "spearman" else z, rowvar=False)
    return shares(z.std(axis=0, ddof=1) * (1 - np.atleast_2d(related)).sum(axis=0))


def merec(matrix: ArrayLike, higher: ArrayLike) -> Floats:
    """How much the overall performance changes if a criterion is removed. Source: Keshavarz Ghorabaee and others (2021).

    ValueError for numbers not above 0.
    """
    x = _positive(matrix, "merec", strictly=True)
    up = np.asarray(higher, dtype=bool)
    logs = np.abs(np.log(np.where(up, x.min(axis=0) / x, x / x.max(axis=0))))
    m = x.shape[1]
    whole = np.log1p(logs.sum(axis=1) / m)
    without = np.log1p((logs.sum(axis=1)[:, None] - logs) / m)
    return shares(np.abs(without - whole[:, None]).sum(axis=0))


def gini(matrix: ArrayLike) -> Floats:
    """Gini coefficients of the columns in shares: mean absolute difference over twice the mean.

    ValueError for negative numbers.
    """
    x = _positive(matrix, "gini")
    n = len(x)
    ranked = np.sort(x, axis=0)
    return shares(np.maximum((2 * np.arange(1, n + 1) - n - 1) @ ranked / (n**2 * x.mean(axis=0)), 0))


def _rows(matrix: ArrayLike) -> Floats:
    x = np.asarray(matrix, dtype=float)
    if x.ndim != 2 or len(x) < 2 or not np.isfinite(x).all():
        raise ValueError("matrix has two alternatives at least, and every score")
    return x


def _positive(matrix: ArrayLike, method: str, strictly: bool = False) -> Floats:
    x = _rows(matrix)
    if (x < 0).any() or (strictly and (x == 0).any()) or (x.sum(axis=0) == 0).any():
        raise ValueError(f"{method} needs numbers above 0")
    return x
