"""Who said what to one question, by the audit trail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from protect.checklists.models import Answer
from protect.organisations.models import AuditEntry, Verb
from protect.reference import terms


@dataclass(frozen=True)
class Told:
    at: dt.datetime
    who: str
    answer: str  # label; empty where only a text changed
    note: str


def history(answers: list[Answer], most: int = 50) -> list[Told]:
    """The newest first. Only for answers that the reader may see: the trail holds what they were."""
    entries = AuditEntry.objects.filter(
        object_type=Answer._meta.label_lower,
        object_id__in=[one.pk for one in answers],
        verb__in=[Verb.CREATED, Verb.CHANGED],
    ).select_related("actor")
    found = []
    for entry in entries.order_by("-at", "-pk")[:most]:
        said = entry.changes.get("answer")
        code = said[1] if isinstance(said, list) and len(said) == 2 else ""
        found.append(
            Told(
                entry.at,
                str(entry.actor) if entry.actor else entry.actor_name,
                terms.label("question_answer", code) if code else "",
                entry.note,
            )
        )
    return found
