"""Map extracts for one place: what is read, what is found by name, and what wrong files are told."""

from __future__ import annotations

import math

import pytest

from protect.formats import town
from protect.formats.tables import InputError


@pytest.fixture(scope="module")
def rome(shared_data):
    return town.read(shared_data / "osm" / "rome-piazza-vittorio-emanuele.osm.pbf")


def test_roads_stations_lamps_and_places_of_rome(rome):
    assert len(rome.roads) == 259
    assert [len(rome.of(kind)) for kind in ("building", "lamp", "camera", "police", "fire")] == [714, 20, 4, 2, 0]
    assert {one.direction for one in rome.roads} == {-1, 0, 1} or {one.direction for one in rome.roads} == {0, 1}
    assert any(math.isnan(one.speed) for one in rome.roads)


def test_a_place_by_its_name_whatever_its_case(rome):
    found = rome.place("piazza vittorio emanuele SECONDO", area=True)
    # Some 316 m by 174 m.
    assert town.polygon_of(found, rome.file).area == pytest.approx(55_000, rel=0.05)
    x, y = (rome.to_degrees(found.geometry).centroid.x, rome.to_degrees(found.geometry).centroid.y)
    assert (x, y) == pytest.approx((12.5045, 41.8947), abs=0.001)


def test_a_place_by_longitude_and_latitude(rome):
    point = rome.place("12.5045, 41.8947").geometry
    assert rome.to_degrees(point).coords[0] == pytest.approx((12.5045, 41.8947), abs=1e-7)


@pytest.mark.parametrize(
    ("said", "area", "word"),
    [
        ("Piazza Vittorio Emanuele II", False, "similar: .*Piazza Vittorio Emanuele Secondo"),
        ("qqqq", False, "draw it as GeoJSON"),
        ("200,10", False, "no longitude,latitude"),
        ("12.6,41.9", True, "no named place that holds"),
    ],
)
def test_a_place_that_is_not_there_says_what_to_do(rome, said, area, word):
    with pytest.raises(InputError, match=word):
        rome.place(said, area=area)


def test_several_places_of_one_name_are_not_chosen_from(shared_data):
    monaco = town.read(shared_data / "osm" / "monaco-latest.osm.pbf")
    with pytest.raises(InputError, match="2 places called 'villa marie', at 7.41478,43.73178; 7.43512,43.74922"):
        monaco.place("villa marie")
    # One of these instead, as the message says; and where an area is wanted, the one that holds it.
    assert monaco.place("7.41478,43.73178").geometry.geom_type == "Point"
    chosen = monaco.place("7.41478,43.73178", area=True)
    assert chosen.name == "Villa Marie" and chosen.geometry.area > 10


def test_stations_of_one_name_are_numbered(shared_data):
    monaco = town.read(shared_data / "osm" / "monaco-latest.osm.pbf")
    names = [one.name for one in monaco.of("police", "fire")]
    assert len(set(names)) == len(names) == 11


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("town.osm", b"", "cannot be read"),
        ("town.osm", b"<osm version='0.6'></osm>", "neither roads nor places"),
        ("town.osm", "<osm version='0.6'>\n<node id='x'/></osm>".encode("utf-16"), "cannot be read|neither"),
        ("town.osm.pbf", b"\x00\x01nothing", "cannot be read"),
        ("town.txt", b"", "no OpenStreetMap extract"),
    ],
)
def test_a_file_that_is_no_extract_is_refused(tmp_path, name, content, word):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=word):
        town.read(tmp_path / name)


@pytest.mark.parametrize(
    ("said", "kmh"),
    [
        ("50", 50),
        ("30 mph", 48.28),
        ("walk", 7),
        ("20 km/h", 20),
        ("none", math.nan),
        ("0", math.nan),
        (None, math.nan),
    ],
)
def test_speeds_of_signs(said, kmh):
    assert town.speed_of(said) == pytest.approx(kmh, abs=0.01, nan_ok=True)
