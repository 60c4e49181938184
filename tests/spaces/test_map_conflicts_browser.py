"""The map asks in place: theirs is drawn, ours over it, and one click decides."""

from __future__ import annotations

import json

import pytest
import shapely
from django.test import Client
from django.urls import reverse

from tests.world import square, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.deep]


def wide(area) -> float:
    """Side of the square in degrees, to a tenth of a metre."""
    return round(area.east - area.west, 6)


def test_the_map_asks_which_place_shall_stand(live_server, page, sign_in, axe):
    w = world()
    where = reverse("spaces:map_edit", args=[w.space.pk])
    page.expected.append("409")
    sign_in(page, live_server, w.assessor)
    page.goto(live_server.url + where)
    page.locator("[data-editor][data-ready]").wait_for()
    row = f"tr[data-layer='sub_area'][data-pk='{w.sub_area.pk}']"
    choice = page.locator("[data-conflict]")

    def lead_draws(size: float) -> None:
        client = Client()
        client.force_login(w.lead)
        w.sub_area.refresh_from_db()
        change = {"do": "put", "layer": "sub_area", "pk": w.sub_area.pk, "seen": w.sub_area.seen}
        change["geometry"] = json.loads(shapely.to_geojson(square(size=size)))
        address = reverse("spaces:map_save", args=[w.space.pk])
        assert client.post(address, json.dumps(change), content_type="application/json").status_code == 200

    page.locator(f"{row} [data-do=edit]").click()
    page.locator("[data-keep]").wait_for()
    lead_draws(0.0006)
    page.locator("[data-keep]").click()
    choice.wait_for()
    assert w.lead.name in choice.inner_text()
    axe(page)
    choice.get_by_role("button", name="Keep theirs").click()
    page.get_by_text("Theirs is kept.").wait_for()
    w.sub_area.refresh_from_db()
    assert wide(w.sub_area) == 0.0006

    page.locator(f"{row} [data-do=edit]").click()
    page.locator("[data-keep]").wait_for()
    lead_draws(0.0007)
    page.locator("[data-keep]").click()
    choice.wait_for()
    choice.get_by_role("button", name="Take mine").click()
    page.get_by_text("Saved.").wait_for()
    w.sub_area.refresh_from_db()
    assert wide(w.sub_area) == 0.0006
    page.locator("[data-undo]").click()
    page.get_by_text("Taken back.").wait_for()
    w.sub_area.refresh_from_db()
    assert wide(w.sub_area) == 0.0007

    lead_draws(0.0008)
    page.locator("[data-redo]").click()
    choice.wait_for()
    choice.get_by_role("button", name="Keep theirs").click()
    page.get_by_text("Theirs is kept.").wait_for()
    w.sub_area.refresh_from_db()
    assert wide(w.sub_area) == 0.0008
