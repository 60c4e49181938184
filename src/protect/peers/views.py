"""Beside other authorities; whether to take part."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.organisations.lists import csv_response
from protect.organisations.queries.own import open_organisation
from protect.peers import services
from protect.peers.models import Participation
from protect.peers.queries import Comparison
from protect.reference import terms


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = open_organisation(request, pk, "peers.read")
    found = Comparison.of(organisation, request.GET)
    obstacle = found.obstacle()
    levels, measures = ([], []) if obstacle else (found.levels(), found.measures())
    if request.GET.get("format") == "csv":
        head = [_("Kind of place"), _("Threat type"), _("Part"), _("What"), _("Share"), _("Own share"), _("Cost"),
                _("Own cost"), _("Effect"), _("Own effect")]  # fmt: skip
        rows = [
            [one.category, one.threat, one.area, one.what, one.share, one.own, one.cost, one.own_cost, one.effect,
             one.own_effect]
            for one in levels + measures
        ]  # fmt: skip
        return csv_response("comparison.csv", [head, *rows])
    return render(request, "peers/compare.html", {
        "organisation": organisation, "comparison": found, "obstacle": obstacle, "levels": levels, "measures": measures,
        "publication": found.publication if not obstacle else None,
        "may_decide": request.user.has_perm("peers.decide", organisation),
        "categories": [(code, terms.label("psoi_category", code)) for code in terms.codes("psoi_category")],
        "threats": [(code, terms.label("threat_type", code)) for code in terms.codes("threat_type")],
    })  # fmt: skip


@require_safe
def taking_part(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = open_organisation(request, pk, "peers.decide")
    takes_part = Participation.objects.filter(organisation=organisation, takes_part=True).exists()
    return render(request, "peers/taking_part.html", {"organisation": organisation, "takes_part": takes_part})


@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = open_organisation(request, pk, "peers.decide")
    services.decide(organisation, takes_part=True)
    messages.success(request, _("Your organisation takes part from the next monthly publication on."))
    return redirect("peers:taking_part", pk)


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = open_organisation(request, pk, "peers.decide")
    services.decide(organisation, takes_part=False)
    messages.success(request, _("Your organisation takes no part any more; the next publication is without it."))
    return redirect("peers:taking_part", pk)
