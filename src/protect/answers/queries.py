"""Reads worth a name: a provider's own answers, and what was opened of a call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from protect.answers import documents
from protect.answers.models import Asked, CityScreening, Draft, OpenedAnswer, Submission
from protect.calls.models import Call, Publication

RELATED = ("organisation", "publication__organisation", "publication__call")


def standing() -> Prefetch:
    """Of a draft the submission that stands, as ``standing`` (a list of one or none)."""
    return Prefetch("submissions", Submission.objects.filter(withdrawn_at=None), to_attr="standing")


def own_drafts(user: Any) -> QuerySet[Draft]:
    """Answers of the reader's own organisations, newest first."""
    found: QuerySet[Draft] = Draft.objects.visible_to(user)  # type: ignore[attr-defined]
    return found.select_related(*RELATED).prefetch_related(standing())


def opened_submissions(call: Call, reader: Any) -> QuerySet[OpenedAnswer]:
    """The opened answers of a call that ``reader`` may see, in the order in which they were opened. None before that."""
    found: QuerySet[OpenedAnswer] = OpenedAnswer.objects.visible_to(reader)  # type: ignore[attr-defined]
    return found.filter(call=call).select_related("submission", "call")


def city_screenings(opened: Iterable[OpenedAnswer], reader: Any) -> dict[int, list[CityScreening]]:
    """What partner cities said, by opened answer."""
    found: dict[int, list[CityScreening]] = {}
    seen: Any = CityScreening.objects
    rows = seen.visible_to(reader).filter(opened__in=list(opened)).select_related("organisation", "screened_by")
    for one in rows:
        found.setdefault(one.opened_id, []).append(one)
    return found


def decided_for(call: Call, city: int, reader: Any, state: str) -> QuerySet[OpenedAnswer]:
    """Opened answers in the screening of one city: ``open``, or a decision."""
    found = opened_submissions(call, reader)
    if city == call.organisation_id:
        return found.filter(decision="" if state == "open" else state)
    said = CityScreening.objects.filter(organisation=city).exclude(decision="")
    if state == "open":
        return found.exclude(pk__in=said.values("opened"))
    return found.filter(pk__in=said.filter(decision=state).values("opened"))


def overview(draft: Draft) -> dict[str, Any]:
    """What every page of a draft tells: time, what is missing, what is submitted."""
    document = documents.compose(draft)
    missing = documents.missing_of(document, draft.publication.document)
    submitted = draft.submissions.filter(withdrawn_at=None).first()
    steps = [one.step for one in missing]
    return {
        "draft": draft,
        "publication": draft.publication,
        "document": document,
        "missing": missing,
        "missing_by_step": {step: steps.count(step) for step in ("facts", "requirements", "questions", "files")},
        "submitted": submitted,
        "is_over": timezone.now() >= draft.publication.answers_until,
    }


def own_questions(user: Any, publication: Publication) -> QuerySet[Asked]:
    found: QuerySet[Asked] = Asked.objects.visible_to(user)  # type: ignore[attr-defined]
    return found.filter(clarification__publication=publication).select_related("clarification")
