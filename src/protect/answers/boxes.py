"""What this folder shows on the pages of a call."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from protect.answers import queries
from protect.answers.models import Clarification
from protect.answers.rules import answering_for
from protect.calls.models import Call, Publication
from protect.calls.states import MOVES


def clarified(publication: Publication) -> list[dict[str, Any]]:
    """Question and answer as everybody reads them, numbered within the call."""
    answered: Any = Clarification.objects.visible_to(None)
    rows = answered.filter(publication=publication).exclude(answered_at=None).order_by("answered_at", "pk")
    return [
        {"id": number, "question": one.question, "answer": one.answer, "answered_at": one.answered_at}
        for number, one in enumerate(rows, 1)
    ]


def on_public(request: HttpRequest, publication: Publication) -> dict[str, Any]:
    """Questions that were answered to all; for a provider the way to its own answer."""
    answered: Any = Clarification.objects.visible_to(None)
    signed_in = request.user.is_authenticated
    own = list(queries.own_drafts(request.user).filter(publication=publication)) if signed_in else []
    return {
        "clarifications": list(answered.filter(publication=publication).exclude(answered_at=None)),
        "own": own,
        "may_answer": signed_in and bool(answering_for(request.user)),
        "signed_in": signed_in,
        "publication": publication,
        "is_open": not publication.is_closed,
    }


def on_call(request: HttpRequest, call: Call) -> dict[str, Any] | None:
    """Clarifications that wait, the opening, and the opened answers. Nothing here counts what was not opened."""
    publication = getattr(call, "publication", None)
    if publication is None:
        return None
    may_handle = request.user.has_perm("answers.handle", call)
    waiting: Any = Clarification.objects.visible_to(request.user)
    opened = queries.opened_submissions(call, request.user).count()
    return {
        "publication": publication,
        "waiting": list(waiting.filter(publication=publication, answered_at=None)) if may_handle else [],
        "is_time": timezone.now() >= publication.opens_at,
        "may_open": may_handle and call.state in MOVES["open_answers"].source,
        "may_end": call.state in MOVES["end_without"].source and request.user.has_perm("calls.publish", call),
        "opened": opened,
        "was_opened": call.opened_answers.exists() or call.state in {"opened", "no_answer"},
    }
