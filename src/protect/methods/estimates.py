"""Low, likely and high as a distribution, and how fine a simulation is (METHODS 3)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]
#: Standard normal quantile of a two-sided 95 % interval.
Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Pert:
    """Beta-PERT of low ``a``, likely ``m`` and high ``b`` (same unit): ``alpha = 1 + 4 (m - a) / (b - a)``,
    ``beta = 1 + 4 (b - m) / (b - a)`` on [a, b]. Raises ValueError unless ``a <= m <= b`` and ``a < b``.

    Source: Vose, Risk Analysis (2008); Clark 1962 for the mean.

    >>> round(Pert(1, 4, 9).mean, 4), round(Pert(1, 4, 9).variance, 4)
    (4.3333, 2.2222)
    """

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.likely <= self.high or self.low == self.high:
            raise ValueError(
                f"low, likely and high stand in order and differ, not {self.low}, {self.likely}, {self.high}; "
                "give a single value where there is no doubt"
            )

    @property
    def alpha(self) -> float:
        """``1 + 4 (m - a) / (b - a)``."""
        return 1 + 4 * (self.likely - self.low) / (self.high - self.low)

    @property
    def beta(self) -> float:
        """``1 + 4 (b - m) / (b - a)``."""
        return 1 + 4 * (self.high - self.likely) / (self.high - self.low)

    @property
    def mean(self) -> float:
        """``(a + 4 m + b) / 6``."""
        return (self.low + 4 * self.likely + self.high) / 6

    @property
    def variance(self) -> float:
        """``(mean - a)(b - mean) / 7``."""
        return (self.mean - self.low) * (self.high - self.mean) / 7

    def quantiles(self, shares: ArrayLike) -> Floats:
        """Values below which the ``shares`` (0 to 1, any shape) of the distribution lie."""
        return np.asarray(self.low + (self.high - self.low) * stats.beta.ppf(shares, self.alpha, self.beta))

    def draw(self, count: int, generator: np.random.Generator) -> Floats:
        """``count`` random values, shape ``(count,)``."""
        return self.low + (self.high - self.low) * generator.beta(self.alpha, self.beta, count)


def triangle(low: float, likely: float, high: float) -> tuple[float, float]:
    """Mean ``(a + m + b) / 3`` and variance of the triangular distribution, to compare: its tails are heavier than Pert's.

    ValueError unless ``a <= m <= b``.

    >>> tuple(round(number, 4) for number in triangle(1, 4, 9))
    (4.6667, 2.7222)
    """
    if not low <= likely <= high:
        raise ValueError("low, likely and high stand in order")
    square = low**2 + likely**2 + high**2 - low * likely - low * high - likely * high
    return (low + likely + high) / 3, square / 18


def half_width(share: float, draws: int, z: float = Z_95) -> float:
    """Half the 95 % interval of a share found by ``draws`` independent draws: ``z sqrt(p (1 - p) / n)``.

    ValueError for a share outside 0..1 or no draw.

    >>> round(half_width(0.5, 10_000), 4)
    0.0098
    """
    if not 0 <= share <= 1 or draws < 1:
        raise ValueError("a share lies between 0 and 1, and there is one draw at least")
    return z * math.sqrt(share * (1 - share) / draws)


def draws_needed(share: float, wanted: float, z: float = Z_95) -> int:
    """Draws after which the half width is ``wanted`` or less: ten times finer costs a hundred times as many.

    ``p (1 - p) (z / wanted)^2``; ValueError for ``wanted`` not above 0.

    >>> draws_needed(0.5, 0.01)
    9604
    """
    if wanted <= 0:
        raise ValueError("a half width is above 0")
    return max(1, math.ceil(share * (1 - share) * (z / wanted) ** 2 - 1e-9))
