"""The list, the plan with its parts and approvals, what was measured, the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from protect.demonstrations import readiness, results, services
from protect.demonstrations.forms import (
    AfterwardsForm,
    ApprovalForm,
    MetricForm,
    NewDemonstrationForm,
    PersonForm,
    PlanForm,
    ReasonForm,
    StepForm,
)
from protect.demonstrations.models import DemoDay, Demonstration, Metric, Person, Question, Step
from protect.demonstrations.states import MOVES, State
from protect.evaluations.models import Candidate
from protect.organisations import audit, conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.listing import listed
from protect.organisations.lists import csv_response
from protect.organisations.models import Verb
from protect.spaces.queries import organisations_edited_by

PAGE_SIZE = 50
SORTS = {
    "begins": (gettext_lazy("last to begin"), [F("begins_at").desc(nulls_last=True)]),
    "title": (gettext_lazy("title"), ["title"]),
    "state": (gettext_lazy("state"), ["state"]),
}
STATES = {code: (label, Q(state=code)) for code, label in State.choices}
RELATED = ("organisation", "space")


@require_safe
def demonstration_list(request: HttpRequest) -> HttpResponse:
    listing = listed(
        request, Demonstration, texts=("title", "solution", "provider"), sorts=SORTS, states=STATES,
        related=("space__organisation",), heavy=("space__wkb",),
    )  # fmt: skip
    if listing.wants_csv:
        head = [
            _("Demonstration"),
            _("Solution"),
            _("Provider"),
            _("Organisation"),
            _("Begins"),
            _("State"),
            _("Marking"),
        ]

        def line(one: Demonstration) -> list[Any]:
            begins = one.begins_at.isoformat(timespec="minutes") if one.begins_at else ""
            state = one.get_state_display()
            return [one.title, one.solution, one.provider, one.organisation, begins, state, one.effective_marking]

        return listing.csv("demonstrations.csv", head, line, _("demonstrations as CSV"))
    context = {
        "listing": listing,
        "page_obj": listing.page(PAGE_SIZE),
        "days": DemoDay.objects.visible_to(request.user).select_related("organisation", "public")[:PAGE_SIZE],  # type: ignore[attr-defined]
        "may_begin": request.user.has_perm("demonstrations.create"),
    }
    return render(request, "demonstrations/list.html", context)


def begin(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("demonstrations.create"):
        raise PermissionDenied(_("Your role does not allow this here."))
    form = NewDemonstrationForm(organisations_edited_by(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(form, lambda: services.begin(values["organisation"], values["title"], by=request.user))  # type: ignore[arg-type]
        if done and made is not None:
            return redirect("demonstrations:plan", made.pk)
    return render(
        request, "demonstrations/form.html", {"form": form, "title": _("New demonstration"), "submit": _("Begin")}
    )


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan, approvals and what was measured; every value as a table with ``?format=csv``."""
    found = fetch(request, Demonstration, pk=pk, related=RELATED)
    if request.GET.get("format") == "csv":
        audit.record(Verb.EXPORTED, found, note="CSV")
        return csv_response("demonstration.csv", results.table(found))
    held = readiness.approvals(found)
    may = {
        name: request.user.has_perm(f"demonstrations.{name}", found) for name in ("edit", "approve", "lead", "share")
    }
    missing = readiness.missing(found) if found.is_open else []
    context = {
        "demonstration": found,
        "may_edit": found.is_open and may["edit"],
        "may_share": may["share"],
        "missing": missing,
        "approvals": [(one, held.get(one.value)) for one in Question],
        "may_approve": found.is_open and may["approve"] and not missing and len(held) < len(Question),
        "moves": {verb for verb, move in MOVES.items() if found.state in move.source and may["lead"]},
        "missing_to_close": readiness.missing_to_close(found) if found.is_open else [],
        "rows": results.rows(found),
        "runs": list(found.runs.all()),
        "candidate": candidate_of(found, request.user),
    }
    return render(request, "demonstrations/detail.html", context)


def candidate_of(demonstration: Demonstration, reader: Any) -> Candidate | None:
    """The candidate it is about, if the reader may see it."""
    seen: Any = Candidate.objects.visible_to(reader)  # type: ignore[attr-defined]
    found: Candidate | None = seen.select_related("evaluation").filter(pk=demonstration.candidate_id).first()
    return found


def to_change(request: HttpRequest, pk: int, permission: str = "demonstrations.edit") -> Demonstration:
    found = fetch(request, Demonstration, pk=pk, permission=permission, related=RELATED)
    if not found.is_open:
        raise PermissionDenied(_("This demonstration is over and stays as it is."))
    return found


def form_page(request: HttpRequest, demonstration: Demonstration, form: Any, title: str, **more: Any) -> HttpResponse:
    context = {"demonstration": demonstration, "form": form, "title": title, **more}
    return render(request, "demonstrations/form.html", context)


def saved(request: HttpRequest, demonstration: Demonstration) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("demonstrations:detail", demonstration.pk)


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk)
    form = PlanForm(request.user, request.POST or None, instance=found)
    return _changed(request, found, form, _("Plan"))


def afterwards(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk)
    return _changed(request, found, AfterwardsForm(request.POST or None, instance=found), _("Limits, lessons, costs"))


def _changed(request: HttpRequest, found: Demonstration, form: Any, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change(stored, form.cleaned_data))
        if done:
            return saved(request, found)
    return form_page(request, found, form, title)


def _part(
    request: HttpRequest, pk: int, model: Any, part_pk: int | None, form_of: Callable[..., Any], save: Callable[..., Any],
    titles: tuple[str, str], zoned: bool = False,
) -> HttpResponse:  # fmt: skip
    """The form of a new part, or of one that is there."""
    found = to_change(request, pk)
    part = None if part_pk is None else fetch(request, model, pk=part_pk, demonstration=found)
    options = {"zone": found.time_zone} if zoned else {}
    form = form_of(request.POST or None, instance=part, **options)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: save(found, form.cleaned_data, stored))
        if done:
            return saved(request, found)
    return form_page(request, found, form, titles[part is not None], part=part)


def person(request: HttpRequest, pk: int, part_pk: int | None = None) -> HttpResponse:
    return _part(request, pk, Person, part_pk, PersonForm, services.save_person, (_("Name somebody"), _("Person")))


def step(request: HttpRequest, pk: int, part_pk: int | None = None) -> HttpResponse:
    titles = (_("Add to the programme"), _("Line of the programme"))
    return _part(request, pk, Step, part_pk, StepForm, services.save_step, titles, zoned=True)


def metric(request: HttpRequest, pk: int, part_pk: int | None = None) -> HttpResponse:
    return _part(request, pk, Metric, part_pk, MetricForm, services.save_metric, (_("Add a metric"), _("Metric")))


PARTS: dict[str, Any] = {"person": Person, "step": Step, "metric": Metric}


@require_POST
def remove(request: HttpRequest, pk: int, kind: str, part_pk: int) -> HttpResponse:
    found = to_change(request, pk)
    part = fetch(request, PARTS[kind], pk=part_pk, demonstration=found)
    return act(request, found, lambda: services.remove_part(part))


def act(
    request: HttpRequest, demonstration: Demonstration, verb: Callable[[], Any], to: str = "detail"
) -> HttpResponse:
    """A button: done, or told why not."""
    form = ReasonForm({"reason": "-"})
    done, _made = attempt(form, verb)
    for error in form.non_field_errors():
        messages.error(request, str(error))
    if done:
        messages.success(request, _("Saved."))
    return redirect(f"demonstrations:{to}", demonstration.pk)


def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as one page, and a yes to it for safety or for privacy."""
    found = to_change(request, pk, "demonstrations.approve")
    held = readiness.approvals(found)
    open_ones = [one.value for one in Question if one.value not in held]
    form = ApprovalForm(open_ones, request.POST or None, initial={"seen": readiness.digest(found)})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _made = attempt(
            form,
            lambda: services.approve(
                found, values["question"], by=request.user, note=values["note"], seen=values["seen"]  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done:
            messages.success(request, _("Approved."))
            return redirect("demonstrations:detail", pk)
    context = {
        "demonstration": found, "form": form, "missing": readiness.missing(found), "open_ones": open_ones,
        "candidate": candidate_of(found, request.user),
    }  # fmt: skip
    return render(request, "demonstrations/approve.html", context)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Demonstration, pk=pk, permission="demonstrations.lead", related=RELATED)
    return act(request, found, lambda: services.close(found))


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, services.cancel, _("Cancel the demonstration"))


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, services.reopen, _("Open it again"))


def _with_reason(request: HttpRequest, pk: int, verb: Callable[..., Any], title: str) -> HttpResponse:
    found = fetch(request, Demonstration, pk=pk, permission="demonstrations.lead", related=RELATED)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = attempt(form, lambda: verb(found, reason=form.cleaned_data["reason"]))
        if done:
            return saved(request, found)
    return form_page(request, found, form, title)
