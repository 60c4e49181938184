"""Ten providers submit in the last second, at the same moment: each gets a receipt and none is lost. On both databases."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from protect.answers import services
from protect.answers.models import OpenedAnswer, Submission
from protect.calls.models import Call, Publication
from protect.organisations.models import OrganisationKind, Role
from tests.answers.market import FACTS, MET, SAID
from tests.calls.town import clean_world, published
from tests.organisations.test_conflicts_at_once import at_once
from tests.world import make_organisation, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.every_database]

PROVIDERS = 10


def test_ten_providers_submit_in_the_last_second_and_none_is_lost():
    w = clean_world()
    publication = published(w).publication
    clients = []
    for number in range(PROVIDERS):
        organisation = make_organisation(f"Provider {number}", OrganisationKind.SOLUTION_PROVIDER)
        person = make_user(f"p{number}@example.org", organisation, Role.PROVIDER)
        draft = services.begin(publication, organisation, by=person)
        services.write_facts(draft, {**FACTS, "solution": f"Solution {number}"})
        services.meet_requirements(draft, MET)
        services.answer_questions(draft, SAID)
        client = Client(raise_request_exception=False)
        client.force_login(person)
        where = reverse("answers:preview", args=[draft.pk])
        clients.append((client, where, {"seen": client.get(where).context["form"]["seen"].value()}))
    until = timezone.now() + dt.timedelta(seconds=60)
    Publication.objects.update(answers_until=until, opens_at=until)

    def submit(number: int):
        client, where, sent = clients[number]
        return lambda: client.post(where, sent)

    answers = at_once(*(submit(number) for number in range(PROVIDERS)))
    assert [getattr(one, "status_code", one) for one in answers] == [302] * PROVIDERS

    def check() -> list[str]:
        found = []
        for (client, _where, _sent), answer in zip(clients, answers, strict=True):
            receipt = client.get(answer.headers["Location"]).content.decode()
            file = client.get(f"{answer.headers['Location']}answer.json").content
            assert hashlib.sha256(file).hexdigest() in receipt
            found.append(json.loads(file)["solution"]["solution"])
        assert not Submission.objects.filter(is_late=True).exists()
        return found

    assert check() == [f"Solution {number}" for number in range(PROVIDERS)]
    assert Submission.objects.filter(withdrawn_at=None).count() == PROVIDERS
    # Opened twice at once each is there once, too.
    past = timezone.now() - dt.timedelta(seconds=1)
    Publication.objects.update(questions_until=past, answers_until=past, opens_at=past)
    call = Call.objects.get(pk=publication.call_id)
    at_once(*[lambda: services.open_answers(call, by=w.lead)] * 2)
    assert sorted(OpenedAnswer.objects.values_list("number", flat=True)) == list(range(1, PROVIDERS + 1))


def test_the_same_button_pressed_twice_at_once_submits_once():
    w = clean_world()
    publication = published(w).publication
    draft = services.begin(publication, w.solution_provider, by=w.provider)
    services.write_facts(draft, FACTS)
    made = at_once(*[lambda: services.submit(draft, by=w.provider, incomplete=True)] * 3)
    assert len({one.pk for one in made}) == 1
    assert Submission.objects.count() == 1


def test_who_waits_for_the_database_is_not_late_by_that(monkeypatch):
    """The request came before the deadline; what it waited for behind others does not count."""
    from protect.answers.services import submitting

    w = clean_world()
    publication = published(w).publication
    draft = services.begin(publication, w.solution_provider, by=w.provider)
    services.write_facts(draft, FACTS)
    waiting = submitting.held

    def slow(about):
        Publication.objects.filter(pk=publication.pk).update(answers_until=timezone.now())  # it passes meanwhile
        return waiting(about)

    monkeypatch.setattr(submitting, "held", slow)
    assert not services.submit(draft, by=w.provider, incomplete=True).is_late
