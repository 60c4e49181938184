"""Mails about actions: before and when they are due to their owner, after some days to those who lead, too.

The days are those of the organisation's rules of reminding. Names stand in a mail only where the organisation allows it, and
never of TLP:RED. What was told is noted in the same transaction, so the job may run twice and after a fault.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from smtplib import SMTPException
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from protect.organisations import waiting
from protect.organisations.access import READING_ROLES
from protect.organisations.models import Membership, Role, User
from protect.plans.models import Action, ActionNotice
from protect.plans.states import OPEN, PENDING
from protect.reminders.models import Wishes
from protect.reminders.queries import policies_of
from protect.reminders.tasks import full, may_be_named, send

log = logging.getLogger(__name__)

Stage = ActionNotice.Stage
#: Longest time before that any organisation can wish for; more rows need not be looked at.
FARTHEST = dt.timedelta(days=180)
#: Of actions in one calendar.
MOST_DAYS = 500
RELATED = ("responsible", "space", "assessment", "organisation")


def stage_of(due: dt.date, today: dt.date, before_days: int, after_days: int) -> str | None:
    """The reminder that belongs to ``today``."""
    if today >= due + dt.timedelta(days=after_days):
        return Stage.ESCALATED
    if today >= due:
        return Stage.DUE
    return Stage.BEFORE if today >= due - dt.timedelta(days=before_days) else None


def send_reminders(today: dt.date | None = None) -> int:
    """One mail to everybody to whom something new is to be told; returns how many went."""
    today = today or timezone.localdate()
    found = list(
        Action.objects.filter(state__in=PENDING, due_on__lte=today + FARTHEST)
        .select_related(*RELATED)
        .defer("space__wkb")
    )
    policies = policies_of({one.organisation_id for one in found})
    items: dict[int, list[tuple[Action, str, dt.date]]] = defaultdict(list)
    people: dict[int, User] = {}
    leading: dict[int, list[User]] = {}
    for one in found:
        assert one.due_on is not None
        policy = policies[one.organisation_id]
        stage = stage_of(one.due_on, today, policy.before_days, policy.after_days)
        if stage is None:
            continue
        for person in _to_tell(one, stage, leading):
            people[person.pk] = person
            items[person.pk].append((one, stage, one.due_on))
    unwilling = set(Wishes.objects.filter(user__in=people, reminders=False).values_list("user_id", flat=True))
    return sum(_remind(people[key], items[key]) for key in sorted(items) if key not in unwilling)


def _to_tell(action: Action, stage: str, leading: dict[int, list[User]]) -> list[User]:
    """The owner, if still there; those who lead once it is escalated, and from the beginning where nobody owns it."""
    told = []
    owner = action.responsible
    if owner is not None and owner.is_active and _reads(action, owner):
        told.append(owner)
    if stage == Stage.ESCALATED or not told:
        key = action.organisation_id
        if key not in leading:
            mine = Membership.objects.filter(
                organisation=key, role__in=[Role.LEAD, Role.ADMINISTRATOR], user__is_active=True
            )
            leading[key] = [one.user for one in mine.select_related("user").order_by("user_id")]
        told += [one for one in leading[key] if one not in told]
    return [one for one in told if action.is_visible_to(one)]


def _reads(action: Action, person: User) -> bool:
    return Membership.objects.filter(organisation=action.organisation_id, user=person, role__in=READING_ROLES).exists()


def _remind(person: User, items: list[tuple[Action, str, dt.date]]) -> int:
    try:
        with transaction.atomic():
            new = [item for item in items if _note(person, *item)]
            if not new:
                return 0
            send(person, "reminders", "plans/mail/reminder", {"groups": _grouped(new)})
    except (SMTPException, OSError):
        log.exception("a reminder of actions was not sent and is tried again by the next daily job")
        return 0
    return 1


def _note(person: User, action: Action, stage: str, day: dt.date) -> bool:
    _kept, new = ActionNotice.objects.get_or_create(user=person, action=action, stage=stage, about_day=day)
    return new


def _line(action: Action, day: dt.date | None, policies: dict[int, Any]) -> dict[str, Any]:
    named = may_be_named(action, policies[action.organisation_id].names_in_mails)
    address = full(reverse("plans:action", args=[action.pk]))
    return {"name": action.title if named else "", "day": day, "address": address}


def _grouped(items: list[tuple[Action, str, dt.date]]) -> list[tuple[str, list[dict[str, Any]]]]:
    policies = policies_of({one.organisation_id for one, _stage, _day in items})
    groups: dict[str, list[dict[str, Any]]] = {stage: [] for stage in (Stage.ESCALATED, Stage.DUE, Stage.BEFORE)}
    for one, stage, day in sorted(items, key=lambda item: (item[2], item[0].pk)):
        groups[stage].append(_line(one, day, policies))
    return [(stage, rows) for stage, rows in groups.items() if rows]


def _own(person: User) -> Any:
    """Open actions of the person, as far as they may see them now."""
    seen: Any = Action.objects.visible_to(person)  # type: ignore[attr-defined]
    return seen.filter(responsible=person, state__in=OPEN).select_related(*RELATED).defer("space__wkb")


def calendar_of(person: User) -> list[Event]:
    """The days when a person's own actions are due, and all of the towns that they lead, for the private calendar."""
    seen: Any = Action.objects.visible_to(person)  # type: ignore[attr-defined]
    mine = Q(responsible=person) | Q(organisation__in=waiting.leading(person, Role.LEAD))
    found = seen.filter(mine, state__in=OPEN, due_on__isnull=False).select_related(*RELATED).defer("space__wkb")
    rows = list(found.order_by("due_on", "pk")[:MOST_DAYS])
    policies = policies_of({one.organisation_id for one in rows})
    return [day_of(one, _line(one, one.due_on, policies)["name"]) for one in rows]


def day_of(action: Action, name: str) -> Event:
    """When it is due, as an event of a whole day; without its name where that is not to be told."""
    assert action.due_on is not None
    event = Event()
    event.add("uid", f"action-{action.pk}@protect")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", action.due_on)
    event.add("dtend", action.due_on + dt.timedelta(days=1))
    event.add("summary", _("Due: %(name)s") % {"name": name} if name else _("An action is due"))
    event.add("url", full(reverse("plans:action", args=[action.pk])))
    event.add("transp", "TRANSPARENT")
    return event
