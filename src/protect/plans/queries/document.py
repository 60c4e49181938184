"""A security plan as one document of plain data: live while it is written, from its seal once it was approved."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.apps import apps
from django.utils.translation import get_language

from protect.organisations.access import Reach
from protect.organisations.markings import Marking
from protect.plans.documents import PlanSeal, SecurityPlan
from protect.plans.queries import blocks

SCHEMA = "protect.security_plan/1"


def head(plan: SecurityPlan) -> dict[str, Any]:
    return {
        "title": plan.title,
        "version": plan.version,
        "space": plan.space.name,
        "organisation": plan.organisation.name,
        "marking": str(plan.effective_marking.value),
        "approved_at": plan.approved_at.isoformat() if plan.approved_at else None,
        "approval_note": plan.approval_note,
        "review_on": plan.review_on.isoformat() if plan.review_on else None,
        "assessment": (
            {"version": plan.assessment.version, "title": plan.assessment.title} if plan.assessment else None
        ),
    }


def of(plan: SecurityPlan, reader: Any) -> dict[str, Any]:
    """The document as it is now, as far as ``reader`` sees what is in it."""
    return {
        "schema": SCHEMA,
        "language": (get_language() or "en")[:2],
        "plan": head(plan),
        "sections": [
            {
                "code": one.code,
                "title": one.title,
                "text": one.text,
                "parts": [part for code in one.blocks for part in blocks.of(code, plan, reader)],
            }
            for one in plan.sections.all()
        ],
    }


@dataclass(frozen=True)
class Shown:
    """``left_out``: rows about things that this reader may not see."""

    document: dict[str, Any]
    sha256: str
    left_out: int


def shown(plan: SecurityPlan, reader: Any) -> Shown:
    seal = PlanSeal.objects.filter(plan=plan).first()
    if seal is None:
        return Shown(of(plan, reader), "", 0)
    document, left_out = seen_by(seal.document, plan, reader)
    return Shown(document, seal.sha256, left_out)


def seen_by(document: dict[str, Any], plan: SecurityPlan, reader: Any) -> tuple[dict[str, Any], int]:
    """Without the rows about what the reader may not see: it was opened to others than they are.

    What is gone meanwhile is shown to those who read what belongs to the organisation, unless it was for named people only.
    """
    abouts = {
        (row["about"]["label"], row["about"]["pk"])
        for section in document["sections"]
        for part in section["parts"]
        for row in part.get("rows", ())
        if isinstance(row, dict) and "about" in row
    }
    if not abouts:
        return document, 0
    there: set[tuple[str, int]] = set()
    seen: set[tuple[str, int]] = set()
    for label in sorted({label for label, _pk in abouts}):
        model: Any = apps.get_model(label)
        found = model._default_manager.filter(pk__in=[pk for one, pk in abouts if one == label])
        there |= {(label, pk) for pk in found.values_list("pk", flat=True)}
        seen |= {(label, pk) for pk in found.visible_to(reader).values_list("pk", flat=True)}
    is_own = plan.organisation_id in Reach.of(reader).reading
    copied, left_out = copy.deepcopy(document), 0
    for section in copied["sections"]:
        for part in section["parts"]:
            if part["kind"] != "table":
                continue
            kept = []
            for row in part["rows"]:
                about = row.get("about")
                key = (about["label"], about["pk"]) if about else None
                gone = key is not None and key not in there and is_own and about["marking"] != Marking.RED.value
                if key is None or key in seen or gone:
                    kept.append(row)
                else:
                    left_out += 1
            part["rows"] = kept
    return copied, left_out


@dataclass(frozen=True)
class Change:
    """One section that is new, gone or changed; ``lines``: (sign, text) with "+", "-" or " "."""

    kind: str
    title: str
    lines: list[tuple[str, str]]


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Section by section, in the order of the later version; what is gone stands last."""
    old = {one["code"]: one for one in before["sections"]}
    new = {one["code"]: one for one in after["sections"]}
    found = []
    for code, section in new.items():
        if code not in old:
            found.append(Change("new", section["title"], [("+", line) for line in lines_of(section)]))
            continue
        lines = _compared(lines_of(old[code]), lines_of(section))
        if any(sign != " " for sign, _text in lines):
            found.append(Change("changed", section["title"], lines))
    found += [
        Change("gone", section["title"], [("-", line) for line in lines_of(section)])
        for code, section in old.items()
        if code not in new
    ]
    return found


def lines_of(section: dict[str, Any]) -> list[str]:
    """A section as lines of text: its words, then each line of its parts."""
    lines = [section["title"], *(line for line in section["text"].splitlines() if line.strip())]
    for part in section["parts"]:
        if part["kind"] == "text":
            lines += part["lines"]
        elif part["kind"] == "facts":
            lines += [f"{label}: {value}" for label, value in part["rows"]]
        else:
            lines += [" · ".join(row["cells"]) for row in part["rows"]]
    return lines


def _compared(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [(" ", line) for line in old[a:b]]
        else:
            found += [("-", line) for line in old[a:b]] + [("+", line) for line in new[c:d]]
    return found
