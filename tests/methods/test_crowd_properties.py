"""What has to hold for any place: METHODS 9, common acceptance, and the issue's property tests for crowds."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from protect.methods import crowd
from protect.methods.crowd import hand
from protect.methods.crowd.parameters import FLOWS, SFPE
from protect.methods.crowd.scene import places, shares
from protect.methods.crowd.site import Exit, Ground, Site, longest_walk

#: One step of the network's clock, and one more person at the narrowest door: its times are whole steps.
STEP = SFPE["step"]

ways = st.tuples(st.floats(0.9, 12.0), st.sampled_from(Ground))
#: Places of 100 to 4,000 m2 with one to five exits.
sites = st.builds(
    lambda area, exits, farthest: Site(
        area, tuple(Exit(f"exit {n}", width, ground) for n, (width, ground) in enumerate(exits)), farthest
    ),
    st.floats(100.0, 4000.0),
    st.lists(ways, min_size=1, max_size=5),
    st.floats(0.0, 150.0),
)
densities = st.floats(0.01, 2.0)


def more(site: Site, width: float, ground: Ground) -> Site:
    return Site(site.area, (*site.exits, Exit("one more", width, ground)), site.farthest)


@given(sites, ways, densities)
def test_one_more_exit_never_lengthens_any_hand_time(site, way, density):
    persons = round(site.area * density)
    before, after = (crowd.hand_times(found, persons) for found in (site, more(site, *way)))
    assert all(after[name] <= before[name] + 1e-9 for name in before)


@settings(max_examples=25)
@given(sites, ways, st.floats(0.01, 0.5))
def test_one_more_exit_never_lengthens_the_network_time(site, way, density):
    persons = round(site.area * density)
    assert crowd.network_time(more(site, *way), persons) <= crowd.network_time(site, persons) + STEP


@given(sites, st.integers(0, 4000), st.integers(0, 500))
def test_more_people_never_shorten_any_hand_time(site, persons, further):
    fewer, many = (crowd.hand_times(site, count) for count in (persons, persons + further))
    assert all(many[name] >= fewer[name] for name in fewer)


@settings(max_examples=25)
@given(sites, st.floats(0.01, 0.5), st.integers(1, 50))
def test_more_people_never_shorten_the_network_time(site, density, further):
    persons = round(site.area * density)
    assert crowd.network_time(site, persons + further) >= crowd.network_time(site, persons) - STEP


@settings(max_examples=20)
@given(sites, st.floats(0.01, 0.5), st.permutations(list("vwxyz")))
def test_other_names_of_the_exits_change_nothing(site, density, names):
    persons = round(site.area * density)
    renamed = Site(
        site.area,
        tuple(Exit(name, way.width, way.ground) for name, way in zip(names, site.exits, strict=False)),
        site.farthest,
    )
    assert crowd.network_time(renamed, persons) == crowd.network_time(site, persons)
    one, other = (crowd.sampled_times(found, persons, np.random.default_rng(5), 2) for found in (site, renamed))
    assert np.array_equal(one.seconds, other.seconds)
    assert crowd.hand_times(renamed, persons) == crowd.hand_times(site, persons)
    assert [row.persons for row in crowd.permitted(renamed).rows] == [row.persons for row in crowd.permitted(site).rows]


@settings(max_examples=25)
@given(sites, st.floats(0.01, 0.5))
def test_no_way_beats_the_lower_bound(site, density):
    """T9: never below N/(sum w Js), never below free walking."""
    persons = max(round(site.area * density), 1)
    floor = hand.lower_bound(site, persons)
    queue = persons / (site.width * FLOWS["laboratory"])
    assert floor == pytest.approx(max(queue, longest_walk(site) / FLOWS["free_speed"]))
    assert min(crowd.hand_times(site, persons).values()) >= floor - 1e-9
    assert crowd.network_time(site, persons) >= floor - 1e-9
    drawn = crowd.sampled_times(site, persons, np.random.default_rng(1), 2)
    # In drawn runs people walk faster or slower than the mean: the bound is that of the fastest drawn.
    assert drawn.seconds.min() >= max(queue, longest_walk(site) / SFPE["speed_fastest"]) - 1e-9


@given(sites)
def test_fewer_exits_never_permit_more(site):
    found = crowd.permitted(site)
    for row in found.rows:
        if row.persons is not None and row.holding is not None:
            assert row.holding <= row.persons
    for way in site.exits if len(site.exits) > 1 else ():
        left = crowd.permitted(site.without(way.name)).rows
        for fewer, row in zip(left, found.rows, strict=True):
            # None: beyond validity, where no number is given.
            assert fewer.persons is None or row.persons is None or fewer.persons <= row.persons


@settings(max_examples=30)
@given(sites)
def test_the_holding_capacity_is_what_the_worst_blocked_exit_leaves(site):
    found = crowd.permitted(site)
    if len(site.exits) > 1 and all(row.outside is None for row in found.rows):
        assert found.holding == min(row.permitted for row in crowd.blocked_exits(site, 10))


@given(st.integers(0, 3000), st.lists(st.floats(0.1, 20.0), min_size=1, max_size=6), st.floats(0.1, 20.0))
def test_shares_are_fair_and_lose_nobody(persons, capacities, further):
    found = shares(persons, capacities)
    assert sum(found) == persons
    assert all(now >= before for now, before in zip(shares(persons + 1, capacities), found, strict=True))
    assert all(now <= before for now, before in zip(shares(persons, [*capacities, further]), found, strict=False))
    slowest = max(count / capacity for count, capacity in zip(found, capacities, strict=True))
    # Nobody would have left earlier at another exit.
    assert all(slowest <= (n + 1) / c + 1e-9 for n, c in zip(found, capacities, strict=True))


@settings(max_examples=40)
@given(st.integers(1, 300), st.floats(8.0, 40.0), st.floats(8.0, 40.0), st.integers(0, 99))
def test_nobody_stands_in_a_wall_or_in_somebody(persons, width, depth, seed):
    area = shapely.box(0, 0, width, depth)
    if persons > 3.0 * area.area:
        persons = int(3.0 * area.area)
    found = places(area, persons, np.random.default_rng(seed), 0.15)
    assert len(found) == persons
    assert shapely.contains_xy(area.buffer(-0.15), found).all()
    if persons > 1:
        apart = np.hypot(*(found[:, None] - found[None]).transpose(2, 0, 1)) + np.eye(persons) * 9
        assert apart.min() >= 0.3


@given(st.floats(1.3, 60.0), st.integers(0, 30), st.floats(0.1, 0.8))
def test_every_element_of_a_barrier_costs_and_none_gives(width, elements, element_width):
    if elements * element_width >= width - 0.01:
        with pytest.raises(ValueError, match="leave nothing"):
            crowd.barrier_effect(width, math.ceil(width / element_width), element_width)
        return
    found = crowd.barrier_effect(width, elements, element_width, persons=500)
    assert found.capacity_after <= found.capacity_before and found.added.low >= 0
    assert found.share_lost == pytest.approx(elements * element_width / width, abs=1e-9)


@given(st.floats(0.0, 12.0), st.floats(0.0, 12.0))
def test_a_denser_crowd_is_never_a_better_level_or_band_nor_faster(one, other):
    low, high = sorted((one, other))
    assert hand.level_of_service(density=low) <= hand.level_of_service(density=high)
    assert hand.BANDS.index(hand.density_band(low)) <= hand.BANDS.index(hand.density_band(high))
    for speed in (hand.weidmann_speed, hand.sfpe_speed, hand.imo_speed):
        assert float(speed(low)) >= float(speed(high))
