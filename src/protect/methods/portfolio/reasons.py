"""Why each measure is in the plan or left out, in words: worked out by what would change, never guessed.

For each measure the plan is solved again with it forbidden or demanded; what the plan is then worth, or which limit has to be
lifted for there to be a plan at all, is the reason.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from protect.methods.portfolio.model import Model
from protect.methods.portfolio.planning import Plan, Problem, best_of, exact_front
from protect.methods.portfolio.programme import Solved

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Reason:
    """``change``: points that the best plan loses with the opposite decision, infinite where there is none, None where it was not
    worked out; ``more``: money to buy with beyond the budget with which the measure is in a best plan, None if that is not the
    reason."""

    measure: str
    bought: bool
    words: str
    change: float | None = None
    more: float | None = None


def why(problem: Problem, plan: Plan, *, gap: float = 1e-6, seconds: float = 60.0) -> list[Reason]:
    """One reason for each measure, in their order. ``seconds`` for all of them; what there is no time for is said to be open.

    >>> from protect.methods.portfolio.planning import Budgets, Measure, plan
    >>> gate, lamps = Measure("gate", 30_000, 0, {"car": 0.6}), Measure("lamps", 20_000, 0, {"theft": 0.5})
    >>> problem = Problem([gate, lamps], {"car": 60, "theft": 40}, Budgets([40_000]))
    >>> for reason in why(problem, plan(problem)):
    ...     print(reason.words)
    In: without it the best plan is worth 16 points less.
    Left out: the money is better spent on gate; with it the best plan is worth 16 points less. It would come in if there were
    10,000 more to buy with.
    """
    asked = _Asked(problem, plan, max(gap, plan.gap), seconds)
    return [
        asked.inside(number) if plan.stands[number, -1] else asked.outside(number) for number in range(len(plan.stands))
    ]


class _Asked:
    def __init__(self, problem: Problem, plan: Plan, gap: float, seconds: float) -> None:
        self.problem, self.plan, self.gap = problem, plan, gap
        self.model = problem.model()
        self.names = [one.name for one in problem.measures]
        self.value = self.model.worth(plan.stands)
        self.same = max(gap, 1e-9) * max(abs(self.value), 1e-12)
        self.ends = time.monotonic() + seconds
        self.front = exact_front(self.model, math.inf)

    def _solved(self, model: Model) -> Solved | None:
        """None where there was no time."""
        left = self.ends - time.monotonic()
        if left <= 0:
            return None
        try:
            return best_of(model, self.gap, left)[0]
        except ValueError:
            return None

    def _ruled(self, model: Model, *, forced: int | None = None, barred: int | None = None) -> Model:
        logic = model.logic
        if forced is not None:
            logic = replace(logic, cover=[*logic.cover, ((forced,), 1)])
        if barred is not None:
            logic = replace(logic, never=[*logic.never, barred])
        return replace(model, logic=logic)

    def inside(self, one: int) -> Reason:
        name = self.names[one]
        for what, least in self.problem.cover.items():
            able = self.problem.covering(what)
            if name in able and len(able) <= least:
                only = "the only one that covers" if least == 1 else f"there are only {least} that cover"
                return Reason(name, True, f"In: {only} {what}.", math.inf)
        found = self._solved(self._ruled(self.model, barred=one))
        if found is None:
            return Reason(name, True, "In; there was no time to work out what it is in for.")
        if found.stands is None:
            return Reason(name, True, "In: without it no plan keeps to the rules and within the budgets.", math.inf)
        loss = self.value - found.value
        leaning = [self.names[other] for other, some in self.model.logic.needs.items()
                   if one in some and self.plan.stands[other, -1]]  # fmt: skip
        needed = f" {listed(leaning)} {'need' if len(leaning) > 1 else 'needs'} it." if leaning else ""
        if loss <= self.same:
            other = self._fresh(found.stands)
            instead = f" (with {other} in its place)" if other else ""
            return Reason(
                name, True, f"In, though a plan without it{instead} is just as good{self._proof()}.{needed}", loss
            )
        return Reason(
            name, True, f"In: without it the best plan is worth {points(loss)} less{self._proof()}.{needed}", loss
        )

    def outside(self, one: int) -> Reason:
        name = self.names[one]
        if one in self.model.logic.never:
            return Reason(name, False, "Left out: nobody knows what it costs. Find that out first.")
        found = self._solved(self._ruled(self.model, forced=one))
        if found is None:
            return Reason(name, False, "Left out; there was no time to work out why.")
        if found.stands is None:
            return Reason(name, False, self._impossible(one), math.inf)
        loss = self.value - found.value
        if loss <= self.same:
            return Reason(name, False, f"Left out, though a plan with it is just as good{self._proof()}.", loss)
        less = f"with it the best plan is worth {points(loss)} less{self._proof()}."
        cause, money = self._cause(one, found.stands)
        more, words = self._more(one) if money else (None, "")
        return Reason(name, False, f"Left out: {cause}; {less}{words}", loss, more)

    def _proof(self) -> str:
        return f", as far as is proven (to {self.gap * 100:.2g} in 100)" if self.gap > 1e-5 else ""

    def _fresh(self, stands: Bools) -> str:
        """What another plan buys that this one does not."""
        return listed([self.names[place] for place in np.flatnonzero(stands[:, -1] & ~self.plan.stands[:, -1])])

    def _with_needs(self, one: int) -> list[int]:
        """The measure and all that it needs."""
        found, waiting = [one], [one]
        while waiting:
            fresh = [other for other in self.model.logic.needs.get(waiting.pop(), ()) if other not in found]
            found += fresh
            waiting += fresh
        return found

    def _cause(self, one: int, other_plan: Bools) -> tuple[str, bool]:
        """What stands against it, and whether more money could help."""
        stands, whole = self.plan.stands, self._with_needs(one)
        missing = [self.names[other] for other in whole[1:] if not stands[other, -1]]
        rivals = sorted({
            self.names[other] for group in self.model.logic.excludes for other in group
            for mine in whole if mine in group and other != mine and stands[other, -1]
        })  # fmt: skip
        on_top = stands.copy()
        on_top[whole] = True
        if rivals:
            verb = "are" if len(rivals) > 1 else "is"
            subject = "it cannot" if not missing else "it, or what it needs, cannot"
            return f"{subject} be had together with {listed(rivals)}, which {verb} bought", False
        if self.model.worth(on_top) - self.value <= self.same:
            return "it would add nothing to what is bought", False
        for side, least in zip(self.problem.least, self.model.least, strict=True):
            row = self.model.sides[list(self.problem.least).index(side)]
            if (row @ on_top).min() < least - 1e-9:
                return f"with it {side} would fall below {least:g} unless something else goes", False
        if missing:
            return f"needs {listed(missing)}, which {'are' if len(missing) > 1 else 'is'} not bought", True
        gone = [self.names[place] for place in np.flatnonzero(stands[:, -1] & ~other_plan[:, -1])]
        return (
            f"the money is better spent on {listed(gone)}" if gone else "the money would come too early or too late",
            True,
        )

    def _more(self, one: int) -> tuple[float | None, str]:
        """Money to buy with that brings it in: the least there is where the front is exact, otherwise what pays for it on top."""
        if self.front is not None:
            forced = exact_front(self._ruled(self.model, forced=one), math.inf)
            if forced is None:
                return None, ""
            unit, now = self.front.unit, int(self.model.to_buy[0] // self.front.unit)
            rows = np.flatnonzero(forced.best[now:] >= self.front.best[now:] - self.same)
            if not len(rows):
                return None, " More money to buy with alone would not bring it in."
            more = float((now + int(rows[0])) * unit - self.model.to_buy[0])
            return more, f" It would come in if there were {money(more)} more to buy with."
        on_top = self.plan.stands.copy()
        on_top[self._with_needs(one), -1] = True
        to_buy, to_run = self.model.slack(on_top)
        buy, run = (max(-float(left[-1]), 0.0) for left in (to_buy, to_run))
        richer = replace(
            self.model, to_buy=self.model.to_buy + buy * (np.arange(self.model.years) == self.model.years - 1),
            to_run=self.model.to_run + run * (np.arange(self.model.years) == self.model.years - 1),
        )  # fmt: skip
        free, forced_ = self._solved(richer), self._solved(self._ruled(richer, forced=one))
        if free is None or forced_ is None or buy + run <= 0:
            return None, ""
        last = " in the last year" if self.model.years > 1 else ""
        sums = " and ".join(
            [f"{money(buy)} more to buy with"] * (buy > 0) + [f"{money(run)} more to run it"] * (run > 0)
        )
        if forced_.value >= free.value - self.same:
            return (buy or None), f" With {sums}{last} it would be in the best plan."
        return None, f" {sums[0].upper() + sums[1:]}{last} would pay for it on top, and would do more elsewhere."

    def _impossible(self, one: int) -> str:
        """Which one limit has to be lifted for there to be a plan with it."""
        cost = float(self.model.purchase[self._with_needs(one)].sum())
        total = float(self.model.to_buy.sum() if self.model.carry else self.model.to_buy.max())
        forced = self._ruled(self.model, forced=one)
        if cost > total:
            needs = ", with what it needs," if len(self._with_needs(one)) > 1 else ""
            where = "in all" if self.model.carry else "in any one year"
            if self.model.carry or not needs:
                return f"Left out: it costs {money(cost)}{needs} and there are {money(total)} to buy with {where}."
        endless = np.full(self.model.years, math.inf)
        lifted: list[tuple[str, Model]] = [
            ("with it there is not enough to buy with for what has to be covered", replace(forced, to_buy=endless)),
            ("there is not enough money to run it", replace(forced, to_run=endless)),
        ]
        for number, side in enumerate(self.problem.least):
            least = self.model.least.copy()
            least[number] = -math.inf
            words = f"with it {side} falls below {self.model.least[number]:g} whatever else is bought"
            if self.problem.measures[one].sides.get(side, 0.0) is None:
                words += ", as nobody has judged what it does to that and it counts as the worst"
            lifted.append((words, replace(forced, least=least)))
        rules = forced.logic
        lifted.append(("it rules out what has to be covered", replace(forced, logic=replace(rules, excludes=()))))
        for words, model in lifted:
            found = self._solved(model)
            if found is not None and found.stands is not None:
                return f"Left out: {words}."
        return "Left out: no plan that has it keeps to the rules and within the budgets."


def listed(names: Sequence[str]) -> str:
    """Names for a sentence: "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def money(amount: float) -> str:
    """An amount for a sentence; cents only where there are some."""
    return f"{amount:,.0f}" if abs(amount - round(amount)) < 0.005 else f"{amount:,.2f}"


def points(amount: float) -> str:
    """Points of effect for a sentence, to two digits."""
    kept = max(1 - math.floor(math.log10(amount)), 0) if amount > 0 else 0
    number = f"{amount:,.{kept}f}".rstrip("0").rstrip(".") if kept else f"{round(amount):,}"
    return f"{number} point" if number == "1" else f"{number} points"
