"""The maps' data and the editor's changes; and the editor in a real browser."""

from __future__ import annotations

import json

import pytest
import shapely
from django.urls import reverse

from protect.organisations import audit
from protect.spaces import services
from protect.spaces.models import ContextFeature, SubArea
from tests.world import make_organisation, make_space, make_user

BOX = shapely.box(24.938, 60.169, 24.942, 60.171)


@pytest.fixture
def town(db):
    return make_organisation("Town", "municipality")


@pytest.fixture
def lead(town):
    return make_user("lead@example.org", town, "lead")


@pytest.fixture
def space(town, lead):
    space = make_space(town, name="Square")
    with audit.acting(lead, "test"):
        services.draw_space(space, BOX)
    for number, (kind, shape) in enumerate(
        [
            ("street", shapely.LineString([(24.937, 60.17), (24.943, 60.17)])),
            ("building", shapely.box(24.9385, 60.1695, 24.939, 60.1698)),
        ]
    ):
        feature = ContextFeature(organisation=town, source=f"test:{number}", kind=kind, name="High Street", digest="x")
        feature.geometry = shape
        feature.save()
    return space


NEW = {
    "do": "add",
    "layer": "sub_area",
    "geometry": {"type": "Point", "coordinates": [1, 2]},
    "values": {"name": "x", "kind": "interior"},
}


def change(client, space, **wanted):
    address = reverse("spaces:map_save", args=[space.pk])
    return client.post(address, json.dumps(wanted), content_type="application/json")


def test_the_site_s_objects_come_as_geojson(client, lead, space):
    client.force_login(lead)
    services.save_sub_area(space, {"name": "North", "kind": "approach"}, geometry=BOX)
    found = client.get(reverse("spaces:map_site_data", args=[space.pk])).json()
    assert [one["properties"]["layer"] for one in found["features"]] == ["space", "sub_area"]
    assert found["features"][1]["properties"]["label"].startswith("1 North")


def test_the_town_s_data_comes_by_window(client, lead, space):
    client.force_login(lead)
    inside = client.get(reverse("spaces:map_context") + "?bbox=24.93,60.16,24.95,60.18").json()
    assert {one["properties"]["kind"] for one in inside["features"]} == {"street", "building"}
    outside = client.get(reverse("spaces:map_context") + "?bbox=25.93,60.16,25.95,60.18").json()
    assert outside["features"] == []
    for wrong in ("", "1,2,3", "a,b,c,d", "0,0,9,9", "nan,0,1,1"):
        assert client.get(reverse("spaces:map_context") + f"?bbox={wrong}").status_code == 404
    around = client.get(reverse("spaces:map_space_context", args=[space.pk])).json()
    assert len(around["features"]) == 2


def test_many_spaces_are_counted_together_and_single_again_in_a_window(client, town, lead, monkeypatch):
    from protect.spaces import geojson

    monkeypatch.setattr(geojson, "MOST_POINTS", 5)
    client.force_login(lead)
    for number in range(8):
        x = 24.0 + number // 4 + number % 4 / 1000
        make_space(town, name=f"Space {number}", geometry=shapely.box(x, 60, x + 0.0005, 60.0005))
    together = client.get(reverse("spaces:map_list_data")).json()["features"]
    assert sorted(one["properties"]["count"] for one in together) == [4, 4]
    near = client.get(reverse("spaces:map_list_data") + "?bbox=23.9,59,24.5,61").json()["features"]
    assert sorted(one["properties"]["name"] for one in near) == ["Space 0", "Space 1", "Space 2", "Space 3"]


def test_nobody_else_gets_a_map(client, space):
    other = make_user("other@example.org", make_organisation("Other", "municipality"), "lead")
    client.force_login(other)
    for name in ("map_site_data", "map_space_context", "map_edit"):
        assert client.get(reverse(f"spaces:{name}", args=[space.pk])).status_code == 404
    assert client.get(reverse("spaces:map_list_data")).json()["features"] == []
    assert client.get(reverse("spaces:map_context") + "?bbox=24.93,60.16,24.95,60.18").json()["features"] == []
    assert change(client, space, do="remove", layer="space", pk=space.pk).status_code == 404


def test_add_split_move_and_remove_each_say_how_to_take_them_back(client, lead, space):
    client.force_login(lead)
    area = {"type": "Polygon", "coordinates": [list(map(list, BOX.exterior.coords))]}
    answer = change(
        client, space, do="add", layer="sub_area", geometry=area, values={"name": "All", "kind": "interior"}
    ).json()
    line = {"type": "LineString", "coordinates": [[24.94, 60.16], [24.94, 60.18]]}
    cut = change(client, space, do="split", layer="sub_area", pk=answer["pk"], geometry=line).json()
    assert SubArea.objects.count() == 2
    assert sum(one.geometry.area for one in SubArea.objects.all()) == pytest.approx(BOX.area)
    for step in cut["undo"]:
        assert change(client, space, **step).status_code == 200
    assert SubArea.objects.get().geometry.equals(BOX)
    gone = change(client, space, do="remove", layer="sub_area", pk=answer["pk"]).json()
    assert not SubArea.objects.exists()
    assert change(client, space, **gone["undo"]).status_code == 200
    back = SubArea.objects.get()
    assert (back.pk, back.name, back.kind, back.geometry.equals(BOX)) == (answer["pk"], "All", "interior", True)


def test_the_outline_splits_into_sub_areas_and_stays_whole(client, lead, space):
    client.force_login(lead)
    line = {"type": "LineString", "coordinates": [[24.94, 60.16], [24.94, 60.18]]}
    cut = change(client, space, do="split", layer="space", pk=space.pk, geometry=line).json()
    assert [one.name for one in space.sub_areas.all()] == ["Part 1", "Part 2"]
    space.refresh_from_db()
    assert space.geometry.equals(BOX)
    for step in cut["undo"]:
        assert change(client, space, **step).status_code == 200
    assert not space.sub_areas.exists()


@pytest.mark.parametrize(
    ("wanted", "status", "told"),
    [
        ({**NEW, "geometry": None}, 422, "cannot be read"),
        (NEW, 422, "point"),
        ({**NEW, "values": {}}, 422, "Name"),
        ({"do": "explode", "layer": "sub_area"}, 400, "reload"),
        ({"do": "put", "layer": "sky", "pk": 1}, 400, "reload"),
        ([], 400, "reload"),
    ],
)  # fmt: skip
def test_a_wrong_change_is_refused_with_a_reason(client, lead, space, wanted, status, told):
    client.force_login(lead)
    response = client.post(
        reverse("spaces:map_save", args=[space.pk]), json.dumps(wanted), content_type="application/json"
    )
    assert response.status_code == status
    assert told in " ".join(response.json()["errors"])


def test_places_are_typed_without_a_map(client, lead, space):
    client.force_login(lead)
    entrance = services.save_entrance(space, {"name": "Gate"})
    page = reverse("spaces:map_place", args=[space.pk, "entrance", entrance.pk])
    assert client.post(page, {"geometry": "60.17, 24.94"}).status_code == 302
    entrance.refresh_from_db()
    assert (entrance.geometry.x, entrance.geometry.y) == (24.94, 60.17)
    response = client.post(page, {"geometry": "somewhere"})
    assert "Line 1" in response.content.decode() or "WKT" in response.content.decode()
    assert client.post(page, {"geometry": ""}).status_code == 302
    entrance.refresh_from_db()
    assert entrance.geometry is None


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.deep
def test_the_editor_draws_takes_back_and_does_the_same_by_keyboard(
    transactional_db, live_server, new_page, sign_in, axe, script_weight, town, lead, space, dark
):
    page = new_page(dark=dark)
    sign_in(page, live_server, lead)
    page.goto(live_server.url + reverse("spaces:map_edit", args=[space.pk]))
    page.wait_for_selector("[data-editor][data-ready=true]", timeout=30_000)
    assert script_weight(page) < 300
    axe(page)
    if dark:
        return
    box = page.locator("[data-map]").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.click("[data-do=draw][data-layer=entrance]")
    page.mouse.move(x + 20, y + 20)
    page.wait_for_timeout(200)
    page.mouse.click(x + 20, y + 20)
    page.fill("#new-name", "West gate")
    page.keyboard.press("Enter")
    page.wait_for_selector("tr[data-layer=entrance]")
    gate = space.entrances.get()
    assert gate.name == "West gate"
    assert BOX.buffer(0.01).contains(gate.geometry)
    page.click("[data-undo]")
    page.wait_for_selector("[data-map][data-changes='2']")
    assert not space.entrances.exists()
    page.click("[data-redo]")
    page.wait_for_selector("tr[data-layer=entrance]")
    # The same without a mouse: the row's own button.
    page.focus("tr[data-layer=entrance] [data-do=remove]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-map][data-changes='4']")
    assert not space.entrances.exists()


def test_list_and_site_maps_draw_themselves(
    transactional_db, live_server, page, sign_in, axe, script_weight, lead, space
):
    sign_in(page, live_server, lead)
    for address in (reverse("spaces:list"), reverse("spaces:detail", args=[space.pk])):
        page.goto(live_server.url + address)
        page.wait_for_selector("[data-map][data-ready=true]", timeout=30_000)
        axe(page)
    assert script_weight(page) < 300


@pytest.mark.parametrize(
    "wanted",
    [
        {"do": "put", "layer": "sub_area", "pk": "abc"},
        {"do": "put", "layer": "sub_area", "pk": [1]},
        {"do": "remove", "layer": "sub_area", "pk": 10**20},
        {"do": "bring_back", "layer": "sub_area", "pk": 1, "removed": {"x": 1}},
    ],
)
def test_numbers_that_are_none_are_refused(client, lead, space, wanted):
    client.force_login(lead)
    assert change(client, space, **wanted).status_code == 400
