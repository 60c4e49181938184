"""Self-tests: anybody tries, only that a registered person passed is kept, and it stands on the certificate."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from protect.events import services
from protect.events.models import Place, Question
from protect.events.services.registering import digest
from tests.events.test_registration import come, opened
from tests.world import world

pytestmark = pytest.mark.django_db
ASKED = {"text": "Who looks?", "options": "Nobody\n\n A team \nOne", "right": 2, "because": "Four eyes see more."}


def test_a_question_has_two_to_six_answers_and_one_of_them_is_right():
    session = opened(world()).sessions.first()
    for values, told in (
        ({"options": "One"}, "two to six"), ({"options": "a\na"}, "the same"), ({"right": 4}, "no such line"),
        ({"right": 0}, "no such line"), ({"options": "\n".join("abcdefg")}, "two to six"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=told):
            services.save_question(session, {**ASKED, **values})
    assert services.save_question(session, ASKED).answers == ["Nobody", "A team", "One"]


def test_anybody_tries_and_who_is_registered_finds_it_on_the_certificate(client):
    w = world()
    event = opened(w)
    session = event.sessions.first()
    page = reverse("events:test", args=[session.pk])
    assert client.get(page).status_code == 404
    one = services.save_question(session, ASKED)
    assert "Self-test" in client.get(reverse("events:session", args=[session.pk])).content.decode()
    asked = client.get(page).content.decode()
    assert "A team" in asked and "Four eyes" not in asked
    assert client.post(page, {}).context["form"].errors
    wrong = client.post(page, {f"q-{one.pk}": "1"}).content.decode()
    assert "0 of 1 right" in wrong and "Four eyes" in wrong and "80 of 100" in wrong
    made = come(event)
    made.secret_digest = digest("known")
    made.save()
    mine = reverse("events:my_test", args=["known", session.pk])
    own = reverse("reports:certificate", args=["known"])
    client.post(mine, {f"q-{one.pk}": "1"})
    assert Place.objects.get().passed_at is None and client.get(own).status_code == 404
    assert "Passed." in client.post(mine, {f"q-{one.pk}": "2"}).content.decode()
    first = Place.objects.get().passed_at
    client.post(mine, {f"q-{one.pk}": "2"})
    assert first is not None and Place.objects.get().passed_at == first
    assert client.get(own).content[:5] == b"%PDF-"
    assert "self-test passed" in client.get(reverse("events:mine", args=["known"])).content.decode()
    other = services.save_session(event, {"title": "Else", "begins_at": session.begins_at, "ends_at": session.ends_at})
    assert client.get(reverse("events:my_test", args=["known", other.pk])).status_code == 404
    services.remove_question(one)
    assert not Question.objects.exists() and client.get(mine).status_code == 404
