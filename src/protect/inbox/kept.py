"""How long notifications are kept, and what a person's own data has of the inbox."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from protect.inbox.models import Notification, Pace, Snooze
from protect.organisations import retention
from protect.organisations.models import Organisation, User


def _old(organisation: Organisation, before: dt.datetime) -> Any:
    return Notification.objects.filter(organisation=organisation, happened_at__lt=before)


def due(organisation: Organisation, before: dt.datetime) -> list[tuple[str, dt.datetime]]:
    return [(one.kind, one.happened_at) for one in _old(organisation, before)]


def remove(organisation: Organisation, before: dt.datetime) -> int:
    return int(_old(organisation, before).delete()[0])


def register() -> None:
    retention.register(
        retention.Kind(
            "notifications",
            _("Notifications"),
            _("What happened is told by the things themselves and the log; a notification only points there."),
            90,
            7,
            365,
            due,
            remove,
        )
    )


def of(person: User) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = [
        {"notification": one.code, "happened": one.happened_at.isoformat(timespec="seconds"),
         "read": one.read_at.isoformat(timespec="seconds") if one.read_at else ""}
        for one in Notification.objects.filter(user=person).order_by("pk")
    ]  # fmt: skip
    told += [
        {"put off": one.code, "until": one.until.isoformat()}
        for one in Snooze.objects.filter(user=person).order_by("pk")
    ]
    return told + [
        {"mails about": one.group, "how soon": one.choice} for one in Pace.objects.filter(user=person).order_by("pk")
    ]
