"""CSV as programs of every country write it: encoding and delimiter found, each line a row or said why not."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protect.spaces.extracts.model import ExtractError
from protect.spaces.tables.model import LONGEST_CELL, Layer, Limits, Opened, Row, check_columns, named, shortened, tidy

#: Names offered, and Python's name of each.
ENCODINGS = {
    "utf-8": "utf-8-sig", "utf-16": "utf-16", "cp1252": "cp1252", "cp1250": "cp1250", "cp1251": "cp1251",
    "cp1253": "cp1253", "cp1254": "cp1254", "cp1257": "cp1257", "iso8859-1": "iso8859-1", "iso8859-2": "iso8859-2",
    "iso8859-7": "iso8859-7", "iso8859-15": "iso8859-15", "cp437": "cp437", "cp850": "cp850", "cp852": "cp852",
}  # fmt: skip
DELIMITERS = {
    ";": gettext_lazy("semicolon"),
    ",": gettext_lazy("comma"),
    "\t": gettext_lazy("tabulator"),
    "|": gettext_lazy("bar"),
}
#: What a text that is no UTF-8 most likely is, by the country of who imports it.
_OF_COUNTRY = {
    **dict.fromkeys(("PL", "CZ", "SK", "HU", "RO", "SI", "HR", "BA", "AL"), "cp1250"),
    **dict.fromkeys(("BG", "RS", "MK", "UA", "ME"), "cp1251"),
    **dict.fromkeys(("GR", "CY"), "cp1253"),
    **dict.fromkeys(("LT", "LV", "EE"), "cp1257"),
    "TR": "cp1254",
}
#: A quoted cell that holds more lines than this was opened by mistake and swallows rows.
_MOST_LINES = 200


def known_encoding(name: str) -> str:
    """The name under which we offer it; empty if we do not."""
    import codecs

    if not name or not name.isascii():
        return ""
    try:
        wanted = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return ""
    return next((ours for ours, python in ENCODINGS.items() if wanted in (codecs.lookup(python).name, ours)), "")


def encoding_of(content: bytes, country: str = "", *, cut: bool = False) -> str:
    """``cut``: only the beginning of a file, whose last letter may be half there."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if not (cut and error.start > len(content) - 4):
            return old_encoding(country)
    return "utf-8"


def old_encoding(country: str) -> str:
    """What programs wrote in a country before everybody wrote UTF-8; the best guess where a file says nothing."""
    return _OF_COUNTRY.get(country, "cp1252")


def delimiter_of(text: str, *, cut: bool = False, least: float = 0.0) -> str:
    """The sign that parts most lines into equally many cells, at least two; empty if none does in a ``least`` share."""
    lines = re.sub(r"^sep=.\s*\n", "", text.lstrip("\ufeff"), flags=re.IGNORECASE).splitlines()[:60]
    if cut and len(lines) > 1:
        lines = lines[:-1]
    lines = [line for line in lines if line.strip()]
    best, found = (0.0, 0), ""
    for sign in DELIMITERS:
        try:
            counts = [len(row) for row in csv.reader(lines, delimiter=sign) if row]
        except csv.Error:
            continue
        if not counts or counts[0] < 2:
            continue
        alike = sum(count == counts[0] for count in counts) / len(counts)
        if (alike, counts[0]) > best:
            best, found = (alike, counts[0]), sign
    return found if best[0] >= least else ""


def layers(path: Path, encoding: str, delimiter: str, country: str) -> Opened:
    content = path.read_bytes()
    encoding = known_encoding(encoding) or encoding_of(content, country)
    text = content.decode(ENCODINGS[encoding], "replace").lstrip("\ufeff")
    told = re.match(r"sep=([;,\t|])[ \t]*(?=\r?\n)", text, re.IGNORECASE)  # a line that only Excel knows
    if told:
        text = text[told.end() :]  # its line end stays, so that lines keep their numbers
    found = told[1] if told else delimiter_of(text)
    sign = delimiter if delimiter in DELIMITERS else found
    if not sign:
        raise ExtractError(
            _("The lines cannot be parted into columns."),
            where=path.name,
            remedy=_("Save the table with a semicolon between the cells."),
        )
    first = next(_records(text, sign, path.name), None)
    if first is None:
        return Opened("csv", [], encoding, sign)
    header, names = first[1], named(list(first[1]))
    bare = _is_data(header)
    if bare:
        names = named([""] * len(header))
    columns = check_columns(names, path.name)
    notes = [_("The first line holds numbers, not names of columns; it is read as a place.")] if bare else []
    if "�" in text:
        notes.append(_("Some letters cannot be read; choose another encoding."))

    def read() -> Iterator[Row]:
        limits = Limits(path.name)
        records = _records(text, sign, path.name)
        if not bare:
            next(records)
        for line, cells in records:
            limits.row()
            yield _row(line, cells, columns)

    return Opened("csv", [Layer(path.stem, columns, read, notes=notes)], encoding, sign)


def _is_data(header: list[str]) -> bool:
    return sum(bool(re.fullmatch(r"\s*[-+]?\d[\d.,' ]*\s*", cell)) for cell in header) >= 2


def _records(text: str, sign: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Line on which a record begins, and its cells; lines without any text are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=False)
    before = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise ExtractError(
                _("Line %(line)d cannot be read (%(why)s).") % {"line": before + 1, "why": error},
                where=name,
                remedy=_("Look for a quotation mark without its second one."),
            ) from error
        if cells is None:
            return
        if reader.line_num - before > _MOST_LINES:
            raise ExtractError(
                _("A quotation mark in line %(line)d is closed only in line %(end)d.")
                % {"line": before + 1, "end": reader.line_num},
                where=name,
                remedy=_("Put in its second quotation mark, or remove it."),
            )
        line, before = before + 1, reader.line_num
        if any(cell.strip() for cell in cells):
            yield line, cells


def _row(line: int, cells: list[str], columns: list[str]) -> Row:
    row = Row(line, [tidy(cell[: LONGEST_CELL + 1]) for cell in cells])
    extra = [cell for cell in row.cells[len(columns) :] if cell]
    if extra:
        row.fault = _(
            "The line has %(cells)d cells, but there are %(columns)d columns; quote cells that hold the delimiter."
        ) % {
            "cells": len(cells),
            "columns": len(columns),
        }
    elif len(cells) < len(columns):
        row.notes.append(
            _("The line ends after %(cells)d of %(columns)d cells.") % {"cells": len(cells), "columns": len(columns)}
        )
    row.cells = (row.cells + [""] * len(columns))[: len(columns)]
    shortened(row.cells, columns, row.notes)
    return row
