"""The table, the board and the time line of all actions, for a space and for the town; and one step for several at once."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from icalendar import Calendar

from protect.organisations import audit
from protect.organisations.lists import csv_response
from protect.organisations.models import Organisation, Verb
from protect.plans import services
from protect.plans.models import Action
from protect.plans.queries.actions import FLAGS, SORT_NAMES, STATES, Listing
from protect.plans.queries.actions import board as columns_of
from protect.plans.queries.timeline import UNITS
from protect.plans.queries.timeline import timeline as timeline_of
from protect.plans.states import MOVES, SIMPLE, moves_for
from protect.plans.tasks import day_of
from protect.plans.views.common import RELATED, back_to
from protect.spaces.models import Space

PAGE_SIZE = 50
#: Rows of an export, and of one step for several.
MOST, MOST_AT_ONCE = 20_000, 200


def _shared(request: HttpRequest, listing: Listing) -> dict[str, Any]:
    """Filters and heading, the same on the three pages."""
    space: Any = None
    if listing.space.isdigit():
        space = Space.objects.visible_to(request.user).filter(pk=listing.space).defer("wkb").first()
    return {
        "listing": listing, "space": space, "states": STATES.items(), "flags": FLAGS.items(), "sorts": SORT_NAMES.items(),
        "organisations": listing.organisations(), "spaces": listing.spaces(), "counts": listing.counts(),
        "money": listing.money(), "may_propose": request.user.has_perm("plans.propose_somewhere"),
        "moved": _moved(request), "again": _again(request),
    }  # fmt: skip


def _again(request: HttpRequest) -> str:
    """This page with all that was asked, for the buttons on it."""
    kept = request.GET.copy()
    for name in ("moved", "verb"):
        kept.pop(name, None)
    return f"{request.path}?{kept.urlencode()}" if kept else request.path


def _moved(request: HttpRequest) -> dict[str, Any] | None:
    """The step that was just taken, to be taken back by one button."""
    verb, key = request.GET.get("verb", ""), request.GET.get("moved", "")
    if verb not in SIMPLE or not MOVES[verb].undo or not (key.isascii() and key.isdigit() and len(key) < 18):
        return None
    found: Any = Action.objects.visible_to(request.user).filter(pk=key, state=MOVES[verb].target).first()  # type: ignore[attr-defined]
    if found is None or not request.user.has_perm(MOVES[MOVES[verb].undo].permission, found):
        return None
    return {"action": found, "undo": MOVES[verb].undo}


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    listing = Listing.of(request.user, request.GET)
    if request.GET.get("format") in {"csv", "xlsx", "ics"}:
        return _export(request, listing, request.GET["format"])
    page = Paginator(listing.found().values_list("pk", flat=True), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = listing.rows(list(page.object_list))
    page.object_list = rows
    context = {
        "page_obj": page, "rows": rows, "verbs": [(verb, MOVES[verb].label) for verb in SIMPLE],
        "leads": any(request.user.has_perm("plans.report", one) for one in rows), **_shared(request, listing),
    }  # fmt: skip
    return render(request, "plans/list.html", context)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Columns by state; each card has its next steps as buttons, which work by keyboard and without scripts."""
    listing = Listing.of(request.user, request.GET)
    columns = columns_of(listing)
    for column in columns:
        for card in column.cards:
            card.moves = moves_for(card, request.user)
    return render(request, "plans/board.html", {"columns": columns, **_shared(request, listing)})


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    listing = Listing.of(request.user, request.GET)
    found = timeline_of(listing, request.GET)
    context = {"timeline": found, "page_obj": found.page, "units": UNITS.items(), **_shared(request, listing)}
    return render(request, "plans/timeline.html", context)


def _export(request: HttpRequest, listing: Listing, kind: str) -> HttpResponse:
    """What the table shows, all pages of it; told in the log of each organisation."""
    keys = list(listing.found().values_list("pk", flat=True)[:MOST])
    rows: list[Any] = []
    for start in range(0, len(keys), 500):
        rows += listing.rows(keys[start : start + 500])
    for organisation in Organisation.objects.filter(pk__in={one.organisation_id for one in rows}):
        audit.record(Verb.EXPORTED, organisation, note=_("actions as %(kind)s") % {"kind": kind.upper()})
    if kind == "ics":
        return _calendar(rows)
    head = [
        _("Action"), _("Space"), _("Organisation"), _("State"), _("Blocked"), _("Overdue"), _("Owner"), _("Partners"),
        _("Start"), _("Due"), _("Progress (%)"), _("Cost planned"), _("Cost spent"), _("Currency"), _("Funding"), _("Marking"),
    ]  # fmt: skip
    lines = [
        [
            one.title, one.space.name if one.space else _("The whole town"), one.organisation.name, one.get_state_display(),
            _("yes") if one.blocked else "", _("yes") if one.overdue else "", one.owner_words, one.partners,
            one.starts_on or "", one.due_on or "", one.progress,
            "" if one.cost_planned is None else one.cost_planned / 100, one.cost_spent / 100, one.currency, one.funding,
            one.effective_marking.short,
        ]
        for one in rows
    ]  # fmt: skip
    if kind == "csv":
        return csv_response("actions.csv", [head, *lines])
    response = HttpResponse(
        _workbook(head, lines), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = 'attachment; filename="actions.xlsx"'
    return response


def _calendar(rows: list[Any]) -> HttpResponse:
    """The days when they are due, for calendar programs; those of a person's own come to the private calendar by themselves."""
    calendar = Calendar()
    calendar.add("prodid", "-//PRoTECT//actions//EN")
    calendar.add("version", "2.0")
    for one in rows:
        if one.due_on is not None:
            calendar.add_component(day_of(one, f"{one.title} ({one.space.name})" if one.space else one.title))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="actions.ics"'
    return response


def _workbook(head: list[str], lines: list[list[Any]]) -> bytes:
    """Typed cells, a frozen header that filters; texts stay texts."""
    import datetime as dt

    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Actions")[:31])
    bold, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for column, title in enumerate(head):
        sheet.write_string(0, column, title, bold)
        sheet.set_column(column, column, 36 if column == 0 else 16)
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line):
            if isinstance(value, dt.date):
                sheet.write_datetime(number, column, dt.datetime.combine(value, dt.time()), day)
            elif isinstance(value, int | float):
                sheet.write_number(number, column, value)
            elif value:
                sheet.write_string(number, column, str(value)[:32_000])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(lines)), len(head) - 1)
    book.close()
    return out.getvalue()


@require_POST
def several(request: HttpRequest) -> HttpResponse:
    """One step for all that are ticked: each by itself, as far as it and the reader's role allow."""
    verb = request.POST.get("verb", "")
    where = back_to(request, reverse("plans:list"))
    keys = [one for one in request.POST.getlist("action") if one.isascii() and one.isdigit() and len(one) < 18]
    if verb not in SIMPLE or not keys:
        messages.error(request, _("Tick actions and choose a step."))
        return redirect(where)
    seen: Any = Action.objects.visible_to(request.user).filter(pk__in=keys[:MOST_AT_ONCE])  # type: ignore[attr-defined]
    done, refused = services.move_several(seen.select_related(*RELATED), verb, by=request.user)  # type: ignore[arg-type]
    if done:
        told = ngettext("%(number)d action: “%(verb)s” done.", "%(number)d actions: “%(verb)s” done.", len(done))
        messages.success(request, told % {"number": len(done), "verb": MOVES[verb].label})
    for one, why in refused[:10]:
        messages.warning(request, f"{one}: {why}")
    if len(refused) > 10:
        messages.warning(request, _("%(number)d more could not be moved.") % {"number": len(refused) - 10})
    return redirect(where)


def with_undo(where: str, action: Action, verb: str) -> str:
    """The same page, told which step was just taken."""
    parts = urlsplit(where)
    from django.http import QueryDict

    kept = QueryDict(parts.query, mutable=True)
    for name in ("moved", "verb"):
        kept.pop(name, None)
    added = urlencode({"moved": action.pk, "verb": verb})
    return f"{parts.path}?{kept.urlencode() + '&' if kept else ''}{added}"


def today() -> Any:
    return timezone.localdate()
