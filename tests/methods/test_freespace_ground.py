"""One triangulation, two questions: where does a vehicle get in, how do people get out (METHODS 1.2, 1.3), from map data too."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from protect.methods import freespace as method
from protect.methods.streets import Map, MapObject, Way

SPACE = box(-20, -20, 20, 20)


def walls(north=6.0, east=8.0, south=10.0, west=4.0):
    """Walls 2 m thick round the space, with a mouth in each side."""
    found = box(-22, -22, 22, 22).difference(SPACE)
    for mouth in (
        box(-north / 2, 19, north / 2, 23),
        box(19, -east / 2, 23, east / 2),
        box(-south / 2, -23, south / 2, -19),
        box(-23, -west / 2, -19, west / 2),
    ):
        found = found.difference(mouth)
    return found


def post(x, y=21.0, width=0.2):
    return box(x - width / 2, y - width / 2, x + width / 2, y + width / 2)


def widths(cut):
    return [round(one, 3) for one in method.widths(cut)]


def test_the_square_of_methods_1_2_from_inside_its_walls():
    found = method.ground_around(SPACE, [walls()])
    cut = method.vehicle_cut(found)
    assert (round(cut.width, 6), widths(cut)) == (28.0, [10, 8, 6, 4])
    assert method.people_cut(found).width == pytest.approx(28.0)
    for edge in cut.edges:
        # Every piece of the line knows where the space lies.
        towards = -edge.pieces.mean(axis=1)
        assert ((edge.inward * towards).sum(axis=1) > 0).all()
        assert np.hypot(*edge.inward.T) == pytest.approx(1.0)


@pytest.mark.parametrize(("densify", "width"), [(1.0, 27.605), (0.1, 27.600)])
def test_two_posts_of_methods_1_2_shorten_the_line(densify, width):
    fine = method.GROUND.changed("fine", densify=densify)
    found = method.ground_around(SPACE, [walls(), post(-1), post(1)], parameters=fine)
    assert method.vehicle_cut(found).width == pytest.approx(width, abs=5e-3)


def test_what_is_not_known_to_be_strong_stops_people_and_no_vehicle():
    fence = LineString([(-3, 21), (1, 21)]).buffer(0.05, cap_style="flat")
    found = method.ground_around(SPACE, [walls()], [fence])
    assert method.vehicle_cut(found).width == pytest.approx(28.0)
    assert method.people_cut(found).width == pytest.approx(24.0, abs=0.02)
    # The same fence with a certificate stops both.
    assert method.vehicle_cut(method.ground_around(SPACE, [walls(), fence])).width == pytest.approx(24.0, abs=0.02)


def test_a_yard_that_no_street_reaches_is_no_outside():
    yard = shapely.union_all([walls(0, 0, 10, 0), box(-12, -60, 12, -22).difference(box(-9, -57, 9, -22))])
    assert method.vehicle_cut(method.ground_around(SPACE, [yard.difference(box(-5, -24, 5, -19))])).width == 0
    street = [LineString([(0, -50), (0, -40)])]
    assert method.vehicle_cut(
        method.ground_around(SPACE, [yard.difference(box(-5, -24, 5, -19))], streets=street)
    ).width == pytest.approx(10.0)


def test_the_line_stands_no_farther_away_than_it_may():
    """A street of 10 m that narrows to 4 m: 12 m away only those who allow it close it there."""
    lane = [box(-60, -60, 60, 60).difference(shapely.union_all([SPACE, box(-5, 15, 5, 32), box(-2, 30, 2, 80)]))]
    for margin, width in ((5.0, 10.0), (20.0, 4.0)):
        found = method.ground_around(SPACE, lane, parameters=method.GROUND.changed("other", margin=margin))
        assert method.vehicle_cut(found).width == pytest.approx(width)


@pytest.mark.parametrize(("where", "shut"), [(0.2, True), (2.0, True), (3.5, True), (5.5, False)])
def test_elements_beside_the_line_close_it_too(where, shut):
    """The line may stand at the edge of the space or at that of the margin; posts in front of it or behind it serve as well."""
    lane = [box(-60, -60, 60, 60).difference(shapely.union_all([SPACE, box(-5, 15, 5, 80)]))]
    for margin in (0.5, 5.0):
        base = method.ground_around(SPACE, lane, parameters=method.GROUND.changed("other", margin=margin))
        lines = [edge.line for edge in method.vehicle_cut(base).edges]
        places = method.placed(LineString([(-5, 20 + where), (5, 20 + where)]), method.elements_for(10, 0.3))
        posts = [one.buffer(0.15) for one in places]
        assert method.still_open(method.with_objects(base, posts), lines) == [False] or not shut or margin < 1
        assert method.still_open(method.with_objects(base, posts[1:]), lines) == [True]


def test_of_lines_that_are_alike_the_nearest_is_taken():
    lane = [box(-60, -60, 60, 60).difference(shapely.union_all([SPACE, box(-5, 15, 5, 80)]))]
    found = method.vehicle_cut(method.ground_around(SPACE, lane))
    assert found.width == pytest.approx(10.0) and found.edges[0].line.distance(SPACE) == 0


def test_an_open_side_is_one_opening_along_the_space():
    found = method.vehicle_cut(method.ground_around(SPACE, [box(-60, -60, 60, 20).difference(SPACE)]))
    assert len(found.edges) == 1 and found.width == pytest.approx(40.0)
    everywhere = method.vehicle_cut(method.ground_around(SPACE))
    assert len(everywhere.edges) == 1 and everywhere.width == pytest.approx(160.0, abs=0.1)


def test_two_openings_that_meet_at_a_corner_are_two():
    """Joined, 1.3 and 1.3 m would need one element; each needs its own."""
    mesh = method.triangulate(method.free_space(box(0, 0, 10, 2.6), [box(4, 1.299, 5, 1.301)]), 0.5)
    found = method.minimum_cut(mesh, box(0, 0, 1, 2.6), box(9, 0, 10, 2.6))
    assert widths(found) == [1.299, 1.299]
    thin = method.ground_around(
        box(0, 0, 4, 2.6), [box(-60, -60, 60, 60).difference(box(0, 0, 60, 2.6)), Point(5, 1.3).buffer(0.01, 1)]
    )
    assert [method.elements_for(one.width, 0.3).count for one in method.vehicle_cut(thin).edges] == [1, 1]


def test_two_posts_that_stand_askew_are_open_for_what_fits_between_them():
    """Corner to corner 1.6 m, though less than 1.2 m apart both east and north."""
    shut = box(-40, -40, 40, 40).difference(shapely.union_all([box(-40, -1.5, 40, 1.5)]))
    step = 1.6 / math.sqrt(2)
    posts = [box(-0.5, -1.5, 0.0, -step / 2), box(step, step / 2, step + 0.5, 1.5)]
    free = method.free_space(box(-40, -1.5, 40, 1.5), [shut, *posts])
    west, east = box(-40, -1.5, -30, 1.5), box(30, -1.5, 40, 1.5)
    assert not method.is_closed(free, west, east, 1.55)
    assert method.is_closed(free, west, east, 1.65)


def test_costs_of_any_size_find_the_same_line():
    """Weights of ten million a metre overflowed 32 bits once."""
    mesh = method.triangulate(method.free_space(box(0, 0, 30, 10), [box(10, 4, 20, 10)]))
    west, east = box(0, 0, 1, 10), box(29, 0, 30, 10)
    for factor in (1e-3, 1.0, 1e7):
        found = method.minimum_cut(mesh, west, east, np.full(len(mesh.lengths), factor))
        assert found.width == pytest.approx(4.0) and found.cost == pytest.approx(4.0 * factor)


@pytest.mark.parametrize(
    ("opening", "count", "gap", "passage"),
    [(1.0, 0, 1.0, 0), (1.4, 0, 0, 1.4), (6, 4, 0.925, 1.5), (12, 8, 1.1125, 1.5)],
)
def test_one_wider_passage_and_no_other_gap_above_the_clear_one(opening, count, gap, passage):
    found = method.with_passage(opening, 0.2, 1.5)
    assert (found.count, round(found.gap, 4), found.passage) == (count, gap, passage)
    assert found.count * found.gap + found.passage + found.count * 0.2 == pytest.approx(opening) or not found.count


@given(st.floats(0.1, 40), st.floats(0.05, 1.0), st.floats(1.25, 2.5))
def test_gaps_and_elements_fill_the_opening_and_no_gap_is_too_wide(opening, width, passage):
    found = method.with_passage(opening, width, passage)
    assert found.gap <= 1.2 + 1e-9 and found.passage <= passage + 1e-9
    assert found.clear + found.count * width == pytest.approx(opening)


POSTS = st.lists(st.tuples(st.floats(-2.6, 2.6), st.floats(20.4, 21.6)), min_size=1, max_size=6)


@settings(max_examples=20)
@given(POSTS)
def test_posts_put_in_place_give_the_same_line_as_a_ground_made_anew(posts):
    base = method.ground_around(SPACE, [walls()])
    some = shapely.get_parts(shapely.union_all([post(*one) for one in posts]))
    quick = method.with_objects(base, list(some))
    anew = method.ground_around(SPACE, [walls(), *some])
    area = [np.asarray(shapely.area(shapely.polygons(one.mesh.corners))).sum() for one in (quick, anew)]
    assert area[0] == pytest.approx(area[1], abs=0.05)
    assert method.vehicle_cut(quick).width == pytest.approx(method.vehicle_cut(anew).width, abs=0.05)
    for flag in ("inside", "outside", "soft"):
        sizes = [
            np.asarray(shapely.area(shapely.polygons(one.mesh.corners[getattr(one, flag)]))).sum()
            for one in (quick, anew)
        ]
        assert sizes[0] == pytest.approx(sizes[1], abs=0.05)


@settings(max_examples=6)
@given(POSTS, st.tuples(st.floats(-2.6, 2.6), st.floats(20.4, 21.6)))
def test_one_more_element_never_opens_a_perimeter_nor_lengthens_the_line(posts, another):
    fine = method.GROUND.changed("fine", densify=0.25)
    base = method.ground_around(SPACE, [walls()], parameters=fine)
    before, after = (
        method.with_objects(base, [post(*one) for one in some], parameters=fine) for some in (posts, [*posts, another])
    )
    lines = [edge.line for edge in method.vehicle_cut(base).edges]
    for shut, still in zip(method.still_open(before, lines), method.still_open(after, lines), strict=True):
        assert shut or not still
    # By the mesh the line may differ by less than a step along a wall.
    assert method.vehicle_cut(after).width <= method.vehicle_cut(before).width + 0.05
    assert method.people_cut(after).width <= method.people_cut(before).width + 0.05


@settings(max_examples=15)
@given(POSTS)
def test_a_weak_object_never_helps_against_vehicles_and_never_helps_people(posts):
    base = method.ground_around(SPACE, [walls()])
    found = method.with_objects(base, soft=[post(*one, 0.5) for one in posts])
    assert method.vehicle_cut(found).width >= 28.0 - 1e-6
    assert method.people_cut(found).width <= 28.0 + 1e-6


ROAD = {"highway": "residential"}


def mapped(objects, *ways):
    places = list(dict.fromkeys(place for _tags, line in ways for place in line))
    return Map(
        np.arange(len(places)),
        np.array(places, dtype=float).reshape(-1, 2),
        tuple(Way(n, np.array([places.index(one) for one in line]), tags) for n, (tags, line) in enumerate(ways)),
        objects=tuple(MapObject(f"way/{n}", shape, tags) for n, (shape, tags) in enumerate(objects)),
    )


def test_roofs_bridges_and_cellars_of_a_map_bound_no_ground():
    for tags, width in (
        ({"building": "yes"}, 28.0),
        ({"building": "roof"}, 160.0),
        ({"building": "yes", "layer": "-1"}, 160.0),
        ({"building": "yes", "building:min_level": "2"}, 160.0),
        ({"barrier": "wall", "area": "yes"}, 28.0),
    ):
        found = method.ground_of_map(mapped([(walls(), tags)]), SPACE)
        assert method.vehicle_cut(found).width == pytest.approx(width, abs=0.1)


def test_lines_and_points_of_a_map_stand_as_thick_as_they_are():
    objects = [
        (walls(), {"building": "yes"}),
        (LineString([(-5, -21), (0, -21)]), {"barrier": "wall"}),
        (LineString([(0, -21), (4, -21)]), {"barrier": "fence"}),
        (Point(0, 21), {"barrier": "bollard", "width": "0.5"}),
        (Point(0, 0), {"barrier": "gate"}),
    ]
    found = method.ground_of_map(mapped(objects), SPACE)
    assert method.vehicle_cut(found).width == pytest.approx(23.0, abs=0.02)
    # Fence and bollard take from people what no vehicle is stopped by.
    assert method.people_cut(found).width == pytest.approx(23.0 - 4 - 0.5, abs=0.06)


def test_a_gate_in_a_wall_is_a_way_in_and_one_in_a_fence_a_way_out():
    """Shut or not: nobody knows what it holds. A gate for people alone lets no vehicle in."""
    around = shapely.LineString(box(-21, -21, 21, 21).exterior)
    fence = (around, {"barrier": "fence"})

    def cuts(*objects):
        found = method.ground_of_map(mapped(objects), SPACE)
        return method.vehicle_cut(found).width, method.people_cut(found).width

    wall = (around, {"barrier": "wall"})
    assert cuts(wall) == (0, 0)
    assert cuts(wall, (Point(0, 21), {"barrier": "gate"})) == pytest.approx((4.0, 4.0), abs=0.05)
    assert cuts(wall, (Point(0, 21), {"barrier": "lift_gate", "width": "3"})) == pytest.approx((3.0, 3.0), abs=0.05)
    assert cuts(wall, (Point(0, 21), {"barrier": "kissing_gate"})) == (0, 0)
    vehicles, people = cuts(fence)
    assert vehicles > 150 and people == 0
    assert cuts(fence, (Point(0, 21), {"barrier": "kissing_gate"}))[1] == pytest.approx(1.0, abs=0.05)


def test_a_street_through_a_wall_is_a_way_in_though_no_gate_is_mapped():
    wall = [(shapely.LineString(box(-21, -21, 21, 21).exterior), {"barrier": "wall"})]
    line = ((0, -60), (0, 0))
    found = method.ground_of_map(mapped(wall, (ROAD, line)), SPACE)
    assert method.vehicle_cut(found).width == pytest.approx(4.0, abs=0.05)
    over = method.ground_of_map(mapped(wall, ({**ROAD, "bridge": "yes"}, line)), SPACE)
    assert method.vehicle_cut(over).width == 0


def test_ways_through_buildings_of_which_the_map_says_nothing_are_counted():
    house = [(box(20, -30, 30, -21), {"building": "yes"})]
    line, corner = ((25, -60), (25, 0)), ((18, -28), (22, -32))
    assert method.through_buildings(mapped(house, (ROAD, line)), SPACE) == 1
    assert method.through_buildings(mapped(house, (ROAD, corner)), SPACE) == 0
    assert method.through_buildings(mapped(house, ({**ROAD, "covered": "yes"}, line)), SPACE) == 0


def test_a_way_through_a_building_is_a_way_in():
    shut = [(walls(0, 0, 0, 0), {"building": "yes"})]
    line = ((0, -60), (0, -10))
    assert method.vehicle_cut(method.ground_of_map(mapped(shut, (ROAD, line)), SPACE)).width == 0
    passage = {**ROAD, "tunnel": "building_passage", "width": "3.5"}
    found = method.ground_of_map(mapped(shut, (passage, line)), SPACE)
    assert method.vehicle_cut(found).width == pytest.approx(3.5, abs=1e-3)
    unknown = method.ground_of_map(mapped(shut, ({**ROAD, "tunnel": "building_passage"}, line)), SPACE)
    assert method.vehicle_cut(unknown).width == pytest.approx(6.0, abs=1e-3)


@settings(max_examples=8)
@given(st.permutations(range(6)))
def test_the_order_of_what_is_drawn_does_not_matter(order):
    objects = [
        (walls(), {"building": "yes"}),
        *((post(x), {"building": "yes"}) for x in (-1, 1)),
        (LineString([(0, -21), (4, -21)]), {"barrier": "fence"}),
        (box(30, 30, 50, 50), {"building": "yes"}),
        (Point(0, -21.5), {"barrier": "bollard"}),
    ]
    one, other = (method.ground_of_map(mapped([objects[n] for n in some]), SPACE) for some in (range(6), order))
    assert method.vehicle_cut(one).width == pytest.approx(method.vehicle_cut(other).width, abs=1e-6)
    assert method.people_cut(one).width == pytest.approx(method.people_cut(other).width, abs=1e-6)


def test_a_space_that_is_built_over_is_refused():
    with pytest.raises(ValueError, match="nothing of the space is free"):
        method.ground_around(SPACE, [box(-30, -30, 30, 30)])
    with pytest.raises(ValueError, match="polygon with an area"):
        method.ground_around(LineString([(0, 0), (1, 1)]))
