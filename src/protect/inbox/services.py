"""What changes in somebody's own inbox. What they read and put off is theirs alone and stands in no log; mails are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.inbox.models import Box, Mailed, Notification, Pace, Snooze
from protect.organisations.changes import save_changes
from protect.organisations.models import User
from protect.organisations.waiting import GROUPS, News

#: The first time somebody looks, news of this long ago is told; later what happened since, with some overlap.
FIRST, OVERLAP = dt.timedelta(days=30), dt.timedelta(days=1)
#: Longer than this is not put off but forgotten.
FARTHEST = dt.timedelta(days=365)
ROOT = [Box, Notification, Snooze, Pace, Mailed]


def gather(person: User, found: Iterable[News], now: dt.datetime) -> int:
    """Put what happened since the last time into the inbox, each once; returns how many are new. May run at any time."""
    box = Box.objects.filter(user=person).first()
    since = box.gathered_until - OVERLAP if box else now - FIRST
    fresh = {one.code: one for one in found if one.at > since}
    fresh_keys = set(fresh) - set(
        Notification.objects.filter(user=person, code__in=fresh).values_list("code", flat=True)
    )
    if box and not fresh_keys and now - box.gathered_until < OVERLAP / 2:
        return 0
    with transaction.atomic():
        Notification.objects.bulk_create(
            [
                Notification(
                    user=person, organisation_id=fresh[code].organisation, kind=fresh[code].kind, code=code,
                    happened_at=fresh[code].at,
                )
                for code in sorted(fresh_keys)
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        Box.objects.update_or_create(user=person, defaults={"gathered_until": now})
    return len(fresh_keys)


@transaction.atomic
def mark_read(person: User, keys: Iterable[int] | None = None, *, read: bool = True) -> int:
    """Of the person's own rows, those named (None: all)."""
    mine = Notification.objects.filter(user=person)
    if keys is not None:
        mine = mine.filter(pk__in=list(keys))
    mine = mine.filter(read_at=None) if read else mine.exclude(read_at=None)
    return mine.update(read_at=timezone.now() if read else None)


@transaction.atomic
def snooze(person: User, code: str, until: dt.date) -> Snooze:
    today = timezone.localdate()
    if until <= today:
        raise ValidationError({"until": _("Choose a day after today.")})
    if until > today + FARTHEST:
        raise ValidationError({"until": _("Choose a day within a year.")})
    made, _new = Snooze.objects.update_or_create(user=person, code=code, defaults={"until": until})
    return made


@transaction.atomic
def wake(person: User, code: str) -> int:
    return Snooze.objects.filter(user=person, code=code).delete()[0]


@transaction.atomic
def set_paces(person: User, values: Mapping[str, str]) -> None:
    """How soon mails of each group come."""
    wrong = set(values) - set(GROUPS)
    if wrong:
        raise TypeError(f"not a group: {sorted(wrong)}")
    for group, choice in values.items():
        if choice not in Pace.Choice.values:
            raise ValidationError({group: _("Choose how soon from the list.")})
        pace = Pace.objects.select_for_update().filter(user=person, group=group).first()
        save_changes(pace or Pace(user=person, group=group), {"choice": choice})


def forget(person: User) -> None:
    """With the account goes its inbox; inside the transaction that deletes."""
    for model in ROOT:
        model.objects.filter(user=person).delete()  # type: ignore[attr-defined]


def tidy() -> None:
    """Daily: days that came, and notes of mails about what is long over."""
    Snooze.objects.filter(until__lte=timezone.localdate()).delete()
    Mailed.objects.filter(sent_at__lt=timezone.now() - FARTHEST).delete()
