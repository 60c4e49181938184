"""Mails to whoever registered, in their language and with a calendar file. What is not public is not named: mail is open."""

from __future__ import annotations

import datetime as dt
import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from protect.events import telling
from protect.events.models import Event, Place, Registration, Speaker
from protect.events.states import ON, WANTS, PlaceState
from protect.organisations.changes import save_changes

log = logging.getLogger(__name__)

#: The day before, whenever the daily job runs.
REMINDED_BEFORE = dt.timedelta(hours=36)
#: The calendar program warns so long before.
WARNED_BEFORE = dt.timedelta(minutes=30)


def address(name: str, *args: Any) -> str:
    return str(settings.PUBLIC_ADDRESS).rstrip("/") + reverse(name, args=args)


def _places(registration: Registration) -> list[Place]:
    rows = registration.places.filter(state__in=WANTS).select_related("session__room", "session__track")
    found = list(rows.order_by("session__begins_at", "pk"))
    for one in found:
        one.session.event = registration.event
    return found


def calendar_of(registration: Registration) -> bytes:
    """The confirmed sessions, with the link to join."""
    event = registration.event
    made = telling.begin_calendar(event.title)
    for place in _places(registration):
        if place.state == PlaceState.CONFIRMED:
            session = place.session
            link = session.room.link if session.room else ""
            entry = telling.session_entry(session, event, address("events:session", session.pk), link)
            entry.add_component(telling.alarm(session.title, WARNED_BEFORE))
            made.add_component(entry)
    return bytes(made.to_ical())


def _send(registration: Registration, name: str, *, with_calendar: bool, **more: Any) -> bool:
    """False if the mail server did not take it. First line of the template: the subject."""
    if not registration.email:
        return False
    event = registration.event
    with translation.override(registration.language):
        context = {
            "registration": registration, "event": event, "is_public": event.is_public, "places": _places(registration),
            "page": address("events:event", event.pk), **more,
        }  # fmt: skip
        attached = calendar_of(registration) if with_calendar and event.is_public and event.is_on else None
        return _post(name, context, registration.email, attached)


def _post(name: str, context: dict[str, Any], to: str, calendar: bytes | None = None) -> bool:
    subject, _newline, text = render_to_string(f"events/mails/{name}.txt", context).partition("\n")
    message = EmailMessage(subject.strip(), text.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [to])
    if calendar is not None:
        message.attach("event.ics", calendar, "text/calendar")
    try:
        return bool(message.send())
    except (SMTPException, OSError):
        log.exception("mail %s of an event was not sent", name)
        return False


def _registration(key: int) -> Registration | None:
    return Registration.objects.select_related("event__organisation").filter(pk=key, erased_at=None).first()


def confirm(key: int, secret: str) -> bool:
    """The link, what was chosen, and the calendar file."""
    found = _registration(key)
    return bool(found) and _send(found, "confirmed", with_calendar=True, link=address("events:mine", secret))  # type: ignore[arg-type]


def invite_speaker(key: int, secret: str, language: str) -> bool:
    """The link to the own profile. It names no event: which they are stands behind the link."""
    found = Speaker.objects.select_related("organisation").filter(pk=key).first()
    if found is None or not found.email:
        return False
    with translation.override(language):
        context = {"speaker": found, "link": address("events:speaking", secret)}
        return _post("speaker", context, found.email)


def thank(registration: Registration, secret: str) -> bool:
    """After the end: the way to the feedback and to the certificate."""
    came = registration.places.filter(Q(came_at__isnull=False) | Q(passed_at__isnull=False)).exists()
    link = address("events:mine", secret)
    return _send(registration, "thanks", with_calendar=False, link=link, came=came)


def tell_place(key: int) -> bool:
    """Somebody moved up, was admitted or refused."""
    place = Place.objects.select_related("session", "registration__event__organisation").filter(pk=key).first()
    if place is None or not place.registration.is_open:
        return False
    return _send(place.registration, "place", with_calendar=place.state == PlaceState.CONFIRMED, place=place)


def tell_all(key: int, news: str) -> int:
    """Moved, cancelled or held after all: everybody who still has or wants a place. Returns how many mails went."""
    event = Event.objects.filter(pk=key).first()
    if event is None:
        return 0
    rows = event.registrations.filter(cancelled_at=None, erased_at=None).select_related("event__organisation")
    return sum(_send(one, "news", with_calendar=news != "cancel", news=news) for one in rows)


def remind() -> int:
    """For the daily job: who has a confirmed place in an event that begins soon, each once."""
    now = timezone.now()
    rows = Registration.objects.filter(
        cancelled_at=None, erased_at=None, reminded_at=None, event__state__in=ON, event__begins_at__gt=now,
        event__begins_at__lt=now + REMINDED_BEFORE, places__state=PlaceState.CONFIRMED,
    )  # fmt: skip
    sent = 0
    for one in rows.select_related("event__organisation").distinct():
        with transaction.atomic():
            if _send(one, "reminder", with_calendar=True):
                save_changes(one, {"reminded_at": timezone.now()})
                sent += 1
    return sent
