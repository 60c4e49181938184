"""Actions that are somebody's to do, to decide and to verify; security plans to approve."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Asked, Happened, News, Tasks, Waiting
from protect.plans.documents import SecurityPlan
from protect.plans.models import Action, ActionNotice
from protect.plans.states import PENDING, PlanState, State

#: From how many days before its date an action that is not running is a task.
AHEAD = dt.timedelta(days=30)


def _asked(kind: str, found: Any, why: Any, since: str, due: str = "", page: str = "action") -> Asked:
    def tell(one: Any) -> Waiting:
        place = f" ({one.space})" if one.space is not None else ""
        return Waiting(
            kind, f"{one.title}{place}", reverse(f"plans:{page}", args=[one.pk]), "plans.action", one.pk,
            one.organisation_id, why, waiting.day(one.since), one.due if due else None,
        )  # fmt: skip

    named = {"space": "space__name", "since": since, **({"due": due} if due else {})}
    return Asked(found, tell, ("title", "organisation_id"), named)


def own(person: User) -> Tasks:
    """Decided and the person's: running, or its day is near or past."""
    today = timezone.localdate()
    near = Q(state=State.RUNNING) | Q(starts_on__lte=today) | Q(due_on__lte=today + AHEAD)
    found = waiting.seen(Action, person).filter(near, responsible=person, state__in=PENDING)
    return [_asked("action", found.order_by("due_on", "pk"), _("you own it"), "starts_on", "due_on")]


def deciding(person: User) -> Tasks:
    leading = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    found = waiting.seen(Action, person).filter(state=State.PROPOSED, organisation__in=leading)
    return [
        _asked("action_decide", found.order_by("created_at", "pk"), _("you decide for your organisation"), "created_at")
    ]


def verifying(person: User) -> Tasks:
    """Nobody verifies their own work."""
    leading = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    found = waiting.seen(Action, person).filter(
        Q(responsible=None) | ~Q(responsible=person), state=State.DONE, organisation__in=leading
    )
    why = _("it is done, and somebody else's work")
    return [_asked("action_verify", found.order_by("done_on", "pk"), why, "done_on", page="verify")]


def security_plans(person: User) -> Tasks:
    leading = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    found = waiting.seen(SecurityPlan, person).filter(state=PlanState.IN_REVIEW, organisation__in=leading)

    def tell(one: Any) -> Waiting:
        return Waiting(
            "security_plan", one.title, reverse("plans:document", args=[one.pk]), "plans.securityplan", one.pk,
            one.organisation_id, _("you approve for your organisation"), waiting.day(one.changed_at),
        )  # fmt: skip

    return [Asked(found.order_by("changed_at", "pk"), tell, ("title", "organisation_id", "changed_at"))]


def escalated(person: User, since: dt.datetime) -> Happened:
    """An action is overdue for so long that those who lead were told; of several times the last."""
    mine = ActionNotice.objects.filter(user=person, stage=ActionNotice.Stage.ESCALATED, sent_at__gt=since)
    later = mine.filter(action=OuterRef("action"), sent_at__gt=OuterRef("sent_at"))
    found = mine.filter(~Exists(later), action__in=waiting.seen(Action, person).order_by().values("pk"))

    def tell(one: Any) -> News:
        return News(
            "escalation", one.title, reverse("plans:action", args=[one.action_id]), "plans.action", one.action_id,
            one.organisation_id, one.sent_at, one.pk,
        )  # fmt: skip

    named = {"title": "action__title", "organisation_id": "action__organisation_id"}
    return [Asked(found.order_by("-sent_at", "-pk"), tell, ("action_id", "sent_at"), named)]


def register() -> None:
    waiting.task("action", _("Actions of mine"), waiting.ACTING, own)
    waiting.task("action_decide", _("Actions to decide"), waiting.ACTING, deciding)
    waiting.task("action_verify", _("Actions to verify"), waiting.ACTING, verifying)
    waiting.news({"escalation": _("An action is long overdue")}, escalated)
    waiting.task("security_plan", _("Security plans to approve"), waiting.ACTING, security_plans)
