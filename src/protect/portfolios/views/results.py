"""The result: asked for, followed while it is being found, the front to click, the three heaps, what one must believe."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.organisations import audit
from protect.organisations.lists import csv_response
from protect.organisations.models import Verb
from protect.portfolios import services
from protect.portfolios.drawing import picture
from protect.portfolios.models import MOST_ALTERNATIVES
from protect.portfolios.queries import results, sentences
from protect.portfolios.queries.reckoning import figures, maps, residual, taken
from protect.portfolios.views.common import may, open_study, to_change


@require_POST
def compute(request: HttpRequest, pk: int) -> HttpResponse:
    study = to_change(request, pk)
    try:
        services.request(study, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect("portfolios:detail", pk)
    return redirect("portfolios:result", pk)


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the job is, asked again by the page itself; when it is done the page is loaded anew."""
    study = open_study(request, pk)
    newest = study.computations.first()
    if newest is None or not newest.is_on:
        if getattr(request, "htmx", False):
            response = HttpResponse(status=200)
            response["HX-Refresh"] = "true"
            return response
        return redirect("portfolios:result", pk)
    if getattr(request, "htmx", False):
        return render(request, "portfolios/_progress.html", {"study": study, "running": newest})
    return redirect("portfolios:result", pk)


@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """``?point=`` shows another portfolio of the front; ``?format=csv`` gives all its points."""
    study = open_study(request, pk)
    found = results.latest(study)
    if request.GET.get("format") == "csv" and found.points:
        audit.record(Verb.EXPORTED, study, note="CSV")
        return csv_response("front.csv", front_table(found))
    context: dict[str, Any] = {"study": study, "result": found, **may(request, study)}
    if found.points:
        context |= shown(request, found)
    return render(request, "portfolios/result.html", context)


def shown(request: HttpRequest, found: results.Result) -> dict[str, Any]:
    text = request.GET.get("point", "")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else found.best
    number = wanted if wanted < len(found.points) else found.best
    point = found.points[number]
    figures_ = figures(found.field, point["members"])
    heaps = results.heaped(found)
    low, high = (taken(found.field, point["members"], cautious=reading) for reading in (True, False))
    kept = found.field.study.alternatives.prefetch_related("candidates")
    members = set(point["members"])
    return {
        "point": point,
        "is_best": number == found.best,
        "beyond": point["cost"] > found.field.study.budget_buy,
        "picture": picture(found, number),
        "rows": front_rows(found),
        "figures": figures_,
        "maps": maps(found.field, figures_.left),
        "members": [one for one in found.field.candidates if one.pk in members],
        "heaps": [
            (code, title, told, [one for one in heaps if one.heap == code])
            for code, title, told in (
                (results.CORE, _("Do now"), _("In every good portfolio.")),
                (results.OPEN, _("Find out more"), _("In some good portfolios, not in others.")),
                (results.OUT, _("Leave"), _("In no good portfolio.")),
            )
        ],
        "first": sentences.do_first(found),
        "summary": sentences.summary(figures_, found.field),
        "guessed": sentences.guessed(found.field),
        "believe": sentences.break_even_words(figures_, found.field, low, high),
        "same": next((one for one in kept if {c.pk for c in one.candidates.all()} == members), None),
        "room": len(kept) < MOST_ALTERNATIVES,
    }


def front_rows(found: results.Result) -> list[dict[str, Any]]:
    """Points with what they leave: rows that lie lower, surely and perhaps, and the highest level that is left."""
    rows = []
    for one in found.points:
        left = residual(found.field, one["members"])
        rows.append(
            {
                **one,
                "lower": sum(each.is_lower for each in left),
                "perhaps": sum(each.is_perhaps_lower for each in left),
                "beyond": one["cost"] > found.field.study.budget_buy,
                "is_best": one["number"] == found.best,
                "names": [found.field.names[key] for key in one["members"]],
            }
        )
    return rows


def front_table(found: results.Result) -> list[list[Any]]:
    head = [_("Number"), _("To buy, euro"), _("A year, euro"), _("Rows lower for sure"), _("Rows lower as stated only"),
            _("May fall short of the best by, in 100"), _("Measures")]  # fmt: skip
    return [head] + [
        [one["number"] + 1, one["cost"], one["yearly"], one["lower"], one["perhaps"], round(one["gap"] * 100, 2),
         "; ".join(one["names"])]
        for one in front_rows(found)
    ]  # fmt: skip
