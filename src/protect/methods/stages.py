"""One scenario at four stages: inherent, current, target, residual (METHODS 3).

Inherent: without any measure. Current: with what works today. Target: what the town wants to reach. Residual: judged again
after the measures were taken. Each stage is a distribution over bands; nothing is claimed beyond what they show.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protect.methods.risk import RISK, TOLERANCE, chance_higher

Floats = NDArray[np.float64]


class Stage(StrEnum):
    """When a scenario was judged, or is meant to be: see the module."""

    INHERENT = "inherent"
    CURRENT = "current"
    TARGET = "target"
    RESIDUAL = "residual"


@dataclass(frozen=True)
class Change:
    """From one stage to another. ``lower``, ``same``, ``higher``: chances that the later band is that; they sum to one.

    ``claimed`` is whether an improvement may be claimed: the chance of a lower band is above the stated one.
    """

    before: Stage
    after: Stage
    lower: float
    same: float
    higher: float
    claimed: bool


def change(
    before: Stage,
    before_bands: ArrayLike,
    after: Stage,
    after_bands: ArrayLike,
    chance: float = RISK["improvement_chance"],
) -> Change:
    """Compare two stages, exactly: ``lower = sum over i > j of before_i after_j``.

    Both arrays have shape ``(bands,)`` and sum to one. Raises ValueError if they do not, or if they differ in length.

    >>> change(Stage.CURRENT, [0, 0, 1], Stage.RESIDUAL, [0, 0.9, 0.1]).claimed
    True
    """
    a, b = np.asarray(before_bands, dtype=float), np.asarray(after_bands, dtype=float)
    if a.shape != b.shape or a.ndim != 1:
        raise ValueError("the two stages have distributions over the same bands")
    lower, higher = chance_higher(a, b), chance_higher(b, a)
    return Change(before, after, lower, max(0.0, 1 - lower - higher), higher, lower > chance + TOLERANCE)


def changes(bands: dict[Stage, ArrayLike], chance: float = RISK["improvement_chance"]) -> list[Change]:
    """What measures did and what is still missing, for the stages that are there, in this order: inherent to current, current
    to target, current to residual, residual to target. A stage that nobody judged is left out, not assumed."""
    wanted = [
        (Stage.INHERENT, Stage.CURRENT),
        (Stage.CURRENT, Stage.TARGET),
        (Stage.CURRENT, Stage.RESIDUAL),
        (Stage.RESIDUAL, Stage.TARGET),
    ]
    return [change(a, bands[a], b, bands[b], chance) for a, b in wanted if a in bands and b in bands]
