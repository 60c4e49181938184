"""Files that come in: lists of candidates, and decision problems, as CSV or XLSX."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.formats import tables
from protect.formats.tables import InputError, Table

#: Bytes; a list of candidates is a page or two.
LARGEST = 2_000_000
COLUMNS = ("name", "summary", "provider", "country", "contact")
LONGEST = {"name": 120, "summary": 4000, "provider": 160, "country": 2, "contact": 200}


@dataclass(frozen=True)
class Arriving:
    """One candidate of a file, with its line."""

    line: int
    values: dict[str, Any]


def table_of(file: Any) -> Table:
    """The table in an uploaded file. Raises ValidationError with every mistake of the file."""
    if file.size > LARGEST:
        raise ValidationError(_("The file is larger than 2 MB; keep only the table."))
    suffix = Path(file.name).suffix.lower()
    if suffix not in {".csv", ".tsv", ".txt", ".xlsx"}:
        raise ValidationError(_("Choose a file that ends with .csv or .xlsx."))
    with tempfile.TemporaryDirectory(prefix="protect-table-") as folder:
        path = Path(folder) / f"table{suffix}"
        path.write_bytes(file.read())
        try:
            return tables.read(path)
        except InputError as error:
            raise ValidationError(str(error).splitlines()) from None


def candidates(table: Table) -> list[Arriving]:
    """Candidates of a table with the columns name, summary, provider, country, contact; only the name must be there."""
    unknown = [one for one in table.columns if one.lower() not in COLUMNS]
    if unknown or not table.has("name"):
        raise ValidationError(
            _(
                "The columns are name, summary, provider, country, contact; the first row names them. Not known: %(names)s."
            )
            % {"names": ", ".join(unknown) or "–"}
        )
    places = {one.lower(): number for number, one in enumerate(table.columns)}
    found, wrong = [], []
    for row in table.rows:
        values = {name: row.cells[place] for name, place in places.items()}
        for name, text in values.items():
            if len(text) > LONGEST[name]:
                told = {"line": row.line, "column": name, "most": LONGEST[name]}
                wrong.append(_("Line %(line)d, column %(column)s: longer than %(most)d letters.") % told)
        values["country"] = values.get("country", "").upper()
        found.append(Arriving(row.line, values))
    if wrong:
        raise ValidationError(wrong)
    return found


#: Rows of a decision problem that say something of its criteria, besides weight and direction.
SETTINGS: Sequence[str] = ("low", "high", "ideal", "ideal_low", "ideal_high", "anti_ideal", "reference", "balance")
UP = {"higher": True, "lower": False, "max": True, "min": False}


def problem(table: Table) -> dict[str, Any]:
    """``alternatives``, ``criteria`` and ``matrix`` of a decision problem.

    The first column names the alternatives, the others are criteria; rows ``#weight`` and ``#direction`` (higher, lower, max,
    min) stand above. A method may ask for further rows, ``SETTINGS``. Raises ValidationError with every mistake.
    """
    names = list(table.columns[1:])
    alternatives = table.texts(table.columns[0])
    wrong: list[str] = []
    if not names or len(alternatives) < 2:
        wrong.append(_("A decision needs two alternatives (rows) and one criterion (column) at least."))
    if len(set(alternatives)) != len(alternatives):
        wrong.append(_("Two alternatives have the same name."))
    try:
        matrix = table.numbers(names)
        weights = table.setting_numbers("weight", names)
        more = {key: table.setting_numbers(key, names, missing=True) for key in SETTINGS}
    except InputError as error:
        raise ValidationError([*wrong, *str(error).splitlines()]) from None
    if weights is None:
        wrong.append(_("There is no row “#weight”; give each criterion its weight."))
    elif (weights < 0).any() or weights.sum() <= 0:
        wrong.append(_("Weights are not negative, and one at least is above 0."))
    words = table.setting("direction", names)
    if words is None:
        wrong.append(_("There is no row “#direction”; say for each criterion whether higher or lower is better."))
    else:
        wrong += [
            _("“%(word)s” under “%(name)s” is neither higher nor lower.") % {"word": word, "name": name}
            for name, word in zip(names, words, strict=True)
            if word.lower() not in UP
        ]
    if wrong or weights is None or words is None:
        raise ValidationError(wrong)
    criteria = []
    for number, name in enumerate(names):
        one: dict[str, Any] = {"name": name, "higher": UP[words[number].lower()], "weight": float(weights[number])}
        for key, row in more.items():
            if row is not None and row[number] == row[number]:
                one[key] = float(row[number])
        criteria.append(one)
    return {"alternatives": alternatives, "criteria": criteria, "matrix": matrix.tolist()}
