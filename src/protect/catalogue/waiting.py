"""Entries to review and to publish; what others said about one's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.catalogue.models import Comment, Entry, State
from protect.catalogue.rules import REVIEWERS
from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Asked, Happened, News, Tasks, Waiting


def reviews(person: User) -> Tasks:
    """Proposed by somebody else of the own organisation (four eyes), and reviewed ones for who publishes."""
    reviewing = waiting.leading(person, *REVIEWERS)
    publishing = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    if not reviewing:
        return []
    proposed = Q(state=State.PROPOSED, organisation__in=reviewing) & ~Q(proposed_by=person) & ~Q(changed_by=person)
    found = waiting.seen(Entry, person).filter(proposed | Q(state=State.REVIEWED, organisation__in=publishing))
    why = {
        State.PROPOSED: _("you review, and somebody else proposed it"),
        State.REVIEWED: _("you publish for your organisation"),
    }

    def tell(one: Any) -> Waiting:
        return Waiting(
            "entry", one.name, reverse("catalogue:detail", args=[one.pk]), "catalogue.entry", one.pk,
            one.organisation_id, why[State(one.state)], waiting.day(one.changed_at),
        )  # fmt: skip

    return [Asked(found, tell, ("name", "state", "organisation_id", "changed_at"))]


def comments(person: User, since: dt.datetime) -> Happened:
    """By others: on what the person proposed, or after a comment of theirs."""
    joined = Comment.objects.filter(author=person).order_by().values("entry")
    proposed = Entry.objects.filter(proposed_by=person).order_by().values("pk")
    found = waiting.seen(Comment, person).filter(created_at__gt=since).exclude(author=person)
    found = found.filter(Q(entry__in=joined) | Q(entry__in=proposed))

    def tell(one: Any) -> News:
        return News(
            "comment", one.name, reverse("catalogue:detail", args=[one.entry_id]), "catalogue.comment", one.pk,
            one.organisation_id, one.created_at,
        )  # fmt: skip

    named = {"name": "entry__name", "organisation_id": "entry__organisation_id"}
    return [Asked(found.order_by("-created_at", "-pk"), tell, ("entry_id", "created_at"), named)]


def register() -> None:
    waiting.task("entry", _("Entries of the catalogue to review or publish"), waiting.RUNNING, reviews)
    waiting.news({"comment": _("Somebody commented")}, comments)
