"""Drafts of events whose day comes near, and people who ask for a place and wait for an answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.events.models import Event, Place
from protect.events.states import ON, PlaceState, State
from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Asked, Tasks, Waiting

#: So long before its day a draft is a task.
BEFORE = dt.timedelta(days=42)


def drafts(person: User) -> Tasks:
    own = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    now = timezone.now()
    found = waiting.seen(Event, person).filter(
        state=State.DRAFT, organisation__in=own, begins_at__gt=now, begins_at__lt=now + BEFORE
    )

    def tell(one: Any) -> Waiting:
        return Waiting(
            "event_draft", one.title, reverse("events:manage", args=[one.pk]), "events.event", one.pk,
            one.organisation_id, _("its day comes, and it is not published"), waiting.day(one.created_at),
            waiting.day(one.begins_at),
        )  # fmt: skip

    return [Asked(found.order_by("begins_at", "pk"), tell, ("title", "organisation_id", "created_at", "begins_at"))]


def places(person: User) -> Tasks:
    """One task an event, however many ask."""
    own = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR)
    asked = Place.objects.filter(
        state=PlaceState.ASKED, session__event=OuterRef("pk"), session__ends_at__gt=timezone.now(),
        registration__erased_at=None,
    )  # fmt: skip
    found = waiting.seen(Event, person).filter(Exists(asked), state__in=ON, organisation__in=own)

    def tell(one: Any) -> Waiting:
        return Waiting(
            "event_place", one.title, f"{reverse('events:people', args=[one.pk])}?state={PlaceState.ASKED}", "events.event",
            one.pk, one.organisation_id, _("you decide for your organisation"), None, waiting.day(one.begins_at),
        )  # fmt: skip

    return [Asked(found.order_by("begins_at", "pk"), tell, ("title", "organisation_id", "begins_at"))]


def register() -> None:
    waiting.task("event_place", _("Places in sessions to decide"), waiting.CHOOSING, places)
    waiting.task("event_draft", _("Events to publish"), waiting.CHOOSING, drafts)
