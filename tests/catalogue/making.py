"""Entries for the tests: whole ones, which can be reviewed at once."""

from __future__ import annotations

from typing import Any

from protect.catalogue import services
from protect.catalogue.models import Entry
from protect.organisations import audit
from protect.organisations.models import Organisation, User
from protect.reference import terms

VALUES: dict[str, Any] = {
    "kind": "measure", "name": "Lamps along the quay", "summary": "Low lamps show the way out when the power fails.",
    "description": "A row of lamps at knee height with a battery each.", "category": "actuator",
    "functions": ["alert", "respond"], "threat_types": ["firearms", "vehicle"], "phases": ["execution"],
    "family": "structural", "approach": "technical", "horizon": "short", "cost_purchase": "medium", "cost_yearly": "low",
    "criteria": ["performance"], "helps_when": "People have to leave in the dark.", "helps_not": "By day.",
    "cost_drivers": "Length of the way.", "upkeep": "Batteries every four years.", "new_weaknesses": "None that is known.",
    "evidence": "Invented for the test.",
}  # fmt: skip


def judged() -> dict[tuple[str, str], tuple[str, str]]:
    """Every check and side effect answered."""
    return {
        (group, code): ("none", "") for group, vocabulary in services.GROUPS.items() for code in terms.codes(vocabulary)
    }


def make_entry(owner: Organisation, by: User, **values: Any) -> Entry:
    with audit.acting(by, "test"):
        return services.propose(owner, {**VALUES, **values}, by=by, aspects=judged())


def publish(entry: Entry, reviewer: User, lead: User) -> Entry:
    for verb, by in (("review", reviewer), ("publish", lead)):
        with audit.acting(by, "test"):
            entry = services.move(entry, verb, by=by)
    return entry
