"""What a plan tells on the time line of a space: actions that were done, security plans that were approved."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from protect.plans.models import Action, SecurityPlan
from protect.plans.states import State
from protect.spaces.history import Moment, day
from protect.spaces.models import Space


def actions_of(reader: Any, space: Space) -> list[Moment]:
    found: Any = Action.objects.visible_to(reader)  # type: ignore[attr-defined]
    return [
        Moment(
            day(one.done_on), "action", f"{one.title} ({one.get_state_display()})", "",
            reverse("plans:action", args=[one.pk]), whole_day=True,
        )
        for one in found.filter(space=space, done_on__isnull=False, state__in=[State.DONE, State.VERIFIED])
    ]  # fmt: skip


def plans_of(reader: Any, space: Space) -> list[Moment]:
    found: Any = SecurityPlan.objects.visible_to(reader)  # type: ignore[attr-defined]
    return [
        Moment(
            one.approved_at, "security_plan", _("%(title)s, version %(number)d: approved")
            % {"title": one.title, "number": one.version}, one.approval_note, reverse("plans:document", args=[one.pk]),
        )
        for one in found.filter(space=space, approved_at__isnull=False)
    ]  # fmt: skip
