"""A plan of several years as arrays: what it is worth, and whether it keeps within budgets and rules."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from protect.methods.portfolio.logic import Logic

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int_]
#: A share above this one is counted as it: a measure that leaves nothing at all has no logarithm.
WHOLE = 1 - 1e-7


@dataclass(frozen=True)
class Model:
    """``purchase`` (measures,), ``yearly`` (measures,); budgets by year (years,), infinite where there is no limit; ``share``
    (measures, scenarios) that each takes away, ``weight`` (scenarios,); ``points`` (measures,) that count besides; ``pairs``
    (pairs,) what each adds; ``sides`` (kinds, measures) with the ``least`` sum of each; whether shares ``add_up``; whether money
    left is ``carry``-ed into the next year."""

    purchase: Floats
    yearly: Floats
    to_buy: Floats
    to_run: Floats
    share: Floats
    weight: Floats
    points: Floats
    pairs: Floats
    sides: Floats
    least: Floats
    logic: Logic
    add_up: bool = False
    carry: bool = True

    @property
    def years(self) -> int:
        return len(self.to_buy)

    @cached_property
    def bent(self) -> Ints:
        """Scenarios that count and on which several measures act, so that effects do not add up."""
        if self.add_up:
            return np.zeros(0, dtype=np.int_)
        return np.flatnonzero(((self.share > 0).sum(axis=0) > 1) & (self.weight > 0))

    @cached_property
    def straight(self) -> Floats:
        """What each measure adds whatever else is chosen, (measures,)."""
        plain = np.ones(len(self.weight), dtype=bool)
        plain[self.bent] = False
        return np.asarray(self.share[:, plain] @ self.weight[plain] + self.points)

    def left(self, stands: Bools) -> Floats:
        """The share of each scenario that is left, (scenarios, years)."""
        if self.add_up:
            return np.asarray(1 - self.share.T @ stands)
        return np.stack([np.prod(1 - self.share[stands[:, year]], axis=0) for year in range(stands.shape[1])], axis=1)

    def worth(self, stands: Bools) -> float:
        """The effect of a plan, ``stands`` (measures, years) of bool: points, as the mean of the years."""
        whole = self.weight @ (1 - self.left(stands)) + self.points @ stands
        whole += self.logic.both(stands.T) @ self.pairs
        return float(whole.mean())

    def money(self, stands: Bools) -> tuple[Floats, Floats]:
        """What is bought and what is run in each year, (years,) each."""
        before = np.hstack([np.zeros((len(stands), 1), dtype=bool), stands[:, :-1]])
        return self.purchase @ (stands & ~before), self.yearly @ stands

    def slack(self, stands: Bools) -> tuple[Floats, Floats]:
        """Money to buy and to run that is left in each year; with ``carry`` the first is summed up from the first year."""
        bought, run = self.money(stands)
        left = self.to_buy - bought
        return (np.cumsum(self.to_buy) - np.cumsum(bought) if self.carry else left), self.to_run - run

    def fits(self, stands: Bools) -> bool:
        """Whether a plan keeps within every budget and rule; exclusions and cover are asked of the last year."""
        near = 1e-9 * max(float(self.purchase.sum()), float(self.yearly.sum()), 1e-300)
        to_buy, to_run = self.slack(stands)
        if (to_buy < -near).any() or (to_run < -near).any() or (stands[:, :-1] & ~stands[:, 1:]).any():
            return False
        if (self.sides @ stands < self.least[:, None] - 1e-9).any():
            return False
        needing, needed, matrix, least, most = self.rules
        if (stands[needing] & ~stands[needed]).any():
            return False
        counted = matrix @ stands[:, -1]
        return bool((counted >= least).all() and (counted <= most).all())

    @cached_property
    def rules(self) -> tuple[Ints, Ints, Floats, Floats, Floats]:
        """Needs as two columns; exclusions, cover and what is never chosen as sums of measures with least and most."""
        needs = [(one, other) for one, some in self.logic.needs.items() for other in some]
        pairs = np.array(needs, dtype=np.int_).reshape(-1, 2)
        sums = [(group, 0.0, 1.0) for group in self.logic.excludes]
        sums += [(members, float(least), math.inf) for members, least in self.logic.cover]
        sums += [((one,), 0.0, 0.0) for one in self.logic.never]
        matrix = np.zeros((len(sums), len(self.purchase)))
        for number, (members, _least, _most) in enumerate(sums):
            matrix[number, list(members)] = 1
        return (
            pairs[:, 0], pairs[:, 1], matrix, np.array([least for _m, least, _x in sums]), np.array([x for _m, _l, x in sums])
        )  # fmt: skip
