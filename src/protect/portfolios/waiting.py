"""Studies whose best portfolios were looked for: the result waits where it was asked for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from protect.organisations import waiting
from protect.organisations.models import User
from protect.organisations.waiting import Asked, Happened, News
from protect.portfolios.models import Computation, RunState


def computed(person: User, since: dt.datetime) -> Happened:
    states = [RunState.DONE, RunState.FAILED]
    found = waiting.seen(Computation, person).filter(asked_by=person, state__in=states, ended_at__gt=since)

    def tell(one: Any) -> News:
        return News(
            "job_failed" if one.state == RunState.FAILED else "job_done", one.name,
            reverse("portfolios:result", args=[one.study_id]), "portfolios.computation", one.pk, one.organisation_id,
            one.ended_at,
        )  # fmt: skip

    named = {"name": "study__name", "organisation_id": "study__organisation_id"}
    return [Asked(found, tell, ("state", "study_id", "ended_at"), named)]


def register() -> None:
    waiting.news({}, computed)
