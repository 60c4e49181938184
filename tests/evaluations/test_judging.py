"""Evaluators alone and together: sealed scores, conflicts, abstention, opening, agreement."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from protect.evaluations import services
from protect.evaluations.models import Conflict, Identity, Pairing, Round, Score
from protect.evaluations.queries import standing
from protect.organisations import audit
from protect.organisations.access import forget_reach
from protect.organisations.models import AuditEntry
from tests.evaluations.town import begun, candidate, draft, give, judged, levels, town, with_judges

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(db):
    return town()


def test_each_candidate_has_three_evaluators_or_nothing_opens(w):
    evaluation = begun(w)
    for number in (1, 2):
        services.add_evaluator(evaluation, w.people[f"judge{number}"])
    round_ = services.plan_round(evaluation, "information")
    with pytest.raises(ValidationError, match="No evaluator"):
        services.open_round(round_)
    with pytest.raises(ValidationError, match="fewer than 3"):
        services.assign(round_)
    services.pair(round_, evaluation.evaluators.first(), candidate(evaluation, "Amber"))
    with pytest.raises(ValidationError) as refused:
        services.open_round(round_)
    assert "“Amber” has 1 evaluators" in str(refused.value) and "2 candidates have no evaluators" in str(refused.value)


def test_loads_are_even_and_what_was_paired_by_hand_stays(w):
    evaluation = begun(w)
    for number in range(1, 5):
        services.add_evaluator(evaluation, w.people[f"judge{number}"])
    round_ = services.plan_round(evaluation, "information")
    by_hand = services.pair(round_, evaluation.evaluators.get(user=w.judge4), candidate(evaluation, "Coral"))
    assert services.assign(round_) == 8
    loads = [one.pairings.count() for one in evaluation.evaluators.all()]
    assert sorted(loads) == [2, 2, 2, 3] and Pairing.objects.filter(pk=by_hand.pk, by_hand=True).exists()


def test_opening_freezes_criteria_and_weights(w):
    round_ = with_judges(w)
    criteria_set = draft(round_.evaluation)
    assert criteria_set.is_frozen
    for change in (
        lambda: services.change_criteria(criteria_set, criteria_set.groups, []),
        lambda: services.agree_weights(criteria_set, {"groups": {"performance": 1, "cost": 99}}, as_range=False),
        lambda: services.add_candidate(round_.evaluation, {"name": "Dawn"}),
    ):
        with pytest.raises(ValidationError):
            change()


def test_nobody_sees_a_score_of_another_until_all_are_in(w):
    round_ = with_judges(w)
    pairings = list(round_.pairings.select_related("candidate", "evaluator__user"))
    for number, one in enumerate(pairings):
        give(one, 3, 3, 3)
        last = number == len(pairings) - 1
        for reader in (w.lead, w.viewer, w.judge1, w.judge2):
            seen = Score.objects.visible_to(reader)
            own = Score.objects.filter(pairing__evaluator__user=reader).count()
            assert seen.count() == (Score.objects.count() if last else own), reader
        assert Score.objects.visible_to(w.stranger_lead).count() == 0
    assert Round.objects.get(pk=round_.pk).revealed_at is not None


def test_the_trail_says_that_and_not_what_was_scored(w):
    round_ = with_judges(w)
    one = round_.pairings.first()
    services.save_scores(one, {"fit": {"value": 1, "rationale": "Vexillum"}})
    entries = AuditEntry.objects.filter(object_type="evaluations.pairing", verb="scored")
    assert entries.count() == 1 and not entries.get().changes
    assert not AuditEntry.objects.filter(object_type="evaluations.score").exists()
    assert not any(
        "Vexillum" in str(entry.changes) or "Number1" in entry.object_name for entry in AuditEntry.objects.all()
    )


def test_handed_in_is_sealed_for_its_writer_too(w):
    one = with_judges(w).pairings.first()
    give(one, 2, 2, 2)
    for verb in (
        lambda: services.save_scores(one, levels(1, 1, 1)),
        lambda: services.abstain(one, "changed my mind"),
        lambda: services.hand_in(one),
        lambda: services.unpair(one),
    ):
        with pytest.raises(ValidationError):
            verb()


def test_every_criterion_is_answered_with_a_reason_before_one_hands_in(w):
    one = with_judges(w).pairings.first()
    services.save_scores(one, {"fit": {"value": 3, "rationale": ""}})
    with pytest.raises(ValidationError, match="Proof, Price"):
        services.hand_in(one)
    services.save_scores(one, levels(3, None, 2) | {"fit": {"value": 3, "rationale": ""}})
    with pytest.raises(ValidationError, match="Write why, for: Fit"):
        services.hand_in(one)
    services.save_scores(one, {"fit": {"value": 3, "rationale": "tested"}})
    services.hand_in(one)
    for wrong in ({"fit": {"value": 5}}, {"nothing": {"value": 1}}):
        with pytest.raises(ValidationError):
            services.save_scores(with_judges_again(w, one), wrong)


def with_judges_again(w, done):
    return done.round.pairings.filter(handed_in_at=None).first()


def test_a_declared_tie_blocks_the_pair_and_takes_unfinished_scores(w):
    round_ = with_judges(w)
    one = round_.evaluation.evaluators.get(user=w.judge1)
    blocked = round_.pairings.get(evaluator=one, candidate__name="Blue")
    services.save_scores(blocked, levels(4, 4, 4))
    services.declare(one, {"Bollard Works": "worked there"})
    assert not Pairing.objects.filter(pk=blocked.pk).exists()
    with pytest.raises(ValidationError, match="conflict of interest"):
        services.pair(round_, one, candidate(round_.evaluation, "Blue"))
    with pytest.raises(ValidationError, match="list of providers"):
        services.declare(one, {"Somebody else": ""})


def test_no_declaration_no_score(w):
    round_ = with_judges(w)
    one = round_.pairings.first()
    one.evaluator.declared_at = None
    one.evaluator.save()
    with pytest.raises(ValidationError, match="First declare"):
        services.save_scores(one, levels(1, 1, 1))


def test_evaluators_do_not_see_who_offers_what_until_it_is_shown(w):
    round_ = with_judges(w)
    evaluation = round_.evaluation
    services.declare(evaluation.evaluators.get(user=w.judge1), {"Acme Barriers": "shares"})
    assert Identity.objects.visible_to(w.lead).count() == 3 and Conflict.objects.visible_to(w.lead).count() == 1
    assert Identity.objects.visible_to(w.judge1).count() == 0 and Conflict.objects.visible_to(w.judge1).count() == 0
    # A lead who judges is an evaluator like any other.
    services.add_evaluator(evaluation, w.lead)
    assert Identity.objects.visible_to(w.lead).count() == 0
    with pytest.raises(ValidationError, match="Scores are being given"):
        services.show_providers(evaluation)
    services.end_round(round_, "the council meets")
    services.show_providers(evaluation)
    assert Identity.objects.visible_to(w.judge1).count() == 3
    trail = " ".join(str(entry.changes) + entry.object_name for entry in AuditEntry.objects.all())
    assert "Acme" not in trail


def test_abstention_counts_as_done_and_needs_its_reason(w):
    round_ = with_judges(w)
    first, *others = round_.pairings.select_related("candidate", "evaluator__user")
    services.save_scores(first, levels(1, 1, 1))
    with pytest.raises(ValidationError):
        services.abstain(first, " ")
    services.abstain(first, "I was on leave")
    assert not Score.objects.filter(pairing=first).exists()
    for one in others:
        give(one, 2, 2, 2)
    assert Round.objects.get(pk=round_.pk).revealed_at is not None


def test_the_lead_ends_a_round_with_a_reason_and_what_was_not_handed_in_goes(w):
    round_ = with_judges(w)
    done, begun_one, *_others = round_.pairings.select_related("candidate", "evaluator__user")
    give(done, 4, 4, 4)
    services.save_scores(begun_one, levels(0, 0, 0))
    with pytest.raises(ValidationError):
        services.end_round(round_, "")
    services.end_round(round_, "two are ill")
    assert set(Score.objects.values_list("pairing_id", flat=True)) == {done.pk}


def test_missing_is_missing_and_never_nothing(w):
    evaluation = judged(w, scores={"Amber": (4, None, 1), "Blue": (2, 2, 4), "Coral": (None, None, None)})
    found = standing.standing(evaluation, w.viewer)
    assert str(found.best.tolist()) == "[[4.0, nan, 1.0], [2.0, 2.0, 4.0], [nan, nan, nan]]"


def test_what_was_agreed_counts_and_the_single_scores_stay(w):
    round_ = with_judges(w)
    for one in round_.pairings.select_related("candidate", "evaluator__user"):
        give(one, 4 if one.evaluator.user == w.judge1 else 1, 2, 2)
    amber = candidate(round_.evaluation, "Amber")
    found = standing.standing(round_.evaluation, w.lead)
    assert (found.low[0, 0], found.best[0, 0], found.high[0, 0]) == (1, 1, 4)
    with pytest.raises(ValidationError):
        services.agree(round_, amber, {"fit": {"value": 3, "rationale": ""}}, by=w.lead)
    with audit.acting(w.lead, "test"):
        services.agree(round_, amber, {"fit": {"value": 3, "rationale": "the third test was ours"}}, by=w.lead)
    found = standing.standing(round_.evaluation, w.lead)
    assert (found.low[0, 0], found.best[0, 0], found.high[0, 0]) == (1, 3, 4)
    assert Score.objects.filter(pairing__candidate=amber, criterion="fit").count() == 3
    told = standing.agreement(round_, w.lead)
    assert told.word == "discuss" and told.discuss


def test_nobody_agrees_before_the_scores_are_open(w):
    round_ = with_judges(w)
    with pytest.raises(ValidationError, match="sealed"):
        services.agree(
            round_, candidate(round_.evaluation, "Amber"), {"fit": {"value": 1, "rationale": "x"}}, by=w.lead
        )


def test_a_later_round_replaces_only_what_it_scored_again(w):
    evaluation = judged(w)
    round_ = services.plan_round(evaluation, "demonstration", "the market, a lorry that is late")
    services.assign(round_, [candidate(evaluation, "Amber")])
    services.open_round(round_)
    for one in round_.pairings.select_related("evaluator__user"):
        services.save_scores(one, {"proof": {"value": 1, "rationale": "failed twice"}})
        services.hand_in(one)
    before, after = (
        standing.standing(evaluation, w.lead, rounds) for rounds in (list(evaluation.rounds.all())[:1], None)
    )
    assert before.best[0].tolist() == [4, 4, 1] and after.best[0].tolist() == [4, 1, 1]
    assert after.best[1].tolist() == before.best[1].tolist()


def test_who_may_not_see_it_judges_nothing(w):
    evaluation = begun(w)
    with pytest.raises(ValidationError, match="may not see"):
        services.add_evaluator(evaluation, w.stranger_lead)
    forget_reach(w.stranger_lead)
