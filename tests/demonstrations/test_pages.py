"""What an observer's link shows and hides, the live page, the table, and Demo Days in public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from protect.demonstrations import services
from protect.demonstrations.models import Observation, PublicDemoDay
from protect.organisations.models import AuditEntry
from tests.demonstrations.making import approved, planned, played
from tests.world import SECRET, share, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return world()


def test_the_link_shows_the_title_what_is_measured_and_nothing_else(w, client):
    made = approved(w, word="Barrier day", space=w.space)
    services.change(made, {"scenario": f"{SECRET} scenario"})
    services.approve(made, "safety", by=w.lead)
    services.approve(made, "privacy", by=w.expert)
    _seat, secret = services.add_seat(made, "North gate")
    run = services.begin_run(services.add_run(made, "baseline"))
    where = reverse("demonstrations:observe", args=[secret])
    page = client.get(where).content.decode()
    assert "Barrier day" in page and "Seconds to stop" in page and "North gate" in page
    assert SECRET not in page and "Rising barrier" not in page and "Person" not in page
    number, seen = made.metrics.all()
    sent = client.post(
        where, {"run": run.pk, f"m-{number.pk}": "7.5", f"m-{seen.pk}": "1", "remark": "Fog"}, follow=True
    )
    assert "Saved at" in sent.content.decode() and 'value="7.5"' in sent.content.decode()
    assert sorted(Observation.objects.values_list("value", flat=True)) == [1, 7.5]
    assert AuditEntry.objects.filter(object_type="demonstrations.observation", actor=None).count() == 2


def test_a_wrong_number_keeps_what_was_typed(w, client):
    made = approved(w)
    _seat, secret = services.add_seat(made, "North gate")
    run = services.begin_run(services.add_run(made, "baseline"))
    number = made.metrics.first()
    sent = client.post(
        reverse("demonstrations:observe", args=[secret]),
        {"run": run.pk, f"m-{number.pk}": "seven", "remark": "Fog came"},
    )
    assert "Fog came" in sent.content.decode() and "Enter a number" in sent.content.decode()
    assert not Observation.objects.exists()


@pytest.mark.parametrize("ended", ["never was", "withdrawn", "closed"])
def test_a_link_that_ended_leads_nowhere(w, client, ended):
    made = played(w, [12.0], [6.0])
    seat, secret = services.add_seat(made, "North gate")
    if ended == "never was":
        secret = "x" * 32
    elif ended == "withdrawn":
        services.revoke_seat(seat)
    else:
        services.change(made, {"limits": "Dry.", "lessons": "None."})
        services.close(made)
    assert client.get(reverse("demonstrations:observe", args=[secret])).status_code == 404


def test_the_live_page_tells_who_is_where_and_what_arrives(w, client):
    made = played(w, [12.0], [6.0])
    client.force_login(w.viewer)
    where = reverse("demonstrations:live", args=[made.pk])
    page = client.get(where).content.decode()
    assert "Seconds to stop: 12" in page and "heard at" in page and "Tent" in page and "<html" in page
    part = client.get(where, headers={"HX-Request": "true"}).content.decode()
    assert "Seconds to stop: 12" in part and "<html" not in part
    assert "Begin" not in part  # a viewer plays nothing


def test_every_value_comes_out_as_a_table(w, client):
    made = played(w, [12.0], [6.0])
    client.force_login(w.viewer)
    rows = client.get(reverse("demonstrations:detail", args=[made.pk]), {"format": "csv"}).content.decode("utf-8-sig")
    assert len(rows.strip().splitlines()) == 5 and "North gate" in rows
    assert AuditEntry.objects.filter(verb="exported", object_type="demonstrations.demonstration").exists()


def test_the_link_of_a_post_is_told_once(w, client):
    made = approved(w)
    client.force_login(w.lead)
    page = client.post(reverse("demonstrations:add_seat", args=[made.pk]), {"label": "North gate"}).content.decode()
    assert "/demonstrations/observe/" in page and "<svg" in page
    assert "/observe/" not in client.get(reverse("demonstrations:live", args=[made.pk])).content.decode()


def test_the_whole_plan_by_its_forms(w, client):
    """As a lead does it: begin, plan, people, programme, metrics; another person approves the second question."""
    client.force_login(w.lead)
    begun = client.post(reverse("demonstrations:begin"), {"organisation": w.municipality.pk, "title": "Barrier"})
    pk = int(begun.url.split("/")[2])
    plan = {
        "title": "Barrier", "space": w.space.pk, "scenario": "A van.", "solution": "Barrier", "time_zone": "Europe/Brussels",
        "begins_at": "2026-12-01T10:00", "ends_at": "2026-12-01T16:00", "safety": "Closed.", "privacy": "None.",
    }  # fmt: skip
    wrong = client.post(reverse("demonstrations:plan", args=[pk]), {**plan, "ends_at": "2026-12-01T09:00"})
    assert "ends before it begins" in wrong.content.decode()
    assert client.post(reverse("demonstrations:plan", args=[pk]), plan).status_code == 302
    for one in ("owner", "evaluation", "practitioner", "technical"):
        assert (
            client.post(reverse("demonstrations:add_person", args=[pk]), {"function": one, "name": one}).status_code
            == 302
        )
    line = {"at": "2026-12-01T10:00", "what": "Welcome"}
    assert client.post(reverse("demonstrations:add_step", args=[pk]), line).status_code == 302
    metric = {"label": "Seconds", "kind": "number", "unit": "", "better": "lower"}
    assert "Name the unit" in client.post(reverse("demonstrations:add_metric", args=[pk]), metric).content.decode()
    assert client.post(reverse("demonstrations:add_metric", args=[pk]), {**metric, "unit": "s"}).status_code == 302
    page = client.get(reverse("demonstrations:detail", args=[pk])).content.decode()
    assert "10:00" in page and "Welcome" in page
    approving = reverse("demonstrations:approve", args=[pk])
    assert client.post(approving, {"question": "safety", "confirmed": "on"}).status_code == 302
    other = Client()
    other.force_login(w.expert)
    assert other.post(approving, {"question": "privacy", "confirmed": "on"}).status_code == 302
    assert "Approved for privacy" in client.get(reverse("demonstrations:detail", args=[pk])).content.decode()


# --- Demo Days

PART = {"title": "Barrier", "time_zone": "Europe/Sofia", "about": "A barrier rises.", "solution": "", "address": ""}


def two_cities(w):
    """A day of the municipality, shared with the other, which adds its own part."""
    day = services.begin_day(w.municipality, "Two squares", "Come and see.", by=w.lead)
    type(day).objects.filter(pk=day.pk).update(marking="AMBER")
    share(day, organisation=w.other_municipality)
    begins = timezone.now() + timedelta(days=3)
    services.add_item(day, w.municipality, {**PART, "begins_at": begins, "ends_at": begins + timedelta(hours=1)})
    return day, begins


def test_another_city_writes_its_own_part_and_no_other(w, client):
    day, _begins = two_cities(w)
    client.force_login(w.other)
    sent = {**PART, "city": w.other_municipality.pk, "begins_at": "2026-12-05T10:00", "ends_at": "2026-12-05T11:00"}
    assert client.post(reverse("demonstrations:add_item", args=[day.pk]), sent).status_code == 302
    first, own = day.items.order_by("pk")
    assert client.get(reverse("demonstrations:item", args=[day.pk, own.pk])).status_code == 200
    assert client.get(reverse("demonstrations:item", args=[day.pk, first.pk])).status_code == 403
    assert client.post(reverse("demonstrations:publish_day", args=[day.pk])).status_code == 403


def test_the_public_reads_what_was_published_and_not_what_was_drafted_since(w, client):
    day, begins = two_cities(w)
    assert not PublicDemoDay.objects.exists()
    public = services.publish_day(day)
    services.change_day(day, {"about": f"{SECRET} draft"})
    page = client.get(reverse("demonstrations:public_day", args=[public.pk])).content.decode()
    assert "Come and see." in page and "Barrier" in page and SECRET not in page
    assert "Two squares" in client.get(reverse("demonstrations:public_list")).content.decode()
    assert client.get(reverse("demonstrations:public_json", args=[public.pk])).json()["items"][0]["title"] == "Barrier"
    events = Calendar.from_ical(client.get(reverse("demonstrations:public_calendar", args=[public.pk])).content).walk(
        "vevent"
    )
    assert events[0].decoded("dtstart") == begins.replace(second=0, microsecond=0)
    services.take_day_back(day)
    assert client.get(reverse("demonstrations:public_day", args=[public.pk])).status_code == 404


def test_a_demonstration_of_others_is_not_there(w, client):
    made = planned(w)
    client.force_login(w.other)
    assert client.get(reverse("demonstrations:detail", args=[made.pk])).status_code == 404
