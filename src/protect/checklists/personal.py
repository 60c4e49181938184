"""What checklists keep about a person, for the export of their data. Their name goes with the account by itself."""

from __future__ import annotations

from typing import Any

from protect.checklists.models import Answer
from protect.organisations.models import User


def answers_of(user: User) -> list[dict[str, Any]]:
    """The space belongs to its organisation; the checklist is named by number."""
    return [
        {
            "checklist": one.checklist_id,
            "question": one.question,
            "answer": one.answer,
            "reason": one.reason,
            "who_can_answer": one.who_knows,
            "evidence": one.evidence,
            "improvement": one.improvement,
            "answered_at": one.answered_at.isoformat(timespec="seconds") if one.answered_at else None,
        }
        for one in Answer.objects.filter(answered_by=user)
    ]
