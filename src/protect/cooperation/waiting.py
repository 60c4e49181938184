"""Requests to answer, openings to decide, and what was said."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.cooperation.models import Exchange, Message, Opening, Profile
from protect.cooperation.rules import LEADING, WRITING
from protect.cooperation.states import State
from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import News, Waiting


def _page(key: int) -> str:
    return reverse("cooperation:exchange", args=[key])


def coming_to(person: User, prefix: str = "") -> Q | None:
    """Exchanges whose requests come to this person: of organisations that named them, and of those they lead where nobody is
    named. None for whoever writes for no organisation; a condition, so that the inbox asks no question more.
    """
    writing, leading = waiting.leading(person, *WRITING), waiting.leading(person, *LEADING)
    if not writing:
        return None
    named = Profile.handlers.through.objects.order_by()
    mine = named.filter(user=person.pk, profile__organisation__in=writing).values("profile__organisation")
    others = named.filter(profile__organisation__in=leading).values("profile__organisation")
    asked = f"{prefix}asked__in"
    return Q(**{asked: mine}) | (Q(**{asked: leading}) & ~Q(**{asked: others}))


def requests(person: User) -> list[Waiting]:
    mine = coming_to(person)
    if mine is None:
        return []
    found = waiting.seen(Exchange, person).filter(mine, state=State.ASKED)
    return [
        Waiting(
            "exchange", one.topic, _page(one.pk), "cooperation.exchange", one.pk, one.asked_id,
            _("another authority asks your organisation"), waiting.day(one.created_at), one.by_when,
        )
        for one in found.order_by("created_at", "pk")[: waiting.MOST]
    ]  # fmt: skip


def openings(person: User) -> list[Waiting]:
    """Proposed by the other side, for administrators."""
    mine = waiting.leading(person, Role.ADMINISTRATOR)
    if not mine:
        return []
    sides = Q(exchange__organisation__in=mine) | Q(exchange__asked__in=mine)
    found = waiting.seen(Opening, person).filter(sides, agreed_at=None, ended_at=None).exclude(proposed_for__in=mine)
    return [
        Waiting(
            "exchange_opening", one.exchange.topic, _page(one.exchange_id), "cooperation.opening", one.pk,
            one.exchange.organisation_id, _("the other side proposes that others read it"), waiting.day(one.proposed_at),
        )
        for one in found.select_related("exchange").order_by("proposed_at", "pk")[: waiting.MOST]
    ]  # fmt: skip


def said(person: User, since: dt.datetime) -> list[News]:
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
    return [
        *(
            News(
                "exchange_said", one.exchange.topic, f"{_page(one.exchange_id)}#m{one.pk}", "cooperation.message", one.pk,
                one.exchange.organisation_id, one.created_at,
            )
            for one in messages.select_related("exchange").order_by("-created_at", "-pk")[: waiting.MOST]
        ),
        *(
            News(
                "exchange_moved", one.topic, _page(one.pk), "cooperation.exchange", one.pk, one.organisation_id,
                one.moved_at, list(State.values).index(one.state),
            )
            for one in moved.order_by("-moved_at", "-pk")[: waiting.MOST]
        ),
    ]  # fmt: skip


def register() -> None:
    waiting.task("exchange", _("Requests of other authorities"), waiting.RUNNING, requests)
    waiting.task("exchange_opening", _("Exchanges that others are to read"), waiting.RUNNING, openings)
    waiting.news(
        {"exchange_said": _("A message in an exchange"), "exchange_moved": _("An exchange was agreed, declined or closed")},
        said,
    )  # fmt: skip
