"""Roads as a graph: where lines meet, where places stand, and that nobody drives against the arrow."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from protect.methods import reach, roads


def minutes(found: roads.Roads, start: int = 0, end: int = 0) -> float:
    graph = reach.seconds_of(found.links, found.lengths, found.nodes, found.speeds)
    return float(reach.reach(graph, [found.starts[start]]).minutes[found.ends[end]])


def test_three_kilometres_of_methods_6_along_lines():
    """METHODS 6: 3 km at 40 km/h take 4.5 minutes, whatever corners the road has."""
    road = [(0, 0), (1000, 0), (1000, 1000), (0, 1000)]
    found = roads.joined([road], [shapely.Point(0, -5)], [shapely.Point(0, 1003)])
    assert minutes(found) == pytest.approx(4.5, abs=1e-4)
    assert (found.starts_aside.tolist(), found.ends_aside.tolist()) == ([5], [3])
    assert found.speeds_known == 0


def test_lines_meet_in_corners_only_and_a_bridge_is_no_junction():
    over = roads.joined(
        [[(-100, 0), (100, 0)], [(0, -100), (0, 100)]], [shapely.Point(-100, 0)], [shapely.Point(0, 100)]
    )
    assert math.isinf(minutes(over))
    meeting = roads.joined(
        [[(-100, 0), (0, 0), (100, 0)], [(0, -100), (0, 0), (0, 100)]],
        [shapely.Point(-100, 0)],
        [shapely.Point(0, 100)],
    )
    assert minutes(meeting) == pytest.approx(200 / (40 / 3.6) / 60, abs=1e-4)


@pytest.mark.parametrize(("direction", "there", "back"), [(1, True, False), (-1, False, True), (0, True, True)])
def test_nobody_drives_against_the_arrow(direction, there, back):
    two = [shapely.Point(10, 1), shapely.Point(80, 1)]
    found = roads.joined([[(0, 0), (90, 0)]], two, two, [direction], [36])
    for (start, end), open_ in (((0, 1), there), ((1, 0), back)):
        took = minutes(found, start, end)
        assert took == pytest.approx(70 / 10 / 60, abs=1e-4) if open_ else math.isinf(took)


def test_a_square_is_reached_where_the_first_road_touches_it_and_is_no_way_through():
    square = shapely.box(400, 0, 600, 200)
    west, east = [(0, 100), (400, 100)], [(600, 100), (1000, 100)]
    found = roads.joined([west, east], [shapely.Point(0, 100)], [square, shapely.Point(1000, 100)])
    assert found.ends_aside.tolist() == [0, 0]
    assert minutes(found, 0, 0) == pytest.approx(400 / (40 / 3.6) / 60, abs=1e-4)
    assert math.isinf(minutes(found, 0, 1))
    # A street that leads away only does not hide the one that leads in.
    away = roads.joined([[(400, 50), (0, 50)], west], [shapely.Point(0, 100)], [square], [1, 1])
    assert math.isfinite(minutes(away))


def test_a_yard_of_its_own_is_not_the_town():
    town = [[(0, 0), (500, 0)], [(500, 0), (500, 500)]]
    assert roads.largest_group([*town, [(20, 20), (40, 20)]]).tolist() == [True, True, False]
    assert roads.largest_group([]).tolist() == []


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: roads.joined([], [], []), "at least one road"),
        (lambda: roads.joined([[(0, 0), (0, 0)]], [], []), "one place"),
        (lambda: roads.joined([[(0, 0), (1, 0)]], [], [], [1, 1]), "one for each line"),
    ],
)
def test_what_is_no_road_is_named(call, word):
    with pytest.raises(ValueError, match=word):
        call()


CORNERS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=5)


@given(
    st.lists(CORNERS, min_size=1, max_size=6),
    st.lists(st.tuples(st.floats(0, 6), st.floats(0, 6)), min_size=2, max_size=4),
)
def test_places_change_no_way_between_other_places(lines, places):
    """A place more on a road makes no way shorter or longer, and no way is shorter than the straight line."""
    lines = [[(x * 100.0, y * 100.0) for x, y in one] for one in lines]
    if all(len(set(one)) == 1 for one in lines):
        return
    spots = [shapely.Point(x * 100, y * 100) for x, y in places]
    few, many = roads.joined(lines, spots[:1], spots[1:2]), roads.joined(lines, spots[:1], spots[1:])
    one, other = minutes(few), minutes(many)
    assert one == other or one == pytest.approx(other, abs=1e-3)
    if math.isfinite(one):
        # Feet may lie up to half a metre beside the nearest road of another.
        straight = spots[0].distance(spots[1]) - few.starts_aside.sum() - few.ends_aside.sum() - 2
        assert one * 60 * 40 / 3.6 >= straight - 0.5
    assert (np.asarray(few.lengths) >= -1e-9).all()
