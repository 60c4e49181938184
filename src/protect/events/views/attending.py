"""The organisers' side of a registration: who comes, who waits, the door, the numbers."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from protect.events import kept, services
from protect.events.figures import attendance, figures, judged, sessions_of
from protect.events.forms import LimitForm, OpeningForm
from protect.events.models import Event, Place, Registration, Session
from protect.events.states import PlaceState
from protect.events.views.planning import form_page, to_change
from protect.organisations import audit, conflicts
from protect.organisations.access import fetch
from protect.organisations.lists import csv_response, key_of, one_of, page_of
from protect.organisations.models import Verb

PAGE_SIZE = 100


def _places(event: Event) -> Any:
    rows = Place.objects.filter(registration__event=event, registration__erased_at=None)
    return rows.select_related("registration", "session").order_by("session__begins_at", "session__pk", "since", "pk")


@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody with a place or in line, by session and state; ``?format=csv`` and ``xlsx`` take the list out."""
    event = to_change(request, pk)
    rows = _places(event)
    session, state = key_of(request.GET, "session"), one_of(request.GET, "state", PlaceState.values)
    text = request.GET.get("q", "").strip()[:100]
    if session:
        rows = rows.filter(session=session)
    if state:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(registration__name__icontains=text) | Q(registration__works_for__icontains=text))
    wanted = request.GET.get("format")
    if wanted in ("csv", "xlsx"):
        audit.record(Verb.EXPORTED, event, note=_("list of participants as %(kind)s") % {"kind": wanted.upper()})
        table = attendance(event, rows)
        return csv_response("participants.csv", table) if wanted == "csv" else _workbook(event, table)
    context = {
        "event": event, "page_obj": page_of(rows, request.GET.get("page"), PAGE_SIZE), "text": text, "state": state,
        "session": session, "states": PlaceState.choices, "sessions": sessions_of(event), "days": kept.days(event.organisation),
        "is_filtered": bool(session or state or text),
    }  # fmt: skip
    return render(request, "events/people.html", context)


def _workbook(event: Event, table: list[list[Any]]) -> HttpResponse:
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": event.title, "author": event.organisation.name})
    sheet, bold = book.add_worksheet(_("Participants")[:31]), book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(table):
        for column, value in enumerate(row):
            sheet.write_string(number, column, str(value), bold if number == 0 else None)
    sheet.autofilter(0, 0, max(len(table) - 1, 1), len(table[0]) - 1)
    sheet.set_column(0, len(table[0]) - 1, 20)
    book.close()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(written.getvalue(), content_type=kind)
    answer["Content-Disposition"] = 'attachment; filename="participants.xlsx"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether registration is open, and until when."""
    found = to_change(request, pk)
    form = OpeningForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.open_registration(stored, form.cleaned_data)
        )
        if done:
            messages.success(request, _("Saved."))
            return redirect("events:people", pk)
    return form_page(request, found, form, _("Registration"))


def limit(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    """Places of a session, and for whom it is."""
    found = to_change(request, pk)
    session = fetch(request, Session, pk=part_pk, event=found, related=("event",))
    form = LimitForm(request.POST or None, instance=session)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _saved = conflicts.save(
            request, form, lambda stored: services.limit(stored, values["places"], values["kinds"])
        )
        if done:
            messages.success(request, _("Saved."))
            return redirect("events:people", pk)
    return form_page(request, found, form, _("Places: %(session)s") % {"session": session})


def _decide(request: HttpRequest, pk: int, part_pk: int, verb: Any) -> HttpResponse:
    found = to_change(request, pk)
    place = fetch(request, Place, pk=part_pk, registration__event=found, related=("registration__event", "session"))
    try:
        verb(place)
        messages.success(request, _("Saved. A mail tells of it."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("events:people", pk)


@require_POST
def admit(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    return _decide(request, pk, part_pk, services.admit)


@require_POST
def refuse(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    return _decide(request, pk, part_pk, services.refuse)


@require_safe
def check_in_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is expected in a session, by name, with a button each: for a phone at the door."""
    event = to_change(request, pk)
    sessions = sessions_of(event)
    chosen = next((one for one in sessions if str(one.pk) == request.GET.get("session")), None)
    if chosen is None:  # the one that is on, or comes next
        chosen = next((one for one in sessions if one.ends_at > timezone.now()), sessions[-1] if sessions else None)
    rows = _places(event).filter(session=chosen, state=PlaceState.CONFIRMED) if chosen else Place.objects.none()
    text = request.GET.get("q", "").strip()[:100]
    if text:
        rows = rows.filter(registration__name__icontains=text)
    context = {
        "event": event, "sessions": sessions, "chosen": chosen, "text": text,
        "page_obj": page_of(rows.order_by("registration__name", "pk"), request.GET.get("page"), PAGE_SIZE),
    }  # fmt: skip
    return render(request, "events/check_in.html", context)


@never_cache
@require_safe
def door(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What the camera of a phone opens: who it is, and their sessions."""
    event = to_change(request, pk)
    found = fetch(request, Registration, event=event, code=code, erased_at=None, related=("event",))
    return render(request, "events/door.html", {"event": event, "registration": found, "places": places_at_door(found)})


def places_at_door(registration: Registration) -> list[Place]:
    return list(registration.places.select_related("session").order_by("session__begins_at", "pk"))


@require_POST
def check_in(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    """``came=no`` takes a slip back; ``back=door`` leads back to the page of the code."""
    event = to_change(request, pk)
    place = fetch(request, Place, pk=part_pk, registration__event=event, related=("registration__event", "session"))
    came = request.POST.get("came") != "no"
    try:
        services.check_in(place, came=came)
        messages.success(request, _("Welcome.") if came else _("Taken back."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    if request.POST.get("back") == "door":
        return redirect("events:door", pk, place.registration.code)
    target = redirect("events:check_in_list", pk)
    target["Location"] += f"?session={place.session_id}"
    return target


@require_safe
def numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """For the report to the funder: people, countries, kinds, sessions. Numbers stay when names go."""
    event = to_change(request, pk)
    context = {"event": event, **figures(event), "feedback": judged(event)}
    if request.GET.get("format") == "csv":
        audit.record(Verb.EXPORTED, event, note=_("numbers of participants as CSV"))
        rows: list[list[Any]] = [[_("What"), _("Of"), _("Registered"), _("Came")]]
        rows += [[_("Session"), one.title, one.confirmed, one.came] for one in context["sessions"]]
        for name, label in (("countries", _("Country")), ("kinds", _("Kind of organisation"))):
            rows += [[label, of, registered, came] for of, registered, came in context[name]]
        rows += [[one["label"], "", one["count"], one["mean"]] for one in context["feedback"]["rows"]]
        rows.append([_("People"), "", context["registered"], context["came"]])
        return csv_response("numbers.csv", rows)
    return render(request, "events/numbers.html", context)
