"""Entries of the log and changes of the threat level, as the services make them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from protect.incidents import services
from protect.incidents.models import Incident
from protect.organisations import audit
from protect.organisations.models import OrganisationKind, Role
from tests.world import make_organisation, make_user


def values(w: Any, **more: Any) -> dict[str, Any]:
    return {
        "kind": "near_miss", "happened_at": timezone.now() - timedelta(hours=2), "space": w.space, "sub_area": None,
        "where": "by the gate", "lat": None, "lon": None, "threat_type": "vehicle",
        "what": "A van came past the barrier and stopped by itself.", **more,
    }  # fmt: skip


def reported(w: Any, **more: Any) -> Incident:
    with audit.acting(w.assessor, "test"):
        return services.report(w.municipality, values(w, **more), by=w.assessor)


def told(**more: Any) -> dict[str, Any]:
    return {
        "before": "2", "after": "3", "direction": "raised", "decided_on": timezone.localdate() - timedelta(days=1),
        "threat_types": [], "categories": [], "source": "Ministry, press release", "note": "", **more,
    }  # fmt: skip


def authority(w: Any, country: str = "BE") -> Any:
    """A national authority with an administrator, and the towns of the world in its country."""
    made = make_organisation("National Centre", OrganisationKind.NATIONAL_AUTHORITY, country=country)
    w.people["national"] = make_user("national@centre.example", made, Role.ADMINISTRATOR)
    for one in (w.municipality, w.other_municipality):
        type(one).objects.filter(pk=one.pk).update(country=country)
        one.country = country
    return made
