"""Every non-dominated portfolio, grown measure by measure from beginnings that can still become one; or some of them, sampled."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from protect.methods.portfolio import linear
from protect.methods.portfolio.front import front
from protect.methods.portfolio.logic import Logic, Walk, walk

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int_]
#: Pairs compared at once: what stays in the processor's cache.
BLOCK = 200_000
#: Share of all effects below which two are the same.
NEAR = 1e-11
#: Portfolios that are best for some weights, to measure beginnings by.
KNOWN = 60
#: The same where scores are intervals, and each needs a bound of its own.
KNOWN_APART = 20
#: Budgets up to which each of them is found by the exact front, not by a programme.
CELLS = 5000
#: Steps of the budget in the bound of what can still be added.
STEPS = 1000


@dataclass(frozen=True)
class Problem:
    """``use`` (measures, resources) and ``budget`` (resources,); lowest and highest effect of each measure in each corner of the
    weights, (measures, corners); what pairs add there, (pairs, corners); rules."""

    use: Floats
    budget: Floats
    low: Floats
    high: Floats
    pairs: Floats
    logic: Logic

    @property
    def near(self) -> float:
        return NEAR * float(max(np.abs(self.low).sum(), np.abs(self.high).sum(), np.abs(self.pairs).sum()))

    @property
    def slack(self) -> Floats:
        """How far a sum of costs may lie above the budget: rounding only."""
        return np.asarray(1e-12 * np.abs(self.use).sum(axis=0))

    @property
    def exact_scores(self) -> bool:
        return bool((self.high - self.low <= self.near).all())


@dataclass(frozen=True)
class _Beginnings:
    """``chosen`` (n, measures), what they use (n, resources), lowest and highest effect (n, corners)."""

    chosen: Bools
    used: Floats
    low: Floats
    high: Floats

    def __len__(self) -> int:
        return len(self.chosen)

    def part(self, which: Bools | Ints) -> _Beginnings:
        return _Beginnings(self.chosen[which], self.used[which], self.low[which], self.high[which])

    def with_(self, problem: Problem, one: int, pairs: tuple[int, ...]) -> _Beginnings:
        chosen = self.chosen.copy()
        chosen[:, one] = True
        more = problem.pairs[list(pairs)].sum(axis=0)
        return _Beginnings(
            chosen,
            self.used + problem.use[one],
            self.low + problem.low[one] + more,
            self.high + problem.high[one] + more,
        )

    @staticmethod
    def joined(some: list[_Beginnings]) -> _Beginnings:
        return _Beginnings(
            *(np.concatenate([getattr(one, name) for one in some]) for name in ("chosen", "used", "low", "high"))
        )


def every(problem: Problem, most: int) -> Bools | None:
    """Every non-dominated portfolio, (portfolios, measures); None where more than ``most`` beginnings would have to be kept."""
    measures, corners = problem.low.shape
    worth = problem.high.mean(axis=1) / (problem.use.clip(min=0).sum(axis=1) + 1e-9)
    path = walk(problem.logic, measures, (-worth).tolist())
    if not path.states[-1]:
        return np.zeros((0, measures), dtype=bool)
    rivals = _rivals(problem, path)
    least = np.zeros((measures + 1, problem.use.shape[1]))
    for step in range(measures - 1, -1, -1):
        least[step] = least[step + 1] + np.minimum(problem.use[path.order[step]], 0)
    start = np.zeros((1, corners))
    now = {0: _Beginnings(np.zeros((1, measures), dtype=bool), np.zeros((1, problem.use.shape[1])), start, start)}
    for step, (one, moves) in enumerate(zip(path.order, path.moves, strict=True)):
        grown: dict[int, list[_Beginnings]] = {}
        for move in moves:
            if move.start in now:
                before = now[move.start]
                grown.setdefault(move.end, []).append(before.with_(problem, one, move.pairs) if move.take else before)
        now = {}
        for state, some in grown.items():
            all_ = _Beginnings.joined(some)
            all_ = all_.part((all_.used + least[step + 1] <= problem.budget + problem.slack).all(axis=1))
            all_ = all_.part(~_hopeless(problem, all_, rivals, step + 1))
            if step == measures - 1:
                # Whole portfolios: what they cost does not matter any more.
                all_ = _Beginnings(all_.chosen, np.zeros_like(all_.used), all_.low, all_.high)
            all_ = all_.part(_undominated(problem, all_))
            if len(all_):
                now[state] = all_
        if sum(map(len, now.values())) > most:
            return None
    return now[0].chosen if 0 in now else np.zeros((0, measures), dtype=bool)


class _Bound:
    """The most that can still be added from each step on, corner by corner: a knapsack for each budget, without the rules.

    Beside a ``rival``, what both have counts at its lowest: whatever it really is, it is the same for both.
    """

    def __init__(self, problem: Problem, path: Walk, rival: Bools) -> None:
        self.problem = problem
        gain = np.where(rival[:, None], problem.low, problem.high)
        place = {one: number for number, one in enumerate(path.order)}
        for (a, b), value in zip(problem.logic.together, problem.pairs, strict=True):
            gain[a if place[a] > place[b] else b] += value.clip(min=0)
        fits = [
            number for number, most in enumerate(problem.budget)
            if math.isfinite(most) and most > 0 and (problem.use[:, number] >= 0).all()
        ]  # fmt: skip
        self.resources = fits
        self.scale = [float(problem.budget[one]) / STEPS for one in fits]
        self.rest = np.zeros((len(path.order) + 1, problem.high.shape[1]))
        for step in range(len(path.order) - 1, -1, -1):
            self.rest[step] = self.rest[step + 1] + gain[path.order[step]].clip(min=0)
        self.tables = [
            self._tables(path, gain, np.floor(problem.use[:, one] / scale + 1e-9).astype(int))
            for one, scale in zip(fits, self.scale, strict=True)
        ]

    def _tables(self, path: Walk, gain: Floats, costs: Ints) -> list[Floats]:
        table = np.zeros((STEPS + 1, gain.shape[1]))
        found = [table]
        for one in reversed(path.order):
            cost = int(costs[one])
            if cost <= STEPS and (gain[one] > 0).any():
                table = table.copy()
                table[cost:] = np.maximum(table[cost:], found[-1][: STEPS + 1 - cost] + gain[one])
            found.append(table)
        return found[::-1]

    def more(self, step: int, some: _Beginnings) -> Floats:
        """The most that can be added to each beginning, (n, corners); never too low."""
        more = np.broadcast_to(self.rest[step], some.high.shape)
        for resource, scale, tables in zip(self.resources, self.scale, self.tables, strict=True):
            left = self.problem.budget[resource] - some.used[:, resource]
            cells = np.floor(left / scale + 1e-6).astype(int).clip(0, STEPS)
            more = np.minimum(more, tables[step][cells])
        return np.asarray(more)


@dataclass(frozen=True)
class _Rival:
    """A whole portfolio that is good for some weights, its lowest effect (corners,), and the bound beside it."""

    chosen: Bools
    low: Floats
    bound: _Bound


def _rivals(problem: Problem, path: Walk) -> list[_Rival]:
    """The best portfolios for weights spread evenly over the corners."""
    count = problem.low.shape[1]
    exact = problem.exact_scores
    number = min(KNOWN if exact else KNOWN_APART, 2 * len(problem.low)) if count > 1 else 0
    mixes = np.random.default_rng(0).dirichlet(np.ones(count), number)
    found: dict[bytes, Bools] = {}
    middle = (problem.low + problem.high) / 2
    for mix in [*(0.98 * np.eye(count) + 0.02 / count), np.full(count, 1 / count), *mixes]:
        chosen = solve(problem, middle @ mix, problem.pairs @ mix)
        if chosen is not None:
            found[chosen.tobytes()] = chosen
    shared = _Bound(problem, path, np.zeros(len(problem.low), dtype=bool)) if exact else None
    return [
        _Rival(
            one,
            one @ problem.low + problem.logic.both(one[None])[0] @ problem.pairs,
            shared or _Bound(problem, path, one),
        )
        for one in found.values()
    ]


def _hopeless(problem: Problem, some: _Beginnings, rivals: list[_Rival], step: int) -> Bools:
    """Beginnings that a rival dominates whatever is still added to them."""
    found = np.zeros(len(some), dtype=bool)
    reach: Floats | None = None
    for one in rivals:
        if not problem.exact_scores:
            both = (some.chosen & one.chosen) @ (problem.high - problem.low)
            reach = some.high - both + one.bound.more(step, some)
        elif reach is None:
            reach = some.high + one.bound.more(step, some)
        found |= (one.low >= reach - problem.near).all(axis=1) & (one.low > reach + problem.near).any(axis=1)
    return found


def solve(problem: Problem, scores: Floats, pairs: Floats) -> Bools | None:
    """The best portfolio for one number for each measure and pair; by the exact front where costs allow it."""
    use, budget = problem.use, problem.budget
    whole = (use >= 0).all() and (use == np.rint(use)).all() and (budget >= 0).all()
    cells = float(np.prod(np.minimum(use.sum(axis=0), budget) + 1))
    if use.shape[1] <= 2 and whole and cells <= CELLS:
        rules = Logic(
            problem.logic.excludes, problem.logic.needs, dict(zip(problem.logic.together, pairs.tolist(), strict=True)),
            problem.logic.cover, problem.logic.never,
        )  # fmt: skip
        try:
            running = (use[:, 1], float(budget[1])) if use.shape[1] == 2 else (None, math.inf)
            found = front(use[:, 0], scores, float(budget[0]), rules, yearly=running[0], yearly_budget=running[1])
            return found.choice(float(budget[0]))
        except ValueError:
            return None
    return linear.best(scores, use, budget, problem.logic, pairs)


def _undominated(problem: Problem, some: _Beginnings) -> Bools:
    """Which beginnings no other one dominates that uses the same or less of everything."""
    order = np.lexsort((-some.high.sum(axis=1), -some.low.sum(axis=1), some.used.sum(axis=1)))
    kept: list[int] = []
    alive = np.ones(len(some), dtype=bool)
    block = max(16, min(256, BLOCK // max(len(some), 1)))
    for begin in range(0, len(order), block):
        those = order[begin : begin + block]
        # Against those kept before, and against each other: what dominates uses less, or the same and stands earlier.
        rivals = np.concatenate([np.array(kept, dtype=np.int_), those])
        beaten = np.zeros(len(those), dtype=bool)
        size = max(BLOCK // len(those), 1)
        for first in range(0, len(rivals), size):
            left = ~beaten
            beaten[left] |= _dominated(problem, some, rivals[first : first + size], those[left])
        alive[those[beaten]] = False
        kept += those[~beaten].tolist()
    return alive


def _dominated(problem: Problem, some: _Beginnings, rivals: Ints, block: Ints) -> Bools:
    """Which of ``block`` one of ``rivals`` dominates: lowest effect of what only it has less highest effect of what only the
    other one has is not below 0 in any corner, above 0 the other way round in one, and it uses no more."""
    near = problem.near
    able = np.ones((len(rivals), len(block)), dtype=bool)
    # What is needed for it, and quickly asked: no more of anything used, no less effect if all is at its lowest, or highest.
    for resource, slack in enumerate(problem.slack):
        able &= some.used[rivals, resource][:, None] <= (some.used[block, resource] + slack)[None, :]
    for corner in range(some.low.shape[1]):
        able &= some.low[rivals, corner][:, None] >= (some.low[block, corner] - near)[None, :]
        if not problem.exact_scores:
            able &= some.high[rivals, corner][:, None] >= (some.high[block, corner] - near)[None, :]
    one, other = np.nonzero(able)
    mine, its = rivals[one], block[other]
    shared = (some.chosen[mine] & some.chosen[its]) @ (problem.high - problem.low)
    least, most = some.low[mine] - some.high[its] + shared, some.high[mine] - some.low[its] - shared
    # Equal in every corner: both are kept, neither is better.
    found = np.zeros(len(block), dtype=bool)
    found[other[(least >= -near).all(axis=1) & (most > near).any(axis=1)]] = True
    return found


def sampled(problem: Problem, generator: np.random.Generator, draws: int) -> Bools:
    """Best portfolios for random weights and scores within their intervals: each is one that is not dominated."""
    found = []
    for mix in generator.dirichlet(np.ones(problem.low.shape[1]), draws):
        share = generator.uniform(size=(len(problem.use), 1))
        scores = (problem.low + share * (problem.high - problem.low)) @ mix
        chosen = solve(problem, scores, problem.pairs @ mix)
        if chosen is not None:
            found.append(chosen)
    return np.unique(np.array(found).reshape(-1, len(problem.use)), axis=0)
