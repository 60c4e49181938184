"""How robust the first place of a weighted sum is: weight intervals, the smallest change that topples it, rank reversal.

Exact: closed forms for pairs and single weights, a linear programme for all weights together. Values are (alternatives,
criteria) where more is better; weights are shares that sum to one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protect.methods.mcda.problem import Ints, Ranking
from protect.methods.mcda.weighting import shares

Floats = NDArray[np.float64]
SAME = 1e-12


@dataclass(frozen=True)
class WeightIntervals:
    """Of each criterion the weights (0..1) for which the winner keeps the first place, the others rescaled; (criteria,)."""

    winner: int
    low: Floats
    high: Floats


def weight_intervals(values: ArrayLike, weights: ArrayLike) -> WeightIntervals:
    """Exact interval of every single weight in which the winner stays (ties included), the other weights keep their proportions.

    With ``w_j = t`` the lead over b is linear in t: ``lead(t) = t d_j + (1 - t) r``, where r is the lead by the other criteria.

    >>> found = weight_intervals([[80, 40, 60], [60, 70, 50]], [0.5, 0.3, 0.2])
    >>> found.winner, found.low.round(3).tolist(), found.high.round(3).tolist()
    (0, [0.412, 0.0, 0.0], [1.0, 0.364, 1.0])
    """
    v, w = _checked(values, weights)
    first = int(np.argmax(v @ w))
    lead = v[first] - np.delete(v, first, axis=0)
    low, high = np.zeros(w.size), np.ones(w.size)
    for j in range(w.size):
        rest = w.copy()
        rest[j] = 0
        total = rest.sum()
        # A criterion that has all the weight: the others would share alike.
        rest = rest / total if total > 0 else np.where(np.arange(w.size) == j, 0, 1 / max(w.size - 1, 1))
        others, own = lead @ rest, lead[:, j]
        slope = own - others
        with np.errstate(divide="ignore", invalid="ignore"):
            at = -others / slope
        low[j] = max(0.0, float(at[slope > SAME].max(initial=0.0)))
        high[j] = min(1.0, float(at[slope < -SAME].min(initial=1.0)))
    return WeightIntervals(first, low, high)


@dataclass(frozen=True)
class Toppling:
    """The smallest change of weights after which ``rival`` is level with ``winner``; ``moved`` None if no weights do that.

    ``moved``: the share of weight that has to move, half of ``sum |w' - w|``; ``weights``: those weights.
    """

    winner: int
    rival: int
    moved: float | None
    weights: Floats | None


def topple_pair(values: ArrayLike, weights: ArrayLike, winner: int, rival: int) -> Toppling:
    """Least weight to be moved until the rival is level, in closed form.

    Moving a share x of weight from criterion i to j changes the lead by ``x (d_j - d_i)``: so weight is taken where the winner
    leads most and given where it leads least, from the largest d down, until the lead is gone.

    >>> found = topple_pair([[80, 40, 60], [60, 70, 50]], [0.5, 0.3, 0.2], 0, 1)
    >>> round(found.moved, 4), found.weights.round(4).tolist()
    (0.06, [0.44, 0.36, 0.2])
    """
    v, w = _checked(values, weights)
    d = v[winner] - v[rival]
    lead = float(d @ w)
    changed = w.copy()
    if lead <= SAME:
        return Toppling(winner, rival, 0.0, changed)
    target = int(np.argmin(d))
    moved = 0.0
    for source in np.argsort(-d, kind="stable"):
        gain = float(d[source] - d[target])
        if gain <= SAME or lead <= SAME:
            break
        step = min(float(changed[source]), lead / gain)
        changed[source] -= step
        changed[target] += step
        moved, lead = moved + step, lead - step * gain
    return Toppling(winner, rival, moved, changed) if lead <= 1e-9 else Toppling(winner, rival, None, None)


def topple_any(values: ArrayLike, weights: ArrayLike) -> Toppling:
    """The rival that is level with the winner after the least change; with ``moved`` None the winner cannot be toppled."""
    v, w = _checked(values, weights)
    first = int(np.argmax(v @ w))
    tried = [topple_pair(v, w, first, rival) for rival in range(len(v)) if rival != first]
    reachable = [one for one in tried if one.moved is not None]
    if not reachable:
        return Toppling(first, first, None, None)
    return min(reachable, key=lambda one: one.moved if one.moved is not None else np.inf)


def topple_within(values: ArrayLike, weights: ArrayLike, rival: int, low: ArrayLike, high: ArrayLike) -> Toppling:
    """The least change after which ``rival`` is first (level with all), each weight kept within ``low`` and ``high``; a small
    linear programme: ``min sum |w' - w| / 2`` so that ``(v_rival - v_b) w' >= 0`` for every b.
    ValueError where ``low`` is above ``high``; ``moved`` None where no weights within the limits do it."""
    from scipy.optimize import linprog  # loaded when asked: a server that only reads needs none of it

    v, w = _checked(values, weights)
    first, n = int(np.argmax(v @ w)), w.size
    ends = np.column_stack([np.broadcast_to(low, n), np.broadcast_to(high, n)]).astype(float)
    if (ends[:, 0] > ends[:, 1]).any():
        raise ValueError("low is not above high for any weight")
    # Variables: the weights, then how far each is from what it was.
    eye = np.eye(n)
    behind = np.delete(v, rival, axis=0) - v[rival]
    rows = np.vstack([np.hstack([behind, np.zeros_like(behind)]), np.hstack([eye, -eye]), np.hstack([-eye, -eye])])
    solved = linprog(
        np.concatenate([np.zeros(n), np.full(n, 0.5)]), A_ub=rows, b_ub=np.concatenate([np.zeros(len(behind)), w, -w]),
        A_eq=np.concatenate([np.ones(n), np.zeros(n)])[None], b_eq=[1], bounds=[*ends.tolist(), *[(0, None)] * n], method="highs",
    )  # fmt: skip
    if solved.status != 0:
        return Toppling(first, rival, None, None)
    return Toppling(first, rival, float(solved.fun), np.asarray(solved.x[:n]))


@dataclass(frozen=True)
class Bar:
    """Of a tornado: lead of the winner over the next best if the weight of ``criterion`` is ``low`` or ``high`` instead."""

    criterion: int
    low: float
    high: float
    lead_low: float
    lead_high: float

    @property
    def swing(self) -> float:
        """How much the lead changes from one end to the other, in the unit of the values."""
        return abs(self.lead_high - self.lead_low)


def tornado(values: ArrayLike, weights: ArrayLike, change: float = 0.2) -> list[Bar]:
    """Lead of the winner when each weight is ``change`` (a share of itself) lower or higher, the others rescaled; widest first.

    A negative lead says that another one wins then. Raises ValueError unless 0 < change < 1.
    """
    if not 0 < change < 1:
        raise ValueError("change is a share between 0 and 1")
    v, w = _checked(values, weights)
    first = int(np.argmax(v @ w))
    bars = []
    for j in range(w.size):
        ends = [min(w[j] * (1 - change), 1.0), min(w[j] * (1 + change), 1.0)]
        leads = []
        for end in ends:
            rest = np.delete(w, j).sum()
            moved = w * ((1 - end) / rest) if rest > 0 else w.copy()
            moved[j] = end
            scores = v @ (moved / moved.sum())
            leads.append(float(scores[first] - np.delete(scores, first).max()))
        bars.append(Bar(j, float(ends[0]), float(ends[1]), *leads))
    return sorted(bars, key=lambda bar: -bar.swing)


@dataclass(frozen=True)
class Reversal:
    """If ``without`` is left out, ``winner`` is first instead of ``before``."""

    without: int
    before: int
    winner: int


def rank_reversals(rank: Callable[[Floats], Ranking], matrix: ArrayLike) -> list[Reversal]:
    """Alternatives that are not first, but decide who is: leave out each and rank the rest again.

    ``rank`` takes a matrix of fewer rows and gives a ``Ranking``. A weighted sum of absolute values has none; relative methods
    and relative price points can have some, and each is a reason to use another method.
    """
    x = np.asarray(matrix, dtype=float)
    first: Ints = np.flatnonzero(rank(x).ranks == 1)
    found = []
    for out in range(len(x)):
        if out in first or len(x) < 3:
            continue
        kept = np.delete(np.arange(len(x)), out)
        again = kept[rank(x[kept]).ranks == 1]
        if not set(first.tolist()) & set(again.tolist()):
            found.append(Reversal(out, int(first[0]), int(again[0])))
    return found


def _checked(values: ArrayLike, weights: ArrayLike) -> tuple[Floats, Floats]:
    v, w = np.asarray(values, dtype=float), shares(weights)
    if v.ndim != 2 or v.shape[1] != w.size or len(v) < 2 or not np.isfinite(v).all():
        raise ValueError("values are two alternatives or more by criteria, none missing, one weight for each criterion")
    return v, w
