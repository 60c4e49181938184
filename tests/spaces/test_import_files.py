"""Every shared extract against the figures in its README; broken files; random bytes."""

from __future__ import annotations

import bz2
import gzip
import json
import zlib
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from protect.reference import terms
from protect.spaces import extracts
from protect.spaces.extracts import ExtractError, kinds, sniff
from protect.spaces.extracts.measure import area_m2
from protect.spaces.extracts.model import Place
from protect.spaces.extracts.names import folded
from protect.spaces.imports import find_candidate, preview

FILES = [
    "monaco-latest.osm.pbf", "monaco-2012.osm.gz", "rome-piazza-vittorio-emanuele.osm.pbf", "zuerich-hb.osm.pbf",
    "luisenplatz-darmstadt.osm.pbf", "da_hbf_2.osm.pbf", "neuss-s11.osm.pbf", "locarno.osm.pbf",
    "station-border.osm.pbf", "london-northern-line.osm.pbf", "ajaccio-ferry.osm.pbf", "krems.osm.gz",
    "liechtenstein-latest.osm.pbf", "paris_bss.osm.pbf", "bautzen.osm",
]  # fmt: skip


@cache
def read_once(path: Path) -> extracts.Extract:
    return extracts.read(path)


@pytest.fixture
def osm(shared_data):
    return shared_data / "osm"


@pytest.mark.parametrize("name", FILES)
def test_an_extract_holds_what_its_readme_says(osm, name):
    told = json.loads((osm / "counts.json").read_text())[name]
    extract = read_once(osm / name)

    expected = {key: value for key, value in told.items() if isinstance(value, int) and key != "size"}
    assert {key: extract.counts.get(key, 0) for key in expected} == expected
    last = None if told["last"] == "None" else datetime.fromisoformat(told["last"])
    assert extract.data_date == last
    assert extract.box_given == (told["hdr"] is not None)
    if told["hdr"]:
        box = [float(v) for v in told["hdr"].strip("()").replace(" ", "/").split("/")]
        assert extract.box == pytest.approx(box, abs=1e-6)
    else:
        west, south, east, north = extract.box
        assert told["bbox"][0] <= west < east <= told["bbox"][2]
        assert told["bbox"][1] <= south < north <= told["bbox"][3]


@pytest.mark.parametrize("name", FILES)
def test_candidates_and_features_are_sound(osm, name):
    extract = read_once(osm / name)
    categories = set(terms.codes("psoi_category"))
    sources = [source for place in extract.places for source in place.sources]
    assert len(sources) == len(set(sources)), "one object in two candidates"
    for place in extract.places:
        assert set(place.categories) <= categories
        assert len(set(place.categories)) == len(place.categories)
        assert place.source == place.sources[0]
        assert place.geometry.is_valid, place
        assert not place.geometry.is_empty
        assert (place.area_m2 is not None) == (place.outline == "mapped")
        assert not {"user", "uid", "created_by", "note", "source"} & set(place.tags)
    features = [feature.source for feature in extract.features]
    assert len(features) == len(set(features))
    assert {feature.kind for feature in extract.features} <= {layer.kind for layer in kinds.LAYERS}


def test_every_named_square_market_and_station_is_a_candidate(osm):
    """Counted independently: pyosmium alone, by the tag, over all extracts."""
    import osmium

    wanted = (("place", "square"), ("amenity", "marketplace"), ("railway", "station"), ("shop", "mall"))
    for name in FILES:
        offered = {source for place in read_once(osm / name).places for source in place.sources}
        for thing in osmium.FileProcessor(str(osm / name)).with_filter(
            osmium.filter.KeyFilter(*(k for k, _ in wanted))
        ):
            tags = dict(thing.tags)
            if not any(tags.get(key) == value for key, value in wanted) or not tags.get("name"):
                continue
            kind = {"n": "node", "w": "way", "r": "relation"}[thing.type_str()]
            if kind == "relation" and tags.get("type") != "multipolygon":
                continue
            assert f"osm:{kind}/{thing.id}" in offered, (name, kind, thing.id, tags.get("name"))


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("monaco-latest.osm.pbf", ["Place d'Armes", "Place du Casino", "Place Saint Nicolas", "Marché de la Condamine"]),
        ("rome-piazza-vittorio-emanuele.osm.pbf",
         ["Piazza Vittorio Emanuele Secondo", "Piazza Dante", "Piazza dell'Esquilino", "Mercato Esquilino"]),
        ("zuerich-hb.osm.pbf", ["Bahnhofplatz", "Löwenplatz", "Europaplatz"]),
        ("da_hbf_2.osm.pbf", ["Platz der Deutschen Einheit"]),
        ("luisenplatz-darmstadt.osm.pbf", ["Luisenplatz"]),
        ("paris_bss.osm.pbf", ["Place de la République", "Marché des Enfants Rouges"]),
        ("station-border.osm.pbf", ["Marché Vilmorin"]),
        ("ajaccio-ferry.osm.pbf", ["Marché d'Ajaccio"]),
        ("neuss-s11.osm.pbf", ["Hermannsplatz"]),
    ],
)  # fmt: skip
def test_the_squares_and_markets_of_the_readme_are_found_as_squares(osm, name, places):
    found = read_once(osm / name).places
    for wanted in places:
        assert find_candidate(found, folded(wanted)).main_category == "square"


def test_one_square_drawn_in_parts_is_one_candidate(osm):
    places = read_once(osm / "rome-piazza-vittorio-emanuele.osm.pbf").places
    square = find_candidate(places, "piazza vittorio emanuele secondo")
    assert sum(place.name == square.name for place in places) == 1
    assert len(square.sources) == 5
    assert 50_000 < square.area_m2 < 60_000  # the square measures about 316 by 174 m


def test_an_area_is_measured_as_on_the_ellipsoid(osm):
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    for place in read_once(osm / "liechtenstein-latest.osm.pbf").places:
        if place.outline == "mapped":
            assert place.area_m2 == pytest.approx(abs(geod.geometry_area_perimeter(place.geometry)[0]), rel=2e-3, abs=1)


def test_a_multipolygon_with_members_outside_the_file_is_a_point_and_said_so(osm):
    extract = read_once(osm / "locarno.osm.pbf")
    park = find_candidate(extract.places, "Parco Lungolago Locarno")
    assert park.outline == "point"
    assert [skipped.source for skipped in extract.skipped] == [park.source]


def test_a_station_is_one_with_its_building(osm):
    places = read_once(osm / "zuerich-hb.osm.pbf").places
    station = find_candidate(places, "Zürich Hauptbahnhof")
    assert len(station.sources) > 1
    assert station.geometry.area > 0
    places = read_once(osm / "neuss-s11.osm.pbf").places
    building = find_candidate(places, "Hauptbahnhof Neuss")
    assert building is find_candidate(places, "Neuss Hbf")
    assert building.name == "Neuss Hbf" and building.area_m2 > 10_000
    assert find_candidate(places, "Neuss Süd") is not building


def test_finding_by_name_says_did_you_mean(osm):
    places = read_once(osm / "rome-piazza-vittorio-emanuele.osm.pbf").places
    assert find_candidate(places, "PIAZZA DELL’ESQUILINO").name == "Piazza dell'Esquilino"
    assert find_candidate(places, "osm:way/1008084459").name == "Piazza Dante"
    with pytest.raises(ExtractError, match="Did you mean .*Piazza Dante"):
        find_candidate(places, "Piazza Dantte")
    with pytest.raises(ExtractError, match="offers 74 candidates|Did you mean"):
        find_candidate(places, "qqqqqq")
    with pytest.raises(ExtractError):
        find_candidate(places, "")


def test_two_of_one_name_are_told_apart_by_source():
    places = [
        Place("osm:node/1", "amenity=school", "institution", shapely.Point(0, 0), name="Schule"),
        Place("osm:node/2", "amenity=school", "institution", shapely.Point(1, 1), name="Schule"),
    ]
    with pytest.raises(ExtractError, match="2 candidates.*osm:node/1.*osm:node/2"):
        find_candidate(places, "schule")


def test_a_preview_is_readable_text(osm):
    lines = preview(osm / "ajaccio-ferry.osm.pbf").lines()
    text = "\n".join(lines)
    assert "16 candidate spaces" in text
    assert any("Marché d'Ajaccio" in line and terms.label("psoi_category", "square") in line for line in lines)
    assert "© OpenStreetMap contributors" in text


def test_boundaries_without_properties_become_a_boundary_on_the_map(osm):
    for name, size in (("brasov-boundary.geojson", 187), ("cluj-napoca-boundary.geojson", 179)):
        extract = read_once(osm / name)
        assert extract.places == []
        assert [feature.kind for feature in extract.features] == ["boundary"]
        assert extract.notes and f"{size}." in extract.notes[0]


def test_a_list_of_streets_is_refused(osm):
    with pytest.raises(ExtractError, match="no GeoJSON"):
        extracts.read(osm / "cluj-napoca-streets.json")


def test_packed_plain_and_bzip2_give_the_same(osm, tmp_path):
    plain = gzip.decompress((osm / "krems.osm.gz").read_bytes())
    packed = tmp_path / "krems.bin"  # the name says nothing; the content does
    packed.write_bytes(bz2.compress(plain, 1))
    extract = extracts.read(packed)
    reference = read_once(osm / "krems.osm.gz")
    assert extract.format == "osm.bz2"
    assert extract.counts == reference.counts
    assert [place.source for place in extract.places] == [place.source for place in reference.places]


# ---- broken files --------------------------------------------------------------------------------------------------

OSM = '<osm version="0.6">{}</osm>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("<gpx></gpx>", "no OpenStreetMap extract"),
        (OSM.format(""), "no objects"),
        (OSM.format('<node id="1" lat="5" lon="6"><tag k="a" v="b"></node>'), "line 1, column"),
        (OSM.format('<node id="1" lat="95" lon="6"/>'), "Node 1 lies at latitude 95"),
        (OSM.format('<node id="1" lat="5" lon="190"/>'), "Node 1 lies at"),
        (OSM.format('<node id="1"/>'), "Node 1 has no coordinates"),
        (OSM.format('<node id="1" lat="abc" lon="6"/>'), "abc"),
        (OSM.format('<node lat="5" lon="6"/>'), "no id"),
        ('<osm version="0.5"><node id="1" lat="5" lon="6"/></osm>', "version 0.6"),
        ('<!DOCTYPE osm [<!ENTITY a "a">]>' + OSM.format('<node id="1" lat="5" lon="6"/>'), "entities"),
        ('<osmChange version="0.6"><create><node id="1" version="1" lat="5" lon="6"/></create></osmChange>', "changes"),
        ("PK\x03\x04zip", "ZIP"),
        ("name;lat;lon\nx;1;2\n", "not a map extract"),
    ],
)
def test_a_broken_osm_file_gets_one_clear_error(tmp_path, content, said):
    path = tmp_path / "town.osm"
    path.write_text(content)
    with pytest.raises(ExtractError) as caught:
        extracts.read(path)
    assert said in str(caught.value)
    assert "town.osm" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_files_that_were_cut_off(osm, tmp_path):
    for name, said in (("monaco-latest.osm.pbf", r"Block \d+ \(at byte \d+\) is cut off"), ("krems.osm.gz", "cut off")):
        whole = (osm / name).read_bytes()
        path = tmp_path / name
        for share in (0.01, 0.3, 0.999):
            path.write_bytes(whole[: int(len(whole) * share)])
            with pytest.raises(ExtractError):
                extracts.read(path)
        with pytest.raises(ExtractError, match=said):
            extracts.read(path)


def test_damage_inside_a_pbf_block(osm, tmp_path):
    whole = bytearray((osm / "ajaccio-ferry.osm.pbf").read_bytes())
    path = tmp_path / "town.osm.pbf"
    for at in range(300, len(whole), len(whole) // 12):
        damaged = bytearray(whole)
        damaged[at : at + 40] = bytes(40)
        path.write_bytes(damaged)
        with pytest.raises(ExtractError):
            extracts.read(path)


def test_a_bomb_is_refused_before_it_unfolds(tmp_path):
    for suffix, pack in (("gz", gzip.compress), ("bz2", bz2.compress)):
        path = tmp_path / f"bomb.osm.{suffix}"
        path.write_bytes(pack(b"<osm>" + b" " * 30_000_000))
        with pytest.raises(ExtractError, match="larger than 20 MB"):
            sniff.sniff(path, max_content=20 * 1024 * 1024)
        with pytest.raises(ExtractError, match="at most 1 MB"):
            path.write_bytes(bytes(2_000_000))
            sniff.sniff(path, max_file=1024 * 1024)


def test_a_pbf_bomb_is_refused_by_the_sizes_it_names(osm, tmp_path):
    with pytest.raises(ExtractError, match="larger than 1 MB"):
        sniff.sniff(osm / "monaco-latest.osm.pbf", max_content=300_000)


def test_folders_and_missing_files(tmp_path):
    for path in (tmp_path, tmp_path / "none.osm"):
        with pytest.raises(ExtractError):
            extracts.read(path)


def test_ways_before_their_nodes_are_put_in_order(tmp_path):
    path = tmp_path / "overpass.osm"
    square = '<nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="place" v="square"/><tag k="name" v="Trg"/>'
    nodes = "".join(
        f'<node id="{n}" lat="{lat}" lon="{lon}"/>' for n, lat, lon in ((1, 45, 15), (2, 45.001, 15), (3, 45, 15.001))
    )
    path.write_text(OSM.format(f'<way id="7">{square}</way>{nodes}'))
    extract = extracts.read(path)
    assert [(place.name, place.outline) for place in extract.places] == [("Trg", "mapped")]


def test_a_closed_way_that_crosses_itself_is_mended(tmp_path):
    path = tmp_path / "town.osm"
    corners = ((1, 45, 15), (2, 45.001, 15.001), (3, 45.001, 15), (4, 45, 15.001))
    nodes = "".join(f'<node id="{n}" lat="{lat}" lon="{lon}"/>' for n, lat, lon in corners)
    refs = "".join(f'<nd ref="{n}"/>' for n in (1, 2, 3, 4, 1))
    path.write_text(OSM.format(f'{nodes}<way id="9">{refs}<tag k="place" v="square"/><tag k="name" v="X"/></way>'))
    (place,) = extracts.read(path).places
    assert place.geometry.is_valid
    assert place.area_m2 > 0


# ---- GeoJSON -------------------------------------------------------------------------------------------------------

RING = [[25.58, 45.64], [25.59, 45.64], [25.59, 45.65], [25.58, 45.65], [25.58, 45.64]]


def feature(ring=RING, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def read_document(tmp_path, document, name="town.geojson"):
    path = tmp_path / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return extracts.read(path)


def test_geojson_of_openstreetmap_and_of_a_town(tmp_path):
    documents = collection(
        {**feature(place="square", name="Piața Sfatului"), "id": "way/5"},
        feature([[x + 0.1, y] for x, y in RING], Name="Promenada", category="shopping"),
        {"type": "Feature", "properties": {"man_made": "surveillance"},
         "geometry": {"type": "Point", "coordinates": [25.58, 45.64, 600.0]}},
    )  # fmt: skip
    extract = read_document(tmp_path, documents)
    first, second = extract.places
    assert (first.source, first.name, first.main_category) == ("osm:way/5", "Piața Sfatului", "square")
    assert (second.name, second.main_category, second.kind) == ("Promenada", "shopping", "geojson")
    assert [item.kind for item in extract.features] == ["pedestrian", "camera"]
    assert first.area_m2 == pytest.approx(area_m2(shapely.Polygon(RING)), abs=0.1)


@pytest.mark.parametrize("shape", ["Feature", "Polygon", "GeometryCollection"])
def test_single_things_are_taken(tmp_path, shape):
    geometry = {"type": "Polygon", "coordinates": [RING]}
    document = {
        "Feature": {"type": "Feature", "properties": None, "geometry": geometry},
        "Polygon": geometry,
        "GeometryCollection": {"type": "GeometryCollection", "geometries": [geometry]},
    }[shape]
    (place,) = read_document(tmp_path, document, "market-hall.geojson").places
    assert place.name == "market hall"
    assert place.main_category == "square"


BOW = [[25.58, 45.64], [25.59, 45.65], [25.59, 45.64], [25.58, 45.65], [25.58, 45.64]]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (collection(feature(BOW, name="Bow")), "features[0] “Bow”"),
        (collection(feature(BOW)), "Self-intersection"),
        (collection(feature([[45.6, 125.5], [45.7, 125.5], [45.7, 125.6], [45.6, 125.5]])), "wrong order"),
        (collection(feature([[425000, 5050000], [425100, 5050000], [425100, 5050100], [425000, 5050000]])), "metres"),
        (collection(feature(RING[:-1])), "last one equal"),
        (collection(feature([["a", 1], [2, 3], [4, 5], ["a", 1]])), "two numbers"),
        (collection(feature([[1], [2, 3], [4, 5], [1]])), "coordinates[0][0]"),
        (collection({"type": "Feature", "geometry": {"type": "Circle", "coordinates": []}}), "“Circle”"),
        (collection({"type": "Feature", "geometry": None}), "no geometry"),
        (collection(), "no geometry"),
        (collection("x"), "features[0]"),
        ({"type": "FeatureCollection"}, "“features” is not a list"),
        ({"type": "Topology"}, "“Topology”"),
        ({"a": 1}, "no “type”"),
        ([1], "no “type”"),
        ({**feature(), "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::3844"}}}, "EPSG::3844"),
    ],
)
def test_broken_geojson_names_the_place(tmp_path, document, said):
    with pytest.raises(ExtractError) as caught:
        read_document(tmp_path, document)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"type": "FeatureCollection", "features": [', "Line 1"),
        (b'{"type": "Point", "coordinates": [NaN, 1]}', "NaN"),
        (b'{"type": "Point", "coordinates": [1e400, 1]}', "does not exist"),
        (b'{"type": "\xff"}', "UTF-8"),
        (b"[" * 100_000, "nested"),
        (b'{"type":"GeometryCollection","geometries":[' * 30_000, "nested"),
    ],
)
def test_broken_json(tmp_path, content, said):
    path = tmp_path / "town.geojson"
    path.write_bytes(content)
    with pytest.raises(ExtractError, match=said):
        extracts.read(path)


numbers = st.one_of(st.integers(-400, 400), st.floats(width=32), st.integers(-(10**400), 10**400), st.just("5"))
positions = st.lists(numbers, max_size=4)
values = st.recursive(
    st.one_of(positions, st.none(), st.text(max_size=5)), lambda inner: st.lists(inner, max_size=5), max_leaves=12
)
types = st.sampled_from(
    ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection", "Feature"]
)
geometries = st.fixed_dictionaries({"type": types, "coordinates": values}, optional={"geometries": st.lists(values)})
good_rings = st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=3, max_size=6).map(
    lambda ring: {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
)
properties = st.dictionaries(
    st.sampled_from(["name", "place", "highway", "@id", "category", "tags", "building", "user", "width"]) | st.text(),
    st.sampled_from(["square", "pedestrian", "way/3", "culture", "yes"]) | st.text() | st.integers() | st.none(),
    max_size=4,
)
features = st.fixed_dictionaries(
    {"type": st.just("Feature"), "geometry": geometries | good_rings | st.none(), "properties": properties},
    optional={"id": st.text() | st.integers() | st.booleans()},
)
documents = st.one_of(
    st.fixed_dictionaries({"type": st.just("FeatureCollection"), "features": st.lists(features, max_size=4)}),
    features,
    geometries,
    good_rings,
)


@settings(max_examples=300, deadline=None)
@given(document=documents)
def test_whatever_geojson_says_there_is_an_extract_or_an_extract_error(tmp_path_factory, document):
    path = tmp_path_factory.mktemp("any") / "any.geojson"
    path.write_text(json.dumps(document), encoding="utf-8", errors="surrogatepass")
    check_either(path)


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=200), start=st.sampled_from([b"{", b"<osm>", b"\x1f\x8b\x08", b"BZh9", b""]))
def test_whatever_the_bytes_are_there_is_an_extract_or_an_extract_error(tmp_path_factory, content, start):
    path = tmp_path_factory.mktemp("any") / "any"
    path.write_bytes(start + content)
    check_either(path)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_good_pbf_with_any_damage(tmp_path_factory, shared_data, data):
    whole = bytearray((shared_data / "osm" / "locarno.osm.pbf").read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.mktemp("any") / "any.osm.pbf"
    path.write_bytes(whole)
    check_either(path)


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=120))
def test_any_xml_inside_gzip(tmp_path_factory, body):
    path = tmp_path_factory.mktemp("any") / "any.osm.gz"
    packer = zlib.compressobj(wbits=31)
    path.write_bytes(packer.compress(b'<osm version="0.6">' + body) + packer.flush())
    check_either(path)


def check_either(path: Path) -> None:
    try:
        extract = extracts.read(path)
    except ExtractError as error:
        assert str(error)
        return
    for place in extract.places:
        place.search_text.encode()
        assert "\0" not in place.name
        assert len(place.source) <= 80
