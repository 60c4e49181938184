"""Checklists that somebody began and did not hand in."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import State as Assessed
from protect.checklists.models import Checklist, State
from protect.organisations import waiting
from protect.organisations.models import User
from protect.organisations.waiting import Waiting


def begun(person: User) -> list[Waiting]:
    standing = Q(assessment=None) | Q(assessment__state__in=Assessed.open_states())
    found = waiting.seen(Checklist, person).filter(standing, state=State.OPEN, created_by=person)
    found = found.select_related("space", "question_set").defer("space__wkb", "question_set__content")
    return [
        Waiting(
            "checklist", f"{one.question_set.title} ({one.space.name})", reverse("checklists:detail", args=[one.pk]),
            "checklists.checklist", one.pk, one.space.organisation_id, _("you began it"), waiting.day(one.created_at),
        )
        for one in found.order_by("created_at", "pk")[: waiting.MOST]
    ]  # fmt: skip


def register() -> None:
    waiting.task("checklist", _("Checklists to hand in"), waiting.ASSESSING, begun)
