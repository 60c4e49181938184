"""Mails about searches of the catalogue that people keep: how much is new, and a link. No names, not even of the search."""

from __future__ import annotations

import datetime as dt
import logging
from smtplib import SMTPException
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from protect.catalogue.listing import NAMED, Question
from protect.catalogue.models import Entry, SavedSearch
from protect.organisations.models import User
from protect.reminders.models import Wishes
from protect.reminders.tasks import full, send

log = logging.getLogger(__name__)


def send_news(now: dt.datetime | None = None) -> int:
    """One mail to everybody whose kept searches have new answers; returns how many went. May run any number of times."""
    now = now or timezone.now()
    unwilling = Wishes.objects.filter(catalogue=False).values("user")
    waiting = SavedSearch.objects.filter(notify=True, user__is_active=True).exclude(user__in=unwilling)
    people = User.objects.filter(pk__in=waiting.values("user")).order_by("pk")
    return sum(_tell(person, now) for person in people)


def _tell(person: User, now: dt.datetime) -> int:
    try:
        with transaction.atomic():
            rows: list[dict[str, Any]] = []
            for search in SavedSearch.objects.select_for_update().filter(user=person, notify=True):
                count = _new(person, search)
                if count:
                    rows.append({"count": count, "address": full(reverse("catalogue:search", args=[search.pk]))})
                    SavedSearch.objects.filter(pk=search.pk).update(told_until=now)
            if not rows:
                return 0
            send(
                person, "catalogue", "reminders/mail/news", {"rows": rows, "list": full(reverse("catalogue:searches"))}
            )
    except (SMTPException, OSError):
        log.exception("news of the catalogue were not sent and are tried again by the next daily job")
        return 0
    return 1


def _new(person: User, search: SavedSearch) -> int:
    """What answers the search, is visible to the person now, and was published since they were told."""
    recent = Entry.objects.filter(published_at__gt=search.told_until).values_list("pk", flat=True)
    keys = list(recent[: NAMED + 1])
    if not keys:
        return 0
    return len(set(keys) & set(Question.of(person, QueryDict(search.query)).keys))
