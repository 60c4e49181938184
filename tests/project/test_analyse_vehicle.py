"""protect analyse vehicle on a map: an extract with the space beside it, or one drawing; tables, JSON, GeoJSON, a picture."""

from __future__ import annotations

import importlib
import json
import pkgutil
import xml.etree.ElementTree as ET

import click
import pytest
import shapely

from protect.project.cli import analyse as analyse_package
from protect.project.cli import main

TOWN = """<?xml version="1.0"?><osm version="0.6"><bounds minlat="54.998" minlon="2.997" maxlat="55.002" maxlon="3.003"/>
<node id="1" lat="55.0015" lon="3.0"/><node id="2" lat="55.0010" lon="3.0"/><node id="3" lat="55.0" lon="3.0"/>
<node id="11" lat="55.0008" lon="2.9980"/><node id="12" lat="55.0008" lon="2.9999"/><node id="13" lat="55.0002" lon="2.9999"/>
<node id="14" lat="55.0002" lon="2.9994"/><node id="15" lat="54.9998" lon="2.9994"/><node id="16" lat="54.9998" lon="3.0006"/>
<node id="17" lat="55.0002" lon="3.0006"/><node id="18" lat="55.0002" lon="3.0001"/><node id="19" lat="55.0008" lon="3.0001"/>
<node id="20" lat="55.0008" lon="3.0020"/><node id="21" lat="54.9990" lon="3.0020"/><node id="22" lat="54.9990" lon="2.9980"/>
<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="name" v="Rue d’Été"/></way>
<way id="2"><nd ref="11"/><nd ref="12"/><nd ref="13"/><nd ref="14"/><nd ref="15"/><nd ref="16"/><nd ref="17"/><nd ref="18"/>
<nd ref="19"/><nd ref="20"/><nd ref="21"/><nd ref="22"/><nd ref="11"/><tag k="building" v="yes"/></way></osm>"""


def box(west, south, east, north):
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


SQUARE = box(2.9994, 54.9998, 3.0006, 55.0002)


def run(capsys, *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stop:
        main(["analyse", "vehicle", *map(str, words)])
    told = capsys.readouterr()
    return stop.value.code, told.out, told.err


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(lon=3.0, lat=55.0002):
    return {"type": "Point", "coordinates": [lon, lat]}


def beside_the_square(*features):
    return {"type": "FeatureCollection", "features": [feature(SQUARE), *features]}


@pytest.fixture
def town(tmp_path):
    (tmp_path / "town.osm").write_text(TOWN, encoding="utf-8")
    (tmp_path / "space.geojson").write_text(json.dumps(SQUARE), encoding="utf-8")
    return tmp_path / "town.osm", tmp_path / "space.geojson"


def test_an_extract_and_a_space_give_tables_json_geojson_and_a_picture(town, tmp_path, capsys):
    file, space = town
    json_file, picture = tmp_path / "o.json", tmp_path / "o.svg"
    code, out, err = run(capsys, file, "--space", space, "--slope", 0, "--out", json_file, "--plot", picture)
    assert (code, err) == (0, "")
    for said in ("Rue d’Été", "© OpenStreetMap contributors", "Restricted:", "It is open."):
        assert said in out
    # METHODS 0, rule 4: both ways of reckoning, and what to do where they are far apart.
    assert "each way of reckoning" in out and "by the straight way seen" in out and "by the map" in out
    whole = json.loads(json_file.read_text(encoding="utf-8"))
    names = [way["name"] for way in whole["result"]["rows"][0]["arrivals"][0]["ways"]]
    assert names == ["by the straight way seen", "by the map"]
    assert whole["result"]["metres_to_close"] == pytest.approx(12.8, abs=0.1)
    assert whole["account"]["restricted"] and whole["account"]["tasks"]
    assert "Rue d’Été, 12.8 m" in "".join(ET.parse(picture).getroot().itertext())
    code, _out, _err = run(capsys, file, "--space", space, "--out", tmp_path / "o.geojson")
    drawn = json.loads((tmp_path / "o.geojson").read_text(encoding="utf-8"))
    assert code == 0 and drawn["class"] == "restricted"
    (opening,) = drawn["features"]
    assert opening["properties"]["opening"] == "Rue d’Été" and opening["properties"]["class"] == "restricted"
    assert shapely.geometry.shape(opening["geometry"]).centroid.y == pytest.approx(55.0002, abs=2e-5)


def test_no_way_to_an_opening_is_in_any_result(town, tmp_path, capsys):
    """METHODS 0.3: no ranked or exported routes. The only lines that leave are the openings of the own space."""
    file, space = town
    run(capsys, file, "--space", space, "--out", tmp_path / "o.json")
    text = (tmp_path / "o.json").read_text(encoding="utf-8")
    assert text.count('"LineString"') == 1
    for word in ("entering", "turns", "route", "path", "rank", "links"):
        assert f'"{word}"' not in text


def test_what_was_measured_goes_into_the_file_of_the_space(town, capsys):
    file, space = town
    note = {"name": "The gate", "width": 12.8, "angle": 90, "operable": True, "slope": 0, "kind": "opening"}
    rating = {"stands": "V/7200[N2B]/112/90:0.7", "standard": "IWA 14-1", "certificate": "C-1", "year": 2013}
    space.write_text(json.dumps(beside_the_square(feature(point(), **note, **rating))), encoding="utf-8")
    code, out, _err = run(capsys, file, "--space", space, "--vehicle", "N1")
    assert code == 0
    assert next(line for line in out.splitlines() if line.startswith("The gate")).endswith("yes")
    assert "stops a van of 3.5 t" in out and "The gate: agree with rescue services" in out


def test_the_drawn_example_has_an_opening_that_holds_and_others_that_do_not(tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["analyse", "example", "vehicle", "--folder", str(tmp_path)])
    capsys.readouterr()
    code, out, err = run(capsys, tmp_path / "vehicle.geojson", "--plot", tmp_path / "o.svg")
    assert (code, err) == (0, "")
    rows = {line.split("  ")[0]: line for line in out.splitlines()[3:8]}
    assert rows["Mill Lane"].endswith("yes")
    assert rows["Bridge Street"].endswith("rating unknown: find the certificate")
    assert rows["Church Passage"].endswith("nothing stands there")
    assert "12 m " in rows["High Street"] and "High Street: measure the clear width" not in out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            {"type": "FeatureCollection", "features": [feature(point(), kind="opening")]},
            "needs one polygon of kind 'space'",
        ),
        (beside_the_square(feature(point(), kind="tank")), "feature 2: its 'kind' is 'tank'"),
        (beside_the_square(feature(point(3, 55), kind="opening")), "more than 15 m from every"),
        (beside_the_square(feature(point(), kind="opening", angle=120)), "the angle lies between 0 and 90"),
        (beside_the_square(feature(point(), kind="opening", operable="yes")), "'operable' is true or false"),
        (beside_the_square(feature(point(), kind="opening", width="wide")), "'width' is a number, not 'wide'"),
        (beside_the_square(feature(SQUARE, kind="opening")), "a point near it"),
        (
            beside_the_square(feature(point(), kind="element", stands="K12", standard="PAS 68")),
            "feature 2 (element): 'K12' is not a code of PAS 68",
        ),
        (beside_the_square(feature(point(), kind="element", width=-1)), "up to 20 m wide"),
        ([1], "is not a GeoJSON"),
        (point(), "needs one polygon"),
        (box(2.9981, 54.9991, 2.9985, 54.9995), "nothing of the space is free"),
        (box(9, 54, 9.001, 54.001), "neither streets nor buildings"),
    ],
)
def test_a_space_that_cannot_be_used_is_one_line_that_says_why(town, capsys, content, said):
    file, space = town
    space.write_text(json.dumps(content), encoding="utf-8")
    code, _out, err = run(capsys, file, "--space", space)
    assert code == 1 and said in err and "Traceback" not in err


def test_every_command_is_found_by_its_name_and_reads_no_other():
    """Each in a process of its own would be slow: what the table says is held against the modules themselves."""
    found = {}
    for one in pkgutil.iter_modules(analyse_package.__path__):
        module = importlib.import_module(f"protect.project.cli.analyse.{one.name}")
        for name, command in vars(module).items():
            if isinstance(command, click.Command) and command.callback.__module__ == module.__name__:
                found[command.name or name] = one.name
    assert found == analyse_package.MODULES
    listed = analyse_package.analyse.list_commands(click.Context(analyse_package.analyse))
    assert set(listed) == {*found, "example"} == {*analyse_package.EXAMPLES, "example"}


def test_options_that_do_not_belong_together_are_refused(town, tmp_path, capsys):
    file, space = town
    assert "name the space in it" in run(capsys, file)[2]
    (tmp_path / "o.csv").write_text("opening,width\na,3\n")
    code, _out, err = run(capsys, tmp_path / "o.csv", "--space", space)
    assert code == 2 and "belong to a map" in err
    code, _out, err = run(capsys, tmp_path / "o.csv", "--out", tmp_path / "o.geojson")
    assert code == 2 and "writes .json or .csv" in err
    code, _out, err = run(capsys, space, "--space", space)
    assert code == 1 and "leave --space out" in err
