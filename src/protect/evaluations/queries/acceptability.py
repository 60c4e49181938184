"""How often each candidate takes each rank, over the weights that the group accepts and the spread of the scores."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from protect.evaluations.models.setting_up import HIGHEST
from protect.evaluations.queries.standing import Standing
from protect.methods import smaa
from protect.methods.mcda.weighting import Group

#: Drawn weightings and scores: a standard error of one hundredth at most; fewer where the table is very large.
DRAWS, FEWEST_DRAWS, NUMBERS = 4_000, 500, 8_000_000

#: Low, best and high share of the highest level; None where nobody scored.
Cell = tuple[float, float, float] | None
#: Lowest and highest weight of each criterion of a level.
Bounds = tuple[tuple[float, float], ...]


def of(found: Standing, at: list[int], ranges: dict[str, Group]) -> tuple[tuple[float, ...], ...]:
    """Shares of the cases by candidate (those ``at``) and rank. ``ranges``: of the groups, and inside each."""
    cells = tuple(tuple(_cell(found, i, k) for k in range(len(found.criteria))) for i in at)
    levels = ["groups", *(group["code"] for group in found.criteria_set.groups)]
    bounds = tuple(tuple(zip(ranges[one].low.tolist(), ranges[one].high.tolist(), strict=True)) for one in levels)
    # The same draws for the same evaluation: two readers see the same figures.
    return _shares(cells, bounds, found.criteria_set.evaluation_id)


def _cell(found: Standing, i: int, k: int) -> Cell:
    low, best, high = (float(one[i, k]) / HIGHEST for one in (found.low, found.best, found.high))
    return None if np.isnan(best) else (low, best, high)


@lru_cache(maxsize=64)
def _shares(
    cells: tuple[tuple[Cell, ...], ...], bounds: tuple[Bounds, ...], seed: int
) -> tuple[tuple[float, ...], ...]:
    """Kept while the numbers are the same: the drawing takes longer than all the rest of the page."""
    spaces = [smaa.WeightSpace(len(one), bounds=dict(enumerate(one))) for one in bounds]
    draws = max(FEWEST_DRAWS, min(DRAWS, NUMBERS // (len(cells) * len(cells[0]))))
    found = smaa.smaa2_tree(
        [[_uncertain(cell) for cell in row] for row in cells], spaces[0], spaces[1:],
        generator=np.random.default_rng(seed), n=draws,
    )  # fmt: skip
    return tuple(tuple(map(float, row)) for row in found.acceptability)


def _uncertain(cell: Cell) -> smaa.Cell:
    if cell is None:
        return smaa.Uniform(0.0, 1.0)
    low, best, high = cell
    return best if low == high else smaa.BetaPert(low, best, high)
