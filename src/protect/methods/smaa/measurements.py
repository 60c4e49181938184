"""Scores that are not known exactly: what a cell of the table may hold besides a number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Uniform:
    """Anything from ``low`` to ``high``, alike. ValueError where low is above high."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low <= self.high):
            raise ValueError(f"a uniform score runs from low to high, not {self.low} to {self.high}")

    def draw(self, generator: np.random.Generator, n: int) -> Floats:
        """``n`` values, (n,)."""
        return generator.uniform(self.low, self.high, n)


@dataclass(frozen=True)
class Normal:
    """Gaussian with ``mean`` and standard ``deviation``. ValueError for a negative deviation."""

    mean: float
    deviation: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.mean) and math.isfinite(self.deviation) and self.deviation >= 0):
            raise ValueError(f"a normal score has a deviation of 0 or more, not {self.deviation}")

    def draw(self, generator: np.random.Generator, n: int) -> Floats:
        """``n`` values, (n,)."""
        return generator.normal(self.mean, self.deviation, n)


@dataclass(frozen=True)
class LogNormal:
    """``exp`` of a Gaussian with ``mean`` and ``deviation`` of the logarithm: ratios, such as risks relative to a baseline.

    ValueError for a negative deviation.
    """

    mean: float
    deviation: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.mean) and math.isfinite(self.deviation) and self.deviation >= 0):
            raise ValueError(f"a lognormal score has a deviation of 0 or more, not {self.deviation}")

    def draw(self, generator: np.random.Generator, n: int) -> Floats:
        """``n`` values, (n,), all above 0."""
        return generator.lognormal(self.mean, self.deviation, n)


@dataclass(frozen=True)
class BetaPert:
    """Three-point estimate: beta on low..high with shapes ``1 + 4 (best - low)/(high - low)`` and ``1 + 4 (high - best)/..``.

    ValueError unless low <= best <= high.
    """

    low: float
    best: float
    high: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low <= self.best <= self.high):
            raise ValueError(f"a three-point score has low <= best <= high, not {self.low}, {self.best}, {self.high}")

    def draw(self, generator: np.random.Generator, n: int) -> Floats:
        """``n`` values, (n,); all alike where low and high are."""
        wide = self.high - self.low
        if wide == 0:
            return np.full(n, self.low)
        below = (self.best - self.low) / wide
        return self.low + wide * generator.beta(1 + 4 * below, 5 - 4 * below, n)


@dataclass(frozen=True)
class Place:
    """Only the order is known: ``rank`` 1 is the best of this criterion; equal ranks are equally good.

    A criterion is ordinal as a whole: every alternative has a ``Place``. Drawn values run from 1 (best) to 0 (last), those
    between are sorted uniform numbers. ValueError for a rank below 1.
    """

    rank: int

    def __post_init__(self) -> None:
        if self.rank < 1:
            raise ValueError(f"rank {self.rank}: 1 is the best")


Cell = float | Uniform | Normal | LogNormal | BetaPert | Place


class Scores:
    """A table (alternatives, criteria) of numbers, distributions and places.

    ValueError for ragged rows, places mixed with numbers, or a missing score.

    >>> table = Scores([[1.0, Uniform(0, 1)], [0.5, 0.5]])
    >>> table.shape, table.fixed
    ((2, 2), False)
    """

    def __init__(self, cells: Sequence[Sequence[Cell]] | Floats, fewest: int = 2) -> None:
        rows = [list(row) for row in cells]
        if len(rows) < fewest or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
            raise ValueError(f"scores has {fewest} alternatives or more, and each has one score for every criterion")
        self.shape = (len(rows), len(rows[0]))
        self.ordinal = np.zeros(self.shape[1], dtype=bool)
        self._base: Floats = np.zeros(self.shape)
        self._drawn: list[tuple[int, int, Uniform | Normal | LogNormal | BetaPert]] = []
        for column in range(self.shape[1]):
            places = [isinstance(row[column], Place) for row in rows]
            if any(places) and not all(places):
                raise ValueError(f"scores: criterion {column} mixes places with numbers; give all alternatives a Place")
            self.ordinal[column] = all(places)
            for number, row in enumerate(rows):
                cell = row[column]
                if isinstance(cell, Place):
                    self._base[number, column] = cell.rank
                elif isinstance(cell, Uniform | Normal | LogNormal | BetaPert):
                    self._drawn.append((number, column, cell))
                elif math.isfinite(cell):
                    self._base[number, column] = cell
                else:
                    raise ValueError(
                        f"scores[{number}, {column}] is missing; give the whole range it may have: Uniform"
                    )

    @property
    def fixed(self) -> bool:
        """Whether every score is a plain number."""
        return not self._drawn and not self.ordinal.any()

    @property
    def uncertain(self) -> int:
        """How many cells are not plain numbers."""
        return len(self._drawn) + int(self.ordinal.sum()) * self.shape[0]

    def draw(self, generator: np.random.Generator, n: int) -> Floats:
        """(alternatives, criteria) where all is fixed, otherwise (n, alternatives, criteria)."""
        if self.fixed:
            return self._base
        table = np.repeat(self._base[None], n, axis=0)
        for row, column, cell in self._drawn:
            table[:, row, column] = cell.draw(generator, n)
        for criterion in np.flatnonzero(self.ordinal):
            table[:, :, criterion] = _places(self._base[:, criterion], generator, n)
        return table


def _places(ranks: Floats, generator: np.random.Generator, n: int) -> Floats:
    distinct, group = np.unique(ranks, return_inverse=True)
    levels = np.ones((n, len(distinct)))
    if len(distinct) > 1:
        levels[:, -1] = 0.0
        levels[:, 1:-1] = -np.sort(-generator.random((n, len(distinct) - 2)), axis=1)
    return np.asarray(levels[:, group])
