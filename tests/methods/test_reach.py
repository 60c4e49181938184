"""Minutes from the stations: the oracle of METHODS 6, and what must hold on any graph."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protect.methods import reach as method


def test_three_kilometres_at_forty_take_four_and_a_half_minutes():
    graph = method.seconds_of([(0, 1)], [3000.0], 2)
    assert method.reach(graph, [0]).minutes[1] == pytest.approx(4.5)


def test_nearest_and_second_nearest_and_nobody():
    graph = method.seconds_of([(0, 1), (1, 0), (2, 1), (1, 2)], [600, 600, 1200, 1200], 4, [36, 36, 36, np.nan])
    found = method.reach(graph, [0, 2])
    assert found.station.tolist() == [0, 0, 1, -1]
    assert found.second_station.tolist() == [1, 1, 0, -1]
    assert found.minutes[1] == pytest.approx(1)
    assert found.second_minutes[1] == pytest.approx(2)
    assert found.unreached == [3]
    assert found.within(1.0).tolist() == [0, 1, 2]
    assert found.account.restricted and "speeds" in found.account.guessed


def test_what_nobody_told_is_in_the_bounds_and_a_task():
    """METHODS 0: an unknown turn-out gives the cautious bound, not 0; driving is a band."""
    graph = method.seconds_of([(0, 1)], [3000.0], 3)
    found = method.reach(graph, [0])
    assert (found.least[1], found.minutes[1], found.most[1]) == pytest.approx((4.5 / 1.2, 4.5, 4.5 / 0.6 + 5))
    assert "turn-out" in found.account.guessed and any("turn-out" in task for task in found.account.tasks)
    assert np.isinf(found.most[2])
    told = method.reach(graph, [0], method.REACH.changed("our town", turn_out=1.5), speeds_known=1.0)
    assert (told.least[1], told.minutes[1], told.most[1]) == pytest.approx((4.5 / 1.2 + 1.5, 6.0, 4.5 / 0.6 + 1.5))
    assert told.account.share_guessed == 0


def test_of_parallel_links_the_quickest_counts_and_a_length_of_nothing_is_a_way():
    graph = method.seconds_of([(0, 1), (0, 1), (1, 2)], [900, 300, 0], 3)
    assert method.reach(graph, [0]).minutes.round(3).tolist() == [0, 0.45, 0.45]


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: method.seconds_of([(0, 5)], [1.0], 2), "nodes from 0 to 1"),
        (lambda: method.seconds_of([(0, 1)], [-1.0], 2), "not negative"),
        (lambda: method.seconds_of([(0, 1)], [1.0, 2.0], 2), "one length"),
        (lambda: method.seconds_of([(0, 1)], [1.0], 2, [0]), "above 0"),
        (lambda: method.reach(method.seconds_of([(0, 1)], [1.0], 2), []), "one at least"),
        (lambda: method.reach(method.seconds_of([(0, 1)], [1.0], 2), [2]), "nodes from 0 to 1"),
    ],
)
def test_input_that_cannot_be_is_named(call, word):
    with pytest.raises(ValueError, match=word):
        call()


LINKS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(1, 2000)), min_size=1, max_size=25)


@given(LINKS, st.lists(st.integers(0, 7), min_size=1, max_size=4, unique=True), st.integers(0, 7))
def test_another_station_never_makes_it_longer(links, stations, another):
    graph = method.seconds_of([one[:2] for one in links], [one[2] for one in links], 8)
    before, after = method.reach(graph, stations), method.reach(graph, [*stations, another])
    assert (after.minutes <= before.minutes).all()
    assert (after.second_minutes <= before.second_minutes).all()
    assert (before.minutes <= before.second_minutes).all()


@given(LINKS, st.permutations(range(3)))
def test_the_order_of_stations_does_not_matter(links, order):
    graph = method.seconds_of([one[:2] for one in links], [one[2] for one in links], 8)
    stations = [1, 4, 6]
    one, other = method.reach(graph, stations), method.reach(graph, [stations[place] for place in order])
    assert np.array_equal(one.minutes, other.minutes)
    assert np.array_equal(one.second_minutes, other.second_minutes)
