"""Oracles of METHODS 1.2 for free space, cut and elements, and what must hold for any perimeter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from protect.methods import freespace as method

SURROUNDINGS = box(-40, -40, 40, 40)
OUTSIDE = SURROUNDINGS.difference(box(-39, -39, 39, 39))
MIDDLE = box(-5, -5, 5, 5)


def square(north=6.0, east=8.0, south=10.0, west=4.0) -> Polygon:
    """Walls 2 m thick round a square of 40 by 40 m, with a mouth in each side."""
    walls = box(-22, -22, 22, 22).difference(box(-20, -20, 20, 20))
    for mouth in (
        box(-north / 2, 19, north / 2, 23),
        box(19, -east / 2, 23, east / 2),
        box(-south / 2, -23, south / 2, -19),
        box(-23, -west / 2, -19, west / 2),
    ):
        walls = walls.difference(mouth)
    return walls


def post(x: float, width: float = 0.2) -> Polygon:
    return box(x - width / 2, 21 - width / 2, x + width / 2, 21 + width / 2)


def cut(obstacles, densify=0.5) -> method.Cut:
    return method.minimum_cut(method.triangulate(method.free_space(SURROUNDINGS, obstacles), densify), MIDDLE, OUTSIDE)


def test_a_square_with_four_mouths_is_closed_by_their_28_metres():
    found = cut([square()])
    assert found.width == pytest.approx(28.0, abs=1e-6)
    assert method.widths(found) == pytest.approx([10, 8, 6, 4])
    assert [method.elements_for(one, 0.2).count for one in (4, 6, 8, 10)] == [2, 4, 5, 7]


@pytest.mark.parametrize(("densify", "width"), [(1000, 28.0), (1.0, 27.605), (0.1, 27.600)])
def test_two_posts_in_a_mouth_shorten_the_cut_once_walls_are_densified(densify, width):
    assert cut([square(), post(-1), post(1)], densify).width == pytest.approx(width, abs=5e-4)


@pytest.mark.parametrize(
    ("opening", "element", "count", "gap"),
    [(6, 0.2, 4, 1.04), (12, 0.3, 8, 1.0667), (1.2, 0.2, 0, 1.2), (1.3, 0.3, 1, 0.5)],
)
def test_elements_and_clear_gaps(opening, element, count, gap):
    found = method.elements_for(opening, element)
    assert (found.count, round(found.gap, 4)) == (count, gap)


def test_four_posts_leave_a_metre_and_four():
    shut = [square(6, 0, 0, 0), *(post(-3 + 1.04 * (n + 1) + 0.2 * (n + 0.5)) for n in range(4))]
    free = method.free_space(SURROUNDINGS, shut)
    assert not method.is_closed(free, MIDDLE, OUTSIDE, 1.03)
    assert method.is_closed(free, MIDDLE, OUTSIDE, 1.05)


def test_a_protected_area_against_a_thin_wall_is_not_open_through_it():
    wall = LineString([(0, -40), (0, 40)])
    free = method.free_space(SURROUNDINGS, [wall])
    assert method.is_closed(free, box(-10, -5, -0.001, 5), box(0.001, -5, 10, 5))
    assert not method.is_closed(free, box(-10, -5, -0.001, 5), box(-30, -5, -20, 5))


def test_the_cheapest_line_is_not_the_shortest_where_metres_cost_differently():
    free = method.free_space(box(0, 0, 60, 10), [box(10, 4, 20, 10), box(40, 6, 50, 10)])
    mesh = method.triangulate(free)
    west, east = box(0, 0, 1, 10), box(59, 0, 60, 10)
    assert method.minimum_cut(mesh, west, east).width == pytest.approx(4)
    dear = np.where(mesh.ends[:, :, 0].mean(axis=1) < 30, 10.0, 1.0)
    found = method.minimum_cut(mesh, west, east, dear)
    assert (found.width, found.cost) == (pytest.approx(6), pytest.approx(6))


@pytest.mark.parametrize(
    ("source", "sink", "said"),
    [(Point(100, 0), OUTSIDE, "source does not touch"), (MIDDLE, box(-4, -4, 4, 4), "same triangle")],
)
def test_areas_that_cannot_be_parted_are_refused(source, sink, said):
    mesh = method.triangulate(method.free_space(SURROUNDINGS, [square()]))
    with pytest.raises(ValueError, match=said):
        method.minimum_cut(mesh, source, sink)


@given(st.floats(0.5, 30), st.floats(0.1, 1.0))
def test_elements_never_leave_a_wider_gap_and_one_fewer_would(opening, width):
    found = method.elements_for(opening, width)
    assert found.gap <= 1.2 + 1e-9
    if found.count:
        fewer = found.count - 1
        assert (opening - fewer * width) / (fewer + 1) > 1.2 - 1e-9


@given(st.lists(st.floats(-2.5, 2.5), max_size=4), st.floats(-2.5, 2.5))
def test_one_more_element_never_opens_a_perimeter_nor_widens_the_cut(posts, another):
    before = [square(6, 0, 0, 0), *map(post, posts)]
    after = [*before, post(another)]
    if method.is_closed(method.free_space(SURROUNDINGS, before), MIDDLE, OUTSIDE):
        assert method.is_closed(method.free_space(SURROUNDINGS, after), MIDDLE, OUTSIDE)
    # A post adds corners, which can only shorten the line; by the mesh it may differ by less than a step along the wall.
    assert cut(after, 1.0).width <= cut(before, 1.0).width + 0.05
