"""How long the log is kept: entries some years, their photos a year."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from protect.incidents.models import Incident, IncidentPhoto
from protect.incidents.services.log import delete, forget_photo
from protect.incidents.states import State
from protect.organisations import retention
from protect.organisations.models import Organisation


def register() -> None:
    retention.register(
        retention.Kind(
            "incidents", _("Closed entries of the incident log"),
            _("Two rounds of assessments learn from them; what they taught stands in the assessments by then."),
            1825, 365, 3650, due, remove,
        )
    )  # fmt: skip
    retention.register(
        retention.Kind(
            "incident_photos", _("Photos of the incident log"),
            _("They show a place on a bad day and may show people; a year is enough to learn from them."),
            365, 30, 1825, due_photos, remove_photos,
        )
    )  # fmt: skip


def kept_until(incident: Incident) -> dt.date:
    """The day after which an entry goes, once it is closed."""
    return incident.happened_at.date() + dt.timedelta(days=retention.days(incident.organisation, "incidents"))


def _old(organisation: Organisation, before: dt.datetime) -> Any:
    return Incident.objects.filter(organisation=organisation, state=State.CLOSED, happened_at__lt=before)


def due(organisation: Organisation, before: dt.datetime) -> Any:
    return [(one, one.happened_at) for one in _old(organisation, before).order_by("happened_at")]


def remove(organisation: Organisation, before: dt.datetime) -> int:
    return len([delete(one) for one in _old(organisation, before)])


def _old_photos(organisation: Organisation, before: dt.datetime) -> Any:
    found = IncidentPhoto.objects.filter(incident__organisation=organisation, added_at__lt=before)
    return found.select_related("incident").order_by("added_at")


def due_photos(organisation: Organisation, before: dt.datetime) -> Any:
    return [(one, one.added_at) for one in _old_photos(organisation, before)]


def remove_photos(organisation: Organisation, before: dt.datetime) -> int:
    found = list(_old_photos(organisation, before))
    for one in found:
        forget_photo(one)
    return len(found)
