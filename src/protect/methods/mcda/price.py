"""Points for price: an absolute published function by default; a relative one only with a warning (METHODS 4).

Relative formulas let the offers decide how much price counts: an offer that wins nothing can change who does (Manunza and
Telgen, 2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protect.methods.mcda.values import ValueFunction

Floats = NDArray[np.float64]
#: Why a relative formula is not the default, for the people who choose it.
RELATIVE_WARNING = (
    "The points for price depend on the other offers: the price of an offer that cannot win can decide which of the others does, "
    "and price can weigh more than was published. Publish reference prices instead and use an absolute function."
)


@dataclass(frozen=True)
class PricePoints:
    """``points``: (offers,), 0..``most``. ``warning``: "" for an absolute function, else the reason not to use this one."""

    points: Floats
    most: float
    warning: str = ""


def absolute(prices: ArrayLike, full_points_at: float, no_points_at: float, most: float = 100.0) -> PricePoints:
    """Straight line between two reference prices published before the offers are opened, of one currency.

    ValueError unless ``full_points_at`` is the lower price and prices are above 0.

    >>> absolute([90, 120, 150], full_points_at=100, no_points_at=200).points.tolist()
    [100.0, 80.0, 50.0]
    """
    given = _prices(prices)
    if not 0 <= full_points_at < no_points_at:
        raise ValueError("full_points_at is the lower price: it is below no_points_at")
    return PricePoints(ValueFunction(no_points_at, full_points_at)(given) * most / 100, most)


def relative_to_lowest(prices: ArrayLike, most: float = 100.0) -> PricePoints:
    """``most * lowest / price``, with the warning. For procedures that have published it already.

    ValueError for prices not above 0.

    >>> relative_to_lowest([100, 120], 50).points.round(2).tolist()
    [50.0, 41.67]
    """
    given = _prices(prices)
    return PricePoints(most * given.min() / given, most, RELATIVE_WARNING)


def relative_to_range(prices: ArrayLike, most: float = 100.0) -> PricePoints:
    """``most * (highest - price) / (highest - lowest)``, with the warning: the dearest always gets 0, however small the gap.

    ValueError for prices not above 0.
    """
    given = _prices(prices)
    wide = float(np.ptp(given))
    share = (given.max() - given) / wide if wide else np.ones_like(given)
    return PricePoints(most * share, most, RELATIVE_WARNING)


def _prices(prices: ArrayLike) -> Floats:
    given = np.asarray(prices, dtype=float)
    if given.ndim != 1 or not given.size or not np.isfinite(given).all() or (given <= 0).any():
        raise ValueError("prices are a list of numbers above 0")
    return given
