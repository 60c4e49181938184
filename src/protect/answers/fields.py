"""One question as form fields, and back: what each kind of answer looks like on a page and in the draft.

A question is a dictionary as it stands in the published document (``calls.composing.question``). Each part of an answer is
a field of its own, so that two people who fill in one table are asked only about the cell that both changed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from protect.answers.models.provided import YesNo
from protect.organisations.forming import text_area

MOST_ROWS = 40
#: Empty rows that a table offers below those that are filled.
SPARE_ROWS = 2
LONGEST_TEXT, LONGEST_CELL = 8000, 500


def how_choices() -> list[tuple[str, str]]:
    return [("full", _("fully")), ("part", _("partly")), ("no", _("not"))]


def name_of(question: Mapping[str, Any]) -> str:
    return f"q-{question['code']}"


def cell(question: Mapping[str, Any], row: int, column: int) -> str:
    return f"{name_of(question)}-{row}-{column}"


def rows_shown(question: Mapping[str, Any], value: Any, data: Any = None) -> int:
    """Rows of a table on the page: those filled, those that were sent, and some to fill."""
    filled = len(value or ())
    sent = 0
    if data is not None:
        while sent < MOST_ROWS and cell(question, sent, 0) in data:
            sent += 1
    return min(MOST_ROWS, max(sent, filled + SPARE_ROWS, 3))


def fields_for(question: Mapping[str, Any], label: str, rows: int) -> dict[str, forms.Field]:
    """Form fields of one question by name; none for files, which come on a page of their own."""
    name, kind, hint = name_of(question), question["kind"], question.get("help", "")
    if kind == "text":
        return {
            name: forms.CharField(
                label=label, required=False, max_length=LONGEST_TEXT, widget=text_area(4), help_text=hint
            )
        }
    if kind == "number":
        # In the reader's own way of writing numbers; not the browser's number box, which loses what it does not like.
        field = forms.FloatField(
            label=f"{label} ({question.get('unit', '')})", required=False, localize=True, help_text=hint,
            widget=forms.TextInput({"inputmode": "decimal"}),
        )  # fmt: skip
        return {name: field}
    if kind == "choice":
        choices = [(one, one) for one in question["options"]]
        if question.get("several"):
            return {name: forms.MultipleChoiceField(label=label, required=False, choices=choices, help_text=hint,
                                                    widget=forms.CheckboxSelectMultiple)}  # fmt: skip
        return {name: _radio(label, choices, hint)}
    if kind == "scale":
        steps = [(str(one), str(one)) for one in range(question["lowest"], question["highest"] + 1)]
        return {name: forms.ChoiceField(label=label, required=False, choices=[("", "–"), *steps], help_text=hint)}
    if kind == "proof":
        return {
            name: _radio(label, YesNo.choices, hint),
            f"{name}-proof": forms.CharField(
                label=_("Proof"), required=False, max_length=LONGEST_TEXT, widget=text_area(2),
                help_text=_("What shows it, and where it can be read."),
            ),
        }  # fmt: skip
    if kind == "table":
        return {
            cell(question, row, column): forms.CharField(
                label=_("%(column)s, row %(row)d") % {"column": head, "row": row + 1}, required=False,
                max_length=LONGEST_CELL, widget=forms.TextInput({"class": "form-control"}),
            )
            for row in range(rows)
            for column, head in enumerate(question["columns"])
        }  # fmt: skip
    return {}


def _radio(label: str, choices: Any, hint: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=forms.RadioSelect, help_text=hint)


def as_fields(question: Mapping[str, Any], value: Any, rows: int = 0) -> dict[str, Any]:
    """Value of each field for what is kept; ``value`` None where nothing is."""
    name, kind = name_of(question), question["kind"]
    if kind == "table":
        kept = value or []
        return {
            cell(question, row, column): kept[row][column] if row < len(kept) else ""
            for row in range(max(rows, len(kept)))
            for column in range(len(question["columns"]))
        }
    if kind == "proof":
        said = value or {}
        return {name: said.get("answer", ""), f"{name}-proof": said.get("proof", "")}
    if kind == "file":
        return {}
    if kind == "choice" and question.get("several"):
        return {name: value or []}
    if kind == "scale":
        return {name: "" if value is None else str(value)}
    return {name: "" if value is None else value}


def from_fields(question: Mapping[str, Any], cleaned: Mapping[str, Any]) -> Any:
    """What is kept for the fields' cleaned values; None for no answer. KeyError if a field of it was refused."""
    name, kind = name_of(question), question["kind"]
    if kind == "table":
        found, row = [], 0
        while cell(question, row, 0) in cleaned:
            line = [cleaned[cell(question, row, column)].strip() for column in range(len(question["columns"]))]
            if any(line):
                found.append(line)
            row += 1
        return found or None
    if kind == "proof":
        answer, proof = cleaned[name], cleaned[f"{name}-proof"].strip()
        return {"answer": answer, "proof": proof} if answer or proof else None
    value = cleaned[name]
    if kind == "text":
        return value.strip() or None
    if kind == "number":
        if value is None or value == "":
            return None
        number = float(value)
        if not math.isfinite(number):
            return None
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    if kind == "scale":
        return int(value) if value else None
    return value or None


def in_words(question: Mapping[str, Any], value: Any) -> str:
    """An answer in one piece of text, for tables and files; empty for none."""
    kind = question["kind"]
    if value is None:
        return ""
    if kind == "number":
        return f"{value} {question.get('unit', '')}".strip()
    if kind == "proof":
        said = {"yes": _("yes"), "no": _("no")}.get(value.get("answer", ""), "")
        return ": ".join(one for one in (said, value.get("proof", "")) if one)
    if kind == "table":
        return "\n".join(" | ".join(row) for row in value)
    if isinstance(value, list):
        return ", ".join(value)
    return str(value)
