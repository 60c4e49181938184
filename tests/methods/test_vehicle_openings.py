"""Openings: words, cautious bounds, what a line costs the crowd (METHODS 1.3), and what is left to measure."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protect.methods.vehicle import dynamics
from protect.methods.vehicle.openings import Opening, table
from protect.methods.vehicle.parameters import vehicle_classes
from protect.methods.vehicle.ratings import read

KNOWN = Opening("Market Street", 6.0, True, run_up=60.0, bend=15.0, angle=90.0, slope=0.0)


def row(opening: Opening, vehicle: str = "N2"):
    return table([opening], vehicle).rows[0]


def test_eight_posts_in_a_street_of_twelve_metres_cost_a_fifth_of_the_exit():
    """METHODS 1.3: 12 m, 8 x 0.3 m: 9.6 m clear, 7,872 to 6,298 people in eight minutes."""
    found = row(replace(KNOWN, width=12.0))
    assert (found.elements.count, found.clear_loss) == (8, pytest.approx(2.4))
    assert found.elements.clear == pytest.approx(9.6)
    assert 7872 - found.people_fewer == pytest.approx(6298, abs=1)


def test_what_is_not_known_is_the_cautious_bound_and_a_task():
    known, unknown = row(KNOWN), row(Opening("Lane", 6.0))
    for one, other in zip(known.arrivals, unknown.arrivals, strict=True):
        assert other.speed.high > one.speed.high
        assert other.energy > one.energy
    assert unknown.width.high == 7.0 and known.width.high == 6.0
    assert not known.answered and known.gap == "nothing stands there"
    said = " ".join(unknown.tasks)
    for word in ("clear width", "straight way", "middle ordinate", "angle", "slope", "wheelchair"):
        assert word in said
    assert len(table([Opening("Lane", 6.0)]).account.guessed) == 5


def test_a_way_of_which_no_bend_is_known_counts_as_long():
    straight = row(replace(KNOWN, bend=None))
    lorry = next(one for one in vehicle_classes() if one.code == "N2")
    full = dynamics.kmh(dynamics.run_up_by_power(300, lorry.power, lorry.mass, lorry.acceleration))
    assert straight.arrivals[2].speed.high == pytest.approx(float(full))


def test_a_rating_is_compared_as_it_was_tested():
    strong = read("V/7200[N2B]/80/90:0.7", "IWA 14-1", 2013, "C-1")
    found = row(replace(KNOWN, stands=strong, something_stands=True))
    assert found.answered and not found.gap
    weak = row(replace(KNOWN, stands=read("V/3500[N1G]/32/90:0.5", "IWA 14-1"), something_stands=True))
    assert not weak.answered and "needed 7.2 t" in weak.gap
    nobody = row(replace(KNOWN, something_stands=True))
    assert not nobody.answered and "find the certificate" in nobody.gap


def test_openings_stand_in_the_order_given_and_results_are_restricted():
    found = table([replace(KNOWN, name="z"), Opening("a", 3.0), replace(KNOWN, name="m", width=1.0)])
    assert [one.opening for one in found.rows] == ["z", "a", "m"]
    assert found.account.restricted
    assert found.rows[2].elements.count == 0
    assert not found.rows[2].arrivals[0].fits


@given(st.floats(1, 280), st.floats(1, 280), st.floats(3, 80), st.floats(10, 90))
def test_more_run_up_never_needs_less(one, other, bend, angle):
    short, long = sorted((one, other))
    rows = [row(replace(KNOWN, run_up=run, bend=bend, angle=angle)) for run in (short, long)]
    for less, more in zip(rows[0].arrivals, rows[1].arrivals, strict=True):
        assert less.speed.high <= more.speed.high + 1e-9
        assert less.energy <= more.energy + 1e-9


@given(
    st.floats(0, 900),
    st.floats(1, 900),
    st.floats(1, 90),
    st.floats(0, 0.05),
    st.sampled_from(("run_up", "bend", "angle", "slope")),
)
def test_what_nobody_knows_never_needs_less_than_what_is_known(run, bend, angle, slope, what):
    known = replace(KNOWN, run_up=run, bend=bend, angle=angle, slope=slope)
    for sure, guessed in zip(row(known).arrivals, row(replace(known, **{what: None})).arrivals, strict=True):
        assert guessed.speed.high >= sure.speed.high - 1e-9
        assert guessed.energy >= sure.energy - 1e-9


@given(st.floats(5, 300), st.floats(3, 80), st.floats(0, 0.2), st.floats(0, 0.2))
def test_a_steeper_downhill_never_needs_less(run, bend, one, other):
    flat, steep = (row(replace(KNOWN, run_up=run, bend=bend, slope=slope)).arrivals for slope in sorted((one, other)))
    assert all(a.speed.high <= b.speed.high + 1e-9 for a, b in zip(flat, steep, strict=True))


def test_a_bend_however_wide_is_no_faster_than_the_whole_run_up():
    wide = row(replace(KNOWN, bend=5000.0, run_up=10.0)).arrivals[2]
    assert wide.speed.high == pytest.approx(row(replace(KNOWN, bend=None)).arrivals[2].speed.high)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: Opening("", 3), "has a name"),
        (lambda: Opening("a", 3, run_up=-1), "run_up is not negative"),
        (lambda: Opening("a", 3, angle=0), "between 0 and 90"),
        (lambda: table([KNOWN], "M3"), "design_vehicle is one of M1, N1, N2, N3"),
        (lambda: table([KNOWN, KNOWN]), "same name"),
    ],
)
def test_openings_that_cannot_be_are_named(make, word):
    with pytest.raises(ValueError, match=word):
        make()
