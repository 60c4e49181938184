"""The answer form as a workbook to fill in without the platform, and back into a draft: all of it, or nothing.

Made from the published document alone. Every cell but those for answers is locked; a hidden first column says what each line
is about, so that a workbook filled in in one language is read in any other.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from protect.answers import documents, fields, services
from protect.answers.models import Draft
from protect.answers.services.drafting import SEVERAL
from protect.calls.models import Publication
from protect.organisations import audit, packed
from protect.organisations.models import Verb
from protect.reference import terms

SOLUTION, REQUIREMENTS, QUESTIONS, LISTS = "Solution", "Requirements", "Questions", "Lists"
#: Where the workbook says which call it is for.
ORIGIN = "A1"
TABLE_ROWS, FIRST = 20, 4
LARGEST = 5_000_000
TICK = "x"


def tables_of(call: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """(sheet, question) of every question that asks for a table."""
    asked = [(number, one) for number, one in enumerate(call["questions"], 1) if one["kind"] == "table"]
    return [(f"Table {number}", one) for number, one in asked]


def form(publication: Publication) -> bytes:
    """The empty form of a published call, as XLSX."""
    import xlsxwriter

    call = publication.document
    written = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(written, safe)
    maker = _Maker(book)
    head = f"{call['title']} – {call['issuer']['name']}"
    maker.lists.write_string(0, 0, publication.sha256)

    page = maker.sheet(SOLUTION, head, [_("What"), _("Answer"), _("Help")], [44, 50, 60])
    names = documents.labels()
    for name in documents.FACTS:
        if name in SEVERAL:
            for code, label in terms.choices(documents.VOCABULARY[name]):
                page.line(
                    f"{name}:{code}", [f"{names[name]}: {label}"], _("x where it holds"), maker.listed("tick", [TICK])
                )
        elif name in documents.VOCABULARY:
            labels = [label for _code, label in terms.choices(documents.VOCABULARY[name])]
            page.line(name, [names[name]], "", maker.listed(documents.VOCABULARY[name], labels))
        elif name == "maturity":
            page.line(name, [names[name]], _("From 1 to 9."), _whole(1, 9))
        elif name == "consent_summary":
            page.line(name, [names[name]], "", maker.listed("yes_no", [_("yes"), _("no")]))
        else:
            page.line(name, [names[name]], "")

    page = maker.sheet(REQUIREMENTS, head, [_("Requirement"), _("How it is met"), _("Proof")], [70, 18, 70], answers=2)
    how = maker.listed("how", [label for _code, label in fields.how_choices()])
    for city in call["cities"]:
        for one in city["wanted"]:
            page.line(one["code"], [f"{one['code']} {one['text']}"], "", how)

    page = maker.sheet(
        QUESTIONS, head, [_("Question"), _("Answer"), _("Proof"), _("Help")], [70, 50, 50, 60], answers=2
    )
    for number, one in enumerate(call["questions"], 1):
        text, hint, rule = f"{number}. {one['text']}", one.get("help", ""), None
        if one["mandatory"]:
            text = f"{text} *"
        if one["kind"] in ("table", "file"):
            hint = _("On its own sheet.") if one["kind"] == "table" else _("Add files on the platform.")
            page.note(text, hint)
            continue
        if one["kind"] == "choice" and one.get("several"):
            for place, option in enumerate(one["options"]):
                page.line(
                    f"{one['code']}:{place}", [f"{text}: {option}"], _("x where it holds"), maker.listed("tick", [TICK])
                )
            continue
        if one["kind"] == "choice":
            rule = maker.listed(f"q-{one['code']}", list(one["options"]))
        elif one["kind"] == "proof":
            rule = maker.listed("yes_no", [_("yes"), _("no")])
        elif one["kind"] == "scale":
            rule = _whole(one["lowest"], one["highest"])
        elif one["kind"] == "number":
            rule, hint = (
                {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15},
                f"{one['unit']}. {hint}",
            )
        page.line(one["code"], [text], hint, rule)
    for title, one in tables_of(call):
        page = maker.sheet(
            title, one["text"], list(one["columns"]), [40] * len(one["columns"]), answers=len(one["columns"]), asked=0
        )
        for row in range(TABLE_ROWS):
            page.line(f"{one['code']}:{row}", [], "")
    book.close()
    return written.getvalue()


def _whole(lowest: int, highest: int) -> dict[str, Any]:
    return {"validate": "integer", "criteria": "between", "minimum": lowest, "maximum": highest}


class _Maker:
    """Sheets of one workbook, with the lists that their cells choose from."""

    def __init__(self, book: Any) -> None:
        self.book, self.ranges = book, dict[str, dict[str, Any]]()
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})
        self.free = book.add_format(
            {"text_wrap": True, "valign": "top", "locked": False, "border": 1, "bg_color": "#FFFBE6"}
        )
        self.lists = book.add_worksheet(LISTS)
        self.lists.hide()
        self.lists.protect()

    def listed(self, name: str, labels: list[str]) -> dict[str, Any]:
        """The rule of a cell that takes one of ``labels``; written once a workbook."""
        if name not in self.ranges:
            column = len(self.ranges) + 1
            self.lists.write_string(0, column, name)
            for row, label in enumerate(labels, 1):
                self.lists.write_string(row, column, label)
            from xlsxwriter.utility import xl_col_to_name

            letter = xl_col_to_name(column)
            source = f"={LISTS}!${letter}$2:${letter}${len(labels) + 1}"
            self.ranges[name] = {"validate": "list", "source": source}
        return self.ranges[name]

    def sheet(
        self, name: str, head: str, columns: list[str], widths: list[int], answers: int = 1, asked: int = 1
    ) -> _Sheet:
        page = self.book.add_worksheet(name)
        page.write_string(0, 1, head, self.head)
        for place, title in enumerate(columns, 1):
            page.write_string(FIRST - 2, place, title, self.head)
            page.set_column(place, place, widths[place - 1])
        page.set_column(0, 0, None, None, {"hidden": True})
        page.freeze_panes(FIRST - 1, 0)
        page.protect("", {"format_columns": True, "format_rows": True})
        if name == SOLUTION:
            page.activate()
            page.set_first_sheet()
        return _Sheet(self, page, answers, asked)


@dataclass
class _Sheet:
    maker: _Maker
    page: Any
    answers: int
    asked: int
    row: int = FIRST - 1

    def line(self, key: str, texts: list[str], hint: str, rule: Mapping[str, Any] | None = None) -> None:
        """``key`` in the hidden column, what is asked, and free cells for the answer."""
        self.page.write_string(self.row, 0, key)
        for place, text in enumerate(texts, 1):
            self.page.write_string(self.row, place, text, self.maker.plain)
        for place in range(1 + self.asked, 1 + self.asked + self.answers):
            self.page.write_blank(self.row, place, None, self.maker.free)
        if rule is not None:
            self.page.data_validation(self.row, 1 + self.asked, self.row, 1 + self.asked, dict(rule))
        if hint:
            self.page.write_string(self.row, 1 + self.asked + self.answers, hint, self.maker.plain)
        self.row += 1

    def note(self, text: str, hint: str) -> None:
        self.page.write_string(self.row, 1, text, self.maker.plain)
        self.page.write_string(self.row, 2, hint, self.maker.plain)
        self.row += 1


@dataclass
class _Read:
    """What was found in a workbook, and every complaint with its cell."""

    facts: dict[str, Any] = field(default_factory=dict)
    requirements: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def complain(self, sheet: str, row: int, column: int, what: str) -> None:
        self.wrong.append(f"{sheet}!{'ABCDEFGHIJ'[column]}{row}: {what}")


def read(draft: Draft, file: IO[bytes], name: str, size: int) -> _Read:
    """What a filled-in form says. Raises ValidationError with every cell that cannot be taken, or with why none can.

    Empty cells say nothing: what the draft holds there stays.
    """
    if size > LARGEST:
        raise ValidationError(_("“%(name)s” is larger than such a form can be.") % {"name": name})
    book = packed.workbook(file, name)
    found = _Read()
    try:
        _read_sheets(draft, book, found, name)
    except ValidationError:
        raise
    except Exception:  # a sheet is parsed while it is read, and openpyxl raises what its XML reader raises
        raise ValidationError(_("“%(name)s” is damaged; open it and save it again.") % {"name": name}) from None
    if found.wrong:
        raise ValidationError(found.wrong[:50])
    return found


def _read_sheets(draft: Draft, book: Any, found: _Read, name: str) -> None:
    call = draft.publication.document
    if LISTS not in book.sheetnames or str(_cell(book[LISTS][ORIGIN].value)) != draft.publication.sha256:
        raise ValidationError(_("“%(name)s” is not the answer form of this call.") % {"name": name})
    for title, take in _takers(draft, call, found).items():
        if title not in book.sheetnames:
            found.wrong.append(_("The sheet “%(name)s” is missing.") % {"name": title})
            continue
        for number, row in enumerate(
            book[title].iter_rows(min_row=1, max_row=FIRST + 400, max_col=10, values_only=True), 1
        ):
            cells = [_cell(one) for one in row] + [""] * 10
            if number >= FIRST and cells[0] != "":
                take(number, str(cells[0]), cells)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else value


def _takers(draft: Draft, call: Mapping[str, Any], found: _Read) -> dict[str, Callable[[int, str, list[Any]], None]]:
    questions = {one["code"]: one for one in call["questions"]}
    wanted = {one["code"] for city in call["cities"] for one in city["wanted"]}
    takers: dict[str, Callable[[int, str, list[Any]], None]] = {
        SOLUTION: lambda row, key, cells: _take_fact(found, row, key, cells[2]),
        REQUIREMENTS: lambda row, key, cells: _take_requirement(found, wanted, row, key, cells),
        QUESTIONS: lambda row, key, cells: _take_answer(found, questions, row, key, cells),
    }
    for title, one in tables_of(call):
        takers[title] = _table_taker(found, title, one)
    return takers


def _chosen(value: Any, choices: Sequence[tuple[str, Any]]) -> str | None:
    """The code of a label or code, whatever its case; None if it is neither."""
    text = str(value).casefold()
    return next((code for code, label in choices if text in (code.casefold(), str(label).casefold())), None)


def _said(value: Any, choices: Callable[[], Sequence[tuple[str, Any]]]) -> str | None:
    """As ``_chosen``; the form may have been written in any language of the platform, and comes in with another."""
    found = _chosen(value, choices())
    for language, _name in settings.LANGUAGES if found is None else ():
        with translation.override(language):
            found = found or _chosen(value, choices())
    return found


def _yes_no() -> list[tuple[str, str]]:
    return [("yes", _("yes")), ("no", _("no"))]


def _take_fact(found: _Read, row: int, key: str, value: Any) -> None:
    name, _colon, code = key.partition(":")
    if name not in documents.FACTS:
        found.complain(SOLUTION, row, 0, _("unknown line"))
        return
    if code:
        chosen = found.facts.setdefault(name, [])
        if value != "":
            if str(value).casefold() != TICK and _said(value, _yes_no) != "yes":
                found.complain(SOLUTION, row, 2, _("write x, or leave it empty"))
            else:
                chosen.append(code)
        return
    if value == "":
        return
    if name in documents.VOCABULARY or name == "consent_summary":
        choices = _yes_no if name == "consent_summary" else partial(terms.choices, documents.VOCABULARY[name])
        if (said := _said(value, choices)) is None:
            found.complain(SOLUTION, row, 2, _("choose from the list"))
            return
        found.facts[name] = said
        return
    if name == "maturity":
        number = _number(value)
        if number not in range(1, 10):
            found.complain(SOLUTION, row, 2, _("a whole number from 1 to 9"))
            return
        found.facts[name] = int(number)  # type: ignore[arg-type]
        return
    longest = int(Draft._meta.get_field(name).max_length or 0)  # type: ignore[union-attr]
    if len(str(value)) > longest:
        found.complain(SOLUTION, row, 2, _("at most %(most)d characters") % {"most": longest})
        return
    found.facts[name] = str(value)


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(str(value).replace(",", ".").replace("\u00a0", "").replace(" ", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _take_requirement(found: _Read, wanted: set[str], row: int, key: str, cells: list[Any]) -> None:
    how, proof = cells[2], str(cells[3])
    if key not in wanted:
        found.complain(REQUIREMENTS, row, 0, _("unknown line"))
    elif how != "" and _said(how, fields.how_choices) is None:
        found.complain(REQUIREMENTS, row, 2, _("choose from the list"))
    elif len(proof) > fields.LONGEST_TEXT:
        found.complain(REQUIREMENTS, row, 3, _("at most %(most)d characters") % {"most": fields.LONGEST_TEXT})
    elif how != "" or proof:
        said = _said(how, fields.how_choices) if how != "" else ""
        found.requirements[key] = {"how": said, "proof": proof}


def _take_answer(found: _Read, questions: Mapping[str, Any], row: int, key: str, cells: list[Any]) -> None:
    code, _colon, place = key.partition(":")
    one, value, proof = questions.get(code), cells[2], str(cells[3])
    if one is None or one["kind"] in ("table", "file") or bool(place) != bool(one.get("several")):
        found.complain(QUESTIONS, row, 0, _("unknown line"))
        return
    kind = one["kind"]
    if place:
        if value != "" and place.isdigit() and int(place) < len(one["options"]):
            found.answers.setdefault(code, []).append(one["options"][int(place)])
        return
    if kind == "proof":
        said = _said(value, _yes_no) if value != "" else ""
        if said is None:
            found.complain(QUESTIONS, row, 2, _("choose from the list"))
        elif said or proof:
            found.answers[code] = {"answer": said, "proof": proof[: fields.LONGEST_TEXT]}
        return
    if value == "":
        return
    if kind == "choice":
        if (said := _chosen(value, [(option, option) for option in one["options"]])) is None:
            found.complain(QUESTIONS, row, 2, _("choose from the list"))
        else:
            found.answers[code] = said
    elif kind in ("number", "scale"):
        number = _number(value)
        if number is None:
            found.complain(QUESTIONS, row, 2, _("a number"))
        elif kind == "scale" and (not number.is_integer() or not one["lowest"] <= number <= one["highest"]):
            found.complain(
                QUESTIONS, row, 2, _("a step from %(low)d to %(high)d") % {"low": one["lowest"], "high": one["highest"]}
            )
        else:
            found.answers[code] = int(number) if number.is_integer() and abs(number) < 2**53 else number
    elif len(str(value)) > fields.LONGEST_TEXT:
        found.complain(QUESTIONS, row, 2, _("at most %(most)d characters") % {"most": fields.LONGEST_TEXT})
    else:
        found.answers[code] = str(value)


def _table_taker(found: _Read, title: str, one: Mapping[str, Any]) -> Callable[[int, str, list[Any]], None]:
    width = len(one["columns"])

    def take(row: int, key: str, cells: list[Any]) -> None:
        line = [str(cell) for cell in cells[1 : width + 1]]
        for place, text in enumerate(line, 1):
            if len(text) > fields.LONGEST_CELL:
                found.complain(title, row, place, _("at most %(most)d characters") % {"most": fields.LONGEST_CELL})
        if key.partition(":")[0] != one["code"]:
            found.complain(title, row, 0, _("unknown line"))
        elif any(line):
            found.answers.setdefault(one["code"], []).append(line)

    return take


@transaction.atomic
def bring_in(draft: Draft, file: IO[bytes], name: str, size: int) -> int:
    """Put a filled-in form into the draft; returns how many answers it had. All of it, or nothing with every reason."""
    found = read(draft, file, name, size)
    facts = {name: value for name, value in found.facts.items() if value not in ("", [])}
    services.write_facts(draft, facts)
    services.meet_requirements(draft, found.requirements)
    services.answer_questions(draft, found.answers)
    audit.record(Verb.IMPORTED, draft, note=_("answer form (XLSX)"))
    return len(facts) + len(found.requirements) + len(found.answers)
