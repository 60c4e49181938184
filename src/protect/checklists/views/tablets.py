"""Kobo and ODK at one space: the form for the tablets, the answers that come back, and what would become of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from protect.assessments.models import Assessment
from protect.assessments.models import State as AssessmentState
from protect.checklists.models import Arrival, ArrivalState, Checklist, Mode
from protect.checklists.queries.rows import Sheet
from protect.checklists.queries.sets import sets_for
from protect.checklists.scope import Scope
from protect.checklists.services.rounds import scope_of
from protect.checklists.views.common import open_checklist
from protect.checklists.xlsform import answers, arriving, writing
from protect.checklists.xlsform.forms import AnswersForm, TabletForm
from protect.organisations import audit
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.models import Verb
from protect.spaces.models import Space

PER_PAGE = 5
RECENT = 10
MOST_ERRORS = 100


def _open_assessments(request: HttpRequest, space: Space) -> Any:
    visible: Any = Assessment.objects.visible_to(request.user)
    return visible.filter(space=space, state__in=AssessmentState.open_states())


def as_download(form: writing.Form) -> HttpResponse:
    response = HttpResponse(writing.as_xlsx(form), content_type=writing.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{form.file_name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def tablets(request: HttpRequest, space_pk: int) -> HttpResponse:
    """The form to take along, and the upload of what was collected with it."""
    space = fetch(request, Space, pk=space_pk, permission="checklists.begin", related=("organisation",))
    assessments, sets = _open_assessments(request, space), sets_for(space)
    state = space.states.values_list("state", flat=True).first() or "normal"
    initial = {"assessment": assessments.first(), "usage_state": state}
    form = AnswersForm(assessments, sets, request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        upload = values["file"]
        done, arrival = attempt(
            form,
            lambda: arriving.receive(
                space,
                upload,
                name=upload.name or "answers",
                size=upload.size or 0,
                by=request.user,  # type: ignore[arg-type]
                sets=sets,
                question_set=values["question_set"],
                assessment=values["assessment"],
                usage_state=values["usage_state"],
            ),
        )
        if done and arrival is not None:
            return redirect("checklists:arrival", arrival.pk)
    arrivals: Any = Arrival.objects.visible_to(request.user).filter(space=space)
    context = {
        "space": space,
        "form": form,
        "tablet_form": TabletForm(assessments, sets, initial={**initial, "mode": Mode.FULL}),
        "arrivals": arrivals.select_related("created_by")[:RECENT],
    }
    return render(request, "checklists/tablets.html", context, status=422 if form.is_bound else 200)


@require_safe
def space_form(request: HttpRequest, space_pk: int) -> HttpResponse:
    """The XLSForm of a space, as a checklist begun now would ask."""
    space = fetch(request, Space, pk=space_pk, permission="checklists.begin", related=("organisation",))
    form = TabletForm(_open_assessments(request, space), sets_for(space), request.GET)
    if not form.is_valid():
        messages.error(request, _("Choose again which questions the form should have."))
        return redirect("checklists:tablets", space_pk)
    values = form.cleaned_data
    assessment = values["assessment"]
    named = scope_of(space, assessment)
    scope = Scope(
        categories=frozenset(named["categories"]),
        threats=frozenset(named["threat_types"]),
        usage_states=frozenset(named["usage_states"]),
        sub_areas=frozenset(named["sub_area_kinds"]),
        quick=values["mode"] == Mode.QUICK,
    )
    marking = assessment.effective_marking if assessment else None
    made = writing.of_space(space, values["question_set"], scope, marking=marking)
    return _download(request, made, assessment or space, lambda: redirect("checklists:tablets", space_pk))


@require_safe
def checklist_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The XLSForm of a checklist: what it asks, with its scope."""
    checklist = open_checklist(request, pk, "checklists.export")
    made = writing.of_checklist(Sheet(checklist, request.user))  # type: ignore[arg-type]
    return _download(request, made, checklist, lambda: redirect("checklists:detail", pk))


def _download(request: HttpRequest, form: writing.Form, about: Any, otherwise: Any) -> HttpResponse:
    try:
        response = as_download(form)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return otherwise()  # type: ignore[no-any-return]
    audit.record(Verb.EXPORTED, about, note="XLSForm")
    return response


RELATED = ("space__organisation", "assessment", "question_set", "created_by")


def _arrival(request: HttpRequest, pk: int) -> Arrival:
    return fetch(request, Arrival, pk=pk, permission="checklists.begin", related=RELATED)


@require_safe
def arrival(request: HttpRequest, pk: int) -> HttpResponse:
    """The dry run line by line; once it is taken in, the rounds that came of it."""
    found = _arrival(request, pk)
    submissions = found.report.get("submissions", [])
    lines = [*found.report.get("lines", []), *(line for one in submissions for line in one["lines"])]
    errors = [one for one in lines if one["level"] == answers.ERROR]
    page = Paginator(submissions, PER_PAGE).get_page(request.GET.get("page"))
    taken = [one for one in submissions if not one["known"] and (one["answers"] or one["photos"])]
    visible: Any = Checklist.objects.visible_to(request.user)
    context = {
        "arrival": found,
        "space": found.space,
        "lines": [one for one in found.report.get("lines", []) if one["level"] != answers.ERROR],
        "errors": errors[:MOST_ERRORS],
        "error_count": len(errors),
        "page_obj": page,
        "taken": len(taken),
        "known": sum(1 for one in submissions if one["known"]),
        "answers": sum(len(one["answers"]) for one in taken),
        "photos": sum(len(names) for one in taken for names in one["photos"].values()),
        "waits": found.state == ArrivalState.CHECKED,
        "may_take_in": found.state == ArrivalState.CHECKED and not errors and bool(taken),
        "rounds": visible.filter(submission__arrival=found).select_related("question_set").order_by("created_at"),
    }
    return render(request, "checklists/arrival.html", context)


@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    found = _arrival(request, pk)
    try:
        made = arriving.take_in(found, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    else:
        text = ngettext("%d submission was taken in.", "%d submissions were taken in.", len(made))
        messages.success(request, text % len(made))
    return redirect("checklists:arrival", pk)


@require_POST
def discard_arrival(request: HttpRequest, pk: int) -> HttpResponse:
    found = _arrival(request, pk)
    space_pk = found.space_id
    try:
        arriving.discard(found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("checklists:arrival", pk)
    messages.success(request, _("The file is removed; nothing of it was taken in."))
    return redirect("checklists:tablets", space_pk)
