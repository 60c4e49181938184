"""The path of an assessment, rule by rule."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from protect.assessments import document, importing, services
from protect.assessments.models import Mode, Score, State
from protect.assessments.queries.judgement import judge
from protect.assessments.queries.progress import obstacles, steps
from protect.assessments.queries.versions import compare
from protect.organisations.models import AuditEntry, Organisation, Verb
from protect.spaces.models import SubArea

pytestmark = pytest.mark.django_db


def test_an_assessment_begins_with_one_row_for_each_of_the_ten_threat_types(town):
    assessment = services.create_assessment(town.space, by=town.lead)
    assert len(set(assessment.scenarios.values_list("threat_type", flat=True))) == 10
    assert assessment.marking == "AMBER_STRICT"
    assert assessment.scale_set.frozen_at is not None
    assert [step.key for step in steps(assessment) if step.current] == ["preparation"]


def test_only_one_version_of_a_space_is_open(town):
    services.create_assessment(town.space, by=town.lead)
    with pytest.raises(ValidationError, match="still open"):
        services.create_assessment(town.space, by=town.lead)


def test_the_path_names_every_obstacle(town):
    assessment = services.create_assessment(town.space, by=None)
    assert len(obstacles(assessment)) == 3
    with pytest.raises(ValidationError, match="mandate"):
        services.move_on(assessment)


def test_not_applicable_needs_a_reason(town):
    row = services.create_assessment(town.space, by=town.lead).scenarios.first()
    with pytest.raises(ValidationError, match="does not apply"):
        services.change_scenario(row, {"applicable": False, "reason": " "})


def test_the_last_row_of_a_threat_type_stays(town):
    assessment = services.create_assessment(town.space, by=town.lead)
    with pytest.raises(ValidationError, match="not applicable"):
        services.remove_scenario(assessment.scenarios.first())


def test_scores_are_blind_until_all_have_handed_in(town):
    assessment = town.in_scoring()
    members = list(assessment.team.all())
    row = assessment.scenarios.first()
    services.save_score(row, members[1], {"probability": 5, "consequence": 5})
    for other in (town.lead, town.bert):
        assert not Score.objects.visible_to(other).exists()
        assert judge(assessment, other).row(row.pk).scores == ()
    assert Score.objects.visible_to(town.anna).count() == 1
    with pytest.raises(ValidationError, match="still missing"):
        services.hand_in(members[1])
    entry = AuditEntry.objects.filter(verb=Verb.SCORED).get()
    assert "5" not in str(entry.changes)


def test_who_changes_a_score_after_handing_in_has_to_hand_in_again(town):
    assessment = town.in_scoring()
    member = assessment.team.first()
    for row in assessment.scenarios.filter(applicable=True):
        services.save_score(row, member, {"probability": 2, "consequence": 2})
    services.hand_in(member)
    services.save_score(row, member, {"rationale": "On second thought."})
    member.refresh_from_db()
    assert member.handed_in_at is None


def test_the_lead_can_open_the_scores_before_all_have_scored(town):
    assessment = town.in_scoring()
    services.open_scores(assessment, reason="Bert is ill.")
    assert assessment.state == State.CONSENSUS
    with pytest.raises(ValidationError):
        services.save_score(assessment.scenarios.first(), assessment.team.first(), {"probability": 1})


def test_cannot_judge_is_a_value_and_the_row_stays_open(town):
    assessment = town.scored(levels=((0, 4), (0, 4), (0, 4)))
    row = assessment.scenarios.first()
    services.agree(row, {"probability": 0, "consequence": 4})
    judged = judge(assessment, town.lead).row(row.pk)
    assert (judged.state, judged.band) == ("open", None)


def test_a_level_off_the_scale_is_refused_by_field(town):
    assessment = town.in_scoring()
    with pytest.raises(ValidationError) as caught:
        services.save_score(assessment.scenarios.first(), assessment.team.first(), {"probability": 6})
    assert "probability" in caught.value.message_dict


def test_a_spread_of_two_is_marked_for_discussion(town):
    assessment = town.scored()
    judgement = judge(assessment, town.lead)
    row = judgement.rows[0]
    assert (row.spread_probability, row.spread_consequence, row.discuss) == (3, 0, True)
    assert row.bands is not None and sum(row.bands) == pytest.approx(1)
    assert len(judgement.to_discuss) == 3


def test_the_level_is_the_matrix_cell_of_the_consensus(town):
    assessment = town.approved()
    judgement = judge(assessment, town.lead)
    scale = judgement.scale_set
    assert judgement.rows[0].band == scale.band_of(3, 4).index
    assert judgement.counts[scale.band_of(3, 4).index] == 3
    assert judgement.level_of(assessment.vulnerabilities.get()) == scale.band_of(3, 4).index


def test_accepting_needs_reason_signatory_and_date(town):
    assessment = town.scored()
    weak = services.write_vulnerability(assessment, statement="Open.", scenarios=[assessment.scenarios.first()])
    with pytest.raises(ValidationError) as caught:
        services.decide(weak, {"decision": "accept"})
    assert set(caught.value.message_dict) == {"reason", "signatory", "review_on"}


def test_approval_freezes_and_sets_the_next_date(town):
    assessment = town.approved()
    assert assessment.state == State.APPROVED
    assert assessment.review_on == dt.date(2027, 1, 31)
    with pytest.raises(ValidationError, match="read-only"):
        services.change_assessment(assessment, {"mandate": "other"})
    assert assessment.snapshot.document == document.of(assessment)


def test_a_new_version_is_a_copy_and_the_old_one_is_superseded_by_its_approval(town):
    first = town.approved()
    second = services.open_new_version(first, by=town.lead, score_anew=False)
    assert (second.version, second.state) == (2, State.CONSENSUS)
    differences = compare(document.of(first), document.of(second))
    assert [one for one in differences if one.change != "changed"] == []
    row = second.scenarios.first()
    services.agree(row, {"probability": 5, "consequence": 5, "rationale": "New."})
    changed = [one for one in compare(document.of(first), document.of(second)) if one.kind == "scenario"]
    assert [one.key for one in changed] == [str(row.lineage)]
    services.move_on(second)
    services.approve(second, by=town.lead)
    first.refresh_from_db()
    assert first.state == State.SUPERSEDED


def test_a_reassessment_is_scored_blind_again_and_decided_anew(town):
    second = services.open_new_version(town.approved(), by=town.lead)
    assert (second.state, second.scores_opened_at) == (State.DRAFT, None)
    assert not Score.objects.filter(scenario__assessment=second).exists()
    assert second.vulnerabilities.get().decision == ""


def test_an_approved_assessment_expires_when_its_date_has_passed(town):
    assessment = town.approved()
    assert services.expire_overdue(dt.date(2027, 1, 31)) == 0
    assert services.expire_overdue(dt.date(2027, 2, 1)) == 1
    assessment.refresh_from_db()
    assert assessment.state == State.EXPIRED


def test_quick_mode_one_person_scores_and_it_grows_without_retyping(town):
    assessment = services.create_assessment(town.space, by=town.lead, mode=Mode.QUICK)
    services.move_on(assessment)
    me = assessment.team.get()
    rows = list(assessment.scenarios.all())
    for row in rows:
        services.save_score(row, me, {"probability": 3, "consequence": 2, "rationale": "Busy."})
    services.save_score(rows[0], me, {"probability": 0, "consequence": 1})
    services.move_on(assessment)
    assert assessment.state == State.REVIEW
    quick = judge(assessment, town.lead)
    assert len(quick.open_rows) == 1
    services.grow(assessment)
    assert (assessment.mode, assessment.state) == (Mode.FULL, State.CONSENSUS)
    grown = judge(assessment, town.lead)
    assert (grown.rows[1].consensus.probability, grown.rows[1].consensus.consequence) == (4, 3)
    assert grown.rows[0].state == "open"
    assert grown.rows[1].consensus.rationale.startswith("Busy.")


def test_the_document_imports_again_into_an_equal_assessment(town):
    SubArea.objects.create(space=town.space, name="North", kind="approach")
    first = town.approved()
    sealed = document.of(first)
    elsewhere = Organisation.objects.create(name="Anderswo", kind="municipality")
    loaded = importing.load(sealed, elsewhere, by=town.lead)
    again = document.build(loaded)
    assert compare(sealed, again) == []
    assert judge(loaded, None, everything=True).counts == judge(first, None, everything=True).counts


def test_every_verb_leaves_an_entry_in_the_audit_trail(town):
    assessment = town.approved()
    verbs = set(AuditEntry.objects.filter(root_id=assessment.pk).values_list("verb", flat=True))
    assert {Verb.CREATED, Verb.CHANGED, Verb.MOVED_ON, Verb.SCORED, Verb.APPROVED} <= verbs
