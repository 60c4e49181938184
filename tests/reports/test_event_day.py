"""The sheet of an event for the day as PDF: what its page says, boxes to tick, the plan with the temporary measures."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from protect.organisations import audit
from protect.organisations.models import AuditEntry, Verb
from protect.overlays import comparing, readiness, services
from protect.reports import event_day, site_plan
from tests.overlays.making import drafted, measure, signed
from tests.reports.reading import pages_of
from tests.world import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    found = world()
    with audit.acting(found.lead, "test"):
        yield found


def on_the_space(w) -> tuple[float, float]:
    middle = w.space.geometry.centroid
    return middle.y, middle.x


def test_the_pdf_says_what_its_page_says_and_is_tagged(w, client):
    made = drafted(w, organiser="Händler & <b> #let x")
    lat, lon = on_the_space(w)
    services.save_measure(made, measure(made, lat=lat, lon=lon), made.measures.get())
    client.force_login(w.viewer)
    answer = client.get(reverse("reports:event_day", args=[made.pk]))
    assert answer["Content-Type"] == "application/pdf" and b"/StructTreeRoot" in answer.content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in answer.content
    text = " ".join(" ".join(pages_of(answer.content)).split())
    for words in (
        "Christmas market", "Händler & <b> #let x", "Close the barrier", "T1", "Water barriers", "not signed off",
        "A crowd stands before the stage.", "T and a number: temporary measure.",
    ):  # fmt: skip
        assert words in text, words
    assert AuditEntry.objects.filter(verb=Verb.EXPORTED, object_type="overlays.eventoverlay").count() == 1


def test_only_signatures_that_hold_stand_on_it(w):
    made = signed(w)
    read = event_day.reading.read(made)
    data = event_day.printable(made, read, [], w.viewer, timezone.now())
    assert len(data["signed"]) == 2 and data["notes"] == []
    services.tick(made.checks.first(), done=True, by=w.expert)
    services.reopen(made, reason="Rain")
    made.refresh_from_db()
    services.save_measure(made, measure(made, name="Sandbags"))
    data = event_day.printable(made, read, list(made.measures.all()), w.viewer, timezone.now())
    assert data["signed"] == [] and str(w.expert) in data["list"]["rows"][0][3]


def test_a_point_is_whole_and_near_the_space_and_is_signed(w):
    made = drafted(w)
    lat, lon = on_the_space(w)
    one = made.measures.get()
    with pytest.raises(ValidationError, match="two coordinates"):
        services.save_measure(made, measure(made, lat=lat, lon=None), one)
    with pytest.raises(ValidationError, match="five kilometres"):
        services.save_measure(made, measure(made, lat=lat + 0.06, lon=lon), one)
    before = readiness.digest(made)
    services.save_measure(made, measure(made, lat=lat, lon=lon), one)
    assert readiness.digest(made) != before
    after = services.copy_on(made, made.ends_at, by=w.lead)
    assert (after.measures.get().lat, after.measures.get().lon) == (lat, lon)
    services.save_measure(after, measure(after, lat=lat, lon=lon + 0.001), after.measures.get())
    assert [line.change for line in comparing.compare(made, after) if line.kind == "measure"] == ["changed"]


def test_the_plan_reaches_to_the_measures_and_names_them():
    space = {
        "name": "Market", "geometry": {"type": "Point", "coordinates": [25.59, 45.64]}, "sub_areas": [], "measures": [],
        "entrances": [],
    }  # fmt: skip
    plan = site_plan.draw(space, temporary=[site_plan.Mark("T1", 25.6, 45.65)])
    assert plan is not None and b">T1</text>" in plan.svg
    assert "T1" in plan.alt and "T and a number" in plan.key
    without = site_plan.draw(space)
    assert without is not None and "Temporary" not in without.alt
