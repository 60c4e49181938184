"""What the newsletter keeps about a person with an account: the subscription of their address."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from protect.newsletters import services
from protect.newsletters.models import Subscriber
from protect.organisations import personal
from protect.organisations.models import User


def _of(user: User) -> Any:
    return Subscriber.objects.filter(email__iexact=user.email)


def subscriptions_of(user: User) -> list[dict[str, Any]]:
    return [
        {
            "email": one.email, "language": one.language, "topics": one.topics,
            "asked_at": one.created_at.isoformat(timespec="seconds"),
            "confirmed_at": one.confirmed_at.isoformat(timespec="seconds") if one.confirmed_at else None,
        }
        for one in _of(user)
    ]  # fmt: skip


def forget(user: User) -> None:
    for one in _of(user):
        services.unsubscribe(one)


def register() -> None:
    personal.keeps("newsletter", _("Newsletter that I get"), subscriptions_of)
    personal.forgets(forget)
