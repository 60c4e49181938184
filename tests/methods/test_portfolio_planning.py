"""Plans, their reasons and heaps: against every plan there is, on problems small enough to list them all."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protect.methods.portfolio import programme
from protect.methods.portfolio.form import Form
from protect.methods.portfolio.heaps import around, heaps, in_order
from protect.methods.portfolio.planning import EXACT, PROGRAMME, Budgets, Measure, Problem, curve, plan
from protect.methods.portfolio.reasons import why
from protect.methods.portfolio.search import search
from protect.methods.results import Band

SCENARIOS = ("car", "theft", "panic")


@st.composite
def problems(draw, years=2, additive=False):
    count = draw(st.integers(1, 4 if years > 1 else 5))
    names = [f"m{one}" for one in range(count)]
    share = st.sampled_from([0.0, 0.0, 0.2, 0.5, 0.9, 1.0])
    measures = []
    for number, name in enumerate(names):
        acts = [SCENARIOS[number % 3]] if additive and count <= 3 else list(SCENARIOS)
        measures.append(
            Measure(
                name, draw(st.integers(0, 6)), draw(st.integers(0, 3)), {one: draw(share) for one in acts},
                sides={} if additive else {"openness": draw(st.integers(-2, 2))},
            )
        )  # fmt: skip
    pair = st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True).map(lambda one: tuple(sorted(one)))
    links = draw(st.lists(pair, max_size=1)) if count > 1 else []
    problem = Problem(
        measures, dict(zip(SCENARIOS, (60, 30, 10), strict=True)),
        Budgets(
            [draw(st.integers(0, 8)) for _ in range(years)],
            draw(st.sampled_from([(), (3,) * years, (5,) * years])),
            draw(st.booleans()),
        ),
        draw(st.lists(pair, max_size=1)) if count > 1 else [], {a: [b] for a, b in links},
        draw(st.dictionaries(pair, st.integers(-5, 9), max_size=1)) if count > 1 else {},
        least={} if additive else draw(st.sampled_from([{}, {"openness": -2.0}])),
        side_points={} if additive else draw(st.sampled_from([{}, {"openness": 3.0}])), add_up=additive,
    )  # fmt: skip
    able = [name for name in SCENARIOS if problem.covering(name)]
    return replace(problem, cover={draw(st.sampled_from(able)): 1}) if able and draw(st.booleans()) else problem


def every_plan(model):
    """All (measures, years) plans that fit, with what they are worth."""
    count, years = len(model.purchase), model.years
    found = []
    for begins in product(range(years + 1), repeat=count):
        stands = np.arange(years)[None, :] >= np.array(begins)[:, None]
        if fits(model, stands):
            found.append((stands, model.worth(stands)))
    return found


def fits(model, stands):
    """Budgets and rules, one by one and by hand."""
    had = 0.0
    for year in range(model.years):
        before = stands[:, year - 1] if year else np.zeros(len(stands), dtype=bool)
        here = stands[:, year]
        spent = sum(price for price, now, then in zip(model.purchase, here, before, strict=True) if now and not then)
        had = (had if model.carry else 0.0) + model.to_buy[year]
        if spent > had or model.yearly @ here > model.to_run[year] or (model.sides @ here < model.least).any():
            return False
        had -= spent
        if any(here[one] and not here[other] for one, some in model.logic.needs.items() for other in some):
            return False
    last = stands[:, -1]
    if any(last[list(group)].sum() > 1 for group in model.logic.excludes) or last[list(model.logic.never)].any():
        return False
    return all(last[list(members)].sum() >= least for members, least in model.logic.cover)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([1, 2]).flatmap(lambda years: problems(years)))
def test_a_plan_is_the_best_of_all_there_are(problem):
    model = problem.model()
    all_ = every_plan(model)
    if not all_:
        with pytest.raises(ValueError, match="no plan fits"):
            plan(problem)
        return
    found = plan(problem)
    best = max(worth for _stands, worth in all_)
    assert found.points.best == pytest.approx(best, abs=1e-4)
    assert found.bound >= best - 1e-4 and found.gap <= 1e-5
    assert fits(model, found.stands) and model.fits(found.stands)
    assert model.worth(found.stands) == pytest.approx(found.points.best)
    richer = replace(problem, budgets=replace(problem.budgets, purchase=[one + 2 for one in problem.budgets.purchase]))
    assert plan(richer).points.best >= found.points.best - 1e-4


@settings(max_examples=30, deadline=None)
@given(problems(years=1, additive=True), st.randoms(use_true_random=False))
def test_exact_front_and_programme_give_plans_of_the_same_worth(problem, shuffle):
    model = problem.model()
    try:
        found = plan(problem)
    except ValueError:
        assert not every_plan(model)
        return
    assert found.method == EXACT and found.gap == 0
    assert programme.solve(model).value == pytest.approx(found.points.best, abs=1e-4)
    measures = list(problem.measures)
    shuffle.shuffle(measures)
    assert plan(replace(problem, measures=measures)).points.best == pytest.approx(found.points.best)


@settings(max_examples=25, deadline=None)
@given(st.booleans().flatmap(lambda additive: problems(years=1, additive=additive)))
def test_reasons_are_what_the_opposite_decision_changes(problem):
    model = problem.model()
    all_ = every_plan(model)
    if not all_:
        return
    found = plan(problem)
    best = max(worth for _stands, worth in all_)
    for number, reason in enumerate(why(problem, found)):
        assert reason.bought == found.stands[number, -1]
        assert reason.words.startswith("In" if reason.bought else "Left out")
        opposite = [worth for stands, worth in all_ if stands[number, -1] != reason.bought]
        assert reason.change == pytest.approx(best - max(opposite, default=-math.inf), abs=1e-3)
        if reason.more is not None:
            rich = replace(model, to_buy=model.to_buy + reason.more)
            most = max(worth for _stands, worth in every_plan(rich))
            withit = max(worth for stands, worth in every_plan(rich) if stands[number, -1])
            assert withit == pytest.approx(most, abs=1e-3)
            if "would come in" in reason.words:
                less = every_plan(replace(model, to_buy=model.to_buy + reason.more - 1))
                assert max(w for s, w in less if s[number, -1]) < max(w for _s, w in less) - 1e-6


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([1, 2]).flatmap(lambda years: problems(years)))
def test_the_bound_of_the_search_lies_above_every_plan_there_is(problem):
    model = problem.model()
    all_ = every_plan(model)
    found = search(model, 0.02, 0.2)
    if not all_:
        # Fractions may fit where no plan does; a plan is never made up.
        assert found is None or found[0] is None
        return
    stands, bound = found
    best = max(worth for _stands, worth in all_)
    assert bound >= best - 1e-4
    form = Form(model, ())
    form.refine(all_[-1][0])
    assert form.relaxed(0.0, 10.0)[1] >= best - 1e-4
    if stands is not None:
        assert fits(model, stands)
        assert model.worth(stands) <= best + 1e-9


GATE = Measure("gate", 30_000, 2_000, {"car": 0.6}, sides={"openness": -1})
POSTS = Measure("posts", 45_000, 0, {"car": 0.8}, ["north side"], {"openness": -2})
LAMPS = Measure("lamps", 20_000, 500, {"theft": 0.5}, sides={"openness": 1})
POWER = Measure("power", 15_000, 100)
STEWARDS = Measure("stewards", 0, 40_000, {"car": 0.2, "theft": 0.4})
POINTS = {"car": 60, "theft": 40}


def words(problem):
    found = plan(problem)
    return {reason.measure: reason.words for reason in why(problem, found)}


def test_reasons_in_words():
    money = Budgets([50_000], [3_000])
    said = words(Problem([GATE, LAMPS, POSTS], POINTS, money, excludes=[("gate", "posts")]))
    assert said["gate"] == "In: without it the best plan is worth 8 points less."
    assert said["posts"] == (
        "Left out: it cannot be had together with gate, which is bought; with it the best plan is worth 8 points less."
    )
    said = words(Problem([GATE, LAMPS, POWER], POINTS, Budgets([42_000]), needs={"lamps": ["power"]}))
    assert said["lamps"] == (
        "Left out: needs power, which is not bought; with it the best plan is worth 16 points less. It would come in if there "
        "were 23,000 more to buy with."
    )
    assert said["power"] == (
        "Left out: it would add nothing to what is bought; with it the best plan is worth 16 points less."
    )
    said = words(Problem([GATE, POSTS], POINTS, Budgets([50_000]), cover={"north side": 1}))
    assert said["posts"] == "In: the only one that covers north side."
    assert said["gate"] == "Left out: with it there is not enough to buy with for what has to be covered."
    said = words(Problem([GATE, STEWARDS], POINTS, money))
    assert said["stewards"] == "Left out: there is not enough money to run it."
    said = words(Problem([GATE, POSTS], POINTS, Budgets([40_000])))
    assert said["posts"] == "Left out: it costs 45,000 and there are 40,000 to buy with in all."
    said = words(Problem([LAMPS, POSTS], POINTS, Budgets([90_000]), least={"openness": 0}))
    assert said["posts"] == "Left out: with it openness falls below 0 whatever else is bought."
    assert said["lamps"] == "In: without it the best plan is worth 20 points less."


def test_what_nobody_knows_is_the_cautious_bound_and_a_task():
    unknown = Measure("arch", None, 0, {"car": 1.0})
    blank = Measure("sign", 10, 0, {"theft": None}, sides={"openness": None})
    found = plan(Problem([GATE, unknown, blank], POINTS, Budgets([100_000]), least={"openness": -3}))
    assert dict(found.bought) == {"gate": 1}
    assert found.account.tasks == (
        "arch: find out what it costs; until then it is not bought.",
        "sign: judge what it takes off theft; until then it counts as nothing.",
        "sign: judge what it does to openness; until then it counts as the worst.",
    )
    assert 0 < found.account.share_guessed < 1
    assert words(Problem([GATE, unknown], POINTS, Budgets([100_000])))["arch"].startswith(
        "Left out: nobody knows what it"
    )
    with pytest.raises(ValueError, match="gap asks for 1 measures, and 0 of those with a known cost cover it"):
        Problem([unknown], POINTS, Budgets([1]), cover={"gap": 1})


def test_bands_go_through_to_money_points_and_what_is_left():
    band = Measure("gate", Band(20, 30, 50), 1, {"car": Band(0.4, 0.6, 0.7)}, guessed=True)
    found = plan(Problem([band], POINTS, Budgets([40])))
    assert (found.points.low, found.points.best, found.points.high) == pytest.approx((24, 36, 42))
    assert found.purchase[0] == Band(20, 30, 50)
    assert (found.left["car"].low, found.left["car"].high) == pytest.approx((0.3, 0.6))
    assert any("10 over the money to buy with" in one for one in found.account.changes)
    assert found.account.share_guessed == 1
    assert any("were not judged" in one for one in found.account.assumptions)


def test_the_second_measure_against_a_scenario_adds_less_and_years_count_from_the_first():
    two = [Measure("a", 10, 0, {"car": 0.5}), Measure("b", 10, 0, {"car": 0.5})]
    problem = Problem(two, {"car": 100}, Budgets([10, 10]))
    found = plan(problem)
    assert sorted(found.bought.values()) == [1, 2]
    assert found.points.best == pytest.approx((50 + 75) / 2)
    assert found.method == PROGRAMME
    assert plan(replace(problem, add_up=True)).points.best == pytest.approx((50 + 100) / 2)
    # Money that may not wait is lost.
    dear = [Measure("c", 15, 0, {"car": 0.5})]
    assert plan(Problem(dear, {"car": 100}, Budgets([10, 10]))).bought == {"c": 2}
    assert plan(Problem(dear, {"car": 100}, Budgets([10, 10], carry=False))).bought == {}


def test_a_curve_rises_and_says_its_gap():
    problem = Problem([GATE, LAMPS, POSTS, STEWARDS], POINTS, Budgets([100_000], [50_000]))
    found = [one for _share, one in curve(problem, [0, 0.25, 0.5, 1])]
    assert [one.points.best for one in found] == sorted(one.points.best for one in found)
    assert all(one.gap <= 0.001 for one in found)


def test_a_large_plan_proves_what_it_was_asked_to_prove():
    chance = np.random.default_rng(4)
    names = [f"s{one}" for one in range(150)]
    measures = [
        Measure(f"m{one}", int(chance.integers(2, 60)), int(chance.integers(0, 6)),
                {name: round(float(chance.uniform(0.05, 0.6)), 2) for name in chance.choice(names, 8, replace=False)},
                sides={"openness": int(chance.integers(-2, 2))})
        for one in range(80)
    ]  # fmt: skip
    problem = Problem(
        measures, dict.fromkeys(names, 1.0), Budgets([400, 400], [60, 90]), [("m1", "m2", "m3")], {"m4": ["m5"]},
        {("m6", "m7"): -1.0}, {"s1": 1}, {"openness": -12},
    )  # fmt: skip
    found = plan(problem, gap=0.02)
    model = problem.model()
    assert fits(model, found.stands)
    assert found.points.best == pytest.approx(model.worth(found.stands))
    assert found.points.best <= found.bound <= found.points.best * 1.02
    # The relaxation of the programme, found in another way, does not contradict the bound.
    assert Form(model).relaxed(0.0, 30.0)[1] >= found.points.best


def test_heaps_hold_what_is_good_at_any_weight_and_cost():
    problem = Problem([GATE, LAMPS, POSTS], POINTS, Budgets([65_000]), excludes=[("gate", "posts")])
    free = heaps(problem)
    assert dict(free.heap) == {"gate": "exterior", "lamps": "core", "posts": "core"}
    less = replace(problem, budgets=Budgets([60_000]))
    assert set(heaps(less).heap.values()) == {"borderline"}
    assert dict(heaps(less, around([60, 40], 0.1)).heap) == {"gate": "core", "lamps": "core", "posts": "exterior"}
    dear = replace(POSTS, purchase=Band(40_000, 45_000, 70_000))
    found = heaps(replace(problem, measures=[GATE, LAMPS, dear]), in_order([60, 40]))
    assert (found.core_index["posts"].low, found.core_index["posts"].high) == (0, 1)
    assert found.heap["posts"] == "borderline"
    openness = heaps(replace(problem, least={"openness": 0}))
    assert openness.heap["posts"] == "exterior" and openness.heap["gate"] == "core"
    assert not free.sampled
    some = heaps(problem, most=0, generator=np.random.default_rng(2), draws=20)
    assert some.sampled and any("Sampled" in one for one in some.account.assumptions)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Measure("a", -1), "its purchase is a number that is not negative"),
        (lambda: Measure("a", 1, 0, {"car": 1.2}), "a share from 0 to 1"),
        (lambda: Budgets([1, 2], [1]), "the same years"),
        (lambda: Problem([GATE, GATE], POINTS, Budgets([1])), "no two have the same name"),
        (lambda: Problem([GATE], POINTS, Budgets([1]), needs={"gate": ["power"]}), "there is no measure 'power'"),
        (lambda: Problem([GATE], {"theft": 1}, Budgets([1])), "acts on 'car', which is no scenario"),
    ],
)
def test_problems_that_cannot_be(make, said):
    with pytest.raises(ValueError, match=said):
        make()
