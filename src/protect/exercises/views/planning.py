"""The list, the plan with its functions and messages, its state, and its runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.exercises import listing, queries, readiness, services
from protect.exercises.forms import FunctionForm, InjectForm, NewExerciseForm, PlanForm, ReasonForm, RunForm
from protect.exercises.models import Exercise, Function, Inject
from protect.exercises.states import MOVES
from protect.organisations import audit, conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import csv_response
from protect.organisations.models import Verb
from protect.spaces.queries import organisations_edited_by

RELATED = ("organisation", "space", "scenario")


@require_safe
def exercise_list(request: HttpRequest) -> HttpResponse:
    """Those the reader may see; filter, sort and page are in the address, all of them as a table with ``?format=csv``."""
    found = listing.Listing(request.user, request.GET)
    if request.GET.get("format") == "csv":
        return csv_response("exercises.csv", found.table())
    context = {"listing": found, "page_obj": found.page, "may_begin": request.user.has_perm("exercises.create")}
    return render(request, "exercises/list.html", context)


def begin(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("exercises.create"):
        raise PermissionDenied(_("Your role does not allow this here."))
    template, offered = queries.templates()
    known = {one["threat"] for one in offered}
    asked = request.GET.get("threat", "")
    initial = {"threat": asked if asked in known else ""}
    form = NewExerciseForm(organisations_edited_by(request.user), offered, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(
            form,
            lambda: services.begin(
                values["organisation"], values["title"], by=request.user,  # type: ignore[arg-type]
                template=template if values["threat"] else None, threat=values["threat"],
            ),
        )  # fmt: skip
        if done and made is not None:
            return redirect("exercises:detail", made.pk)
    context = {"form": form, "title": _("New exercise"), "submit": _("Begin"), "offered": offered}
    return render(request, "exercises/begin.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan, what it lacks, and its runs."""
    found = fetch(request, Exercise, pk=pk, related=RELATED)
    may = {name: request.user.has_perm(f"exercises.{name}", found) for name in ("edit", "lead", "share")}
    runs = list(found.runs.all())
    permitted = {
        verb
        for verb, move in MOVES.items()
        if found.state in move.source and request.user.has_perm(move.permission, found)
    }
    if any(one.begun_at for one in runs):
        permitted -= {"back_to_draft"}
    context = {
        "exercise": found,
        "may_edit": found.is_draft and may["edit"],
        "may_run": found.state == "ready" and may["edit"],
        "may_share": may["share"],
        "moves": permitted,
        "missing": readiness.missing(found) if found.is_draft else [],
        "advice": readiness.advice(found),
        "functions": list(found.functions.all()),
        "injects": list(found.injects.select_related("to").prefetch_related("expected")),
        "runs": runs,
        "played": any(one.begun_at for one in runs),
        "comparable": len({one.arm for one in runs if one.ended_at and one.state != "cancelled"}) == 2,
    }
    return render(request, "exercises/detail.html", context)


def to_change(request: HttpRequest, pk: int) -> Exercise:
    found = fetch(request, Exercise, pk=pk, permission="exercises.edit", related=RELATED)
    if not found.is_draft:
        raise PermissionDenied(_("The plan is changed while it is a draft."))
    return found


def form_page(request: HttpRequest, exercise: Exercise, form: Any, title: str, **more: Any) -> HttpResponse:
    return render(request, "exercises/form.html", {"exercise": exercise, "form": form, "title": title, **more})


def saved(request: HttpRequest, exercise: Exercise) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("exercises:detail", exercise.pk)


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk)
    form = PlanForm(request.user, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change(stored, form.cleaned_data))
        if done:
            return saved(request, found)
    return form_page(request, found, form, _("Plan"))


def function(request: HttpRequest, pk: int, part_pk: int | None = None) -> HttpResponse:
    found = to_change(request, pk)
    part = None if part_pk is None else fetch(request, Function, pk=part_pk, exercise=found)
    form = FunctionForm(request.POST or None, instance=part)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.save_function(found, form.cleaned_data, stored)
        )
        if done:
            return saved(request, found)
    return form_page(request, found, form, _("Function at the table"), part=part, remove="exercises:remove_function")


def inject(request: HttpRequest, pk: int, part_pk: int | None = None) -> HttpResponse:
    found = to_change(request, pk)
    part = None if part_pk is None else fetch(request, Inject, pk=part_pk, exercise=found)
    form = InjectForm(found, request.POST or None, instance=part)
    if request.method == "POST" and form.is_valid():

        def save(stored: Any) -> Any:
            values = dict(form.cleaned_data)
            expected = values.pop("expected").splitlines()
            return services.save_inject(found, values, expected, stored)

        done, _saved = conflicts.save(request, form, save)
        if done:
            return saved(request, found)
    return form_page(request, found, form, _("Message to the table"), part=part, remove="exercises:remove_inject")


PARTS: dict[str, Any] = {"function": Function, "inject": Inject}


@require_POST
def remove(request: HttpRequest, pk: int, kind: str, part_pk: int) -> HttpResponse:
    found = to_change(request, pk)
    part = fetch(request, PARTS[kind], pk=part_pk, exercise=found)
    return act(request, lambda: services.remove_part(part), "exercises:detail", found.pk)


def act(request: HttpRequest, verb: Callable[[], Any], to: str, *keys: Any) -> HttpResponse:
    """A button: done, or told why not."""
    form = ReasonForm({"reason": "-"})
    done, _made = attempt(form, verb)
    for error in form.non_field_errors():
        messages.error(request, str(error))
    if done and request.headers.get("HX-Request") != "true":
        messages.success(request, _("Saved."))
    return redirect(to, *keys)


@require_POST
def make_ready(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Exercise, pk=pk, permission="exercises.edit", related=RELATED)
    return act(request, lambda: services.make_ready(found), "exercises:detail", pk)


@require_POST
def back_to_draft(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Exercise, pk=pk, permission="exercises.edit", related=RELATED)
    return act(request, lambda: services.back_to_draft(found), "exercises:detail", pk)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Exercise, pk=pk, permission="exercises.lead", related=RELATED)
    return act(request, lambda: services.reopen(found), "exercises:detail", pk)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Exercise, pk=pk, permission="exercises.lead", related=RELATED)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = attempt(form, lambda: services.cancel(found, reason=form.cleaned_data["reason"]))
        if done:
            return saved(request, found)
    return form_page(request, found, form, _("Cancel the exercise"))


def add_run(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Exercise, pk=pk, permission="exercises.edit", related=RELATED)
    if found.state != "ready":
        raise PermissionDenied(_("Make the exercise ready first."))
    form = RunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(
            form, lambda: services.add_run(found, values["arm"], values["conditions"], values["by_clock"])
        )
        if done and made is not None:
            return redirect("exercises:run", pk, made.pk)
    return form_page(request, found, form, _("Play it"), submit=_("Open the table"))


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as a table: messages with their minute, channel and the decisions expected."""
    found = fetch(request, Exercise, pk=pk, related=RELATED)
    audit.record(Verb.EXPORTED, found, note="CSV")
    rows: list[list[Any]] = [
        [_("Minute"), _("Channel"), _("Only to"), _("Title"), _("Message"), _("Decisions expected")]
    ]
    for one in found.injects.select_related("to").prefetch_related("expected"):
        expected = "\n".join(each.text for each in one.expected.all())
        rows.append([one.minute, one.get_channel_display(), one.to or "", one.title, one.text, expected])
    return csv_response("exercise.csv", rows)
