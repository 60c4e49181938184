"""The grid of effects: measures by rows, typed by keyboard, confirmed, taken out as a table and brought in again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from protect.organisations import audit, conflicts
from protect.organisations.forming import attempt
from protect.organisations.lists import csv_response, key_of, one_of
from protect.organisations.models import Verb
from protect.portfolios import services, spreadsheet
from protect.portfolios.forms import FileForm, GridForm, cell_name
from protect.portfolios.models import Effect, Study
from protect.portfolios.queries.field import Field, field_of
from protect.portfolios.views.common import act, form_page, may, open_study, to_change

#: Of one page: rows, and measures beside each other.
ROWS, COLUMNS = 20, 6


def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """``?measures=`` and ``?page=`` choose the part of it; ``?measure=`` one measure alone; ``?format=csv`` or ``xlsx`` all."""
    change = request.method == "POST"
    study = to_change(request, pk) if change else open_study(request, pk)
    field = field_of(study)
    if request.GET.get("format") in ("csv", "xlsx") and not change:
        return _export(request, field)
    rows = Paginator(_wanted(request, field), ROWS).get_page(request.GET.get("page"))
    measure = key_of(request.GET, "measure")
    some = [one for one in field.candidates if not measure or str(one.pk) == measure]
    columns = Paginator(some, COLUMNS).get_page(request.GET.get("measures"))
    form = GridForm(
        field, list(columns), list(rows), request.POST or None,
        initial={"says": _said_last(study)},
    )  # fmt: skip
    if change and form.is_valid():
        done, told = _save(request, form)
        if done:
            messages.success(request, told)
            return redirect(request.get_full_path())
    lines = [
        (row, field.scales[row.assessment].bands[row.band] if row.band is not None else None,
         [(one, form[cell_name(one.pk, row.pk)], field.effects.get((one.pk, row.pk))) for one in columns])
        for row in rows
    ]  # fmt: skip
    context = {
        "study": study, "form": form, "rows": rows, "columns": columns, "lines": lines, "unconfirmed": field.unconfirmed,
        "assessments": field.assessments, "chosen": key_of(request.GET, "assessment"), "measure": measure,
        "candidates": field.candidates, "only": one_of(request.GET, "only", ("counting", "proposed")), **may(request, study),
    }  # fmt: skip
    return render(request, "portfolios/effects.html", context)


def _said_last(study: Study) -> str:
    """Whose word was written down last in this study: it is mostly the same for a whole sitting."""
    found = (
        Effect.objects.filter(candidate__study=study, confirmed=True).exclude(says="").order_by("-changed_at", "-pk")
    )
    return found.values_list("says", flat=True).first() or ""


def _wanted(request: HttpRequest, field: Field) -> list[Any]:
    assessment, only = key_of(request.GET, "assessment"), one_of(request.GET, "only", ("counting", "proposed"))
    proposed = {key[1] for key, one in field.effects.items() if not one[3]}
    return [
        row
        for row in field.rows
        if (not assessment or str(row.assessment) == assessment)
        and (only != "counting" or row.counts)
        and (only != "proposed" or row.pk in proposed)
    ]


def _save(request: HttpRequest, form: GridForm) -> tuple[bool, str]:
    says, source = form.cleaned_data["says"], form.cleaned_data["source"]

    def both(stored: Any) -> tuple[int, int]:
        changed = services.save_effects(stored, form.cells, says=says, source=source)
        seen = [key for key, (p, c, _sure) in form.cells.items() if p or c] if "confirm" in request.POST else []
        return changed, services.confirm(stored, seen, says=says) if seen else 0

    done, counts = conflicts.save(request, form, both)
    if not done:
        return False, ""
    changed, confirmed = counts
    told = ngettext("%(count)d effect changed.", "%(count)d effects changed.", changed) % {"count": changed}
    if "confirm" in request.POST:
        more = ngettext("%(count)d proposal confirmed.", "%(count)d proposals confirmed.", confirmed)
        told += " " + more % {"count": confirmed}
    return True, told


def _export(request: HttpRequest, field: Field) -> HttpResponse:
    audit.record(Verb.EXPORTED, field.study, note=request.GET["format"].upper())
    if request.GET["format"] == "csv":
        return csv_response("effects.csv", spreadsheet.grid_rows(field))
    return spreadsheet.response("effects.xlsx", spreadsheet.grid_workbook(field))


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in proposals where threat types and functions meet; what people wrote stays."""
    study = to_change(request, pk)
    return act(
        request, lambda: services.propose(study), _("Proposals are filled in where nothing stood. Look at each, then confirm."),
        "portfolios:effects", pk,
    )  # fmt: skip


def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid as a file, as it was taken out and filled in elsewhere; nothing is taken in while a cell is wrong."""
    study = to_change(request, pk)
    form = FileForm(request.POST or None, request.FILES or None, initial={"says": _said_last(study)})
    if request.method == "POST" and form.is_valid():
        done, count = attempt(form, lambda: _brought(study, form.cleaned_data))
        if done:
            told = ngettext("%(count)d effect changed.", "%(count)d effects changed.", count or 0) % {
                "count": count or 0
            }
            messages.success(request, told)
            return redirect("portfolios:effects", pk)
    return form_page(
        request, study, form, _("Bring in effects"), ("portfolios:effects", pk), submit=_("Bring in"), with_file=True,
        about=_("Take the table out, fill it in, bring it in: P1 lowers the probability by one level, C2 the consequence by two, "
                "P1C1 both; ! is highly sure, ? hardly. An empty cell takes the effect out. A column that is not in the file "
                "stays as it is."),
    )  # fmt: skip


def _brought(study: Any, values: dict[str, Any]) -> int:
    cells = spreadsheet.read_grid(field_of(study), values["file"])
    return services.save_effects(study, cells, says=values["says"], source=str(values["file"].name)[:300])
