"""Choosing measures for a weak point, and telling where an entry is in use: one transaction each, told in the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.assessments.models import Vulnerability
from protect.catalogue.models import Entry
from protect.organisations import audit
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.services import bin
from protect.treatments.models import Choice, Use

FIRST_YEAR = 1900


@transaction.atomic
def choose(vulnerability: Vulnerability, entry: Entry, *, by: User, reason: str = "") -> Choice:
    """Choose an entry; choosing it again changes the reason. Raises ValidationError for what a town cannot choose."""
    stored = Entry.objects.select_for_update().get(pk=entry.pk)
    if not stored.is_selectable:
        raise ValidationError(_("“%(name)s” stands for information and cannot be chosen.") % {"name": stored})
    kept = Choice.objects.filter(vulnerability=vulnerability, entry=stored).first()
    made = kept or Choice(vulnerability=vulnerability, entry=stored, chosen_by=by)
    save_changes(made, {"reason": reason.strip()})
    return made


@transaction.atomic
def drop(vulnerability: Vulnerability, entry_key: int) -> int:
    """No longer chosen, in whatever version of the assessment it was; returns how many choices that were."""
    same = Choice.objects.filter(
        vulnerability__lineage=vulnerability.lineage,
        vulnerability__assessment__space=vulnerability.assessment.space_id,
        entry=entry_key,
    )
    found = list(same.select_related("vulnerability__assessment", "entry"))
    for one in found:
        audit.record(Verb.DELETED, one)
        one.delete()
    return len(found)


@transaction.atomic
def record_use(organisation: Organisation, entry: Entry, values: Mapping[str, Any], *, by: User) -> Use:
    """For the own organisation's readers, until somebody entitled opens it to others."""
    made = Use(organisation=organisation, entry=entry, recorded_by=by)
    _checked(made, values)
    save_changes(made, values)
    return made


@transaction.atomic
def change_use(use: Use, values: Mapping[str, Any]) -> Use:
    stored = Use.objects.select_for_update().get(pk=use.pk)
    _checked(stored, values)
    save_changes(stored, values)
    return stored


def _checked(use: Use, values: Mapping[str, Any]) -> None:
    space, since = values.get("space"), values.get("since")
    if space is not None and space.organisation_id != use.organisation_id:
        raise ValidationError({"space": _("“%(name)s” belongs to another organisation.") % {"name": space}})
    if since is not None and not FIRST_YEAR <= since <= timezone.localdate().year:
        raise ValidationError({"since": _("Give the year in which it began.")})


@transaction.atomic
def delete_use(use: Use) -> Binned:
    return bin.put(use, permission="treatments.edit_use")
