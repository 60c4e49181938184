"""Whole practices, which can be handed in at once."""

from __future__ import annotations

from typing import Any

from protect.organisations import audit
from protect.organisations import services as organising
from protect.practices import services
from protect.practices.models import Practice

VALUES: dict[str, Any] = {
    "kind": "good_practice", "summary": "Traders move the bollards.", "city": "Testa", "country": "RO",
    "context": "A market twice a week.", "problem": "Lorries came among the stalls.", "done": "Keys for the traders.",
    "cost_low": 2000, "cost_high": 5000, "currency": "EUR", "cost_year": 2024, "upkeep": "A key each year.",
    "effect": "No lorry since.", "evidence": "measured", "figures": "14 a day before, none after, over a year.",
    "went_wrong": "The first lock froze.", "rights": "No camera, no list of names.", "transfer": "One who keeps the keys.",
    "contact": "safety@testa.example", "threat_types": ["vehicle"], "space_categories": ["square"], "steps": ["measures"],
}  # fmt: skip


def drafted(w: Any, title: str = "Keys for the market", **values: Any) -> Practice:
    """Of the municipality, written by its assessor."""
    with audit.acting(w.assessor, "test"):
        return services.write(w.municipality, {**VALUES, "title": title, **values}, by=w.assessor)


def published(w: Any, title: str = "Keys for the market", *, public: bool = True, **values: Any) -> Practice:
    made = drafted(w, title, **values)
    with audit.acting(w.assessor, "test"):
        services.move(made, "submit", by=w.assessor)
    with audit.acting(w.lead, "test"):
        services.move(made, "publish", by=w.lead)
    if public:
        marked(w, made, "CLEAR")
    made.refresh_from_db()
    return made


def marked(w: Any, practice: Practice, marking: str) -> Practice:
    practice.refresh_from_db()
    with audit.acting(w.administrator, "test"):
        organising.set_marking(practice, marking, reason="others learn from it", by=w.administrator)
    practice.refresh_from_db()
    return practice


TRIAL = {"where": "Testb, market", "since": 2025, "result": "worse", "differed": "Our lorries are larger."}


def tried(w: Any, practice: Practice, **values: Any) -> Any:
    """By the other municipality."""
    with audit.acting(w.other, "test"):
        return services.tell_trial(practice, w.other_municipality, {**TRIAL, **values}, by=w.other)
