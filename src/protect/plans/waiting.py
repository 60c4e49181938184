"""Actions that are somebody's to do, to decide and to verify; security plans to approve."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import News, Waiting
from protect.plans.documents import SecurityPlan
from protect.plans.models import Action, ActionNotice
from protect.plans.states import PENDING, PlanState, State

#: From how many days before its date an action that is not running is a task.
AHEAD = dt.timedelta(days=30)


def _told(kind: str, one: Action, why: Any, since: Any, due: Any = None, page: str = "action") -> Waiting:
    place = f" ({one.space.name})" if one.space is not None else ""
    return Waiting(
        kind, f"{one.title}{place}", reverse(f"plans:{page}", args=[one.pk]), "plans.action", one.pk,
        one.organisation_id, why, waiting.day(since), due,
    )  # fmt: skip


def _seen(person: User) -> Any:
    return waiting.seen(Action, person).select_related("space").defer("space__wkb")


def own(person: User) -> list[Waiting]:
    """Decided and the person's: running, or its day is near or past."""
    today = timezone.localdate()
    near = Q(state=State.RUNNING) | Q(starts_on__lte=today) | Q(due_on__lte=today + AHEAD)
    found = _seen(person).filter(near, responsible=person, state__in=PENDING)
    return [
        _told("action", one, _("you own it"), one.starts_on, one.due_on)
        for one in found.order_by("due_on", "pk")[: waiting.MOST]
    ]


def deciding(person: User) -> list[Waiting]:
    leading = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    found = _seen(person).filter(state=State.PROPOSED, organisation__in=leading)
    return [
        _told("action_decide", one, _("you decide for your organisation"), one.created_at)
        for one in found.order_by("created_at", "pk")[: waiting.MOST]
    ]


def verifying(person: User) -> list[Waiting]:
    """Nobody verifies their own work."""
    leading = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    found = _seen(person).filter(
        Q(responsible=None) | ~Q(responsible=person), state=State.DONE, organisation__in=leading
    )
    return [
        _told("action_verify", one, _("it is done, and somebody else's work"), one.done_on, page="verify")
        for one in found.order_by("done_on", "pk")[: waiting.MOST]
    ]


def security_plans(person: User) -> list[Waiting]:
    leading = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    found = waiting.seen(SecurityPlan, person).filter(state=PlanState.IN_REVIEW, organisation__in=leading)
    return [
        Waiting(
            "security_plan", one.title, reverse("plans:document", args=[one.pk]), "plans.securityplan", one.pk,
            one.organisation_id, _("you approve for your organisation"), waiting.day(one.changed_at),
        )
        for one in found.order_by("changed_at", "pk")[: waiting.MOST]
    ]  # fmt: skip


def escalated(person: User, since: dt.datetime) -> list[News]:
    """An action is overdue for so long that those who lead were told."""
    mine = ActionNotice.objects.filter(user=person, stage=ActionNotice.Stage.ESCALATED, sent_at__gt=since)
    notices = {one.action_id: one for one in mine.order_by("sent_at")[: waiting.MOST]}
    return [
        News(
            "escalation", one.title, reverse("plans:action", args=[one.pk]), "plans.action", one.pk,
            one.organisation_id, notices[one.pk].sent_at, notices[one.pk].pk,
        )
        for one in _seen(person).filter(pk__in=notices)
    ]  # fmt: skip


def register() -> None:
    waiting.task("action", _("Actions of mine"), waiting.ACTING, own)
    waiting.task("action_decide", _("Actions to decide"), waiting.ACTING, deciding)
    waiting.task("action_verify", _("Actions to verify"), waiting.ACTING, verifying)
    waiting.news({"escalation": _("An action is long overdue")}, escalated)
    waiting.task("security_plan", _("Security plans to approve"), waiting.ACTING, security_plans)
