"""Drawing on the map: typed coordinates, splitting, sizes."""

from __future__ import annotations

import pytest
import shapely
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from protect.spaces import geometry

SQUARE = shapely.box(24.0, 60.0, 24.01, 60.01)


def test_typed_lines_become_point_line_and_area():
    assert geometry.from_text("60.1, 24.9").geom_type == "Point"
    assert geometry.from_text("60.1 24.9\n60.2 24.9").geom_type == "LineString"
    assert geometry.from_text("60.1;24.9\n60.2;24.9\n60.2;25.0").geom_type == "Polygon"
    assert geometry.from_text("  ") is None
    point = geometry.from_text("60.1699, 24.9384")
    assert (point.x, point.y) == (24.9384, 60.1699)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("60.1, 24.9\nhere", "Line 2"),
        ("POINT 3", "WKT"),
        ("{broken", "cannot be read"),
        ("95, 200", "degrees"),
        ("POINT EMPTY", "nothing drawn"),
    ],
)
def test_wrong_text_is_told_by_line_or_kind(text, told):
    with pytest.raises(ValidationError) as caught:
        geometry.from_text(text)
    assert told in " ".join(caught.value.messages)


@given(st.text(max_size=60))
def test_any_text_gives_a_geometry_or_one_clear_error(text):
    try:
        found = geometry.from_text(text)
    except ValidationError as error:
        assert error.messages
    else:
        assert found is None or not found.is_empty


@given(
    st.lists(st.tuples(st.integers(-1800, 1800), st.integers(-900, 900)), min_size=1, max_size=1)
    | st.lists(st.tuples(st.integers(-1800, 1800), st.integers(-900, 900)), min_size=3, max_size=6, unique=True)
)
def test_text_of_a_geometry_reads_back_as_the_same(pairs):
    points = [(x / 10, y / 10) for x, y in pairs]
    shape = shapely.Point(points[0]) if len(points) == 1 else shapely.Polygon(points)
    again = geometry.from_text(geometry.to_text(shape))
    assert shapely.equals_exact(again, shape, tolerance=1e-6)


def test_a_line_across_splits_and_the_parts_add_up():
    parts = geometry.split(SQUARE, shapely.LineString([(23.9, 60.003), (24.1, 60.003)]))
    assert len(parts) == 2
    assert parts[0].area > parts[1].area
    assert sum(part.area for part in parts) == pytest.approx(SQUARE.area)


def test_a_line_that_does_not_cross_is_refused():
    for line in ([(24.002, 60.002), (24.008, 60.002)], [(25, 61), (26, 61)], [(23.9, 60.005), (24.005, 60.005)]):
        with pytest.raises(ValidationError, match="does not cut"):
            geometry.split(SQUARE, shapely.LineString(line))


def test_a_hole_stays_a_hole_when_split():
    ring = SQUARE.difference(shapely.box(24.004, 60.004, 24.006, 60.006))
    parts = geometry.split(ring, shapely.LineString([(23.9, 60.005), (24.1, 60.005)]))
    assert len(parts) == 2
    assert sum(part.area for part in parts) == pytest.approx(ring.area)


@given(st.floats(60.0011, 60.0089), st.floats(60.0011, 60.0089))
def test_whatever_line_crosses_nothing_is_lost(left, right):
    parts = geometry.split(SQUARE, shapely.LineString([(23.99, left), (24.02, right)]))
    assert sum(part.area for part in parts) == pytest.approx(SQUARE.area)
    assert shapely.union_all(parts).symmetric_difference(SQUARE).area == pytest.approx(0, abs=1e-12)


def test_sizes_are_measured_on_the_ellipsoid():
    unit, area = geometry.size(shapely.box(24.9384, 60.1699, 24.9394, 60.1704))
    assert unit == "m²"
    assert area == pytest.approx(55.5 * 55.7, rel=0.01)
    unit, length = geometry.size(shapely.LineString([(24.9384, 60.1699), (24.9384, 60.1708993)]))
    assert (unit, round(length)) == ("m", 111)
    assert geometry.size(shapely.Point(1, 2)) is None
