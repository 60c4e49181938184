"""What events and sessions point at: named to whoever sees it, kept where its editor does not."""

from __future__ import annotations

import pytest
from django.urls import reverse

from protect.events import linked, services
from protect.exercises import services as exercising
from protect.practices import services as practising
from tests.events.making import published
from tests.practices.making import published as practice_of
from tests.world import world

pytestmark = pytest.mark.django_db


def test_practices_demo_days_and_exercises_are_named_to_whoever_sees_them(client):
    w = world()
    event = published(w)
    shown, hidden = practice_of(w, "Keys"), practice_of(w, "Hidden keys", public=False)
    exercise = exercising.begin(w.municipality, "Evening at the table", by=w.lead)
    services.change(event, {"practices": [shown, hidden], "exercises": [exercise]})
    session = event.sessions.first()
    services.save_session(event, {"practices": [shown]}, session)
    page = client.get(reverse("events:event", args=[event.pk])).content.decode()
    assert ">Keys<" in page and "Hidden keys" not in page and "Evening at the table" not in page
    assert ">Keys<" in client.get(reverse("events:session", args=[session.pk])).content.decode()
    client.force_login(w.viewer)
    page = client.get(reverse("events:event", args=[event.pk])).content.decode()
    assert "Hidden keys" in page and "Evening at the table" in page
    practising.move(shown, "withdraw", by=w.lead, reason="It was wrong.")
    assert linked.practices_of(None, event) == []


def test_what_an_editor_does_not_see_stays_linked(client):
    w = world()
    event = published(w)
    foreign = practice_of(w, "Hidden keys", public=False)
    services.change(event, {"practices": [foreign]})
    type(foreign).objects.filter(pk=foreign.pk).update(organisation=w.other_municipality)
    client.force_login(w.assessor)
    where = reverse("events:change", args=[event.pk])
    form = client.get(where).context["form"]
    assert "Hidden keys" not in str(form)
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    sent |= {name: form[name].field.prepare_value(form[name].initial) for name in ("begins_at", "ends_at")}
    # A browser sends what was on offer.
    answer = client.post(where, {**sent, "practices": [], "title": "Another title"})
    assert answer.status_code == 302, answer.context["form"].errors
    event.refresh_from_db()
    assert event.title == "Another title" and list(event.practices.all()) == [foreign]
