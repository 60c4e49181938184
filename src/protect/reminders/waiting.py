"""Spaces to be assessed again soon, for whoever answers for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, State
from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Asked, Tasks, Waiting
from protect.reminders.queries import standing

#: From how many days before the date it is a task.
AHEAD = dt.timedelta(days=30)


def reviews(person: User) -> Tasks:
    """The lead's; of those without a lead their administrators'. One that is open already is the answer to the date."""
    under_way = Assessment.objects.filter(space=OuterRef("space"), state__in=State.open_states())
    administered = waiting.leading(person, Role.ADMINISTRATOR)
    mine = Q(lead=person) | Q(lead=None, organisation__in=administered)
    found = waiting.seen(Assessment, person).filter(
        standing(), ~Exists(under_way), mine, review_on__lte=timezone.localdate() + AHEAD
    )

    def tell(one: Any) -> Waiting:
        return Waiting(
            "review", one.title if one.space in one.title else f"{one.title} ({one.space})",
            reverse("assessments:detail", args=[one.pk]),
            "assessments.assessment", one.pk, one.organisation_id,
            _("you led the last assessment") if one.lead_id else _("it has no lead, and you administer"),
            waiting.day(one.approved_at), one.review_on,
        )  # fmt: skip

    columns = ("title", "organisation_id", "lead_id", "approved_at", "review_on")
    return [Asked(found.order_by("review_on", "pk"), tell, columns, {"space": "space__name"})]


def register() -> None:
    waiting.task("review", _("Spaces to assess again"), waiting.ASSESSING, reviews)
