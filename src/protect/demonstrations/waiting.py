"""Demonstrations whose plan waits for an approval, and those that are over and not closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.demonstrations import readiness
from protect.demonstrations.models import Demonstration
from protect.demonstrations.states import State
from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Asked, Tasks, Waiting

#: Plans that are looked into at most: what is approved is compared with the plan as it stands.
LOOKED_INTO = 20
#: After its end this long before closing it is a task.
AFTER = dt.timedelta(days=1)


def approvals(person: User) -> Tasks:
    own = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR, Role.EXPERT)
    if not own:
        return []
    now = timezone.now()
    found = waiting.seen(Demonstration, person).filter(state=State.PLANNED, organisation__in=own)
    told: Tasks = []
    parts = ("persons", "steps", "metrics", "approvals")
    for one in found.prefetch_related(*parts).order_by("begins_at", "pk")[:LOOKED_INTO]:
        if one.ends_at is not None and one.ends_at + AFTER < now:
            continue
        if readiness.missing(one) or readiness.is_approved(one):
            continue
        told.append(
            Waiting(
                "demo_approval", one.title, reverse("demonstrations:detail", args=[one.pk]),
                "demonstrations.demonstration", one.pk, one.organisation_id, _("its plan is whole and not approved"),
                waiting.day(one.created_at), waiting.day(one.begins_at),
            )
        )  # fmt: skip
    return told


def closing(person: User) -> Tasks:
    own = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    found = waiting.seen(Demonstration, person).filter(
        state=State.PLANNED, organisation__in=own, ends_at__lt=timezone.now() - AFTER
    )

    def tell(one: Any) -> Waiting:
        return Waiting(
            "demo_closing", one.title, reverse("demonstrations:detail", args=[one.pk]),
            "demonstrations.demonstration", one.pk, one.organisation_id, _("it is over, and you lead"),
            waiting.day(one.ends_at),
        )  # fmt: skip

    return [Asked(found.order_by("ends_at", "pk"), tell, ("title", "organisation_id", "ends_at"))]


def register() -> None:
    waiting.task("demo_approval", _("Demonstrations to approve"), waiting.CHOOSING, approvals)
    waiting.task("demo_closing", _("Demonstrations to close"), waiting.CHOOSING, closing)
