"""Extracts for the methods: what is read, in metres; and the shared real ones, counted as in their list."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from protect.formats import osm
from protect.formats.tables import InputError
from protect.methods.streets import street_graph

SMALL = (
    "rome-piazza-vittorio-emanuele.osm.pbf",
    "luisenplatz-darmstadt.osm.pbf",
    "bautzen.osm",
    "krems.osm.gz",
    "paris_bss.osm.pbf",
)
LARGE = ("monaco-latest.osm.pbf", "monaco-2012.osm.gz", "zuerich-hb.osm.pbf", "da_hbf_2.osm.pbf", "neuss-s11.osm.pbf",
         "locarno.osm.pbf", "station-border.osm.pbf", "london-northern-line.osm.pbf", "ajaccio-ferry.osm.pbf",
         "liechtenstein-latest.osm.pbf")  # fmt: skip

CROSS = """<?xml version="1.0"?><osm version="0.6">
<bounds minlat="46.999" minlon="8.999" maxlat="47.002" maxlon="9.003"/>
<node id="1" lat="47.0" lon="9.0"/><node id="2" lat="47.0" lon="9.001"/><node id="3" lat="47.0" lon="9.002"/>
<node id="4" lat="47.001" lon="9.001"><tag k="barrier" v="bollard"/></node>
<node id="5" lat="47.0002" lon="9.0002"/><node id="6" lat="47.0002" lon="9.0004"/><node id="7" lat="47.0004" lon="9.0004"/>
<way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="name" v="Hauptstraße"/></way>
<way id="11"><nd ref="2"/><nd ref="4"/><tag k="highway" v="footway"/></way>
<way id="12"><nd ref="5"/><nd ref="6"/><nd ref="7"/><nd ref="5"/><tag k="building" v="yes"/></way>
<way id="13"><nd ref="1"/><nd ref="99"/><tag k="highway" v="service"/></way></osm>"""


@pytest.fixture
def cross(tmp_path):
    (tmp_path / "cross.osm").write_text(CROSS, encoding="utf-8")
    return tmp_path / "cross.osm"


def test_streets_points_and_buildings_come_in_metres(cross):
    found = osm.read(cross)
    graph = street_graph(found.map)
    # A thousandth of a degree of longitude at 47 degrees north, and of latitude.
    assert graph.lengths == pytest.approx([76.06, 76.06, 111.17], abs=0.05)
    assert [graph.name(piece) for piece in range(3)] == ["Hauptstraße", "Hauptstraße", "footway"]
    assert [kind for kind, _x, _y in graph.barriers.values()] == ["bollard"]
    assert [one.source for one in found.map.objects] == ["node/4", "way/12"]
    assert found.map.missing == 1 and "1 ways or areas are not whole" in found.notes[0]
    back = found.to_degrees(shapely.Point(found.map.places[0]))
    assert (back.x, back.y) == (pytest.approx(9.0, abs=1e-9), pytest.approx(47.0, abs=1e-9))


def test_only_what_lies_around_the_space_is_read(cross):
    found = osm.read(cross, shapely.Point(9.001, 47.001).buffer(0.0001), 30.0)
    assert [way.number for way in found.map.ways] == [11]
    # 0.0002 degrees and 30 m on each side.
    assert found.map.covered.area == pytest.approx((60 + 15.2) * (60 + 22.2), rel=0.01)
    # A street without a node there that runs right through is there, too.
    assert {way.number for way in osm.read(cross, shapely.Point(9.0015, 47.0).buffer(1e-5), 5.0).map.ways} == {10}
    with pytest.raises(InputError, match="neither streets nor buildings within 30 m"):
        osm.read(cross, shapely.Point(9.0025, 47.0018).buffer(0.0001), 30.0)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.osm", b"<osm version='0.6'><node id='1'", "cannot be read"),
        ("a.osm.pbf", b"no protobuf", "cannot be read"),
        ("a.osm.gz", b"\x1f\x8bnothing", "cannot be read"),
        ("a.txt", b"", "is no OpenStreetMap extract"),
        ("a.osm", b"<?xml version='1.0'?><osm version='0.6'></osm>", "neither streets nor buildings"),
        ("a.osm", CROSS.replace("<node", "<nod").encode(), "cannot be read|come before"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=said):
        osm.read(tmp_path / name)


def counted(shared_data, name):
    expected = json.loads((shared_data / "osm" / "counts.json").read_text(encoding="utf-8"))[name]
    found = osm.read(shared_data / "osm" / name)
    assert found.counts["highway ways"] == expected["highway ways"]
    assert found.counts["bollard"] == expected.get("bollard", 0)
    graph = street_graph(found.map)
    assert graph.links and np.isfinite(graph.lengths).all() and (graph.lengths > 0).all()
    assert graph.turns.max(initial=-1) < graph.links and (graph.radii(1.8) >= 0).all()


@pytest.mark.parametrize("name", SMALL)
def test_counts_of_a_shared_extract(shared_data, name):
    counted(shared_data, name)


@pytest.mark.deep
@pytest.mark.parametrize("name", LARGE)
def test_counts_of_every_other_shared_extract(shared_data, name):
    counted(shared_data, name)
