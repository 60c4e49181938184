"""Longlist: hand-calculated examples, and what must hold for any numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from protect.methods import longlist

NAN = np.nan


def test_scores_become_values_and_falling_factors_are_turned_round():
    found = longlist.values([[1, 5], [3, 2], [5, NAN]], 5, [True, False])
    np.testing.assert_allclose(found, [[0, 0], [0.5, 0.75], [1, NAN]])


def test_need_by_hand_with_a_range_for_what_is_not_known():
    # 0.5*1 + 0.3*0.5 = 0.65; the third factor, 0.2, is open: 0.65 to 0.85, half way 0.75, known 0.8.
    found = longlist.need([[1, 0.5, NAN]], [50, 30, 20])
    assert [float(one[0]) for one in (found.low, found.middle, found.high, found.known)] == pytest.approx(
        [0.65, 0.75, 0.85, 0.8]
    )


def test_two_factors_two_places_by_hand():
    # a (1, 0), b (0, 1): a is first where the first weight is above a half: half of all weightings.
    found = longlist.robustness([[1, 0], [0, 1]], 1, np.random.default_rng(1), 20_000)
    assert found.top == pytest.approx([0.5, 0.5], abs=4 * 0.0036)
    # b (0.5, 0.5) beats c (0, 0.8) where 0.5 > 0.8 w2, so w2 < 0.625.
    found = longlist.robustness([[0.5, 0.5], [0, 0.8]], 1, np.random.default_rng(2), 20_000)
    assert found.top[0] == pytest.approx(0.625, abs=4 * 0.0035)
    assert found.ahead[0, 1] == pytest.approx(0.625, abs=4 * 0.0035)


def test_the_smallest_shift_by_hand():
    # lead = 0.6*1 - 0.4*1 = 0.2; each point moved from the first to the second factor takes 2 off: a tenth.
    assert longlist.smallest_shift([1, 0], [0, 1], [60, 40]) == pytest.approx(0.1)
    assert longlist.smallest_shift([1, 0.5], [0.5, 0.2], [1, 1]) is None
    assert longlist.smallest_shift([0.4, 0.4], [0.4, 0.4], [1, 1]) == 0.0
    # Level only where all weight lies on the second factor, in which both are equal.
    assert longlist.smallest_shift([1, 0.3], [0, 0.3], [70, 30]) == pytest.approx(0.7)
    with pytest.raises(ValueError, match="ahead already"):
        longlist.smallest_shift([0, 1], [1, 0], [60, 40])


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (lambda: longlist.values([[6]], 5, [True]), "between 1 and 5"),
        (lambda: longlist.values([[1, 2]], 5, [True]), "each factor"),
        (lambda: longlist.shares([0, 0]), "above 0"),
        (lambda: longlist.shares([1, -1]), "not negative"),
        (lambda: longlist.robustness([[1.0]], 2, np.random.default_rng(0)), "between 1 and 1"),
    ],
)
def test_wrong_input_is_named(wrong, word):
    with pytest.raises(ValueError, match=word):
        wrong()


TABLES = st.tuples(st.integers(2, 5), st.integers(1, 4)).flatmap(
    lambda shape: st.tuples(
        arrays.arrays(float, shape, elements=st.one_of(st.sampled_from([0, 0.25, 0.5, 0.75, 1]), st.just(NAN))),
        arrays.arrays(float, shape[1], elements=st.integers(1, 100).map(float)),
    )
)


@given(TABLES)
def test_low_middle_high_stand_in_order_and_the_unit_of_weights_does_not_matter(table):
    valued, weights = table
    found = longlist.need(valued, weights)
    assert np.all(found.low <= found.middle + 1e-12) and np.all(found.middle <= found.high + 1e-12)
    assert np.all(found.high - found.low <= 1 - found.known + 1e-12)
    other = longlist.need(valued, weights * 7)
    np.testing.assert_allclose(found.middle, other.middle)


@given(TABLES, st.data())
def test_seats_add_up_and_a_place_that_is_nowhere_below_is_never_behind(table, data):
    valued, _weights = table
    k = data.draw(st.integers(1, len(valued)))
    found = longlist.robustness(valued, k, np.random.default_rng(0), 200)
    assert found.top.sum() == pytest.approx(k)
    for one in range(len(valued)):
        for other in range(len(valued)):
            if np.all(valued[one] >= valued[other]):  # False where anything is not known
                assert found.ahead[other, one] == 0


@given(TABLES)
def test_after_the_smallest_shift_the_two_are_level(table):
    valued, weights = table
    valued = np.nan_to_num(valued, nan=0.5)
    first, second = (valued[i] for i in longlist.order(longlist.need(valued, weights))[:2])
    shift = longlist.smallest_shift(first, second, weights)
    w = longlist.shares(weights)
    d = first - second
    best = float(d @ w)
    if shift is None:
        assert d.min() > -1e-9
        return
    assert 0 <= shift <= 1 + 1e-9
    # No smaller amount does it: the most that can be taken off by moving a little less still leaves a lead.
    left, lead = max(0.0, shift - 1e-6), best
    for i in np.argsort(-d):
        step = min(left, w[i])
        lead -= step * (d[i] - d.min())
        left -= step
    assert lead >= -1e-6
