"""The spreadsheet to fill in: typed cells, choices where there are any, the scale on its first sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from protect.assessments.spreadsheet.model import CANNOT, FIELDS, HEADS, NO, YES
from protect.reference import terms
from protect.reference.scale_sets import ScaleSet


def write_template(path: str | Path, scale_key: str, scale: ScaleSet, *, space: str = "", members: int = 3) -> None:
    """A spreadsheet to fill in: the ten threat types, lines for ``members`` members, choices where there are any."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    top = {"text_wrap": True, "valign": "top"}
    style = {
        "head": book.add_format({**top, "bold": True, "bg_color": "#1D4F7C", "font_color": "#FFFFFF"}),
        "wrap": book.add_format(top),
        "fixed": book.add_format({**top, "bg_color": "#EEF2F6"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }  # fmt: skip
    _read_me(book, style, scale)
    names = [f"Member {number}" for number in range(1, members + 1)]
    threats = terms.terms("threat_type")
    lines: dict[str, list[tuple[Any, ...]]] = {
        "Assessment": [
            (label, {"Scale set": scale_key, "Title": space, "Lead": names[0]}.get(label, "")) for label in FIELDS
        ],
        "Team": [(name, "", "lead" if number == 0 else "police", YES) for number, name in enumerate(names)],
        "Sub-areas": [],
        "Scenarios": [
            (number, threat.code, "", "normal", YES, "", "", "", "") for number, threat in enumerate(threats, 1)
        ],
        "Scores": [
            (number, threat.code, name, "", "", "medium", "")
            for number, threat in enumerate(threats, 1)
            for name in names
        ],
        "Consensus": [(number, threat.code, "", "", "") for number, threat in enumerate(threats, 1)],
        "Vulnerabilities": [],
    }
    for name, head in HEADS.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, label in enumerate(head):
            sheet.write_string(0, column, label, style["head"])
            sheet.set_column(column, column, 44 if label in _WIDE else 16, style["wrap"])
        for number, line in enumerate(lines[name], 1):
            for column, value in enumerate(line):
                fixed = head[column] in {"Row", "Threat type", "Field"}
                if isinstance(value, int):
                    sheet.write_number(number, column, value, style["fixed" if fixed else "wrap"])
                elif value != "":
                    sheet.write_string(number, column, value, style["fixed" if fixed else "wrap"])
        for column, label in enumerate(head):
            choices = _choices(name, label, scale)
            if choices:
                sheet.data_validation(
                    1, column, 500, column, {"validate": "list", "source": choices, "error_type": "warning"}
                )
        if "Look again on" in head:
            sheet.set_column(head.index("Look again on"), head.index("Look again on"), 14, style["date"])
    book.close()


_WIDE = {"Value", "Title", "What would happen", "Rationale", "Weak point", "Reason", "Reason if not", "Weaknesses"}


def _choices(sheet: str, label: str, scale: ScaleSet) -> list[str]:
    levels = {"Probability": scale.probability, "Consequence": scale.consequence}
    if label in levels and sheet in {"Scores", "Consensus"}:
        return [str(level.value) for level in levels[label]] + [CANNOT]
    vocabulary = {
        ("Team", "Function"): "team_function",
        ("Sub-areas", "Kind"): "sub_area_kind",
        ("Scenarios", "Threat type"): "threat_type",
        ("Scenarios", "Usage state"): "usage_state",
        ("Scores", "How sure"): "confidence",
        ("Vulnerabilities", "Decision"): "decision",
    }.get((sheet, label))
    if vocabulary:
        return list(terms.codes(vocabulary))
    return [YES, NO] if label in {"Scores", "Applies"} and sheet in {"Team", "Scenarios"} else []


def _read_me(book: Any, style: dict[str, Any], scale: ScaleSet) -> None:
    sheet = book.add_worksheet("Read me")
    sheet.set_column(0, 0, 22, style["wrap"])
    sheet.set_column(1, 1, 100, style["wrap"])
    sheet.write_string(0, 0, _("How to fill this in"), style["title"])
    lines = [
        (
            "Team",
            _("Change the names; add lines for more people. The names in the sheet Scores must be the same."),
        ),
        (
            "Scenarios",
            _(
                "One line a threat type; add lines for more sub-areas or usage states. What does not apply needs a "
                "reason."
            ),
        ),
        (
            "Scores",
            _(
                "Each member's own judgement, made alone. A level, or ? for “cannot judge”. Lines of a member that are "
                "all empty are left out."
            ),
        ),
        (
            "Consensus",
            _(
                "What the team agreed on. Left empty, a row has a consensus only if all members gave the same levels; "
                "else it stays open."
            ),
        ),
        (
            "Vulnerabilities",
            _("One sentence a weak point; the numbers of its rows separated by commas; what is decided."),
        ),
        ("", _("Effects on people and place only, never how an attack would be done.")),
    ]
    for number, (name, text) in enumerate(lines, 2):
        sheet.write_string(number, 0, name)
        sheet.write_string(number, 1, text)
    number = len(lines) + 3
    for axis in (scale.probability, scale.consequence):
        sheet.write_string(number, 0, axis.title, style["title"])
        sheet.write_string(number, 1, axis.question)
        for level in axis:
            number += 1
            sheet.write_string(number, 0, f"{level.value} {level.label}")
            sheet.write_string(number, 1, level.description)
        number += 2
