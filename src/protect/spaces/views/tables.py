"""Importing a table: what its columns mean, the check of every row, and the decision.

What reads tables is loaded with the first of them: a server that never met one needs none of its memory.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from protect.organisations.access import fetch
from protect.organisations.lists import csv_response, one_of
from protect.spaces.models import MapImport


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What the table means; "again" renews the page with what was chosen, "check" has every row checked."""
    from protect.spaces.imports import stepping, table_pages
    from protect.spaces.imports.table_forms import PlanForm, ReadingForm

    done = fetch(request, MapImport, pk=pk, permission="spaces.edit", related=("organisation",))
    if done.state not in stepping.OPEN:
        return redirect("spaces:import_detail", pk=pk)
    user: Any = request.user
    form = PlanForm(done.plan, request.POST or None)
    if form.is_bound and form.is_valid():
        choices, wants_check = form.choices(), "check" in request.POST
        asks_anew = stepping.asked_about(done.plan) != stepping.asked_about({**done.plan, **choices})
        if not wants_check or form.require_whole(asks_anew=asks_anew):
            try:
                done = stepping.choose(done, choices, as_loaded=request.POST.get("as_loaded", ""))
                if wants_check and not asks_anew:
                    stepping.request_check(done, user)
                    return redirect("spaces:import_detail", pk=pk)
            except ValidationError as error:
                messages.warning(request, " ".join(error.messages))
                return redirect("spaces:import_columns", pk=pk)
            if wants_check:
                messages.info(request, _("Other columns, other questions: look at what is asked here now, then check."))
            return redirect("spaces:import_columns", pk=pk)
    context = {
        "done": done,
        "form": form,
        "as_loaded": stepping.seen(done.plan),
        "reading": ReadingForm(done.plan) if ReadingForm.is_for(done.plan) else None,
        "facts": table_pages.facts(done),
        "systems": table_pages.system_choices(form),
        "other_is_chosen": table_pages.other_is_chosen(form),
        "columns": table_pages.column_choices(form),
        "values": table_pages.value_choices(form),
    }
    return render(request, "spaces/import_columns.html", context, status=422 if form.is_bound else 200)


@require_POST
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the file with another encoding or another sign between the cells."""
    from protect.spaces.imports import stepping
    from protect.spaces.imports.table_forms import ReadingForm

    done = fetch(request, MapImport, pk=pk, permission="spaces.edit", related=("organisation",))
    if done.state not in stepping.OPEN:
        return redirect("spaces:import_detail", pk=pk)
    form = ReadingForm(done.plan, request.POST)
    if form.is_valid():
        chosen = form.cleaned_data
        _do(
            request,
            lambda: stepping.read_again(done, encoding=chosen["encoding"], delimiter=chosen.get("delimiter", "")),
        )
    else:
        messages.warning(request, _("Choose the letters and the sign from the lists."))
    return redirect("spaces:import_detail", pk=pk)


@require_POST
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Import what was checked, all of it; faulty rows are left out only where that was ticked."""
    from protect.spaces.imports import stepping

    done = fetch(request, MapImport, pk=pk, permission="spaces.edit", related=("organisation",))
    user: Any = request.user
    _do(request, lambda: stepping.request_entry(done, user, leave_out="leave_out" in request.POST))
    return redirect("spaces:import_detail", pk=pk)


def _do(request: HttpRequest, step: Any) -> None:
    try:
        step()
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))


@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row with what happens to it, as CSV."""
    from protect.spaces.imports import table_pages

    done = fetch(request, MapImport, pk=pk, permission="spaces.edit")
    return csv_response(f"import-{done.pk}.csv", table_pages.csv_rows(done))


@require_GET
def places(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the rows land, for the map of the check."""
    from protect.spaces.imports import table_pages

    done = fetch(request, MapImport, pk=pk, permission="spaces.edit")
    what = one_of(request.GET, "what", table_pages.FILTERS)
    response = HttpResponse(table_pages.places(done, what), content_type="application/geo+json")
    response["Cache-Control"] = "private, no-store"
    return response
