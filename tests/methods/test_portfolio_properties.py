"""What must hold for portfolios whatever goes in: exhaustive enumeration says the same as front, programme and robust choice."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protect.methods.portfolio import linear
from protect.methods.portfolio.front import front
from protect.methods.portfolio.logic import Logic
from protect.methods.portfolio.robust import robust
from protect.methods.portfolio.weights import corners


@dataclass(frozen=True)
class Small:
    """A problem that can be enumerated."""

    costs: list[int]
    yearly: list[int]
    scores: list[list[int]]
    logic: Logic

    @property
    def measures(self):
        return len(self.costs)

    def choices(self):
        count = self.measures
        all_ = ((np.arange(1 << count)[:, None] >> np.arange(count)) & 1).astype(bool)
        return all_[self.logic.allows(all_)]

    def values(self, chosen, criteria):
        pairs = self.logic.pair_values(criteria)
        return chosen @ np.array(self.scores, dtype=float)[:, :criteria] + self.logic.both(chosen) @ pairs

    def ordered(self, order):
        """The same with its measures in another order."""
        place = {old: new for new, old in enumerate(order)}
        rules = Logic(
            [[place[one] for one in group] for group in self.logic.excludes],
            {place[one]: [place[other] for other in some] for one, some in self.logic.needs.items()},
            {(place[a], place[b]): value for (a, b), value in self.logic.together.items()},
            [([place[one] for one in members], least) for members, least in self.logic.cover],
            [place[one] for one in self.logic.never],
        )
        return Small(
            [self.costs[one] for one in order],
            [self.yearly[one] for one in order],
            [self.scores[one] for one in order],
            rules,
        )


@st.composite
def smalls(draw, criteria=1):
    count = draw(st.integers(1, 7))
    some = st.lists(st.integers(0, count - 1), min_size=1, max_size=3, unique=True)
    pair = st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True).map(lambda one: tuple(sorted(one)))
    more = count > 1
    adds = st.integers(-4, 4).map(float) if criteria == 1 else st.tuples(*[st.integers(-4, 4).map(float)] * criteria)
    links = draw(st.lists(pair, max_size=2)) if more else []
    logic = Logic(
        draw(st.lists(some, max_size=2)),
        {a: [b] for a, b in links},
        draw(st.dictionaries(pair, adds, max_size=2)) if more else {},
        [(members, 1) for members in draw(st.lists(some, max_size=1))],
        draw(st.lists(st.integers(0, count - 1), max_size=1)),
    )
    number = st.integers(0, 8)
    return Small(
        draw(st.lists(number, min_size=count, max_size=count)),
        draw(st.lists(st.integers(0, 3), min_size=count, max_size=count)),
        draw(st.lists(st.lists(number, min_size=criteria, max_size=criteria), min_size=count, max_size=count)),
        logic,
    )


def exact(problem, budget=24, yearly_budget=6):
    values = [one[0] for one in problem.scores]
    return front(problem.costs, values, budget, problem.logic, yearly=problem.yearly, yearly_budget=yearly_budget)


@settings(max_examples=80)
@given(smalls())
def test_front_is_what_enumeration_finds_for_every_budget(problem):
    chosen = problem.choices()
    if not len(chosen):
        with pytest.raises(ValueError, match="contradict"):
            exact(problem)
        return
    found = exact(problem)
    values = problem.values(chosen, 1)[:, 0]
    for budget in range(0, 25, 2):
        for yearly in range(0, 7, 2):
            fits = (chosen @ problem.costs <= budget) & (chosen @ problem.yearly <= yearly)
            best = values[fits].max() if fits.any() else -math.inf
            assert found.value(budget, yearly) == best
            if not fits.any():
                with pytest.raises(ValueError, match="no choice"):
                    found.choice(budget, yearly)
                continue
            one = found.choice(budget, yearly)
            assert problem.logic.allows(one[None])[0]
            assert one @ problem.costs <= budget and one @ problem.yearly <= yearly
            assert problem.values(one[None], 1)[0, 0] == best


@settings(max_examples=40)
@given(smalls(), st.integers(0, 24), st.integers(0, 6))
def test_programme_and_front_agree(problem, budget, yearly):
    use = np.column_stack([problem.costs, problem.yearly]).astype(float)
    values = np.array([float(one[0]) for one in problem.scores])
    pairs = problem.logic.pair_values(1)[:, 0]
    chosen = linear.best(values, use, np.array([budget, yearly], dtype=float), problem.logic, pairs)
    most = exact(problem).value(budget, yearly) if len(problem.choices()) else -math.inf
    assert (-math.inf if chosen is None else problem.values(chosen[None], 1)[0, 0]) == pytest.approx(most)


@settings(max_examples=40)
@given(smalls(), st.randoms(use_true_random=False), st.sampled_from([0.001, 7, 1e9]), st.integers(1, 1000))
def test_order_and_units_change_nothing_and_more_money_never_hurts(problem, shuffle, scale, unit):
    if not len(problem.choices()):
        return
    found = exact(problem)
    assert (np.diff(found.best[found.best > -math.inf]) >= 0).all()
    order = list(range(problem.measures))
    shuffle.shuffle(order)
    assert exact(problem.ordered(order)).best.tolist() == found.best.tolist()
    rules = Logic(
        problem.logic.excludes, problem.logic.needs, {pair: value * scale for pair, value in problem.logic.together.items()},
        problem.logic.cover, problem.logic.never,
    )  # fmt: skip
    other = front(
        np.array(problem.costs) * unit, np.array(problem.scores)[:, 0] * scale, 24 * unit, rules,
        yearly=np.array(problem.yearly) * unit, yearly_budget=6 * unit,
    )  # fmt: skip
    for budget in found.steps:
        assert other.value(budget * unit) == pytest.approx(found.value(budget) * scale)
    assert (other.steps == found.steps * unit).all()


def undominated(problem, low, high, corner, budgets, use):
    """By the definition, pair by pair."""
    chosen = problem.choices()
    chosen = chosen[(chosen @ use <= np.array(budgets) + 1e-9).all(axis=1)]
    pairs = problem.logic.pair_values(low.shape[1])
    low, high, pairs = low @ corner.T, high @ corner.T, problem.logic.both(chosen) @ (pairs @ corner.T)
    kept = []
    for b, other in enumerate(chosen):
        for a, one in enumerate(chosen):
            mine, its = one & ~other, other & ~one
            least = low[mine].sum(axis=0) - high[its].sum(axis=0) + pairs[a] - pairs[b]
            most = high[mine].sum(axis=0) - low[its].sum(axis=0) + pairs[a] - pairs[b]
            if (least >= -1e-9).all() and (most > 1e-9).any():
                break
        else:
            kept.append(tuple(other.tolist()))
    return set(kept)


@settings(max_examples=40)
@given(smalls(criteria=2), st.integers(2, 20), st.integers(1, 6), st.booleans(), st.booleans())
def test_robust_portfolios_are_those_of_the_definition(problem, budget, yearly, ordered, uncertain):
    low = np.array(problem.scores, dtype=float)
    high = low + (np.arange(len(low)) % 3)[:, None] if uncertain else low
    use = np.column_stack([problem.costs, problem.yearly]).astype(float)
    weights = [([1, -1], 0)] if ordered else []
    expected = undominated(problem, low, high, corners(2, weights), (budget, yearly), use)
    if not expected:
        with pytest.raises(ValueError, match="no portfolio fits"):
            robust(use, low, high, budget=(budget, yearly), weights=weights, logic=problem.logic)
        return
    found = robust(use, low, high, budget=(budget, yearly), weights=weights, logic=problem.logic)
    assert {tuple(one) for one in found.portfolios.tolist()} == expected
    assert len(found.portfolios) == len(expected)
    some = robust(
        use, low, high, budget=(budget, yearly), weights=weights, logic=problem.logic, most=0,
        generator=np.random.default_rng(1), draws=5,
    )  # fmt: skip
    assert some.sampled and any("Sampled" in one for one in some.account.assumptions)
    assert {tuple(one) for one in some.portfolios.tolist()} <= expected


@settings(max_examples=40)
@given(smalls(criteria=2), st.integers(0, 24))
def test_a_measure_that_only_harms_is_never_bought(problem, budget):
    costs, scores = [*problem.costs, 0], [*problem.scores, [-1, -1]]
    assert robust(costs, scores, budget=budget).heap(problem.measures) == "exterior"
    assert not front(costs, [one[0] for one in scores], budget).choice(budget)[-1]


@settings(max_examples=40)
@given(smalls(criteria=2), st.integers(0, 24))
def test_a_dominated_measure_is_only_where_the_better_one_is_too_and_never_core_alone(problem, budget):
    # The last one costs more than the first and does less; there are no rules.
    costs = [*problem.costs, problem.costs[0] + 1]
    scores = [*problem.scores, [one - 1 for one in problem.scores[0]]]
    found = robust(costs, scores, budget=budget)
    assert not (found.portfolios[:, -1] & ~found.portfolios[:, 0]).any()
    assert found.core_index[-1] <= found.core_index[0]
    if costs[0] + costs[-1] > budget:
        assert found.heap(problem.measures) != "core"


def test_a_resource_that_measures_give_back():
    """Openness: what is built takes some, a garden gives some; the sum stays within the limit in whatever order."""
    use = np.array([[1.0, 2.0], [1.0, -2.0], [1.0, 1.0]])
    found = robust(use, [[5.0], [1.0], [3.0]], budget=(2, 0))
    assert found.portfolios.tolist() == [[True, True, False]]


def test_rules_that_hang_together_in_a_long_chain_stay_cheap():
    count = 60
    chain = Logic(needs={one: [one - 1] for one in range(1, count)}, cover=[((count - 1,), 1)])
    found = front([1] * count, [1] * count, count, chain)
    assert found.steps.tolist() == [count]
    assert found.choice(count).all()


@pytest.mark.parametrize(
    ("logic", "said"),
    [
        (Logic(needs={0: [5]}), "there is no measure 5"),
        (Logic(needs={0: [0]}), "neither needs itself"),
        (Logic(together={(0, 1): 1.0, (1, 0): 2.0}), "a pair of measures is named once"),
        (Logic(cover=[((0,), 2)]), "more measures are asked for"),
        (Logic(together={(0, 1): float("nan")}), "what a pair adds is a number"),
        (Logic(cover=[((0,), 1)], never=[0]), "contradict"),
    ],
)
def test_rules_that_cannot_be(logic, said):
    with pytest.raises(ValueError, match=said):
        front([1, 2], [1, 1], 3, logic)


@pytest.mark.parametrize(
    ("costs", "values", "budget", "said"),
    [
        ([1.5], [1], 3, "costs are whole numbers"),
        ([-1], [1], 3, "costs are whole numbers"),
        ([1], [math.nan], 3, "a value is missing"),
        ([1, 2], [1], 3, "one number for each measure"),
        ([1], [1], -1, "a budget is not negative"),
    ],
)
def test_numbers_that_cannot_be(costs, values, budget, said):
    with pytest.raises(ValueError, match=said):
        front(costs, values, budget)


def test_a_front_says_nothing_of_budgets_it_was_not_made_for():
    found = front([2, 3], [1, 1], 4)
    with pytest.raises(ValueError, match="up to 4"):
        found.choice(5)
    assert front([2, 3], [1, 1], math.inf).value(10**9) == 2


def test_weights_that_contradict_each_other():
    with pytest.raises(ValueError, match="no weights keep all"):
        corners(2, [([1, 0], 0.8), ([0, 1], 0.8)])
