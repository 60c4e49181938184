"""What reading a table yields: layers with columns, and rows with cells, a shape in the file's coordinates, or a fault."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from protect.spaces.extracts.model import ExtractError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: A register of all the places of a large town; more is a cadastre, and no list of places that draw crowds.
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_LAYERS = 50
MOST_POSITIONS = 3_000_000
#: Characters of one cell; a description longer than that is a book.
LONGEST_CELL = 10_000
#: Time (seconds) that one reading of a file may take.
SECONDS = 120
#: Largest table that is read as a whole (bytes).
MAX_TEXT = 60 * 1024 * 1024


@dataclass(slots=True)
class Row:
    """One place. ``number`` is what a person finds it by: the line of a text, the row of a sheet, the feature's number."""

    number: int
    cells: list[str]
    shape: BaseGeometry | None = None
    fault: str = ""  # why this row cannot be used, and what to do
    notes: list[str] = field(default_factory=list)  # what was done to make it usable


@dataclass
class Layer:
    """One table of the file."""

    title: str
    columns: list[str]
    read: Callable[[], Iterator[Row]]
    system: str = ""  # as the file says: "EPSG:28992" or WKT; empty where it does not
    has_shapes: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass
class Opened:
    form: str
    layers: list[Layer]
    encoding: str = ""  # of a text or a Shapefile; may be wrong, and is shown with samples
    delimiter: str = ""  # of a text


class Limits:
    """Counts what one reading takes and stops it before it takes too much."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.positions = self.rows = 0
        self.end = time.monotonic() + SECONDS

    @property
    def is_late(self) -> bool:
        return time.monotonic() > self.end

    def row(self) -> None:
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise ExtractError(
                _("The table holds more than %d rows.") % MOST_ROWS,
                where=self.name,
                remedy=_("Keep only the places that draw crowds, or split the file."),
            )
        if self.rows % 256 == 0 and self.is_late:
            raise self.late()

    def late(self) -> ExtractError:
        return ExtractError(
            _("Reading takes longer than %d seconds.") % SECONDS, where=self.name, remedy=_("Split the file.")
        )

    def shape(self, positions: int) -> None:
        self.positions += positions
        if self.positions > MOST_POSITIONS:
            raise ExtractError(
                _("The file holds more than %d positions.") % MOST_POSITIONS,
                where=self.name,
                remedy=_("Cut it to the town."),
            )


def tidy(value: object) -> str:
    """A cell as text that every database takes: no lone surrogates, no control characters but line ends."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return ""
    text = str(value).encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or c.isprintable() or c.isspace()).strip()


def named(titles: list[object]) -> list[str]:
    """Names for columns: each one line, not empty, and only once."""
    found: list[str] = []
    for number, title in enumerate(titles, 1):
        base = " ".join(tidy(title).split())[:80] or _("Column %d") % number
        name, again = base, 1
        while name in found:
            again += 1
            name = f"{base} ({again})"
        found.append(name)
    return found


def check_columns(columns: list[str], name: str) -> list[str]:
    if len(columns) > MOST_COLUMNS:
        raise ExtractError(
            _("The table has %(count)d columns; at most %(most)d are read.")
            % {"count": len(columns), "most": MOST_COLUMNS},
            where=name,
            remedy=_("Remove those that say nothing about the places."),
        )
    return columns


def shortened(cells: list[str], columns: list[str], notes: list[str]) -> list[str]:
    """Cells no longer than a cell may be; what was cut is said."""
    for index, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            cells[index] = cell[:LONGEST_CELL]
            notes.append(
                _("“%(column)s” was cut to %(most)d characters.") % {"column": columns[index], "most": LONGEST_CELL}
            )
    return cells
