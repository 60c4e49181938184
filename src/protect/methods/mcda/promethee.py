"""PROMETHEE I and II: how strongly each alternative is preferred to the others, criterion by criterion.

Net flows are computed in n log n for each criterion: alternatives are sorted, and the sum of preference degrees over all
others is read from cumulated sums, where the definition compares all pairs. The Gaussian preference function has no such
sum and takes n^2, in blocks.

Source: Brans and Vincke (1985); Brans and Mareschal (2005).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protect.methods.mcda.problem import Floats, Ranking, checked, ranking

KINDS = ("usual", "u", "v", "level", "linear", "gaussian")
#: Pairs held in memory at once for the Gaussian function.
BLOCK = 1_000_000


@dataclass(frozen=True)
class Preference:
    """Degree of preference 0..1 as a function of how much better, in the criterion's unit.

    usual: any difference counts whole. u: beyond ``q``. v: ``d / p`` up to ``p``. level: half between ``q`` and ``p``.
    linear: rising from ``q`` to ``p``. gaussian: ``1 - exp(-d^2 / (2 s^2))``. Raises ValueError for thresholds that do not fit.
    """

    kind: str = "usual"
    q: float = 0.0
    p: float = 0.0
    s: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"there is no preference function '{self.kind}'; there are {', '.join(KINDS)}")
        if self.q < 0 or self.p < 0 or (self.kind in {"level", "linear"} and self.p <= self.q):
            raise ValueError(f"{self.kind}: thresholds are 0 <= q < p, not q {self.q:g} and p {self.p:g}")
        if (self.kind == "v" and self.p <= 0) or (self.kind == "gaussian" and self.s <= 0):
            raise ValueError(f"{self.kind} needs {'p' if self.kind == 'v' else 's'} above 0")

    def degree(self, better_by: ArrayLike) -> Floats:
        """Degree for differences of any shape; 0 where not better.

        >>> Preference("linear", q=1, p=3).degree([-1, 1, 2, 5]).tolist()
        [0.0, 0.0, 0.5, 1.0]
        """
        d = np.asarray(better_by, dtype=float)
        if self.kind == "usual":
            found = (d > 0).astype(float)
        elif self.kind == "u":
            found = (d > self.q).astype(float)
        elif self.kind == "v":
            found = np.clip(d / self.p, 0, 1)
        elif self.kind == "level":
            found = ((d > self.q).astype(float) + (d > self.p)) / 2
        elif self.kind == "linear":
            found = np.clip((d - self.q) / (self.p - self.q), 0, 1)
        else:
            found = np.where(d > 0, 1 - np.exp(-(d**2) / (2 * self.s**2)), 0.0)
        return np.asarray(found)


@dataclass(frozen=True)
class Flows:
    """``leaving`` (how much each is preferred to the others) and ``entering``, (alternatives,), both 0..1; ``net``, -1..1."""

    leaving: Floats
    entering: Floats

    @property
    def net(self) -> Floats:
        """``leaving - entering``, (alternatives,)."""
        return self.leaving - self.entering


def criterion_flows(
    matrix: ArrayLike, higher: ArrayLike, preferences: Sequence[Preference] | None = None
) -> tuple[Floats, Floats]:
    """Leaving and entering flow of each alternative in each criterion, both (alternatives, criteria), before weighting.

    With them any number of weightings is one matrix product: ``net = (leaving - entering) @ weights``.
    ValueError for another number of preferences than criteria.
    """
    x, _w, up = checked(matrix, np.ones(np.asarray(matrix).shape[-1]), higher)
    n, m = x.shape
    kinds = list(preferences) if preferences is not None else [Preference()] * m
    if len(kinds) != m:
        raise ValueError(f"preferences has {len(kinds)} functions; there are {m} criteria")
    leaving, entering = np.zeros((n, m)), np.zeros((n, m))
    for j, kind in enumerate(kinds):
        column = x[:, j] if up[j] else -x[:, j]
        leaving[:, j] = _sum_over_others(column, kind)
        entering[:, j] = _sum_over_others(-column, kind)
    others = max(n - 1, 1)
    return leaving / others, entering / others


def flows(
    matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike, preferences: Sequence[Preference] | None = None
) -> Flows:
    """``phi+ = sum_j w_j sum_b P_j(a, b) / (n - 1)`` and ``phi-`` the other way; weights are divided by their sum."""
    _x, w, _up = checked(matrix, weights, higher)
    out, into = criterion_flows(matrix, higher, preferences)
    share = w / w.sum()
    return Flows(out @ share, into @ share)


def promethee_2(
    matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike, preferences: Sequence[Preference] | None = None
) -> Ranking:
    """Complete order by net flow. ``preferences``: one for each criterion; "usual" for all where not given.

    >>> promethee_2([[4, 3, 2], [3, 2, 4], [5, 1, 3]], [0.5, 0.3, 0.2], [True] * 3).scores.round(6).tolist()
    [0.1, -0.3, 0.2]
    """
    found = flows(matrix, weights, higher, preferences)
    return ranking(found.net, leaving=found.leaving, entering=found.entering)


def promethee_1(found: Flows) -> NDArray[np.str_]:
    """Partial order: entry (a, b) is "P" if a is preferred, "I" if both are alike, "R" if they cannot be compared, "" if b is.

    a is preferred if its leaving flow is not smaller, its entering flow not larger, and one of them is strictly better.
    """
    out, into = found.leaving, found.entering
    close = 1e-12
    more, less = out[:, None] > out[None, :] + close, into[:, None] < into[None, :] - close
    fewer, worse = out[:, None] < out[None, :] - close, into[:, None] > into[None, :] + close
    relation = np.full((len(out), len(out)), "I", dtype="<U1")
    relation[(more | less) & ~fewer & ~worse] = "P"
    relation[(fewer | worse) & ~more & ~less] = ""
    relation[(more | less) & (fewer | worse)] = "R"
    return relation


def _sum_over_others(column: Floats, kind: Preference) -> Floats:
    """``sum over b of P(column[a] - column[b])`` for every a; more is better."""
    if kind.kind == "gaussian":
        return _by_pairs(column, kind)
    order = np.argsort(column, kind="stable")
    value = column[order]
    found = np.empty_like(value)
    if kind.kind in {"usual", "u", "level"}:
        found[order] = _count_below(value, kind.q if kind.kind != "usual" else 0.0)
        if kind.kind == "level":
            found[order] = (found[order] + _count_below(value, kind.p)) / 2
        return found
    low = kind.q if kind.kind == "linear" else 0.0
    # Between the thresholds the degree is linear: a count and a sum of values are all it takes.
    whole, begun = _count_below(value, kind.p, strict=False), _count_below(value, low)
    sums = np.concatenate([[0.0], np.cumsum(value - value[0])])
    rising = (begun - whole) * (value - value[0] - low) - (sums[begun] - sums[whole])
    found[order] = whole + np.maximum(rising, 0) / (kind.p - low)
    return found


def _count_below(value: Floats, step: float, strict: bool = True) -> NDArray[np.intp]:
    """Of sorted values: how many are smaller by more than ``step`` (at least ``step`` where not strict)."""
    return np.searchsorted(value, value - step, side="left" if strict else "right")


def _by_pairs(column: Floats, kind: Preference) -> Floats:
    rows = max(1, BLOCK // len(column))
    return np.concatenate(
        [
            kind.degree(column[begin : begin + rows, None] - column[None, :]).sum(axis=1)
            for begin in range(0, len(column), rows)
        ]
    )
