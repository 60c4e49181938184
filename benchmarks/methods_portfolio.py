"""Measures within a budget: the exact front, the slider, robust portfolios, large plans; beside what is done otherwise.

    python -m benchmarks portfolio

Peers: HiGHS (scipy.optimize.milp) asked once for each budget of the front; plain enumeration of all portfolios, which is run as
far as it can be and scaled by the number of portfolios; HiGHS alone on the programme of a large plan. Ours is the best of several
runs, but for plans, which are made once.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from protect.methods.portfolio import linear
from protect.methods.portfolio.form import Form
from protect.methods.portfolio.front import front
from protect.methods.portfolio.logic import Logic
from protect.methods.portfolio.model import Model
from protect.methods.portfolio.programme import solve
from protect.methods.portfolio.robust import robust

FRONT_MS, SLIDER_MS, ROBUST_MS, PLAN_MS, GAP = 50.0, 20.0, 2000.0, 10_000.0, 0.01
#: Measures of the enumeration that is run; the rest is scaled.
ENUMERATED = 15
ROW = "{:58} {:>10} {:>12} {:>8} {:>8}"


def best_ms(work: Callable[[], Any], times: int) -> tuple[float, Any]:
    """The shortest of several runs, and what it gave."""
    least, result = math.inf, None
    for _ in range(times):
        begun = time.perf_counter()
        result = work()
        least = min(least, (time.perf_counter() - begun) * 1000)
    return least, result


def rules(measures: int) -> Logic:
    """Two exclusions, five needs, four pairs, two covers for each forty measures."""
    excludes, needs, together, cover = [], {}, {}, []
    for at in range(0, measures - 39, 40):
        excludes += [(at, at + 1, at + 2), (at + 3, at + 4, at + 5, at + 6)]
        needs |= {
            at + 7: [at + 8],
            at + 9: [at + 10, at + 11],
            at + 12: [at + 7],
            at + 20: [at + 21],
            at + 21: [at + 22],
        }
        together |= {(at, at + 3): 5.0, (at + 13, at + 14): -6.0, (at + 14, at + 15): 8.0, (at + 30, at + 31): 3.0}
        cover += [((at + 1, at + 4, at + 16), 1), ((at + 17, at + 18, at + 19, at + 20), 2)]
    return Logic(excludes, needs, together, cover)


def row(label: str, ours: float, peer: float | None, limit: float | None) -> bool:
    """One line; True where the limit is missed."""
    theirs, ratio = ("", "") if peer is None else (f"{peer:,.1f}", f"{peer / ours:,.0f}x")
    print(ROW.format(label, f"{ours:,.3f}" if ours < 1 else f"{ours:,.1f}", theirs, ratio, f"{limit:,.0f}" if limit else ""),
          flush=True)  # fmt: skip
    return limit is not None and ours > limit


def fronts() -> int:
    chance = np.random.default_rng(1)
    costs, values, yearly = (
        chance.integers(1, 100, 40),
        chance.integers(1, 100, 40).astype(float),
        chance.integers(0, 20, 40),
    )
    missed = 0
    for label, logic in (("no rules", Logic()), ("rules", rules(40))):
        ours, found = best_ms(lambda logic=logic: front(costs, values, math.inf, logic), 15)
        pairs = np.array(list(logic.together.values()))
        steps = found.steps
        some = steps[:: max(len(steps) // 20, 1)]
        one, _ = best_ms(
            lambda logic=logic, pairs=pairs, some=some: [
                linear.best(values, costs[:, None].astype(float), np.array([float(step)]), logic, pairs)
                for step in some
            ],
            1,
        )
        peer = one / len(some) * len(steps)
        missed += row(
            f"front, 40 measures, {label}, {len(steps)} steps (peer: {len(some)} solved)", ours, peer, FRONT_MS
        )
    budget = int(costs.sum()) // 2
    both, found = best_ms(lambda: front(costs, values, budget, rules(40), yearly=yearly, yearly_budget=60), 7)
    missed += row(f"front of two budgets, rules, {budget} by 60", both, None, FRONT_MS)
    single = front(costs, values, math.inf, rules(40))
    lookups, _ = best_ms(lambda: [single.choice(one) for one in range(200, 1200)], 5)
    asked, _ = best_ms(
        lambda: linear.best(
            values, costs[:, None].astype(float), np.array([900.0]), rules(40), np.array([5.0, -6, 8, 3])
        ),
        3,
    )
    missed += row("slider: a choice from the front (peer: one solved)", lookups / 1000, asked, SLIDER_MS)
    return missed


def enumerated(measures: int, costs: Any, scores: Any, budget: int, logic: Logic) -> int:
    """Every portfolio that fits, and of them those that no other one dominates, one after the other."""
    all_ = ((np.arange(1 << measures)[:, None] >> np.arange(measures)) & 1).astype(bool)
    all_ = all_[logic.allows(all_)]
    all_ = all_[all_ @ costs <= budget]
    values = all_ @ scores + logic.both(all_) @ logic.pair_values(scores.shape[1])
    kept: list[Any] = []
    for one in values[np.argsort(-values.sum(axis=1), kind="stable")]:
        if not any((other >= one).all() and (other > one).any() for other in kept):
            kept.append(one)
    return len(kept)


def robusts() -> int:
    missed = 0
    logic = Logic([(0, 1, 2)], {7: [8], 9: [10, 11]}, {(12, 13): [-2.0, -1.0, 0.0]}, [((3, 4, 5), 1)])
    for label, spread, ordered in (("scores as given", 1.0, False), ("scores as intervals of 10 %", 1.1, False),
                                   ("intervals, weights in order", 1.1, True)):  # fmt: skip
        worst, count, peer = 0.0, 0, 0.0
        for seed in range(3):
            chance = np.random.default_rng(seed)
            costs, scores = chance.integers(5, 60, 25), chance.integers(0, 20, (25, 3)).astype(float)
            weights = [([1, -1, 0], 0.0), ([0, 1, -1], 0.0)] if ordered else []
            budget = int(costs.sum() // 2)
            ours, found = best_ms(
                lambda c=costs, s=scores, b=budget, w=weights, k=spread: robust(
                    c, s, s * k, budget=b, weights=w, logic=logic
                ),
                2,
            )
            if ours > worst:
                worst, count = ours, len(found.portfolios)
            if spread == 1.0 and seed == 0:
                few, some = costs[:ENUMERATED], scores[:ENUMERATED]
                part, number = best_ms(lambda c=few, s=some: enumerated(ENUMERATED, c, s, int(c.sum() // 2), logic), 1)
                mine = robust(few, some, budget=int(few.sum() // 2), logic=logic)
                if len(mine.portfolios) != number:
                    print(f"enumeration finds {number} portfolios, ours {len(mine.portfolios)}: wrong")
                    missed += 1
                peer = part * 2 ** (25 - ENUMERATED)
        label = f"robust, 25 x 3, {label}, {count} found, worst of 3"
        missed += row(label, worst, peer or None, ROBUST_MS)
    print(
        f"  (peer: enumeration of {ENUMERATED} measures, times 2^{25 - ENUMERATED}: a lower bound, comparisons grow faster)"
    )
    return missed


def large(measures: int, scenarios: int, years: int, seed: int) -> Model:
    chance = np.random.default_rng(seed)
    acts = chance.random((measures, scenarios)) < 0.05
    share = np.where(acts, chance.uniform(0.05, 0.6, (measures, scenarios)), 0).round(2)
    costs = chance.integers(2, 60, measures) * 1000.0
    yearly = (costs * chance.uniform(0.02, 0.2, measures)).round(-2)
    tenth = measures // 10

    def some(count: int) -> tuple[int, ...]:
        return tuple(int(one) for one in chance.choice(measures, count, replace=False))

    logic = Logic(
        [some(3) for _ in range(tenth)], {a: [b] for a, b in (some(2) for _ in range(tenth))},
        {tuple(sorted(some(2))): float(chance.integers(-3, 4)) for _ in range(tenth)},  # type: ignore[misc]
        [(np.flatnonzero(share[:, one]).tolist(), 1) for one in range(scenarios // 20) if share[:, one].any()],
    )  # fmt: skip
    sides = chance.integers(-2, 2, (3, measures)).astype(float)
    return Model(
        costs, yearly, np.full(years, costs.sum() * 0.3 / years), np.full(years, yearly.sum() * 0.25), share,
        chance.integers(1, 10, scenarios).astype(float), np.zeros(measures), np.array(list(logic.together.values())), sides,
        np.full(3, -15.0 * measures / 200), logic,
    )  # fmt: skip


def plans() -> int:
    missed = 0
    for years, seed in ((1, 0), (1, 1), (1, 2), (3, 0)):
        model = large(200, 500, years, seed)
        ours, found = best_ms(
            lambda model=model: solve(model, gap=GAP, seconds=PLAN_MS / 1000 if model.years == 1 else 60), 1
        )
        peer = None
        if years == 1 and seed == 0:
            peer, (_plan, bound) = best_ms(lambda model=model: Form(model).solve(GAP / 2, 60.0), 1)
            worth = model.worth(_plan) if _plan is not None else 0.0
            print(f"  (peer, HiGHS alone, 60 s at most: gap {(bound - worth) / max(worth, 1e-9) * 100:.2f} %)")
        label = f"plan, 200 x 500, {years} year{'s' * (years > 1)}, rules, no. {seed}: gap {found.gap * 100:.2f} %"
        missed += row(label, ours, peer, PLAN_MS if years == 1 else None)
        missed += years == 1 and found.gap > GAP
    return missed


def growth() -> None:
    print("\nGrowth at 1x, 10x, 100x, and the exponent between the last two:\n")
    chance = np.random.default_rng(3)
    costs, values = chance.integers(1, 1000, 40), chance.integers(1, 100, 40).astype(float)
    measures = [chance.integers(1, 100, count) for count in (4, 40, 400)]
    models = [large(*size, 1, 0) for size in ((20, 50), (63, 159), (200, 500))]
    lines: list[tuple[str, list[Callable[[], Any]]]] = [
        ("front, 40 measures, budgets of 200, 2,000, 20,000",
         [lambda b=budget: front(costs, values, b, rules(40)) for budget in (200, 2_000, 20_000)]),
        ("front, budget 2,000; 4, 40, 400 measures",
         [lambda c=one: front(c, np.ones(len(c)), 2_000, rules(len(c))) for one in measures]),
        ("plan to 1 %; 20 x 50, 63 x 159, 200 x 500",
         [lambda m=model: solve(m, gap=GAP, seconds=30) for model in models]),
    ]  # fmt: skip
    for label, work in lines:
        spent = []
        for one in work:
            try:
                spent.append(best_ms(one, 3)[0])
            except ValueError as error:
                print(f"{label}: {error}")
                spent.append(math.nan)
        exponent = math.log10(spent[2] / spent[1])
        print(f"{label:58} {' '.join(f'{ms:9.1f} ms' for ms in spent)}   n^{exponent:.2f}", flush=True)
    line = []
    for count in (10, 15, 20, 25, 30):
        costs, scores = chance.integers(5, 60, count), chance.integers(0, 20, (count, 3)).astype(float)
        ms, found = best_ms(lambda c=costs, s=scores: robust(c, s, budget=int(c.sum() // 2)), 2)
        line.append(f"{count}: {ms:.0f} ms ({len(found.portfolios)})")
    print(f"robust by measures, in brackets what is found (output decides): {', '.join(line)}")


def main() -> int:
    print(ROW.format("", "ours ms", "peer ms", "ratio", "limit"))
    missed = fronts() + robusts() + plans()
    growth()
    print(f"\n{missed} limits missed.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
