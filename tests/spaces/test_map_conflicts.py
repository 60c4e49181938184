"""Two people who draw the same: the map asks, and shows both places."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from protect.spaces.geometry import from_geojson
from tests.world import square, world

pytestmark = pytest.mark.django_db


def area(size: float) -> dict:
    import shapely

    return json.loads(shapely.to_geojson(square(size=size)))


def test_a_place_that_somebody_else_moved_is_not_overwritten():
    w = world()
    lead, assessor = Client(), Client()
    lead.force_login(w.lead)
    assessor.force_login(w.assessor)
    where = reverse("spaces:map_save", args=[w.space.pk])
    site = lead.get(reverse("spaces:map_site_data", args=[w.space.pk])).json()
    seen = next(one["properties"]["seen"] for one in site["features"] if one["properties"]["layer"] == "sub_area")

    def put(client, size, seen, do="put"):
        change = {"do": do, "layer": "sub_area", "pk": w.sub_area.pk, "geometry": area(size), "seen": seen}
        return client.post(where, json.dumps(change), content_type="application/json")

    first = put(lead, 0.0005, seen)
    assert first.status_code == 200
    met = put(assessor, 0.0006, seen)
    assert met.status_code == 409
    both = met.json()["conflict"]
    assert from_geojson(both["theirs"]).equals(square(size=0.0005))
    assert from_geojson(both["yours"]).equals(square(size=0.0006))
    assert w.lead.name in met.json()["errors"][0]
    assert put(assessor, 0.0005, seen).status_code == 200  # the same place is no conflict


def test_undoing_never_takes_back_what_somebody_else_drew_since():
    w = world()
    lead, assessor = Client(), Client()
    lead.force_login(w.lead)
    assessor.force_login(w.assessor)
    where = reverse("spaces:map_save", args=[w.space.pk])

    def send(client, change):
        return client.post(where, json.dumps(change), content_type="application/json")

    w.sub_area.refresh_from_db()
    change = {"do": "put", "layer": "sub_area", "pk": w.sub_area.pk}
    back = send(lead, {**change, "geometry": area(0.0005), "seen": w.sub_area.seen}).json()["undo"]
    w.sub_area.refresh_from_db()
    assert send(assessor, {**change, "geometry": area(0.0007), "seen": w.sub_area.seen}).status_code == 200
    assert send(lead, back).status_code == 409
    w.sub_area.refresh_from_db()
    assert w.sub_area.geometry.equals(square(size=0.0007))
    removal = send(lead, {"do": "remove", "layer": "sub_area", "pk": w.sub_area.pk, "seen": back["seen"]})
    assert removal.status_code == 409
    taken = send(lead, {**back, "seen": removal.json()["conflict"]["seen"]})
    assert taken.status_code == 200
