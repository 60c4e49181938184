"""What the lists of every domain share: filters from the address, and their rows as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse

#: Digits that a key can have; more would overflow the database's integers.
LONGEST_KEY = 18


def one_of(parameters: Mapping[str, str], name: str, known: Iterable[str], default: str = "") -> str:
    """A filter's value if it is known, else ``default``: an old bookmark still opens a list."""
    value = parameters.get(name, "")
    return value if value in known else default


def key_of(parameters: Mapping[str, str], name: str) -> str:
    """A filter's value if it can be the key of an object, else empty."""
    value = parameters.get(name, "")
    return value if value.isascii() and value.isdigit() and len(value) <= LONGEST_KEY else ""


def page_of(found: QuerySet[Any], number: Any, size: int, rows: QuerySet[Any] | None = None) -> Page:
    """Page ``number`` of a list of any length: the keys of the page are sorted out first, and only its rows are read.

    ``rows`` reads them where ``found`` would do so by a longer way; its order must be the same.
    """
    page = Paginator(found.values_list("pk", flat=True), size).get_page(number)
    page.object_list = list((found if rows is None else rows).filter(pk__in=list(page.object_list)))
    return page


def csv_line(cells: Iterable[object]) -> str:
    """One line; no cell is taken for a formula by a spreadsheet."""
    line = StringIO()
    csv.writer(line).writerow([_plain(str(cell)) for cell in cells])
    return line.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def csv_response(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A CSV file as spreadsheets of every language open it (UTF-8 with its mark)."""
    response = HttpResponse("\ufeff" + "".join(map(csv_line, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
