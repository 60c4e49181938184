"""What every page of a checklist shows."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from protect.checklists.models import Checklist
from protect.checklists.queries.rows import Row, Sheet
from protect.organisations.access import fetch

RELATED = (
    "space",
    "space__organisation",
    "assessment",
    "assessment__space",
    "assessment__organisation",
    "question_set",
    "visit",
)


def open_checklist(request: HttpRequest, pk: int, permission: str | None = None) -> Checklist:
    return fetch(request, Checklist, pk=pk, permission=permission, related=RELATED)


def open_row(sheet: Sheet, code: str) -> Row:
    row = sheet.row(code)
    if row is None:
        # Out of scope: it is looked at all the same, so that it can be added.
        question = sheet.questions.by_code.get(code)
        if question is None:
            raise Http404
        return Row(question)
    return row


def show(request: HttpRequest, sheet: Sheet, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    checklist = sheet.checklist
    person = request.user
    base = {
        "checklist": checklist,
        "space": checklist.space,
        "assessment": checklist.assessment,
        "sheet": sheet,
        "counts": sheet.counts,
        "may_answer": person.has_perm("checklists.answer", checklist),
        "may_run": person.has_perm("checklists.run", checklist),
        "may_ask": person.has_perm("respondents.ask", checklist),
        "may_reopen": person.has_perm("checklists.reopen", checklist),
    }
    return render(request, template, {**base, **context}, status=status)
