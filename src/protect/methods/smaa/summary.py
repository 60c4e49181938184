"""What SMAA says, with how well it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from protect.methods.results import Account

Floats = NDArray[np.float64]
#: Two-sided 95 % point of the normal distribution.
NORMAL_95 = 1.959963984540054


def standard_error(counts: Floats, n: float) -> Floats:
    """Of a share by ``sqrt(p (1 - p) / n)``, with two hits and two misses added (Agresti and Coull 1998).

    So a share of 0 or 1 has an error too: never seen is not impossible.

    >>> standard_error(np.array([0.0, 5000.0]), 10_000).round(4).tolist()
    [0.0001, 0.005]
    """
    share = (np.asarray(counts, dtype=float) + 2) / (n + 4)
    return np.asarray(np.sqrt(share * (1 - share) / (n + 4)))


def entropy(shares: Floats) -> Floats:
    """``-sum p log2 p`` over the last axis, bits; 0 log 0 is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(-np.where(shares > 0, shares * np.log2(shares), 0.0).sum(axis=-1) + 0.0)


@dataclass(frozen=True)
class Acceptability:
    """SMAA-2. ``counts[i, r]``: draws in which alternative i took rank r + 1, of ``n``; tied alternatives share the ranks they
    occupy equally, so that rows and columns add up to n.

    ``central_weights[i]``: mean of the weightings in which i is first, ``nan`` where there was none. ``confidence[i]``: chance
    that i is first with those weights, over the uncertain scores, ``nan`` where there are none; from ``confidence_n`` draws.
    ``wins[i, j]``: draws in which i beats j, a tie being half (None where it was not asked for). ``ranking_entropy``: bits, over
    whole rankings, None where alternatives are too many for counting rankings. ``inflation``: draws that carry as much as one
    that is independent of the others. ``reached``: whether the asked precision was reached (None where none was asked).
    ValueError of ``holistic`` for another number of weights than ranks.
    """

    counts: Floats
    n: int
    central_weights: Floats
    mean_weights: Floats
    confidence: Floats
    confidence_n: int
    wins: Floats | None
    ranking_entropy: float | None
    inflation: float
    ways: tuple[str, ...]
    reached: bool | None
    account: Account

    @property
    def acceptability(self) -> Floats:
        """Share of draws, (alternatives, ranks): rank acceptability indices."""
        return np.asarray(self.counts / self.n)

    @property
    def error(self) -> Floats:
        """Standard error of each acceptability."""
        return standard_error(self.counts / self.inflation, self.n / self.inflation)

    @property
    def half_width(self) -> float:
        """Half of the widest 95 % interval among all acceptabilities."""
        return float(NORMAL_95 * self.error.max())

    @property
    def pairwise(self) -> Floats | None:
        """Pairwise winning indices, (alternatives, alternatives); ``p_ij + p_ji = 1``, and 1/2 against itself."""
        if self.wins is None:
            return None
        found = self.wins / self.n
        np.fill_diagonal(found, 0.5)
        return np.asarray(found)

    @property
    def confidence_error(self) -> Floats:
        """Standard error of each confidence factor; ``nan`` where there is none, 0 where all scores are numbers."""
        if not self.confidence_n:
            return np.where(np.isnan(self.confidence), np.nan, 0.0)
        return standard_error(self.confidence * self.confidence_n, self.confidence_n)

    @property
    def choice_entropy(self) -> float:
        """Bits of doubt about who is first: 0 if it is always the same, log2(alternatives) if all are alike."""
        return float(entropy(self.acceptability[:, 0]))

    @property
    def rank_entropy(self) -> Floats:
        """Bits of doubt about the rank of each alternative."""
        return entropy(self.acceptability)

    def holistic(self, meta_weights: Sequence[float] | None = None) -> Floats:
        """One figure for each alternative: ``sum_r m_r b_ir``; without weights ``m_r = (A - r)/(A - 1)``, linear in the rank."""
        ranks = len(self.counts)
        meta = np.linspace(1, 0, ranks) if meta_weights is None else np.asarray(meta_weights, dtype=float)
        if meta.shape != (ranks,):
            raise ValueError(f"meta_weights has one weight for each of the {ranks} ranks")
        return np.asarray(self.acceptability @ meta)

    def rows(self, names: Sequence[str]) -> list[dict[str, float | str]]:
        """For a table: one row for each alternative."""
        return [
            {
                "alternative": name,
                **{f"rank {rank + 1}": float(share) for rank, share in enumerate(self.acceptability[number])},
                "standard error of rank 1": float(self.error[number, 0]),
                "confidence": float(self.confidence[number]),
                "entropy of rank": float(self.rank_entropy[number]),
            }
            for number, name in enumerate(names)
        ]


def account_of(
    inputs: Mapping[str, str], ways: Sequence[str], error: float, *, parameter_set: str, uncertain: int, ties: str
) -> Account:
    """The account of an SMAA result: how weights were drawn, what is assumed, what would change it."""
    return Account(
        dict(inputs),
        parameter_set,
        assumptions=(
            "Inside the weight space every weighting counts alike: that is a stance, not neutrality.",
            "Uncertain scores are independent of each other.",
            ties,
            *(f"Weights: {way}." for way in ways),
            f"Greatest standard error of a share, from the number of draws alone: {error:.4f}.",
        ),
        changes=(
            "Saying more of the weights (an order, bounds) narrows the result.",
            *(("Measuring uncertain scores narrows it too.",) if uncertain else ()),
        ),
    )
