"""The grid of effects as a table, out and in; and a whole study as a workbook."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _

from protect.evaluations.reading import table_of
from protect.portfolios import notation
from protect.portfolios.queries.field import Field

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Heads of the first columns; they keep their names in every language, so that a file can be read anywhere.
KEY, ROW, LEVEL = "row", "what", "level now"
MOST_ERRORS = 50
Cells = dict[tuple[int, int], notation.Cell]


def grid_rows(field: Field) -> list[list[Any]]:
    head = [KEY, ROW, LEVEL, *(one.name for one in field.candidates)]
    lines = []
    for row in field.rows:
        band = "?" if row.band is None else field.scales[row.assessment].bands[row.band].label
        cells = [
            notation.write(*found[:3]) if (found := field.effects.get((one.pk, row.pk))) else ""
            for one in field.candidates
        ]
        lines.append([row.pk, row.label, band, *cells])
    return [head, *lines]


def read_grid(field: Field, file: Any) -> Cells:
    """Cells of a file as ``grid_rows`` gives them. Raises ValidationError that names every wrong cell."""
    table = table_of(file)
    heads = {name.strip().casefold(): place for place, name in enumerate(table.columns)}
    if KEY not in heads:
        raise ValidationError(_("There is no column “row”. Take the table out here, and fill in that one."))
    by_name = {one.name.casefold(): one.pk for one in field.candidates}
    columns = {place: by_name[name] for name, place in heads.items() if name in by_name}
    unknown = [name for name in table.columns if name.strip().casefold() not in {KEY, ROW, LEVEL, *by_name}]
    wrong = [
        _("Column “%(name)s”: there is no measure of this name.") % {"name": name} for name in unknown if name.strip()
    ]
    suffix = Path(file.name).suffix.lower()
    known = {str(row.pk) for row in field.rows}
    found: Cells = {}
    for line in table.rows:
        key = line.cells[heads[KEY]].strip().removesuffix(".0")
        if key not in known:
            wrong.append(_("%(cell)s: “%(text)s” is no row of this study.") % {
                "cell": _cell(heads[KEY], line.line, suffix), "text": key[:20]})  # fmt: skip
            continue
        for place, candidate in columns.items():
            text = line.cells[place] if place < len(line.cells) else ""
            try:
                found[candidate, int(key)] = notation.read(text.lstrip("'"))
            except notation.Unreadable:
                wrong.append(_("%(cell)s: “%(text)s” is no effect; write P1, C2 or P1C1, with ! or ?.") % {
                    "cell": _cell(place, line.line, suffix), "text": text[:20]})  # fmt: skip
    if wrong:
        more = len(wrong) - MOST_ERRORS
        told = wrong[:MOST_ERRORS] + ([_("… and %(count)d more.") % {"count": more}] if more > 0 else [])
        raise ValidationError(told)
    return found


def _cell(column: int, line: int, suffix: str) -> str:
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{line}"


def grid_workbook(field: Field) -> bytes:
    return workbook({_("Effects"): grid_rows(field), _("How to fill it in"): [
        [_("Cell"), _("means")],
        ["P1", _("probability one level lower")], ["C2", _("consequence two levels lower")], ["P1C1", _("both")],
        ["P1!", _("highly sure")], ["P1?", _("hardly sure")],
    ]}, wide=1)  # fmt: skip


def workbook(sheets: dict[str, list[list[Any]]], wide: int = 0) -> bytes:
    """Sheets with a frozen head; texts stay texts."""
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    top = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format(
        {"text_wrap": True, "valign": "top", "bold": True, "bg_color": "#1D4F7C", "font_color": "#FFFFFF"}
    )
    used: set[str] = set()
    for name, rows in sheets.items():
        sheet = book.add_worksheet(_sheet_name(name, used))
        sheet.freeze_panes(1, wide + 1)
        sheet.set_column(0, 40, 18, top)
        sheet.set_column(wide, wide, 44, top)
        for number, line in enumerate(rows):
            for column, value in enumerate(line):
                style = bold if number == 0 else top
                if isinstance(value, bool) or not isinstance(value, int | float):
                    sheet.write_string(number, column, "" if value is None else str(value), style)
                else:
                    sheet.write_number(number, column, value, style)
    book.close()
    return file.getvalue()


def _sheet_name(name: str, used: set[str]) -> str:
    clean = "".join("-" if letter in "[]:*?/\\'" else letter for letter in name)[:28] or "-"
    number, found = 2, clean
    while found.casefold() in used:
        found, number = f"{clean} {number}", number + 1
    used.add(found.casefold())
    return found


def response(name: str, content: bytes) -> HttpResponse:
    found = HttpResponse(content, content_type=XLSX)
    found["Content-Disposition"] = f'attachment; filename="{name}"'
    return found
