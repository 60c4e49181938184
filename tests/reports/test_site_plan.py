"""The site plan: what is drawn, to scale, with numbers that the tables have, over the town's own map."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from shapely.geometry import LineString, Point, Polygon, box, mapping

from protect.reports import pictures, services, site_plan
from protect.spaces.models import ContextFeature, MapImport

SQUARE = {
    "name": "Market", "geometry": mapping(box(24.0, 60.0, 24.01, 60.005)),
    "sub_areas": [{"name": "North", "geometry": mapping(box(24.0, 60.003, 24.01, 60.005))}],
    "measures": [{"name": "Wall", "geometry": mapping(LineString([(24.0, 60.0), (24.01, 60.0)]))},
                 {"name": "Patrol", "geometry": None}],
    "entrances": [{"name": "Gate", "geometry": mapping(Point(24.005, 60.0))}],
}  # fmt: skip
EMPTY = {"name": "Market", "geometry": None, "sub_areas": [], "measures": [], "entrances": []}


def test_nothing_drawn_gives_no_plan():
    assert site_plan.draw(EMPTY) is None


def test_the_plan_is_sound_xml_with_the_numbers_of_the_tables():
    plan = site_plan.draw(SQUARE)
    texts = [one.text for one in ElementTree.fromstring(plan.svg).iter() if one.text]
    assert {"1", "M1", "N"} <= set(texts)
    assert "M2" not in texts and "Not drawn: Patrol." in plan.key
    assert "1 numbered parts, 1 existing measures and 1 entrances" in plan.alt
    assert "surroundings" not in plan.key


def test_it_is_to_scale():
    """The box is 0.01 degrees of longitude at 60 north, half as wide as at the equator: 556.6 m; its height is the same."""
    sheet = site_plan.Sheet((24.0, 60.0, 24.01, 60.005))
    (west, south), (east, north) = sheet.at(24.0, 60.0), sheet.at(24.01, 60.005)
    assert (east - west) == pytest.approx(south - north, rel=0.001)
    metres = site_plan._bar_metres(sheet)
    assert metres in {50, 100, 200}
    assert (east - west) / sheet.scale == pytest.approx(556.6, rel=0.002)


@pytest.mark.parametrize(
    "shape", [Point(24, 60), LineString([(24, 60), (24.001, 60)]), Polygon([(0, 0), (1, 1), (0, 1)])]
)
def test_any_shape_of_a_space_can_be_drawn(shape):
    plan = site_plan.draw({**EMPTY, "geometry": mapping(shape)})
    assert b"NaN" not in plan.svg and b"inf" not in plan.svg


def test_labels_do_not_cover_each_other():
    areas = [{"name": str(n), "geometry": mapping(box(24.0, 60.0, 24.01, 60.005))} for n in range(6)]
    plan = site_plan.draw({**SQUARE, "sub_areas": areas})
    places = re.findall(rb'<rect x="([\d.-]+)" y="([\d.-]+)" width="[\d]+" height="26"', plan.svg)
    assert len(places) == len(set(places)) == 7


def test_surroundings_are_cut_at_the_edge_and_crossed_rings_left_out():
    bowtie = Polygon([(23.9, 59.9), (24.1, 60.1), (24.1, 59.9), (23.9, 60.1)])
    plan = site_plan.draw(
        SQUARE, [("building", box(-170, -80, 170, 80)), ("building", bowtie), ("lamp", Point(24, 60))], "© Us"
    )
    numbers = [float(one) for one in re.findall(rb"[ML](-?[\d.]+),", plan.svg)]
    assert min(numbers) >= -1 and max(numbers) <= site_plan.WIDTH + 1
    assert "Map data: © Us." in plan.key


def test_the_towns_own_map_lies_beneath_with_its_source(example):
    before = pictures.of(example.assessment, services.figures_of(example.assessment, None))
    house = ContextFeature(organisation=example.organisation, source="osm:way/1", kind="building", digest="x")
    house.geometry = box(25.5885, 45.6415, 25.589, 45.642)
    house.save()
    MapImport.objects.create(
        organisation=example.organisation, file_name="x.osm", state="done", attribution="© OpenStreetMap contributors"
    )
    after = pictures.of(example.assessment, services.figures_of(example.assessment, None))
    assert len(after.files["plan.svg"]) > len(before.files["plan.svg"])
    assert "© OpenStreetMap contributors" in after.plan["key"]
    assert "OpenStreetMap" not in before.plan["key"]
