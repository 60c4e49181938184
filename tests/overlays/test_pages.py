"""What the pages of an event show, keep and refuse; the calendar; the time line."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from protect.organisations.models import AuditEntry
from protect.overlays import services
from protect.overlays.models import EventOverlay
from protect.reminders import services as reminding
from tests.overlays.making import approved, drafted, signed
from tests.world import SECRET, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return world()


def page_of(client, name: str, *args) -> str:
    return client.get(reverse(f"overlays:{name}", args=args)).content.decode()


def opened(client, page: str) -> str:
    return client.get(page).context["form"]["as_loaded"].value()


def test_it_is_planned_from_the_page_of_the_space(w, client):
    client.force_login(w.lead)
    space = reverse("spaces:detail", args=[w.space.pk])
    assert "Plan an event" not in client.get(space).content.decode()
    base = approved(w)
    begin = reverse("overlays:begin", args=[base.pk])
    assert begin in client.get(space).content.decode()
    plan = {
        "name": "Market", "time_zone": "Europe/Bucharest", "begins_at": "2026-12-05T10:00", "ends_at": "2026-12-05T09:00",
        "expected_people": "900", "crowd_class": "", "organiser": "Traders", "about": "Stalls",
    }  # fmt: skip
    wrong = client.post(begin, plan)
    assert "ends before it begins" in wrong.content.decode() and 'value="Market"' in wrong.content.decode()
    client.post(begin, {**plan, "ends_at": "2026-12-05T18:00"})
    made = EventOverlay.objects.get()
    assert made.begins_at == dt.datetime(2026, 12, 5, 8, tzinfo=dt.UTC)
    listed = reverse("overlays:list") + f"?q={quote(w.space.name)}"
    assert f'href="{listed}"' in client.get(space).content.decode()
    assert "Market" in client.get(listed).content.decode()


def test_a_row_is_judged_with_the_words_of_the_scale_beside_any_other_day(w, client):
    made = drafted(w)
    client.force_login(w.assessor)
    row = made.assessment.scenarios.all()[2]
    page = reverse("overlays:row", args=[made.pk, row.lineage])
    form = client.get(page).context["form"]
    assert (form["probability"].value(), form["consequence"].value()) == (2, 3)
    sent = {
        "change": "changed",
        "probability": "5",
        "consequence": "4",
        "confidence": "high",
        "reason": "",
        "as_loaded": opened(client, page),
    }
    assert "Say what of the event" in client.post(page, sent).content.decode()
    client.post(page, {**sent, "reason": "Crowd at the gate."})
    shown = page_of(client, "detail", made.pk)
    assert "Crowd at the gate." in shown and "higher" in shown and shown.count("<svg") == 2
    assert "2 higher" in shown


def test_two_who_judge_the_same_row_are_asked(w, client):
    made = drafted(w)
    row = made.assessment.scenarios.all()[2]
    client.force_login(w.assessor)
    page = reverse("overlays:row", args=[made.pk, row.lineage])
    kept = opened(client, page)
    services.set_row(
        made,
        str(row.lineage),
        {"change": "changed", "probability": 4, "consequence": 4, "confidence": "low", "reason": "Theirs"},
    )
    sent = {
        "change": "changed",
        "probability": "5",
        "consequence": "5",
        "confidence": "high",
        "reason": "Mine",
        "as_loaded": kept,
    }
    answer = client.post(page, sent).content.decode()
    assert "Theirs" in answer and "Mine" in answer
    assert made.differences.get(row=row.lineage).reason == "Theirs"


def test_parts_are_added_changed_and_removed(w, client):
    made = drafted(w)
    client.force_login(w.lead)
    add = reverse("overlays:add_measure", args=[made.pk])
    begins = made.begins_at.astimezone(dt.timezone(dt.timedelta(hours=2)))
    values = {
        "name": "Tower of light", "place": "north", "set_up_at": begins.strftime("%Y-%m-%dT%H:%M"),
        "remove_at": (begins + dt.timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M"), "responsible": "Works yard",
        "threat_types": ["vehicle"], "note": "",
    }  # fmt: skip
    assert client.post(add, values).status_code == 302
    part = made.measures.get(name="Tower of light")
    page = reverse("overlays:measure", args=[made.pk, part.pk])
    client.post(page, {**values, "place": "south", "as_loaded": opened(client, page)})
    part.refresh_from_db()
    assert part.place == "south"
    client.post(reverse("overlays:remove_measure", args=[made.pk, part.pk]))
    assert not made.measures.filter(pk=part.pk).exists()
    added = made.differences.get(change="added")
    page = reverse("overlays:added_row", args=[made.pk, added.pk])
    values = {
        "threat_type": "ied", "area": "", "title": "Bins", "probability": "3", "consequence": "3", "confidence": "low",
        "reason": "More bins", "as_loaded": opened(client, page),
    }  # fmt: skip
    assert client.post(page, values).status_code == 302
    added.refresh_from_db()
    assert (added.title, added.threat_type) == ("Bins", "ied")
    page = reverse("overlays:add_check", args=[made.pk])
    assert client.post(page, {"at": "2001-01-01T10:00", "what": "Look", "responsible": ""}).status_code == 200


def test_it_is_handed_in_signed_and_ticked_on_its_pages(w, client):
    made = drafted(w)
    client.force_login(w.lead)
    client.post(reverse("overlays:hand_in", args=[made.pk]))
    sign = reverse("overlays:sign", args=[made.pk])
    seen = client.get(sign).context["form"]["seen"].value()
    client.post(sign, {"function": "town", "agrees": "yes", "reason": "Agreed", "seen": seen})
    client.force_login(w.expert)
    assert 'value="town"' not in client.get(sign).content.decode()
    client.post(sign, {"function": "second", "agrees": "yes", "reason": "Ways are open", "seen": seen})
    made.refresh_from_db()
    assert made.state == "signed"
    line = made.checks.first()
    tick = reverse("overlays:tick", args=[made.pk, line.pk])
    assert client.post(tick, {"done": "1"}).url.endswith(f"#check-{line.pk}")
    answer = client.post(tick, {"done": "0", "at": "1"}, headers={"Accept": "application/json"})
    assert answer.json() == {"done": False, "told": ""}
    answer = client.post(tick, {"done": "1", "at": "nonsense"}, headers={"Accept": "application/json"})
    assert answer.json()["done"] and str(w.expert) in answer.json()["told"]
    assert "1 of 2 done" in page_of(client, "day", made.pk)
    sheet = page_of(client, "sheet", made.pk)
    assert "Water barriers" in sheet and "Close the barrier" in sheet and "Ways are open" in sheet
    client.force_login(w.lead)
    client.post(reverse("overlays:cancel", args=[made.pk]), {"reason": "A storm"})
    refused = client.post(tick, {"done": "0"}, headers={"Accept": "application/json"})
    assert refused.status_code == 422 and "Cancelled" in refused.json()["refused"]


def test_a_viewer_reads_and_ticks_nothing(w, client):
    made = signed(w)
    client.force_login(w.viewer)
    assert "Not done after all" not in page_of(client, "day", made.pk)
    assert (
        client.post(reverse("overlays:tick", args=[made.pk, made.checks.first().pk]), {"done": "1"}).status_code == 403
    )


def test_the_next_time_shows_what_changed(w, client):
    made = signed(w)
    client.force_login(w.lead)
    later = (timezone.now() + dt.timedelta(days=380)).strftime("%Y-%m-%dT%H:%M")
    client.post(reverse("overlays:copy", args=[made.pk]), {"begins_at": later})
    new = EventOverlay.objects.get(based_on=made)
    page = reverse("overlays:compare", args=[new.pk])
    assert "2 differences" in client.get(page).content.decode()
    assert "Begins" in client.get(page + "?format=csv").content.decode()
    assert client.get(reverse("overlays:compare", args=[made.pk])).status_code == 404


def test_the_list_filters_counts_sorts_and_exports(w, client):
    made = signed(w)
    services.copy_on(made, made.begins_at + dt.timedelta(days=364), by=w.lead)
    signed(w, begins=timezone.now() - dt.timedelta(hours=1), name="Flea market")
    client.force_login(w.viewer)
    page = reverse("overlays:list")
    for query, count in (
        ("", 3), ("?q=flea", 1), ("?state=draft", 1), ("?when=coming", 2), ("?when=now", 1), ("?when=past", 0),
        ("?organisation=99", 0), ("?sort=name&state=nonsense", 3),
    ):  # fmt: skip
        assert client.get(page + query).context["page_obj"].paginator.count == count, query
    rows = client.get(page + "?format=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 4 and AuditEntry.objects.filter(verb="exported", actor=w.viewer).exists()


def test_others_are_told_nothing_of_it(w, client):
    made = drafted(w, name=f"{SECRET} market")
    type(made).objects.filter(pk=made.pk).update(marking="CLEAR")  # its assessment still hides it
    client.force_login(w.other)
    for name in ("detail", "day", "sheet", "plan", "sign"):
        assert client.get(reverse(f"overlays:{name}", args=[made.pk])).status_code == 404
    assert SECRET not in client.get(reverse("overlays:list")).content.decode()


def test_the_calendar_has_the_event_its_set_up_and_removal_without_names(w, client):
    signed(w)
    secret = reminding.open_calendar(w.lead)
    page = reverse("reminders:calendar", args=[secret])
    events = [
        one for one in Calendar.from_ical(client.get(page).content).walk("VEVENT") if one["uid"].startswith("overlay")
    ]
    assert len(events) == 3
    assert "Water barriers" not in client.get(page).content.decode()
    reminding.change_policy(w.municipality, {"names_in_mails": True})
    assert "Water barriers" in client.get(page).content.decode()


def test_it_stands_on_the_time_line_of_its_space(w, client):
    made = signed(w)
    client.force_login(w.viewer)
    shown = client.get(reverse("assessments:over_time", args=[w.space.pk]) + "?kind=overlay").content.decode()
    assert reverse("overlays:detail", args=[made.pk]) in shown
