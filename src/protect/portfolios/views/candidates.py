"""Candidate measures: the list, ticking those on offer, one's own, one measure in full."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from protect.assessments.models import Decision, Requirement
from protect.organisations import audit, conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import csv_response, one_of
from protect.organisations.models import Verb
from protect.portfolios import defaults, notation, services
from protect.portfolios.forms import CandidateForm, PickForm
from protect.portfolios.models import Candidate, Origin, Study
from protect.portfolios.queries import offers
from protect.portfolios.queries.field import Field, field_of
from protect.portfolios.views.common import act, form_page, may, open_study, saved, to_change
from protect.reference import terms

SORTS = {
    "order": lambda one: (one.position, one.pk),
    "name": lambda one: one.name.casefold(),
    "cost": lambda one: (one.buy_best is None, -(one.buy_best or 0)),
    "year": lambda one: (one.year_best is None, -(one.year_best or 0)),
}


@require_safe
def candidate_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Measures with costs, staff, openness and privacy; filtered and sorted by the address; ``?format=csv``."""
    study = open_study(request, pk)
    field = field_of(study)
    text = request.GET.get("q", "").strip()[:100]
    origin, sort = one_of(request.GET, "origin", Origin.values), one_of(request.GET, "sort", SORTS, "order")
    lack = one_of(request.GET, "lack", ("cost", "effect"))
    some = sorted(field.candidates, key=SORTS[sort])
    rows = [
        one
        for one in some
        if text.casefold() in one.name.casefold()
        and origin in ("", one.origin)
        and (lack != "cost" or one.buy_best is None or one.year_best is None)
        and (lack != "effect" or one.pk not in field.by_candidate)
    ]
    if request.GET.get("format") == "csv":
        audit.record(Verb.EXPORTED, study, note="CSV")
        return csv_response("measures.csv", _table(field, rows))
    context = {
        "study": study,
        "rows": [(one, len(field.by_candidate.get(one.pk, ())), defaults.openness_mark(one.openness)) for one in rows],
        "text": text, "origin": origin, "origins": Origin.choices, "sort": sort, "lack": lack, "all": len(field.candidates),
        **may(request, study),
    }  # fmt: skip
    return render(request, "portfolios/candidates.html", context)


def _table(field: Field, rows: list[Candidate]) -> list[list[Any]]:
    head = [
        _("Measure"), _("Comes from"), _("To buy, lowest"), _("To buy"), _("To buy, highest"), _("A year, lowest"), _("A year"),
        _("A year, highest"), _("Staff hours a year"), _("Personal data"),
        *(terms.label("openness_check", code) for code in defaults.CHECKS), _("Effects"),
    ]  # fmt: skip
    empty: Any = ""
    return [head] + [
        [
            one.name, one.get_origin_display(),
            *(empty if value is None else value for value in (
                one.buy_low, one.buy_best, one.buy_high, one.year_low, one.year_best, one.year_high, one.hours)),
            _("yes") if one.personal_data else _("no"),
            *(terms.label("effect_answer", one.openness.get(code, "not_judged")) for code in defaults.CHECKS),
            len(field.by_candidate.get(one.pk, ())),
        ]
        for one in rows
    ]  # fmt: skip


def pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Measures on offer, ticked and taken in, with effects proposed for them at once."""
    study = to_change(request, pk)
    text = request.GET.get("q", "").strip()[:100]
    entries, solutions = offers.entries_for(study, request.user, text), offers.solutions_for(study, request.user)
    evaluated = offers.evaluated_for(study, request.user)
    ticked = [] if study.candidates.exists() else offers.chosen_keys(study, request.user)
    form = PickForm(entries, evaluated, solutions, request.POST or None, initial={"entries": ticked})
    if request.method == "POST" and form.is_valid():
        done, made = attempt(form, lambda: _taken_in(study, form.cleaned_data))
        if done and made is not None:
            said = ngettext("%(count)d measure is in the study now.", "%(count)d measures are in the study now.", made)
            messages.success(request, said % {"count": made})
            return redirect("portfolios:candidates" if made else "portfolios:pick", pk)
    return render(request, "portfolios/pick.html", {"study": study, "form": form, "text": text})


def _taken_in(study: Study, values: dict[str, Any]) -> int:
    made = services.add_entries(study, values["entries"])
    made += services.add_evaluated(study, values["evaluated"]) + services.add_solutions(study, values["solutions"])
    if made:
        services.propose(study, made)
    return len(made)


def _requirements(study: Study) -> Any:
    return Requirement.objects.filter(
        assessment__in=study.grounds.values("assessment"), vulnerability__decision=Decision.TREAT
    )


def add(request: HttpRequest, pk: int) -> HttpResponse:
    study = to_change(request, pk)
    fresh = Candidate(study=study)
    form = CandidateForm(study, _requirements(study), request.POST or None, instance=fresh, initial={"year_best": 0})
    if request.method == "POST" and form.is_valid():
        done, made = attempt(form, lambda: _added(study, form.values))
        if done and made is not None:
            return saved(request, "portfolios:candidate", pk, made.pk)
    return _form(request, study, form, _("Add a measure of your own"), ("portfolios:candidates", pk))


def _added(study: Study, values: dict[str, Any]) -> Candidate:
    made = services.save_candidate(study, values)
    services.propose(study, [made])
    return made


@require_safe
def candidate(request: HttpRequest, pk: int, candidate_pk: int) -> HttpResponse:
    """One measure: what it costs and does, the rows it lowers and who says so, the requirements it serves."""
    study = open_study(request, pk)
    found = fetch(request, Candidate, pk=candidate_pk, study=study)
    field = field_of(study)
    rows = {row.pk: row for row in field.rows}
    effects = [
        (rows[one.scenario_id], one, notation.write(one.probability, one.consequence, one.sure))
        for one in found.effects.all()
        if one.scenario_id in rows
    ]
    context = {
        "study": study, "candidate": found, "entry": offers.entry_of(found, request.user),
        "evaluation": offers.evaluation_of(found, request.user) if found.evaluated_id else None,
        "effects": sorted(effects, key=lambda one: field.place[one[0].pk]),
        "openness": [
            (terms.label("openness_check", code), terms.label("effect_answer", found.openness.get(code, "not_judged")))
            for code in defaults.CHECKS
        ],
        "requirements": [one for one in field.requirements if one.pk in field.serves.get(found.pk, ())],
        **may(request, study),
    }  # fmt: skip
    return render(request, "portfolios/candidate.html", context)


def change(request: HttpRequest, pk: int, candidate_pk: int) -> HttpResponse:
    study = to_change(request, pk)
    found = fetch(request, Candidate, pk=candidate_pk, study=study)
    form = CandidateForm(study, _requirements(study), request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.save_candidate(study, form.values, stored))
        if done:
            return saved(request, "portfolios:candidate", pk, candidate_pk)
    return _form(request, study, form, found.name, ("portfolios:candidate", pk, candidate_pk))


def _form(request: HttpRequest, study: Study, form: CandidateForm, title: str, back: tuple[Any, ...]) -> HttpResponse:
    return form_page(
        request, study, form, title, back, field_sets=[
            (_("Measure"), [form[name] for name in ("name", "note")]),
            (_("Costs and staff"), [form[name] for name in (
                "buy_best", "buy_low", "buy_high", "year_best", "year_low", "year_high", "hours", "guessed", "cost_source")]),
            (_("Openness and privacy"), [form["personal_data"], *(form[f"open-{code}"] for code in defaults.CHECKS)]),
            (_("What it is for"), [form[name] for name in ("requirements", "threat_types", "functions")]),
            (_("Beside other measures"), [form[name] for name in ("needs", "excludes")]),
        ],
    )  # fmt: skip


@require_POST
def remove(request: HttpRequest, pk: int, candidate_pk: int) -> HttpResponse:
    study = to_change(request, pk)
    found = fetch(request, Candidate, pk=candidate_pk, study=study)
    return act(
        request, lambda: services.remove_candidate(found), _("“%(name)s” is taken out.") % {"name": found},
        "portfolios:candidates", pk,
    )  # fmt: skip
