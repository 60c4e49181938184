"""A checklist as a whole: begin, overview, scope, hand in, take up again, compare, take out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.assessments.models import Assessment
from protect.assessments.models import State as AssessmentState
from protect.checklists import exporting, services
from protect.checklists.forms import BeginForm, ScopeForm
from protect.checklists.models import Checklist, Mode, State
from protect.checklists.queries.compare import compare
from protect.checklists.queries.rows import Sheet, checklists_of, count
from protect.checklists.queries.sets import sets_for
from protect.checklists.queries.words import scope_in_words
from protect.checklists.services.rounds import scope_of
from protect.checklists.views.common import open_checklist, show
from protect.organisations import audit, conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import key_of, one_of
from protect.organisations.models import Verb
from protect.spaces.models import Space


def begin(request: HttpRequest, space_pk: int) -> HttpResponse:
    """Choose the hour or the whole; the page also leads to a checklist that is open already."""
    space = fetch(request, Space, pk=space_pk, permission="checklists.begin", related=("organisation",))
    mine = Checklist.objects.visible_to(request.user).filter(space=space, state=State.OPEN)
    going_on = next((one for one in mine.select_related("assessment", "question_set") if one.is_open), None)
    if request.method == "GET" and going_on is not None:
        return redirect(*_where(going_on))
    assessments = Assessment.objects.visible_to(request.user).filter(
        space=space, state__in=AssessmentState.open_states()
    )
    chosen = assessments.filter(pk=key_of(request.GET, "assessment") or 0).first() or assessments.first()
    mode = one_of(request.GET, "mode", Mode.values) or (Mode.QUICK if chosen and chosen.is_quick else Mode.FULL)
    form = BeginForm(
        space, assessments, sets_for(space), request.POST or None, initial={"assessment": chosen, "mode": mode}
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(
            form,
            lambda: services.begin(
                space,
                by=request.user,  # type: ignore[arg-type]
                mode=values["mode"],
                assessment=values["assessment"],
                question_set=values["question_set"],
            ),
        )
        if done and made is not None:
            return redirect(*_where(made))
    return render(request, "checklists/begin.html", {"space": space, "form": form, "going_on": going_on})


def _where(checklist: Checklist) -> tuple[Any, ...]:
    return ("checklists:quick" if checklist.is_quick else "checklists:detail", checklist.pk)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    checklist = open_checklist(request, pk)
    sheet = Sheet(checklist, request.user)  # type: ignore[arg-type]
    groups = [(group, count(rows)) for group, rows in sheet.groups]
    others = checklists_of(checklist.space_id, request.user).defer("question_set__content")  # type: ignore[arg-type]
    return show(
        request,
        sheet,
        "checklists/detail.html",
        {
            "groups": groups,
            "next_group": next((group for group, found in groups if found.unanswered), None),
            "scope": scope_in_words(checklist),
            "others": others.exclude(pk=pk),
            "left_out": len(sheet.questions.questions) - len(sheet.rows),
        },
    )


def scope(request: HttpRequest, pk: int) -> HttpResponse:
    checklist = open_checklist(request, pk, "checklists.run")
    initial: dict[str, Any] = {}
    if "fresh" in request.GET:
        initial = scope_of(checklist.space, checklist.assessment, checklist.visit)
    form = ScopeForm(request.POST or None, instance=checklist, initial=initial)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.set_scope(stored, form.cleaned_data))
        if done:
            messages.success(request, _("The scope is saved. Answers given before are kept."))
            return redirect("checklists:detail", pk)
        checklist = open_checklist(request, pk, "checklists.run")
    sheet = Sheet(checklist, request.user)  # type: ignore[arg-type]
    return show(request, sheet, "checklists/scope.html", {"form": form, "scope": scope_in_words(checklist)})


def _act(request: HttpRequest, verb: Any, done: str, pk: int) -> HttpResponse:
    try:
        verb()
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return redirect("checklists:detail", pk)


@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    checklist = open_checklist(request, pk, "checklists.run")
    by: Any = request.user
    return _act(request, lambda: services.hand_in(checklist, by=by), _("The checklist is handed in. Thank you."), pk)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    checklist = open_checklist(request, pk, "checklists.reopen")
    return _act(request, lambda: services.reopen(checklist), _("The checklist is open again."), pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    checklist = open_checklist(request, pk, "checklists.run")
    space_pk = checklist.space_id
    try:
        services.discard(checklist)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("checklists:detail", pk)
    messages.success(request, _("The empty checklist is removed."))
    return redirect("spaces:detail", space_pk)


@require_safe
def comparison(request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
    """Two checklists of one space side by side; the earlier one on the left, whichever way it was asked."""
    checklist = open_checklist(request, pk)
    other = open_checklist(request, other_pk)
    if other.space_id != checklist.space_id:
        raise Http404
    then, now = sorted((checklist, other), key=lambda one: (one.created_at, one.pk))
    found = compare(then, now)
    only = "all" not in request.GET
    return show(
        request,
        Sheet(checklist, request.user),  # type: ignore[arg-type]
        "checklists/compare.html",
        {
            "comparison": found,
            "only": only,
            "shown": [
                (t, rows) for t, pairs in found.groups if (rows := [p for p in pairs if p.is_marked or not only])
            ],
        },
    )


@require_safe
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    checklist = open_checklist(request, pk, "checklists.export")
    if kind not in exporting.KINDS:
        raise Http404
    audit.record(Verb.EXPORTED, checklist, note=kind)
    return exporting.KINDS[kind](Sheet(checklist, request.user))  # type: ignore[arg-type]
