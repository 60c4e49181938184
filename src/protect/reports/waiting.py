"""Sealed files of an approved assessment: made, or failed, told to who approved it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from protect.organisations import waiting
from protect.organisations.models import User
from protect.organisations.waiting import Asked, Happened, News
from protect.reports.models import Sealed


def sealed(person: User, since: dt.datetime) -> Happened:
    # What failed has no moment of its own and is told once; made after all, it is told as done.
    ended = Q(made_at__gt=since) | (Q(made_at=None, created_at__gt=since) & ~Q(error=""))
    found = waiting.seen(Sealed, person).filter(ended, assessment__approved_by=person)

    def tell(one: Any) -> News:
        return News(
            "job_done" if one.made_at else "job_failed",
            _("Sealed files: %(space)s, version %(version)d") % {"space": one.space, "version": one.version},
            reverse("reports:assessment", args=[one.assessment_id]), "reports.sealed", one.pk,
            one.organisation_id, one.made_at or one.created_at,
        )  # fmt: skip

    named = {
        "space": "assessment__space__name", "version": "assessment__version",
        "organisation_id": "assessment__organisation_id",
    }  # fmt: skip
    return [Asked(found, tell, ("assessment_id", "made_at", "created_at"), named)]


def register() -> None:
    waiting.news({}, sealed)
