"""What links to answer by keep about a person who has an account too: for their export, and for the end of the account."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from protect.organisations.models import User
from protect.respondents import services
from protect.respondents.models import Respondent


def _to(user: User) -> QuerySet[Respondent]:
    return Respondent.objects.filter(email__iexact=user.email, erased_at=None).order_by("pk")


def asked_of(user: User) -> list[dict[str, Any]]:
    """What was asked belongs to its organisation and is named by number; what was answered is the person's own words."""
    return [
        {
            "kind": "scoring" if one.scores else "checklist",
            "number": one.assessment_id or one.checklist_id,
            "name": one.name,
            "function": one.function,
            "note": one.note,
            "sent_at": one.created_at.isoformat(timespec="seconds"),
            "handed_in_at": one.handed_in_at.isoformat(timespec="seconds") if one.handed_in_at else None,
            "scores": [
                {"scenario": its.scenario_id, "probability": its.probability, "consequence": its.consequence,
                 "confidence": its.confidence, "rationale": its.rationale}
                for its in (one.member.given_scores.order_by("pk") if one.member else [])
            ],
            "answers": [
                {"question": its.question, "answer": its.answer, "reason": its.reason, "evidence": its.evidence,
                 "improvement": its.improvement}
                for its in one.answers.all()
            ],
        }
        for one in _to(user).select_related("member")
    ]  # fmt: skip


def forget(user: User) -> None:
    """Links to the address end, and name, address and note go; what was handed in stays with a number."""
    for one in _to(user):
        if one.is_open:
            services.revoke(one)
        services.erase(Respondent.objects.select_related("member").get(pk=one.pk))
