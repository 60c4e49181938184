"""The first sheet of an OpenDocument spreadsheet (ODF 1.2, part 1, section 9) as rows of values. Formulas are not computed."""

from __future__ import annotations

from typing import Any

from protect.formats.safe_xml import Element, parse
from protect.formats.schedule import moments

_MOST_COLUMNS = 200
_MOST_ROWS = 20_000


def rows(file: str, content: bytes) -> list[tuple[int, list[Any]]]:
    """Row numbers from 1 and cells. Raises InputError for what is not well-formed."""
    root = parse(file, content)
    table = next((one for one in root.below() if one.name == "table"), None)
    found: list[tuple[int, list[Any]]] = []
    number = 1
    for row in (one for one in (table.below() if table else ()) if one.name == "table-row"):
        times = _repeated(row, "number-rows-repeated")
        cells = _cells(row)
        if cells:
            found.extend((number + more, cells) for more in range(min(times, _MOST_ROWS - len(found))))
        number += times
    return found


def _cells(row: Element) -> list[Any]:
    cells: list[Any] = []
    for cell in row.elements:
        if cell.name in ("table-cell", "covered-table-cell"):
            value = _value(cell)
            cells.extend([value] * min(_repeated(cell, "number-columns-repeated"), _MOST_COLUMNS - len(cells)))
    while cells and cells[-1] in (None, ""):
        cells.pop()
    return cells


def _value(cell: Element) -> Any:
    kind = cell.attributes.get("value-type", "")
    if kind == "date":
        text = cell.attributes.get("date-value", "")
        return moments.moment(text) or moments.day(text) or text
    if kind == "time":
        return moments.duration(cell.attributes.get("time-value", ""))
    if kind in ("float", "percentage", "currency"):
        try:
            return float(cell.attributes.get("value", ""))
        except ValueError:
            return None
    return "\n".join(one.text() for one in cell.all("p")) or None


def _repeated(element: Element, name: str) -> int:
    text = element.attributes.get(name, "1")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 8 else 1
