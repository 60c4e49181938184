"""Events for programs: iCalendar, frab JSON and XML, Atom. They tell the public alone, whoever asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from protect.events import schedules, services, telling
from protect.events.forms import ScheduleForm
from protect.events.models import Event, EventFile, Import, Series
from protect.events.queries import public_events
from protect.events.views.planning import form_page, to_change
from protect.events.views.public import event_of, full_address
from protect.formats import saying
from protect.formats.schedule import frab_json_writing, frab_xml_writing
from protect.formats.schedule.model import HINT, LOST, REPAIRED, WRONG
from protect.formats.tables import InputError
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.sentences import in_words

CALENDAR = "text/calendar; charset=utf-8"


def _calendar(request: HttpRequest, events: list[Event], name: str, file: str, *, with_sessions: bool) -> HttpResponse:
    text = telling.calendar(events, name, full_address(request), with_sessions=with_sessions)
    response = HttpResponse(text, content_type=CALENDAR)
    response["Content-Disposition"] = f'inline; filename="{file}.ics"'
    return response


@login_not_required
@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One event; ``?sessions=1`` each of its sessions."""
    found = event_of(request, pk)
    return _calendar(request, [found], found.title, f"event-{pk}", with_sessions=request.GET.get("sessions") == "1")


@login_not_required
@require_safe
def series_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    found = Series.objects.visible_to(None).filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404(_("There is no such public series."))
    events = list(public_events().filter(series=found).order_by("begins_at", "pk"))
    return _calendar(request, events, found.name, f"series-{pk}", with_sessions=False)


@login_not_required
@require_safe
def all_calendar(request: HttpRequest) -> HttpResponse:
    """To subscribe to: what is public, from half a year ago on."""
    since = timezone.now() - dt.timedelta(days=183)
    events = list(public_events().filter(ends_at__gte=since).order_by("begins_at", "pk")[:500])
    return _calendar(request, events, _("Events"), "events", with_sessions=False)


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    address = full_address(request)
    found = public_events().order_by("-published_at", "-pk")[: telling.MOST_IN_FEED]
    text = telling.feed(found, request.build_absolute_uri(request.path), lambda one: address("events:event", one.pk))
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


def _schedule(request: HttpRequest, pk: int, write: Callable[[Any], Any], kind: str) -> HttpResponse:
    found = event_of(request, pk)
    documents = EventFile.objects.filter(event=found, width=None)
    conference = schedules.conference_of(found, full_address(request), documents)
    try:
        text, _complaints = write(conference)
    except InputError:
        raise Http404(_("There is no programme yet.")) from None
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8")


@login_not_required
@require_safe
def schedule_json(request: HttpRequest, pk: int) -> HttpResponse:
    return _schedule(request, pk, frab_json_writing.write, "application/json")


@login_not_required
@require_safe
def schedule_xml(request: HttpRequest, pk: int) -> HttpResponse:
    return _schedule(request, pk, frab_xml_writing.write, "application/xml")


# --- Bringing a programme in.

_WORDS = {
    WRONG: gettext_lazy("wrong"), LOST: gettext_lazy("not taken over"), REPAIRED: gettext_lazy("mended"),
    HINT: gettext_lazy("to look at"),
}  # fmt: skip


def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """A file is read; what it would make is shown next."""
    found = to_change(request, pk)
    form = ScheduleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        done, made = attempt(form, lambda: services.look_at(found, sent.name, sent.read(), by=request.user))  # type: ignore[arg-type]
        if done and made is not None:
            return redirect("events:brought", pk, made.pk)
    return form_page(request, found, form, _("Programme from a file"), with_file=True, submit=_("Look at it"))


@require_safe
def brought(request: HttpRequest, pk: int, import_pk: int) -> HttpResponse:
    """Before it is taken over: what would be; afterwards: what was. Both times the report, line by line."""
    found = to_change(request, pk)
    one = fetch(request, Import, pk=import_pk, event=found, related=("event",))
    known = {str(guid) for guid in found.sessions.values_list("guid", flat=True)}
    rows = [
        {**row, "is_known": row["guid"] in known, "who": ", ".join(who["name"] for who in row["speakers"])}
        for row in one.rows[:200]
    ]
    for row in rows:
        row["begins"] = dt.datetime.fromisoformat(row["begins_at"])
    report = [
        (level, _WORDS.get(level, level), in_words(saying.from_kept(where)), in_words(saying.from_kept(text)), times)
        for level, where, text, times in one.report
    ]
    context = {
        "event": found, "found": one, "rows": rows, "more": len(one.rows) - len(rows), "report": report,
        "count": len(one.rows), "left_out": one.found - (len(one.rows) or one.made + one.changed),
    }  # fmt: skip
    return render(request, "events/brought.html", context)


@require_POST
def take_over(request: HttpRequest, pk: int, import_pk: int) -> HttpResponse:
    found = to_change(request, pk)
    one = fetch(request, Import, pk=import_pk, event=found, related=("event",))
    try:
        services.take_over(one, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Taken over."))
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    return redirect("events:brought", pk, import_pk)
