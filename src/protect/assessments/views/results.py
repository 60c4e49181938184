"""Results: heat map, how every level came about, weak points and what is decided about each; approval."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from protect.assessments import services
from protect.assessments.forms.judging import ApproveForm, DecisionForm, VulnerabilityForm
from protect.assessments.models import Basis, Vulnerability
from protect.assessments.queries import grid, progress, sentences
from protect.assessments.queries.judgement import judge
from protect.assessments.views.common import act, open_assessment, show
from protect.assessments.views.consensus import found_row
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.lists import key_of
from protect.reference import terms
from protect.reference.scale_sets import Band, ScaleSet

PART = ("assessment__space", "assessment__organisation")


def results(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = open_assessment(request, pk)
    asked = request.GET.get("basis", "")
    basis = asked if asked in grid.bases(assessment) else Basis.CURRENT.value
    judgement = judge(assessment, request.user, basis=basis)
    scale = judgement.scale_set
    found = assessment.vulnerabilities.prefetch_related("scenarios", "photos").select_related("decided_by")
    return show(
        request,
        assessment,
        "results",
        "assessments/results.html",
        {
            "judgement": judgement,
            "scale": scale,
            "basis": basis,
            "bases": [(code, Basis(code).label) for code in grid.bases(assessment)],
            "threats": [
                terms.term("threat_type", threat["code"]) for threat in assessment.threat_types.content["threat_types"]
            ],
            "heat_map": judgement.heat_map(),
            "bands": list(zip(scale.bands, judgement.counts, strict=True)),
            "counts": sentences.counts(judgement),
            "agreements": sentences.agreements(judgement),
            "rows": [(row, sentences.why(row, scale), sentences.how_sure(row, scale)) for row in judgement.rows],
            "vulnerabilities": [
                (one, _band(scale, judgement.level_of(one)), sentences.agreed_on(judgement.spread_of(one)))
                for one in found
            ],
            "obstacles": progress.obstacles(assessment) if assessment.is_open else [],
        },
    )


def _band(scale: ScaleSet, index: int | None) -> Band | None:
    return None if index is None else scale.bands[index]


def explain(request: HttpRequest, pk: int, scenario_pk: int) -> HttpResponse:
    """One level, explained down to the scores and the cell of the matrix."""
    assessment = open_assessment(request, pk)
    judged = [(code, judge(assessment, request.user, basis=code)) for code in grid.bases(assessment)]
    scale = judged[0][1].scale_set
    found = found_row(judged[0][1], scenario_pk)
    return show(
        request,
        assessment,
        "results",
        "assessments/explain.html",
        {
            "scale": scale,
            "scenario": found.scenario,
            "levels": [
                (
                    Basis(code).label,
                    judgement.row(scenario_pk),
                    sentences.why(judgement.row(scenario_pk), scale),
                    sentences.how_sure(judgement.row(scenario_pk), scale),
                )
                for code, judgement in judged
            ],
            "matrix": [
                (level, [scale.bands[index] for index in row])
                for level, row in reversed(list(zip(scale.probability.levels, scale.matrix.cells, strict=True)))
            ],
        },
    )


def vulnerability(request: HttpRequest, pk: int, vulnerability_pk: int | None = None) -> HttpResponse:
    assessment = open_assessment(request, pk, "assessments.edit")
    found = fetch(request, Vulnerability, pk=vulnerability_pk, assessment=assessment) if vulnerability_pk else None
    initial: dict[str, Any] = {}
    if found is None:
        asked = key_of(request.GET, "scenario")
        row = assessment.scenarios.filter(pk=asked).first() if asked else None
        initial = {"scenarios": [row] if row else [], "statement": row.weaknesses if row else ""}
    form = VulnerabilityForm(assessment, request.POST or None, about=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, saved = conflicts.save(
            request,
            form,
            lambda stored: services.write_vulnerability(
                assessment,
                statement=values["statement"],
                scenarios=values["scenarios"],
                photos=values.get("photos", ()),
                vulnerability=stored,
            ),
        )
        if done and saved is not None:
            messages.success(request, _("The vulnerability is saved. What is to be done about it?"))
            return redirect("assessments:decide", pk, saved.pk)
    return show(
        request, assessment, "results", "assessments/vulnerability.html", {"form": form, "vulnerability": found}
    )


def decide(request: HttpRequest, pk: int, vulnerability_pk: int) -> HttpResponse:
    assessment = open_assessment(request, pk, "assessments.edit")
    found = fetch(request, Vulnerability, pk=vulnerability_pk, assessment=assessment)
    form = DecisionForm(request.POST or None, instance=found)
    judgement = judge(assessment, request.user)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.decide(stored, form.cleaned_data))
        if done:
            messages.success(request, _("The decision is recorded."))
            return redirect("assessments:results", pk)
    return show(
        request,
        assessment,
        "results",
        "assessments/decide.html",
        {
            "form": form,
            "vulnerability": found,
            "band": _band(judgement.scale_set, judgement.level_of(found)),
            "decisions": terms.terms("decision"),
        },
    )


@require_POST
def remove_vulnerability(request: HttpRequest, pk: int, vulnerability_pk: int) -> HttpResponse:
    open_assessment(request, pk, "assessments.edit")
    found = fetch(request, Vulnerability, pk=vulnerability_pk, assessment_id=pk, related=PART)
    return act(
        request,
        lambda: services.remove_vulnerability(found),
        _("The vulnerability is removed."),
        "assessments:results",
        pk,
    )


def approve(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = open_assessment(request, pk, "assessments.approve")
    form = ApproveForm(request.POST or None, instance=assessment)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request,
            form,
            lambda stored: services.approve(
                stored,
                by=request.user,  # type: ignore[arg-type]
                note=form.cleaned_data["approval_note"],
                review_on=form.cleaned_data["review_on"],
            ),
        )
        if done:
            messages.success(
                request, _("Version %(version)d is approved and sealed.") % {"version": assessment.version}
            )
            return redirect("assessments:detail", pk)
    judgement = judge(assessment, request.user)
    return show(
        request,
        assessment,
        "results",
        "assessments/approve.html",
        {
            "form": form,
            "obstacles": progress.obstacles(assessment),
            "counts": sentences.counts(judgement),
            "still_open": judgement.open_rows,
            "undecided": [row for row in judgement.rows if row.band == judgement.highest and row.band is not None],
        },
    )
