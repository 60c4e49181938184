"""Baseline and innovation: published interval of two shares, exact coverage of the shift by enumeration, and few runs."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from protect.methods import trial

FEW = st.lists(st.integers(-50, 50), min_size=1, max_size=6)


def test_newcombe_1998_table_two_first_contrast():
    found = trial.share_difference([1] * 48 + [0] * 32, [1] * 56 + [0] * 14)
    assert found.estimate == pytest.approx(0.2)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


def test_three_runs_of_each_hold_ninety_and_not_ninety_five():
    found = trial.shift([1, 2, 3], [11, 13, 15], confidence=0.95)
    assert found.confidence == pytest.approx(1 - 2 / comb(6, 3))
    assert (found.low, found.high) == (8, 14)
    assert found.is_clear


@pytest.mark.parametrize(("n", "m"), [(1, 1), (2, 3), (3, 3), (4, 3), (5, 4)])
def test_counts_of_orders_are_those_of_enumeration(n, m):
    counted = np.zeros(n * m + 1)
    for places in combinations(range(n + m), n):
        others = [one for one in range(n + m) if one not in places]
        counted[sum(a > b for a in places for b in others)] += 1
    assert trial._ways(n, m).tolist() == counted.tolist()


def test_the_interval_holds_as_often_as_it_says():
    """Of all orders of distinct values without a shift, zero lies in the interval exactly that often."""
    n, m, inside = 4, 5, 0
    for places in combinations(range(n + m), n):
        others = [one for one in range(n + m) if one not in places]
        found = trial.shift([float(one) for one in places], [float(one) for one in others], confidence=0.9)
        inside += found.low <= 0 <= found.high
    assert inside / comb(n + m, n) == pytest.approx(found.confidence)
    assert found.confidence >= 0.9


def test_one_run_of_each_tells_no_interval():
    found = trial.shift([3.0], [5.0])
    assert found.estimate == 2 and found.low is None and found.confidence is None and not found.is_clear
    assert trial.share_difference([0], [1]).low is None


def test_many_runs_are_resampled_like_the_normal_interval():
    rng = np.random.default_rng(5)
    before, after = rng.normal(30, 5, 60), rng.normal(24, 5, 60)
    found = trial.difference(before, after, np.random.default_rng(1))
    plain = stats.ttest_ind(after, before, equal_var=False).confidence_interval(0.95)
    assert found.method == "bootstrap"
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high), abs=0.3)


def test_runs_that_do_not_vary_have_an_interval_without_width():
    found = trial.difference([4.0] * 10, [6.0] * 12, np.random.default_rng(1))
    assert (found.low, found.estimate, found.high) == (2, 2, 2)


@given(FEW, FEW, st.integers(-20, 20))
def test_the_shift_moves_with_the_unit_and_turns_with_the_arms(before, after, step):
    found, moved, turned = (
        trial.shift(before, after),
        trial.shift(before, [one + step for one in after]),
        trial.shift(after, before),
    )
    assert moved.estimate == pytest.approx(found.estimate + step)
    assert turned.estimate == pytest.approx(-found.estimate)
    if found.low is not None:
        assert found.low <= found.estimate <= found.high
        assert (turned.low, turned.high) == (-found.high, -found.low)


def test_runs_not_measured_are_left_out_and_nothing_at_all_is_refused():
    assert trial.shift([1, np.nan, 3], [2, 4]).runs == (2, 2)
    for wrong in ([], [np.nan], [np.inf], [[1, 2]]):
        with pytest.raises(ValueError):
            trial.difference(wrong, [1], np.random.default_rng(0))
    with pytest.raises(ValueError):
        trial.share_difference([2], [1])
    with pytest.raises(ValueError):
        trial.shift([1], [2], confidence=1)
