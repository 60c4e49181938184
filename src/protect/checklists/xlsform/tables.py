"""Sheets and CSV as rows of text with the number by which a person finds them. Sizes are looked at before anything else."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.organisations import packed

MOST_ROWS, MOST_COLUMNS = 5_000, 3_000
#: Characters of one cell, and of all cells of a table together.
LONGEST, MOST_TEXT = 10_000, 20_000_000
DELIMITERS = ",;\t|"


@dataclass
class Table:
    """``rows`` are (number of the row, cells by column); a column without a name is not read."""

    title: str
    header: list[str]
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def tidy(value: Any) -> str:
    """A cell as text that every database takes."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    text = str(value).encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or c.isprintable() or c.isspace()).strip()


def _table(title: str, rows: Iterable[tuple[int, list[Any]]], name: str) -> Table:
    """The first row that is not empty names the columns."""
    found: Table | None = None
    total = 0
    for number, cells in rows:
        if len(cells) > MOST_COLUMNS:
            raise ValidationError(
                _("“%(name)s”, row %(row)d: more than %(most)d columns.")
                % {"name": name, "row": number, "most": MOST_COLUMNS}
            )
        texts = [tidy(cell) for cell in cells]
        if not any(texts):
            continue
        if found is None:
            found = Table(title, [one[:500] for one in texts])
            twice = [one for one, times in Counter(found.header).items() if one and times > 1]
            if twice:
                raise ValidationError(
                    _("“%(name)s”, %(sheet)s: the column “%(column)s” is there twice.")
                    % {"name": name, "sheet": title, "column": twice[0][:80]}
                )
            continue
        long = next((index for index, text in enumerate(texts) if len(text) > LONGEST), None)
        if long is not None:
            raise ValidationError(
                _("“%(name)s”, %(sheet)s, row %(row)d, column %(column)d: a cell of more than %(most)d characters.")
                % {"name": name, "sheet": title, "row": number, "column": long + 1, "most": LONGEST}
            )
        total += sum(map(len, texts))
        if len(found.rows) >= MOST_ROWS or total > MOST_TEXT:
            raise ValidationError(
                _(
                    "“%(name)s”, %(sheet)s: more than %(rows)d rows, or more text than can be read at once. Split the file."
                )
                % {"name": name, "sheet": title, "rows": MOST_ROWS}
            )
        cells_of = {column: text for column, text in zip(found.header, texts, strict=False) if column and text}
        found.rows.append((number, cells_of))
    return found or Table(title, [])


def of_csv(content: bytes, name: str) -> Table:
    """A CSV file as programs write it: UTF-8, or what Windows wrote before; the delimiter is found."""
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    first = next((line for line in text.splitlines() if line.strip()), "")
    sign = max(DELIMITERS, key=first.count)
    return _table(name, _records(text, sign, name), name)


def _records(text: str, sign: str, name: str) -> Iterator[tuple[int, list[Any]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    before = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise ValidationError(
                _(
                    "“%(name)s”, line %(line)d cannot be read (%(why)s). Look for a quotation mark without its second one."
                )
                % {"name": name, "line": before + 1, "why": error}
            ) from None
        if cells is None:
            return
        line, before = before + 1, reader.line_num
        yield line, cells


def of_workbook(file: IO[bytes], name: str) -> dict[str, Table]:
    """The sheets of a spreadsheet by title, values only. ValidationError names file, sheet and row."""
    book = packed.workbook(file, name)
    try:
        sheets = list(book.worksheets)
        if len(sheets) > 50:
            raise ValidationError(_("“%(name)s” has more than 50 sheets.") % {"name": name})
        return {sheet.title: _table(sheet.title, _rows(sheet, name), name) for sheet in sheets}
    finally:
        book.close()


def _rows(sheet: Any, name: str) -> Iterator[tuple[int, list[Any]]]:
    number = 0
    try:
        sheet.reset_dimensions()  # what the sheet says of its size need not be true
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > MOST_ROWS * 10:
                raise ValidationError(
                    _(
                        "“%(name)s”: the sheet “%(sheet)s” goes beyond row %(row)d. Delete the empty rows below the table."
                    )
                    % {"name": name, "sheet": sheet.title, "row": MOST_ROWS * 10}
                )
            filled = [index for index, cell in enumerate(cells) if cell not in (None, "")]
            if filled:
                yield number, list(cells[: filled[-1] + 1])
    except ValidationError:
        raise
    except Exception:  # openpyxl raises what its ZIP and XML readers raise
        raise ValidationError(
            _("“%(name)s”: the sheet “%(sheet)s” cannot be read after row %(row)d. Open it and save it as .xlsx again.")
            % {"name": name, "sheet": sheet.title, "row": number}
        ) from None
