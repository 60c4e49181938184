"""Mails of the daily job. They carry numbers and links; names only where the organisation allows it, and never of RED.

Each mail is written at the moment it is sent, from what its reader may see then. What was told is noted in the same
transaction, and a mail that could not be sent leaves no note, so the job may run twice and after a fault.
"""

from __future__ import annotations

import datetime as dt
import logging
import zoneinfo
from collections import defaultdict
from collections.abc import Callable
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from protect.assessments.models import Assessment, State, TeamMember
from protect.organisations.access import READING_ROLES
from protect.organisations.markings import Marking
from protect.organisations.models import Membership, Role, User
from protect.reminders.dates import Stage, last_weekday, stage_of
from protect.reminders.extras import remind
from protect.reminders.models import Notice, Wishes
from protect.reminders.queries import Waiting, policies_of, standing, waiting_for
from protect.reminders.services.wishes import unsubscribe_token

log = logging.getLogger(__name__)

#: Scores or an approval that wait this long are reminded of.
PATIENCE = dt.timedelta(days=3)
#: Of the digest beside what is due: ``(label, number, [{"day", "address"}])`` each; folders above add theirs at start-up.
Part = tuple[str, int, list[dict[str, Any]]]
_parts: list[Callable[[User, dt.datetime], list[Part]]] = []
#: (the assessment, the stage, the day it is about)
Item = tuple[Assessment, str, dt.date]


def daily() -> tuple[int, int]:
    """Reminders and digests that are due now, and news of the catalogue; returns how many of the first two were sent."""
    from protect.reminders.news import send_news

    sent = send_reminders() + remind(timezone.localdate()), send_digests()
    send_news()
    return sent


def send_reminders(today: dt.date | None = None) -> int:
    today = today or timezone.localdate()
    items: dict[int, list[Item]] = defaultdict(list)
    people: dict[int, User] = {}
    for person, item in [*_due(today), *_tasks()]:
        people[person.pk] = person
        items[person.pk].append(item)
    unwilling = set(Wishes.objects.filter(user__in=people, reminders=False).values_list("user_id", flat=True))
    return sum(_remind(people[key], items[key]) for key in sorted(items) if key not in unwilling)


def _due(today: dt.date) -> list[tuple[User, Item]]:
    # A version that is open already is the answer to the date.
    under_way = Assessment.objects.filter(space=OuterRef("space"), state__in=State.open_states())
    far = today + dt.timedelta(days=180)
    due = Assessment.objects.filter(standing(), ~Exists(under_way), review_on__lte=far).select_related("lead", "space")
    found = list(due.defer("space__wkb"))
    policies = policies_of({one.organisation_id for one in found})
    told = []
    for one in found:
        policy = policies[one.organisation_id]
        assert one.review_on is not None
        stage = stage_of(one.review_on, today, policy.before_days, policy.after_days)
        if stage:
            told += [(person, (one, stage, one.review_on)) for person in responsible(one)]
    return told


def responsible(assessment: Assessment) -> list[User]:
    """The lead, if still there and able to see it; else the administrators of the organisation who can."""
    mine = Membership.objects.filter(organisation=assessment.organisation_id, user__is_active=True)
    mine = mine.select_related("user").order_by("user_id")
    lead = mine.filter(user=assessment.lead_id, role__in=READING_ROLES).first() if assessment.lead_id else None
    if lead is not None and assessment.is_visible_to(lead.user):
        return [lead.user]
    return [one.user for one in mine.filter(role=Role.ADMINISTRATOR) if assessment.is_visible_to(one.user)]


def _tasks() -> list[tuple[User, Item]]:
    """Scores that a member has not handed in, and approvals, that have waited for some days."""
    since = timezone.now() - PATIENCE
    told: list[tuple[User, Item]] = []
    members = TeamMember.objects.filter(
        assessment__state=State.SCORING, assessment__changed_at__lt=since, scores=True, handed_in_at=None,
        user__is_active=True,
    ).select_related("user", "assessment__space")  # fmt: skip
    for member in members:
        assert member.user is not None
        if member.assessment.is_visible_to(member.user):
            told.append((member.user, (member.assessment, Stage.SCORE, member.assessment.created_at.date())))
    waiting = Assessment.objects.filter(state=State.REVIEW, changed_at__lt=since).select_related("space")
    for one in waiting:
        leading = Membership.objects.filter(
            organisation=one.organisation_id, role__in=[Role.LEAD, Role.ADMINISTRATOR], user__is_active=True
        ).select_related("user")
        told += [
            (each.user, (one, Stage.APPROVE, one.created_at.date()))
            for each in leading.order_by("user_id")
            if one.is_visible_to(each.user)
        ]
    return told


def _remind(person: User, items: list[Item]) -> int:
    """One mail of all that is new to the person; 1 if it went."""
    try:
        with transaction.atomic():
            new = [item for item in items if _note(person, item)]
            if not new:
                return 0
            send(person, "reminders", "reminders/mail/reminder", {"groups": _grouped(new)})
    except (SMTPException, OSError):
        log.exception("a reminder was not sent and is tried again by the next daily job")
        return 0
    return 1


def _note(person: User, item: Item) -> bool:
    assessment, stage, day = item
    _kept, new = Notice.objects.get_or_create(user=person, assessment=assessment, stage=stage, about_day=day)
    return new


def _grouped(items: list[Item]) -> list[tuple[str, list[dict[str, Any]]]]:
    policies = policies_of({one.organisation_id for one, _stage, _day in items})
    groups: dict[str, list[dict[str, Any]]] = {stage: [] for stage in Stage.values}
    for one, stage, day in sorted(items, key=lambda item: (item[2], item[0].pk)):
        page = {Stage.SCORE: "assessments:scoring", Stage.APPROVE: "assessments:results"}.get(
            Stage(stage), "assessments:detail"
        )
        named = may_be_named(one, policies[one.organisation_id].names_in_mails)
        groups[stage].append(
            {
                "name": one.space.name if named else "",
                "day": day if stage in {Stage.BEFORE, Stage.DUE, Stage.AFTER} else None,
                "address": full(reverse(page, args=[one.pk])),
            }
        )
    return [(stage, rows) for stage, rows in groups.items() if rows]


def may_be_named(about: Any, allowed: bool) -> bool:
    return allowed and about.effective_marking != Marking.RED


def full(address: str) -> str:
    return settings.PUBLIC_ADDRESS.rstrip("/") + address


def add_to_digest(part: Callable[[User, dt.datetime], list[Part]]) -> None:
    """Lines carry a label, days and links, and name nothing."""
    if part not in _parts:
        _parts.append(part)


def send_digests(now: dt.datetime | None = None) -> int:
    """The weekly digest of everybody whose day it is, where they live."""
    now = now or timezone.now()
    wanted = Wishes.objects.filter(digest=True, user__is_active=True).select_related("user").order_by("pk")
    return sum(_digest(wishes.pk, now) for wishes in wanted)


def _digest(pk: int, now: dt.datetime) -> int:
    try:
        with transaction.atomic():
            wishes = Wishes.objects.select_for_update(of=("self",)).select_related("user").get(pk=pk)
            today = now.astimezone(zone_of(wishes.user)).date()
            day = last_weekday(today, wishes.weekday)
            if not wishes.digest or (wishes.digest_until and wishes.digest_until >= day):
                return 0
            Wishes.objects.filter(pk=pk).update(digest_until=today)
            waiting = waiting_for(wishes.user, now)
            with translation.override(wishes.user.language):
                parts = [told for part in _parts for told in part(wishes.user, now)]
            if not waiting and not parts:
                return 0
            send(wishes.user, "digest", "reminders/mail/digest", {**_told(waiting), "parts": parts})
    except (SMTPException, OSError):
        log.exception("a weekly digest was not sent and is tried again by the next daily job")
        return 0
    return 1


def _told(waiting: Waiting) -> dict[str, Any]:
    every = [*waiting.to_score, *waiting.to_approve, *waiting.overdue, *waiting.soon]
    policies = policies_of({one.organisation_id for one in every})

    def rows(found: list[Assessment], page: str) -> list[dict[str, Any]]:
        return [
            {
                "name": one.space.name if may_be_named(one, policies[one.organisation_id].names_in_mails) else "",
                "day": one.review_on,
                "address": full(reverse(page, args=[one.pk])),
            }
            for one in found[:20]
        ]

    return {
        "to_score": rows(waiting.to_score, "assessments:scoring"),
        "to_approve": rows(waiting.to_approve, "assessments:results"),
        "overdue": rows(waiting.overdue, "assessments:detail"),
        "soon": rows(waiting.soon, "assessments:detail"),
        "triggers": len(waiting.triggers),
        "list": full(reverse("reminders:list")),
    }


def zone_of(person: User) -> dt.tzinfo:
    try:
        return zoneinfo.ZoneInfo(person.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return timezone.get_default_timezone()


def send(person: User, kind: str, template: str, context: dict[str, Any]) -> None:
    """In the person's language and time zone, with the link that ends such mails in one click (RFC 8058)."""
    end = full(reverse("reminders:unsubscribe", args=[unsubscribe_token(person, kind)]))
    with translation.override(person.language), timezone.override(zone_of(person)):
        context = {**context, "person": person, "end": end, "settings": full(reverse("reminders:wishes"))}
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        text = render_to_string(f"{template}.txt", context)
    headers = {"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [person.email], headers=headers).send()
