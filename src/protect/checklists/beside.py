"""What the checklist shows on pages of the folders below: the space, the steps of an assessment, each row being scored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from protect.assessments.models import Assessment, Scenario
from protect.checklists.models import Answer, Checklist, State
from protect.checklists.queries.rows import Sheet, checklists_of
from protect.checklists.questions import QuestionSet
from protect.spaces.models import Space

#: Steps of the guided path that have a box of the checklist; the step "measures" also lists what to record.
STEPS = ("preparation", "site", "measures", "scenarios", "scoring", "results")
SHORT = 5


def on_space_page(request: HttpRequest, space: Space) -> dict[str, Any]:
    found = list(checklists_of(space.pk, request.user)[:SHORT])  # type: ignore[arg-type]
    for one in found:
        one.space = space
    return {
        "space": space,
        "checklists": found,
        "open": next((one for one in found if one.state == State.OPEN), None),
        "may_begin": request.user.has_perm("checklists.begin", space),
    }


def of_assessment(request: HttpRequest, assessment: Assessment) -> Checklist | None:
    """The newest checklist of an assessment that the reader may see."""
    found = Checklist.objects.visible_to(request.user).filter(assessment=assessment)
    newest: Checklist | None = found.select_related("question_set").first()
    if newest is not None:
        newest.assessment, newest.space = assessment, assessment.space
    return newest


def at_step(request: HttpRequest, assessment: Assessment, step: str) -> dict[str, Any] | None:
    """How far the checklist is and where it goes on; with it the answers that inform this very step."""
    if step not in STEPS:
        return None
    checklist = of_assessment(request, assessment)
    person = request.user
    if checklist is None:
        if not assessment.is_open or not person.has_perm("checklists.begin", assessment):
            return None
        return {"assessment": assessment, "checklist": None}
    sheet = Sheet(checklist, person)  # type: ignore[arg-type]
    return {
        "assessment": assessment,
        "checklist": checklist,
        "counts": sheet.counts,
        "informing": [row for row in sheet.rows if row.question.step == step and row.is_answered],
        "records": step == "measures" and person.has_perm("spaces.contribute", assessment.space),
    }


def beside_scenarios(
    request: HttpRequest, assessment: Assessment, scenarios: list[Scenario]
) -> Mapping[int, dict[str, Any]]:
    """The answers that touch the threat type and the part of the site of each scenario. They inform; they compute nothing."""
    checklist = of_assessment(request, assessment)
    if checklist is None:
        return {}
    questions = QuestionSet(checklist.question_set).by_code
    answers = list(
        Answer.objects.filter(checklist=checklist).exclude(answer="").select_related("sub_area").order_by("question")
    )
    shown: dict[int, dict[str, Any]] = {}
    for scenario in scenarios:
        touching = [
            (questions[one.question], one)
            for one in answers
            if one.question in questions and _touches(questions[one.question].threats, one, scenario)
        ]
        if touching:
            # What is missing or only partly there comes first: it is what a scorer looks for.
            touching.sort(key=lambda pair: ORDER.get(pair[1].answer, 9))
            shown[scenario.pk] = {"checklist": checklist, "touching": touching}
    return shown


ORDER = {"no": 0, "partly": 1, "unknown": 2, "yes": 3, "not_applicable": 4}


def _touches(threats: tuple[str, ...], answer: Answer, scenario: Scenario) -> bool:
    """A question that names no threat type concerns them all: too much to read beside each row, so it is left out,
    unless it was answered for the very part of the site."""
    same_part = answer.sub_area_id is not None and answer.sub_area_id == scenario.sub_area_id
    if answer.sub_area_id is not None and not same_part:
        return False
    return scenario.threat_type in threats or (not threats and same_part)
