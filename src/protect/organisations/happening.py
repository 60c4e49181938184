"""What waits in and happens to organisations themselves: requests to join, and what was shared with somebody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.organisations import registry, waiting
from protect.organisations.access import Reach
from protect.organisations.asking import JoinRequest
from protect.organisations.models import Share, User
from protect.organisations.waiting import Asked, Happened, News, Tasks, Waiting


def requests(person: User) -> Tasks:
    if not person.is_platform_administrator:
        return []

    def tell(one: Any) -> Waiting:
        return Waiting(
            "join_request", one.name, reverse("organisations:request", args=[one.pk]), "organisations.joinrequest",
            one.pk, None, _("you run the platform"), waiting.day(one.confirmed_at),
        )  # fmt: skip

    return [Asked(JoinRequest.objects.waiting(), tell, ("name", "confirmed_at"))]


def shared(person: User, since: dt.datetime) -> Happened:
    """By name, or with an organisation for which the person reads; as long as the share holds and the thing is seen."""
    shares = Share.objects.in_force().filter(created_at__gt=since).exclude(created_by=person)
    mine = shares.filter(person=person) | shares.filter(organisation__in=sorted(Reach.of(person).reading))
    by_label: dict[str, list[Share]] = {}
    for one in mine.order_by("-created_at", "-pk")[: waiting.MOST]:
        by_label.setdefault(one.object_type, []).append(one)
    told: Happened = []
    for label, listed in by_label.items():
        model = registry.visible_model(label)
        if model is None:
            continue
        found = {one.pk: one for one in waiting.seen(model, person).filter(pk__in={each.object_id for each in listed})}
        for share in listed:
            thing = found.get(share.object_id)
            address = registry.page_of(thing) if thing is not None else ""
            if thing is not None and address:
                told.append(
                    News("shared", str(thing), address, label, thing.pk, thing.owner_id, share.created_at, share.pk)
                )
    return told


def register() -> None:
    waiting.task("join_request", _("Requests to join"), waiting.RUNNING, requests)
    waiting.news({"shared": _("Shared with you")}, shared)
