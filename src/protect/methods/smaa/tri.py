"""SMAA-TRI: sorting into ordered categories by ELECTRE TRI, over all weights, cutting levels and scores that are possible.

Sources: Tervonen, Figueira, Lahdelma, Almeida Dias, Salminen (2009), EJOR 192; Roy and Bouyssou (1993) for ELECTRE TRI.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protect.methods.parameters import ParameterSet
from protect.methods.results import Account
from protect.methods.smaa.measurements import Cell, Scores
from protect.methods.smaa.simulate import NUMBERS, _mixed, _spaces
from protect.methods.smaa.summary import NORMAL_95, account_of, entropy, standard_error
from protect.methods.smaa.weights import SAMPLING, WeightSpace, sampler

Floats = NDArray[np.float64]
_SLACK = 1e-12
#: Draws made at a time.
BLOCK = 4_096


@dataclass(frozen=True)
class OutrankingCriterion:
    """``q``: difference that does not matter; ``p``: difference that is a clear preference; ``veto``: one that rules the
    statement "at least as good" out whatever the others say (none by default). ``higher``: more is better.
    ValueError unless 0 <= q <= p <= veto."""

    q: float = 0.0
    p: float = 0.0
    veto: float = math.inf
    higher: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.q <= self.p <= self.veto:
            raise ValueError(f"thresholds are 0 <= q <= p <= veto, not {self.q:g}, {self.p:g}, {self.veto:g}")


@dataclass(frozen=True)
class Sorting:
    """``counts[i, c]``: draws, of ``n``, in which alternative i is sorted into category c (0 is the worst)."""

    counts: Floats
    n: int
    inflation: float
    ways: tuple[str, ...]
    account: Account

    @property
    def acceptability(self) -> Floats:
        """Share of draws, (alternatives, categories): category acceptability indices."""
        return np.asarray(self.counts / self.n)

    @property
    def error(self) -> Floats:
        """Standard error of each acceptability."""
        return standard_error(self.counts / self.inflation, self.n / self.inflation)

    @property
    def half_width(self) -> float:
        """Half of the widest 95 % interval."""
        return float(NORMAL_95 * self.error.max())

    @property
    def entropy(self) -> Floats:
        """Bits of doubt about the category of each alternative."""
        return entropy(self.acceptability)


def smaa_tri(
    scores: Sequence[Sequence[Cell]] | ArrayLike | Scores,
    profiles: ArrayLike,
    criteria: Sequence[OutrankingCriterion],
    spaces: WeightSpace | Sequence[WeightSpace] | None = None,
    *,
    generator: np.random.Generator,
    cut: tuple[float, float] = (0.65, 0.85),
    optimistic: bool = False,
    n: int = 10_000,
    parameters: ParameterSet = SAMPLING,
) -> Sorting:
    """Category acceptability: share of (weights, cutting level, scores) in which an alternative falls into a category.

    ``profiles`` (categories - 1, criteria): lower limits of all categories but the worst, worst first, each at least as good as
    the one before in every criterion. Concordance of "a is at least as good as b" in a criterion is 1 up to a shortfall of ``q``,
    0 from ``p``, linear between; credibility is the weighted mean, lowered by vetoes. The statement holds if credibility reaches
    the cutting level, drawn evenly from ``cut``. Pessimistic: the highest category whose lower limit the alternative is at least
    as good as. ``optimistic``: the lowest category whose upper limit is preferred to the alternative.

    Raises ValueError for shapes that do not fit, profiles out of order, a cut outside 0.5..1, and ordinal scores, which have no
    differences: give them as numbers (ranks) with ``q`` and ``p`` 0.

    >>> found = smaa_tri([[1, 0]], [[0.5, 0.5]], [OutrankingCriterion()] * 2, cut=(0.6, 0.6), generator=np.random.default_rng(1))
    >>> found.acceptability.round(2).tolist()
    [[0.6, 0.4]]
    """
    # One alternative may be sorted: each is compared with profiles, never with the others.
    cells = scores if isinstance(scores, Scores) else Scores(scores, fewest=1)  # type: ignore[arg-type]
    alternatives, k = cells.shape
    limits = np.asarray(profiles, dtype=float)
    if (
        len(criteria) != k
        or limits.ndim != 2
        or limits.shape[1] != k
        or not len(limits)
        or not np.isfinite(limits).all()
    ):
        raise ValueError(f"profiles and criteria: {k} criteria as in scores, one profile or more, no missing numbers")
    if cells.ordinal.any():
        raise ValueError("scores: Place has no differences to compare with a profile; give ranks as numbers, q and p 0")
    if not 0.5 <= cut[0] <= cut[1] <= 1:
        raise ValueError(f"cut, the lowest and highest cutting level, lies within 0.5 and 1, not {cut}")
    if n < 1:
        raise ValueError("n: one draw or more")
    sign = np.array([1.0 if one.higher else -1.0 for one in criteria])
    limits = limits * sign
    if (np.diff(limits, axis=0) < 0).any():
        raise ValueError("profiles go from worse to better in every criterion")
    asked = _spaces(spaces, k)
    drawers = [sampler(one, generator, parameters=parameters) for one in asked]
    inflation = max(one.inflation for one in drawers)
    block = BLOCK if cells.fixed else max(NUMBERS // (alternatives * len(limits) * k), len(drawers))
    counts = np.zeros((alternatives, len(limits) + 1))
    done = 0
    while done < n:
        size = min(block, n - done)
        weights = _mixed(drawers, size, done)
        level = generator.uniform(*cut, size)[:, None, None]
        gap = (cells.draw(generator, size) * sign)[..., :, None, :] - limits
        over = _credibility(gap, weights, criteria) >= level - _SLACK
        if optimistic:
            under = _credibility(-gap, weights, criteria) >= level - _SLACK
            stopped = under & ~over
            category = np.where(stopped.any(axis=-1), stopped.argmax(axis=-1), len(limits))
        else:
            category = np.where(over.any(axis=-1), len(limits) - over[..., ::-1].argmax(axis=-1), 0)
        for place in range(len(limits) + 1):
            counts[:, place] += np.count_nonzero(category == place, axis=0)
        done += size
    ways = tuple(f"{one.name}, {drawer.way}" for one, drawer in zip(asked, drawers, strict=True))
    inputs = {
        "scores": f"{alternatives} alternatives, {k} criteria, {cells.uncertain} scores uncertain",
        "categories": f"{len(limits) + 1}, {'optimistic' if optimistic else 'pessimistic'} rule",
        "cutting level": f"{cut[0]:g} to {cut[1]:g}",
        "weights": "; ".join(f"{one.name}: {', '.join(one.statements) or 'nothing said'}" for one in asked),
        "draws": f"{n:,}",
    }
    error = float(standard_error(counts / inflation, n / inflation).max())
    ties = "A credibility equal to the cutting level reaches it."
    account = account_of(inputs, ways, error, parameter_set=parameters.label, uncertain=cells.uncertain, ties=ties)
    return Sorting(counts, n, inflation, ways, account)


def _credibility(gap: Floats, weights: Floats, criteria: Sequence[OutrankingCriterion]) -> Floats:
    """Of "left is at least as good as right", ``gap`` = left - right, (.., alternatives, profiles, criteria), better above 0.

    Returns (draws, alternatives, profiles).
    """
    q, p = np.array([one.q for one in criteria]), np.array([one.p for one in criteria])
    veto = np.array([one.veto for one in criteria])
    steep = np.where(p > q, p - q, 1.0)
    # Without a slope (p equals q) the step is at q itself: a shortfall of exactly q does not matter.
    agreed = np.where(gap >= -q - _SLACK, 1.0, np.where(p > q, np.clip((p + gap) / steep, 0.0, 1.0), 0.0))
    together = np.einsum("...apk,nk->nap" if gap.ndim == 3 else "napk,nk->nap", agreed, weights, optimize=True)
    if not np.isfinite(veto).any():
        return np.asarray(together)
    with np.errstate(invalid="ignore"):
        wide = np.where(np.isfinite(veto) & (veto > p), veto - p, 1.0)
        against = np.where(np.isfinite(veto), np.where(veto > p, np.clip((-gap - p) / wide, 0.0, 1.0), -gap > p), 0.0)
    found = together.copy()
    for k in range(gap.shape[-1]):
        one = np.broadcast_to(against[..., k], together.shape)
        outweighs = one > together
        found[outweighs] *= (1 - one[outweighs]) / (1 - together[outweighs])
    return np.asarray(found)
