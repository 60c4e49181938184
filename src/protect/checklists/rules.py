from __future__ import annotations

from typing import Any

import rules

from protect.assessments.rules import is_lead, is_on_team
from protect.checklists.models import Answer, Checklist
from protect.organisations.rules import contributes_to_owner, edits_owner


def _checklist(obj: Any) -> Checklist | None:
    return obj.checklist if isinstance(obj, Answer) else obj if isinstance(obj, Checklist) else None


@rules.predicate
def is_open(user: Any, obj: Any) -> bool:
    """Not handed in, and its assessment not approved."""
    checklist = _checklist(obj)
    return checklist is not None and checklist.is_open


@rules.predicate
def assessment_is_open(user: Any, obj: Any) -> bool:
    checklist = _checklist(obj)
    return checklist is not None and (checklist.assessment is None or checklist.assessment.is_open)


@rules.predicate
def leads_its_assessment(user: Any, obj: Any) -> bool:
    checklist = _checklist(obj)
    return checklist is not None and checklist.assessment is not None and is_lead(user, checklist.assessment)


@rules.predicate
def is_on_its_team(user: Any, obj: Any) -> bool:
    """Members of the team who read the assessment answer too, also those of partner organisations."""
    checklist = _checklist(obj)
    return checklist is not None and checklist.assessment is not None and is_on_team(user, checklist.assessment)


runs_it = edits_owner | leads_its_assessment
rules.add_perm("checklists.begin", edits_owner)
rules.add_perm("checklists.answer", is_open & (contributes_to_owner | leads_its_assessment | is_on_its_team))
rules.add_perm("checklists.run", is_open & runs_it)
rules.add_perm("checklists.reopen", assessment_is_open & runs_it)
rules.add_perm("checklists.export", rules.always_allow)
