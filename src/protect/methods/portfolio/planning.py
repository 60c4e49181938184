"""A plan: which measures, in which year, within purchase and yearly budgets, take most off the scenarios.

``plan`` takes the exact front where effects add up and there is one year, and a mixed-integer programme (HiGHS) otherwise, and
says how far the best plan could still lie above the one it gives. What nobody knows is the cautious bound: a measure without a
cost is not bought, an effect that nobody judged counts as none, a side effect that nobody judged as the worst.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from protect.methods.portfolio.front import Front, front
from protect.methods.portfolio.logic import Logic
from protect.methods.portfolio.model import Model
from protect.methods.portfolio.programme import Solved, solve
from protect.methods.results import Account, Band

Bools = NDArray[np.bool_]
Amount = Band | float | None
EXACT, PROGRAMME = "exact front (dynamic programme)", "mixed-integer programme (HiGHS)"


@dataclass(frozen=True)
class Measure:
    """``purchase`` and ``yearly`` [money]; ``reduces``: scenario to the share of it that is taken away, 0..1; ``covers``:
    weaknesses that it closes; ``sides``: what it does to openness, accessibility, privacy: above 0 better, below 0 worse. None:
    nobody knows. ``guessed``: costs and effects were estimated, not offered or measured. ValueError for what cannot be."""

    name: str
    purchase: Amount
    yearly: Amount = 0.0
    reduces: Mapping[str, Amount] = field(default_factory=dict)
    covers: Sequence[str] = ()
    sides: Mapping[str, float | None] = field(default_factory=dict)
    guessed: bool = False

    def __post_init__(self) -> None:
        for what, amount in (("purchase", self.purchase), ("yearly cost", self.yearly)):
            if amount is not None and not 0 <= at(amount, "low") <= at(amount, "high") < math.inf:
                raise ValueError(f"{self.name}: its {what} is a number that is not negative, or None if nobody knows")
        for scenario, amount in self.reduces.items():
            if amount is not None and not 0 <= at(amount, "low") <= at(amount, "high") <= 1:
                raise ValueError(
                    f"{self.name}: what it takes off {scenario} is a share from 0 to 1, or None if nobody knows"
                )
        if any(mark is not None and not math.isfinite(mark) for mark in self.sides.values()):
            raise ValueError(f"{self.name}: a side effect is a number, or None if nobody knows")


@dataclass(frozen=True)
class Budgets:
    """``purchase``: money to buy with in each year; ``yearly``: money to run what stands, in each year, no limit where it is
    empty; ``carry``: money to buy with that is left may be spent in a later year. ValueError for negative or uneven budgets."""

    purchase: Sequence[float]
    yearly: Sequence[float] = ()
    carry: bool = True

    def __post_init__(self) -> None:
        if not self.purchase or (self.yearly and len(self.yearly) != len(self.purchase)):
            raise ValueError("budgets have one number for each year, the same years to buy and to run")
        if not all(one >= 0 for one in (*self.purchase, *self.yearly)):
            raise ValueError("a budget is not negative")


@dataclass(frozen=True)
class Problem:
    """What is asked.

    ``scenarios``: name to points, what it would be worth to take all of it away; ``excludes``: groups of which one at most is
    bought; ``needs``: measure to those that have to stand with it; ``together``: (a, b) to points that both add beyond each
    alone; ``cover``: scenario or weakness to the least number of measures; ``least``: side effect to the least sum of all that
    stands; ``side_points``: points of one step of a side effect, where it is a criterion; ``add_up``: shares of one scenario add
    up instead of each taking its share of what is left; ``worst_side``: what an unknown side effect counts as.
    """

    measures: Sequence[Measure]
    scenarios: Mapping[str, float]
    budgets: Budgets
    excludes: Sequence[Sequence[str]] = ()
    needs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    together: Mapping[tuple[str, str], float] = field(default_factory=dict)
    cover: Mapping[str, int] = field(default_factory=dict)
    least: Mapping[str, float] = field(default_factory=dict)
    side_points: Mapping[str, float] = field(default_factory=dict)
    add_up: bool = False
    worst_side: float = -3.0

    def __post_init__(self) -> None:
        names = [one.name for one in self.measures]
        if not names or len(set(names)) < len(names):
            raise ValueError("there is one measure at least, and no two have the same name")
        linked = [*self.needs, *(one for some in self.needs.values() for one in some)]
        linked += [one for group in (*self.excludes, *self.together) for one in group]
        for one in linked:
            if one not in names:
                raise ValueError(f"there is no measure '{one}'")
        for measure in self.measures:
            for scenario in measure.reduces:
                if scenario not in self.scenarios:
                    raise ValueError(f"{measure.name} acts on '{scenario}', which is no scenario")
        if not all(0 <= points < math.inf for points in self.scenarios.values()):
            raise ValueError("points of a scenario are not negative")
        for name, number in self.cover.items():
            if len(self.covering(name)) < number:
                able = len(self.covering(name))
                raise ValueError(f"{name} asks for {number} measures, and {able} of those with a known cost cover it")

    def covering(self, name: str) -> list[str]:
        """Measures that cover a scenario or weakness, and could be bought."""
        return [
            one.name
            for one in self.measures
            if (name in one.covers or at(one.reduces.get(name), "best") > 0) and None not in (one.purchase, one.yearly)
        ]

    def model(self, level: str = "best") -> Model:
        """As arrays, with every band at its ``low``, ``best`` or ``high`` end."""
        names = {one.name: number for number, one in enumerate(self.measures)}
        years = len(self.budgets.purchase)
        sides = {side: [self._side(one, side) for one in self.measures] for side in (*self.least, *self.side_points)}
        points = np.zeros(len(names))
        for side, worth in self.side_points.items():
            points += worth * np.array(sides[side])
        logic = Logic(
            [[names[one] for one in group] for group in self.excludes],
            {names[one]: [names[other] for other in some] for one, some in self.needs.items()},
            {(names[a], names[b]): value for (a, b), value in self.together.items()},
            [([names[one] for one in self.covering(name)], least) for name, least in self.cover.items() if least > 0],
            [number for number, one in enumerate(self.measures) if None in (one.purchase, one.yearly)],
        ).checked(len(names))
        return Model(
            np.array([at(one.purchase, level) for one in self.measures]),
            np.array([at(one.yearly, level) for one in self.measures]),
            np.array(self.budgets.purchase, dtype=float),
            np.array(self.budgets.yearly or [math.inf] * years, dtype=float),
            np.array([[at(one.reduces.get(name), level) for name in self.scenarios] for one in self.measures]).reshape(
                len(names), len(self.scenarios)
            ),
            np.array(list(self.scenarios.values()), dtype=float), points, np.array(list(self.together.values()), dtype=float),
            np.array([sides[side] for side in self.least]).reshape(len(self.least), len(names)),
            np.array(list(self.least.values()), dtype=float), logic, self.add_up, self.budgets.carry,
        )  # fmt: skip

    def _side(self, measure: Measure, side: str) -> float:
        mark = measure.sides.get(side, 0.0)
        return self.worst_side if mark is None else float(mark)


@dataclass(frozen=True)
class Plan:
    """A plan and how good it is.

    ``bought``: measure to the year, from 1, in the order of the measures; ``points``: as effects are read, mean of the years, of
    ``most``; ``bound``: no plan is worth more, ``gap``: as a share of what the plan is worth, 0 where it is proven the best;
    ``purchase`` and ``yearly``: money in each year; ``left``: share of each scenario that is left at the end; ``sides``: sums of
    side effects; ``stands`` (measures, years) of bool.
    """

    bought: Mapping[str, int]
    points: Band
    most: float
    bound: float
    gap: float
    method: str
    purchase: Sequence[Band]
    yearly: Sequence[Band]
    left: Mapping[str, Band]
    sides: Mapping[str, float]
    stands: Bools
    account: Account


def at(amount: Amount, level: str) -> float:
    """One end of a band; the number itself where there is none, 0 where nobody knows."""
    return float(getattr(amount, level)) if isinstance(amount, Band) else float(amount or 0.0)


def plan(problem: Problem, *, level: str = "best", gap: float = 1e-7, seconds: float = 60.0) -> Plan:
    """The best plan, with costs and effects at one ``level``: best, or low or high.

    ``gap``: how far, as a share, the best plan may lie above it; ``seconds`` of solving at most. Raises ValueError where no plan
    fits, or none was found in that time.

    >>> gate, lamps = Measure("gate", 30_000, 2_000, {"car": 0.6}), Measure("lamps", 20_000, 500, {"theft": 0.5})
    >>> posts = Measure("posts", 45_000, 0, {"car": 0.8})
    >>> found = plan(Problem([gate, lamps, posts], {"car": 60, "theft": 40}, Budgets([50_000], [3_000])))
    >>> dict(found.bought), found.points.best, found.gap
    ({'gate': 1, 'lamps': 1}, 56.0, 0.0)
    """
    solved, method = best_of(problem.model(level), gap, seconds)
    if solved.stands is None:
        raise ValueError(
            "no plan fits: what has to be covered costs more than there is, or rules contradict each other"
        )
    return _told(problem, solved, method, gap)


def best_of(model: Model, gap: float = 1e-7, seconds: float = 60.0) -> tuple[Solved, str]:
    """The best plan of a model and how it was found; ``stands`` is None where no plan fits."""
    table = exact_front(model)
    if table is None:
        return solve(model, gap=gap, seconds=seconds), PROGRAMME
    try:
        stands = table.choice(float(model.to_buy[0]))[:, None]
    except ValueError:
        return Solved(None, -math.inf, -math.inf), EXACT
    value = model.worth(stands)
    return Solved(stands, value, value), EXACT


def exact_front(model: Model, budget: float | None = None) -> Front | None:
    """The front of all budgets (up to ``budget``, that of the model where not given); None where effects do not add up, there are
    several years or sums of side effects, costs are not whole, or the table would be too large."""
    if model.years > 1 or len(model.bent) or len(model.least):
        return None
    most = float(model.to_buy[0]) if budget is None else budget
    logic = replace(model.logic, together=dict(zip(model.logic.together, model.pairs.tolist(), strict=True)))
    try:
        return front(
            model.purchase, model.straight, most, logic, yearly=model.yearly, yearly_budget=float(model.to_run[0])
        )
    except ValueError:
        return None


def curve(
    problem: Problem, shares: Sequence[float], *, gap: float = 0.001, seconds: float = 10.0
) -> list[tuple[float, Plan | None]]:
    """The best plan for several shares of the purchase budget (1: as given), each with its proven gap; None where none fits."""
    found: list[tuple[float, Plan | None]] = []
    for share in shares:
        budgets = replace(problem.budgets, purchase=[one * share for one in problem.budgets.purchase])
        try:
            found.append((share, plan(replace(problem, budgets=budgets), gap=gap, seconds=seconds)))
        except ValueError:
            found.append((share, None))
    return found


def _told(problem: Problem, solved: Solved, method: str, gap: float) -> Plan:
    stands = solved.stands
    assert stands is not None
    models = {level: problem.model(level) for level in ("low", "best", "high")}
    money = {level: model.money(stands) for level, model in models.items()}
    rest = {level: model.left(stands)[:, -1] for level, model in models.items()}
    worths = sorted(model.worth(stands) for model in models.values())
    spent = [
        [_band(*(money[level][kind][year] for level in models)) for year in range(stands.shape[1])] for kind in (0, 1)
    ]
    sides = sorted({side for one in problem.measures for side in one.sides})
    return Plan(
        {one.name: int((~row).sum()) + 1 for one, row in zip(problem.measures, stands, strict=True) if row[-1]},
        Band(worths[0], worths[1], worths[2], "points"),
        float(sum(problem.scenarios.values())),
        solved.bound,
        0.0 if solved.gap <= min(gap, 1e-6) else solved.gap,
        method,
        spent[0],
        spent[1],
        {
            name: _band(*(rest[level][number] for level in ("high", "best", "low")))
            for number, name in enumerate(problem.scenarios)
        },
        {
            side: sum(problem._side(one, side) for one, row in zip(problem.measures, stands, strict=True) if row[-1])
            for side in sides
        },
        stands,
        _account(problem, models["high"], stands),
    )


def _band(low: float, best: float, high: float) -> Band:
    return Band(float(low), float(best), float(high))


def known(problem: Problem) -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
    """For an account: what went in, what of it was guessed, and what is to be found out."""
    inputs: dict[str, str] = {}
    guessed, tasks = [], []
    for one in problem.measures:
        cost, effect = f"cost of {one.name}", f"effect of {one.name}"
        inputs[cost] = f"{_words(one.purchase)}, {_words(one.yearly)} a year"
        inputs[effect] = ", ".join(f"{_words(share)} of {name}" for name, share in one.reduces.items()) or "none given"
        if one.guessed:
            guessed += [cost, effect]
        if None in (one.purchase, one.yearly):
            guessed.append(cost)
            tasks.append(f"{one.name}: find out what it costs; until then it is not bought.")
        for name in [name for name, share in one.reduces.items() if share is None]:
            guessed.append(effect)
            tasks.append(f"{one.name}: judge what it takes off {name}; until then it counts as nothing.")
        for side in [side for side, mark in one.sides.items() if mark is None]:
            inputs[f"{side} of {one.name}"] = "not known"
            guessed.append(f"{side} of {one.name}")
            tasks.append(f"{one.name}: judge what it does to {side}; until then it counts as the worst.")
    return inputs, tuple(dict.fromkeys(guessed)), tuple(tasks)


def _account(problem: Problem, dear: Model, stands: Bools) -> Account:
    inputs, guessed, tasks = known(problem)
    to_buy, to_run = dear.slack(stands)
    over = [
        f"If every cost comes at its highest, the plan is {-float(left.min()):,.0f} over the money {what}."
        for what, left in (("to buy with", to_buy), ("to run it", to_run))
        if left.min() < -1e-6
    ]
    judged = any(one.sides for one in problem.measures)
    return Account(
        inputs,
        "none: costs and effects are the town's",
        guessed=guessed,
        assumptions=(
            "Shares of one scenario add up." if problem.add_up
            else "Measures against one scenario are independent: each takes its share of what the others leave.",
            "What is bought in a year stands and is paid for from that year on; cover is asked of the last year.",
            *(
                ("Money to buy with that is left goes into the next year." if dear.carry else "Money left of a year is lost.",)
                if dear.years > 1 else ()
            ),
            "Harm that is prevented here may move: ask what changes at the places nearby.",
            *(() if judged else ("Openness, accessibility and privacy were not judged: such a plan favours closing.",)),
        ),
        changes=(*over, "Other points for the scenarios, or other effects: see which measures are core."),
        tasks=tasks,
        restricted=True,
    )  # fmt: skip


def _words(amount: Amount) -> str:
    return "not known" if amount is None else amount.as_text(6) if isinstance(amount, Band) else f"{amount:,g}"
