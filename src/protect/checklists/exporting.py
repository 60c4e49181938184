"""A checklist as a table: CSV and XLSX with the same columns. No cell becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.checklists.models import Answer
from protect.checklists.queries.rows import Row, Sheet
from protect.organisations.lists import csv_response
from protect.organisations.markings import Marking
from protect.reference import terms


def header() -> list[str]:
    return [
        _("Code"),
        _("Group"),
        _("Question"),
        _("Part of the site"),
        _("Answer"),
        _("Why it does not apply"),
        _("Who can answer"),
        _("Evidence"),
        _("Idea for improvement"),
        _("Photos"),
        _("Answered by"),
        _("Answered at"),
        _("Last time"),
        _("Since last time"),
    ]


def table(sheet: Sheet) -> list[list[Any]]:
    """A line for each question, further ones for answers to single parts, and the questions that are gone."""
    groups = {one.code: one.title for one in sheet.questions.groups}
    found: list[list[Any]] = []
    for row in sheet.rows:
        for answer in row.answers or [None]:  # type: ignore[list-item]
            found.append(_line(row, answer, groups))
    for question in sheet.gone:
        empty: list[Any] = [""] * 10
        found.append([question.code, "", question.text, *empty, _("question is gone")])
    return found


def _line(row: Row, answer: Answer | None, groups: dict[str, str]) -> list[Any]:
    overall = answer is None or answer.sub_area_id is None
    return [
        row.question.code,
        groups.get(row.question.group, row.question.group),
        row.question.text,
        str(answer.sub_area) if answer and answer.sub_area else _("The whole space"),
        _label(answer.answer if answer else ""),
        answer.reason if answer else "",
        answer.who_knows if answer else "",
        answer.evidence if answer else "",
        answer.improvement if answer else "",
        "; ".join(str(one) for one in answer.photos.all()) if answer else "",
        str(answer.answered_by) if answer and answer.answered_by else "",
        timezone.localtime(answer.answered_at).replace(tzinfo=None, microsecond=0)
        if answer and answer.answered_at
        else "",
        _label(row.said_last) if overall else "",
        since(row) if overall else "",
    ]


def since(row: Row) -> str:
    """What differs from last time, in words."""
    said = {"new": _("question is new"), "changed": _("question was reworded")}.get(row.change, "")
    return ", ".join(filter(None, [said, _("answer changed") if row.differs else ""]))


def _label(code: str) -> str:
    return terms.label("question_answer", code) if code else ""


def _marking(sheet: Sheet) -> str:
    return Marking(sheet.checklist.effective_marking).short


def as_csv(sheet: Sheet) -> HttpResponse:
    head = [[_marking(sheet), str(sheet.checklist.space), str(sheet.checklist)], header()]
    return csv_response(f"checklist-{sheet.checklist.pk}.csv", [*head, *table(sheet)])


def as_xlsx(sheet: Sheet) -> HttpResponse:
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})
    page = book.add_worksheet(_("Checklist")[:31])
    page.write_string(0, 0, f"{_marking(sheet)}  {sheet.checklist.space}, {sheet.checklist}", bold)
    for column, title in enumerate(header()):
        page.write_string(2, column, title, bold)
    for column, width in enumerate([7, 24, 50, 18, 14, 24, 24, 40, 40, 20, 20, 17, 14, 22]):
        page.set_column(column, column, width)
    lines = table(sheet)
    for number, cells in enumerate(lines, 3):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(number, column, cell[:32_000], plain)
            else:
                page.write_datetime(number, column, cell, moment)
    page.freeze_panes(3, 3)
    page.autofilter(2, 0, 2 + len(lines), len(header()) - 1)
    counts = book.add_worksheet(_("Counts")[:31])
    counts.write_string(0, 0, _marking(sheet), bold)
    for column, title in enumerate(
        [_("Group"), _("Asked"), *[label for _code, label in terms.choices("question_answer")], _("Unanswered")]
    ):
        counts.write_string(2, column, title, bold)
    from protect.checklists.queries.rows import count

    for number, (group, rows) in enumerate(sheet.groups, 3):
        found = count(rows)
        counts.write_string(number, 0, f"{group.code} {group.title}", plain)
        for column, value in enumerate([found.asked, *found.by_answer.values(), found.unanswered], 1):
            counts.write_number(number, column, value)
    counts.set_column(0, 0, 50)
    book.close()
    response = HttpResponse(
        written.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = f'attachment; filename="checklist-{sheet.checklist.pk}.xlsx"'
    return response


KINDS: dict[str, Callable[[Sheet], HttpResponse]] = {"csv": as_csv, "xlsx": as_xlsx}
