"""Objectives and requirements: the page that tells them, and their forms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.assessments import services
from protect.assessments.forms.requirements import ObjectiveForm, RequirementForm
from protect.assessments.models import Decision
from protect.assessments.requirements import Objective, Requirement
from protect.assessments.views.common import act, open_assessment, show
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.lists import key_of

PART = ("assessment__space", "assessment__organisation")


@require_safe
def requirements(request: HttpRequest, pk: int) -> HttpResponse:
    """What is wanted, by the vulnerability that asks for it; what is to be treated and has no requirement yet."""
    assessment = open_assessment(request, pk)
    linked = ("vulnerability",)
    objectives = list(assessment.objectives.select_related(*linked).prefetch_related("further_vulnerabilities"))
    found = assessment.requirements.select_related(*linked, "objective").prefetch_related("further_vulnerabilities")
    rows = list(found)
    answered = {weak.pk for one in rows for weak in one.vulnerabilities}
    treated = list(assessment.vulnerabilities.filter(decision=Decision.TREAT))
    context = {
        "objectives": objectives,
        "requirements": rows,
        "treated": treated,
        "without": [weak for weak in treated if weak.pk not in answered],
    }
    return show(request, assessment, "results", "assessments/requirements.html", context)


def _asked(request: HttpRequest, treated: Any) -> list[Any]:
    """The vulnerability that a link names, ticked already."""
    asked = key_of(request.GET, "vulnerability")
    return list(treated.filter(pk=asked, decision=Decision.TREAT)) if asked else []


def objective(request: HttpRequest, pk: int, objective_pk: int | None = None) -> HttpResponse:
    assessment = open_assessment(request, pk, "assessments.edit")
    found = fetch(request, Objective, pk=objective_pk, assessment=assessment) if objective_pk else None
    initial = {} if found else {"vulnerabilities": _asked(request, assessment.vulnerabilities)}
    form = ObjectiveForm(assessment, request.POST or None, about=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request,
            form,
            lambda stored: services.write_objective(assessment, objective=stored, **form.cleaned_data),
        )
        if done:
            messages.success(request, _("The objective is saved."))
            return redirect("assessments:requirements", pk)
    context = {"form": form, "objective": found}
    return show(request, assessment, "results", "assessments/objective.html", context)


def requirement(request: HttpRequest, pk: int, requirement_pk: int | None = None) -> HttpResponse:
    assessment = open_assessment(request, pk, "assessments.edit")
    found = fetch(request, Requirement, pk=requirement_pk, assessment=assessment) if requirement_pk else None
    initial = {} if found else {"vulnerabilities": _asked(request, assessment.vulnerabilities)}
    form = RequirementForm(assessment, request.POST or None, about=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request,
            form,
            lambda stored: services.write_requirement(assessment, requirement=stored, **form.cleaned_data),
        )
        if done:
            messages.success(request, _("The requirement is saved."))
            return redirect("assessments:requirements", pk)
    context = {"form": form, "requirement": found}
    return show(request, assessment, "results", "assessments/requirement.html", context)


@require_POST
def remove_objective(request: HttpRequest, pk: int, objective_pk: int) -> HttpResponse:
    open_assessment(request, pk, "assessments.edit")
    found = fetch(request, Objective, pk=objective_pk, assessment_id=pk, related=PART)
    done = _("The objective is in the bin; its requirements stay.")
    return act(request, lambda: services.remove_from_vulnerability(found), done, "assessments:requirements", pk)


@require_POST
def remove_requirement(request: HttpRequest, pk: int, requirement_pk: int) -> HttpResponse:
    open_assessment(request, pk, "assessments.edit")
    found = fetch(request, Requirement, pk=requirement_pk, assessment_id=pk, related=PART)
    done = _("The requirement is in the bin.")
    return act(request, lambda: services.remove_from_vulnerability(found), done, "assessments:requirements", pk)
