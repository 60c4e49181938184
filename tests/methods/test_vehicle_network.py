"""Arriving speeds over a network: the published example, the definition link by link, and what must hold anywhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protect.methods.vehicle import dynamics
from protect.methods.vehicle.network import arriving_speeds, network
from protect.methods.vehicle.parameters import VehicleClass, vehicle_classes

VAN = vehicle_classes()[1]
#: Strong enough that traction alone limits it, as the hand oracle assumes.
STRONG = VehicleClass("X", "test vehicle", 3500, 1e9, 2.5, 2.0)


def test_a_bend_between_two_runs_of_methods_1_1():
    bend = float(dynamics.bend_speed(15, 0.7))
    found = arriving_speeds(network([100, 60], [(0, 1)], [bend]), STRONG)
    assert float(dynamics.kmh(found.leaving[1])) == pytest.approx(72.27, abs=5e-3)
    straight = arriving_speeds(network([100, 60], [(0, 1)], [np.inf]), STRONG)
    assert float(dynamics.kmh(straight.leaving[1])) == pytest.approx(101.82, abs=5e-3)


def test_a_long_road_is_no_faster_than_the_run_up_allows():
    long = arriving_speeds(network([5000.0], np.empty((0, 2)), []), VAN)
    short = arriving_speeds(network([300.0], np.empty((0, 2)), []), VAN)
    assert long.leaving[0] == pytest.approx(short.leaving[0])
    free = arriving_speeds(network([5000.0], np.empty((0, 2)), []), VAN, run_up=5000)
    assert free.leaving[0] > long.leaving[0]


def test_a_ring_ends_and_stays_below_the_bound():
    links = 40
    turns = [(n, (n + 1) % links) for n in range(links)]
    found = arriving_speeds(network(np.full(links, 50.0), turns, np.full(links, np.inf)), VAN, run_up=1000)
    bound = float(dynamics.run_up_by_power(1000, VAN.power, VAN.mass, VAN.acceleration))
    assert (found.leaving <= bound + 1e-6).all()
    assert found.leaving.max() == pytest.approx(bound, abs=0.1)


def test_what_comes_over_the_edge_of_the_map_comes_as_fast_as_the_run_up_allows():
    net = network([20.0, 20.0], [(0, 1)], [np.inf])
    known, unknown = arriving_speeds(net, VAN), arriving_speeds(net, VAN, begin=[np.inf, 0.0])
    assert unknown.leaving[1] == pytest.approx(unknown.top) and known.leaving[1] < known.top
    with pytest.raises(ValueError, match="for every link"):
        arriving_speeds(net, VAN, begin=[1.0])


def test_one_short_steep_link_does_not_make_the_whole_network_fast():
    """Ten metres down at 17 in a hundred are worth 1.7 m of height, not a run of 300 m down that slope."""
    flat = arriving_speeds(network([400.0, 400.0], [(0, 1)], [np.inf]), VAN)
    net = network([400.0, 10.0, 400.0], [(0, 1), (1, 2)], [np.inf, np.inf], [0.0, 0.17, 0.0])
    found = arriving_speeds(net, VAN)
    assert flat.top < found.top <= np.sqrt(flat.top**2 + 2 * 9.81 * 1.7) + 1e-6
    assert found.leaving[1] > flat.leaving[1]


@given(
    st.lists(st.tuples(st.floats(1, 200), st.floats(-0.1, 0.2)), min_size=1, max_size=6),
    st.floats(1, 100),
    st.floats(0, 0.2),
)
def test_a_longer_and_a_steeper_link_never_lower_the_top(links, more, steeper):
    lengths, slopes = map(np.array, zip(*links, strict=True))
    none = np.empty((0, 2), dtype=int)

    def top(long, tilt):
        return arriving_speeds(network(long, none, [], tilt), VAN).top

    one = top(lengths, slopes)
    assert top(lengths + more * (np.arange(len(links)) == 0), slopes) >= one - 1e-9
    assert top(lengths, slopes + steeper * (np.arange(len(links)) == 0)) >= one - 1e-9
    assert one >= top(lengths, np.zeros(len(links))) - 1e-9


def test_downhill_is_never_slower():
    flat = arriving_speeds(network([200.0, 200.0], [(0, 1)], [np.inf]), VAN)
    down = arriving_speeds(network([200.0, 200.0], [(0, 1)], [np.inf], [0.0, 0.08]), VAN)
    assert down.leaving[1] > flat.leaving[1]
    assert down.leaving[0] >= flat.leaving[0]


LINKS = 8
LENGTHS = st.lists(st.floats(1, 150), min_size=LINKS, max_size=LINKS)
TURNS = st.lists(
    st.tuples(st.integers(0, LINKS - 1), st.integers(0, LINKS - 1), st.floats(1, 40)), min_size=1, max_size=20
)


def by_definition(lengths, turns, vehicle, top) -> np.ndarray:
    """Link by link until nothing changes: the plain reading of the formula."""

    def gain(begin: float, length: float) -> float:
        return min(
            float(dynamics.run_up_by_power(length, vehicle.power, vehicle.mass, vehicle.acceleration, begin)), top
        )

    enter, leave = [0.0] * len(lengths), [gain(0.0, one) for one in lengths]
    for _sweep in range(200):
        before = list(leave)
        for source, target, cap in turns:
            if (speed := min(leave[source], cap)) > enter[target]:
                enter[target] = speed
                leave[target] = gain(speed, lengths[target])
        if before == leave:
            break
    return np.array(leave)


@given(LENGTHS, TURNS)
def test_sweeps_find_what_the_definition_says(lengths, turns):
    given_ = network(lengths, [one[:2] for one in turns], [one[2] for one in turns])
    found = arriving_speeds(given_, VAN)
    top = float(dynamics.run_up_by_power(300, VAN.power, VAN.mass, VAN.acceleration))
    assert found.leaving == pytest.approx(by_definition(lengths, turns, VAN, top), abs=1e-3)


@given(st.lists(st.floats(1, 80), min_size=1, max_size=6), st.floats(0, 0.1))
def test_a_straight_road_cut_into_links_is_never_below_the_analytic_bound(lengths, slope):
    """On the flat it is that bound; downhill pieces are never below the flat, and no looser than one piece is."""
    turns = [(n, n + 1) for n in range(len(lengths) - 1)]
    straight = np.full(len(turns), np.inf)
    flat = float(dynamics.run_up_by_power(sum(lengths), VAN.power, VAN.mass, VAN.acceleration))
    level = arriving_speeds(network(lengths, turns, straight), VAN, run_up=1000.0).leaving[-1]
    assert level == pytest.approx(flat, abs=1e-4)
    tilt = np.full(len(lengths), slope)
    down = arriving_speeds(network(lengths, turns, straight, tilt), VAN, run_up=1000.0).leaving[-1]
    whole = float(dynamics.run_up_bound(sum(lengths), VAN.power / VAN.mass, VAN.acceleration, slope))
    assert flat - 1e-4 <= down <= whole + 1e-4


@given(LENGTHS, TURNS, st.integers(0, LINKS - 1), st.floats(1, 100))
def test_a_longer_link_never_lowers_a_speed_and_a_tighter_bend_never_raises_one(lengths, turns, which, more):
    pairs, caps = [one[:2] for one in turns], np.array([one[2] for one in turns])
    before = arriving_speeds(network(lengths, pairs, caps), VAN).leaving
    longer = [one + more * (number == which) for number, one in enumerate(lengths)]
    assert (arriving_speeds(network(longer, pairs, caps), VAN).leaving >= before - 1e-4).all()
    assert (arriving_speeds(network(lengths, pairs, caps * 0.8), VAN).leaving <= before + 1e-4).all()


@given(LENGTHS, TURNS, st.randoms(use_true_random=False))
def test_the_order_of_turns_does_not_matter(lengths, turns, random):
    mixed = list(turns)
    random.shuffle(mixed)
    one, other = (
        arriving_speeds(network(lengths, [turn[:2] for turn in some], [turn[2] for turn in some]), VAN).leaving
        for some in (turns, mixed)
    )
    assert one == pytest.approx(other, abs=1e-9)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: network([1.0], [(0, 1)], [2.0]), "links from 0 to 0"),
        (lambda: network([-1.0], np.empty((0, 2)), []), "not negative"),
        (lambda: network([1.0], [(0, 0)], [np.nan]), "is inf"),
        (lambda: network([1.0], [(0, 0)], []), "one cap"),
        (lambda: arriving_speeds(network([1.0], np.empty((0, 2)), []), VAN, run_up=0), "above 0"),
    ],
)
def test_a_network_that_cannot_be_is_refused(make, word):
    with pytest.raises(ValueError, match=word):
        make()
