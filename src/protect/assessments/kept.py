"""What the assessments keep for a time: drafts in the bin, and drafts that nobody went on with."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, State
from protect.organisations import registry, retention
from protect.organisations.models import Organisation
from protect.organisations.services import bin


def old_drafts(organisation: Organisation, before: dt.datetime) -> list[tuple[Assessment, dt.datetime]]:
    rows = Assessment.objects.filter(organisation=organisation, state__in=State.open_states(), changed_at__lt=before)
    return [(one, one.changed_at) for one in rows.select_related("space", "organisation")]


def remove_old_drafts(organisation: Organisation, before: dt.datetime) -> int:
    from protect.assessments.services.removal import delete_assessment

    removed = 0
    for one, _changed in old_drafts(organisation, before):
        try:
            delete_assessment(one)
        except ValidationError:
            continue  # something of a folder above stands on it: an action from one of its requirements
        removed += 1
    return removed


def register() -> None:
    from protect.assessments.services import removal

    registry.register_deletable(
        "assessments.assessment", permission="assessments.lead", delete=removal.delete_assessment
    )
    bin.before_restoring("assessments.assessment", removal.may_come_back)
    for name in ("scenario", "vulnerability", "visit", "objective", "requirement"):
        label = f"assessments.{name}"
        bin.before_restoring(label, removal.may_come_back_into)
    retention.register(
        retention.Kind(
            "drafts",
            _("Assessments that nobody went on with"),
            _(
                "An open assessment of two years ago describes another place; it goes into the bin first. Approved ones stay."
            ),
            730,
            90,
            3650,
            old_drafts,
            remove_old_drafts,
        )
    )
