"""Reading a filled-in spreadsheet: every wrong cell is named, none stops the reading of the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.assessments.spreadsheet.model import (
    CANNOT,
    FIELDS,
    HEADS,
    MOST_ROWS,
    NO,
    YES,
    Judgement,
    Member,
    Row,
    Sheet,
    SheetErrors,
    Weakness,
)
from protect.organisations import packed
from protect.reference import terms
from protect.reference.scale_sets import ScaleSet

#: Fields of one line, and how long one may be.
LIMITED, LONGEST = {"title", "managing_body"}, 200


@dataclass(frozen=True)
class Line:
    """One line of a sheet by column head, with the way to say where a cell is."""

    sheet: str
    number: int
    columns: Mapping[str, str]  # head -> column letter
    values: Mapping[str, Any]

    def at(self, head: str) -> str:
        return f"{self.sheet}!{self.columns.get(head, '?')}{self.number}"

    def text(self, head: str) -> str:
        value = self.values.get(head)
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return str(value).strip()


class _Reader:
    """Collects every mistake instead of stopping at the first."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    def wrong(self, line: Line, head: str, what: str) -> None:
        self.errors.append(f"{line.at(head)}: {what}")

    def code(self, line: Line, head: str, vocabulary: str, default: str = "") -> str:
        value = line.text(head) or default
        known = terms.codes(vocabulary)
        by_label = {terms.label(vocabulary, code).casefold(): code for code in known}
        value = by_label.get(value.casefold(), value)
        if value not in known:
            self.wrong(
                line, head, _("“%(value)s” is not one of: %(known)s.") % {"value": value, "known": ", ".join(known)}
            )
        return value

    def yes(self, line: Line, head: str) -> bool:
        value = line.text(head).casefold()
        if value not in {YES, NO, ""}:
            self.wrong(line, head, _("“%(value)s”: write yes or no.") % {"value": value})
        return value != NO

    def number(self, line: Line, head: str) -> int:
        text = line.text(head)
        if not text.isascii() or not text.isdigit() or len(text) > 6:
            self.wrong(line, head, _("“%(value)s” is no row number.") % {"value": text})
            return 0
        return int(text)

    def level(self, line: Line, head: str, top: int) -> int:
        text = line.text(head)
        if text == CANNOT:
            return 0
        if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= top and len(text) < 4:
            return int(text)
        if not text:
            self.wrong(line, head, _("empty; write 1 to %(top)d, or ? for “cannot judge”.") % {"top": top})
        else:
            self.wrong(
                line,
                head,
                _("“%(value)s” is not a level; write 1 to %(top)d, or ? for “cannot judge”.")
                % {"value": text[:40], "top": top},
            )
        return 0

    def date(self, line: Line, head: str) -> dt.date | None:
        value = line.values.get(head)
        if value is None or value == "":
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value).strip())
        except ValueError:
            self.wrong(line, head, _("“%(value)s” is no date; write it as 2027-05-31.") % {"value": str(value)[:40]})
            return None


def scale_key(path: str | Path) -> str:
    """Key of the scale set that the spreadsheet was made for; empty if it does not say."""
    sheets, _errors = _open(path)
    for line in sheets.get("Assessment", []):
        if line.text("Field") == "Scale set":
            return line.text("Value")
    return ""


def read(path: str | Path, scale: ScaleSet) -> Sheet:
    """The filled-in spreadsheet. Raises SheetErrors with every wrong cell, or with why the file cannot be read."""
    sheets, errors = _open(path)
    if errors:
        raise SheetErrors(errors)
    reader = _Reader()
    fields = _fields(reader, sheets["Assessment"])
    team = _team(reader, sheets["Team"])
    areas = _areas(reader, sheets["Sub-areas"])
    rows = _rows(reader, sheets["Scenarios"], {name for name, _kind in areas})
    numbers = {row.number: row for row in rows}
    scores = _scores(reader, sheets["Scores"], scale, numbers, {member.name for member in team if member.scores})
    agreed = _consensus(reader, sheets["Consensus"], scale, numbers)
    weak = _weaknesses(reader, sheets["Vulnerabilities"], numbers)
    if reader.errors:
        raise SheetErrors(reader.errors)
    return Sheet(fields, team, areas, rows, scores, agreed, weak)


def _open(path: str | Path) -> tuple[dict[str, list[Line]], list[str]]:
    from openpyxl.utils import get_column_letter

    if not Path(path).exists():
        return {}, [_("%(path)s does not exist.") % {"path": path}]
    try:
        book = packed.workbook(path, str(path))
    except ValidationError as error:
        return {}, list(error.messages)
    sheets: dict[str, list[Line]] = {}
    errors = []
    for name, head in HEADS.items():
        if name not in book.sheetnames:
            errors.append(
                _("The sheet “%(name)s” is missing; begin with “protect assess --template”.") % {"name": name}
            )
            continue
        content = book[name].iter_rows(values_only=True, max_row=MOST_ROWS)
        found = [str(cell).strip() if cell is not None else "" for cell in next(content, ())]
        missing = [label for label in head if label not in found]
        if missing:
            errors.append(_("%(sheet)s!1: the column “%(name)s” is missing.") % {"sheet": name, "name": missing[0]})
            continue
        columns = {label: get_column_letter(found.index(label) + 1) for label in head}
        sheets[name] = [
            Line(
                name,
                number,
                columns,
                {label: cells[found.index(label)] for label in head if found.index(label) < len(cells)},
            )
            for number, cells in enumerate(content, 2)
            if any(cell not in (None, "") for cell in cells)
        ]
    book.close()
    return sheets, errors


def _fields(reader: _Reader, lines: list[Line]) -> dict[str, str]:
    found = {}
    for line in lines:
        name = FIELDS.get(line.text("Field"))
        if name is None:
            reader.wrong(line, "Field", _("“%(value)s” is not a field.") % {"value": line.text("Field")})
        elif name in LIMITED and len(line.text("Value")) > LONGEST:
            reader.wrong(line, "Value", _("longer than %(most)d letters; shorten it.") % {"most": LONGEST})
        else:
            found[name] = line.text("Value")
    return found


def _team(reader: _Reader, lines: list[Line]) -> tuple[Member, ...]:
    team: list[Member] = []
    for line in lines:
        name = line.text("Name")[:150]
        if not name:
            reader.wrong(line, "Name", _("a member needs a name."))
        elif name in {member.name for member in team}:
            reader.wrong(line, "Name", _("“%(name)s” is in the team twice.") % {"name": name})
        function = reader.code(line, "Function", "team_function", "expert")
        team.append(Member(name, line.text("Organisation")[:200], function, reader.yes(line, "Scores")))
    if not any(member.scores for member in team):
        reader.errors.append(_("Team: nobody scores; write yes in the column Scores."))
    return tuple(team)


def _areas(reader: _Reader, lines: list[Line]) -> tuple[tuple[str, str], ...]:
    areas: list[tuple[str, str]] = []
    for line in lines:
        name = line.text("Name")[:120]
        if not name or name in {one for one, _kind in areas}:
            reader.wrong(line, "Name", _("a sub-area needs a name of its own."))
        areas.append((name, reader.code(line, "Kind", "sub_area_kind")))
    return tuple(areas)


def _rows(reader: _Reader, lines: list[Line], areas: set[str]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for line in lines:
        number = reader.number(line, "Row")
        if number in {row.number for row in rows}:
            reader.wrong(line, "Row", _("row %(number)d is here twice.") % {"number": number})
        area = line.text("Sub-area")
        if area and area not in areas:
            reader.wrong(line, "Sub-area", _("“%(name)s” is not in the sheet Sub-areas.") % {"name": area})
        applies = reader.yes(line, "Applies")
        if not applies and not line.text("Reason if not"):
            reader.wrong(line, "Reason if not", _("say why this threat type does not apply here."))
        rows.append(
            Row(
                number,
                reader.code(line, "Threat type", "threat_type"),
                area,
                reader.code(line, "Usage state", "usage_state", "normal"),
                applies,
                line.text("Reason if not")[:300],
                line.text("Title")[:200],
                line.text("What would happen"),
                line.text("Weaknesses"),
            )
        )
    missing = [code for code in terms.codes("threat_type") if code not in {row.threat_type for row in rows}]
    if missing:
        reader.errors.append(
            _("Scenarios: no row for %(names)s; every threat type needs an answer.") % {"names": ", ".join(missing)}
        )
    return tuple(rows)


def _known_row(reader: _Reader, line: Line, rows: Mapping[int, Row]) -> Row | None:
    number = reader.number(line, "Row")
    if number and number not in rows:
        reader.wrong(line, "Row", _("row %(number)d is not in the sheet Scenarios.") % {"number": number})
    return rows.get(number)


def _scores(
    reader: _Reader, lines: list[Line], scale: ScaleSet, rows: Mapping[int, Row], members: set[str]
) -> tuple[Judgement, ...]:
    silent = {line.text("Member") for line in lines} - {
        line.text("Member") for line in lines if line.text("Probability") or line.text("Consequence")
    }
    found: dict[tuple[int, str], Judgement] = {}
    for line in lines:
        name = line.text("Member")
        row = _known_row(reader, line, rows)
        if name not in members:
            reader.wrong(line, "Member", _("“%(name)s” is not a scoring member in the sheet Team.") % {"name": name})
        if row is None or not row.applicable or name in silent:
            continue
        if (row.number, name) in found:
            reader.wrong(line, "Member", _("%(name)s scores this row twice.") % {"name": name})
        found[row.number, name] = Judgement(
            row.number,
            name,
            reader.level(line, "Probability", len(scale.probability)),
            reader.level(line, "Consequence", len(scale.consequence)),
            reader.code(line, "How sure", "confidence", "medium"),
            line.text("Rationale"),
        )
    for member in sorted(members - silent):
        owed = [str(row.number) for row in rows.values() if row.applicable and (row.number, member) not in found]
        if owed and any(name == member for _row, name in found):
            reader.errors.append(
                _("Scores: %(name)s has no line for row %(rows)s.") % {"name": member, "rows": ", ".join(owed)}
            )
    return tuple(found.values())


def _consensus(reader: _Reader, lines: list[Line], scale: ScaleSet, rows: Mapping[int, Row]) -> tuple[Judgement, ...]:
    found: dict[int, Judgement] = {}
    for line in lines:
        row = _known_row(reader, line, rows)
        given = line.text("Probability") or line.text("Consequence")
        if row is None or not row.applicable or not given:
            continue
        if row.number in found:
            reader.wrong(line, "Row", _("row %(number)d is here twice.") % {"number": row.number})
        found[row.number] = Judgement(
            row.number,
            "",
            reader.level(line, "Probability", len(scale.probability)),
            reader.level(line, "Consequence", len(scale.consequence)),
            "medium",
            line.text("Rationale"),
        )
    return tuple(found.values())


def _weaknesses(reader: _Reader, lines: list[Line], rows: Mapping[int, Row]) -> tuple[Weakness, ...]:
    return tuple(_weakness(reader, line, rows) for line in lines)


def _weakness(reader: _Reader, line: Line, rows: Mapping[int, Row]) -> Weakness:
    numbers = []
    for part in line.text("Rows").replace(";", ",").split(","):
        number = part.strip()
        if not number.isascii() or not number.isdigit() or len(number) > 6 or int(number) not in rows:
            reader.wrong(line, "Rows", _("“%(value)s” is no row of the sheet Scenarios.") % {"value": number[:40]})
        else:
            numbers.append(int(number))
    if not line.text("Weak point"):
        reader.wrong(line, "Weak point", _("say in one sentence what the weak point is."))
    decision = reader.code(line, "Decision", "decision") if line.text("Decision") else ""
    found = Weakness(
        line.text("Weak point"),
        tuple(numbers),
        decision,
        line.text("Reason"),
        line.text("Signed by")[:200],
        line.text("Handed over to")[:200],
        reader.date(line, "Look again on"),
    )
    for head, given in _needed(found):
        if not given:
            reader.wrong(line, head, _("needed for the decision “%(decision)s”.") % {"decision": decision})
    return found


def _needed(found: Weakness) -> Iterator[tuple[str, Any]]:
    if found.decision in {"accept", "watch", "transfer"}:
        yield "Reason", found.reason
    if found.decision == "accept":
        yield "Signed by", found.signatory
    if found.decision == "transfer":
        yield "Handed over to", found.transferred_to
    if found.decision in {"accept", "watch"}:
        yield "Look again on", found.review_on
