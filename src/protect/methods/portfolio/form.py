"""A plan of several years as a mixed-integer programme for HiGHS.

What stands against a scenario leaves ``product of (1 - share)`` of it: the second camera adds less. With ``u``, the sum of
``-ln(1 - share)``, the effect ``1 - exp(-u)`` is concave. The programme bounds it from above, by tangents to that curve and by
caps around what is chosen: what it proves holds for the true effect.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, milp

from protect.methods.portfolio.linear import Row, constraint, pair_rows, rules_as_rows
from protect.methods.portfolio.logic import Logic
from protect.methods.portfolio.model import WHOLE, Model

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: From this fraction on a measure counts as chosen for a cap.
CHOSEN = 0.9
#: Tangents to begin with stand at these shares of a scenario taken away.
TANGENTS = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.88, 0.96)


class Form:
    """Columns: whether each measure stands in each year; pairs by year; ``u`` and effect of each bent scenario by year."""

    def __init__(self, model: Model, tangents: tuple[float, ...] = TANGENTS) -> None:
        self.model, self.years, self.bent = model, model.years, model.bent
        self.log = -np.log1p(-np.minimum(model.share[:, self.bent], WHOLE))
        self.first_pair = len(model.purchase) * self.years
        self.first_u = self.first_pair + len(model.pairs) * self.years
        self.first_effect = self.first_u + len(self.bent) * self.years
        self.columns = self.first_effect + len(self.bent) * self.years
        self.plain = self._rows()
        self.rows = self.plain + self._sums()
        self.known: set[tuple[int, int, float]] = set()
        for place in range(len(self.bent)):
            for year in range(self.years):
                for share in tangents:
                    if -math.log1p(-share) < self.log[:, place].sum():
                        self._add(place, year, -math.log1p(-share))

    def _stands(self, one: int, year: int) -> int:
        return one * self.years + year

    def _rows(self) -> list[Row]:
        """Budgets and rules."""
        model, years = self.model, self.years
        measures, last = range(len(model.purchase)), years - 1
        rows: list[Row] = [
            ({self._stands(one, year - 1): 1.0, self._stands(one, year): -1.0}, -math.inf, 0.0)
            for one in measures
            for year in range(1, years)
        ]
        for year in range(years):
            spent = {self._stands(one, year): float(model.purchase[one]) for one in measures}
            most = float(model.to_buy[: year + 1].sum() if model.carry else model.to_buy[year])
            if not model.carry and year:
                spent |= {self._stands(one, year - 1): -float(model.purchase[one]) for one in measures}
            rows.append((spent, -math.inf, most))
            running = {self._stands(one, year): float(model.yearly[one]) for one in measures}
            rows.append((running, -math.inf, float(model.to_run[year])))
            for side, least in zip(model.sides, model.least, strict=True):
                rows.append(({self._stands(one, year): float(side[one]) for one in measures}, float(least), math.inf))
            for one, some in model.logic.needs.items():
                rows += [
                    ({self._stands(one, year): 1.0, self._stands(other, year): -1.0}, -math.inf, 0.0) for other in some
                ]
            for number, ((a, b), value) in enumerate(zip(model.logic.together, model.pairs, strict=True)):
                pair = self.first_pair + number * years + year
                rows += pair_rows(self._stands(a, year), self._stands(b, year), pair, float(value))
        # What stands never goes away again: exclusions and cover are asked of the last year.
        once = Logic(model.logic.excludes, {}, {}, model.logic.cover, model.logic.never)
        for cells, low, high in rules_as_rows(once):
            rows.append(({self._stands(one, last): worth for one, worth in cells.items()}, low, high))
        return [row for row in rows if math.isfinite(row[1]) or math.isfinite(row[2])]

    def _sums(self) -> list[Row]:
        """``u`` is the sum of the logarithms of what stands."""
        rows: list[Row] = []
        for place in range(len(self.bent)):
            acting = np.flatnonzero(self.log[:, place])
            for year in range(self.years):
                cells = {self._stands(int(one), year): float(self.log[one, place]) for one in acting}
                rows.append((cells | {self.first_u + place * self.years + year: -1.0}, 0.0, 0.0))
        return rows

    def _add(self, place: int, year: int, at: float) -> bool:
        """A tangent, ``effect <= 1 - exp(-at) + exp(-at) (u - at)``; False if it was there already."""
        name = (place, year, round(at, 9))
        if name in self.known:
            return False
        self.known.add(name)
        slope, number = math.exp(-at), place * self.years + year
        cells = {self.first_effect + number: 1.0, self.first_u + number: -slope}
        self.rows.append((cells, -math.inf, 1 - slope - slope * at))
        return True

    def _cap(self, place: int, year: int, chosen: Bools) -> None:
        """What the chosen measures take away, and at most its share of the rest for each other one (Nemhauser, Wolsey 1978)."""
        share = self.model.share[:, self.bent[place]]
        rest = float(np.prod(1 - share[chosen]))
        cells = {
            self._stands(int(one), year): -rest * float(share[one]) for one in np.flatnonzero((share > 0) & ~chosen)
        }
        self.rows.append((cells | {self.first_effect + place * self.years + year: 1.0}, -math.inf, 1 - rest))

    def solve(self, gap: float, seconds: float) -> tuple[Bools | None, float] | None:
        """The plan of the programme (None if there was no time for one) and its bound; None where no plan fits."""
        found = self.relaxed(gap, seconds, whole=True)
        if found is None:
            return None
        x, bound = found
        return None if x is None else x > 0.5, bound

    def relaxed(self, gap: float, seconds: float, *, whole: bool = False) -> tuple[Floats | None, float] | None:
        """The same with fractions of measures allowed, (measures, years)."""
        model, years = self.model, self.years
        gain = np.concatenate([
            np.repeat(model.straight, years), np.repeat(model.pairs, years), np.zeros(len(self.bent) * years),
            np.repeat(model.weight[self.bent], years),
        ])  # fmt: skip
        kinds = np.zeros(self.columns)
        kinds[: self.first_pair] = whole
        top = np.ones(self.columns)
        top[self.first_u : self.first_effect] = math.inf
        # HiGHS knows gaps beside absolute ones of 1e-6: effects are brought to a size where that is little.
        size = float(np.abs(gain).sum()) / 1000 or 1.0
        solved = milp(
            -gain / size, integrality=kinds, bounds=Bounds(0, top), constraints=constraint(self.rows, self.columns),
            options={"mip_rel_gap": gap, "time_limit": seconds},
        )  # fmt: skip
        if solved.status == 2:
            return None
        # A programme without whole numbers has no dual bound of its own; solved to its end, its value is one.
        limit = (
            solved.mip_dual_bound if solved.mip_dual_bound is not None else solved.fun if solved.status == 0 else None
        )
        bound = math.inf if limit is None else -float(limit) * size / years
        return (None if solved.x is None else solved.x[: self.first_pair].reshape(-1, years)), bound

    def refine(self, stands: ArrayLike) -> bool:
        """Tangents and caps where a plan stands, or one with fractions; False where all of them are there already."""
        plan = np.asarray(stands, dtype=float)
        sums, fresh = self.log.T @ plan, False
        for place in range(len(self.bent)):
            for year in range(self.years):
                if self._add(place, year, float(sums[place, year])):
                    fresh = True
                    self._cap(place, year, plan[:, year] > CHOSEN)
        return fresh
