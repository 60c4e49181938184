"""What the lead's pages and the step's box show."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from protect.assessments import services as assessing
from protect.assessments.models import Assessment
from protect.checklists.models import Checklist
from protect.checklists.questions import Group, Question, QuestionSet
from protect.checklists.scope import asked
from protect.respondents.models import Respondent, RespondentAnswer


def questions_of(respondent: Respondent) -> list[tuple[Group, list[Question]]]:
    """What this respondent is asked: the checklist's questions in scope, of the groups that the lead chose."""
    checklist = respondent.checklist
    assert checklist is not None
    whole = QuestionSet(checklist.question_set)
    wanted = [
        one
        for one in asked(whole.questions, checklist.scope)
        if not respondent.groups or one.group in respondent.groups
    ]
    found = [(group, [one for one in wanted if one.group == group.code]) for group in whole.groups]
    return [(group, questions) for group, questions in found if questions]


def listed(task: Assessment | Checklist) -> list[tuple[Respondent, int | None]]:
    """Respondents of a task, each with how much is still missing (scoring) or answered (checklist); never what."""
    people = list(task.respondents.select_related("member", "created_by"))
    if isinstance(task, Assessment):
        owed = assessing.outstanding(task)
        return [(one, owed.get(one.member_id or 0)) for one in people]
    return [(one, one.answers.exclude(answer="").count()) for one in people]


def beside(respondent: Respondent) -> list[tuple[Question, RespondentAnswer, Any]]:
    """Each answer with its question and what the team answered: ``[(question, said, team's answer or None)]``."""
    assert respondent.checklist is not None
    questions = QuestionSet(respondent.checklist.question_set).by_code
    team = {one.question: one for one in respondent.checklist.answers.filter(sub_area=None)}
    said = respondent.answers.exclude(answer="", evidence="", improvement="")
    return [(questions[one.question], one, team.get(one.question)) for one in said if one.question in questions]


def at_step(request: HttpRequest, assessment: Assessment, step: str) -> dict[str, Any] | None:
    """The box that leads to the respondents, where a team is put together and where it scores."""
    if step not in {"preparation", "scoring"} or assessment.is_quick:
        return None
    if not request.user.has_perm("respondents.ask", assessment):
        return None
    return {"assessment": assessment}
