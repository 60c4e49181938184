"""Streets of a map: directions, levels, barriers, widths; and bends by the widest arc between fixed objects (METHODS 1.1)."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from protect.methods.streets import STREETS, Map, MapObject, Way, street_graph
from protect.methods.streets import tags as read
from protect.methods.streets.bends import Bends, along
from protect.methods.streets.widths import clearances, segments, walls_of
from protect.methods.vehicle import dynamics

ROAD = {"highway": "residential"}


def drawn(*ways, points=None, objects=(), covered=None) -> Map:
    """A map of lines given as ``(tags, (x, y), (x, y), ...)``; the same place is the same node."""
    names = {
        place: number for number, place in enumerate(dict.fromkeys(place for _tags, *line in ways for place in line))
    }
    return Map(
        np.arange(len(names)),
        np.array(list(names), dtype=float).reshape(-1, 2),
        tuple(Way(number, np.array([names[one] for one in line]), tags) for number, (tags, *line) in enumerate(ways)),
        {names[place]: tags for place, tags in (points or {}).items()},
        tuple(MapObject(f"way/{number}", shape, tags) for number, (shape, tags) in enumerate(objects)),
        covered,
    )


def houses(*shapes):
    return [(shape, {"building": "yes"}) for shape in shapes]


@pytest.mark.parametrize(
    ("tags", "lawful"),
    [
        ({}, [True, True]),
        ({"oneway": "yes"}, [True, False]),
        ({"oneway": "-1"}, [False, True]),
        ({"junction": "roundabout"}, [True, False]),
        ({"junction": "roundabout", "oneway": "no"}, [True, True]),
        ({"oneway": "yes", "oneway:motor_vehicle": "no"}, [True, True]),
        ({"highway": "motorway"}, [True, False]),
    ],
)
def test_a_one_way_sign_is_noted_and_stops_nobody(tags, lawful):
    found = street_graph(drawn(({**ROAD, **tags}, (0, 0), (50, 0)), (ROAD, (50, 0), (90, 0))))
    assert found.lawful[:2].tolist() == lawful
    assert found.links == 4 and {tuple(one) for one in found.turns.tolist()} == {(0, 2), (3, 1)}


def test_a_bridge_has_no_turn_into_the_street_below():
    apart = street_graph(drawn(({**ROAD, "bridge": "yes"}, (-50, 0), (50, 0)), (ROAD, (0, -50), (0, 50))))
    assert not len(apart.turns) and apart.levels.tolist() == [1, 0]
    level = street_graph(drawn((ROAD, (-50, 0), (0, 0), (50, 0)), (ROAD, (0, -50), (0, 0), (0, 50))))
    assert len(level.turns) == 12  # four arms, each into the three others


def test_walls_bound_no_street_on_another_level():
    walls = houses(shapely.box(-60, 4, 60, 9), shapely.box(-60, -9, 60, -4))
    for tags, width in ((ROAD, 8.0), ({**ROAD, "bridge": "yes"}, math.inf), ({**ROAD, "tunnel": "yes"}, math.inf)):
        found = street_graph(drawn((tags, (-50, 0), (50, 0)), objects=walls))
        assert found.widths[0].tolist() == [width, width]
        assert found.known[0] == math.isfinite(width)


def test_the_narrowest_and_the_usual_width_of_a_link():
    walls = houses(shapely.box(-60, 6, 60, 9), shapely.box(-60, -9, 60, -6), shapely.box(10, 2, 14, 7))
    found = street_graph(drawn((ROAD, (-50, 0), (50, 0)), objects=walls))
    assert found.widths[0] == pytest.approx([8.0, 12.0])


def test_a_link_with_one_wall_has_no_known_width():
    found = street_graph(drawn((ROAD, (-50, 0), (50, 0)), objects=houses(shapely.box(-60, 4, 60, 9))))
    assert found.known[0] == 0 and np.isinf(found.widths[0]).all()


def test_ways_are_cut_at_barriers_and_keep_their_kinds():
    tags = {"barrier": "bollard", "bollard": "removable"}
    found = street_graph(drawn((ROAD, (0, 0), (30, 0), (60, 0)), points={(30, 0): tags, (60, 0): {"barrier": "kerb"}}))
    assert found.lengths.tolist() == [30, 30]
    assert list(found.barriers.values()) == [("bollard, removable", 30.0, 0.0)]


def test_links_over_the_edge_of_the_map_are_told():
    covered = shapely.box(-80, -100, 100, 100)
    ways = (ROAD, (-100, 0), (0, 0)), (ROAD, (0, 0), (40, 0)), (ROAD, (0, 0), (0, 95))
    found = street_graph(drawn(*ways, covered=covered))
    # From the west it comes in, from the dead end near the north perhaps; the one inside ends for all to see.
    assert found.from_outside.tolist() == [True, False, False, False, False, True]


@pytest.mark.parametrize(("width", "formula"), [(5, 17.07), (10, 34.14)])
def test_widest_arc_round_a_corner_of_ninety_degrees_of_methods_1_1(width, formula):
    """Wall to wall is W and the vehicle's 1.8 m; half of that more than the formula, as its side may touch the very corner."""
    half = (width + 1.8) / 2
    inner = shapely.box(-100, half, -half, 100)
    outer = [shapely.box(-100, -half - 5, 100, -half), shapely.box(half, -half, half + 5, 100)]
    found = street_graph(drawn((ROAD, (-90, 0), (0, 0), (0, 90)), objects=houses(inner, *outer)))
    radii = found.radii(1.8)
    assert radii.tolist() == pytest.approx([formula + 0.9, formula + 0.9], abs=5e-3)
    analytic = float(dynamics.widest_arc(math.pi / 2, width))
    assert (radii >= analytic - 1e-9).all()
    # The map may be off: never a smaller arc for that.
    assert (found.radii(1.8, error=1.0) > radii).all()


def test_vertices_alone_are_no_bend():
    """Without fixed objects nothing bounds the arc, however sharp the line; in the best estimate an assumed clearance does."""
    found = street_graph(drawn((ROAD, (-90, 0), (0, 0), (0, 90))))
    assert np.isinf(found.radii(1.8)).all()
    assert np.isfinite(found.radii(1.8, unknown=6.0)).all()


def test_a_bend_drawn_by_many_vertices_is_one_bend():
    """A quarter of a ring road of 30 m radius, drawn every ten degrees: the arc of the whole turn, not of one vertex."""
    angles = np.radians(np.arange(0, 91, 10))
    arc = [(30 * math.cos(one), 30 * math.sin(one)) for one in angles]
    line = [(30.0, -60.0), *arc, (-60.0, 30.0)]
    inside, outside = (
        shapely.Point(0, 0).buffer(26, 64),
        shapely.Point(0, 0).buffer(60, 64).difference(shapely.Point(0, 0).buffer(34, 64)),
    )
    corner = shapely.box(0, 0, 70, 70)
    found = street_graph(
        drawn((ROAD, *line), objects=houses(inside.intersection(corner), outside.intersection(corner)))
    )
    exact = 26 + 0.9 + (8 - 1.8) / (1 - math.cos(math.pi / 4))
    assert found.radii(1.8).min() == pytest.approx(exact, rel=0.12)
    assert found.radii(1.8).min() >= 30


def test_rays_find_the_first_wall_and_none_beyond_their_reach():
    walls = walls_of(segments([shapely.box(5, -1, 6, 1), shapely.LineString([(0, 20), (9, 20)])]))
    origins, directions = np.zeros((3, 2)), np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])
    assert clearances(origins, directions, walls, 25).tolist() == [5, 20, math.inf]
    assert clearances(origins, directions, walls, 10).tolist() == [5, math.inf, math.inf]


@given(st.floats(20, 160), st.floats(0, 40), st.floats(1, 20), st.floats(1, 20), st.floats(0, 3), st.floats(0, 3))
def test_a_wider_street_never_makes_a_tighter_bend_and_a_wider_vehicle_never_a_wider_one(
    angle, centre, inner, outer, more, wider
):
    def radius(c, o, vehicle):
        return float(Bends(np.radians([angle]), np.array([centre]), np.array([c]), np.array([o])).radii(vehicle)[0])

    one = radius(inner, outer, 1.8)
    assert radius(inner, outer + more, 1.8) >= one - 1e-9
    assert radius(inner + more, outer, 1.8) >= one - 1e-9
    assert radius(inner, outer, 1.8 + wider) <= one + 1e-9


@given(st.lists(st.floats(-1.0, 1.0), min_size=1, max_size=12), st.integers(1, 4))
def test_what_is_read_as_a_bend_turns_one_way_and_by_enough(turning, blocks):
    turns = np.array(turning)
    block = np.arange(len(turns)) % blocks if blocks > 3 else np.zeros(len(turns), dtype=np.int64)
    apex, angle, arc = along(turns, np.arange(len(turns)) * 5.0, np.sort(block), math.radians(15), 250.0)
    assert (angle >= math.radians(15) - 1e-12).all() and (angle < math.pi).all() and (arc >= 0).all()
    assert (np.diff(apex) > 0).all()


PLACES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=5, unique=True)


@given(st.lists(PLACES, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_the_ways_does_not_matter(lines, random):
    ways = [(ROAD, *((20 * x, 20 * y) for x, y in line)) for line in lines]
    mixed = list(ways)
    random.shuffle(mixed)
    one, other = (street_graph(drawn(*some)) for some in (ways, mixed))
    assert sorted(one.lengths.round(6)) == sorted(other.lengths.round(6))
    assert len(one.turns) == len(other.turns)
    assert sorted(one.bends.deflection.round(9)) == sorted(other.bends.deflection.round(9))


def test_a_map_without_streets_is_an_empty_graph():
    found = street_graph(Map(np.empty(0, dtype=np.int64), np.empty((0, 2)), ()))
    assert found.links == 0 and found.turns.shape == (0, 2)


def test_nodes_twice_at_one_place_and_nodes_that_are_not_there_are_left_out():
    ways = Way(1, np.array([1, 2, 99, 3]), ROAD), Way(2, np.array([99, 3]), ROAD)
    found = street_graph(Map(np.array([1, 2, 3]), np.array([[0.0, 0], [0, 0], [10, 0]]), ways))
    assert found.lengths.tolist() == [10.0] and np.isfinite(found.bends.deflection).all()


@pytest.mark.parametrize(
    ("tags", "firm", "people"),
    [
        ({"building": "house"}, True, False),
        ({"building": "roof"}, False, False),
        ({"building": "yes", "layer": "-1"}, False, False),
        ({"building": "yes", "location": "underground"}, False, False),
        ({"building": "yes", "building:min_level": "1"}, False, False),
        ({"barrier": "retaining_wall"}, True, False),
        ({"barrier": "fence"}, False, True),
        ({"barrier": "bollard"}, False, True),
        ({"barrier": "gate"}, False, False),
        ({"natural": "water"}, False, True),
        ({"natural": "water", "tunnel": "culvert"}, False, False),
    ],
)
def test_only_what_is_known_to_be_firm_stops_a_vehicle(tags, firm, people):
    assert (read.stands_firm(tags), read.stops_people(tags)) == (firm, people)


@pytest.mark.parametrize("broken", ["x", "", "12 m", "5", "400%", "89°"])
def test_a_slope_that_cannot_be_read_is_unknown(broken):
    assert read.incline({"incline": broken}) is None


def test_every_number_of_the_set_says_that_it_is_our_own():
    assert all(value.mark == "D" and value.source for value in STREETS.values.values())
