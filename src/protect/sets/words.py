"""What the parts and fields of a set are called on the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

#: Parts of a document that stand for themselves: how the platform works with it, not what people read.
HIDDEN = frozenset({"grows_into", "vat_steps", "matrix"})

_NAMES: dict[str, Any] = {
    "about": _("The set as a whole"),
    "note": _("Note that stands beside it"),
    "probability": _("Probability"),
    "consequence": _("Consequence"),
    "title": _("Title"),
    "question": _("Question"),
    "levels": _("Levels, lowest first"),
    "label": _("Name"),
    "description": _("What it means"),
    "bands": _("Risk levels, lowest first"),
    "help": _("What to do then"),
    "symbol": _("Sign (one or two characters)"),
    "pattern": _("Pattern for print without colour"),
    "top_consequence_at_least": _("The highest consequence reads at least as"),
    "matrix": _("Table of risk levels"),
    "confidence": _("Confidence"),
    "low": _("Low confidence"),
    "medium": _("Medium confidence"),
    "high": _("High confidence"),
    "own": _("share of the level chosen"),
    "neighbour": _("share of each level beside it"),
    "improvement_chance": _("Chance from which an improvement is claimed (0 to 1)"),
    "discussion_spread": _("Levels apart from which the team talks about it"),
    "factors": _("Factors"),
    "floor": _("Factor that no other can outweigh"),
    "groups": _("Groups"),
    "questions": _("Questions"),
    "group": _("Group"),
    "text": _("Text"),
    "why": _("Why it matters"),
    "good": _("What good looks like"),
    "step": _("Step it informs"),
    "threats": _("Threat types it concerns"),
    "categories": _("Kinds of space it concerns"),
    "usage_states": _("Usage states it concerns"),
    "sub_areas": _("Kinds of sub-area it concerns"),
    "functions": _("What a measure that answers it does"),
    "measure_categories": _("Kind of such a measure"),
    "evidence": _("What to photograph, measure or ask for"),
    "who": _("Who can answer"),
    "quick": _("Asked in the one-hour mode"),
    "steps": _("Steps"),
    "vat_step": _("Step of the EU VAT"),
    "how": _("What to do, one a line"),
    "needs": _("What is needed, one a line"),
    "done_when": _("Done when"),
    "off": _("Left out of the steps of an assessment"),
    "tips": _("Tips by kind of space, one a line"),
    "preparation": _("Checklist of the preparation"),
    "items": _("Items"),
    "visits": _("What to look at during a visit"),
    "summary": _("Summary"),
    "minutes": _("Minutes"),
    "briefing": _("Briefing of the team"),
    "points": _("Points, one a line"),
    "example": _("Example to score together"),
    "place": _("Place"),
    "scenario": _("Scenario"),
    "level": _("Level"),
    "reason": _("Reason"),
    "would_change": _("What would change it"),
    "lesson": _("What is learnt from it"),
}
#: The same name means something else there.
_WITHIN: dict[tuple[str, str], Any] = {
    ("step_template", "who"): _("Who should be there"),
    ("step_template", "quick"): _("The quick mode"),
    ("step_template", "help"): _("Explanation"),
    ("scale_set", "help"): _("What to do at this level"),
}
_OPTIONS: dict[str, Any] = {
    "plain": _("plain"), "dots": _("dots"), "lines": _("lines"), "crosses": _("crosses"), "grid": _("grid"),
    "preparation": _("Preparation"), "site": _("The site"), "measures": _("Existing measures"),
    "scenarios": _("Scenarios"), "scoring": _("Scoring"), "results": _("Results"),
}  # fmt: skip


def name(field: str, kind: str = "") -> Any:
    return _WITHIN.get((kind, field)) or _NAMES.get(field) or field.replace("_", " ").capitalize()


def option(code: str) -> Any:
    return _OPTIONS.get(code, code)
