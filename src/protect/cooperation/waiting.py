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


def getting(person: User) -> list[int]:
    """Organisations whose requests come to this person: those that named them, and where nobody is named those they lead."""
    writing, leading = set(waiting.leading(person, *WRITING)), set(waiting.leading(person, *LEADING))
    if not writing:
        return []
    named: dict[int, set[int]] = {}
    rows = Profile.handlers.through.objects.filter(profile__organisation__in=writing)
    for organisation, user in rows.values_list("profile__organisation", "user"):
        named.setdefault(organisation, set()).add(user)
    return sorted({key for key in writing if person.pk in named.get(key, ())} | (leading - set(named)))


def requests(person: User) -> list[Waiting]:
    mine = getting(person)
    if not mine:
        return []
    found = waiting.seen(Exchange, person).filter(asked__in=mine, state=State.ASKED)
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
    mine = getting(person)
    concerned = Q(asked__in=mine) | Q(organisation__in=mine) | Q(asked_by=person)
    exchanges = waiting.seen(Exchange, person).filter(concerned)
    messages = waiting.seen(Message, person).filter(exchange__in=exchanges, created_at__gt=since).exclude(author=person)
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
