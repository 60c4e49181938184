"""How long names of people at the table are kept: roles, decisions and lessons stay, names do not need to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from protect.exercises.models import Function, Participant
from protect.exercises.states import LIVE
from protect.organisations import retention
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation


def _named(organisation: Organisation, before: dt.datetime) -> list[Any]:
    people = Participant.objects.filter(run__exercise__organisation=organisation, joined_at__lt=before)
    seats = Function.objects.filter(exercise__organisation=organisation, exercise__created_at__lt=before)
    seats = (
        seats.exclude(exercise__runs__state__in=LIVE).exclude(exercise__planned_for__gte=before).exclude(played_by="")
    )
    return [*people.exclude(name="").exclude(run__state__in=LIVE), *seats.distinct()]


def due(organisation: Organisation, before: dt.datetime) -> list[tuple[Any, dt.datetime]]:
    return [
        (one, one.joined_at if isinstance(one, Participant) else one.exercise.created_at)
        for one in _named(organisation, before)
    ]


@transaction.atomic
def remove(organisation: Organisation, before: dt.datetime) -> int:
    found = _named(organisation, before)
    for one in found:
        save_changes(one, {"name" if isinstance(one, Participant) else "played_by": ""})
    return len(found)


def register() -> None:
    retention.register(
        retention.Kind(
            "exercise_people",
            _("Names of people in exercises"),
            _("Needed while the report is written; after that the functions are enough."),
            90, 1, 730,
            due,
            remove,
        )
    )  # fmt: skip
