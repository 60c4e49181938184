"""Two who sign, tick or change the same event in the same moment, on a real file and on PostgreSQL."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from protect.organisations import audit
from protect.overlays import readiness, services
from protect.overlays.models import CheckItem, EventOverlay, SignOff
from tests.organisations.test_conflicts_at_once import at_once
from tests.overlays.making import drafted, measure, signed
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)


def failures(answers):
    return [one for one in answers if isinstance(one, BaseException)]


def sign(made, function, person):
    return lambda: services.sign(made, function, agrees=True, reason="Read.", by=person)


def test_two_signatures_at_once_sign_it_off_and_one_role_is_signed_once():
    w = world()
    made = drafted(w)
    with audit.acting(w.lead, "test"):
        services.hand_in(made)
    answers = at_once(sign(made, "town", w.lead), sign(made, "second", w.expert), sign(made, "second", w.assessor))
    assert all(isinstance(one, ValidationError) for one in failures(answers)) and len(failures(answers)) == 1, answers
    (found,) = at_once(lambda: (EventOverlay.objects.get(pk=made.pk).state, SignOff.objects.count()))
    assert found == ("signed", 2)


def test_one_person_does_not_sign_in_both_roles_at_once():
    w = world()
    made = drafted(w)
    with audit.acting(w.lead, "test"):
        services.hand_in(made)
    answers = at_once(sign(made, "town", w.lead), sign(made, "second", w.lead))
    (refused,) = failures(answers)
    assert isinstance(refused, PermissionDenied)


def test_a_line_ticked_by_two_is_done_once_and_what_changes_while_it_is_handed_in_is_whole():
    w = world()
    made = signed(w)
    line = made.checks.first()
    answers = at_once(
        lambda: services.tick(line, done=True, by=w.lead), lambda: services.tick(line, done=True, by=w.expert)
    )
    assert not failures(answers), answers
    (stored,) = at_once(lambda: CheckItem.objects.select_related("done_by").get(pk=line.pk))
    assert {one.done_by_id for one in answers} == {stored.done_by_id} and stored.done_at is not None
    second = drafted(w, name="Second market")
    answers = at_once(
        lambda: services.hand_in(second), lambda: services.save_measure(second, measure(second, name="Sandbags"))
    )
    assert not isinstance(answers[0], BaseException), answers
    (digests,) = at_once(lambda: (readiness.digest(second), EventOverlay.objects.get(pk=second.pk).measures.count()))
    assert digests[1] == (1 if failures(answers) else 2)
