"""What somebody answers is kept; nothing that somebody wrote is lost; a difference stays in sight until it is settled."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from protect.assessments import services as assessing
from protect.assessments.models import Assessment
from protect.checklists import services
from protect.checklists.models import Answer, Checklist
from protect.checklists.queries.history import history
from protect.organisations.models import AuditEntry
from protect.reference.models import ReferenceSet
from tests.checklists.conftest import question_set


def said(begun, code="A1", by=None, was=None, **values):
    return services.answer(begun.checklist, code, values, by=by or begun.lead, was=was)


def test_begin_freezes_the_version_and_takes_the_scope_from_space_and_assessment(begun) -> None:
    checklist = begun.checklist
    assert ReferenceSet.objects.get(pk=begun.set.pk).frozen_at is not None
    assert checklist.categories == ["square"]
    assert checklist.sub_area_kinds == ["access_point"]
    assert checklist.usage_states == begun.w.assessment.usage_states or checklist.usage_states == ["peak"]
    assert "vehicle" in checklist.threat_types
    entry = AuditEntry.objects.get(object_type="checklists.checklist", object_id=checklist.pk, verb="created")
    assert (entry.root_type, entry.organisation_id) == ("assessments.assessment", begun.w.municipality.pk)


def test_a_threat_type_that_does_not_apply_leaves_the_scope_of_the_next_checklist(begun) -> None:
    services.discard(begun.checklist)
    row = begun.w.assessment.scenarios.get(threat_type="vehicle")
    assessing.change_scenario(row, {"applicable": False, "reason": "No street leads here."})
    checklist = services.begin(begun.w.space, by=begun.lead, assessment=begun.w.assessment, question_set=begun.set)
    assert "vehicle" not in checklist.threat_types and "vbied" in checklist.threat_types


def test_one_checklist_of_a_space_is_open_at_a_time(begun) -> None:
    with pytest.raises(ValidationError, match="still open"):
        services.begin(begun.w.space, by=begun.lead)
    services.hand_in(begun.checklist, by=begun.lead)
    services.begin(begun.w.space, by=begun.lead)
    with pytest.raises(ValidationError, match="Another checklist"):
        services.reopen(begun.checklist)


def test_the_database_refuses_a_second_open_checklist_and_two_overall_answers(begun) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Checklist.objects.create(space=begun.w.space, question_set=begun.set)
    Answer.objects.create(checklist=begun.checklist, question="A1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(checklist=begun.checklist, question="A1")


def test_an_answer_is_kept_with_who_and_when_and_is_audited(begun) -> None:
    kept = said(begun, answer="partly", evidence="Two of four bollards.")
    stored = Answer.objects.get(question="A1")
    assert (stored.answer, stored.evidence, stored.answered_by) == ("partly", "Two of four bollards.", begun.lead)
    assert stored.answered_at is not None and kept.answer.pk == stored.pk
    told = AuditEntry.objects.filter(object_type="checklists.answer", object_id=stored.pk, verb="changed")
    first = told.count()
    said(begun, answer="partly")
    assert told.count() == first, "nothing changed, nothing told"
    said(begun, answer="no")
    assert told.count() == first + 1 and told.first().changes["answer"] == ["partly", "no"]


def test_not_applicable_needs_a_reason(begun) -> None:
    with pytest.raises(ValidationError, match="why the question does not apply"):
        said(begun, answer="not_applicable")
    assert not Answer.objects.exists()
    said(begun, answer="not_applicable", reason="There is no such thing.")
    with pytest.raises(ValidationError):
        said(begun, reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(checklist=begun.checklist, question="B1", answer="not_applicable")


@pytest.mark.parametrize(
    ("code", "values"),
    [("Z9", {"answer": "yes"}), ("A1", {"answer": "maybe"}), ("A1", {"evidence": "x" * 5001})],
)
def test_what_cannot_be_kept_says_why(begun, code, values) -> None:
    with pytest.raises(ValidationError):
        said(begun, code, **values)
    assert not Answer.objects.exists()


def test_an_answer_for_one_part_of_the_site_stands_beside_the_overall_one(begun) -> None:
    said(begun, answer="yes")
    services.answer(begun.checklist, "A1", {"answer": "no"}, by=begun.lead, sub_area=begun.w.sub_area)
    assert sorted(Answer.objects.values_list("answer", "sub_area")) == [("no", begun.w.sub_area.pk), ("yes", None)]


def test_two_people_on_different_fields_both_count(begun) -> None:
    said(begun, answer="yes")
    said(begun, by=begun.assessor, answer="yes", evidence="Seen.", was={"answer": "yes", "evidence": ""})
    kept = said(begun, answer="no", evidence="", was={"answer": "yes", "evidence": ""})
    assert (kept.answer.answer, kept.answer.evidence, kept.answer.other_answer) == ("no", "Seen.", "")


def test_two_answers_at_once_the_last_one_stands_and_the_other_stays_in_sight_until_settled(begun) -> None:
    said(begun, answer="yes", was={"answer": ""})
    kept = said(begun, by=begun.assessor, answer="no", was={"answer": ""})
    stored = Answer.objects.get()
    assert (stored.answer, stored.other_answer, stored.other_by) == ("no", "yes", begun.lead)
    assert "in the meantime" in kept.told[0]
    with pytest.raises(ValidationError):
        services.settle(stored, "unknown")
    services.settle(stored, "yes")
    stored.refresh_from_db()
    assert (stored.answer, stored.other_answer, stored.other_by) == ("yes", "", None)
    assert [one.answer for one in history([stored])] == ["Yes", "No", ""]


def test_one_person_whose_reply_was_lost_contradicts_nobody(begun) -> None:
    said(begun, answer="yes", was={"answer": ""})
    said(begun, answer="no", was={"answer": ""})
    assert Answer.objects.get().other_answer == ""


def test_of_two_wordings_both_are_kept(begun) -> None:
    said(begun, evidence="Gate was open.", was={"evidence": ""})
    kept = said(begun, by=begun.assessor, evidence="Lamp is dark.", was={"evidence": ""})
    assert kept.answer.evidence == "Gate was open.\nLamp is dark."
    kept = said(begun, by=begun.assessor, evidence="Lamp is dark. So is the next.", was={"evidence": "Lamp is dark."})
    assert kept.answer.evidence == "Gate was open.\nLamp is dark. So is the next."


def test_what_is_handed_in_is_read_only_until_it_is_taken_up_again(begun) -> None:
    services.hand_in(begun.checklist, by=begun.lead)
    with pytest.raises(ValidationError, match="handed in"):
        said(begun, answer="yes")
    services.reopen(begun.checklist)
    said(begun, answer="yes")


def test_the_checklist_of_an_approved_assessment_stays_as_it_is_and_stands_in_nobodys_way(begun) -> None:
    Assessment.objects.filter(pk=begun.w.assessment.pk).update(state="approved")
    begun.checklist.assessment.refresh_from_db()
    for verb in (lambda: said(begun, answer="yes"), lambda: services.hand_in(begun.checklist, by=begun.lead)):
        with pytest.raises(ValidationError, match="approved"):
            verb()
    services.begin(begun.w.space, by=begun.lead, question_set=begun.set)
    begun.checklist.refresh_from_db()
    assert begun.checklist.state == "closed"


def test_only_an_empty_checklist_can_be_discarded(begun) -> None:
    said(begun, answer="yes")
    with pytest.raises(ValidationError):
        services.discard(begun.checklist)


def test_a_photo_of_another_space_is_refused(begun) -> None:
    services.attach_photos(begun.checklist, "A1", [begun.w.photo], by=begun.lead)
    assert list(Answer.objects.get().photos.all()) == [begun.w.photo]
    begun.w.photo.space_id = 0
    with pytest.raises(ValidationError):
        services.attach_photos(begun.checklist, "A1", [begun.w.photo], by=begun.lead)


def test_an_answer_becomes_an_existing_measure_that_can_be_removed_again(begun) -> None:
    from protect.spaces.services import remove_part

    answer = said(begun, "A2", answer="yes", evidence="Six bollards").answer
    values = {"name": "Bollards", "origin": "emplaced", "category": "physical", "functions": ["restrict"]}
    measure = services.make_measure(answer, values)
    answer.refresh_from_db()
    assert answer.measure_keys == [measure.pk]
    remove_part(measure)


def test_a_note_at_a_scenario_adds_to_what_stands_there_and_scores_nothing(begun) -> None:
    answer = said(begun, "A2", answer="no").answer
    scenario = begun.w.assessment.scenarios.get(threat_type="vehicle")
    assessing.change_scenario(scenario, {"weaknesses": "Wide gap."})
    services.note_at_scenario(answer, scenario, weakness="No bollards.", idea="Planters.")
    services.note_at_scenario(answer, scenario, weakness="No bollards.")
    scenario.refresh_from_db()
    assert (scenario.weaknesses, scenario.improvement_ideas) == ("Wide gap.\nNo bollards.", "Planters.")
    assert list(answer.scenarios.all()) == [scenario] and not scenario.scores.exists()


def test_the_scope_refuses_what_nobody_knows(begun) -> None:
    for name, value in (("threat_types", ["moon"]), ("added", ["Z9"]), ("mode", "long")):
        with pytest.raises(ValidationError) as refused:
            services.set_scope(begun.checklist, {name: value if name == "mode" else value})
        assert name in refused.value.message_dict


def test_answers_are_seen_by_whoever_sees_space_and_assessment(begun) -> None:
    answer = said(begun, answer="yes").answer
    w = begun.w
    assert answer.is_visible_to(w.viewer) and begun.checklist.is_visible_to(w.viewer)
    assert not answer.is_visible_to(w.other) and not answer.is_visible_to(None)
    Assessment.objects.filter(pk=w.assessment.pk).update(marking="RED")
    assert not answer.is_visible_to(w.viewer) and not begun.checklist.is_visible_to(w.lead)
    alone = Checklist.objects.create(space=w.space, question_set=question_set(2), state="closed")
    assert alone.is_visible_to(w.viewer) and alone.root == w.space and alone.owner_id == w.municipality.pk
