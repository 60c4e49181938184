"""Opened answers beside each other: the list, one question over all, the workbook, questions back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.answers import comparing, documents, exporting, queries, services
from protect.answers.forms import AskBackForm, ReplyForm
from protect.answers.models import OpenedAnswer, QuestionBack
from protect.answers.rules import screens_for
from protect.answers.views.drafting import own_draft
from protect.calls.models import Annex, Call
from protect.organisations import audit
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import one_of
from protect.organisations.models import Verb

RELATED = ("organisation", "publication")
PAGE_SIZE = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def partners_of(call: Call) -> list[Annex]:
    return list(call.annexes.exclude(organisation=call.organisation_id).select_related("organisation"))


def call_of(request: HttpRequest, pk: int, permission: str | None = None) -> Call:
    return fetch(request, Call, pk=pk, related=RELATED, permission=permission)


@require_safe
def opened_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every opened answer: completeness, screening, match with each city's need, likely duplicates."""
    call = call_of(request, pk)
    found = queries.opened_submissions(call, request.user)
    state = one_of(request.GET, "decision", ("open", *OpenedAnswer.Decision.values))
    cities = [call.organisation, *(one.organisation for one in partners_of(call))]
    city = next((one for one in cities if str(one.pk) == request.GET.get("city", "")), None)
    if city is None:  # whoever handles a partner city begins with its own
        city = next(iter(screens_for(request.user, call)), call.organisation)
    if state:
        found = queries.decided_for(call, city.pk, request.user, state)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows: list[Any] = []
    if page.object_list:
        asked = call.publication.document
        needs = comparing.needs_of(asked)
        near = comparing.alike([one.document for one in page.object_list])
        listed = list(page.object_list)
        said = queries.city_screenings(listed, request.user) if len(cities) > 1 else {}
        for place, one in enumerate(listed):
            alike = [(listed[other].number, score) for other, score in near.get(place, [])]
            missing = documents.missing_of(one.document, asked)
            rows.append((one, missing, comparing.matches(one.document, needs), alike, said.get(one.pk, [])))
    context = {
        "call": call, "rows": rows, "page_obj": page, "state": state, "states": OpenedAnswer.Decision.choices,
        "cities": cities if len(cities) > 1 else [], "city": city,
        "may_handle": request.user.has_perm("answers.handle", call),
    }  # fmt: skip
    return render(request, "answers/opened_list.html", context)


@require_safe
def side_by_side(request: HttpRequest, pk: int) -> HttpResponse:
    """What all answers say to one question, one requirement or one fact; those that say nothing say so."""
    call = call_of(request, pk)
    rows = list(queries.opened_submissions(call, request.user))
    columns = comparing.columns(call.publication.document) if hasattr(call, "publication") else []
    keys = [one.key for one in columns]
    key = one_of(request.GET, "about", keys, keys[0] if keys else "")
    at = keys.index(key) if key else 0
    context = {
        "call": call, "columns": columns, "column": columns[at] if columns else None,
        "before": columns[at - 1] if at else None, "after": columns[at + 1] if at + 1 < len(columns) else None,
        "rows": [(one, comparing.said(one.document, call.publication.document, key)) for one in rows],
    }  # fmt: skip
    return render(request, "answers/side_by_side.html", context)


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    call = call_of(request, pk)
    rows = list(queries.opened_submissions(call, request.user))
    if not rows:
        messages.info(request, _("Nothing was opened yet."))
        return redirect("answers:opened_list", pk)
    audit.record(Verb.EXPORTED, call, note=_("opened answers as XLSX"))
    response = HttpResponse(
        exporting.workbook(call, rows, queries.city_screenings(rows, request.user)), content_type=XLSX
    )
    response["Content-Disposition"] = f'attachment; filename="answers-{call.pk}.xlsx"'
    return response


def ask_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    call = call_of(request, pk)
    opened = fetch(
        request, OpenedAnswer, call=call, number=number, permission="answers.handle",
        related=("submission__publication", "call"),
    )  # fmt: skip
    form = AskBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = attempt(form, lambda: services.ask_back(opened, form.cleaned_data["text"], by=request.user))  # type: ignore[arg-type]
        if done:
            messages.success(request, _("Asked. The provider gets a mail; the others do not learn of it."))
            return redirect("answers:opened", pk, number)
    missing = documents.missing_of(opened.document, call.publication.document)
    return render(request, "answers/ask_back.html", {"call": call, "opened": opened, "form": form, "missing": missing})


def reply(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    """The provider's side: a question back, and the reply to it."""
    draft = own_draft(request, pk)
    found = fetch(
        request, QuestionBack, pk=question_pk, opened__submission__draft=draft, related=("opened__submission",)
    )
    back = ("answers:receipt", pk, found.opened.submission_id)
    if found.replied_at is not None:
        return redirect(*back)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _saved = attempt(form, lambda: services.reply(found, form.cleaned_data["text"], by=request.user))  # type: ignore[arg-type]
        if done:
            messages.success(request, _("Your reply is there."))
            return redirect(*back)
    context = {"draft": draft, "publication": draft.publication, "form": form, "question": found}
    return render(request, "answers/reply.html", context)
