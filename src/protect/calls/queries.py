"""What the page of a call tells, and whose call somebody may begin."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from protect.calls import composing, leak_check, readiness
from protect.calls.models import Annex, Call
from protect.calls.rules import HANDLING
from protect.calls.states import MOVES, State
from protect.organisations.models import AUTHORITY_KINDS, Organisation, User


def organisations_of(user: Any) -> QuerySet[Organisation]:
    """Authorities in which this person handles calls."""
    return Organisation.objects.filter(
        memberships__user=user, memberships__role__in=HANDLING, kind__in=AUTHORITY_KINDS
    ).distinct()


def overview(call: Call, user: User | Any) -> dict[str, Any]:
    """State, what is missing, sections with what each holds, and what the reader may do next."""
    in_review = call.state == State.REVIEW
    digest = composing.digest(call)
    held = readiness.signatures(call, digest)
    annexes = list(call.annexes.select_related("organisation").prefetch_related("wanted"))
    findings = [one for one in leak_check.check(call) if not one.reason] if call.state in _BEFORE else []
    return {
        "call": call,
        "sections": [{**one, "text": call.sections.get(one["code"], "")} for one in composing.template_sections(call)],
        "criteria": composing.in_words(composing.document(call))["criteria"],
        "annexes": [(one, user.has_perm("calls.edit_annex", one)) for one in annexes],
        "question_count": call.questions.count(),
        "missing": readiness.missing(call) if call.is_draft else [],
        "obstacles": readiness.obstacles(call) if in_review else [],
        "open_findings": len(findings),
        "reviewers": [(one, held.get(one["code"])) for one in composing.reviewers(call)] if in_review else [],
        "publication": getattr(call, "publication", None),
        "may_edit": call.is_draft and user.has_perm("calls.edit", call),
        "may_handle": user.has_perm("calls.handle", call),
        "may_sign": in_review and user.has_perm("calls.sign", call),
        "may_share": user.has_perm("calls.share", call),
        "moves": [
            verb for verb, move in MOVES.items() if call.state in move.source and user.has_perm(move.permission, call)
        ],
    }


_BEFORE = {State.DRAFT, State.REVIEW}


def annex_in_words(annex: Annex) -> dict[str, str]:
    """Codes of an annex as words, in the reader's language."""
    return {
        name: composing.codes_in_words(vocabulary, getattr(annex, name))
        for name, vocabulary in composing.VOCABULARY.items()
    }
