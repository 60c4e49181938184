"""An open profile of the police, and a request of the municipality to them."""

from __future__ import annotations

from typing import Any

from protect.cooperation import services
from protect.cooperation.models import Exchange, Profile
from protect.organisations import audit
from protect.organisations.models import Organisation

VALUES: dict[str, Any] = {
    "is_open": True, "marking": "GREEN", "about": "Crowds at the station.", "seeks": "Lamps that last.",
    "contact": "exchange@police.example", "languages": ["en", "ro"], "threat_types": ["vehicle"],
    "space_categories": ["transport_hub"], "steps": ["exercise"],
}  # fmt: skip


def described(owner: Organisation, **values: Any) -> Profile:
    with audit.acting(None, "test"):
        return services.describe(owner, {**VALUES, **values})


def asked(w: Any, topic: str = "Lorries at the market", **values: Any) -> Exchange:
    profile = Profile.objects.filter(organisation=w.police).first() or described(w.police)
    with audit.acting(w.lead, "test"):
        found = {"topic": topic, "wanted": f"{topic}: how do you do it?", "offered": "Our keys.", **values}
        return services.ask(w.municipality, profile, found, by=w.lead)
