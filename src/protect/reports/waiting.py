"""Sealed files of an approved assessment: made, or failed, told to who approved it."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from protect.organisations import waiting
from protect.organisations.models import User
from protect.organisations.waiting import News
from protect.reports.models import Sealed


def sealed(person: User, since: dt.datetime) -> list[News]:
    # What failed has no moment of its own and is told once; made after all, it is told as done.
    ended = Q(made_at__gt=since) | (Q(made_at=None, created_at__gt=since) & ~Q(error=""))
    found = waiting.seen(Sealed, person).filter(ended, assessment__approved_by=person)
    found = found.select_related("assessment__space").defer("assessment__space__wkb")
    return [
        News(
            "job_done" if one.is_made else "job_failed",
            _("Sealed files: %(space)s, version %(version)d")
            % {"space": one.assessment.space.name, "version": one.assessment.version},
            reverse("reports:assessment", args=[one.assessment_id]), "reports.sealed", one.pk,
            one.assessment.organisation_id, one.made_at or one.created_at,
        )
        for one in found[: waiting.MOST]
    ]  # fmt: skip


def register() -> None:
    waiting.news({}, sealed)
