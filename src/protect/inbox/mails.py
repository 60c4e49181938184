"""Mails of the inbox: at once (within ten minutes), daily, or as a part of the weekly digest.

They carry the kind, a day and a link for each line, and no name of anything. What was mentioned is noted in the same
transaction; a mail that could not be sent leaves no note, so the job may run twice and after a fault.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from smtplib import SMTPException
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from protect.inbox.models import Mailed, Pace
from protect.inbox.queries import news_with_rows, put_off
from protect.organisations import waiting
from protect.organisations.models import User
from protect.reminders.models import Wishes
from protect.reminders.tasks import Part, full, send

log = logging.getLogger(__name__)

#: Lines of one kind in a mail; the inbox has the rest.
LINES = 20
#: Kinds that the reminders tell in words of their own.
TOLD_BY_REMINDERS = frozenset({"scores", "approval", "review"})
#: (code, kind, day, address)
Item = tuple[str, str, dt.date | None, str]


def paces_of(person: User) -> dict[str, str]:
    kept = dict(Pace.objects.filter(user=person).values_list("group", "choice"))
    return {group: kept.get(group, Pace.Choice.WEEKLY.value) for group in waiting.GROUPS}


def items_of(person: User, groups: set[str], now: dt.datetime) -> list[Item]:
    """What waits and is not put off, and what is not read yet, of these groups."""
    kinds = waiting.task_kinds()
    off = put_off(person, timezone.localdate(now))
    wanted = {code for code, one in kinds.items() if one.group in groups}
    found: list[Item] = [
        (one.code, one.kind, one.due, one.address)
        for one in (waiting.tasks_of(person, wanted) if wanted else [])
        if one.code not in off
    ]
    if waiting.NEWS in groups:
        found += [
            (one.code, one.kind, one.at.date(), one.address)
            for one, row in news_with_rows(person, now)
            if row.read_at is None
        ]
    return found


def _parts(items: list[Item]) -> list[Part]:
    labels = {code: one.label for code, one in waiting.task_kinds().items()} | waiting.news_kinds()
    by_kind: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_kind[item[1]].append(item)
    return [
        (
            str(labels[kind]),
            len(listed),
            [{"day": day, "address": full(address)} for _code, _kind, day, address in listed[:LINES]],
        )
        for kind in labels
        if (listed := by_kind.get(kind, []))
    ]


def weekly(person: User, now: dt.datetime) -> list[Part]:
    """For the weekly digest: the groups that come with it, without what the digest tells anyway."""
    groups = {group for group, choice in paces_of(person).items() if choice == Pace.Choice.WEEKLY}
    return _parts([one for one in items_of(person, groups, now) if one[1] not in TOLD_BY_REMINDERS])


def send_new(choice: str, now: dt.datetime | None = None) -> int:
    """One mail to everybody for whom something new waits in the groups they want ``choice`` for; returns how many went."""
    now = now or timezone.now()
    unwilling = Wishes.objects.filter(inbox=False).values("user")
    wanted = Pace.objects.filter(choice=choice, user__is_active=True).exclude(user__in=unwilling)
    people = User.objects.filter(pk__in=wanted.values("user")).order_by("pk")
    return sum(_tell(person, choice, now) for person in people)


def _tell(person: User, choice: str, now: dt.datetime) -> int:
    groups = {group for group, chosen in paces_of(person).items() if chosen == choice}
    try:
        with translation.override(person.language):
            items = items_of(person, groups, now)
            told = set(Mailed.objects.filter(user=person).values_list("code", flat=True))
            new = [item for item in items if item[0] not in told]
            if not new:
                return 0
            with transaction.atomic():
                Mailed.objects.bulk_create(
                    [Mailed(user=person, code=code) for code in dict.fromkeys(item[0] for item in new)],
                    ignore_conflicts=True,
                )
                context: dict[str, Any] = {"parts": _parts(new), "list": full(reverse("inbox:list"))}
                send(person, "inbox", "inbox/mail/new", context)
    except (SMTPException, OSError):
        log.exception("a mail of the inbox was not sent and is tried again by the next job")
        return 0
    return 1


def often() -> int:
    return send_new(Pace.Choice.NOW)


def daily() -> int:
    from protect.inbox.services import tidy

    tidy()
    return send_new(Pace.Choice.DAILY)
