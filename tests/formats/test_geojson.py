"""Drawings as GeoJSON: metres where they should be, and every mistake named by file and feature."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from protect.formats import geojson
from protect.formats.tables import InputError


def written(folder, *features):
    file = folder / "in.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
    return file


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_distances_are_those_on_the_ground_and_come_back_to_degrees(tmp_path):
    ends = [[24.94, 60.19], [24.95, 60.195]]
    drawing = geojson.read(
        written(tmp_path, feature({"type": "LineString", "coordinates": ends}, kind="wall")), ["wall"]
    )
    (wall,) = drawing.features
    true = Geod(ellps="WGS84").inv(*ends[0], *ends[1])[2]
    assert wall.geometry.length == pytest.approx(true, rel=1e-6)
    assert wall.name == "wall 1"
    assert drawing.to_degrees(wall.geometry).coords[0] == pytest.approx(ends[0], abs=1e-9)


POINT = {"type": "Point", "coordinates": [10, 50]}


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([], "no features"),
        ([feature(POINT, kind="tree")], "feature 1: its 'kind' is 'tree'; it is one of wall"),
        ([feature(None, kind="wall")], "feature 1 is not a GeoJSON feature"),
        ([feature({"type": "Point", "coordinates": []}, kind="wall")], "feature 1 (wall) has no coordinates"),
        ([feature({"type": "Point", "coordinates": [500000, 50]}, kind="wall")], "longitude and latitude"),
        (
            [feature(POINT, kind="wall"), feature({"type": "Point", "coordinates": [10, 51]}, kind="wall")],
            "more than 50 km",
        ),
        (
            [
                feature(
                    {"type": "Polygon", "coordinates": [[[0, 0], [1e-3, 1e-3], [0, 1e-3], [1e-3, 0], [0, 0]]]},
                    kind="wall",
                )
            ],
            "Self-intersection",
        ),
    ],
)
def test_a_drawing_that_cannot_be_used_is_refused_with_a_reason(tmp_path, features, said):
    with pytest.raises(InputError) as error:
        geojson.read(written(tmp_path, *features), ["wall"])
    assert said in str(error.value)


def test_a_property_that_is_no_number_is_named(tmp_path):
    drawing = geojson.read(written(tmp_path, feature(POINT, kind="post", reach="far")), ["post"])
    with pytest.raises(InputError, match=r"feature 1 \(post\): 'reach' is a number, not 'far'"):
        drawing.number(drawing.features[0], "reach")
    assert drawing.number(drawing.features[0], "width", 3) == 3


WORDS = st.sampled_from(["features", "type", "geometry", "properties", "kind", "coordinates"])
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(ANY_JSON)
def test_no_json_ends_in_anything_but_a_drawing_or_an_input_error(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "any.geojson"
    file.write_text(json.dumps(content))
    with contextlib.suppress(InputError):
        geojson.read(file, ["wall"])
