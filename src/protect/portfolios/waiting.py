"""Studies whose best portfolios were looked for: the result waits where it was asked for."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from protect.organisations import waiting
from protect.organisations.models import User
from protect.organisations.waiting import News
from protect.portfolios.models import Computation, RunState


def computed(person: User, since: dt.datetime) -> list[News]:
    states = [RunState.DONE, RunState.FAILED]
    found = waiting.seen(Computation, person).filter(asked_by=person, state__in=states, ended_at__gt=since)
    return [
        News(
            "job_failed" if one.state == RunState.FAILED else "job_done", one.study.name,
            reverse("portfolios:result", args=[one.study_id]), "portfolios.computation", one.pk, one.study.organisation_id,
            one.ended_at,
        )
        for one in found.select_related("study").defer("content")[: waiting.MOST]
    ]  # fmt: skip


def register() -> None:
    waiting.news({}, computed)
