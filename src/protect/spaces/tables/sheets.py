"""XLSX: each sheet with a row of column names is a table. Values only; formulas, links and macros are not looked at."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.organisations import packed
from protect.spaces.extracts.model import ExtractError
from protect.spaces.tables.model import MOST_COLUMNS, Layer, Limits, Row, check_columns, named, shortened, tidy

#: Rows of a sheet, empty ones too: some programs write a million of them.
_LAST_ROW = 200_000
#: The names of the columns stand in one of the first rows.
_HEADER_WITHIN = 30


def layers(path: Path) -> list[Layer]:
    limits = Limits(path.name)
    book = _book(path)
    try:
        found = []
        for title in [sheet.title for sheet in book.worksheets]:
            header = _header(_rows(book[title], path, title, limits))
            if header is not None:
                found.append(_layer(path, title, *header))
        return found
    finally:
        book.close()


def _book(path: Path) -> Any:
    try:
        return packed.workbook(path, path.name)
    except ValidationError as error:
        raise ExtractError(" ".join(error.messages)) from None


def _rows(sheet: Any, path: Path, title: str, limits: Limits) -> Iterator[tuple[int, list[object]]]:
    """Number and cells of each row that is not empty; trailing empty cells are left out."""
    number = 0
    try:
        sheet.reset_dimensions()  # what the sheet says of its size need not be true
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > _LAST_ROW:
                raise ExtractError(
                    _("The sheet “%(sheet)s” goes beyond row %(row)d.") % {"sheet": title, "row": _LAST_ROW},
                    where=path.name,
                    remedy=_("Delete the empty rows below the table."),
                )
            if number % 256 == 0 and limits.is_late:
                raise limits.late()
            filled = [index for index, cell in enumerate(cells) if cell not in (None, "")]
            if filled:
                yield number, list(cells[: filled[-1] + 1])
    except ExtractError:
        raise
    except Exception:  # openpyxl raises what its ZIP and XML readers raise
        raise ExtractError(
            _("The sheet “%(sheet)s” cannot be read after row %(row)d.") % {"sheet": title, "row": number},
            where=path.name,
            remedy=_("Open it and save it as .xlsx again."),
        ) from None


def _header(rows: Iterator[tuple[int, list[object]]]) -> tuple[int, list[object]] | None:
    """The first row with at least two cells of text; titles above a table have one."""
    for number, cells in rows:
        if number > _HEADER_WITHIN:
            return None
        if sum(isinstance(cell, str) and bool(cell.strip()) for cell in cells) >= 2:
            return number, cells
    return None


def _layer(path: Path, title: str, header: int, names: list[object]) -> Layer:
    columns = check_columns(named(names), path.name)

    def read() -> Iterator[Row]:
        limits = Limits(path.name)
        book = _book(path)
        try:
            for number, cells in _rows(book[title], path, title, limits):
                if number > header:
                    limits.row()
                    yield _row(number, cells, columns)
        finally:
            book.close()

    return Layer(title, columns, read)


def _row(number: int, cells: list[object], columns: list[str]) -> Row:
    row = Row(number, [_text(cell) for cell in cells[:MOST_COLUMNS]])
    if len(cells) > len(columns):
        row.fault = _("The row has cells to the right of the last column that has a name; name the column or empty it.")
    row.cells = (row.cells + [""] * len(columns))[: len(columns)]
    wrong = [columns[index] for index, cell in enumerate(row.cells) if cell in _ERRORS]
    if wrong:
        row.fault = _("“%s” holds an error of the spreadsheet; correct its formula.") % wrong[0]
    shortened(row.cells, columns, row.notes)
    return row


_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


def _text(cell: object) -> str:
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ", "minutes")
    return tidy(cell)
