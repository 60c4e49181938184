"""What changes about the newsletter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.newsletters import mails, tasks
from protect.newsletters.models import SALT, Delivery, Issue, IssueState, Subscriber, Topic
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import Verb

#: An address that was not confirmed is forgotten after so long.
UNCONFIRMED = dt.timedelta(days=7)
#: Mails that came back in a row until the address is forgotten.
MOST_BOUNCES = 3
#: To whom an issue was sent is known for so long, in case somebody asks.
DELIVERIES = dt.timedelta(days=180)
FIELDS = ("subject", "language", "topic", "intro")


def _key(link: str) -> int | None:
    try:
        return int(signing.Signer(salt=SALT).unsign(link))
    except signing.BadSignature:
        return None


def is_a_link(link: str) -> bool:
    """One of ours, whether its owner is still there or not."""
    return _key(link) is not None


def find(link: str) -> Subscriber | None:
    """Whose link it is."""
    return Subscriber.objects.filter(pk=_key(link)).first()


@transaction.atomic
def subscribe(email: str, *, language: str, topics: Iterable[str], ask: bool = True) -> Subscriber:
    """Sends the link by which the owner of the address confirms. Nothing tells whether the address was there before.

    Who is there already gets a link that changes nothing until it is used; so nobody changes the wish of somebody else.
    """
    chosen = sorted(set(topics) & set(Topic.values))
    address = email.strip().lower()
    there = Subscriber.objects.filter(email=address).first()
    if there is None:
        there = Subscriber(email=address)
        save_changes(there, {"language": language, "topics": chosen})
    elif there.confirmed_at is None:
        save_changes(there, {"language": language, "topics": chosen})
    if ask:
        transaction.on_commit(partial(mails.ask, there.pk))
    return there


@transaction.atomic
def confirm(subscriber: Subscriber) -> None:
    if subscriber.confirmed_at is None:
        save_changes(subscriber, {"confirmed_at": timezone.now(), "bounces": 0})


@transaction.atomic
def unsubscribe(subscriber: Subscriber) -> None:
    """The row is gone, with the note of what was sent to it."""
    audit.record(Verb.DELETED, subscriber)
    subscriber.delete()


@transaction.atomic
def note_bounce(email: str) -> bool:
    """A mail came back. After some in a row the address is forgotten. False where there is none such."""
    found = Subscriber.objects.select_for_update().filter(email=email.strip().lower()).first()
    if found is None:
        return False
    if found.bounces + 1 >= MOST_BOUNCES:
        unsubscribe(found)
    else:
        save_changes(found, {"bounces": found.bounces + 1})
    return True


@transaction.atomic
def compose(values: Mapping[str, Any], items: list[dict[str, str]], issue: Issue | None = None) -> Issue:
    stored = _draft(issue) if issue is not None else Issue()
    save_changes(stored, {**{name: values[name] for name in FIELDS}, "items": items})
    return stored


@transaction.atomic
def drop(issue: Issue) -> None:
    stored = _draft(issue)
    audit.record(Verb.DELETED, stored)
    stored.delete()


@transaction.atomic
def send(issue: Issue) -> int:
    """Whom it goes to is decided now; a job sends it. Returns to how many."""
    stored = _draft(issue)
    readers = Subscriber.objects.exclude(confirmed_at=None).filter(language=stored.language)
    keys = [
        one.pk
        for one in readers.only("pk", "topics")
        if not stored.topic or not one.topics or stored.topic in one.topics
    ]
    if not keys:
        raise ValidationError(_("Nobody has subscribed to this in this language."))
    Delivery.objects.bulk_create([Delivery(issue=stored, subscriber_id=key) for key in keys], batch_size=500)
    values = {"state": IssueState.SENDING, "sending_since": timezone.now()}
    save_changes(stored, values, verb=Verb.MOVED_ON, note=f"{len(keys)} addresses")
    transaction.on_commit(partial(_enqueue, stored.pk))
    return len(keys)


def _enqueue(key: int) -> None:
    tasks.send_issue.enqueue(key)


def _draft(issue: Issue) -> Issue:
    stored = Issue.objects.select_for_update().get(pk=issue.pk)
    if not stored.is_draft:
        raise ValidationError(_("It was sent already, and cannot be changed."))
    return stored


def forget_old() -> int:
    """For the daily job: addresses that nobody confirmed, and old notes of what was sent."""
    now = timezone.now()
    old = list(Subscriber.objects.filter(confirmed_at=None, created_at__lt=now - UNCONFIRMED))
    for one in old:
        unsubscribe(one)
    Delivery.objects.filter(issue__sent_at__lt=now - DELIVERIES).delete()
    return len(old)
