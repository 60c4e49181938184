"""What assessments keep about a person: for the export of their data, and for the end of their account."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from protect.assessments.models import Score, State, TeamMember
from protect.organisations.changes import save_changes
from protect.organisations.models import User


def teams_of(user: User) -> list[dict[str, Any]]:
    """Titles of assessments belong to their organisation; they are named by number."""
    return [
        {
            "assessment": one.assessment_id,
            "name": one.name,
            "organisation": one.organisation_name,
            "function": one.function,
            "circle": one.circle,
            "scores": one.scores,
            "handed_in_at": one.handed_in_at.isoformat() if one.handed_in_at else None,
        }
        for one in TeamMember.objects.filter(user=user)
    ]


def scores_of(user: User) -> list[dict[str, Any]]:
    return [
        {
            "assessment": one.scenario.assessment_id,
            "scenario": one.scenario_id,
            "basis": one.basis,
            "probability": one.probability,
            "consequence": one.consequence,
            "factors": one.factors,
            "confidence": one.confidence,
            "rationale": one.rationale,
            "changed_at": one.changed_at.isoformat(timespec="seconds"),
        }
        for one in Score.objects.filter(member__user=user).select_related("scenario").order_by("pk")
    ]


def forget_member(user: User) -> None:
    """In open assessments the name goes; approved ones are records of the organisation, sealed with their team."""
    for member in TeamMember.objects.filter(user=user, assessment__state__in=State.open_states()):
        save_changes(member, {"name": _("Former member")})
