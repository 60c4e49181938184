"""Jobs of events: many people are told of a change; the day before, those who come are reminded. Safe to run twice."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from protect.events import mails
from protect.events.models import Event, Session
from protect.events.services import answering
from protect.events.states import WANTS


def tell(event: Event) -> None:
    """Everybody who registered, once the transaction stands: the event was moved, cancelled or resumed."""
    if event.registrations.filter(cancelled_at=None, erased_at=None).exists():
        transaction.on_commit(lambda: tell_registered.enqueue(event.pk))


def tell_session(session: Session, news: str) -> None:
    """Whoever has or wants a place in it, once the transaction stands. ``news``: ``move``, or ``cancel`` before it is removed."""
    event = session.event
    if not event.is_on or session.ends_at <= timezone.now():
        return
    keys = list(session.taken.filter(state__in=WANTS).values_list("registration", flat=True))
    if keys:
        # Nothing of what is not public lies in the table of jobs.
        about = mails.about(session) if event.is_public else {}
        transaction.on_commit(partial(tell_some.enqueue, event.pk, keys, event.revision, news, about))


@task()
def tell_registered(key: int, news: str = "") -> None:
    """``news`` was said by jobs of an older version; the state of the event tells it."""
    mails.tell_all(key)


@task()
def tell_some(key: int, registrations: list[int], revision: int, news: str, about: dict[str, str]) -> None:
    mails.tell_some(key, registrations, revision, news, about)


def daily() -> None:
    mails.tell_missed()
    mails.remind()
    answering.thank()
