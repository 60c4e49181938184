"""The exact front of effect against budget, by dynamic programme: for every budget the best that it buys.

Effects add up, but for the pairs that are named. Costs are whole numbers, so the front is exact: no other portfolio of the same
cost has more effect. With running costs the table has both budgets, and either can be moved.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protect.methods.portfolio.logic import Logic, Move, Walk, walk
from protect.methods.results import Account

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]
Bools = NDArray[np.bool_]
Marks = NDArray[np.uint16]
#: Cells of all tables (states of each step by budgets), two bytes each; beyond it take larger units of money, or ``planning``.
MOST_CELLS = 60_000_000
#: Effects that differ by less than this share of all effects are the same: what adding up in another order does.
SAME = 1e-12


@dataclass(frozen=True)
class Front:
    """``best`` (budgets,): greatest effect for 0, ``unit``, 2 ``unit`` ... of money and the whole yearly budget; minus infinity
    where no choice keeps to the rules. ``steps``: budgets at which it rises. Above the last one it rises no more.
    ValueError of its methods for budgets that cannot be."""

    best: Floats
    steps: Ints
    unit: int
    yearly_unit: int
    account: Account
    _asked: tuple[float, float]
    _same: float
    _table: Floats
    _walk: Walk
    _costs: tuple[tuple[int, int], ...]
    _marks: tuple[tuple[Marks, ...], ...]
    _into: tuple[tuple[tuple[Move, ...], ...], ...]

    @property
    def budget(self) -> int:
        """The largest budget that makes a difference, or that was asked about."""
        return (len(self.best) - 1) * self.unit

    def value(self, budget: float, yearly: float | None = None) -> float:
        """The greatest effect for a budget, minus infinity where no choice keeps to the rules."""
        row, column = self._cell(budget, yearly)
        return float(self._table[row, column])

    def choice(self, budget: float, yearly: float | None = None) -> Bools:
        """The measures bought with a budget, (measures,); the cheapest choice of the best effect. Microseconds: for a slider.

        ``yearly``: a smaller yearly budget than that of the front. Raises ValueError below 0, above what the
        front was made for, and where no choice keeps to the rules.
        """
        row, column = self._cell(budget, yearly)
        most = self._table[row, column]
        if most == -math.inf:
            raise ValueError(f"no choice within {budget:,g} keeps to the rules: cover and needs cost more")
        row = int(np.searchsorted(self._table[:, column], most - self._same))
        found = np.zeros(len(self._costs), dtype=bool)
        state = 0
        for step in range(len(self._costs) - 1, -1, -1):
            move = self._into[step][state][self._marks[step][state][row, column]]
            state = move.start
            if move.take:
                one = self._walk.order[step]
                found[one] = True
                row, column = row - self._costs[one][0], column - self._costs[one][1]
        return found

    def _cell(self, budget: float, yearly: float | None) -> tuple[int, int]:
        rows, columns = self._table.shape
        if budget < 0 or (yearly is not None and yearly < 0):
            raise ValueError("a budget is not negative")
        if yearly is not None and self._asked[1] == math.inf:
            raise ValueError("the front was made without a yearly budget")
        if budget > self._asked[0] or (yearly is not None and yearly > self._asked[1]):
            raise ValueError(f"the front was made for budgets up to {self._asked[0]:,g} and {self._asked[1]:,g} a year")
        column = columns - 1 if yearly is None else min(int(yearly // self.yearly_unit), columns - 1)
        return (rows - 1 if budget == math.inf else min(int(budget // self.unit), rows - 1)), column


def front(
    costs: ArrayLike, values: ArrayLike, budget: float, logic: Logic | None = None, *, yearly: ArrayLike | None = None,
    yearly_budget: float = math.inf,
) -> Front:  # fmt: skip
    """Exact front up to ``budget``, which may be infinite.

    ``costs``: (measures,), whole and not negative; ``values``: (measures,), the effect of each; ``yearly``: (measures,), whole,
    running costs that together stay within ``yearly_budget``. Cost: measures by states by budgets, counted in the greatest common
    divisor of all costs. Raises ValueError for costs that are not whole, missing values, rules that nothing keeps to, or a table
    that would not fit into memory.

    >>> found = front([3, 4, 2, 5], [4, 5, 3, 8], 9)
    >>> found.best.tolist()
    [0.0, 0.0, 3.0, 4.0, 5.0, 8.0, 8.0, 11.0, 12.0, 13.0]
    >>> found.choice(9).tolist(), found.steps.tolist()
    ([False, True, False, True], [0, 2, 3, 4, 5, 7, 8, 9])
    """
    price, worth = _checked(costs, values)
    running = np.zeros_like(price) if yearly is None else _whole(yearly, "yearly")
    if yearly_budget == math.inf:
        running = np.zeros_like(price)
    if running.shape != price.shape:
        raise ValueError("yearly has one number for each measure")
    if not budget >= 0 or not yearly_budget >= 0:
        raise ValueError("a budget is not negative")
    rules = (logic or Logic()).checked(len(price))
    pairs = rules.pair_values(1)[:, 0]
    path = walk(rules, len(price))
    if not path.states[-1]:
        raise ValueError("no choice keeps to the rules, whatever the budget: exclusions, needs and cover contradict")
    unit, rows = _units(price, budget)
    yearly_unit, columns = _units(running, yearly_budget)
    cells = sum(path.states) * rows * columns
    if cells > MOST_CELLS:
        raise ValueError(
            f"{rows * columns:,} budgets are too many to try: count in larger units of money, or use planning"
        )
    steps = list(zip((price // unit).tolist(), (running // yearly_unit).tolist(), strict=True))
    same = SAME * float(np.abs(worth).sum() + np.abs(pairs).sum())
    table, marks, into = _filled(path, steps, worth, pairs, (rows, columns), same)
    best = table[:, -1]
    with np.errstate(invalid="ignore"):
        rises = np.flatnonzero(best[1:] > best[:-1] + same) + 1
    first = [] if best[0] == -math.inf else [0]
    account = Account(
        {
            "measures": str(len(price)),
            "costs": f"whole multiples of {unit:,}",
            "effects": "as given, one number for each measure",
            "rules": f"{len(rules.excludes)} exclusions, {sum(map(len, rules.needs.values()))} needs, {len(pairs)} pairs, "
            f"{len(rules.cover)} covers",
        },
        "none: costs and effects are the town's",
        assumptions=("Effects of different measures add up, but for the pairs that are named.",),
        changes=("Another budget: the front has all of them.", "Other effects: see the robust choice."),
        restricted=True,
    )
    return Front(
        best, np.array([*first, *rises], dtype=np.int_) * unit, unit, yearly_unit, account,
        (float(budget), float(yearly_budget)), same, table, path, tuple(steps),
        marks, into,
    )  # fmt: skip


def _units(costs: Ints, budget: float) -> tuple[int, int]:
    """The unit in which costs are counted, and how many budgets there are: nothing changes above the sum of all costs."""
    unit = max(int(np.gcd.reduce(costs)), 1)
    return unit, int(min(budget, float(costs.sum())) // unit) + 1


def _filled(
    path: Walk, costs: list[tuple[int, int]], worth: Floats, pairs: Floats, shape: tuple[int, int], same: float
) -> tuple[Floats, tuple[tuple[Marks, ...], ...], tuple[tuple[tuple[Move, ...], ...], ...]]:
    """The last table, for each step and state which move led to each cell, and the moves by where they lead."""
    tables = [np.zeros(shape)]
    all_marks, all_into = [], []
    for one, moves, count in zip(path.order, path.moves, path.states[1:], strict=True):
        into: list[list[Move]] = [[] for _ in range(count)]
        for move in moves:
            into[move.end].append(move)
        row, column = costs[one]
        fits = row < shape[0] and column < shape[1]
        fresh, marks = [], []
        for some in into:
            best, mark = np.full(shape, -math.inf), np.zeros(shape, dtype=np.uint16)
            for number, move in enumerate(some):
                before = tables[move.start]
                if not move.take:
                    target, tried = (slice(None), slice(None)), before
                elif not fits:
                    continue
                else:
                    target = (slice(row, None), slice(column, None))
                    tried = before[: shape[0] - row, : shape[1] - column] + (worth[one] + pairs[list(move.pairs)].sum())
                if number == 0:
                    best[target] = tried
                    continue
                part = best[target]
                better = tried > part + same
                np.copyto(part, tried, where=better)
                mark[target][better] = number
            fresh.append(best)
            marks.append(mark)
        tables = fresh
        all_marks.append(tuple(marks))
        all_into.append(tuple(map(tuple, into)))
    return tables[0], tuple(all_marks), tuple(all_into)


def _whole(given: ArrayLike, name: str) -> Ints:
    found = np.asarray(given, dtype=float)
    if not np.isfinite(found).all() or (found < 0).any() or (found != np.rint(found)).any():
        raise ValueError(f"{name} are whole numbers that are not negative: round them up to units of money")
    return found.astype(np.int_)


def _checked(costs: ArrayLike, values: ArrayLike) -> tuple[Ints, Floats]:
    price, worth = _whole(costs, "costs"), np.asarray(values, dtype=float)
    if price.ndim != 1 or price.shape != worth.shape or not price.size:
        raise ValueError("costs and values have one number for each measure, one measure at least")
    if not np.isfinite(worth).all():
        raise ValueError("a value is missing: give the cautious one, or leave the measure out")
    return price, worth
