"""From a draft to what everybody reads, to another time, to the end: the verbs of ``states.MOVES``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.events import readiness, tasks
from protect.events.models import Event
from protect.events.services.planning import held, revised, within
from protect.events.services.registering import fill
from protect.events.states import MOVES, State
from protect.organisations.changes import save_changes
from protect.organisations.models import Verb

#: Whoever registered is told by mail.
TOLD = frozenset({"move", "cancel", "resume"})


def _move(event: Event, verb: str, reason: str = "", **more: Any) -> Event:
    stored = held(event)
    move = MOVES[verb]
    if stored.state not in move.source:
        raise ValidationError(
            _("This event is “%(state)s”; that cannot be done with it now.") % {"state": State(stored.state).label}
        )
    save_changes(stored, {"state": move.target, "state_reason": reason, **more}, verb=Verb.MOVED_ON, note=reason)
    revised(stored)
    if verb in TOLD:
        stored.news_revision = stored.revision
        stored.save(update_fields=["news_revision"])
        tasks.tell(stored)
    return stored


def _reason(text: str, otherwise: str) -> str:
    if not text.strip():
        raise ValidationError({"reason": otherwise})
    return text.strip()[:500]


@transaction.atomic
def publish(event: Event) -> Event:
    """Its readers by its marking see it from now on. Raises ValidationError while something is missing."""
    lacks = readiness.missing(held(event))
    if lacks:
        raise ValidationError(lacks)
    return _move(event, "publish", published_at=timezone.now())


@transaction.atomic
def take_back(event: Event) -> Event:
    """A draft again. Whoever read it has read it."""
    return _move(event, "take_back")


@transaction.atomic
def move(event: Event, begins_at: dt.datetime, ends_at: dt.datetime, *, reason: str) -> Event:
    """To another time; its sessions move by as much, by the clock of the place.

    Raises ValidationError without a reason, for no other time, or where a session would lie outside.
    """
    reason = _reason(reason, _("Say why it takes place at another time."))
    stored = held(event)
    if ends_at <= begins_at:
        raise ValidationError({"ends_at": _("It ends before it begins.")})
    if (begins_at, ends_at) == (stored.begins_at, stored.ends_at):
        raise ValidationError({"begins_at": _("It takes place at this time already.")})
    assert stored.begins_at is not None
    by = _by_the_clock(stored, begins_at) - _by_the_clock(stored, stored.begins_at)
    moved = _move(
        stored, "move", reason, begins_at=begins_at, ends_at=ends_at,
        first_begins_at=stored.first_begins_at or stored.begins_at,
    )  # fmt: skip
    for registration in moved.registrations.exclude(reminded_at=None):
        registration.reminded_at = None  # reminded of the new day, too
        registration.save(update_fields=["reminded_at"])
    if by:
        for session in moved.sessions.all():
            # What begins at ten still does where the clocks are changed in between, and takes as long.
            begins = (_by_the_clock(moved, session.begins_at) + by).replace(tzinfo=moved.zone).astimezone(dt.UTC)
            save_changes(session, {"begins_at": begins, "ends_at": begins + session.duration}, note=reason)
    for session in moved.sessions.all():
        if session.ends_at > ends_at:
            within(moved, begins_at, session.ends_at, session.title)
    return moved


def _by_the_clock(event: Event, moment: dt.datetime) -> dt.datetime:
    """Date and hour of the place, without a zone."""
    return moment.astimezone(event.zone).replace(tzinfo=None)


@transaction.atomic
def cancel(event: Event, *, reason: str) -> Event:
    return _move(event, "cancel", _reason(reason, _("Say why it does not take place.")))


@transaction.atomic
def resume(event: Event, *, reason: str) -> Event:
    """It takes place after all."""
    reason = _reason(reason, _("Say why it takes place after all."))
    lacks = readiness.missing(held(event))
    if lacks:
        raise ValidationError(lacks)
    resumed = _move(event, "resume", reason)
    for session in resumed.sessions.all():
        fill(session)  # what became free meanwhile
    return resumed
