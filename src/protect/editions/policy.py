"""What leaves in a redacted edition, for each model: field -> the mildest marking under which it still goes.

A field that is not named here goes to nobody by rule; a person can tick it. A folder above tells its own models at
start-up: ``policy.leaves("checklists.answer", {"answer": "GREEN"})``.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from protect.editions import leaks
from protect.organisations.markings import STRICTEST_FIRST, Marking

#: The name under which the outline of a located object stands among its fields.
OUTLINE = "outline"
PHOTO = "file"

_LEAVES: dict[str, dict[str, str]] = {
    "spaces.space": {
        "main_category": "CLEAR",
        "further_categories": "CLEAR",
        "crowd_class": "GREEN",
        "town": "GREEN",
        "area_m2": "AMBER",
        "name": "AMBER",
        "owner_name": "AMBER",
        "operator_name": "AMBER",
        "busy_times": "AMBER",
        "description": "AMBER",
        "surroundings": "AMBER",
        "symbolic_notes": "AMBER",
        "hazard_notes": "AMBER",
        OUTLINE: "GREEN",
    },
    "spaces.spacestate": {"state": "CLEAR", "when": "AMBER", "people": "AMBER"},
    "spaces.contact": {"function": "AMBER", "organisation_name": "AMBER"},
    "spaces.subarea": {"kind": "CLEAR", "name": "AMBER", OUTLINE: "AMBER"},
    "spaces.entrance": {"used_by": "GREEN", "name": "AMBER", "width_m": "AMBER", "notes": "AMBER"},
    "spaces.existingmeasure": {
        "origin": "GREEN",
        "category": "GREEN",
        "functions": "GREEN",
        "threat_types": "GREEN",
        "name": "AMBER",
        "owner_name": "AMBER",
        "condition": "AMBER",
        "notes": "AMBER",
    },
    "spaces.attachment": {"kind": "AMBER", "title": "AMBER", "description": "AMBER"},
    "assessments.assessment": {
        "mode": "GREEN",
        "usage_states": "GREEN",
        "approved_at": "GREEN",
        "title": "AMBER",
        "version": "AMBER",
        "state": "AMBER",
        "mandate": "AMBER",
        "managing_body": "AMBER",
        "site_notes": "AMBER",
        "review_on": "AMBER",
    },
    "assessments.teammember": {"function": "GREEN", "circle": "AMBER", "organisation_name": "AMBER"},
    "assessments.visit": {"usage_state": "GREEN", "starts_at": "AMBER", "notes": "AMBER"},
    "assessments.scenario": {
        "public_text": "CLEAR",
        "threat_type": "GREEN",
        "usage_state": "GREEN",
        "applicable": "GREEN",
        "title": "AMBER",
        "reason": "AMBER",
        "phases": "AMBER",
        "improvement_ideas": "AMBER",
    },
    "assessments.vulnerability": {
        "decision": "GREEN",
        "statement": "AMBER",
        "reason": "AMBER",
        "transferred_to": "AMBER",
        "review_on": "AMBER",
    },
    # An entry is about a kind of measure, not about a place; what its authors wrote of themselves stays.
    "catalogue.entry": dict.fromkeys(
        (
            "kind",
            "name",
            "summary",
            "description",
            "category",
            "functions",
            "threat_types",
            "phases",
            "space_categories",
            "family",
            "approach",
            "horizon",
            "cost_purchase",
            "cost_yearly",
            "criteria",
            "personal_data",
            "needs_dpia",
            "information_only",
            "helps_when",
            "helps_not",
            "cost_drivers",
            "upkeep",
            "new_weaknesses",
            "privacy_note",
            "evidence",
            "provider_name",
            "web_address",
        ),
        "CLEAR",
    ),
    # What is told as a use was written for others; the space it is in was not.
    "treatments.use": {"told_as": "CLEAR", "since": "CLEAR", "experience": "GREEN"},
    "assessments.objective": {"text": "AMBER"},
    "assessments.requirement": {
        "obligation": "GREEN",
        "functions": "GREEN",
        "text": "AMBER",
        "measure_of_success": "AMBER",
    },
    "checklists.checklist": {"mode": "GREEN", "usage_states": "AMBER", "threat_types": "AMBER"},
    "checklists.answer": {"question": "AMBER", "answer": "AMBER", "reason": "AMBER", "improvement": "AMBER"},
}

#: Decimals that coordinates keep (3: some 100 m, 1: some 10 km); under other markings they are left out.
DECIMALS = {Marking.AMBER: 3, Marking.GREEN: 1}

#: Kinds of finding that are replaced in texts, by the mildest marking under which they stay.
_STAYS = {
    leaks.PLACE: "AMBER",
    leaks.LEVEL: "GREEN",
    leaks.SMALL_GROUP: "GREEN",
    leaks.TIME: "GREEN",
    leaks.ADDRESS: "GREEN",
}

#: What stands in brackets instead, and what a finding is called on the page.
WORDS = {
    leaks.PERSON: _("name"),
    leaks.EMAIL: _("e-mail address"),
    leaks.PHONE: _("telephone number"),
    leaks.COORDINATE: _("coordinates"),
    leaks.PLACE: _("place"),
    leaks.ADDRESS: _("web address"),
    leaks.LEVEL: _("level or weak point"),
    leaks.SMALL_GROUP: _("small group"),
    leaks.TIME: _("time of day"),
}

#: What a reader could do with it.
INFERRED = {
    leaks.PERSON: _("People can be named, approached or put under pressure."),
    leaks.EMAIL: _("People can be written to by others than you."),
    leaks.PHONE: _("People can be called by others than you."),
    leaks.COORDINATE: _("The exact spot is known, even where its name is left out."),
    leaks.PLACE: _("The place can be recognised."),
    leaks.ADDRESS: _("What stands behind the address belongs to what you tell."),
    leaks.LEVEL: _("It says where the place is weak, or how weak."),
    leaks.SMALL_GROUP: _("So few can be told apart, and their absence is noticed."),
    leaks.TIME: _("A routine can be read from it."),
}


def leaves(label: str, fields: Mapping[str, str]) -> None:
    """Say for the model ``label`` up to which marking each of its fields goes into an edition."""
    wrong = set(fields.values()) - set(STRICTEST_FIRST)
    if wrong:
        raise ValueError(f"no such marking: {sorted(wrong)}")
    _LEAVES[label.lower()] = dict(fields)


def _reaches(limit: str, audience: str) -> bool:
    return STRICTEST_FIRST.index(audience) <= STRICTEST_FIRST.index(limit)


def goes(label: str, field: str, audience: str) -> bool:
    """Whether the field goes by rule to readers of ``audience`` (a marking)."""
    limit = _LEAVES.get(label, {}).get(field)
    return limit is not None and _reaches(limit, audience)


def limit_of(label: str, field: str) -> str:
    """The mildest marking at which the field goes; empty for never."""
    return _LEAVES.get(label, {}).get(field, "")


def knows(label: str) -> bool:
    return label in _LEAVES


def words(audience: str) -> dict[str, str]:
    """Kinds of finding that a text must lose before it goes to ``audience``, with the word that replaces each."""
    return {
        kind: str(word) for kind, word in WORDS.items() if kind not in _STAYS or not _reaches(_STAYS[kind], audience)
    }
