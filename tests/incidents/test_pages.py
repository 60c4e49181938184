"""What the pages of the log and of the threat level show, keep and refuse."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from protect.incidents import services
from protect.incidents.levels import ThreatLevel
from protect.incidents.models import Incident
from protect.organisations.models import AuditEntry
from protect.reminders.models import Trigger
from tests.incidents.making import authority, reported, told
from tests.world import SECRET, make_space, picture, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return world()


def sent(w, **more):
    return {
        "organisation": w.municipality.pk, "kind": "incident", "happened_at": "2026-11-01T10:00", "space": w.space.pk,
        "what": "A post was bent.", "where": "", "lat": "", "lon": "", "threat_type": "", "description": "", **more,
    }  # fmt: skip


def test_it_is_reported_in_one_form_with_a_photo(w, client):
    client.force_login(w.expert)
    page = reverse("incidents:report") + f"?space={w.space.pk}"
    assert w.sub_area.name in client.get(page).content.decode()
    answer = client.post(
        page, sent(w, sub_area=w.sub_area.pk, photo=picture(), description="The post", lat="42.6", lon="23.4")
    )
    made = Incident.objects.get()
    assert answer.url == reverse("incidents:detail", args=[made.pk])
    assert (made.sub_area, made.photos.count(), made.south) == (w.sub_area, 1, 42.6)
    shown = client.get(answer.url).content.decode()
    assert "A post was bent." in shown and reverse("incidents:thumbnail", args=[made.photos.get().pk]) in shown
    assert client.get(reverse("incidents:photo", args=[made.photos.get().pk]))["Content-Type"] == "image/jpeg"


def test_a_photo_that_is_none_keeps_the_entry_unwritten_and_the_text_typed(w, client):
    import io

    client.force_login(w.expert)
    page = reverse("incidents:report")
    file = io.BytesIO(b"no picture")
    file.name = "x.jpg"
    answer = client.post(page, sent(w, photo=file, description="The post"))
    assert answer.status_code == 200 and not Incident.objects.exists()
    assert "A post was bent." in answer.content.decode() and "no photo" in answer.content.decode()


def test_words_that_look_personal_are_shown_with_a_box_to_clear_each(w, client):
    client.force_login(w.expert)
    page = reverse("incidents:report")
    answer = client.post(page, sent(w, what="Mr Popescu saw it."))
    shown = answer.content.decode()
    assert "looks like a name" in shown and "This points at nobody" in shown and "Mr Popescu saw it." in shown
    ((mark, _label),) = answer.context["form"].fields["cleared"].choices
    assert not Incident.objects.exists()
    assert client.post(page, sent(w, what="Mr Popescu saw it.", cleared=[mark])).status_code == 302
    assert Incident.objects.get().cleared == [mark]


def test_it_is_completed_judged_reviewed_closed_and_opened_again(w, client):
    made = reported(w)
    client.force_login(w.lead)
    page = reverse("incidents:change", args=[made.pk])
    kept = client.get(page).context["form"]["as_loaded"].value()
    values = {
        "kind": "near_miss", "happened_at": "2026-11-01T10:00", "space": w.space.pk, "sub_area": "", "where": "gate",
        "lat": "42.1", "lon": "23.1", "usage_state": "peak", "threat_type": "vehicle", "what": "It stopped.",
        "lesson": "Lock it.", "source": "police", "as_loaded": kept,
    }  # fmt: skip
    assert client.post(page, values).status_code == 302
    made.refresh_from_db()
    assert (made.lesson, made.source, made.south) == ("Lock it.", "police", 42.1)
    page = reverse("incidents:measures", args=[made.pk])
    kept = client.get(page).context["form"]["as_loaded"].value()
    judged = {f"result-{w.measure.pk}": "failed", f"note-{w.measure.pk}": "was open", "as_loaded": kept}
    assert client.post(page, judged).status_code == 302
    assert "failed" in client.get(reverse("incidents:detail", args=[made.pk])).content.decode()
    for verb in ("review", "close"):
        client.post(reverse(f"incidents:{verb}", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == "closed"
    assert client.get(reverse("incidents:change", args=[made.pk])).status_code == 403
    client.post(reverse("incidents:reopen", args=[made.pk]), {"reason": "More is known"})
    made.refresh_from_db()
    assert made.state == "reviewed"


def test_two_who_complete_it_at_once_lose_nothing(w, client):
    made = reported(w)
    client.force_login(w.lead)
    page = reverse("incidents:change", args=[made.pk])
    form = client.get(page).context["form"]
    base = {name: form[name].value() or "" for name in form.fields}
    base |= {"happened_at": made.happened_at.strftime("%Y-%m-%dT%H:%M"), "space": w.space.pk}
    services.change(Incident.objects.get(), {"lesson": "Of somebody else"})
    assert client.post(page, {**base, "where": "south gate"}).status_code == 302
    made.refresh_from_db()
    assert (made.lesson, made.where) == ("Of somebody else", "south gate")
    services.change(Incident.objects.get(), {"where": "north gate"})
    answer = client.post(page, {**base, "where": "west gate", "lesson": "Of somebody else"})
    assert "north gate" in answer.content.decode() and "west gate" in answer.content.decode()


def test_the_list_filters_sorts_counts_and_exports_by_its_address(w, client):
    first = reported(w, what="Bent post", kind="incident", threat_type="")
    old = timezone.now() - timedelta(days=40)
    reported(w, what="Open barrier", happened_at=old)
    services.judge_measures(first, {w.measure: ("failed", "")})
    client.force_login(w.viewer)
    page = reverse("incidents:list")
    for query, count in (
        ("", 2), ("?q=bent", 1), ("?q=Kestrelmoor", 2), ("?kind=incident", 1), ("?state=closed", 0), ("?threat=vehicle", 1),
        ("?threat=none", 1), ("?result=failed", 1), (f"?space={w.space.pk}", 2), ("?organisation=999", 0),
        (f"?since={timezone.localdate()}", 1), (f"?until={(old + timedelta(days=1)).date()}", 1), ("?since=0000-00-99", 2),
        ("?sort=oldest&kind=nonsense", 2),
    ):  # fmt: skip
        assert client.get(page + query).context["page_obj"].paginator.count == count, query
    assert [one.what for one in client.get(page + "?sort=oldest").context["page_obj"].object_list] == [
        "Open barrier",
        "Bent post",
    ]
    rows = client.get(page + "?format=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 3 and "Bent post" in rows[1]
    assert AuditEntry.objects.filter(verb="exported", actor=w.viewer).exists()
    points = json.loads(client.get(reverse("incidents:map_data")).content)["features"]
    assert len(points) == 2 and points[0]["properties"]["name"] in {"Incident", "Near miss"}


def test_many_points_are_counted_together(w, client, monkeypatch):
    for _number in range(3):
        reported(w)
    monkeypatch.setattr("protect.incidents.queries.MOST_POINTS", 2)
    client.force_login(w.viewer)
    (cell,) = json.loads(client.get(reverse("incidents:map_data")).content)["features"]
    assert cell["properties"]["count"] == 3


def test_it_is_on_the_page_of_its_space_and_makes_it_due(w, client):
    made = reported(w)
    make_space(w.municipality, "Second Square", w.lead)
    client.force_login(w.lead)
    log = reverse("incidents:list") + f"?space={w.space.pk}"
    assert f'href="{log}"' in client.get(reverse("spaces:detail", args=[w.space.pk])).content.decode()
    assert reverse("incidents:detail", args=[made.pk]) in client.get(log).content.decode()
    page = reverse("incidents:look_again", args=[made.pk])
    shown = client.get(page)
    assert shown.context["form"].fields["spaces"].initial == [w.space.pk] and "Second Square" in shown.content.decode()
    client.post(page, {"spaces": [w.space.pk], "note": ""})
    assert Trigger.objects.get().kind == "incident"
    assert w.space.name in client.get(reverse("incidents:detail", args=[made.pk])).content.decode()


def test_others_are_told_nothing_of_it(w, client):
    made = reported(w, what=SECRET)
    client.force_login(w.other)
    for name in ("detail", "change", "measures", "look_again"):
        assert client.get(reverse(f"incidents:{name}", args=[made.pk])).status_code == 404
    assert SECRET not in client.get(reverse("incidents:list")).content.decode()


def test_a_change_of_the_level_is_told_and_taken_back_on_its_pages(w, client, django_capture_on_commit_callbacks):
    centre = authority(w)
    client.force_login(w.national)
    page = reverse("incidents:record_level")
    values = {**told(), "organisation": centre.pk, "marking": "GREEN"}
    values |= {name: values[name] or [] for name in ("threat_types", "categories")}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page, values).status_code == 302
    made = ThreatLevel.objects.get()
    shown = client.get(reverse("incidents:level", args=[made.pk])).content.decode()
    assert "None, as far as you may see." in shown and w.space.name not in shown
    client.force_login(w.viewer)
    shown = client.get(reverse("incidents:level", args=[made.pk])).content.decode()
    assert w.space.name in shown
    over_time = reverse("assessments:over_time", args=[w.space.pk])
    assert str(made) in client.get(over_time).content.decode().replace("&gt;", ">")
    assert "2 → 3" in client.get(reverse("incidents:levels") + "?country=BE&state=holds").content.decode()
    assert "Ministry" in client.get(reverse("incidents:levels") + "?format=csv").content.decode()
    client.force_login(w.national)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("incidents:take_back_level", args=[made.pk]), {"reason": "A slip"})
    assert Trigger.objects.get().withdrawn_at is not None
    assert "A slip" in client.get(reverse("incidents:level", args=[made.pk])).content.decode()


def test_the_search_finds_entries_for_those_who_see_them(w, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        reported(w, what="An unusual tricycle stood there.", where="tricycle")
    page = reverse("search:page") + "?q=tricycle"
    client.force_login(w.viewer)
    assert "/incidents/" in client.get(page).content.decode().split("<main")[1]
    client.force_login(w.other)
    assert "unusual" not in client.get(page).content.decode()
