"""Importing map extracts: upload, progress, report, and the candidates to choose from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from protect.organisations.access import fetch
from protect.organisations.lists import one_of
from protect.reference import terms
from protect.spaces import imports
from protect.spaces.imports import listing
from protect.spaces.imports.forms import ExtractForm
from protect.spaces.models import Candidate, MapImport

PER_PAGE = 50


def _may_import(request: HttpRequest) -> Any:
    user: Any = request.user
    if not user.has_perm("spaces.import"):
        raise PermissionDenied(_("Your role does not allow this here."))
    return user


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """Upload an extract; the imports so far."""
    user = _may_import(request)
    form = ExtractForm(user, request.POST, request.FILES) if request.method == "POST" else ExtractForm(user)
    if form.is_bound and form.is_valid():
        done = imports.request_import(form.cleaned_data["organisation"], form.cleaned_data["file"], user)
        return redirect("spaces:import_detail", pk=done.pk)
    mine: Any = MapImport.objects.visible_to(user)
    page = Paginator(mine.select_related("organisation", "started_by").defer("report", "plan"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    status = 422 if form.is_bound else 200
    return render(request, "spaces/import_overview.html", {"form": form, "page_obj": page}, status=status)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Progress while it runs (asked again by htmx, or by a reload), then the report of changes."""
    done = fetch(request, MapImport, pk=pk, permission="spaces.edit", related=("organisation", "started_by"))
    if getattr(request, "htmx", False):
        if not done.is_running:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "spaces/import_progress.html", {"done": done})
    context: dict[str, Any] = {"done": done}
    if done.state == MapImport.State.CONFIRM:
        return redirect("spaces:import_columns", pk=pk)
    if done.is_table:
        return _table(request, done)
    if done.state == MapImport.State.DONE:
        context |= {
            "lines": imports.report_lines(done),
            "changes": listing.change_rows(done.report),
            "layers": listing.layer_rows(done.report),
            "proposals": listing.proposals(request.user, done),
        }
    return render(request, "spaces/import_detail.html", context)


def _table(request: HttpRequest, done: MapImport) -> HttpResponse:
    """What happens, or happened, to each row of a table."""
    from protect.spaces.imports import table_pages

    what = one_of(request.GET, "what", table_pages.FILTERS)
    page = Paginator(table_pages.lines_of(done, what), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "done": done,
        "page_obj": page,
        "rows": table_pages.report_rows(page.object_list, request.user),
        "tallies": table_pages.tallies(done),
        "lines": table_pages.summary(done),
        "faulty": done.report.get("tally", {}).get("error", 0),
        "useful": table_pages.useful(done),
        "what": what,
        "has_map": done.state == MapImport.State.CHECKED and what != "error",
    }
    return render(request, "spaces/import_table.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def candidates(request: HttpRequest) -> HttpResponse:
    """The candidates, filtered; those ticked (or all found) become spaces."""
    user = _may_import(request)
    chosen = listing.CandidateListing.of(user, request.GET)
    found = chosen.found()
    if request.method == "POST":
        return _adopt(request, user, found)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "chosen": chosen,
        "page_obj": page,
        "rows": listing.rows(page.object_list),
        "categories": terms.terms("psoi_category"),
        "states": listing.STATES.items(),
        "organisations": listing.organisations_of(user),
        "attribution": any(row.source.startswith("osm:") for row in page.object_list),
    }
    return render(request, "spaces/import_candidates.html", context)


def _adopt(request: HttpRequest, user: Any, found: Any) -> HttpResponse:
    if "all" in request.POST:
        keys = list(found.filter(space=None).values_list("pk", flat=True))
    else:
        keys = [int(key) for key in request.POST.getlist("candidate") if key.isdecimal() and len(key) < 18]
    back = f"{reverse('spaces:candidates')}?{request.GET.urlencode()}"
    if not keys:
        messages.warning(request, _("Nothing was ticked. Tick the places that shall become spaces."))
        return redirect(back)
    adoption = imports.adopt_candidates(keys, by=user)
    made, there = len(adoption.created), len(adoption.present)
    if made or not there:
        text = ngettext("%d space was added to the register.", "%d spaces were added to the register.", made)
        messages.success(request, text % made)
    if there:
        text = ngettext("%d was in the register already.", "%d were in the register already.", there)
        messages.info(request, text % there)
    return redirect(back)


@require_POST
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a space have what the newest extract says about the fields that a person had changed."""
    candidate = fetch(request, Candidate, pk=pk, permission="spaces.edit", related=("space", "found_in"))
    if imports.take_over(candidate, by=request.user if request.user.is_authenticated else None):
        messages.success(request, _("“%s” now follows the map data.") % candidate.space)
    return redirect("spaces:import_detail", pk=candidate.found_in_id)
