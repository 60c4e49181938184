"""Practices to review, to publish and to look at again; questions without an answer; what others said."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Asked, Happened, News, Tasks, Waiting
from protect.practices.models import Practice, Remark, Trial
from protect.practices.rules import REVIEWERS
from protect.practices.states import State

#: So long before its date of review a practice is a task.
BEFORE = dt.timedelta(days=30)
NAMED = {"title": "practice__title", "organisation_id": "practice__organisation_id"}


def _page(key: int) -> str:
    return reverse("practices:practice", args=[key])


def reviews(person: User) -> Tasks:
    """By somebody else of the own organisation (four eyes), and what was reviewed for who publishes."""
    reviewing = waiting.leading(person, *REVIEWERS)
    leading = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    if not reviewing:
        return []
    unread = Q(organisation__in=reviewing, reviewed_by=None) & ~Q(written_by=person) & ~Q(changed_by=person)
    ready = Q(organisation__in=leading, reviewed_by__isnull=False)
    found = waiting.seen(Practice, person).filter(unread | ready, state=State.IN_REVIEW)

    def tell(one: Any) -> Waiting:
        return Waiting(
            "practice", one.title, _page(one.pk), "practices.practice", one.pk, one.organisation_id,
            _("somebody else wrote it, and you review") if one.reviewed_by_id is None else _("it was reviewed, and you publish"),
            waiting.day(one.changed_at),
        )  # fmt: skip

    columns = ("title", "organisation_id", "reviewed_by_id", "changed_at")
    return [Asked(found.order_by("changed_at", "pk"), tell, columns)]


def ageing(person: User) -> Tasks:
    leading = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    if not leading:
        return []
    soon = Q(state=State.PUBLISHED, review_on__lte=timezone.localdate() + BEFORE)
    found = waiting.seen(Practice, person).filter(soon | Q(state=State.OUTDATED), organisation__in=leading)

    def tell(one: Any) -> Waiting:
        return Waiting(
            "practice_ageing", one.title, _page(one.pk), "practices.practice", one.pk, one.organisation_id,
            _("its date of review comes or has passed"), waiting.day(one.published_at), one.review_on,
        )  # fmt: skip

    columns = ("title", "organisation_id", "published_at", "review_on")
    return [Asked(found.order_by("review_on", "pk"), tell, columns)]


def questions(person: User) -> Tasks:
    """Of other organisations to one's own, not answered yet."""
    answering = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR, Role.EXPERT)
    if not answering:
        return []
    found = waiting.seen(Remark, person).filter(
        kind=Remark.Kind.QUESTION, practice__organisation__in=answering, answered_by=None
    )

    def tell(one: Any) -> Waiting:
        return Waiting(
            "practice_question", one.title, f"{_page(one.practice_id)}#said", "practices.remark", one.pk,
            one.organisation_id, _("another organisation asks"), waiting.day(one.created_at),
        )  # fmt: skip

    return [Asked(found.order_by("created_at", "pk"), tell, ("practice_id", "created_at"), NAMED)]


def said(person: User, since: dt.datetime) -> Happened:
    """By others: on what the person wrote, or after something they said themselves."""
    joined = Remark.objects.filter(author=person).order_by().values("practice")
    mine = Q(practice__in=joined) | Q(practice__written_by=person)
    remarks = waiting.seen(Remark, person).filter(mine, created_at__gt=since).exclude(author=person)
    trials = waiting.seen(Trial, person).filter(mine, created_at__gt=since).exclude(author=person)
    return [_asked("practice_said", "remark", "said", remarks), _asked("practice_tried", "trial", "tried", trials)]


def _asked(kind: str, name: str, place: str, found: Any) -> Asked:
    def tell(one: Any) -> News:
        return News(
            kind, one.title, f"{_page(one.practice_id)}#{place}", f"practices.{name}", one.pk, one.organisation_id,
            one.created_at,
        )  # fmt: skip

    return Asked(found.order_by("-created_at", "-pk"), tell, ("practice_id", "created_at"), NAMED)


def register() -> None:
    waiting.task("practice", _("Practices to review or publish"), waiting.RUNNING, reviews)
    waiting.task("practice_ageing", _("Practices to look at again"), waiting.RUNNING, ageing)
    waiting.task("practice_question", _("Questions about your practices"), waiting.RUNNING, questions)
    waiting.news(
        {"practice_said": _("Somebody said something of a practice"), "practice_tried": _("Somebody tried a practice, too")},
        said,
    )  # fmt: skip
