"""The map of participating cities: coasts of the package where they are, cities on them."""

from __future__ import annotations

import json
import math
import re
from types import SimpleNamespace

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from protect.pages.queries import coast
from protect.pages.queries.drawing import drawn
from protect.pages.queries.projecting import View, upward

#: Two islands that share a border: one arc is named forwards by the one and backwards by the other.
WORLD = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.25], "translate": [10, 40]},
    "arcs": [
        [[4, 0], [0, 8]],
        [[4, 8], [-4, 0], [0, -8], [4, 0]],
        [[4, 0], [4, 0], [0, 8], [-4, 0]],
    ],
    "objects": {
        "land": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "MultiPolygon", "arcs": [[[0, 1]], [[2, -1]]]},
                {"type": "Polygon", "arcs": [[0, 1]]},
            ],
        }
    },
}


def place(city: str, latitude: float, longitude: float) -> SimpleNamespace:
    town = SimpleNamespace(country="RO", __str__=lambda: city)
    return SimpleNamespace(city=city, organisation=town, latitude=latitude, longitude=longitude)


def test_rings_are_put_together_of_arcs_in_either_direction():
    west, east, again = ([*map(shapely.Polygon, one)][0] for one in coast.polygons(WORLD))
    assert west.bounds == (10, 40, 12, 42) and east.bounds == (12, 40, 14, 42) and again.equals(west)
    assert west.is_valid and east.is_valid and west.area == east.area == 4


@pytest.fixture(scope="module")
def land():
    if not coast.FILE.is_file():
        pytest.skip("the coasts are not fetched: run make setup")
    return [
        shapely.make_valid(shapely.Polygon(*one[:1], one[1:]))
        for one in coast.polygons(json.loads(coast.FILE.read_text()))
    ]


@pytest.mark.parametrize(
    ("latitude", "longitude", "is_land"),
    [
        (45.657, 25.601, True), (51.44, 5.48, True), (39.639, 22.419, True), (54.687, 25.28, True), (36.72, -4.45, True),
        (35.1, 33.4, True), (39.6, 3.0, True), (43.0, 33.0, False), (45.0, -30.0, False), (42.0, 51.0, False),
    ],
)  # fmt: skip
def test_towns_are_on_land_and_seas_are_none(land, latitude, longitude, is_land):
    """Brașov, Eindhoven, Larissa, Vilnius, Málaga, Cyprus, Majorca; Black Sea, Atlantic, Caspian Sea (a hole)."""
    assert any(one.contains(shapely.Point(longitude, latitude)) for one in land) is is_land


def test_the_path_is_the_land_of_the_view_and_small(land):
    view = View(20, 40, 30, 48, 640.0)
    path = coast.path(view)
    rings = []
    for line in re.findall(r"M(-?\d+) (-?\d+)l([^z]*)z", path):
        x, y = int(line[0]), int(line[1])
        ring = [(x, y)]
        steps = [int(one) for one in line[2].split()]
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        rings.append(shapely.Polygon(ring))
    assert any(one.contains(shapely.Point(view.x(25.6), view.y(45.66))) for one in rings)
    assert not any(one.contains(shapely.Point(view.x(29.5), view.y(43.0))) for one in rings)
    assert len(coast.path(View(-25, 34, 45, 72, 640.0))) < 20_000


def test_without_the_file_there_is_a_map_all_the_same(monkeypatch, tmp_path):
    monkeypatch.setattr(coast, "FILE", tmp_path / "none.json")
    coast.path.cache_clear()
    made = drawn([place("Brașov", 45.6, 25.6)])
    coast.path.cache_clear()
    assert made.land == "" and [one.city for one in made.points] == ["Brașov"]


@given(st.floats(-85, 85), st.floats(-180, 180))
def test_upward_is_up_and_a_view_holds_its_cities(latitude, longitude):
    assert math.isclose(upward(latitude), -upward(-latitude), abs_tol=1e-9)
    assert latitude == 85 or upward(latitude) < upward(min(latitude + 1, 85))
    view = View(-180, -85, 180, 85, 640.0)
    assert 0 <= view.x(longitude) <= 640 and 0 <= view.y(latitude) <= view.height
