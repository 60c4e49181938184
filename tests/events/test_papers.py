"""The list to sign, badges and certificates are set as tagged PDF, whatever people are called."""

from __future__ import annotations

import pytest
from django.urls import reverse

from protect.events import services
from protect.events.services.registering import digest
from protect.reports import participation
from tests.events.making import BEGINS, ENDS
from tests.events.test_registration import come, opened
from tests.world import world

pytestmark = pytest.mark.django_db


def test_papers_are_made_for_those_who_organise_and_the_certificate_for_who_came(client):
    w = world()
    event = opened(w)
    made = come(event, name="#Ana *Łukasz* $x$ Παπαδοπούλου", works_for="")
    made.secret_digest = digest("known")
    made.save()
    own = reverse("reports:certificate", args=["known"])
    assert client.get(own).status_code == 404
    services.check_in(made.places.get())
    answer = client.get(own)
    assert answer.content[:5] == b"%PDF-" and answer["Cache-Control"].startswith("no-store")
    assert "Certificate of attendance" in client.get(reverse("events:mine", args=["known"])).content.decode()
    client.force_login(w.lead)
    for kind in ("list", "badges", "certificates"):
        content = client.get(reverse("reports:event_papers", args=[event.pk, kind])).content
        assert content[:5] == b"%PDF-" and b"pdfuaid" in content, kind
    services.erase(made)
    assert client.get(own).status_code == 404


def test_nobody_is_left_out_of_a_paper_without_a_word(client, monkeypatch):
    w = world()
    event = opened(w)
    first = event.sessions.first()
    second = services.save_session(event, {"title": "Second", "begins_at": BEGINS, "ends_at": ENDS})
    for number in range(3):
        for place in come(event, f"{number}@visitor.example", sessions=[second] if number else [first]).places.all():
            services.check_in(place)
    monkeypatch.setattr(participation, "MOST", 2)
    client.force_login(w.lead)
    for kind in ("badges", "certificates"):
        where = reverse("reports:event_papers", args=[event.pk, kind])
        answer = client.get(where)
        assert answer.status_code == 302 and "choose a session" in client.get(answer.url).content.decode(), kind
        assert client.get(where, {"session": second.pk}).content[:5] == b"%PDF-", kind
        told = getattr(participation, kind)(event, str(second.pk))[0]
        assert len(told["people"]) == 2, kind
    assert [len(one["rows"]) for one in participation.attendance(event, str(first.pk))[0]["sessions"]] == [1]
    page = client.get(reverse("events:people", args=[event.pk]), {"session": second.pk}).content.decode()
    assert f"/badges/?session={second.pk}" in page
