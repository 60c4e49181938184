"""Checklists that somebody began and did not hand in."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import State as Assessed
from protect.checklists.models import Checklist, State
from protect.organisations import waiting
from protect.organisations.models import User
from protect.organisations.waiting import Asked, Tasks, Waiting


def begun(person: User) -> Tasks:
    standing = Q(assessment=None) | Q(assessment__state__in=Assessed.open_states())
    found = waiting.seen(Checklist, person).filter(standing, state=State.OPEN, created_by=person)

    def tell(one: Any) -> Waiting:
        return Waiting(
            "checklist", f"{one.questions} ({one.space})", reverse("checklists:detail", args=[one.pk]),
            "checklists.checklist", one.pk, one.organisation_id, _("you began it"), waiting.day(one.created_at),
        )  # fmt: skip

    named = {"questions": "question_set__title", "space": "space__name", "organisation_id": "space__organisation_id"}
    return [Asked(found.order_by("created_at", "pk"), tell, ("created_at",), named)]


def register() -> None:
    waiting.task("checklist", _("Checklists to hand in"), waiting.ASSESSING, begun)
