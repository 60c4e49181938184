"""Small tables from CSV and XLSX for the methods: numbers with the line and column of every mistake.

The first row names the columns. Rows whose first cell begins with ``#`` are settings of the columns (``#weight``,
``#direction``); the others are data. Decimal points and decimal commas are both read, thousands separators are not.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: What stands for "not known".
UNKNOWN = frozenset({"", "-", "?", "n/a", "na", "nan", "unknown"})
#: Larger files are not tables that people fill in.
MOST_BYTES = 64 * 1024 * 1024


class InputError(ValueError):
    """A file that cannot be used; the text names file, line and column, and what to do. One line for each mistake."""


@dataclass(frozen=True)
class Row:
    """One row with its line in the file (from 1) and its cells as texts, without blanks around them."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """What a file holds. ``settings``: rows that begin with ``#``, by their name without it, in lower case."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    settings: Mapping[str, Row]

    def __len__(self) -> int:
        return len(self.rows)

    def place(self, name: str) -> int:
        """Position of a column, whatever its case. Raises InputError that lists the columns there are."""
        wanted = name.strip().lower()
        for number, column in enumerate(self.columns):
            if column.lower() == wanted:
                return number
        raise InputError(f"{self.file} has no column '{name}'; it has {', '.join(self.columns)}")

    def has(self, name: str) -> bool:
        return name.strip().lower() in (column.lower() for column in self.columns)

    def texts(self, name: str) -> list[str]:
        """One column as texts, shape (rows,)."""
        number = self.place(name)
        return [row.cells[number] for row in self.rows]

    def numbers(self, names: Sequence[str], *, missing: bool = False) -> Floats:
        """Columns as numbers, shape (rows, columns). ``missing``: whether "not known" is allowed and becomes ``nan``.

        Raises InputError with a line for every cell that is no number, not only the first.
        """
        places = [self.place(name) for name in names]
        wrong: list[str] = []
        found = np.full((len(self.rows), len(places)), math.nan)
        for i, row in enumerate(self.rows):
            for j, place in enumerate(places):
                found[i, j] = self._number(row, place, missing, wrong)
        if wrong:
            raise InputError("\n".join(wrong))
        return found

    def setting(self, name: str, names: Sequence[str]) -> list[str] | None:
        """The cells of a setting row for these columns; None where the file has no such row."""
        row = self.settings.get(name)
        return None if row is None else [row.cells[self.place(column)] for column in names]

    def setting_numbers(self, name: str, names: Sequence[str], *, missing: bool = False) -> Floats | None:
        """A setting row as numbers, shape (columns,)."""
        row = self.settings.get(name)
        if row is None:
            return None
        wrong: list[str] = []
        found = [self._number(row, self.place(column), missing, wrong) for column in names]
        if wrong:
            raise InputError("\n".join(wrong))
        return np.array(found)

    def choices(self, name: str, allowed: Mapping[str, str], default: str = "") -> list[str]:
        """A column of words, each one of ``allowed`` (in lower case, to what it means). Empty cells mean ``default``."""
        number = self.place(name)
        wrong, found = [], []
        for row in self.rows:
            word = row.cells[number].lower() or default
            if word not in allowed:
                known = ", ".join(allowed)
                wrong.append(f"{self.file}, line {row.line}, column '{name}': '{row.cells[number]}' is none of {known}")
            found.append(allowed.get(word, ""))
        if wrong:
            raise InputError("\n".join(wrong))
        return found

    def _number(self, row: Row, place: int, missing: bool, wrong: list[str]) -> float:
        text = row.cells[place]
        where = f"{self.file}, line {row.line}, column '{self.columns[place]}'"
        if text.lower() in UNKNOWN:
            if not missing:
                wrong.append(f"{where}: a number is missing")
            return math.nan
        try:
            number = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            wrong.append(f"{where}: '{text[:40]}' is not a number")
        return number


def read(path: Path) -> Table:
    """The table in a .csv, .tsv, .txt or .xlsx file (its first sheet). Raises InputError for what cannot be used."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    if size > MOST_BYTES:
        raise InputError(f"{path.name} has {size // 2**20} MB; at most {MOST_BYTES // 2**20} are read")
    reader = {".xlsx": _xlsx}.get(path.suffix.lower(), _csv)
    return table(path.name, reader(path))


def table(file: str, lines: Iterable[tuple[int, Sequence[str]]]) -> Table:
    """The same from lines that were read otherwise: (line number, cells)."""
    filled = [(number, [cell.strip() for cell in cells]) for number, cells in lines]
    filled = [(number, cells) for number, cells in filled if any(cells)]
    if not filled:
        raise InputError(f"{file} is empty; its first row names the columns")
    columns = filled[0][1]
    while columns and not columns[-1]:
        columns.pop()
    _check_columns(file, columns)
    rows: list[Row] = []
    settings: dict[str, Row] = {}
    for number, cells in filled[1:]:
        if any(cells[len(columns) :]):
            raise InputError(f"{file}, line {number}: {len(cells)} cells, but there are {len(columns)} columns")
        row = Row(number, tuple(cells[: len(columns)] + [""] * (len(columns) - len(cells))))
        if row.cells[0].startswith("#"):
            settings[row.cells[0].lstrip("# ").lower()] = row
        else:
            rows.append(row)
    if not rows:
        raise InputError(f"{file} has columns but no rows of data")
    return Table(file, tuple(columns), tuple(rows), settings)


def _check_columns(file: str, columns: Sequence[str]) -> None:
    seen: set[str] = set()
    for number, column in enumerate(columns, 1):
        if not column:
            raise InputError(f"{file}: column {number} has no name in the first row")
        if column.lower() in seen:
            raise InputError(f"{file}: two columns are called '{column}'; give each a name of its own")
        seen.add(column.lower())


def _csv(path: Path) -> list[tuple[int, list[str]]]:
    content = path.read_bytes()
    if b"\0" in content[:4096] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError(f"{path.name} is not a text file; save it as CSV or XLSX")
    text = ""
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputError(f"{path.name} is written in an encoding we do not know; save it as UTF-8")
    head = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(";\t,", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise InputError(f"{path.name}, line {reader.line_num}: {error}") from error


def _xlsx(path: Path) -> list[tuple[int, list[str]]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets through whatever zip and XML raise
        raise InputError(f"{path.name} is not a workbook that can be read; save it as XLSX or CSV") from error
    try:
        rows = book.worksheets[0].iter_rows(values_only=True) if book.worksheets else []
        return [(number, [_text(cell) for cell in cells]) for number, cells in enumerate(rows, 1)]
    finally:
        book.close()


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return repr(cell) if isinstance(cell, float) else str(cell)


def unique(table: Table, names: Iterable[str], what: str) -> None:
    """Raises InputError where two rows have the same name."""
    seen: dict[str, int] = {}
    for row, name in zip(table.rows, names, strict=True):
        if name in seen:
            raise InputError(f"{table.file}, lines {seen[name]} and {row.line}: two {what} are called '{name}'")
        seen[name] = row.line
