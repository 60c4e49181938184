"""The pages of the import: upload to register, with and without scripts."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from protect.organisations.models import Role
from protect.spaces import imports
from protect.spaces.models import Candidate, MapImport, Space
from tests.world import make_organisation, make_user


@pytest.fixture
def town(db):
    return make_organisation("Town")


@pytest.fixture
def lead(town):
    return make_user("lead@town.example", town, Role.LEAD)


def upload(client, town, name, content):
    data = {"organisation": town.pk, "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("spaces:imports"), data)


def test_upload_choose_adopt(client, town, lead, shared_data, django_assert_max_num_queries):
    client.force_login(lead)
    content = (shared_data / "osm" / "ajaccio-ferry.osm.pbf").read_bytes()
    answer = upload(client, town, "ajaccio.osm.pbf", content)
    done = MapImport.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("spaces:import_detail", kwargs={"pk": done.pk})
    assert (done.state, done.progress) == ("done", 100), done.error
    assert done.data_date.year == 2025
    assert not done.file, "the uploaded file names mappers and is not kept"

    with django_assert_max_num_queries(15):
        page = client.get(answer.url).content.decode()
    assert "16 new" in page
    assert "© OpenStreetMap contributors" in page

    address = reverse("spaces:candidates")
    with django_assert_max_num_queries(15):
        page = client.get(address + "?q=marche&category=square").content.decode()
    market = Candidate.objects.get(name__startswith="Marché d'Ajaccio")
    assert f'value="{market.pk}"' in page
    assert "1 candidate" in page
    answer = client.post(address + "?q=marche", {"candidate": [market.pk]}, follow=True)
    assert "1 space was added to the register." in answer.content.decode()
    assert Space.objects.get().source == market.source
    answer = client.post(address, {"candidate": [market.pk]}, follow=True)
    assert "1 was in the register already." in answer.content.decode()
    answer = client.post(address + "?category=transport_hub", {"all": "1"}, follow=True)
    assert Space.objects.count() == 1 + Candidate.objects.filter(main_category="transport_hub").count()
    assert "Nothing was ticked" in client.post(address, {}, follow=True).content.decode()
    adopted = client.get(address + "?state=adopted").content.decode()
    assert market.name.replace("'", "&#x27;") in adopted


def test_a_broken_upload_is_told_and_changes_nothing(client, town, lead, shared_data):
    client.force_login(lead)
    content = (shared_data / "osm" / "ajaccio-ferry.osm.pbf").read_bytes()[:5000]
    answer = upload(client, town, "cut.osm.pbf", content)
    done = MapImport.objects.get()
    assert done.state == "failed"
    page = client.get(answer.url).content.decode()
    assert "Nothing was imported" in page
    assert "cut.osm.pbf" in page and "cut off" in page
    assert not Candidate.objects.exists()
    assert not done.file


def test_an_error_of_ours_is_no_traceback(client, town, lead, monkeypatch):
    def stop(*_args, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr("protect.spaces.extracts.read", stop)
    client.force_login(lead)
    answer = upload(client, town, "any.geojson", b"{}")
    assert "error of the platform" in client.get(answer.url).content.decode()


def test_the_form_says_what_is_missing(client, town, lead):
    client.force_login(lead)
    answer = client.post(reverse("spaces:imports"), {"organisation": town.pk})
    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()


def test_nobody_imports_into_another_town(client, town, lead):
    other = make_organisation("Elsewhere")
    client.force_login(lead)
    assert upload(client, other, "x.geojson", b"{}").status_code == 422
    assert not MapImport.objects.exists()


def test_progress_is_polled(client, town, lead):
    client.force_login(lead)
    running = MapImport.objects.create(
        organisation=town, file_name="t.osm", state="running", progress=40, started_by=lead
    )
    address = reverse("spaces:import_detail", kwargs={"pk": running.pk})
    page = client.get(address).content.decode()
    assert 'value="40"' in page and "htmx" in page
    part = client.get(address, headers={"HX-Request": "true"})
    assert b"<html" not in part.content and b'value="40"' in part.content
    MapImport.objects.update(state="done")
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_a_proposal_is_taken_over_by_a_button(client, town, lead, tmp_path):
    def write(name):
        path = tmp_path / "town.geojson"
        ring = [[25.58, 45.64], [25.59, 45.64], [25.59, 45.65], [25.58, 45.64]]
        feature = {"type": "Feature", "id": "s1", "properties": {"name": name, "place": "square"},
                   "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip
        path.write_text(json.dumps(feature))
        return path

    imports.import_extract(town, write("Old"), lead)
    (space,) = imports.adopt_candidates([Candidate.objects.get().pk], by=lead).created
    Space.objects.update(name="Ours", edited_fields=["name"])
    done = imports.import_extract(town, write("New"), lead)
    client.force_login(lead)
    page = client.get(reverse("spaces:import_detail", kwargs={"pk": done.pk})).content.decode()
    assert "Ours" in page and "Take over the map data" in page
    client.post(reverse("spaces:candidate_take_over", kwargs={"pk": Candidate.objects.get().pk}))
    space.refresh_from_db()
    assert space.name == "New"


@pytest.mark.parametrize("javascript", [True, False])
def test_in_the_browser(live_server, new_page, sign_in, axe, town, lead, shared_data, javascript):
    page = new_page(javascript=javascript, phone=not javascript, dark=javascript)
    sign_in(page, live_server, lead)
    page.goto(live_server.url + reverse("spaces:imports"))
    page.set_input_files("input[type=file]", shared_data / "osm" / "locarno.osm.pbf")
    page.get_by_role("button", name="Import").click()
    page.get_by_text("11 new").wait_for()
    if javascript:
        axe(page)
    page.get_by_role("link", name="Choose spaces").click()
    page.get_by_label("Locarno FART").focus()
    page.keyboard.press("Space")
    assert page.get_by_label("Locarno FART").is_checked()
    if javascript:
        axe(page)
    page.get_by_role("button", name="Add the ticked ones to the register").click()
    page.get_by_text("1 space was added to the register.").wait_for()
    assert Space.objects.get().name == "Locarno FART"
    assert page.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth") if javascript else True
