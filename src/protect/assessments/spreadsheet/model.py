"""The shape of the spreadsheet and what a filled-in one says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

CANNOT = "?"
YES, NO = "yes", "no"
HEADS: dict[str, tuple[str, ...]] = {
    "Assessment": ("Field", "Value"),
    "Team": ("Name", "Organisation", "Function", "Scores"),
    "Sub-areas": ("Name", "Kind"),
    "Scenarios": (
        "Row", "Threat type", "Sub-area", "Usage state", "Applies", "Reason if not", "Title", "What would happen",
        "Weaknesses",
    ),
    "Scores": ("Row", "Threat type", "Member", "Probability", "Consequence", "How sure", "Rationale"),
    "Consensus": ("Row", "Threat type", "Probability", "Consequence", "Rationale"),
    "Vulnerabilities": ("Weak point", "Rows", "Decision", "Reason", "Signed by", "Handed over to", "Look again on"),
}  # fmt: skip
FIELDS = {
    "Scale set": "scale_set",
    "Title": "title",
    "Mandate": "mandate",
    "Managing body": "managing_body",
    "Lead": "lead",
    "What was found on site": "site_notes",
}
#: Rows beyond this are no assessment but a mistake.
MOST_ROWS = 5_000


class SheetErrors(Exception):
    """Everything that is wrong with a spreadsheet: one sentence a cell, in the order of the sheets."""

    def __init__(self, errors: list[str]) -> None:
        self.errors = errors
        super().__init__("\n".join(errors))


@dataclass(frozen=True)
class Member:
    name: str
    organisation_name: str
    function: str
    scores: bool


@dataclass(frozen=True)
class Row:
    """One row of the recording form; ``number`` is what the other sheets call it."""

    number: int
    threat_type: str
    sub_area: str
    usage_state: str
    applicable: bool
    reason: str
    title: str
    text: str
    weaknesses: str


@dataclass(frozen=True)
class Judgement:
    """Levels of one row by one member (or by all: ``member`` empty). 0 = cannot judge."""

    row: int
    member: str
    probability: int
    consequence: int
    confidence: str
    rationale: str


@dataclass(frozen=True)
class Weakness:
    statement: str
    rows: tuple[int, ...]
    decision: str
    reason: str
    signatory: str
    transferred_to: str
    review_on: dt.date | None


@dataclass(frozen=True)
class Sheet:
    """What a filled-in spreadsheet says, checked."""

    fields: Mapping[str, str]
    team: tuple[Member, ...]
    sub_areas: tuple[tuple[str, str], ...]  # name, kind
    rows: tuple[Row, ...]
    scores: tuple[Judgement, ...]
    consensus: tuple[Judgement, ...]
    weaknesses: tuple[Weakness, ...] = field(default=())
