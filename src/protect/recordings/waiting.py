"""Recordings whose conversion ended: told to whoever brought the file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from protect.organisations import waiting
from protect.organisations.models import User
from protect.organisations.waiting import Asked, Happened, News
from protect.recordings.models import Recording
from protect.recordings.states import State


def converted(person: User, since: dt.datetime) -> Happened:
    found = waiting.seen(Recording, person).filter(
        asked_by=person, state__in=[State.READY, State.FAILED], ended_at__gt=since
    )

    def tell(one: Any) -> News:
        return News(
            "job_failed" if one.state == State.FAILED else "job_done", one.title, reverse("recordings:manage", args=[one.pk]),
            "recordings.recording", one.pk, one.organisation_id, one.ended_at,
        )  # fmt: skip

    return [Asked(found.order_by("-ended_at"), tell, ("state", "title", "organisation_id", "ended_at"))]


def register() -> None:
    waiting.news({}, converted)
