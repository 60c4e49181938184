"""Oracles of METHODS 4 for weights, outranking, price and robustness, and what must hold for any numbers."""

from __future__ import annotations

import csv
import math
from itertools import product

import numpy as np
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from protect.methods.mcda import additive, electre, moora, price, promethee, reference, robustness, values, weighting
from protect.methods.mcda.problem import min_max, ranking

TWO, WEIGHTS = [[80, 40, 60], [60, 70, 50]], [0.5, 0.3, 0.2]


def test_weighted_sum_and_what_topples_it_of_methods_4():
    assert additive.weighted_sum(TWO, WEIGHTS).scores.tolist() == [64.0, 61.0]
    found = robustness.topple_pair(TWO, WEIGHTS, 0, 1)
    assert found.moved == pytest.approx(0.06)
    assert found.weights == pytest.approx([0.44, 0.36, 0.2])
    assert robustness.topple_within(TWO, WEIGHTS, 1, 0, 1).moved == pytest.approx(0.06)


def test_ahp_of_methods_4():
    found = weighting.ahp([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]])
    assert found.weights == pytest.approx([0.6370, 0.2583, 0.1047], abs=5e-5)
    assert (round(found.largest, 4), round(found.index, 4), round(found.ratio, 4)) == (3.0385, 0.0193, 0.0332)
    assert found.consistent


def test_best_worst_of_rezaei_2015_and_2016():
    original = weighting.best_worst([8, 2, 1], [1, 5, 8], linear=False)
    assert original.xi == pytest.approx(4 - math.sqrt(14), abs=2e-6)
    assert original.weights == pytest.approx([0.0714, 0.3387, 0.5899], abs=5e-5)
    assert original.ratio == pytest.approx(0.0578, abs=5e-5)
    linear = weighting.best_worst([8, 2, 1], [1, 5, 8])
    assert linear.weights == pytest.approx([0.0714, 0.3214, 0.6071], abs=5e-5)
    assert linear.xi == pytest.approx(0.0357, abs=5e-5)


def test_topsis_of_tzeng_and_huang_2011():
    found = reference.topsis([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], [0.3, 0.4, 0.3], [True] * 3)
    assert found.scores.round(4).tolist() == [0.5037, 0.6581, 0.7482, 0.3340]


def test_promethee_2_of_zhao_2013_and_promethee_1():
    found = promethee.flows([[4, 3, 2], [3, 2, 4], [5, 1, 3]], [0.5, 0.3, 0.2], [True] * 3)
    assert found.net == pytest.approx([0.1, -0.3, 0.2])
    relation = promethee.promethee_1(found)
    assert relation[0, 1] == "P" and relation[1, 0] == "" and relation[2, 0] == "P"


def test_electre_3_concordance_of_methods_4():
    found = electre.fuzzy_concordance(
        [[0, 1], [4, 0]], [0.6, 0.4], [True, True], [electre.Threshold(2, 6), electre.Threshold(0, 1)]
    )
    assert found[0, 1] == pytest.approx(0.7)


def test_electre_3_veto_and_distillation_by_hand():
    thresholds = [electre.Threshold(1, 2, 4), electre.Threshold(1, 2, None)]
    # b is 5 worse than a in the first: beyond the veto, whatever the second says.
    found = electre.electre_3([[10, 0], [5, 100]], [0.1, 0.9], [True, True], thresholds)
    assert found.credibility[1, 0] == 0
    assert found.credibility[0, 1] == pytest.approx(0.1)
    # A chain: the first outranks the second, the second the third, both ways of distilling agree.
    chain = electre.electre_3([[9, 9], [6, 6], [3, 3]], [1, 1], [True, True], [electre.Threshold(1, 2)] * 2)
    assert chain.ranks.tolist() == chain.downward.tolist() == chain.upward.tolist() == [1, 2, 3]
    assert chain.comparable(0, 2)


def test_price_points_relative_to_the_lowest_let_an_irrelevant_tender_decide():
    quality = np.array([40.0, 47.0, 15.0])
    two = price.relative_to_lowest([100, 120], 50)
    assert (two.points + quality[:2]).round(2).tolist() == [90.00, 88.67]
    three = price.relative_to_lowest([100, 120, 60], 50)
    assert (three.points + quality).round(2).tolist() == [70.0, 72.0, 65.0]
    assert "other offers" in three.warning
    absolute = [price.absolute(prices, 60, 160, 50).points for prices in ([100, 120], [100, 120, 60])]
    assert absolute[0].tolist() == absolute[1][:2].tolist()
    reversals = robustness.rank_reversals(
        lambda x: ranking(price.relative_to_lowest(x[:, 0], 50).points + x[:, 1]),
        np.column_stack([[100, 120, 60], quality]),
    )
    assert [(one.without, one.before, one.winner) for one in reversals] == [(2, 1, 0)]


def test_price_points_between_cheapest_and_dearest_warn_too():
    """The dearest gets nothing, however small the gap: two offers a euro apart are 50 points apart."""
    found = price.relative_to_range([100, 101], 50)
    assert found.points.tolist() == [50, 0] and found.warning == price.RELATIVE_WARNING
    assert price.absolute([100, 101], 60, 160, 50).warning == ""


def test_an_absolute_sum_has_no_rank_reversal():
    rows = np.random.default_rng(3).uniform(0, 100, (6, 4))
    assert robustness.rank_reversals(lambda x: additive.weighted_sum(x, [1, 2, 3, 4]), rows) == []


def test_the_weight_interval_ends_where_the_winner_is_level():
    found = robustness.weight_intervals(TWO, WEIGHTS)
    assert found.low[0] == pytest.approx(14 / 34)
    assert found.high[1] == pytest.approx(12 / 33)
    assert (found.low[2], found.high[2]) == (0, 1)


def test_tornado_is_widest_first_and_says_when_another_wins():
    bars = robustness.tornado([[80, 40, 60], [60, 70, 50]], [0.44, 0.36, 0.2], 0.5)
    assert [bar.swing for bar in bars] == sorted((bar.swing for bar in bars), reverse=True)
    assert min(bars[0].lead_low, bars[0].lead_high) < 0


def test_missing_scores_leave_an_interval_and_a_coverage():
    found = values.additive_with_gaps([[80, np.nan], [60, 50], [10, 10]], [0.75, 0.25])
    assert (found.low[0], found.high[0], found.covered[0]) == (60, 85, 0.75)
    assert found.certainly_ahead[0].tolist() == [False, True, True]
    assert found.can_win.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: values.ValueFunction(1, 1), "two different"),
        (lambda: values.ValueFunction(0, 1, 2.0, ((0.5, 20),)), "either piecewise"),
        (lambda: values.ValueFunction(0, 1, points=((0.5, 60), (0.6, 50))), "rise"),
        (lambda: values.ValueFunction(0, 1, points=((2, 60),)), "between worst and best"),
        (lambda: weighting.swing([90, 50]), "gets 100"),
        (lambda: weighting.shares([0, 0]), "at least one"),
        (lambda: weighting.best_worst([1, 3, 8], [8, 2, 2]), "is 1"),
        (lambda: weighting.ahp([[1, -2], [2, 1]]), "above 0"),
        (lambda: weighting.rancom([[0.5, 1], [1, 0.5]]), "sums to 1"),
        (lambda: price.absolute([10], 200, 100), "lower price"),
        (lambda: promethee.Preference("linear", 3, 1), "q < p"),
        (lambda: electre.Threshold(1, 2, 2), "q <= p < v"),
        (lambda: additive.copras([[1, 2]], [1, 1], np.array([True, True])), "less is better"),
        (lambda: reference.topsis([[1, np.nan]], [1, 1], [True, True]), r"matrix\[0, 1\] is missing"),
        (lambda: reference.topsis([[1, 2]], [1], [True, True]), "weights has shape"),
        (lambda: reference.spotis([[3.0]], [1], [[0, 2]], [2]), "outside the bounds"),
    ],
)
def test_input_that_cannot_be_is_named(make, word):
    with pytest.raises(ValueError, match=word):
        make()


PREFERENCES = [
    promethee.Preference(),
    promethee.Preference("u", q=3),
    promethee.Preference("v", p=7),
    promethee.Preference("level", q=2, p=6),
    promethee.Preference("linear", q=2, p=9),
    promethee.Preference("gaussian", s=5),
]
SCORES = st.integers(1, 30).map(float)
TABLES = st.tuples(st.integers(2, 7), st.integers(1, 4)).flatmap(lambda shape: arrays(float, shape, elements=SCORES))


@given(TABLES, st.sampled_from(PREFERENCES))
def test_net_flows_by_sorting_equal_the_definition_by_pairs(x, kind):
    n, m = x.shape
    leaving, entering = promethee.criterion_flows(x, [True] * m, [kind] * m)
    for j in range(m):
        degree = kind.degree(x[:, j][:, None] - x[:, j][None, :])
        assert leaving[:, j] == pytest.approx(degree.sum(axis=1) / (n - 1))
        assert entering[:, j] == pytest.approx(degree.sum(axis=0) / (n - 1))


@given(TABLES)
def test_codas_by_sorting_equals_the_definition_by_pairs(x):
    w, up = np.ones(x.shape[1]) / x.shape[1], np.ones(x.shape[1], dtype=bool)
    found = reference.codas(x, w, up)
    e, t = found.parts["E"], found.parts["T"]
    apart = e[:, None] - e[None, :]
    assume(np.abs(np.abs(apart) - 0.02).min() > 1e-9)
    by_pairs = (apart + (np.abs(apart) >= 0.02) * (t[:, None] - t[None, :])).sum(axis=1)
    assert found.scores == pytest.approx(by_pairs, abs=1e-9)


#: Methods that take (matrix, weights, higher) with numbers above 0.
GENERAL = {
    "weighted_sum": lambda x, w, up: additive.weighted_sum(np.where(up, x, 31 - x), w),
    "sum_of_shares": additive.sum_of_shares, "weighted_product": additive.weighted_product,
    "product_of_shares": additive.product_of_shares, "aras": additive.aras, "edas": additive.edas, "mabac": additive.mabac,
    "lmaw": additive.lmaw, "topsis": reference.topsis, "topsis_min_max": reference.topsis_min_max, "vikor": reference.vikor,
    "promethee_2": promethee.promethee_2, "ratio_system": moora.ratio_system,
    "full_multiplicative": moora.full_multiplicative,
}  # fmt: skip
#: Those whose order does not change if a criterion is measured in another unit.
UNITS = [name for name in GENERAL if name not in {"weighted_sum", "ratio_system"}]


@st.composite
def problems(draw):
    x = draw(TABLES)
    m = x.shape[1]
    w = np.array(draw(st.lists(st.integers(1, 9), min_size=m, max_size=m)), dtype=float)
    return x, w / w.sum(), np.array(draw(st.lists(st.booleans(), min_size=m, max_size=m)))


@pytest.mark.parametrize("name", GENERAL)
@given(problem=problems(), random=st.randoms(use_true_random=False))
def test_the_order_in_which_alternatives_are_listed_does_not_matter(name, problem, random):
    x, w, up = problem
    order = list(range(len(x)))
    random.shuffle(order)
    method = GENERAL[name]
    assert method(x, w, up).scores[order] == pytest.approx(method(x[order], w, up).scores, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", UNITS)
@given(problem=problems(), factor=st.sampled_from([0.5, 2.0, 1000.0]))
def test_the_unit_of_a_criterion_does_not_matter(name, problem, factor):
    x, w, up = problem
    scaled = x * np.where(np.arange(x.shape[1]) == 0, factor, 1.0)
    one, other = GENERAL[name](x, w, up), GENERAL[name](scaled, w, up)
    # Compared by score differences, as near ties may fall either way by rounding.
    for a, b in product(range(len(x)), repeat=2):
        apart, again = one.scores[a] - one.scores[b], other.scores[a] - other.scores[b]
        assert abs(apart) < 1e-9 or abs(again) < 1e-9 or (apart > 0) == (again > 0)


@pytest.mark.parametrize("name", GENERAL)
@given(problem=problems())
def test_a_dominated_alternative_is_never_ahead(name, problem):
    x, w, up = problem
    found = GENERAL[name](x, w, up)
    signed = np.where(up, x, -x)
    for a, b in product(range(len(x)), repeat=2):
        if a != b and (signed[a] >= signed[b]).all():
            lead = found.scores[a] - found.scores[b]
            assert (lead if found.more_is_better else -lead) >= -1e-9


@pytest.mark.parametrize("name", GENERAL)
@given(problem=problems())
def test_duplicates_share_a_rank(name, problem):
    x, w, up = problem
    twice = np.vstack([x, x[0]])
    ranks = GENERAL[name](twice, w, up).ranks
    assert ranks[0] == ranks[-1]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_weights_sum_to_one(points):
    assume(sum(points) > 1e-6)
    assert weighting.shares(points).sum() == pytest.approx(1)


@given(problems())
def test_at_the_toppling_point_the_two_are_level_and_less_does_not_suffice(problem):
    x, w, _up = problem
    scores = x @ w
    first = int(np.argmax(scores))
    for rival in range(len(x)):
        if rival == first:
            continue
        found = robustness.topple_pair(x, w, first, rival)
        if found.moved is None:
            assert (x[first] > x[rival]).all()
            continue
        assert found.weights.sum() == pytest.approx(1)
        assert (found.weights >= -1e-12).all()
        assert float((x[first] - x[rival]) @ found.weights) <= 1e-9
        assert found.moved == pytest.approx(np.abs(found.weights - w).sum() / 2, abs=1e-9)
        # The linear programme over all weights, for this pair alone, finds nothing nearer.
        pair = robustness.topple_within(x[[first, rival]], w, 1, 0, 1)
        assert pair.moved == pytest.approx(found.moved, abs=1e-7)


@given(problems())
def test_inside_its_interval_of_weights_the_winner_stays_first(problem):
    x, w, _up = problem
    assume(len(w) > 1)
    found = robustness.weight_intervals(x, w)
    for j in range(len(w)):
        for t in np.linspace(found.low[j], found.high[j], 5):
            rest = np.where(np.arange(len(w)) == j, 0, w)
            moved = np.where(np.arange(len(w)) == j, t, rest / rest.sum() * (1 - t))
            scores = x @ moved
            assert scores[found.winner] >= scores.max() - 1e-9


@given(st.floats(-10, 10), st.floats(0, 1), st.floats(0, 1))
def test_a_value_function_never_falls_on_the_way_to_the_best(bend, one, other):
    function = values.ValueFunction(5, -3, bend)
    a, b = sorted((one, other))
    low, high = function([5 - 8 * a, 5 - 8 * b])
    assert -1e-9 <= low <= high + 1e-9 <= 100 + 2e-9


def test_an_exponential_value_function_by_hand():
    """100 (1 - exp(-b t)) / (1 - exp(-b)), from 5 (worst) down to -3: at 1 half of the way is done."""
    half = values.ValueFunction(5, -3, 2.0)(1.0)
    assert half == pytest.approx(100 * (1 - np.exp(-1)) / (1 - np.exp(-2)))
    assert values.ValueFunction(5, -3, -2.0)(1.0) == pytest.approx(100 - half)


def test_weights_from_data_leave_out_what_does_not_differ():
    assert weighting.entropy([[1, 5], [3, 5], [9, 5]]).tolist() == pytest.approx([1.0, 0.0])
    with pytest.raises(ValueError, match="criterion 1 is the same"):
        weighting.critic([[1, 5], [3, 5], [9, 5]])


def electric_vans(folder):
    """Ten real vans: load, speed, range, power, torque, two charging times, capacity of the battery, price."""
    with (folder / "mcda" / "electric-vans.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    x = np.array([[float(cell) for cell in row[3:]] for row in rows[1:]])
    assert x.shape == (10, 9)
    return [row[0].strip() for row in rows[1:]], x, ~np.isin(np.arange(9), (5, 6, 8))


@pytest.mark.parametrize("name", GENERAL)
def test_a_van_that_is_worse_in_nothing_is_never_behind(shared_data, name):
    """A6 has less range than A5 and costs more; all else is alike."""
    names, x, up = electric_vans(shared_data)
    ranks = GENERAL[name](x if name != "weighted_sum" else min_max(x, up) * 30, np.full(9, 1 / 9), up).ranks
    assert ranks[names.index("A5")] <= ranks[names.index("A6")]
    assert sorted({*ranks})[0] == 1


def test_who_of_the_vans_can_be_first_at_all(shared_data):
    """By the linear programme over all weights; nobody else is ever first by trying."""
    names, x, up = electric_vans(shared_data)
    worth = min_max(x, up) * 100
    found = {name: robustness.topple_within(worth, np.full(9, 1 / 9), at, 0, 1) for at, name in enumerate(names)}
    able = {name for name, one in found.items() if one.moved is not None}
    assert {"A1", "A3", "A9"} <= able
    # A6 is never ahead of A5: at most level, where range and price do not count.
    scores = worth @ found["A6"].weights
    assert scores[names.index("A5")] == pytest.approx(scores[names.index("A6")])
    drawn = np.random.default_rng(1).dirichlet(np.full(9, 0.3), 20_000)
    assert {names[at] for at in np.unique(np.argmax(drawn @ worth.T, axis=1))} <= able


def currencies(folder):
    """Nine currencies, scores from 1e-12 to 2e11 in one table."""
    given = yaml.safe_load((folder / "mcda" / "van2021evaluation_windows_size_7.yaml").read_text(encoding="utf-8"))[
        "data"
    ]
    return np.array(given["matrix"], dtype=float), np.array(given["weights"]), np.array(given["objectives"]) > 0


@pytest.mark.parametrize("name", UNITS)
def test_columns_of_any_size_count_alike(shared_data, name):
    """van2021: divided by their largest, columns of 1e-8 and of 1e11 give the same order as before."""
    x, w, up = currencies(shared_data)
    assert x.shape == (9, 6) and x.max() / x.min() > 1e20
    scaled = x / x.max(axis=0)
    assert GENERAL[name](x, w / 6, up).ranks.tolist() == GENERAL[name](scaled, w / 6, up).ranks.tolist()


def test_net_flows_of_van2021_by_pairs(shared_data):
    x, w, up = currencies(shared_data)
    signed = np.where(up, x, -x)
    pairs = [[sum(w[k] / 6 for k in range(6) if signed[a, k] > signed[b, k]) for b in range(9)] for a in range(9)]
    net = (np.sum(pairs, axis=1) - np.sum(pairs, axis=0)) / 8
    assert promethee.promethee_2(x, w, up).scores == pytest.approx(net, abs=1e-12)


def test_probid_in_tiles_equals_the_definition():
    """Wang and others (2021), word for word, with more alternatives than one tile holds."""
    x, up = np.random.default_rng(4).uniform(1, 9, (150, 60)), np.arange(60) % 2 == 0
    w = np.random.default_rng(5).dirichlet(np.ones(60))
    weighted = x / np.sqrt((x**2).sum(axis=0)) * w
    ideals = np.sort(weighted, axis=0)
    ideals = np.where(up, ideals[::-1], ideals)
    distances = np.sqrt(((weighted[:, None, :] - ideals[None, :, :]) ** 2).sum(axis=2))
    plus = sum(distances[:, k] / (k + 1) for k in range(75))
    minus = sum(distances[:, k] / (150 - k) for k in range(74, 150))
    average = np.sqrt(((weighted - weighted.mean(axis=0)) ** 2).sum(axis=1))
    assert reference.probid(x, w, up).scores == pytest.approx(1 / (1 + (plus / minus) ** 2) + average)
    quarter = sum(distances[:, -k] / k for k in range(1, 38)) / sum(distances[:, k - 1] / k for k in range(1, 38))
    assert reference.simplified_probid(x, w, up).scores == pytest.approx(quarter)


@given(TABLES)
def test_multimoora_in_blocks_equals_the_definition_by_pairs(x):
    w, up = np.ones(x.shape[1]), np.arange(x.shape[1]) % 2 == 0
    found = moora.multimoora(x, w, up)
    ranks = found.parts["ranks"]
    for a in range(len(x)):
        beaten = [
            b for b in range(len(x)) if (ranks[a] < ranks[b]).sum() >= 2 and (ranks[a] != ranks[b]).all()
        ]  # fmt: skip
        assert found.scores[a] == len(beaten)
