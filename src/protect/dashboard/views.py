"""The page of a town, the list behind each of its figures, and both as files."""

from __future__ import annotations

import io
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.dashboard.queries import AGREEMENT, COVERAGE, STATES, Town, several
from protect.organisations import audit
from protect.organisations.access import Reach
from protect.organisations.lists import csv_response
from protect.organisations.models import Organisation, Verb
from protect.organisations.queries.own import open_organisation, organisations_of
from protect.reference import terms

PAGE_SIZE = 50


def _readable(request: HttpRequest) -> Any:
    keys = Reach.of(request.user).reading  # type: ignore[arg-type]
    return organisations_of(request.user).filter(pk__in=keys)  # type: ignore[arg-type]


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """To the one organisation that the reader reads for; a choice where there are several, and a word where there is none."""
    found = list(_readable(request)[:50])
    if len(found) == 1:
        return redirect("dashboard:town", found[0].pk)
    return render(request, "dashboard/choose.html", {"towns": several(found, request.user)})


@require_safe
def town(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = open_organisation(request, pk, "dashboard.read")
    found = Town.of(organisation, request.user, {})
    if request.GET.get("format") in {"csv", "xlsx"}:
        return _exported(organisation, [[_("Group"), _("What"), _("Number")], *found.table()], request.GET["format"])
    audit.record(Verb.VIEWED, organisation, note=_("overview of the town"))
    return render(request, "dashboard/town.html", {
        "organisation": organisation, "town": found, "coverage_words": COVERAGE.items(),
        "charts": [found.by_level(), found.by_state(), found.by_agreement()],
    })  # fmt: skip


@require_safe
def spaces(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = open_organisation(request, pk, "dashboard.read")
    found = Town.of(organisation, request.user, request.GET)
    chosen = found.chosen()
    levels = found.levels
    if request.GET.get("format") in {"csv", "xlsx"}:
        rows = [
            [space.name, STATES[one.state], levels[one.level], AGREEMENT[one.agreement]]
            for space, one in found.names(chosen)
        ]
        head = [_("Space"), _("State of the assessment"), _("Highest level now"), _("Agreement")]
        return _exported(organisation, [head, *rows], request.GET["format"])
    page = Paginator(sorted(chosen, key=lambda one: one.key), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [
        (space, STATES[one.state], levels[one.level], AGREEMENT[one.agreement], one.is_overdue)
        for space, one in found.names(list(page.object_list))
    ]
    return render(request, "dashboard/spaces.html", {
        "organisation": organisation, "town": found, "page_obj": page, "rows": rows, "states": STATES.items(),
        "levels": levels.items(), "agreements": AGREEMENT.items(), "coverages": COVERAGE.items(),
        "threats": [(code, terms.label("threat_type", code)) for code in terms.codes("threat_type")],
    })  # fmt: skip


def _exported(organisation: Organisation, rows: list[list[Any]], kind: str) -> HttpResponse:
    audit.record(Verb.EXPORTED, organisation, note=_("overview of the town"))
    if kind == "csv":
        return csv_response("overview.csv", rows)
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet(_("Overview")[:31]), book.add_format({"bold": True})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            value = cell if isinstance(cell, int) else str(cell)
            sheet.write(number, column, value, bold if number == 0 else None)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 44)
    book.close()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(out.getvalue(), content_type=kind)
    response["Content-Disposition"] = 'attachment; filename="overview.xlsx"'
    return response
