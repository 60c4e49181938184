"""Mails to whoever registered, in their language and with a calendar file. What is not public is not named: mail is open."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from protect.events import telling
from protect.events.models import Event, Place, Registration, Session, Speaker
from protect.events.states import ON, WANTS, PlaceState, State
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


def calendar_of(registration: Registration, gone: Session | None = None) -> bytes:
    """The confirmed sessions, with the link to join; cancelled where the event is. ``gone``: one that was removed."""
    event = registration.event
    made = telling.begin_calendar(event.title)
    if gone is not None:
        entry = telling.session_entry(gone, event, address("events:event", event.pk))
        entry["status"] = "CANCELLED"
        made.add_component(entry)
    for place in _places(registration):
        if place.state == PlaceState.CONFIRMED:
            session = place.session
            link = session.room.link if session.room else ""
            entry = telling.session_entry(session, event, address("events:session", session.pk), link)
            if event.is_on:
                entry.add_component(telling.alarm(session.title, WARNED_BEFORE))
            made.add_component(entry)
    return bytes(made.to_ical())


def _send(
    registration: Registration, name: str, *, with_calendar: bool, gone: Session | None = None, **more: Any
) -> bool:
    """False if the mail server did not take it. First line of the template: the subject."""
    if not registration.email:
        return False
    event = registration.event
    with translation.override(registration.language):
        context = {
            "registration": registration, "event": event, "is_public": event.is_public, "places": _places(registration),
            "page": address("events:event", event.pk), **more,
        }  # fmt: skip
        attached = calendar_of(registration, gone) if with_calendar and event.is_public else None
        return _post(name, context, registration.email, attached)


def _post(name: str, context: dict[str, Any], to: str, calendar: bytes | None = None) -> bool:
    subject, _newline, text = render_to_string(f"events/mails/{name}.txt", context).partition("\n")
    # In one line: what a title may hold is no header.
    message = EmailMessage(" ".join(subject.split()), text.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [to])
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


@transaction.atomic
def noted(registration: Registration, *, secret_digest: str = "", **values: Any) -> bool:
    """Before a mail goes: whoever notes it sends it, and a job that is repeated passes it by. False where another was quicker.

    In a transaction of its own, so that nobody who writes waits for a mail server; noted back where the mail did not go.
    """
    stored = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if not stored.is_open or any(getattr(stored, name) != getattr(registration, name) for name in values):
        return False
    if secret_digest:
        stored.secret_digest = registration.secret_digest = secret_digest
        stored.save(update_fields=["secret_digest"])
    save_changes(stored, values)
    for name, value in values.items():
        setattr(registration, name, value)
    return True


def _once(registration: Registration, mark: str, value: Any, name: str, **more: Any) -> bool:
    """Whether the mail went now."""
    before = getattr(registration, mark)
    if not noted(registration, **{mark: value}):
        return False
    if _send(registration, name, **more):
        return True
    noted(registration, **{mark: before})
    return False


#: What is new, by the state that it led to.
NEWS = {State.CANCELLED: "cancel", State.MOVED: "move", State.PUBLISHED: "resume"}


def _untold(event: Event, revision: int) -> Any:
    rows = event.registrations.filter(cancelled_at=None, erased_at=None, told_revision__lt=revision)
    return rows.select_related("event__organisation")


def tell_all(key: int) -> int:
    """Moved, cancelled or held after all: everybody who still has or wants a place. Returns how many mails went."""
    event = Event.objects.filter(pk=key).first()
    news = NEWS.get(State(event.state)) if event else None
    if event is None or news is None:
        return 0
    revision = event.news_revision
    return sum(
        _once(one, "told_revision", revision, "news", with_calendar=True, news=news) for one in _untold(event, revision)
    )


def tell_missed() -> int:
    """For the daily job: mails that the mail server did not take, as long as the event is not over."""
    rows = Event.objects.filter(
        ends_at__gt=timezone.now(), registrations__told_revision__lt=F("news_revision"),
        registrations__cancelled_at=None, registrations__erased_at=None,
    )  # fmt: skip
    return sum(tell_all(key) for key in rows.order_by().values_list("pk", flat=True).distinct())


def about(session: Session) -> dict[str, str]:
    """What is still to be told of a session once it is removed, in plain values."""
    times = {name: getattr(session, name).isoformat() for name in ("begins_at", "ends_at")}
    return {"title": session.title, "guid": str(session.guid), **times}


def tell_some(key: int, registrations: list[int], revision: int, news: str, told: dict[str, str]) -> int:
    """A session has another time or place, or was removed. ``told``: what ``about`` said of it; empty where it is not public."""
    event = Event.objects.filter(pk=key).first()
    if event is None or not event.is_on:
        return 0
    gone = None
    if news == "cancel" and told:
        gone = Session(
            event=event, title=told["title"], guid=uuid.UUID(told["guid"]),
            begins_at=dt.datetime.fromisoformat(told["begins_at"]), ends_at=dt.datetime.fromisoformat(told["ends_at"]),
        )  # fmt: skip
    return sum(
        _once(one, "told_revision", revision, "session", with_calendar=True, news=news, title=told.get("title") or event.title,
              gone=gone)
        for one in _untold(event, revision).filter(pk__in=registrations)
    )  # fmt: skip


def remind() -> int:
    """For the daily job: who has a confirmed place in an event that begins soon, each once."""
    now = timezone.now()
    rows = Registration.objects.filter(
        cancelled_at=None, erased_at=None, reminded_at=None, event__state__in=ON, event__begins_at__gt=now,
        event__begins_at__lt=now + REMINDED_BEFORE, places__state=PlaceState.CONFIRMED,
    )  # fmt: skip
    found = list(rows.select_related("event__organisation").distinct())
    return sum(_once(one, "reminded_at", timezone.now(), "reminder", with_calendar=True) for one in found)
