"""Oracles of METHODS 5: knapsack, robust portfolio modelling, set cover, break-even."""

from __future__ import annotations

import numpy as np
import pytest

from protect.methods.portfolio.breakeven import break_even
from protect.methods.portfolio.front import front
from protect.methods.portfolio.linear import best
from protect.methods.portfolio.logic import Logic
from protect.methods.portfolio.robust import robust
from protect.methods.results import Band

P01 = {
    "costs": [23, 31, 29, 44, 53, 38, 63, 85, 89, 82],
    "values": [92, 57, 49, 68, 60, 43, 67, 84, 87, 72],
}
RPM = {"costs": [3, 4, 2, 5], "low": [[4, 1], [3, 4], [1, 2], [2, 6]], "budget": 9}


def test_knapsack_p01_of_burkardt_s_collection():
    found = front(**P01, budget=165)
    assert found.value(165) == 309
    chosen = found.choice(165)
    assert (np.flatnonzero(chosen) + 1).tolist() == [1, 2, 3, 4, 6]
    assert chosen @ P01["costs"] == 165


def test_knapsack_p01_of_burkardt_s_collection_by_highs():
    use = np.array(P01["costs"], dtype=float)[:, None]
    chosen = best(np.array(P01["values"], dtype=float), use, np.array([165.0]), Logic(), np.zeros(0))
    assert (np.flatnonzero(chosen) + 1).tolist() == [1, 2, 3, 4, 6]


def test_robust_portfolios_of_liesio_mild_and_salo_with_free_weights():
    found = robust(**RPM)
    assert {tuple(np.flatnonzero(one) + 1) for one in found.portfolios} == {(2, 4), (1, 2, 3)}
    assert {tuple(one) for one in found.lowest.tolist()} == {(5, 10), (8, 7)}
    assert found.core_index.tolist() == [0.5, 1, 0.5, 0.5]
    assert [found.heap(one) for one in range(4)] == ["borderline", "core", "borderline", "borderline"]
    assert not found.sampled


def test_robust_portfolios_of_liesio_mild_and_salo_where_the_first_weight_is_not_smaller():
    found = robust(**RPM, weights=[([1, -1], 0)])
    assert [tuple(np.flatnonzero(one) + 1) for one in found.portfolios] == [(1, 2, 3)]
    assert found.core_index.tolist() == [1, 1, 1, 0]
    assert found.heap(3) == "exterior"


def test_set_cover_every_serious_scenario_has_a_measure():
    acts = {0: (0, 1), 1: (1, 2), 2: (2, 3), 3: (0, 3, 4)}
    cover = Logic(cover=[(members, 1) for members in acts.values()])
    # 1 and 3 cover everything for 7; so do 0 and 2, for 9. Least cost is the smallest budget with a choice.
    found = front([5, 3, 4, 4, 2], [0, 0, 0, 0, 0], 20, cover)
    assert found.steps[0] == 7
    assert np.flatnonzero(found.choice(7)).tolist() == [1, 3]
    with pytest.raises(ValueError, match="no choice within 6"):
        found.choice(6)


def test_break_even_of_stewart_and_mueller():
    found = break_even(75e9, 100e6, 0.45)
    assert found.chance.best == pytest.approx(1666.7, abs=0.05)
    assert "1,667 times a year" in found.sentence


def test_break_even_of_60_000_a_year():
    found = break_even(60_000, 20e6, 0.4)
    assert found.chance.best == pytest.approx(0.0075)
    assert "once in 133 years" in found.sentence and "0.75 in 100 a year" in found.sentence


def test_break_even_of_bands_takes_the_worst_and_the_best_of_each():
    found = break_even(Band(50, 60, 90), Band(1000, 2000, 4000), Band(0.25, 0.5, 0.5), guessed=("loss",))
    assert (found.chance.low, found.chance.best, found.chance.high) == pytest.approx((0.025, 0.06, 0.36))
    assert found.account.share_guessed == pytest.approx(1 / 3)
    assert "Between once in 40 and once in 2.8 years" in found.sentence


@pytest.mark.parametrize("numbers", [(-1, 10, 0.5), (1, 0, 0.5), (1, 10, 0), (1, 10, 1.1), (1, float("inf"), 0.5)])
def test_break_even_of_numbers_that_cannot_be(numbers):
    with pytest.raises(ValueError, match="yearly_cost is not negative"):
        break_even(*numbers)
