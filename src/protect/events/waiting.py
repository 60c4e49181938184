"""Drafts of events whose day comes near."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.events.models import Event
from protect.events.states import State
from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Waiting

#: So long before its day a draft is a task.
BEFORE = dt.timedelta(days=42)


def drafts(person: User) -> list[Waiting]:
    own = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    now = timezone.now()
    found = waiting.seen(Event, person).filter(
        state=State.DRAFT, organisation__in=own, begins_at__gt=now, begins_at__lt=now + BEFORE
    )
    return [
        Waiting(
            "event_draft", one.title, reverse("events:manage", args=[one.pk]), "events.event", one.pk,
            one.organisation_id, _("its day comes, and it is not published"), waiting.day(one.created_at),
            waiting.day(one.begins_at),
        )
        for one in found.order_by("begins_at", "pk")[: waiting.MOST]
    ]  # fmt: skip


def register() -> None:
    waiting.task("event_draft", _("Events to publish"), waiting.CHOOSING, drafts)
