"""Requests to answer, openings to decide, and what was said."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.cooperation.models import Exchange, Message, Opening, Profile
from protect.cooperation.rules import LEADING, WRITING
from protect.cooperation.states import State
from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Asked, Happened, News, Tasks, Waiting


def _page(key: int) -> str:
    return reverse("cooperation:exchange", args=[key])


def coming_to(person: User, prefix: str = "") -> Q | None:
    """Exchanges whose requests come to this person: of organisations that named them, and of those they lead where nobody is
    named who is still there to answer. None for whoever writes for no organisation; a condition, so that the inbox asks no
    question more.
    """
    writing, leading = waiting.leading(person, *WRITING), waiting.leading(person, *LEADING)
    if not writing:
        return None
    named = Profile.handlers.through.objects.order_by().filter(
        user__is_active=True, user__memberships__role__in=WRITING,
        user__memberships__organisation=F("profile__organisation"),
    )  # fmt: skip
    mine = named.filter(user=person.pk, profile__organisation__in=writing).values("profile__organisation")
    others = named.filter(profile__organisation__in=leading).values("profile__organisation")
    asked = f"{prefix}asked__in"
    return Q(**{asked: mine}) | (Q(**{asked: leading}) & ~Q(**{asked: others}))


def requests(person: User) -> Tasks:
    mine = coming_to(person)
    if mine is None:
        return []
    found = waiting.seen(Exchange, person).filter(mine, state=State.ASKED)

    def tell(one: Any) -> Waiting:
        return Waiting(
            "exchange", one.topic, _page(one.pk), "cooperation.exchange", one.pk, one.asked_id,
            _("another authority asks your organisation"), waiting.day(one.created_at), one.by_when,
        )  # fmt: skip

    return [Asked(found.order_by("created_at", "pk"), tell, ("topic", "asked_id", "created_at", "by_when"))]


def openings(person: User) -> Tasks:
    """Proposed by the other side, for administrators."""
    mine = waiting.leading(person, Role.ADMINISTRATOR)
    if not mine:
        return []
    sides = Q(exchange__organisation__in=mine) | Q(exchange__asked__in=mine)
    found = waiting.seen(Opening, person).filter(sides, agreed_at=None, ended_at=None).exclude(proposed_for__in=mine)

    def tell(one: Any) -> Waiting:
        return Waiting(
            "exchange_opening", one.topic, _page(one.exchange_id), "cooperation.opening", one.pk,
            one.organisation_id, _("the other side proposes that others read it"), waiting.day(one.proposed_at),
        )  # fmt: skip

    named = {"topic": "exchange__topic", "organisation_id": "exchange__organisation_id"}
    return [Asked(found.order_by("proposed_at", "pk"), tell, ("exchange_id", "proposed_at"), named)]


def said(person: User, since: dt.datetime) -> Happened:
    """Messages of the other side, and how it went on, for who gets requests and who asked."""
    mine, whole = coming_to(person), coming_to(person, "exchange__")
    if mine is None or whole is None:
        return []
    leading = waiting.leading(person, *LEADING)
    mine |= Q(organisation__in=leading) | Q(asked_by=person)
    whole |= Q(exchange__organisation__in=leading) | Q(exchange__asked_by=person)
    exchanges = waiting.seen(Exchange, person).filter(mine)
    messages = waiting.seen(Message, person).filter(whole, created_at__gt=since).exclude(author=person)
    moved = exchanges.filter(moved_at__gt=since).exclude(state=State.ANSWERED)

    def tell_message(one: Any) -> News:
        return News(
            "exchange_said", one.topic, f"{_page(one.exchange_id)}#m{one.pk}", "cooperation.message", one.pk,
            one.organisation_id, one.created_at,
        )  # fmt: skip

    def tell_move(one: Any) -> News:
        return News(
            "exchange_moved", one.topic, _page(one.pk), "cooperation.exchange", one.pk, one.organisation_id,
            one.moved_at, list(State.values).index(one.state),
        )  # fmt: skip

    named = {"topic": "exchange__topic", "organisation_id": "exchange__organisation_id"}
    return [
        Asked(messages.order_by("-created_at", "-pk"), tell_message, ("exchange_id", "created_at"), named),
        Asked(moved.order_by("-moved_at", "-pk"), tell_move, ("topic", "organisation_id", "moved_at", "state")),
    ]


def register() -> None:
    waiting.task("exchange", _("Requests of other authorities"), waiting.RUNNING, requests)
    waiting.task("exchange_opening", _("Exchanges that others are to read"), waiting.RUNNING, openings)
    waiting.news(
        {"exchange_said": _("A message in an exchange"), "exchange_moved": _("An exchange was agreed, declined or closed")},
        said,
    )  # fmt: skip
