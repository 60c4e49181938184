"""Jobs of events: many people are told of a change; the day before, those who come are reminded. Safe to run twice."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from protect.events import mails
from protect.events.models import Event, Place, Session
from protect.events.states import WANTS


def tell(event: Event) -> None:
    """Everybody who registered, once the transaction stands: the event was moved, cancelled or resumed."""
    if event.registrations.filter(cancelled_at=None, erased_at=None).exists():
        transaction.on_commit(lambda: tell_registered.enqueue(event.pk))


def tell_session(session: Session, news: str) -> None:
    """Whoever has or wants a place in it, once the transaction stands. ``news``: ``move``, ``place`` or, before it is removed,
    ``cancel``.
    """
    _tell(session.event, session.taken.filter(session__ends_at__gt=timezone.now()), news, mails.about(session))


def tell_place(event: Event) -> None:
    """Whoever has or wants a place in what is to come: it is held elsewhere."""
    rows = Place.objects.filter(session__event=event, session__ends_at__gt=timezone.now())
    _tell(event, rows, "place", {"title": event.title})


def _tell(event: Event, places: Any, news: str, about: dict[str, str]) -> None:
    if not event.is_on:
        return
    keys = sorted(set(places.filter(state__in=WANTS).values_list("registration", flat=True)))
    if keys:
        # Nothing of what is not public lies in the table of jobs.
        told = about if event.is_public else {}
        transaction.on_commit(partial(tell_some.enqueue, event.pk, keys, event.revision, news, told))


@task()
def tell_registered(key: int, news: str = "") -> None:
    """``news`` was said by jobs of an older version; the state of the event tells it."""
    mails.tell_all(key)


@task()
def tell_some(key: int, registrations: list[int], revision: int, news: str, about: dict[str, str]) -> None:
    mails.tell_some(key, registrations, revision, news, about)


def daily() -> None:
    from protect.events.services import answering

    mails.tell_missed()
    mails.remind()
    answering.thank()
