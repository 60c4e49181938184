"""How far assessors agree: Krippendorff's alpha, Kendall's W, spread (METHODS 3).

Ratings are arrays of shape ``(raters, units)``; a missing rating is ``nan``.
Sources: Krippendorff, Computing Krippendorff's alpha-reliability (2011); Kendall and Babington Smith (1939).
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protect.methods.parameters import Mark, ParameterSet, Value

Floats = NDArray[np.float64]
LEVELS = ("nominal", "ordinal", "interval", "ratio")
#: Coincidences held in memory at once.
NUMBERS = 1_000_000
AGREEMENT = ParameterSet(
    "agreement",
    "1",
    {
        "rely": Value(0.80, "alpha", "Krippendorff, Content Analysis: customary reading", Mark.GENERAL),
        "tentative": Value(0.667, "alpha", "Krippendorff, Content Analysis: customary reading", Mark.GENERAL),
        "fewest_raters": Value(5, "assessors", "our default: below it alpha alone says too little", Mark.DEFAULT),
        "fewest_units": Value(10, "rows", "our default: below it alpha alone says too little", Mark.DEFAULT),
        "apart": Value(2, "levels", "our default: a row with this range is talked about", Mark.DEFAULT),
    },
)


def krippendorff_alpha(ratings: ArrayLike, level: str = "ordinal") -> float:
    """``alpha = 1 - Do / De`` with the difference function of ``level``; missing ratings are allowed.

    1 is full agreement, 0 what chance gives. ``nan`` where nothing can be said: no unit with two ratings. 1.0 where all
    ratings are the same value. Raises ValueError for an unknown level or an array that is not two-dimensional.
    """
    given = _ratings(ratings)
    if level not in LEVELS:
        raise ValueError(f"level '{level}' is not one of {', '.join(LEVELS)}")
    values, coincidences = _coincidences(given)
    if values.size == 0:
        return float("nan")
    totals = coincidences.sum(axis=1)
    n = totals.sum()
    delta = _differences(values, totals, level)
    expected = (np.outer(totals, totals) * delta).sum() / (n - 1)
    if expected == 0:
        return 1.0
    return float(1 - (coincidences * delta).sum() / expected)


def _ratings(ratings: ArrayLike) -> Floats:
    given = np.array(ratings, dtype=float)
    if given.ndim != 2:
        raise ValueError("ratings have two dimensions: raters and units")
    return given


def _coincidences(given: Floats) -> tuple[Floats, Floats]:
    """Values that were paired at least once, and how often each pair of values occurred within a unit."""
    present = ~np.isnan(given)
    pairable = present.sum(axis=0) >= 2
    given, present = given[:, pairable], present[:, pairable]
    values = np.unique(given[present])
    if values.size == 0:
        return values, np.zeros((0, 0))
    counts = np.stack([(given == value).sum(axis=0) for value in values])  # values x units
    per_unit = counts.sum(axis=0)
    weighted = counts / (per_unit - 1)
    coincidences = weighted @ counts.T - np.diag(weighted.sum(axis=1))
    return values, np.asarray(coincidences, dtype=float)


def _differences(values: Floats, totals: Floats, level: str) -> Floats:
    """Squared differences between all pairs of values, shape ``(values, values)``."""
    if level == "nominal":
        return np.asarray(1.0 - np.eye(len(values)))
    if level == "ordinal":
        # Ranks by cumulated frequency: distance = number of ratings between, ends counted half.
        place = np.cumsum(totals) - totals / 2
        return np.asarray((place[:, None] - place[None, :]) ** 2)
    apart = values[:, None] - values[None, :]
    if level == "interval":
        return np.asarray(apart**2)
    together = values[:, None] + values[None, :]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(together == 0, 0.0, apart / together)
    return np.asarray(share**2)


@dataclass(frozen=True)
class Interval:
    """A percentile bootstrap interval; ``draws`` that could be computed out of those asked for."""

    low: float
    high: float
    draws: int


def bootstrap_alpha(
    ratings: ArrayLike,
    level: str = "ordinal",
    *,
    generator: np.random.Generator,
    draws: int = 1000,
    confidence: float = 0.95,
) -> Interval:
    """Interval of alpha by drawing units with replacement; ``nan`` bounds where no draw gave an alpha.

    Coincidences of units add up, so all draws are one product of how often each unit was drawn. Raises ValueError as
    ``krippendorff_alpha``.
    """
    given = _ratings(ratings)
    if level not in LEVELS:
        raise ValueError(f"level '{level}' is not one of {', '.join(LEVELS)}")
    units = given.shape[1]
    values, each = _coincidences_by_unit(given)
    if not units or not values.size:
        return Interval(float("nan"), float("nan"), 0)
    drawn = generator.integers(0, units, (draws, units)) + units * np.arange(draws)[:, None]
    times = np.bincount(drawn.ravel(), minlength=draws * units).reshape(draws, units).astype(float)
    step = max(NUMBERS // values.size**2, 1)
    found = np.concatenate(
        [_alphas(times[begin : begin + step], values, each, level) for begin in range(0, draws, step)]
    )
    found = found[~np.isnan(found)]
    if not found.size:
        return Interval(float("nan"), float("nan"), 0)
    tail = (1 - confidence) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return Interval(float(low), float(high), len(found))


def _coincidences_by_unit(given: Floats) -> tuple[Floats, Floats]:
    """Values that were paired at least once, and (units, values, values) how often each pair occurred in each unit."""
    present = ~np.isnan(given)
    pairable = present.sum(axis=0) >= 2
    values = np.unique(given[:, pairable][present[:, pairable]])
    counts = np.stack([(given == value).sum(axis=0) for value in values], axis=1) if values.size else np.zeros((0, 0))
    found = np.zeros((given.shape[1], values.size, values.size))
    some = counts[pairable] if values.size else counts
    if values.size:
        own = np.einsum("uv,vw->uvw", some, np.eye(values.size))
        found[pairable] = (some[:, :, None] * some[:, None, :] - own) / (some.sum(axis=1) - 1)[:, None, None]
    return values, found


def _alphas(times: Floats, values: Floats, each: Floats, level: str) -> Floats:
    """Alpha of each row of ``times`` (draws, units), how often each unit counts; ``nan`` where nothing was paired."""
    count = values.size
    together = (times @ each.reshape(len(each), -1)).reshape(-1, count, count)
    totals = together.sum(axis=2)
    n = totals.sum(axis=1)
    if level == "ordinal":
        place = np.cumsum(totals, axis=1) - totals / 2
        delta = (place[:, :, None] - place[:, None, :]) ** 2
    else:
        delta = _differences(values, totals[0], level)[None]
    expected = np.einsum("dv,dvw,dw->d", totals, np.broadcast_to(delta, together.shape), totals)
    observed = (together * delta).sum(axis=(1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        found = 1 - observed * (n - 1) / expected
    # All ratings drawn are the same value: full agreement; nothing paired at all: nothing to say.
    return np.where(n < 2, np.nan, np.where(expected <= 0, 1.0, found))


@dataclass(frozen=True)
class Concordance:
    """Kendall's W with its sum of squares and chi-square (``degrees`` = units - 1)."""

    w: float
    s: float
    chi_square: float
    degrees: int


def kendall_w(ratings: ArrayLike) -> Concordance:
    """``W = 12 S / (m^2 (n^3 - n) - m sum T)`` over m raters and n units, ``T = sum(t^3 - t)`` of each rater's ties.

    Values are ranked within each rater (mean rank for ties). Raises ValueError if a rating is missing, or for fewer than
    two raters or units.
    """
    given = _ratings(ratings)
    m, n = given.shape
    if np.isnan(given).any():
        raise ValueError("Kendall's W needs every rating; use Krippendorff's alpha where some are missing")
    if m < 2 or n < 2:
        raise ValueError("Kendall's W needs two raters and two units at least")
    ranks = np.empty_like(given)
    ties = 0.0
    for rater in range(m):
        _values, place, counts = np.unique(given[rater], return_inverse=True, return_counts=True)
        ends = np.cumsum(counts)
        ranks[rater] = (ends - (counts - 1) / 2)[place]
        ties += float((counts**3 - counts).sum())
    sums = ranks.sum(axis=0)
    s = float(((sums - sums.mean()) ** 2).sum())
    below = m**2 * (n**3 - n) - m * ties
    w = 12 * s / below if below else 1.0
    return Concordance(w=w, s=s, chi_square=m * (n - 1) * w, degrees=n - 1)


@dataclass(frozen=True)
class Spread:
    """Of one unit: how many rated it, median, lowest, highest."""

    count: int
    median: float
    low: float
    high: float

    @property
    def range(self) -> float:
        """Highest less lowest, in levels."""
        return self.high - self.low


def spread_of(rated: Sequence[float]) -> Spread:
    """Of what one unit was rated, without the missing: one at least."""
    return Spread(len(rated), float(statistics.median(rated)), float(min(rated)), float(max(rated)))


def spreads(ratings: ArrayLike) -> list[Spread]:
    """Median and range of each unit; ``nan`` where nobody rated it. Never a mean: the levels are ordinal."""
    found = []
    for column in _ratings(ratings).T:
        seen = column[~np.isnan(column)].tolist()
        found.append(spread_of(seen) if seen else Spread(0, float("nan"), float("nan"), float("nan")))
    return found


def to_discuss(ratings: ArrayLike, at_least: float = AGREEMENT["apart"]) -> list[int]:
    """Indices of the units whose highest and lowest rating are ``at_least`` levels apart: the team must talk about them."""
    return [number for number, one in enumerate(spreads(ratings)) if one.count > 1 and one.range >= at_least]


@dataclass(frozen=True)
class Reading:
    """What may be said of a team's agreement. ``word``: rely, tentative, discuss, or unknown (nothing to compare).

    ``spread_instead``: the table is too small for alpha alone; show the raw spread and the interval beside it.
    """

    alpha: float
    interval: Interval
    word: str
    spread_instead: bool
    discuss: tuple[int, ...]


def reading(
    ratings: ArrayLike,
    level: str = "ordinal",
    *,
    generator: np.random.Generator,
    draws: int = 1000,
    parameters: ParameterSet = AGREEMENT,
) -> Reading:
    """Alpha with its interval, read by the customary thresholds, and the rows (indices) that the team must talk about.

    ``ratings``: (raters, units), ``nan`` where missing. The word is that of alpha, but never better than what the lower end of
    its interval allows to say: "rely" needs the lower end above "tentative". Raises ValueError as ``krippendorff_alpha``.
    """
    given = _ratings(ratings)
    alpha = krippendorff_alpha(given, level)
    interval = bootstrap_alpha(given, level, generator=generator, draws=draws)
    if np.isnan(alpha):
        word = "unknown"
    elif alpha >= parameters["rely"] and not interval.low < parameters["tentative"]:
        word = "rely"
    elif alpha >= parameters["tentative"]:
        word = "tentative"
    else:
        word = "discuss"
    small = given.shape[0] < parameters["fewest_raters"] or given.shape[1] < parameters["fewest_units"]
    return Reading(alpha, interval, word, small, tuple(to_discuss(given, parameters["apart"])))
