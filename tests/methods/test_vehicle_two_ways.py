"""METHODS 0, rule 4, for vehicles: speed and energy at an opening by hand and by the model, and a sentence where they differ."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from protect.methods.parameters import ParameterSet
from protect.methods.results import Band
from protect.methods.vehicle import dynamics, twoways
from protect.methods.vehicle.openings import Mapped, Opening, table
from protect.methods.vehicle.parameters import CLASSES, DYNAMICS, vehicle_classes

KNOWN = Opening("Market Street", 6.0, True, run_up=60.0, bend=15.0, angle=90.0, slope=0.0)
#: The class of the oracle: 3,500 kg at 2.5 m/s2 on a road of friction 0.7.
ROAD = DYNAMICS.changed("oracle", friction=0.7)
VAN = CLASSES.changed("oracle", N1_acceleration=2.5)


def ways(opening: Opening, vehicle: str = "N2", classes: ParameterSet = CLASSES, road: ParameterSet = DYNAMICS):
    (row,) = table([opening], vehicle, classes=classes, dynamics_set=road).rows
    place = [one.code for one in vehicle_classes()].index(vehicle)
    return {one.name: one for one in row.arrivals[place].ways}, row


def test_the_hand_formula_of_methods_1_1_stands_beside_the_run_up():
    """100 m, a bend of 15 m at friction 0.7, then 60 m at 2.5 m/s2: 72.27 km/h and 705.3 kJ for 3,500 kg."""
    found, row = ways(KNOWN, "N1", VAN, ROAD)
    assert found[twoways.HAND].speed == pytest.approx(72.27, abs=5e-3)
    assert found[twoways.HAND].energy == pytest.approx(705.3, abs=0.05)
    # With its 100 kW the van is a little slower; the table answers with that.
    assert found[twoways.RUN_UP].speed == row.arrivals[1].speed.best < found[twoways.HAND].speed
    assert row.differences == ()


def test_without_the_bend_the_oracle_s_straight_run_of_160_metres():
    assert twoways.by_hand(160, 2.5) * 3.6 == pytest.approx(101.82, abs=5e-3)
    assert float(dynamics.energy(3500, twoways.by_hand(160, 2.5))) / 1000 == pytest.approx(1400.0, abs=0.05)


def test_what_the_engine_cannot_give_is_said_when_it_is_more_than_thirty_in_a_hundred():
    """300 m from standing at 2.5 m/s2 is 139.4 km/h by hand; with 150 kW a lorry of 7.2 t has 95.1 km/h."""
    found, row = ways(replace(KNOWN, run_up=300.0, bend=0.0))
    assert found[twoways.HAND].speed == pytest.approx(3.6 * 1500**0.5)
    limit = float(dynamics.kmh(dynamics.run_up_by_power(300, 150_000, 7200, 2.5)))
    assert found[twoways.RUN_UP].speed == pytest.approx(limit)
    (said,) = row.differences
    assert said.startswith("Market Street: the lorry arrives at 139 km/h")
    assert "95 km/h" in said and "a difference of 47 %" in said and "no limit of power" in said
    assert "Find out why before relying on either." in said


@pytest.mark.parametrize(("other", "says"), [(129.9, False), (130.1, True), (77.0, False), (76.0, True)])
def test_thirty_in_a_hundred_of_the_smaller_is_the_border(other, says):
    found = twoways.differing("a", "van", [twoways.Way("x", 100.0, 1.0), twoways.Way("y", other, 1.0)])
    assert bool(found) == says


def test_a_measured_way_is_compared_with_what_the_map_says():
    mapped = Mapped(tuple(Band(20, 30, 40, "km/h") for _class in range(4)), 90.0, 6.0)
    found, row = ways(replace(KNOWN, mapped=mapped))
    assert found[twoways.MAP].speed == 30 and found[twoways.RUN_UP].speed > 39
    assert any("measure again, or mend the map" in said for said in row.differences)


def test_a_way_that_the_map_shuts_is_said_and_divides_by_nothing():
    mapped = Mapped(tuple(Band(0, 0, 0, "km/h") for _class in range(4)), 90.0, 6.0)
    assert any("by one of them not at all" in said for said in ways(replace(KNOWN, mapped=mapped))[1].differences)


def test_how_far_one_looks_from_an_opening():
    """A wall 40 m away ends the straight way; a post beside the street does not; nothing there: a whole run-up."""
    north = np.array([0.0, 1.0])
    wall, post = shapely.box(-20, 40, 20, 45), Point(0, 10).buffer(0.2)
    looks = [
        twoways.seen_straight(Point(0, 0), north, 6.0, shapely.STRtree(some)) for some in ([wall], [wall, post], [post])
    ]
    assert looks == pytest.approx([40.0, 40.0, 300.0])
    assert twoways.seen_straight(Point(0, 0), north, 6.0, shapely.STRtree([])) == 300.0


def test_on_a_map_the_other_way_begins_at_a_square_corner():
    """40 m seen, 6.4 m of room: a lorry of 2.4 m turns with R = 4 / (1 - cos 45) = 13.66 m at friction 0.6, then 40 m."""
    mapped = Mapped(tuple(Band(20, 45, 60, "km/h") for _class in range(4)), 90.0, 6.4, 40.0)
    found, row = ways(Opening("Lane", 6.4, mapped=mapped))
    corner = (9.81 * 0.6 * 4 / (1 - 0.5**0.5)) ** 0.5
    expected = dynamics.run_up_by_power(40, 150_000, 7200, 2.5, corner)
    assert found[twoways.SIGHT].speed == pytest.approx(float(dynamics.kmh(expected)))
    assert list(found) == [twoways.SIGHT, twoways.MAP] and row.differences == ()
    far = replace(mapped, straight=300.0)
    (said,) = ways(Opening("Lane", 6.4, mapped=far))[1].differences
    assert "at 95 km/h" in said and "at 45 km/h" in said and "seen from the opening" in said


@given(st.floats(1, 300), st.floats(1, 80), st.floats(0, 0.2))
def test_the_hand_formula_is_never_below_the_run_up_that_power_limits(run, bend, slope):
    for one in vehicle_classes():
        found, _row = ways(replace(KNOWN, run_up=run, bend=bend, slope=slope), one.code)
        assert found[twoways.HAND].speed >= found[twoways.RUN_UP].speed - 1e-9
