"""The list to sign, badges and certificates are set as tagged PDF, whatever people are called."""

from __future__ import annotations

import pytest
from django.urls import reverse

from protect.events import services
from protect.events.services.registering import digest
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
