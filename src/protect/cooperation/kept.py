"""What exchanges keep about people, and for how long they are kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy

from protect.cooperation import services
from protect.cooperation.models import Exchange, Message, Profile
from protect.cooperation.states import State
from protect.organisations import personal, registry, retention
from protect.organisations.models import Organisation, User


def old(organisation: Organisation, before: dt.datetime) -> list[tuple[Exchange, dt.datetime]]:
    ended = Exchange.objects.filter(state__in=[State.DECLINED, State.CLOSED], moved_at__lt=before)
    rows = ended.filter(organisation=organisation).order_by("pk")
    return [(one, one.moved_at) for one in rows if one.moved_at is not None]


def remove_old(organisation: Organisation, before: dt.datetime) -> int:
    found = old(organisation, before)
    for one, _since in found:
        services.end(one)
    return len(found)


def messages_of(user: User) -> list[dict[str, Any]]:
    rows = Message.objects.filter(author=user).select_related("exchange")
    return [{"about": str(one.exchange), "text": one.text, "written": one.created_at} for one in rows]


def handled_by(user: User) -> list[dict[str, Any]]:
    rows = Profile.objects.filter(handlers=user).select_related("organisation")
    return [{"gets requests of": str(one.organisation)} for one in rows]


def register() -> None:
    registry.KINDS |= {
        "cooperation.profile": gettext_lazy("profile for exchange"),
        "cooperation.exchange": gettext_lazy("exchange"),
        "cooperation.message": gettext_lazy("message of an exchange"),
        "cooperation.opening": gettext_lazy("opening of an exchange"),
    }
    registry.register("cooperation.exchange", permission="cooperation.open", page="cooperation:exchange")
    registry.register("cooperation.profile", permission="cooperation.open_profile", page="cooperation:profile")
    personal.keeps("exchange_messages", gettext_lazy("What I wrote in exchanges"), messages_of)
    personal.keeps("exchange_requests", gettext_lazy("Whose requests for exchange I get"), handled_by)
    personal.forgets(services.forget_handler)
    retention.register(
        retention.Kind(
            "exchanges",
            gettext_lazy("Exchanges that were declined or closed"),
            gettext_lazy("What both learned belongs into a practice; the talk about it need not stay for ever."),
            1825, 90, 3650,
            old,
            remove_old,
        )
    )  # fmt: skip
