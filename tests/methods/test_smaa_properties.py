"""What must hold for SMAA whatever goes in."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from protect.methods import smaa
from protect.methods.smaa import counting
from protect.methods.smaa.counting import Counts

MODELS = (smaa.WeightedSum(), smaa.Topsis(), smaa.Topsis("min-max"), smaa.PrometheeII())
# Few distinct numbers, so that ties and duplicates come up.
TABLES = arrays(float, st.tuples(st.integers(2, 7), st.integers(2, 5)), elements=st.integers(0, 4).map(float))


def run(table, model=None, n=400, seed=3, **more):
    return smaa.smaa2(table, model=model, generator=np.random.default_rng(seed), n=n, **more)


@settings(max_examples=40)
@given(TABLES, st.sampled_from(MODELS))
def test_sums_dominance_and_duplicates(table, model):
    found = run(table, model)
    assert found.acceptability.sum(axis=0) == pytest.approx(1)
    assert found.acceptability.sum(axis=1) == pytest.approx(1)
    assert found.pairwise + found.pairwise.T == pytest.approx(1)
    assert found.counts[:, :1].T @ np.nan_to_num(found.central_weights) == pytest.approx(
        found.n * found.mean_weights[None]
    )
    for one in range(len(table)):
        for other in range(len(table)):
            if (table[one] > table[other]).all():
                assert found.acceptability[other, 0] == 0
                assert found.pairwise[one, other] == 1
            if (table[one] == table[other]).all():
                assert found.acceptability[one] == pytest.approx(found.acceptability[other])


@settings(max_examples=25)
@given(TABLES, st.sampled_from(MODELS), st.randoms(use_true_random=False))
def test_order_of_alternatives_does_not_matter(table, model, shuffle):
    order = list(range(len(table)))
    shuffle.shuffle(order)
    first, second = run(table, model), run(table[order], model)
    assert second.acceptability == pytest.approx(first.acceptability[order])
    assert second.pairwise == pytest.approx(first.pairwise[np.ix_(order, order)])
    assert second.ranking_entropy == pytest.approx(first.ranking_entropy)


@settings(max_examples=40)
@given(arrays(float, st.tuples(st.integers(1, 60), st.integers(2, 9)), elements=st.integers(0, 30).map(float)))
def test_counts_are_those_of_the_definition(scores):
    draws, count = scores.shape
    weights = np.tile([0.25, 0.75], (draws, 1))
    found = Counts(count, 2, pairwise=True)
    found.add(scores, weights, 0.0, 30.0)
    ranks, wins = np.zeros((count, count)), np.zeros((count, count))
    for row in scores:
        for one in range(count):
            above, same = int((row > row[one]).sum()), int((row == row[one]).sum())
            ranks[one, above : above + same] += 1 / same
            wins[one] += (row[one] > row) + 0.5 * (row[one] == row)
    np.fill_diagonal(wins, 0)
    assert found.ranks == pytest.approx(ranks)
    assert found.wins == pytest.approx(wins)


@pytest.mark.parametrize("count", [3, 60, 300])
def test_counts_of_many_draws(count):
    """More than one block, one and two bytes for ranks, next to the plain way of sorting."""
    scores = np.random.default_rng(2).normal(size=(counting.ROWS + 77, count))
    found = Counts(count, 1, pairwise=True)
    found.add(scores, np.ones((len(scores), 1)), scores.min(), scores.max())
    ranks = np.argsort(np.argsort(-scores, axis=1), axis=1)
    assert found.ranks.tolist() == [np.bincount(column, minlength=count).tolist() for column in ranks.T]
    assert found.wins[0].tolist()[1:] == [(ranks[:, 0] < ranks[:, other]).sum() for other in range(1, count)]


def test_closer_than_words_of_32_bits_is_still_told_apart():
    scores = np.array([[0.5, 0.5 + 1e-10, 0.5 + 2e-13, 1.0]] * 3)
    found = Counts(4, 1, pairwise=True)
    found.add(scores, np.ones((3, 1)), 0.0, 1.0)
    assert found.ranks.tolist() == [[0, 0, 1.5, 1.5], [0, 3, 0, 0], [0, 0, 1.5, 1.5], [3, 0, 0, 0]]


@pytest.mark.parametrize("criteria", [1, 2, 20, 200])
@pytest.mark.parametrize("offset", [0.0, -5.0, 1e6])
@pytest.mark.parametrize("apart", [1.0, 1e-4, 1e-7, 1e-8, 1e-11])
@pytest.mark.parametrize("alternatives", [2, 7])
def test_sums_in_single_precision_count_as_those_in_double(criteria, offset, apart, alternatives):
    chance = np.random.default_rng(criteria)
    parts = chance.random((alternatives, criteria))
    # Close ones, far closer than single precision tells apart, and among many one that is alike.
    near = parts[: alternatives // 2] + apart * (chance.random((alternatives // 2, criteria)) - 0.5)
    parts = np.concatenate([parts, near, parts[: alternatives // 4]]) + offset
    weights = chance.dirichlet(np.ones(criteria), 5_000)
    low, high = float(parts.min()), float(parts.max())
    double, single = (Counts(len(parts), criteria, pairwise=True) for _way in range(2))
    double.add(weights @ parts.T, weights, low, high)
    single.add_sums(parts, weights, low, high)
    assert single.n == double.n
    assert np.array_equal(single.ranks, double.ranks)
    assert np.array_equal(single.wins, double.wins)
    assert np.allclose(single.first_weights, double.first_weights, rtol=1e-12, atol=1e-9)


def test_duplicates_are_tied_whatever_the_size_of_scores():
    table = np.random.default_rng(5).random((5, 9)) + 1e6
    table[4] = table[0]
    found = run(table, n=2000)
    assert found.acceptability[4].tolist() == found.acceptability[0].tolist()
    assert found.pairwise[0, 4] == 0.5


@settings(max_examples=40)
@given(st.data(), st.integers(2, 7))
def test_weights_sum_to_one_and_fit(data, criteria):
    chain = data.draw(st.lists(st.integers(0, criteria - 1), unique=True, max_size=criteria))
    bounds = {}
    for number in data.draw(st.sets(st.integers(0, criteria - 1), max_size=3)):
        low = data.draw(st.floats(0, 0.3))
        bounds[number] = (low, data.draw(st.floats(low, 1)))
    try:
        space = smaa.WeightSpace(criteria, order=[chain], bounds=bounds)
    except ValueError as error:
        assert "cannot hold together" in str(error)
        assume(False)
    parameters = smaa.SAMPLING.changed("test", walks=64)
    weights = smaa.sampler(space, np.random.default_rng(4), parameters=parameters).draw(500)
    assert weights.shape == (500, criteria)
    assert weights.sum(axis=1) == pytest.approx(1)
    assert weights.min() >= 0
    a, b, _words = space.rows()
    assert not len(b) or (weights @ a.T - b).max() < 1e-8


def test_infeasible_statements_are_named_and_no_others():
    with pytest.raises(ValueError, match="weight 1 >= 0.6, weight 0 >= weight 1, and a sum of 1, cannot hold") as error:
        smaa.WeightSpace(3, order=[(0, 1)], bounds={1: (0.6, 1), 2: (0, 0.3)})
    assert "weight 2" not in str(error.value)


def test_exact_means_of_free_and_ordered():
    """Free: 1/3 each. In order: 11/18, 5/18, 2/18. Variance of Dirichlet(1): 2/36."""
    n = 200_000
    free = smaa.sampler(smaa.WeightSpace(3), np.random.default_rng(1)).draw(n)
    assert free.mean(axis=0) == pytest.approx(np.full(3, 1 / 3), abs=0.002)
    assert free.var(axis=0) == pytest.approx(np.full(3, 2 / 36), rel=0.02)
    order = smaa.sampler(smaa.WeightSpace(3, order=[(2, 0, 1)]), np.random.default_rng(1)).draw(n)
    assert order.mean(axis=0) == pytest.approx([5 / 18, 2 / 18, 11 / 18], abs=0.002)


def test_walks_are_even():
    """Hit-and-run, made to run where throwing away would do, gives the means and spread of what was thrown away."""
    space = smaa.WeightSpace(4, order=[(0, 1)], bounds={2: (0.1, 0.4)})
    walk = smaa.sampler(space, np.random.default_rng(1), parameters=smaa.SAMPLING.changed("walk", accepted=1.1))
    exact = smaa.sampler(space, np.random.default_rng(2))
    assert walk.way.startswith("hit-and-run") and exact.way.startswith("exact")
    assert walk.inflation > 1 == exact.inflation
    one, other = walk.draw(60_000), exact.draw(60_000)
    assert one.mean(axis=0) == pytest.approx(other.mean(axis=0), abs=0.006)
    assert np.cov(one.T) == pytest.approx(np.cov(other.T), abs=0.0015)


def test_a_weight_given_exactly_stays():
    weights = smaa.sampler(smaa.WeightSpace(3, bounds={0: (0.5, 0.5)}), np.random.default_rng(1)).draw(5000)
    assert weights[:, 0] == pytest.approx(0.5)
    assert weights[:, 1].var() == pytest.approx(0.25 / 12, rel=0.1)


@pytest.mark.parametrize("low_discrepancy", [False, True])
def test_same_seed_same_result(low_discrepancy):
    table = [[smaa.Uniform(0, 1), smaa.Normal(0.5, 0.1)], [smaa.BetaPert(0, 0.6, 1), 0.4]]
    one, other = (run(table, low_discrepancy=low_discrepancy) for _time in range(2))
    assert one.counts.tolist() == other.counts.tolist()
    assert one.confidence.tolist() == other.confidence.tolist()
    assert run(table, seed=9).counts.tolist() != one.counts.tolist()


def test_stops_at_the_precision_asked_for():
    found = run([[1, 0], [0, 1]], precision=0.004)
    assert found.reached and found.half_width <= 0.004 and found.n < 100_000
    short = run([[1, 0], [0, 1]], precision=0.004, most=1000)
    assert short.reached is False and short.n == 1000 and short.half_width > 0.004


def test_standard_error_is_that_of_repetition():
    firsts = [run([[1, 0], [0, 0.5]], seed=seed, n=500).acceptability[0, 0] for seed in range(300)]
    assert np.std(firsts) == pytest.approx(run([[1, 0], [0, 0.5]], n=500).error[0, 0], rel=0.15)


def test_drawn_scores_have_their_means():
    generator = np.random.default_rng(1)
    cells = [(smaa.Uniform(1, 3), 2), (smaa.Normal(5, 2), 5), (smaa.BetaPert(0, 1, 10), 14 / 6)]
    for cell, mean in cells:
        assert cell.draw(generator, 100_000).mean() == pytest.approx(mean, abs=0.03)
    assert smaa.BetaPert(2, 2, 2).draw(generator, 3).tolist() == [2, 2, 2]


def test_values_between_reference_levels():
    """Less is better in the second: from 100 (worst) to 0 (best)."""
    model = smaa.WeightedSum(worst=(0, 100), best=(10, 0))
    found = run([[10, 100], [0, 50]], model, n=100_000, higher=[True, False])
    assert found.acceptability[0, 0] == pytest.approx(2 / 3, abs=0.01)


@pytest.mark.parametrize(
    ("table", "more", "word"),
    [
        ([[1, 2]], {}, "2 alternatives or more"),
        ([[1, math.nan], [1, 2]], {}, "is missing"),
        ([[smaa.Place(1)], [0.3]], {}, "mixes places"),
        ([[1, 2], [3, 4]], {"higher": [True, False]}, "reference levels"),
        ([[1, 2], [3, 4]], {"higher": [True]}, "higher has one True"),
        ([[1, 2], [3, 4]], {"n": 0}, "one draw or more"),
        ([[1, 2], [3, 4]], {"precision": 0.0}, "precision"),
        ([[1, 2], [3, 4]], {"spaces": smaa.WeightSpace(3)}, "weight space"),
        ([[1, 2], [3, 4]], {"model": smaa.WeightedSum((0, 0), (1, -1))}, "do not fit higher"),
        (
            [[1, 2], [3, 4]],
            {"spaces": smaa.WeightSpace(2, bounds={0: (0, 0.4)}), "low_discrepancy": True},
            "free space",
        ),
    ],
)
def test_what_does_not_fit_is_named(table, more, word):
    with pytest.raises(ValueError, match=word):
        run(table, **more)


@pytest.mark.deep
def test_memory_does_not_grow_with_draws():
    import tracemalloc

    peaks = []
    for n in (200_000, 2_000_000):
        tracemalloc.start()
        run(np.random.default_rng(1).random((20, 6)), n=n)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
