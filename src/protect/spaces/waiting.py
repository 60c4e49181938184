"""Imports: what they wait for, and that they are done or failed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.organisations import waiting
from protect.organisations.models import User
from protect.organisations.waiting import Asked, Happened, News, Tasks, Waiting
from protect.spaces.models import MapImport


def imports(person: User) -> Tasks:
    states = [MapImport.State.CONFIRM, MapImport.State.CHECKED]
    found = waiting.seen(MapImport, person).filter(started_by=person, state__in=states)

    def tell(one: Any) -> Waiting:
        return Waiting(
            "import", one.file_name, reverse("spaces:import_detail", args=[one.pk]), "spaces.mapimport", one.pk,
            one.organisation_id, _("you brought it, and it waits for your decision"), waiting.day(one.created_at),
        )  # fmt: skip

    return [Asked(found, tell, ("file_name", "organisation_id", "created_at"))]


def finished(person: User, since: dt.datetime) -> Happened:
    states = [MapImport.State.DONE, MapImport.State.FAILED]
    found = waiting.seen(MapImport, person).filter(started_by=person, state__in=states, finished_at__gt=since)

    def tell(one: Any) -> News:
        return News(
            "job_failed" if one.state == MapImport.State.FAILED else "job_done", one.file_name,
            reverse("spaces:import_detail", args=[one.pk]), "spaces.mapimport", one.pk, one.organisation_id, one.finished_at,
        )  # fmt: skip

    return [Asked(found, tell, ("state", "file_name", "organisation_id", "finished_at"))]


def register() -> None:
    waiting.task("import", _("Imports that wait for you"), waiting.ASSESSING, imports)
    waiting.news({"job_done": _("A job of yours is done"), "job_failed": _("A job of yours failed")}, finished)
