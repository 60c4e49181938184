"""Incidents to review and to close. Named by kind and day, never by what was written."""

from __future__ import annotations

from django.db.models import Q
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
    found = waiting.seen(Incident, person).filter(
        Q(state=State.REPORTED, organisation__in=editing) | Q(state=State.REVIEWED, organisation__in=leading)
    )
    why = {State.REPORTED: _("your role reviews"), State.REVIEWED: _("it is reviewed, and you lead")}
    return [
        Waiting(
            "incident", f"{one.get_kind_display()}, {one.happened_at:%Y-%m-%d}", reverse("incidents:detail", args=[one.pk]),
            "incidents.incident", one.pk, one.organisation_id, why[State(one.state)], waiting.day(one.recorded_at),
        )
        for one in found.order_by("happened_at", "pk")[: waiting.MOST]
    ]  # fmt: skip


def register() -> None:
    waiting.task("incident", _("Incidents to review or close"), waiting.ACTING, reviews)
