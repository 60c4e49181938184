"""What a demonstration measured stands on the sheets of the candidate's demonstration round, and nowhere too early."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from protect.demonstrations import services
from protect.evaluations import services as evaluating
from protect.evaluations.models import Pairing
from protect.organisations import audit
from tests.demonstrations.making import played
from tests.evaluations import town as judging
from tests.world import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(client):
    """A judge before the sheet of Amber in the demonstration round; the demonstration measured seconds."""
    w = judging.town()
    w.people["expert"] = w.judge1
    evaluation = judging.judged(w)
    amber = judging.candidate(evaluation, "Amber")
    made = played(w, [12.0, 14.0, 13.0], [6.0, 7.0, 5.0])
    services.change(made, {"candidate": amber, "limits": "Staged and dry."})
    with audit.acting(w.lead, "test"):
        round_ = evaluating.plan_round(evaluation, "demonstration")
        for one in evaluation.evaluators.all():
            evaluating.pair(round_, one, amber)
        evaluating.open_round(round_)
    pairing = Pairing.objects.filter(round=round_).first()
    client.force_login(pairing.evaluator.user)

    def read() -> str:
        return client.get(reverse("evaluations:score", args=[evaluation.pk, pairing.pk])).content.decode()

    return w, evaluation, made, read


def test_the_sheet_tells_what_was_measured_with_its_limits(sheet):
    _w, evaluation, made, read = sheet
    type(evaluation).objects.filter(pk=evaluation.pk).update(blind=False)
    page = read()
    assert "Seconds to stop: −7 s." in page and "Staged and dry." in page
    assert reverse("demonstrations:detail", args=[made.pk]) in page


def test_a_blind_evaluator_gets_the_figures_without_the_way_to_the_provider(sheet):
    _w, evaluation, made, read = sheet
    type(evaluation).objects.filter(pk=evaluation.pk).update(blind=True)
    page = read()
    assert "Seconds to stop: −7 s." in page and "Fences and Gates" not in page
    assert reverse("demonstrations:detail", args=[made.pk]) not in page


def test_who_may_not_see_the_demonstration_sees_nothing_of_it(sheet):
    _w, _evaluation, made, read = sheet
    type(made).objects.filter(pk=made.pk).update(marking="RED")
    assert "Seconds to stop" not in read()


def test_a_candidate_of_another_town_is_refused():
    w = world()
    other = judging.judged(judging.town())
    with pytest.raises(ValidationError):
        services.change(played(w, [12.0], [6.0]), {"candidate": judging.candidate(other, "Amber")})
