"""Consensus: where the members differ, row by row, and what they agree on. Made for a projector."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from protect.assessments import services
from protect.assessments.forms.judging import ConsensusForm
from protect.assessments.models import Assessment, Basis, State
from protect.assessments.queries import grid, progress, sentences
from protect.assessments.queries.judgement import Judgement, Row, judge
from protect.assessments.queries.strips import strips
from protect.assessments.views.common import open_assessment, show
from protect.organisations import conflicts


def _basis(request: HttpRequest, assessment: Assessment) -> str:
    asked = request.GET.get("basis", "")
    return asked if asked in grid.bases(assessment) else Basis.CURRENT.value


def consensus(request: HttpRequest, pk: int) -> HttpResponse:
    """All rows with their strips; those to talk about first."""
    assessment = open_assessment(request, pk)
    basis = _basis(request, assessment)
    judgement = judge(assessment, request.user, basis=basis)
    rows = [row for row in judgement.rows if row.scenario.applicable]
    rows.sort(key=lambda row: (not row.discuss, row.consensus is not None))
    return show(
        request,
        assessment,
        "consensus",
        "assessments/consensus.html",
        {
            "basis": basis,
            "bases": [(code, Basis(code).label) for code in grid.bases(assessment)],
            "judgement": judgement,
            "agreements": sentences.agreements(judgement),
            "rows": [(row, strips(row, judgement.scale_set), sentences.differ(row)) for row in rows],
            "agreed": sum(1 for row in rows if row.consensus is not None),
            "open_to_team": assessment.scores_opened_at is not None,
            "obstacles": progress.obstacles(assessment) if assessment.state == State.CONSENSUS else [],
        },
    )


def found_row(judgement: Judgement, scenario_pk: int) -> Row:
    """The row of this assessment, which the reader may see; 404 for the row of another one."""
    for row in judgement.rows:
        if row.scenario.pk == scenario_pk:
            return row
    raise Http404(_("This row is not part of the assessment."))


def consensus_row(request: HttpRequest, pk: int, scenario_pk: int) -> HttpResponse:
    """One row, large: strips, reasons, the form, and the way to the next row."""
    assessment = open_assessment(request, pk)
    basis = _basis(request, assessment)
    judgement = judge(assessment, request.user, basis=basis)
    row = found_row(judgement, scenario_pk)
    may_write = assessment.state == State.CONSENSUS and request.user.has_perm("assessments.edit", assessment)
    form = None
    if may_write and row.scenario.applicable:
        form = ConsensusForm(judgement.scale_set, assessment, row.scenario, basis, request.POST or None)
    rows = [one for one in judgement.rows if one.scenario.applicable]
    place = next((number for number, one in enumerate(rows) if one.scenario.pk == scenario_pk), 0)
    after = rows[place + 1] if place + 1 < len(rows) else None
    if request.method == "POST" and form is not None and form.is_valid():
        done, _saved = conflicts.save(
            request,
            form,
            lambda stored: services.agree(stored, form.judgement(), basis=basis, absent=form.cleaned_data["absent"]),
        )
        if done:
            messages.success(request, _("The consensus is recorded."))
            if after is None:
                return redirect("assessments:consensus", pk)
            response = redirect("assessments:consensus_row", pk, after.scenario.pk)
            response["Location"] += f"?basis={basis}"
            return response
    return show(
        request,
        assessment,
        "consensus",
        "assessments/consensus_row.html",
        {
            "row": row,
            "basis": basis,
            "basis_label": Basis(basis).label,
            "two_bases": assessment.scores_inherent,
            "strips": strips(row, judgement.scale_set),
            "differ": sentences.differ(row),
            "why": sentences.why(row, judgement.scale_set),
            "how_sure": sentences.how_sure(row, judgement.scale_set),
            "scale": judgement.scale_set,
            "form": form,
            "number": place + 1,
            "total": len(rows),
            "before": rows[place - 1] if place else None,
            "after": after,
        },
    )
