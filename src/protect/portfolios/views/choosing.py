"""Alternatives side by side, and the decision."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.organisations import audit, conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import csv_response
from protect.organisations.models import Verb
from protect.portfolios import services
from protect.portfolios.forms import DecideForm, HandForm
from protect.portfolios.models import Alternative, PortfolioDecision
from protect.portfolios.queries import results, sentences
from protect.portfolios.queries.decided import decided_measures
from protect.portfolios.queries.reckoning import figures, maps
from protect.portfolios.views.common import act, form_page, may, open_study, saved, to_change, with_reason


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a portfolio of the front as an alternative."""
    study = to_change(request, pk)
    found = results.latest(study)
    text = request.POST.get("point", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
    if not 0 <= number < len(found.points):
        return redirect("portfolios:result", pk)
    point = found.points[number]
    name = request.POST.get("name", "").strip() or _("For %(cost)s") % {"cost": sentences.euro(point["cost"])}
    members = [one for one in found.field.candidates if one.pk in set(point["members"])]
    told = _("“%(name)s” is kept.") % {"name": name}
    return act(request, lambda: services.keep(study, name, members), told, "portfolios:compare", pk)


def by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Measures picked by oneself; afterwards the page that compares shows what they leave."""
    study = to_change(request, pk)
    form = HandForm(study.candidates.all(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _made = attempt(form, lambda: services.keep(study, values["name"], values["candidates"], by_hand=True))
        if done:
            return saved(request, "portfolios:compare", pk)
    return form_page(request, study, form, _("Pick measures by hand"), ("portfolios:compare", pk))


def change_alternative(request: HttpRequest, pk: int, alternative_pk: int) -> HttpResponse:
    study = to_change(request, pk)
    found = fetch(request, Alternative, pk=alternative_pk, study=study)
    form = HandForm(study.candidates.all(), request.POST or None, about=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form,
            lambda stored: services.keep(
                study, form.cleaned_data["name"], form.cleaned_data["candidates"], alternative=stored
            ),
        )  # fmt: skip
        if done:
            return saved(request, "portfolios:compare", pk)
    return form_page(request, study, form, found.name, ("portfolios:compare", pk))


@require_POST
def drop(request: HttpRequest, pk: int, alternative_pk: int) -> HttpResponse:
    study = to_change(request, pk)
    found = fetch(request, Alternative, pk=alternative_pk, study=study)
    return act(
        request, lambda: services.drop_alternative(found), _("“%(name)s” is no longer kept.") % {"name": found},
        "portfolios:compare", pk,
    )  # fmt: skip


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Up to four alternatives side by side: residual heat maps, costs, openness, privacy, staff; ``?format=csv``."""
    study = open_study(request, pk)
    result = results.latest(study)
    kept = results.kept(result)
    if request.GET.get("format") == "csv" and kept:
        audit.record(Verb.EXPORTED, study, note="CSV")
        return csv_response("alternatives.csv", compare_table(kept))
    context = {
        "study": study, "result": result, "kept": kept, "columns": [(one, maps(result.field, one.figures.left)) for one in kept],
        "names": result.field.names, "checks": list(zip(*(one.figures.openness for one in kept), strict=True)),
        "requirements": [
            (aim, [aim in one.figures.covered for one in kept]) for aim in result.field.requirements
        ],
        "measures": [
            (one, [one.pk in each.figures.members for each in kept])
            for one in result.field.candidates
            if any(one.pk in each.figures.members for each in kept)
        ],
        **may(request, study),
    }  # fmt: skip
    return render(request, "portfolios/compare.html", context)


def compare_table(kept: list[results.Kept]) -> list[list[Any]]:
    def line(label: str, value: Any) -> list[Any]:
        return [label, *(value(one.figures) for one in kept)]

    checks = [
        [
            name,
            *(
                f"+{one.figures.openness[n][1]} −{one.figures.openness[n][2]} ?{one.figures.openness[n][3]}"
                for one in kept
            ),
        ]
        for n, (name, *_rest) in enumerate(kept[0].figures.openness)
    ]
    return [
        ["", *(one.alternative.name for one in kept)],
        line(_("To buy, euro"), lambda one: one.buy.best),
        line(_("To buy, euro, highest"), lambda one: one.buy.high),
        line(_("A year, euro"), lambda one: one.year.best),
        line(_("Cost per year with what is bought, euro"), lambda one: one.a_year.best),
        line(_("Staff hours a year"), lambda one: one.hours),
        line(_("Measures that handle personal data"), lambda one: len(one.personal_data)),
        *checks,
        line(_("Rows lower for sure"), lambda one: one.lower),
        line(_("Rows lower as stated only"), lambda one: one.perhaps),
        line(_("Requirements served"), lambda one: len(one.covered)),
        line(_("Requirements not served"), lambda one: len(one.uncovered)),
    ]


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    study = open_study(request, pk, "portfolios.decide")
    result = results.latest(study)
    kept = results.kept(result)
    choices = [(str(one.alternative.pk), one.alternative.name) for one in kept]
    form = DecideForm(
        choices, request.POST or None, initial={"alternative": choices[0][0]} if len(choices) == 1 else None
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        chosen = fetch(request, Alternative, pk=int(values["alternative"]), study=study)
        done, made = attempt(
            form,
            lambda: services.decide(
                chosen, reason=values["reason"], signatory=values["signatory"], why_not_best=values["why_not_best"],
                by=request.user,  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done and made is not None:
            return saved(request, "portfolios:decision", pk, made.pk, told=_("It is decided."))
    context = {"study": study, "result": result, "kept": kept, "form": form, **may(request, study)}
    return render(request, "portfolios/decide.html", context)


@require_safe
def decision(request: HttpRequest, pk: int, decision_pk: int) -> HttpResponse:
    """What was decided, why, by whom; each measure with the requirements and weak points it serves."""
    study = open_study(request, pk)
    found = fetch(request, PortfolioDecision, pk=decision_pk, study=study, related=("decided_by",))
    result = results.latest(study)
    figures_ = figures(result.field, [one.pk for one in found.candidates.all()])
    context = {
        "study": study, "decision": found, "measures": decided_measures(found), "sealed": found.figures,
        "figures": figures_, "maps": maps(result.field, figures_.left),
        "has_moved": found.figures.get("fingerprint") != result.field.fingerprint, **may(request, study),
    }  # fmt: skip
    return render(request, "portfolios/decision.html", context)


def take_back(request: HttpRequest, pk: int, decision_pk: int) -> HttpResponse:
    study = open_study(request, pk, "portfolios.decide")
    found = fetch(request, PortfolioDecision, pk=decision_pk, study=study)
    return with_reason(
        request, study, lambda reason: services.take_back(found, reason=reason), _("Take the decision back"),
        "portfolios:detail", pk,
    )  # fmt: skip
