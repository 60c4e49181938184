"""Ranking models that SMAA can look into, each for many weightings at once.

A model makes a table of scores ready once; then thousands of weightings are one or two matrix products. ``table`` is
(alternatives, criteria), or (draws, alternatives, criteria) where scores are uncertain; ``higher`` (criteria,) of bool.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from protect.methods.smaa.counting import STEP

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Weights (draws, criteria) to scores (draws, alternatives), more is better, with the least and greatest they can be.
Scorer = Callable[[Floats], tuple[Floats, float, float]]


class Model(Protocol):
    """What SMAA asks of a ranking model."""

    @property
    def name(self) -> str:
        """What results call it."""

    def prepare(self, table: Floats, higher: Bools, ordinal: Bools) -> Scorer:
        """A table of scores made ready once: what comes back ranks any number of weightings. ``ordinal``: (criteria,) of bool,
        True where values from 0 to 1 stand for places."""


def _product(parts: Floats, weights: Floats) -> Floats:
    """``sum_k parts[.., i, k] w_k``, with a table of its own for each draw or one for all."""
    if parts.ndim == 2:
        found = np.empty((len(weights), len(parts)))
        step = max(STEP // parts.size, 64)
        for start in range(0, len(weights), step):
            rows = slice(start, start + step)
            np.matmul(weights[rows], parts.T, out=found[rows])
        return found
    return np.asarray(np.matmul(parts, weights[:, :, None])[:, :, 0])


@dataclass(frozen=True)
class Sums:
    """A scorer whose scores are weighted sums of ``parts``, (alternatives, criteria) or one such table for each draw."""

    parts: Floats
    low: float
    high: float

    def __call__(self, weights: Floats) -> tuple[Floats, float, float]:
        return _product(self.parts, weights), self.low, self.high


def _linear(parts: Floats) -> Scorer:
    return Sums(parts, float(parts.min()), float(parts.max()))


@dataclass(frozen=True)
class WeightedSum:
    """``V_i = sum_k w_k v_ik``. Values run from 0 at ``worst`` to 1 at ``best``, reference levels of each criterion.

    Without levels the scores are taken as values already. Ordinal criteria are values from 0 to 1 and need none (their levels are
    not looked at). ValueError for levels that are alike or point the other way than ``higher`` says.
    """

    worst: Sequence[float] | None = None
    best: Sequence[float] | None = None
    name: str = "weighted sum"

    def prepare(self, table: Floats, higher: Bools, ordinal: Bools) -> Scorer:
        """See ``Model``; ``(v - worst) / (best - worst)`` first."""
        if self.worst is None or self.best is None:
            if not (higher | ordinal).all():
                raise ValueError(
                    "higher is False somewhere: give the reference levels worst and best, or values already"
                )
            return _linear(table)
        worst, best = np.asarray(self.worst, dtype=float), np.asarray(self.best, dtype=float)
        if worst.shape != higher.shape or best.shape != higher.shape:
            raise ValueError(f"worst and best have one level for each of the {higher.size} criteria")
        wrong = ~ordinal & ((best == worst) | ((best > worst) != higher))
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            raise ValueError(
                f"criterion {at}: best {best[at]:g} and worst {worst[at]:g} do not fit higher {higher[at]}"
            )
        worst, wide = np.where(ordinal, 0.0, worst), np.where(ordinal, 1.0, best - worst)
        return _linear((table - worst) / wide)


@dataclass(frozen=True)
class Topsis:
    """``d- / (d+ + d-)``, weighted distances from the best and the worst of the alternatives.

    ``d+^2 = sum_k w_k^2 (best_k - v_ik)^2`` is a product with the squares of the weights. ``scaling``: "unit" (columns of length
    1) or "min-max". Ideals come from the table: a new alternative can change the order of the others.
    ValueError for another scaling.
    """

    scaling: str = "unit"
    name: str = "TOPSIS"

    def __post_init__(self) -> None:
        if self.scaling not in {"unit", "min-max"}:
            raise ValueError(f"scaling is unit or min-max, not '{self.scaling}'")

    def prepare(self, table: Floats, higher: Bools, ordinal: Bools) -> Scorer:
        """See ``Model``; squares of the distances from both ideals first."""
        up = higher | ordinal
        if self.scaling == "unit":
            size = np.sqrt((table**2).sum(axis=-2, keepdims=True))
        else:
            size = np.ptp(table, axis=-2, keepdims=True)
        scaled = table / np.where(size == 0, 1.0, size) * np.where(up, 1.0, -1.0)
        from_best = (scaled.max(axis=-2, keepdims=True) - scaled) ** 2
        from_worst = (scaled - scaled.min(axis=-2, keepdims=True)) ** 2

        def score(weights: Floats) -> tuple[Floats, float, float]:
            squares = weights**2
            plus, minus = _product(from_best, squares), _product(from_worst, squares)
            np.sqrt(plus, out=plus)
            np.sqrt(minus, out=minus)
            plus += minus
            # All alternatives alike: each is as near to the ideal as to its opposite.
            alike = plus == 0
            if alike.any():
                minus[alike], plus[alike] = 0.5, 1.0
            minus /= plus
            return minus, 0.0, 1.0

        return score


def usual(better_by: Floats) -> Floats:
    """Preference function in which any difference counts whole."""
    return np.asarray((better_by > 0).astype(float))


@dataclass(frozen=True)
class PrometheeII:
    """Net flow: flows of each criterion once, then ``sum_k w_k flow_ik``.

    ``preferences``: for each criterion a function from differences (in the criterion's unit, above 0 is better) to degrees
    0 to 1, such as ``mcda.promethee.Preference("linear", q=1, p=3).degree``; without, any difference counts whole.
    ValueError for another number of functions than criteria.
    """

    preferences: Sequence[Callable[[Floats], Floats]] | None = None
    name: str = "PROMETHEE II"

    def prepare(self, table: Floats, higher: Bools, ordinal: Bools) -> Scorer:
        """See ``Model``; net flows of each criterion first."""
        if self.preferences is not None and len(self.preferences) != higher.size:
            raise ValueError(f"preferences has {len(self.preferences)} functions; there are {higher.size} criteria")
        flows = np.empty_like(table, dtype=float)
        for k, up in enumerate(higher | ordinal):
            column = table[..., k] if up else -table[..., k]
            degree = (self.preferences[k] if self.preferences else usual)(column[..., :, None] - column[..., None, :])
            flows[..., k] = (degree.sum(axis=-1) - degree.sum(axis=-2)) / (table.shape[-2] - 1)
        return _linear(flows)
