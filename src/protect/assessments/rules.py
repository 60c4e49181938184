from __future__ import annotations

from typing import Any

import rules

from protect.assessments.models import Assessment, State
from protect.organisations.rules import edits_owner, leads_owner


def _assessment(obj: Any) -> Assessment | None:
    return (
        obj
        if isinstance(obj, Assessment)
        else getattr(obj, "assessment", None) or getattr(getattr(obj, "scenario", None), "assessment", None)
    )


@rules.predicate
def is_open(user: Any, obj: Any) -> bool:
    """Not yet approved, superseded or expired: what is approved is read-only."""
    assessment = _assessment(obj)
    return assessment is not None and assessment.state in State.open_states()


@rules.predicate
def is_lead(user: Any, obj: Any) -> bool:
    assessment = _assessment(obj)
    return assessment is not None and assessment.lead_id == user.pk


@rules.predicate
def is_on_team(user: Any, obj: Any) -> bool:
    """Scores: in the team's core or involved circle, with an account."""
    assessment = _assessment(obj)
    return assessment is not None and assessment.team.filter(user_id=user.pk, scores=True).exists()


@rules.predicate
def in_scoring(user: Any, obj: Any) -> bool:
    assessment = _assessment(obj)
    return assessment is not None and assessment.state in {State.SCORING, State.CONSENSUS}


leads_it = is_lead | leads_owner
rules.add_perm("assessments.edit", is_open & (is_lead | edits_owner))
rules.add_perm("assessments.lead", is_open & leads_it)
rules.add_perm("assessments.score", is_open & is_on_team)
rules.add_perm("assessments.approve", leads_owner)
rules.add_perm("assessments.new_version", is_lead | edits_owner)
rules.add_perm("assessments.export", rules.always_allow)
rules.add_perm("assessments.share", leads_it)
