"""After the play: findings, the report of a run, two runs beside each other."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.exercises import readiness, services
from protect.exercises import report as reporting
from protect.exercises.forms import FindingForm, SummaryForm
from protect.exercises.models import Exercise, Finding, Run, Verdict
from protect.exercises.states import RUN_MOVES
from protect.exercises.views.planning import RELATED, act, form_page
from protect.exercises.views.playing import of
from protect.organisations import audit, conflicts
from protect.organisations.access import fetch
from protect.organisations.lists import csv_response, key_of
from protect.organisations.models import Verb


@require_safe
def report(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """The after-action report; as data with ``?format=json``, the time line as a table with ``?format=csv``."""
    found = of(request, pk, run_pk)
    made = reporting.of(found)
    if request.GET.get("format") in ("json", "csv"):
        audit.record(Verb.EXPORTED, found, note=request.GET["format"].upper())
    if request.GET.get("format") == "json":
        answer = JsonResponse(reporting.document(made), json_dumps_params={"ensure_ascii": False, "indent": 1})
        answer["Content-Disposition"] = 'attachment; filename="exercise-report.json"'
        return answer
    if request.GET.get("format") == "csv":
        rows = [[one.at, one.what, one.text, one.who] for one in made.moments]
        return csv_response("exercise-time-line.csv", [[_("Clock"), _("Kind"), _("Text"), _("Who")], *rows])
    may = request.user.has_perm("exercises.edit", found)
    context = {
        "run": found, "exercise": found.exercise, "report": made, "may_edit": may and found.takes_notes,
        "missing": readiness.missing_to_report(found) if found.state == "ended" else [],
        "moves": {
            verb for verb, move in RUN_MOVES.items()
            if found.state in move.source and request.user.has_perm(move.permission, found)
        },
        "verdicts": Verdict.choices,
        "may_act": may and request.user.has_perm("plans.propose", found.exercise.organisation),
    }  # fmt: skip
    return render(request, "exercises/report.html", context)


@require_POST
def close(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    found = of(request, pk, run_pk, "exercises.edit")
    return act(request, lambda: services.report(found), "exercises:report", pk, run_pk)


def summary(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    found = of(request, pk, run_pk, "exercises.edit")
    form = SummaryForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _saved = conflicts.save(
            request, form, lambda stored: services.summarise(stored, values["summary"], values["conditions"])
        )
        if done:
            return redirect("exercises:report", pk, run_pk)
    return form_page(request, found.exercise, form, _("In short"), run=found)


def finding(request: HttpRequest, pk: int, run_pk: int, finding_pk: int | None = None) -> HttpResponse:
    found = of(request, pk, run_pk, "exercises.edit")
    part = None if finding_pk is None else fetch(request, Finding, pk=finding_pk, run=found)
    asked = request.GET.get("kind", "")
    initial: dict[str, Any] = {"kind": asked if asked in ("strength", "gap", "lesson") else "lesson"}
    if part is None and request.GET.get("gap"):
        gap = Finding.objects.visible_to(request.user).filter(pk=key_of(request.GET, "gap") or 0, run=found).first()  # type: ignore[attr-defined]
        if gap is not None:
            initial |= {"text": gap.text, "inject": gap.inject_id}
    form = FindingForm(found.exercise, request.POST or None, instance=part, initial={} if part else initial)
    if request.method == "POST" and form.is_valid():
        user: Any = request.user
        done, _saved = conflicts.save(
            request, form, lambda stored: services.save_finding(found, form.cleaned_data, stored, by=user)
        )
        if done:
            return redirect("exercises:report", pk, run_pk)
    return form_page(request, found.exercise, form, _("Strength, gap or lesson"), run=found, part=part)


@require_POST
def remove_finding(request: HttpRequest, pk: int, run_pk: int, finding_pk: int) -> HttpResponse:
    found = of(request, pk, run_pk, "exercises.edit")
    part = fetch(request, Finding, pk=finding_pk, run=found)
    return act(request, lambda: services.remove_finding(part), "exercises:report", pk, run_pk)


@require_POST
def act_on(request: HttpRequest, pk: int, run_pk: int, finding_pk: int) -> HttpResponse:
    """A lesson becomes a proposed action, and one goes there."""
    found = of(request, pk, run_pk, "exercises.edit")
    part = fetch(request, Finding, pk=finding_pk, run=found)
    if not request.user.has_perm("plans.propose", found.exercise.organisation):
        raise PermissionDenied(_("Your role does not allow this here."))
    user: Any = request.user
    return act(request, lambda: services.act_on(part, by=user), "exercises:report", pk, run_pk)


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest run of each line, or those chosen."""
    found = fetch(request, Exercise, pk=pk, related=RELATED)
    runs = reporting.finished(found)
    if not all(runs.values()):
        raise Http404(_("There is no finished run of each line yet."))
    before, after = (_chosen(request, arm, some) for arm, some in runs.items())
    made = reporting.compare(before, after)
    if request.GET.get("format") == "csv":
        audit.record(Verb.EXPORTED, found, note="CSV")
        rows = [[one.inject.title, one.text, one.before, one.after, one.change] for one in made.rows]
        head = [_("Message"), _("Decision expected"), str(before), str(after), _("Change")]
        return csv_response("exercise-comparison.csv", [head, *rows])
    return render(request, "exercises/compare.html", {"exercise": found, "compared": made, "runs": runs})


def _chosen(request: HttpRequest, arm: str, some: list[Run]) -> Run:
    wanted = request.GET.get(arm, "")
    return next((one for one in some if str(one.pk) == wanted), some[-1])
