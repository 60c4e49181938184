"""A study to print, as JSON and as a workbook."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.organisations import audit
from protect.organisations.models import Verb
from protect.portfolios import notation, spreadsheet
from protect.portfolios.models import Effect, Study
from protect.portfolios.queries import results
from protect.portfolios.queries.reckoning import maps
from protect.portfolios.queries.results import Result, sealed_figures
from protect.portfolios.views.choosing import compare_table
from protect.portfolios.views.common import open_study
from protect.portfolios.views.results import front_table, shown


@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything on one page, to print or to keep as PDF."""
    study = open_study(request, pk)
    result = results.latest(study)
    kept = results.kept(result)
    context: dict[str, Any] = {
        "study": study, "result": result, "kept": kept, "columns": [(one, maps(result.field, one.figures.left)) for one in kept],
        "decision": study.decisions.filter(taken_back_at=None).first(),
    }  # fmt: skip
    if result.points:
        context |= shown(request, result)
    return render(request, "portfolios/print.html", context)


def document(study: Study, result: Result) -> dict[str, Any]:
    """All of a study as one document; money in euro, effects in levels."""
    field = result.field
    effects = Effect.objects.filter(candidate__study=study).order_by("candidate", "scenario")
    return {
        "format": "protect-study",
        "version": 1,
        "study": {
            name: getattr(study, name)
            for name in (
                "name", "note", "state", "budget_buy", "budget_year", "years", "scope", "reading", "step", "cover_musts",
                "openness_least", "privacy_most", "hours_most", "loss_low", "loss_best", "loss_high",
            )
        },
        "organisation": study.organisation.name,
        "marking": str(study.effective_marking),
        "rows": [
            {
                "key": row.pk, "row": row.label, "probability": row.probability, "consequence": row.consequence,
                "level": None if row.band is None else field.scales[row.assessment].bands[row.band].code, "counts": row.counts,
            }
            for row in field.rows
        ],
        "measures": [
            {
                "key": one.pk, "requirements": sorted(field.serves.get(one.pk, ())), "needs": sorted(field.needs.get(one.pk, ())),
                **{name: getattr(one, name) for name in (
                    "name", "note", "origin", "buy_low", "buy_best", "buy_high", "year_low", "year_best", "year_high", "guessed",
                    "cost_source", "hours", "personal_data", "openness", "threat_types", "functions")},
            }
            for one in field.candidates
        ],
        "excludes": field.excludes,
        "effects": [
            {
                "measure": one.candidate_id, "row": one.scenario_id, "probability": one.probability,
                "consequence": one.consequence, "sure": one.sure, "says": one.says, "source": one.source,
                "confirmed": one.confirmed,
            }
            for one in effects
        ],
        "requirements": [{"key": one.pk, "text": one.text, "must": one.is_must} for one in field.requirements],
        "result": {**result.content, "stale": result.is_stale} if result.computation else None,
        "alternatives": [
            sealed_figures(result, one.alternative.name, one.figures.members) for one in results.kept(result)
        ],
        "decisions": [
            {
                "alternative": one.alternative, "reason": one.reason, "signatory": one.signatory,
                "decided_at": one.decided_at.isoformat(timespec="seconds"), "holds": one.holds, "figures": one.figures,
            }
            for one in study.decisions.all()
        ],
    }  # fmt: skip


@require_safe
def as_json(request: HttpRequest, pk: int) -> HttpResponse:
    study = open_study(request, pk)
    audit.record(Verb.EXPORTED, study, note="JSON")
    response = JsonResponse(
        document(study, results.latest(study)), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Content-Disposition"] = 'attachment; filename="study.json"'
    return response


@require_safe
def as_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    study = open_study(request, pk)
    audit.record(Verb.EXPORTED, study, note="XLSX")
    result = results.latest(study)
    field = result.field
    heaps = {one.pk: one for one in results.heaped(result)} if result.points else {}
    titles = {results.CORE: _("Do now"), results.OPEN: _("Find out more"), results.OUT: _("Leave")}
    sheets: dict[str, list[list[Any]]] = {
        _("Measures"): [
            [_("Measure"), _("To buy"), _("A year"), _("Staff hours a year"), _("Heap"), _("In so many of 100 good portfolios"),
             _("Why")],
            *(
                [one.name, one.buy_best, one.year_best, one.hours, titles[heaps[one.pk].heap] if one.pk in heaps else "",
                 heaps[one.pk].share if one.pk in heaps else "", heaps[one.pk].why if one.pk in heaps else ""]
                for one in field.candidates
            ),
        ],
        _("Effects"): spreadsheet.grid_rows(field),
        _("Who says so"): [
            [_("Measure"), _("Row"), _("Effect"), _("Who says so"), _("What it rests on"), _("Confirmed")],
            *(
                [one.candidate.name, str(one.scenario_id), notation.write(one.probability, one.consequence, one.sure), one.says,
                 one.source, _("yes") if one.confirmed else _("no")]
                for one in Effect.objects.filter(candidate__study=study).select_related("candidate")
            ),
        ],
    }  # fmt: skip
    if result.points:
        sheets[_("Front")] = front_table(result)
    kept = results.kept(result)
    if kept:
        sheets[_("Alternatives")] = compare_table(kept)
        for one in kept:
            sealed = sealed_figures(result, one.alternative.name, one.figures.members)
            sheets[one.alternative.name] = [
                [_("Row"), _("Level now"), _("As stated"), _("Read cautiously")],
                *([row["row"], row["now"], row["stated"], row["cautious"]] for row in sealed["rows"]),
            ]
    return spreadsheet.response("study.xlsx", spreadsheet.workbook(sheets))
