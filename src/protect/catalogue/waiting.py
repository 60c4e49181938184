"""Entries to review and to publish; what others said about one's own."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.catalogue.models import Comment, Entry, State
from protect.catalogue.rules import REVIEWERS
from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import News, Waiting


def reviews(person: User) -> list[Waiting]:
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
    return [
        Waiting(
            "entry", one.name, reverse("catalogue:detail", args=[one.pk]), "catalogue.entry", one.pk,
            one.organisation_id, why[State(one.state)], waiting.day(one.changed_at),
        )
        for one in found[: waiting.MOST]
    ]  # fmt: skip


def comments(person: User, since: dt.datetime) -> list[News]:
    """By others: on what the person proposed, or after a comment of theirs."""
    joined = Comment.objects.filter(author=person).order_by().values("entry")
    proposed = Entry.objects.filter(proposed_by=person).order_by().values("pk")
    found = waiting.seen(Comment, person).filter(created_at__gt=since).exclude(author=person)
    found = found.filter(entry__in=joined) | found.filter(entry__in=proposed)
    return [
        News(
            "comment", one.entry.name, reverse("catalogue:detail", args=[one.entry_id]), "catalogue.comment", one.pk,
            one.entry.organisation_id, one.created_at,
        )
        for one in found.select_related("entry").order_by("-created_at", "-pk")[: waiting.MOST]
    ]  # fmt: skip


def register() -> None:
    waiting.task("entry", _("Entries of the catalogue to review or publish"), waiting.RUNNING, reviews)
    waiting.news({"comment": _("Somebody commented")}, comments)
