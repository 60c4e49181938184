"""Which questions are asked after what was answered so far, and what is still missing. Plain data in, plain data out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

#: Facts of the solution that must be there, in the order of the page.
FACTS = (
    "solution", "category", "summary", "threat_types", "functions", "approach", "maturity", "limits", "contact",
    "consent_summary",
)  # fmt: skip


@dataclass(frozen=True)
class Missing:
    """One thing that must be answered and is not. ``step`` is the page on which it is."""

    step: str
    code: str
    label: str


def asked(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The questions that apply: those without a condition, and those whose condition is met by a question that applies."""
    found: list[Mapping[str, Any]] = []
    there: set[str] = set()
    for one in questions:
        on = one.get("condition")
        if on and (on not in there or not (_said(answers.get(on)) & set(one.get("condition_values", ())))):
            continue
        found.append(one)
        there.add(one["code"])
    return found


def _said(value: Any) -> set[str]:
    if isinstance(value, dict):
        value = value.get("answer")
    if isinstance(value, list):
        return {str(one) for one in value}
    return set() if value is None else {str(value)}


def is_answered(question: Mapping[str, Any], value: Any, files: Collection[str]) -> bool:
    """A yes counts with its proof alone; a file question by a file."""
    if question["kind"] == "file":
        return question["code"] in files
    if question["kind"] == "proof":
        return value is not None and (value["answer"] == "no" or (value["answer"] == "yes" and bool(value["proof"])))
    return value is not None


def is_met(said: Mapping[str, Any] | None) -> bool:
    """A requirement is answered by how it is met; fully or partly counts with its proof alone."""
    return said is not None and (said["how"] == "no" or (bool(said["how"]) and bool(said["proof"])))


def missing(
    call: Mapping[str, Any],
    facts: Mapping[str, Any],
    requirements: Mapping[str, Any],
    answers: Mapping[str, Any],
    files: Collection[str],
    labels: Mapping[str, str],
) -> list[Missing]:
    """``call``: the published document. ``files``: codes of the questions that have a file. ``labels``: of the facts."""
    found = [Missing("facts", name, labels.get(name, name)) for name in FACTS if facts.get(name) in ("", None, [])]
    for city in call["cities"]:
        for one in city["wanted"]:
            if not is_met(requirements.get(one["code"])):
                label = _("Requirement %(number)s") % {"number": one["code"]}
                found.append(Missing("requirements", one["code"], f"{label}: {one['text'][:120]}"))
    for one in asked(call["questions"], answers):
        if one["mandatory"] and not is_answered(one, answers.get(one["code"]), files):
            found.append(Missing("files" if one["kind"] == "file" else "questions", one["code"], one["text"]))
    return found
