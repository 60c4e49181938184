"""Visitors who register, leave and are told in the same moment, on a real file and on PostgreSQL."""

from __future__ import annotations

import pytest
from django.core import mail

from protect.events import mails, services
from protect.events.models import Place, Registration
from tests.events.test_registration import come, opened
from tests.organisations.test_conflicts_at_once import at_once
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)


def failures(answers):
    return [one for one in answers if isinstance(one, BaseException)]


def states() -> list[str]:
    return sorted(Place.objects.values_list("state", flat=True))


def test_no_two_take_the_last_place_and_what_two_give_up_goes_to_two():
    event = opened(world())
    services.limit(event.sessions.first(), 2, [])
    answers = at_once(*[lambda number=number: come(event, f"p{number}@visitor.example") for number in range(5)])
    assert not failures(answers), answers
    (found,) = at_once(states)
    assert found == ["confirmed", "confirmed", "waiting", "waiting", "waiting"]
    there = list(Registration.objects.filter(places__state="confirmed"))
    assert not failures(at_once(*[lambda one=one: services.cancel_registration(one) for one in there]))
    (found,) = at_once(states)
    assert found == ["confirmed", "confirmed", "given_up", "given_up", "waiting"]


def test_an_address_is_registered_once_and_two_jobs_tell_once():
    event = opened(world())
    assert not failures(at_once(*[lambda: come(event)] * 3))
    (count,) = at_once(Registration.objects.count)
    assert count == 1
    services.cancel(event, reason="Storm")
    mail.outbox.clear()
    Registration.objects.update(told_revision=0)
    answers = at_once(*[lambda: mails.tell_all(event.pk)] * 3)
    assert sorted(answers) == [0, 0, 1] and len(mail.outbox) == 1
