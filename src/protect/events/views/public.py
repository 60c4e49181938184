"""What everybody reads of events, signed in or not, with scripts or without.

Looking at what is public leaves no trace in anybody's log. What is not public is read here, too, by whoever may; that is
told in the trail as everywhere.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.events import archive, beside, linked, telling
from protect.events.models import Event, Series, Session, Speaker, Talk
from protect.events.queries import PublicList, profiles_of, programme_of, shown_or_none
from protect.events.states import SHOWN, State
from protect.organisations import audit
from protect.organisations.access import LoginNeeded
from protect.organisations.keeping import another_from, may_be_kept
from protect.organisations.linked_data import as_script
from protect.organisations.markings import Marking
from protect.organisations.models import Verb


def shown(request: HttpRequest, model: Any, pk: int, *related: str) -> Any:
    """404 for what the reader may not see; a visitor is asked to sign in, as everywhere."""
    found = shown_or_none(request.user, model, pk, *related)
    if found is None:
        if not request.user.is_authenticated:
            raise LoginNeeded
        raise Http404(_("There is no such page, or it was not shared with you."))
    return found


def event_of(request: HttpRequest, pk: int) -> Event:
    found: Event = shown(request, Event, pk, "organisation")
    if not found.is_public:
        audit.record(Verb.VIEWED, found)
    return found


def full_address(request: HttpRequest) -> telling.Address:
    def address(name: str, *args: Any) -> str:
        return request.build_absolute_uri(reverse(name, args=args))

    return address


@login_not_required
@require_safe
@may_be_kept
def event_list(request: HttpRequest) -> HttpResponse:
    """Those to come, the next on top; the archive with ``?when=past``; what a question finds in both."""
    listing = PublicList(request.user, request.GET)
    context = {"listing": listing, "said": archive.said(request.user, listing.text)}
    return render(request, "events/list.html", context)


@login_not_required
@require_safe
@may_be_kept
def event(request: HttpRequest, pk: int) -> HttpResponse:
    found = event_of(request, pk)
    another_from(request, found.registers_until, found.ends_at)
    days = programme_of(found)
    address = full_address(request)
    page = address("events:event", pk)
    sessions = [one for day in days for one in day.sessions]
    files = list(found.files.select_related("session"))
    photos = [one for one in files if one.is_photo]
    belongs: Any = Series.objects.visible_to(request.user).filter(pk=found.series_id).first()  # type: ignore[attr-defined]
    context = {
        "event": found,
        "series": belongs,
        "days": days,
        "speakers": speakers_of(request, sessions),
        "photos": photos,
        "documents": [one for one in files if not one.is_photo],
        **linked.of(request.user, found),
        "page": page,
        "image": address("events:thumbnail", photos[0].pk) if photos and found.is_public else "",
        "data": as_script(telling.linked_data(found, page, sessions, address, belongs)),
        "has_programme": bool(sessions),
        "beside": beside.of(request.user, found),
        "may_edit": request.user.has_perm("events.edit", found),
    }
    return render(request, "events/event.html", context)


@login_not_required
@require_safe
@may_be_kept
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is said of the sessions on one page, to be printed."""
    found = event_of(request, pk)
    return render(request, "events/programme.html", {"event": found, "days": programme_of(found)})


def speakers_of(request: HttpRequest, sessions: list[Session]) -> list[tuple[Speaker, Any]]:
    """Everybody on the programme once, with the profile as far as it may be seen."""
    people = {one.speaker_id: one.speaker for session in sessions for one in session.talks.all()}
    profiles = profiles_of(request.user, list(people))
    return [(one, profiles.get(key)) for key, one in people.items()]


@login_not_required
@require_safe
@may_be_kept
def session(request: HttpRequest, pk: int) -> HttpResponse:
    found: Session = shown(request, Session, pk, "event__organisation", "room", "track")
    if not found.event.is_public:
        audit.record(Verb.VIEWED, found)
    talks = list(found.talks.select_related("speaker"))
    profiles = profiles_of(request.user, [one.speaker_id for one in talks])
    around = list(found.event.sessions.order_by("begins_at", "pk").only("pk", "title", "kind", "event"))
    place = [one.pk for one in around].index(found.pk)
    address = full_address(request)
    page = address("events:session", pk)
    data = telling.session_data(found, found.event, page)
    whole = telling.linked_data(found.event, address("events:event", found.event_id))
    data |= {"@context": whole.pop("@context"), "superEvent": whole, "location": whole.get("location")}
    context = {
        "session": found,
        "event": found.event,
        "talks": [(one, profiles.get(one.speaker_id)) for one in talks],
        "files": list(found.files.all()),
        "has_test": found.questions.exists(),
        **linked.of(request.user, found),
        "before": around[place - 1] if place else None,
        "after": around[place + 1] if place + 1 < len(around) else None,
        "page": page,
        "data": as_script(data),
        "beside": beside.of(request.user, found.event, found),
        "may_edit": request.user.has_perm("events.edit", found.event),
    }
    return render(request, "events/session.html", context)


@login_not_required
@require_safe
@may_be_kept
def speaker(request: HttpRequest, pk: int) -> HttpResponse:
    """What a programme tells of a speaker, and, with the consent, photo and biography; where she speaks and spoke."""
    found: Speaker = shown(request, Speaker, pk, "organisation")
    talks: Any = Talk.objects.visible_to(request.user).filter(speaker=found, session__event__state__in=SHOWN)  # type: ignore[attr-defined]
    talks = list(talks.select_related("session__event").order_by("-session__begins_at", "-pk"))
    profile = profiles_of(request.user, [found.pk]).get(found.pk)
    is_public = any(one.session.event.is_public for one in talks)
    if not is_public:
        audit.record(Verb.VIEWED, found)
    context = {
        "speaker": found,
        "profile": profile,
        "talks": talks,
        # Nobody is found by a search engine who did not agree to a page.
        "hidden": not (found.has_consented and is_public),
        "may_edit": request.user.has_perm("events.edit", found),
        "page": full_address(request)("events:speaker", pk),
    }
    return render(request, "events/speaker.html", context)


@login_not_required
@require_safe
@may_be_kept
def series(request: HttpRequest, pk: int) -> HttpResponse:
    found: Series = shown(request, Series, pk, "organisation")
    if found.marking != Marking.CLEAR:
        audit.record(Verb.VIEWED, found)
    events: Any = Event.objects.visible_to(request.user).filter(series=found)  # type: ignore[attr-defined]
    if not request.user.has_perm("events.edit", found):
        events = events.exclude(state=State.DRAFT)
    context = {
        "series": found,
        "events": events.select_related("organisation").defer("about").order_by("begins_at", "pk"),
        "may_edit": request.user.has_perm("events.edit", found),
        "may_lead": request.user.has_perm("events.lead", found),
        "may_share": request.user.has_perm("events.share", found),
    }
    return render(request, "events/series.html", context)
