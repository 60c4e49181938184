"""The public card of evacuation distances (METHODS 8), and that nothing goes beyond it."""

from __future__ import annotations

import inspect

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from protect.methods import evacuation
from protect.methods.parameters import Mark

CARD = {
    "pipe": (21, 366), "vest": (34, 518), "case": (46, 564), "car": (98, 580), "van": (122, 732),
    "small_delivery_truck": (195, 1159), "container_truck": (263, 1555), "semi_trailer": (479, 2835),
}  # fmt: skip


@pytest.mark.parametrize("kind", CARD)
def test_distances_of_the_public_card(kind):
    found = evacuation.rings(Point(3, 4), kind)
    assert (found.mandatory, found.preferred) == CARD[kind]
    assert all(value.mark is Mark.VERIFIED for value in evacuation.PUBLIC_CARD.values.values())


@given(st.sampled_from(evacuation.KINDS), st.floats(0, 6.283))
def test_the_ring_that_is_drawn_is_never_smaller_than_the_distance(kind, angle):
    found = evacuation.rings(Point(0, 0), kind)
    import math

    edge = Point(found.mandatory * 0.99999 * math.cos(angle), found.mandatory * 0.99999 * math.sin(angle))
    assert found.inner.contains(edge)
    assert found.inner.area < math.pi * found.mandatory**2 * 1.001


def test_a_building_that_touches_the_ring_is_left_and_nobody_is_led_past_the_object():
    found = evacuation.affected(
        Point(0, 0),
        "case",
        {"hall": box(40, -5, 90, 5), "school": box(100, 0, 120, 20), "far": box(900, 0, 920, 20)},
        {"east gate": Point(500, 0), "west gate": Point(-600, 0)},
    )
    assert (found.leave, found.stay_in) == (("hall",), ("school",))
    assert (found.usable, found.lost) == (("west gate",), ("east gate",))
    assert found.account.restricted


def test_editions_of_the_card_are_kept_apart():
    """METHODS 8: an older card says 457 m for a car outdoors; what it does not say is not filled from the other."""
    assert evacuation.EDITIONS["older"]["car_preferred"] == 457 != evacuation.PUBLIC_CARD["car_preferred"]
    with pytest.raises(ValueError, match="older edition is not known in full for 'car'"):
        evacuation.rings(Point(0, 0), "car", evacuation.EDITIONS["older"])


def test_a_place_that_is_not_known_exactly_makes_the_rings_larger():
    plain = evacuation.affected(Point(0, 0), "pipe", {"school": Point(30, 0)}, {})
    unsure = evacuation.affected(Point(0, 0), "pipe", {"school": Point(30, 0)}, {}, place_error=10)
    assert (plain.leave, unsure.leave) == ((), ("school",))
    assert plain.account.guessed == ("place",) and plain.account.tasks
    assert unsure.account.share_guessed == 0
    with pytest.raises(ValueError, match="place_error"):
        evacuation.rings(Point(0, 0), "pipe", place_error=-1)


def test_a_kind_that_is_not_on_the_card_is_refused():
    with pytest.raises(ValueError, match="no kind 'barrel' on the card; there are pipe, vest"):
        evacuation.rings(Point(0, 0), "barrel")


def test_there_is_nothing_to_say_of_amounts_and_no_place_is_searched():
    for name, one in inspect.getmembers(evacuation, inspect.isfunction):
        words = " ".join(inspect.signature(one).parameters)
        assert not {"mass", "charge", "kg", "weight"} & set(words.split()), name
    assert not shapely.is_empty(evacuation.rings(Point(0, 0), "pipe").inner)
