"""Incidents to review and to close. Named by kind and day, never by what was written."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.incidents.models import Incident
from protect.incidents.states import State
from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Waiting


def reviews(person: User) -> list[Waiting]:
    editing = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR)
    leading = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    seen = waiting.seen(Incident, person).order_by("happened_at", "pk")
    told: list[tuple[Incident, Any, str]] = [
        (one, _("your role reviews"), "review")
        for one in seen.filter(state=State.REPORTED, organisation__in=editing)[: waiting.MOST]
    ]
    told += [
        (one, _("it is reviewed, and you lead"), "close")
        for one in seen.filter(state=State.REVIEWED, organisation__in=leading)[: waiting.MOST]
    ]
    return [
        Waiting(
            "incident", f"{one.get_kind_display()}, {one.happened_at:%Y-%m-%d}", reverse("incidents:detail", args=[one.pk]),
            "incidents.incident", one.pk, one.organisation_id, why, waiting.day(one.recorded_at),
        )
        for one, why, _page in told
    ]  # fmt: skip


def register() -> None:
    waiting.task("incident", _("Incidents to review or close"), waiting.ACTING, reviews)
