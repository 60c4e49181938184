"""Three heaps: do now, find out more, leave. The robust choice for a plan's problem while weights and costs are not settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protect.methods.portfolio.planning import Measure, Problem, at, known
from protect.methods.portfolio.robust import Robust, robust
from protect.methods.results import Account, Band

Floats = NDArray[np.float64]
HEAPS = {"core": "do now", "borderline": "find out more", "exterior": "leave"}


@dataclass(frozen=True)
class Heaps:
    """``core_index``: measure to the share of the good portfolios that hold it, at best costs, with the least and the most of it
    at low, best and high costs; ``heap``: core, borderline or exterior at best costs, borderline too where costs decide.
    ``portfolios``: how many there are at best costs."""

    core_index: Mapping[str, Band]
    heap: Mapping[str, str]
    portfolios: int
    sampled: bool
    account: Account


def heaps(
    problem: Problem,
    weights: Sequence[tuple[ArrayLike, float]] = (),
    *,
    generator: np.random.Generator | None = None,
    draws: int = 300,
    most: int = 20_000,
) -> Heaps:
    """Which measures are in every good portfolio within the budgets of all years together.

    ``weights``: statements ``a @ w >= b`` of the scenarios, in their order, and then of side effects with points (``in_order``,
    ``around``); any weights where there are none. Effects and costs are taken as intervals. Raises ValueError where no portfolio
    fits.

    >>> from protect.methods.portfolio.planning import Budgets, Measure
    >>> gate, lamps = Measure("gate", 30, 0, {"car": 0.6}), Measure("lamps", 20, 0, {"theft": 0.5})
    >>> posts = Measure("posts", Band(30, 40, 60), 0, {"car": 0.5})
    >>> found = heaps(Problem([gate, lamps, posts], {"car": 60, "theft": 40}, Budgets([60])))
    >>> dict(found.heap)
    {'gate': 'core', 'lamps': 'borderline', 'posts': 'borderline'}
    """
    found: dict[str, Robust] = {}
    failed = None
    for level in ("best", "low", "high"):
        try:
            found[level] = _robust(problem, level, weights, generator, draws, most)
        except ValueError as error:
            if level == "best":
                raise
            failed = f"At {level} costs: {error}."
    index, heap = {}, {}
    for number, one in enumerate(problem.measures):
        shares = [float(some.core_index[number]) for some in found.values()]
        index[one.name] = Band(min(shares), shares[0], max(shares))
        kinds = {some.heap(number) for some in found.values()}
        heap[one.name] = kinds.pop() if len(kinds) == 1 else "borderline"
    best = found["best"]
    sampled = any(one.sampled for one in found.values())
    inputs, guessed, tasks = known(problem)
    account = replace(
        best.account,
        inputs={**best.account.inputs, **inputs},
        guessed=guessed,
        tasks=tasks,
        assumptions=(
            *dict.fromkeys(sentence for one in found.values() for sentence in one.account.assumptions),
            "Shares of one scenario add up here: a second measure counts in full.",
            "All years are one: the budgets to buy with together, the yearly budget of the last year.",
            *([failed] if failed else []),
        ),
    )
    return Heaps(index, heap, len(best.portfolios), sampled, account)


def in_order(points: Sequence[float]) -> list[tuple[Floats, float]]:
    """Statements: a criterion with more points weighs no less."""
    order = sorted(range(len(points)), key=lambda one: -points[one])
    rows = np.eye(len(points))
    return [(rows[a] - rows[b], 0.0) for a, b in zip(order, order[1:], strict=False)]


def around(points: Sequence[float], share: float) -> list[tuple[Floats, float]]:
    """Statements: each weight within a share of what its points say."""
    weights = np.array(points, dtype=float) / sum(points)
    rows = np.eye(len(points))
    found = [(rows[one], float(weights[one] * (1 - share))) for one in range(len(points))]
    return found + [(-rows[one], -float(min(weights[one] * (1 + share), 1.0))) for one in range(len(points))]


def criteria(problem: Problem) -> dict[str, float]:
    """What is weighed, with the points of the whole of it."""
    sides = {side: worth * abs(problem.worst_side) for side, worth in problem.side_points.items()}
    return {name: worth for name, worth in {**problem.scenarios, **sides}.items() if worth > 0}


def _robust(
    problem: Problem, level: str, weights: Sequence[tuple[ArrayLike, float]], generator: np.random.Generator | None,
    draws: int, most: int,
) -> Robust:  # fmt: skip
    model = problem.model(level)
    names = criteria(problem)
    if not names:
        raise ValueError("nothing is weighed: give a scenario its points")
    low, high = (np.array([[_score(problem, one, name, end) for name in names] for one in problem.measures])
                 for end in ("low", "high"))  # fmt: skip
    use, budget = [model.purchase], [float(model.to_buy.sum())]
    if np.isfinite(model.to_run[-1]):
        use, budget = [*use, model.yearly], [*budget, float(model.to_run[-1])]
    for side, least in zip(model.sides, model.least, strict=True):
        use, budget = [*use, -side], [*budget, -float(least)]
    # Points that two add together are spread: whatever the weights, they count the same.
    total = sum(names.values())
    together = {
        pair: [value / total] * len(names) for pair, value in zip(model.logic.together, model.pairs, strict=True)
    }
    return robust(
        np.column_stack(use), low, high, budget=budget, weights=weights, logic=replace(model.logic, together=together),
        generator=generator, draws=draws, most=most,
    )  # fmt: skip


def _score(problem: Problem, measure: Measure, name: str, end: str) -> float:
    reduces, sides = measure.reduces, measure.sides
    if name in problem.scenarios:
        return at(reduces.get(name), end)
    mark = sides.get(name, 0.0)
    return float(problem.worst_side if mark is None else mark) / abs(problem.worst_side)
