"""Step 3: a row for each threat type, sub-area and usage state that matters, or the reason why it does not apply."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from protect.assessments import services
from protect.assessments.forms.scenarios import QuickRowForm, ScenarioForm
from protect.assessments.models import Assessment, Scenario
from protect.assessments.queries.prompts import Prompt, prompts_for
from protect.assessments.queries.versions import row_changes
from protect.assessments.views.common import act, open_assessment, show
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.reference import terms


def scenarios(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = open_assessment(request, pk)
    if assessment.is_quick:
        return _quick(request, assessment)
    rows = list(assessment.scenarios.select_related("sub_area").prefetch_related("measures"))
    groups = [
        (terms.term("threat_type", code), [row for row in rows if row.threat_type == code])
        for code in _threats(assessment)
    ]
    return show(
        request,
        assessment,
        "scenarios",
        "assessments/scenarios.html",
        {
            "groups": groups,
            "changes": row_changes(assessment, rows),
            "answered": sum(1 for _term, found in groups if any(not row.applicable or row.title for row in found)),
            "parts": assessment.space.sub_areas.count(),
        },
    )


def _threats(assessment: Assessment) -> list[str]:
    return [threat["code"] for threat in assessment.threat_types.content["threat_types"]]


def _quick(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """All rows on one page: one line each."""
    may_edit = request.user.has_perm("assessments.edit", assessment)
    rows = list(assessment.scenarios.select_related("sub_area"))
    prompts = prompts_for(assessment.space)
    forms = [QuickRowForm(request.POST or None, instance=row, prefix=str(row.pk)) for row in rows]
    if request.method == "POST" and may_edit:
        valid = [form for form in forms if form.is_valid()]
        good = conflicts.save_all(
            request, valid, lambda form, stored: services.change_scenario(stored, form.cleaned_data)
        )
        if len(good) == len(forms) and all(done for done, _saved in good):
            messages.success(request, _("All rows are saved."))
            return redirect("assessments:detail" if "go_on" in request.POST else "assessments:scenarios", assessment.pk)
    lines = [(form, terms.term("threat_type", form.instance.threat_type), _prompt(prompts, form)) for form in forms]
    return show(request, assessment, "scenarios", "assessments/quick_rows.html", {"lines": lines})


def _prompt(prompts: dict[str, Prompt], form: QuickRowForm) -> Prompt | None:
    return prompts.get(form.instance.threat_type)


@require_POST
def examples(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows still empty begin with the example for this kind of place; everything stays editable."""
    assessment = open_assessment(request, pk, "assessments.edit")
    return act(
        request,
        lambda: services.start_from_examples(assessment),
        _("Empty rows now hold an example. Change each until it fits this place."),
        "assessments:scenarios",
        pk,
    )


def scenario(request: HttpRequest, pk: int, scenario_pk: int | None = None) -> HttpResponse:
    """One row: read by everybody who may, written by the team."""
    assessment = open_assessment(request, pk)
    found = fetch(request, Scenario, pk=scenario_pk, assessment=assessment) if scenario_pk else None
    may_edit = request.user.has_perm("assessments.edit", assessment)
    if found is None or request.method == "POST":
        assessment = open_assessment(request, pk, "assessments.edit")
    threat = found.threat_type if found else request.GET.get("threat_type", "")
    prompt = prompts_for(assessment.space).get(threat)
    initial: dict[str, Any] = {}
    if found is None:
        initial = {"threat_type": threat, "usage_state": (assessment.usage_states or ["normal"])[0]}
    elif "example" in request.GET and prompt is not None and not found.title:
        initial = {"title": prompt.title, "text": prompt.text}
    form = ScenarioForm(assessment, request.POST or None, instance=found, initial=initial) if may_edit else None
    if request.method == "POST" and form is not None and form.is_valid():
        done, saved = conflicts.save(request, form, lambda stored: _save(assessment, stored, form))
        if done and saved is not None:
            messages.success(request, _("The row is saved."))
            if "next" in request.POST:
                after = _next_row(assessment, saved)
                if after is not None:
                    return redirect("assessments:scenario", pk, after.pk)
            return redirect("assessments:scenarios", pk)
    return show(
        request,
        assessment,
        "scenarios",
        "assessments/scenario.html",
        {
            "form": form,
            "scenario": found,
            "threat": terms.term("threat_type", threat) if threat in _threats(assessment) else None,
            "prompt": prompt,
            "reasons": prompt.reasons if prompt else [],
        },
    )


def _save(assessment: Assessment, stored: Scenario | None, form: ScenarioForm) -> Scenario:
    values = {**form.cleaned_data, "measures": list(form.cleaned_data["measures"])}
    if stored is None:
        return services.add_scenario(assessment, values)
    return services.change_scenario(stored, values)


def _next_row(assessment: Assessment, row: Scenario) -> Scenario | None:
    rows = list(assessment.scenarios.all())
    keys = [one.pk for one in rows]
    place = keys.index(row.pk) + 1
    return rows[place] if place < len(rows) else None


@require_POST
def remove_scenario(request: HttpRequest, pk: int, scenario_pk: int) -> HttpResponse:
    open_assessment(request, pk, "assessments.edit")
    found = fetch(request, Scenario, pk=scenario_pk, assessment_id=pk, related=("assessment__space",))
    return act(request, lambda: services.remove_scenario(found), _("The row is removed."), "assessments:scenarios", pk)
