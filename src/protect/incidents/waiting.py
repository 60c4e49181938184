"""Incidents to review and to close. Named by kind and day, never by what was written."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.incidents.models import Incident, Kind
from protect.incidents.states import State
from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Asked, Tasks, Waiting


def reviews(person: User) -> Tasks:
    editing = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR)
    leading = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    found = waiting.seen(Incident, person).filter(
        Q(state=State.REPORTED, organisation__in=editing) | Q(state=State.REVIEWED, organisation__in=leading)
    )
    why = {State.REPORTED: _("your role reviews"), State.REVIEWED: _("it is reviewed, and you lead")}

    def tell(one: Any) -> Waiting:
        return Waiting(
            "incident", f"{Kind(one.kind).label}, {one.happened_at:%Y-%m-%d}", reverse("incidents:detail", args=[one.pk]),
            "incidents.incident", one.pk, one.organisation_id, why[State(one.state)], waiting.day(one.recorded_at),
        )  # fmt: skip

    columns = ("kind", "state", "organisation_id", "happened_at", "recorded_at")
    return [Asked(found.order_by("happened_at", "pk"), tell, columns)]


def register() -> None:
    waiting.task("incident", _("Incidents to review or close"), waiting.ACTING, reviews)
