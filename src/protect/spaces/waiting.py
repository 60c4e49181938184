"""Imports: what they wait for, and that they are done or failed."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.organisations import waiting
from protect.organisations.models import User
from protect.organisations.waiting import News, Waiting
from protect.spaces.models import MapImport


def imports(person: User) -> list[Waiting]:
    states = [MapImport.State.CONFIRM, MapImport.State.CHECKED]
    found = waiting.seen(MapImport, person).filter(started_by=person, state__in=states).defer("report", "plan")
    return [
        Waiting(
            "import", one.file_name, reverse("spaces:import_detail", args=[one.pk]), "spaces.mapimport", one.pk,
            one.organisation_id, _("you brought it, and it waits for your decision"), waiting.day(one.created_at),
        )
        for one in found[: waiting.MOST]
    ]  # fmt: skip


def finished(person: User, since: dt.datetime) -> list[News]:
    states = [MapImport.State.DONE, MapImport.State.FAILED]
    found = waiting.seen(MapImport, person).filter(started_by=person, state__in=states, finished_at__gt=since)
    return [
        News(
            "job_failed" if one.state == MapImport.State.FAILED else "job_done", one.file_name,
            reverse("spaces:import_detail", args=[one.pk]), "spaces.mapimport", one.pk, one.organisation_id, one.finished_at,
        )
        for one in found.defer("report", "plan")[: waiting.MOST]
    ]  # fmt: skip


def register() -> None:
    waiting.task("import", _("Imports that wait for you"), waiting.ASSESSING, imports)
    waiting.news({"job_done": _("A job of yours is done"), "job_failed": _("A job of yours failed")}, finished)
