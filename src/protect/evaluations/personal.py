"""What evaluations keep about a person, for the export of their data."""

from __future__ import annotations

from typing import Any

from protect.evaluations.models import Evaluator, Score, Stakeholder, Told
from protect.organisations.models import User


def parts_of(user: User) -> list[dict[str, Any]]:
    """Titles of evaluations belong to their organisation; they are named by number. Scores are one's own words."""
    scores = [
        {
            "evaluation": one.pairing.round.evaluation_id,
            "candidate": one.pairing.candidate_id,
            "criterion": one.criterion,
            "level": one.value,
            "rationale": one.rationale,
            "evidence": one.evidence,
            "changed_at": one.changed_at.isoformat(timespec="seconds"),
        }
        for one in Score.objects.filter(pairing__evaluator__user=user).select_related("pairing__round").order_by("pk")
    ]
    judging = [
        {
            "evaluation": one.evaluation_id,
            "expertise": one.expertise,
            "declared_at": one.declared_at.isoformat(timespec="seconds") if one.declared_at else None,
            "conflicts": [conflict.reason for conflict in one.conflicts.all()],
        }
        for one in Evaluator.objects.filter(user=user)
    ]
    weighing = [
        {"evaluation": one.evaluation_id, "stakeholder": one.name} for one in Stakeholder.objects.filter(user=user)
    ]
    told = [
        {"evaluation": one.evaluation_id, "mail": one.news, "at": one.at.isoformat(timespec="seconds")}
        for one in Told.objects.filter(user=user).order_by("pk")
    ]
    return [*judging, *weighing, *scores, *told]


def forget(user: User) -> None:
    """With the account go the notes of which mails went to it."""
    Told.objects.filter(user=user).delete()
