"""Exercises that were played and whose report is not closed."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.exercises.models import Run
from protect.exercises.states import RunState
from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Asked, Tasks, Waiting


def reports(person: User) -> Tasks:
    own = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR)
    found = waiting.seen(Run, person).filter(state=RunState.ENDED, exercise__organisation__in=own)

    def tell(one: Any) -> Waiting:
        return Waiting(
            "exercise_report", one.title, reverse("exercises:report", args=[one.exercise_id, one.pk]),
            "exercises.run", one.pk, one.organisation_id, _("it is over, and its report is open"),
            waiting.day(one.ended_at),
        )  # fmt: skip

    named = {"title": "exercise__title", "organisation_id": "exercise__organisation_id"}
    return [Asked(found.order_by("ended_at", "pk"), tell, ("exercise_id", "ended_at"), named)]


def register() -> None:
    waiting.task("exercise_report", _("Exercises to report on"), waiting.ACTING, reports)
