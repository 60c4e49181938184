"""The questions: the hour on one page, group by group, one question with all that belongs to it, and the autosave."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.checklists import services
from protect.checklists.models import Checklist
from protect.checklists.queries.history import history
from protect.checklists.queries.rows import FILTERS, Row, Sheet
from protect.checklists.services.answering import FIELDS
from protect.checklists.views.common import open_checklist, open_row, show
from protect.checklists.views.lines import line, part_lines
from protect.organisations.conflicts import FIELD as AS_LOADED
from protect.organisations.lists import one_of
from protect.spaces.models import ExistingMeasure, SubArea

#: Name of a field: question, sub-area (0: overall), field. "E3-0-answer".
NAME = re.compile(r"(?P<key>(?P<code>[A-Z][0-9]{1,2})-(?P<part>[0-9]{1,18}))-(?P<field>[a-z_]+)\Z")


@require_safe
def quick(request: HttpRequest, pk: int) -> HttpResponse:
    """The twenty questions of the hour, all on one page."""
    checklist = open_checklist(request, pk)
    sheet = Sheet(checklist, request.user)  # type: ignore[arg-type]
    rows = [row for row in sheet.rows if row.question.quick or checklist.is_quick]
    return _questions(request, sheet, rows, "checklists/quick.html", {"back": "quick"})


@require_safe
def group(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    checklist = open_checklist(request, pk)
    sheet = Sheet(checklist, request.user)  # type: ignore[arg-type]
    groups = sheet.groups
    codes = [one.code for one, _rows in groups]
    if code not in codes:
        raise Http404
    place = codes.index(code)
    found, rows = groups[place]
    more = {
        "group": found,
        "groups": groups,
        "back": code,
        "before": groups[place - 1][0] if place else None,
        "after": groups[place + 1][0] if place + 1 < len(groups) else None,
    }
    return _questions(request, sheet, rows, "checklists/group.html", more)


@require_safe
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """Over all groups: unanswered, not known, with an idea for improvement, changed since last time, contested."""
    checklist = open_checklist(request, pk)
    sheet = Sheet(checklist, request.user)  # type: ignore[arg-type]
    chosen = one_of(request.GET, "show", FILTERS)
    rows = [row for row in sheet.rows if not chosen or FILTERS[chosen](row)]
    numbers = {name: sum(1 for row in sheet.rows if keeps(row)) for name, keeps in FILTERS.items()}
    more = {"chosen": chosen, "numbers": numbers, "back": f"show-{chosen}" if chosen else "show"}
    return _questions(request, sheet, rows, "checklists/listing.html", more)


def _questions(
    request: HttpRequest, sheet: Sheet, rows: list[Row], template: str, more: dict[str, Any]
) -> HttpResponse:
    lines = [line(row) for row in rows]
    return show(request, sheet, template, {"lines": lines, "answered_here": sum(1 for row in rows if row.said), **more})


@require_safe
def question(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One question: overall, for single parts of the site, who said what, its photos and what it led to."""
    checklist = open_checklist(request, pk)
    sheet = Sheet(checklist, request.user)  # type: ignore[arg-type]
    row = open_row(sheet, code)
    keys = [key for one in row.answers for key in one.measure_keys]
    codes = [one.question.code for one in sheet.rows]
    place = codes.index(code) if code in codes else -1
    return show(
        request,
        sheet,
        "checklists/question.html",
        {
            "row": row,
            "all_lines": [line(row), *part_lines(row, checklist.space.sub_areas.all())],
            "history": history(row.answers) if row.answers else [],
            "measures": ExistingMeasure.objects.visible_to(request.user).filter(pk__in=keys),
            "back": f"question-{code}",
            "before": codes[place - 1] if place > 0 else "",
            "next_code": codes[place + 1] if 0 <= place < len(codes) - 1 else "",
            "may_record": request.user.has_perm("spaces.contribute", checklist.space),
            "may_note": checklist.assessment is not None
            and request.user.has_perm("assessments.edit", checklist.assessment),
        },
    )


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a request holds: a page of answers from the form, one from the autosave (which asks for JSON)."""
    checklist = open_checklist(request, pk)
    wants_json = "application/json" in request.headers.get("Accept", "")
    if wants_json and not request.user.has_perm("checklists.answer", checklist):
        words = _("This checklist is handed in, or your role does not answer here. What you typed was not saved.")
        return JsonResponse({"errors": {"": [words]}}, status=422)
    checklist = open_checklist(request, pk, "checklists.answer")
    errors: dict[str, list[str]] = {}
    told: dict[str, list[str]] = {}
    values: dict[str, dict[str, str]] = {}
    for key, given in _given(request.POST).items():
        try:
            kept = _keep(request, checklist, key, given)
        except ValidationError as error:
            errors[key] = error.messages
            continue
        values[key] = {name: getattr(kept.answer, name) for name in FIELDS}
        if kept.told:
            told[key] = kept.told
    if wants_json:
        sheet = Sheet(checklist)
        reply = {
            "errors": errors,
            "told": told,
            "values": values,
            "answered": sheet.counts.answered,
            "asked": sheet.counts.asked,
            "saved_at": time_format(timezone.localtime(), "TIME_FORMAT"),
        }
        return JsonResponse(reply, status=422 if errors else 200)
    for code, sentences in told.items():
        for sentence in sentences:
            messages.warning(request, f"{code.partition('-')[0]}: {sentence}")
    if errors:
        return _again(request, checklist, errors)
    messages.success(request, _("Your answers are saved."))
    return redirect(_back(checklist, request.POST.get("go_on") or request.POST.get("back", "")))


def _again(request: HttpRequest, checklist: Checklist, errors: dict[str, list[str]]) -> HttpResponse:
    """The lines that were refused, as they were sent, each with what is wrong; the others are saved."""
    sheet = Sheet(checklist, request.user)  # type: ignore[arg-type]
    given = _given(request.POST)
    areas = {one.pk: one for one in SubArea.objects.visible_to(request.user).filter(space=checklist.space_id)}
    lines = []
    for key, sentences in errors.items():
        code, _dash, part = key.partition("-")
        if code in sheet.questions.by_code and (part == "0" or int(part) in areas):
            lines.append(line(open_row(sheet, code), areas.get(int(part)), given[key], sentences))
        else:
            messages.error(request, f"{code}: {' '.join(sentences)}")
    context = {"lines": lines, "back": request.POST.get("back", "")[:20]}
    return show(request, sheet, "checklists/again.html", context, status=422)


def _given(posted: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """``{"E3-0": {"answer": "yes", ...}}`` of the fields that were sent."""
    found: dict[str, dict[str, str]] = {}
    for name in posted:
        match = NAME.match(name)
        if match and (match["field"] in FIELDS or match["field"] == AS_LOADED):
            found.setdefault(match["key"], {})[match["field"]] = posted[name]
    return found


def _keep(request: HttpRequest, checklist: Checklist, key: str, given: dict[str, str]) -> services.Kept:
    code, _dash, part = key.partition("-")
    sub_area = None
    if part != "0":
        sub_area = SubArea.objects.visible_to(request.user).filter(pk=part, space=checklist.space_id).first()
        if sub_area is None:
            raise ValidationError(_("This part of the site is there no more; reload the page."))
    was = None
    if AS_LOADED in given:
        try:
            was = json.loads(given.pop(AS_LOADED))
        except (ValueError, RecursionError):
            was = None
        if not isinstance(was, dict):
            was = None
    return services.answer(
        checklist,
        code,
        given,
        by=request.user,  # type: ignore[arg-type]
        sub_area=sub_area,
        was=was,
    )


def _back(checklist: Checklist, where: str) -> str:
    """The page of the checklist to go on with; an unknown word leads to its overview."""
    name, _dash, code = where.partition("-")
    if where == "quick":
        return reverse("checklists:quick", args=[checklist.pk])
    if name == "show":
        return reverse("checklists:listing", args=[checklist.pk]) + (f"?show={code}" if code in FILTERS else "")
    if name == "question" and NAME.match(f"{code}-0-answer"):
        return reverse("checklists:question", args=[checklist.pk, code])
    if re.fullmatch("[A-Z]", where):
        return reverse("checklists:group", args=[checklist.pk, where])
    return reverse("checklists:detail", args=[checklist.pk])
