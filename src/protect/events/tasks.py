"""Jobs of events: many people are told of a change; the day before, those who come are reminded. Safe to run twice."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django_tasks import task

from protect.events import mails
from protect.events.models import Event
from protect.events.services import answering


def tell(event: Event, news: str) -> None:
    """Once the transaction stands. ``news``: the verb that changed the event."""
    if event.registrations.filter(cancelled_at=None, erased_at=None).exists():
        transaction.on_commit(partial(_enqueue, event.pk, news))


def _enqueue(key: int, news: str) -> None:
    tell_registered.enqueue(key, news)


@task()
def tell_registered(key: int, news: str) -> None:
    mails.tell_all(key, news)


def daily() -> None:
    mails.remind()
    answering.thank()
