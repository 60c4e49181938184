"""Two who press a button of the same action in the same moment, on a real file and on PostgreSQL."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from protect.organisations import audit
from protect.plans import services
from protect.plans.documents import PlanSeal, SecurityPlan
from protect.plans.models import Action, ActionScore
from protect.plans.states import State
from protect.portfolios import services as portfolios
from tests.organisations.test_conflicts_at_once import at_once
from tests.plans.making import PlanTown

pytestmark = pytest.mark.django_db(transaction=True)


def failures(answers):
    return [one for one in answers if isinstance(one, BaseException)]


def test_one_step_is_taken_once_and_two_that_wait_for_each_other_are_no_circle():
    town = PlanTown()
    with audit.acting(town.lead, "test"):
        one, other = town.ready("Bollards"), town.ready("Lamps")
    answers = at_once(*[lambda: services.move(one, "plan", by=town.lead)] * 3)
    assert len(failures(answers)) == 2 and all(isinstance(x, ValidationError) for x in failures(answers)), answers
    answers = at_once(lambda: services.set_predecessors(one, [other]), lambda: services.set_predecessors(other, [one]))
    (refused,) = failures(answers)
    assert isinstance(refused, ValidationError) and "circle" in str(refused)


def test_of_two_who_verify_one_does_and_each_row_has_one_score():
    town = PlanTown()
    with audit.acting(town.lead, "test"):
        done = town.ready("Bollards", state=State.DONE)
        given = town.levels(done, 1, 2)
    answers = at_once(*[lambda: services.verify(done, given, by=town.lead)] * 2)
    (refused,) = failures(answers)
    assert isinstance(refused, ValidationError)
    (found,) = at_once(lambda: (Action.objects.get(pk=done.pk).state, ActionScore.objects.count()))
    assert found == (State.VERIFIED, len(given))


def test_a_security_plan_is_approved_once_and_begun_once():
    town = PlanTown()
    with audit.acting(town.lead, "test"):
        plan = services.begin_plan(town.space, by=town.lead)
        services.move_plan(plan, "submit", by=town.lead)
    answers = at_once(*[lambda: services.approve_plan(plan, by=town.lead)] * 2)
    assert len(failures(answers)) == 1 and isinstance(failures(answers)[0], ValidationError), answers
    answers = at_once(*[lambda: services.begin_plan(town.space, by=town.lead)] * 2)
    assert all(isinstance(one, ValidationError) for one in failures(answers)), answers
    (found,) = at_once(lambda: (PlanSeal.objects.count(), SecurityPlan.objects.count()))
    assert found == (1, 2)


def test_a_decision_that_two_take_over_at_once_becomes_actions_once():
    from tests.portfolios.making import decided
    from tests.world import world

    w = world()
    decision = decided(w)
    answers = at_once(*[lambda: services.take_over(decision, by=w.lead)] * 2)
    assert not failures(answers), answers
    (made,) = at_once(lambda: Action.objects.filter(source_kind="portfolio").count())
    assert made == max(map(len, answers)) and min(map(len, answers)) == 0
    answers = at_once(
        lambda: portfolios.take_back(decision, reason="Elections"), lambda: services.take_over(decision, by=w.lead)
    )
    assert all(isinstance(one, ValidationError) for one in failures(answers)), answers
