"""ELECTRE I, II and III: does it hold that one alternative is at least as good as another?

Partial orders: two alternatives may not be comparable. Hard to explain and not for the award itself (METHODS 4); ELECTRE III is
the one with thresholds and veto. Sources: Roy (1968, 1978); Roy and Bouyssou (1993); Gomez and others (2004) for the ranking of
ELECTRE II.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from protect.methods.mcda.problem import Bools, Floats, Ints, checked, ranks_of


@dataclass(frozen=True)
class Electre1:
    """``kernel``: (alternatives,) True for those that none outranks; ``outranks``, ``concordance``, ``discordance``: pairs,
    ``nan`` on the diagonal."""

    kernel: Bools
    outranks: Bools
    concordance: Floats
    discordance: Floats


def crisp_concordance(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> Floats:
    """Share of the weight of the criteria in which a is not worse than b; entry (a, b), ``nan`` on the diagonal."""
    x, w, up = checked(matrix, weights, higher)
    found = np.zeros((len(x), len(x)))
    for j, share in enumerate(w / w.sum()):
        # Criterion by criterion: pairs by criteria would not fit into memory.
        found += share * (_better_by(x, up, j) >= 0)
    np.fill_diagonal(found, np.nan)
    return found


def crisp_discordance(matrix: ArrayLike, higher: ArrayLike) -> Floats:
    """Largest amount by which a is worse than b, divided by the largest range of all criteria; entry (a, b).

    Criteria must share a unit, or be divided by their sums before.
    """
    x, _w, up = checked(matrix, np.ones(np.asarray(matrix).shape[-1]), higher)
    range_ = float(np.ptp(x, axis=0).max()) or 1.0
    found = np.zeros((len(x), len(x)))
    for j in range(x.shape[1]):
        np.maximum(found, -_better_by(x, up, j), out=found)
    found /= range_
    np.fill_diagonal(found, np.nan)
    return found


def electre_1(
    matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike, concordant: float = 0.65, discordant: float = 0.35
) -> Electre1:
    """a outranks b where concordance is at least ``concordant`` and discordance at most ``discordant`` (both 0..1)."""
    _thresholds(concordant, discordant)
    c, d = crisp_concordance(matrix, weights, higher), crisp_discordance(matrix, higher)
    with np.errstate(invalid="ignore"):
        outranks = np.asarray((c >= concordant) & (d <= discordant), dtype=np.bool_)
    return Electre1(np.asarray(~outranks.any(axis=0)), outranks, c, d)


@dataclass(frozen=True)
class Electre2:
    """``ranks`` by the mean of the order found from the top (``downward``) and from the bottom (``upward``)."""

    ranks: Ints
    score: Floats
    downward: Ints
    upward: Ints


def electre_2(
    matrix: ArrayLike,
    weights: ArrayLike,
    higher: ArrayLike,
    concordant: tuple[float, float, float] = (0.65, 0.5, 0.35),
    discordant: tuple[float, float] = (0.65, 0.35),
) -> Electre2:
    """Strong and weak outranking, then two orders. ``concordant`` falls and ``discordant`` falls. ``ranks`` have no gaps.

    ValueError for thresholds that do not fall.
    """
    p0, p1, p2 = concordant
    q0, q1 = discordant
    if not 1 >= p0 >= p1 >= p2 >= 0 or not 1 >= q0 >= q1 >= 0:
        raise ValueError("thresholds fall from 1 towards 0: concordant has three, discordant two")
    c, d = crisp_concordance(matrix, weights, higher), crisp_discordance(matrix, higher)
    with np.errstate(invalid="ignore"):
        ahead = c > c.T
        strong = ahead & (((c >= p0) & (d <= q0)) | ((c >= p1) & (d <= q1)))
        weak = ahead & (c >= p2) & (d <= q0) & ~strong
    down = _peel(strong, weak)
    up = _peel(strong.T, weak.T)
    up = up.max() + 1 - up
    score = (down + up) / 2
    dense = np.unique(score, return_inverse=True)[1] + 1
    return Electre2(dense.astype(np.int_), score, down, up)


def _peel(strong: Bools, weak: Bools) -> Ints:
    """Take away, again and again, those that none of the rest outranks; each layer gets the next rank."""
    ranks = np.zeros(len(strong), dtype=np.int_)
    left = np.arange(len(strong))
    rank = 1
    while left.size:
        free: Bools = np.logical_not((strong | weak)[np.ix_(left, left)].any(axis=0))
        if not free.any():
            free = np.ones(left.size, dtype=np.bool_)  # a circle: its members share a rank
        ranks[left[free]] = rank
        left, rank = left[~free], rank + 1
    return ranks


@dataclass(frozen=True)
class Threshold:
    """Of one criterion, in its unit: up to ``q`` alike, from ``p`` strictly preferred, from ``v`` a veto (None: no veto).

    ValueError unless 0 <= q <= p < v.
    """

    q: float
    p: float
    v: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.q <= self.p or (self.v is not None and self.v <= self.p):
            raise ValueError(f"thresholds are 0 <= q <= p < v, not q {self.q:g}, p {self.p:g}, v {self.v}")


@dataclass(frozen=True)
class Electre3:
    """``credibility`` (a, b) 0..1; ``downward`` and ``upward``: ranks by the two distillations; ``ranks`` by their mean."""

    credibility: Floats
    concordance: Floats
    downward: Ints
    upward: Ints
    ranks: Ints

    def comparable(self, a: int, b: int) -> bool:
        """Whether both distillations agree on the order of a and b; if not, they cannot be compared."""
        down, up = self.downward[a] - self.downward[b], self.upward[a] - self.upward[b]
        return bool(down * up >= 0)


def fuzzy_concordance(
    matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike, thresholds: Sequence[Threshold]
) -> Floats:
    """``sum w_j c_j / sum w_j`` with ``c_j = 1`` up to q worse, ``(p - d) / (p - q)`` between q and p, 0 from p.

    >>> both = fuzzy_concordance([[0, 1], [4, 0]], [0.6, 0.4], [True, True], [Threshold(2, 6), Threshold(0, 1)])
    >>> float(both[0, 1].round(3))
    0.7
    """
    x, w, up = checked(matrix, weights, higher)
    q, p, _v = _arrays(thresholds, w.size)
    found = np.zeros((len(x), len(x)))
    for j, share in enumerate(w / w.sum()):
        worse = -_better_by(x, up, j)
        wide = p[j] - q[j] if p[j] > q[j] else 1.0
        found += share * np.where(
            worse <= q[j], 1.0, np.where(worse >= p[j], 0.0, np.clip((p[j] - worse) / wide, 0, 1))
        )
    return found


def electre_3(
    matrix: ArrayLike,
    weights: ArrayLike,
    higher: ArrayLike,
    thresholds: Sequence[Threshold],
    cut: tuple[float, float] = (-0.15, 0.3),
) -> Electre3:
    """Credibility ``C prod (1 - D_j) / (1 - C)`` over the criteria with ``D_j > C``, then the two distillations.

    ``cut``: the discrimination threshold ``s(l) = alpha l + beta`` of the distillation (-0.15 and 0.3 are customary).
    """
    x, w, up = checked(matrix, weights, higher)
    _q, p, v = _arrays(thresholds, w.size)
    concordance = fuzzy_concordance(x, w, up, thresholds)
    credibility = concordance.copy()
    for j in np.flatnonzero(np.isfinite(v)).tolist():
        discord = np.clip((-_better_by(x, up, j) - p[j]) / (v[j] - p[j]), 0, 1)
        over = discord > concordance
        credibility[over] *= (1 - discord[over]) / (1 - concordance[over])
    np.fill_diagonal(credibility, 1.0)
    down, rising = _distil(credibility, cut, best_first=True), _distil(credibility, cut, best_first=False)
    upward = rising.max() + 1 - rising
    return Electre3(credibility, concordance, down, upward, ranks_of((down + upward) / 2, more_is_better=False))


def _distil(credibility: Floats, cut: tuple[float, float], best_first: bool) -> Ints:
    """One distillation: layers by qualification (how many are outranked less by how many), at falling levels of credibility."""
    ranks = np.zeros(len(credibility), dtype=np.int_)
    left, rank = np.arange(len(credibility)), 1
    while left.size:
        layer = _layer(credibility, left, cut, best_first)
        ranks[layer] = rank
        left, rank = np.setdiff1d(left, layer), rank + 1
    return ranks


def _layer(credibility: Floats, left: Ints, cut: tuple[float, float], best_first: bool) -> Ints:
    part = left
    off = ~np.eye(len(left), dtype=bool)
    level = float(credibility[np.ix_(left, left)][off].max()) if len(left) > 1 else 0.0
    while len(part) > 1 and level > 0:
        inner = credibility[np.ix_(part, part)]
        others = inner[~np.eye(len(part), dtype=bool)]
        below = others[others < level - (cut[0] * level + cut[1])]
        next_level = float(below.max()) if below.size else 0.0
        holds: Bools = np.logical_and(inner > next_level, inner > inner.T + (cut[0] * inner + cut[1]))
        np.fill_diagonal(holds, False)
        score = holds.sum(axis=1) - holds.sum(axis=0)
        part = part[score == (score.max() if best_first else score.min())]
        level = next_level
    return part


def _better_by(x: Floats, up: Bools, criterion: int) -> Floats:
    """By how much a is better than b in one criterion: (a, b)."""
    signed = x[:, criterion] if up[criterion] else -x[:, criterion]
    return np.asarray(signed[:, None] - signed[None, :])


def _arrays(thresholds: Sequence[Threshold], criteria: int) -> tuple[Floats, Floats, Floats]:
    if len(thresholds) != criteria:
        raise ValueError(f"thresholds has {len(thresholds)} entries; there are {criteria} criteria")
    return (
        np.array([one.q for one in thresholds], dtype=float),
        np.array([one.p for one in thresholds], dtype=float),
        np.array([np.inf if one.v is None else one.v for one in thresholds], dtype=float),
    )


def _thresholds(concordant: float, discordant: float) -> None:
    if not 0 <= concordant <= 1 or not 0 <= discordant <= 1:
        raise ValueError("concordant and discordant lie between 0 and 1")
