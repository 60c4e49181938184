"""What the checklist shows on pages of the folders below: the space, the steps of an assessment, each row being scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from protect.assessments.models import Assessment, Scenario
from protect.checklists.models import Answer, Checklist, State
from protect.checklists.queries.rows import checklists_of
from protect.checklists.questions import Question, QuestionSet
from protect.spaces.models import Space

#: Steps of the guided path that have a box of the checklist; the step "measures" also lists what to record.
STEPS = ("preparation", "site", "measures", "scenarios", "scoring", "results")
SHORT = 5


def on_space_page(request: HttpRequest, space: Space) -> dict[str, Any]:
    found = list(checklists_of(space.pk, request.user).defer("question_set__content")[:SHORT])  # type: ignore[arg-type]
    for one in found:
        one.space = space
    return {
        "space": space,
        "checklists": found,
        "open": next((one for one in found if one.state == State.OPEN), None),
        "may_begin": request.user.has_perm("checklists.begin", space),
    }


@dataclass(frozen=True)
class Glance:
    """The newest checklist of an assessment and its answers: two queries, whatever the pages ask of it."""

    checklist: Checklist
    questions: list[Question]
    answers: list[Answer]

    @property
    def answered(self) -> set[str]:
        return {one.question for one in self.answers}


def glance(request: HttpRequest, assessment: Assessment) -> Glance | None:
    """None where there is no checklist that the reader may see. Kept with the object for the rest of the request."""
    kept = assessment.__dict__.setdefault("_checklist_glance", {})
    if request.user.pk not in kept:
        kept[request.user.pk] = _glance(request, assessment)
    found: Glance | None = kept[request.user.pk]
    return found


def _glance(request: HttpRequest, assessment: Assessment) -> Glance | None:
    visible = Checklist.objects.visible_to(request.user).filter(assessment=assessment)
    newest: Checklist | None = visible.select_related("question_set").first()
    if newest is None:
        return None
    newest.assessment, newest.space = assessment, assessment.space
    answers = Answer.objects.filter(checklist=newest).exclude(answer="").select_related("sub_area")
    return Glance(newest, QuestionSet(newest.question_set).questions, list(answers.order_by("pk")))


def at_step(request: HttpRequest, assessment: Assessment, step: str) -> dict[str, Any] | None:
    """How far the checklist is and where it goes on; with it the answers that inform this very step."""
    if step not in STEPS:
        return None
    found = glance(request, assessment)
    person = request.user
    if found is None:
        if not assessment.is_open or not person.has_perm("checklists.begin", assessment):
            return None
        return {"assessment": assessment, "checklist": None}
    scope = found.checklist.scope
    asked = [one for one in found.questions if scope.asks(one) or one.code in found.answered]
    overall = {one.question: one for one in found.answers if one.sub_area_id is None}
    return {
        "assessment": assessment,
        "checklist": found.checklist,
        "asked": len(asked),
        "answered": len(found.answered),
        "informing": [(one, overall.get(one.code)) for one in asked if one.step == step and one.code in found.answered],
        "records": step == "measures" and person.has_perm("spaces.contribute", assessment.space),
    }


def beside_scenarios(
    request: HttpRequest, assessment: Assessment, scenarios: list[Scenario]
) -> Mapping[int, dict[str, Any]]:
    """The answers that touch the threat type and the part of the site of each scenario. They inform; they compute nothing."""
    found = glance(request, assessment)
    if found is None:
        return {}
    questions = {one.code: one for one in found.questions}
    shown: dict[int, dict[str, Any]] = {}
    for scenario in scenarios:
        touching = [
            (questions[one.question], one)
            for one in found.answers
            if one.question in questions and _touches(questions[one.question].threats, one, scenario)
        ]
        if touching:
            # What is missing or only partly there comes first: it is what a scorer looks for.
            touching.sort(key=lambda pair: ORDER.get(pair[1].answer, 9))
            shown[scenario.pk] = {"checklist": found.checklist, "touching": touching}
    return shown


ORDER = {"no": 0, "partly": 1, "unknown": 2, "yes": 3, "not_applicable": 4}


def _touches(threats: tuple[str, ...], answer: Answer, scenario: Scenario) -> bool:
    """A question that names no threat type concerns them all: too much to read beside each row, so it is left out,
    unless it was answered for the very part of the site."""
    same_part = answer.sub_area_id is not None and answer.sub_area_id == scenario.sub_area_id
    if answer.sub_area_id is not None and not same_part:
        return False
    return scenario.threat_type in threats or (not threats and same_part)
