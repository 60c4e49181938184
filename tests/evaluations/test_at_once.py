"""Evaluators who press the button in the same moment, on a real file and on PostgreSQL."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from protect.evaluations import services
from protect.evaluations.models import Pairing, Round, Score
from tests.evaluations.town import give, levels, town, with_judges
from tests.organisations.test_conflicts_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_last_three_hand_in_at_once_and_the_scores_open_once():
    w = town()
    round_ = with_judges(w)
    *others, one, two, three = round_.pairings.select_related("candidate", "evaluator__user")
    for pairing in others:
        give(pairing, 3, 3, 3)
    last = (one, two, three)
    for pairing in last:
        services.save_scores(pairing, levels(2, 2, 2))
    answers = at_once(*((lambda pairing=pairing: services.hand_in(pairing)) for pairing in last))
    assert not [one for one in answers if isinstance(one, BaseException)], answers
    (stored, open_ones) = at_once(
        lambda: Round.objects.get(pk=round_.pk), lambda: Pairing.objects.filter(handed_in_at=None).count()
    )
    assert stored.revealed_at is not None and open_ones == 0


def test_whoever_hands_in_while_the_round_ends_is_in_whole_or_not_at_all():
    w = town()
    round_ = with_judges(w)
    pairing = round_.pairings.select_related("candidate", "evaluator__user").first()
    services.save_scores(pairing, levels(2, 2, 2))
    answers = at_once(lambda: services.hand_in(pairing), lambda: services.end_round(round_, "the council meets"))
    refused = isinstance(answers[0], ValidationError)
    assert refused or not isinstance(answers[0], BaseException), answers
    assert not isinstance(answers[1], BaseException), answers
    (handed_in, scores) = at_once(
        lambda: Pairing.objects.get(pk=pairing.pk).handed_in_at, lambda: Score.objects.filter(pairing=pairing).count()
    )
    assert (handed_in is None, scores) == ((True, 0) if refused else (False, 3))
