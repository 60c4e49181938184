"""The organisers' list, an event with all that belongs to it, series."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from protect.events import beside, readiness, services
from protect.events.forms import EventForm, NewEventForm, NewSeriesForm, RoomForm, SeriesForm, TrackForm
from protect.events.models import Event, Room, Series, Track
from protect.events.queries import programme_of
from protect.events.states import MOVES, State
from protect.organisations import conflicts
from protect.organisations.access import Reach, fetch
from protect.organisations.forming import attempt
from protect.organisations.listing import listed
from protect.spaces.queries import organisations_edited_by

PAGE_SIZE = 50
SORTS = {
    "begins": (gettext_lazy("last to begin"), [F("begins_at").desc(nulls_first=True)]),
    "title": (gettext_lazy("title"), ["title"]),
    "state": (gettext_lazy("state"), ["state"]),
}
STATES = {code: (label, Q(state=code)) for code, label in State.choices}
RELATED = ("organisation", "series")


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """Those of the reader's own organisations, drafts among them; for all others there is ``public.event_list``."""
    listing = listed(
        request, Event, texts=("title", "city", "summary"), sorts=SORTS, states=STATES, heavy=("about", "partners"),
        within=Q(organisation__in=Reach.of(request.user).reading),
    )  # fmt: skip
    if listing.wants_csv:
        head = [_("Event"), _("Kind"), _("Organisation"), _("Begins"), _("Ends"), _("City"), _("State"), _("Marking")]

        def line(one: Event) -> list[Any]:
            begins, ends = (
                at.astimezone(one.zone).isoformat(timespec="minutes") if at else ""
                for at in (one.begins_at, one.ends_at)
            )
            kind, state = one.get_kind_display(), one.state_in_words
            return [one.title, kind, one.organisation, begins, ends, one.city, state, one.effective_marking]

        return listing.csv("events.csv", head, line, _("events as CSV"))
    series: Any = Series.objects.visible_to(request.user).filter(organisation__in=Reach.of(request.user).reading)  # type: ignore[attr-defined]
    seen = Q(events__in=Event.objects.visible_to(request.user).values("pk"))  # type: ignore[attr-defined]
    context = {
        "listing": listing,
        "page_obj": listing.page(PAGE_SIZE),
        "series": series.annotate(count=Count("events", filter=seen))[:PAGE_SIZE],
        "may_begin": request.user.has_perm("events.create"),
    }
    return render(request, "events/own.html", context)


def begin(request: HttpRequest) -> HttpResponse:
    _may_create(request)
    form = NewEventForm(organisations_edited_by(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(
            form, lambda: services.begin(values["organisation"], values["title"], values["kind"], by=request.user)  # type: ignore[arg-type]
        )  # fmt: skip
        if done and made is not None:
            return redirect("events:change", made.pk)
    return form_page(request, None, form, _("New event"), submit=_("Begin"))


def _may_create(request: HttpRequest) -> None:
    if not request.user.has_perm("events.create"):
        raise PermissionDenied(_("Your role does not allow this here."))


@require_safe
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """State, what is missing, programme, rooms, files and the next steps."""
    found = fetch(request, Event, pk=pk, related=RELATED)
    may = {name: request.user.has_perm(f"events.{name}", found) for name in ("edit", "lead", "share")}
    context = {
        "event": found,
        "may": may,
        "missing": readiness.missing(found) if found.state == State.DRAFT else [],
        "days": programme_of(found),
        "rooms": found.rooms.all(),
        "tracks": found.tracks.all(),
        "files": found.files.select_related("session"),
        "moves": {verb for verb, move in MOVES.items() if found.state in move.source and may["lead"]},
        "deletable": may["edit"] and (not found.is_on or found.is_past),
        "now": timezone.now(),
        "work": beside.work_on(found) if may["edit"] else [],
    }
    return render(request, "events/manage.html", context)


def form_page(request: HttpRequest, event: Event | None, form: Any, title: str, **more: Any) -> HttpResponse:
    return render(request, "events/form.html", {"event": event, "form": form, "title": title, **more})


def to_change(request: HttpRequest, pk: int, permission: str = "events.edit") -> Event:
    return fetch(request, Event, pk=pk, permission=permission, related=RELATED)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk)
    form = EventForm(request.user, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change(stored, form.values))
        if done:
            messages.success(request, _("Saved."))
            return redirect("events:manage", pk)
    return form_page(request, found, form, _("Change the event"))


KINDS: dict[str, tuple[Any, Any, Any, Any]] = {
    "room": (Room, RoomForm, services.save_room, gettext_lazy("Room or link")),
    "track": (Track, TrackForm, services.save_track, gettext_lazy("Track")),
}


def part(request: HttpRequest, pk: int, kind: str, part_pk: int | None = None) -> HttpResponse:
    model, form_class, verb, title = KINDS[kind]
    found = to_change(request, pk)
    instance = None if part_pk is None else fetch(request, model, pk=part_pk, event=found, related=("event",))
    form = form_class(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: verb(found, form.cleaned_data, stored))
        if done:
            messages.success(request, _("Saved."))
            return redirect("events:manage", pk)
    return form_page(request, found, form, title)


@require_POST
def remove_part(request: HttpRequest, pk: int, kind: str, part_pk: int) -> HttpResponse:
    found = to_change(request, pk)
    services.remove_part(fetch(request, KINDS[kind][0], pk=part_pk, event=found, related=("event",)))
    messages.success(request, _("Removed."))
    return redirect("events:manage", pk)


def new_series(request: HttpRequest) -> HttpResponse:
    _may_create(request)
    form = NewSeriesForm(organisations_edited_by(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "about")}
        done, made = attempt(
            form, lambda: services.begin_series(form.cleaned_data["organisation"], values, by=request.user)  # type: ignore[arg-type]
        )  # fmt: skip
        if done and made is not None:
            return redirect("events:series", made.pk)
    return form_page(request, None, form, _("New series"))


def change_series(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Series, pk=pk, permission="events.edit", related=("organisation",))
    form = SeriesForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change_series(stored, form.cleaned_data))
        if done:
            messages.success(request, _("Saved."))
            return redirect("events:series", pk)
    return form_page(request, None, form, _("Change the series"), series=found)


@require_POST
def remove_series(request: HttpRequest, pk: int) -> HttpResponse:
    services.delete_series(fetch(request, Series, pk=pk, permission="events.lead", related=("organisation",)))
    messages.success(request, _("Removed. Its events stay."))
    return redirect("events:own")
