"""The approved versions of a space side by side: a small heat map of each, drawn alike, and what rose or fell between them.

Everything is read from the sealed documents. Levels are compared only where both versions were judged on the same scale.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.assessments.models import Assessment
from protect.reference.scale_sets import Band, ScaleSet
from protect.reference.wording import translate

#: The newest versions are drawn; older ones stand in the list of versions.
MOST = 6
CELL, LEFT, TOP = 22, 26, 22
#: Which state of two rows of one cell counts, where none has a level.
ORDER = ("open", "missing", "not_applicable", "empty")


@dataclass(frozen=True)
class Cell:
    """The level of one cell, or why it has none."""

    state: str
    band: Band | None = None

    @property
    def word(self) -> str:
        if self.band is not None:
            also = _("another row of this cell is open") if self.state == "rated_open" else ""
            return ", ".join(filter(None, (self.band.label, also)))
        words = {"open": _("open"), "missing": _("open"), "not_applicable": _("does not apply")}
        return str(words.get(self.state, _("no row")))

    @property
    def sign(self) -> str:
        if self.band is not None:
            return str(self.band.index + 1)
        return {"open": "?", "missing": "?", "not_applicable": "–"}.get(self.state, "·")


@dataclass(frozen=True)
class Version:
    """One sealed version, read by names: keys of two documents do not match."""

    assessment: Assessment
    document: dict[str, Any]

    @property
    def scale(self) -> ScaleSet:
        described = self.document["scale_set"]
        head = {name: described[name] for name in ("key", "version", "title", "status")}
        return ScaleSet.from_content(described["content"], **head)

    @property
    def threats(self) -> dict[str, str]:
        listed = self.document["threat_types"]["content"]["threat_types"]
        return {one["code"]: translate(one["label"]) for one in listed}

    def cells(self) -> dict[tuple[str, str], Cell]:
        """By name of the sub-area (empty: the whole space) and threat type."""
        bands = {band.code: band for band in self.scale.bands}
        areas = {one["key"]: one["name"] for one in self.document["space"]["sub_areas"]}
        codes = list(self.threats)
        found: dict[tuple[str, str], Cell] = {}
        for row in self.document["results"]["heat_map"]:
            area = areas.get(row["sub_area"], "")
            for code, cell in zip(codes, row["cells"], strict=True):
                read = Cell(cell["state"], bands.get(cell["level"]))
                found[area, code] = highest([read, found[area, code]]) if (area, code) in found else read
        return found

    @property
    def digest(self) -> str:
        return str(self.document["scale_set"]["digest"])


def highest(cells: list[Cell]) -> Cell:
    """The cell that counts: the highest level; where there is none, open before not applicable."""
    rated = [one for one in cells if one.band is not None]
    if rated:
        top = max(rated, key=lambda one: one.band.index if one.band else -1)
        unknown = any(one.state in {"open", "missing", "rated_open"} for one in cells)
        return Cell("rated_open" if unknown else "rated", top.band)
    states = {one.state for one in cells}
    return Cell(next((state for state in ORDER if state in states), "empty"))


@dataclass(frozen=True)
class Square:
    x: int
    y: int
    cell: Cell
    area: str
    threat: str

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + CELL / 2, self.y + CELL / 2


@dataclass(frozen=True)
class Small:
    """One small heat map; all have the same rows, columns and size."""

    version: Version
    squares: list[Square]
    width: int
    height: int
    sentence: str
    since: str  # what rose and fell since the version before

    @property
    def title(self) -> str:
        return _("Version %(version)d") % {"version": self.version.assessment.version}


@dataclass(frozen=True)
class OverTime:
    """``by_threat`` and ``by_area``: a name and its highest level in each version, oldest first."""

    smalls: list[Small]
    areas: list[tuple[str, str, int]]  # letter, name, y
    threats: list[tuple[int, str, int]]  # number, label, x
    by_threat: list[tuple[str, list[Cell]]]
    by_area: list[tuple[str, list[Cell]]]
    scales: list[str]  # their titles, where more than one was used


def over_time(found: list[tuple[Assessment, dict[str, Any]]]) -> OverTime:
    """``found``: approved versions with their sealed documents, oldest first."""
    versions = [Version(*one) for one in found]
    tables = [one.cells() for one in versions]
    threats: dict[str, str] = {}
    areas: dict[str, None] = {}
    for version, table in zip(versions, tables, strict=True):
        threats |= version.threats
        areas |= dict.fromkeys(area for area, _code in table)
    width, height = LEFT + CELL * len(threats) + 2, TOP + CELL * len(areas) + 2
    smalls = []
    for number, (version, table) in enumerate(zip(versions, tables, strict=True)):
        squares = [
            Square(
                LEFT + column * CELL,
                TOP + row * CELL,
                table.get((area, code), Cell("empty")),
                area or _("The whole space"),
                label,
            )
            for row, area in enumerate(areas)
            for column, (code, label) in enumerate(threats.items())
        ]
        since = _since(versions[number - 1], tables[number - 1], version, table) if number else ""
        smalls.append(Small(version, squares, width, height, _counts(version), since))
    named = [(area, area or _("The whole space")) for area in areas]
    scales = {one.digest: translate(one.document["scale_set"]["title"]) for one in versions}
    return OverTime(
        smalls=smalls,
        areas=[(letter(row), name, TOP + row * CELL) for row, (_area, name) in enumerate(named)],
        threats=[(column + 1, label, LEFT + column * CELL) for column, label in enumerate(threats.values())],
        by_threat=[
            (label, [highest([cell for (_area, one), cell in table.items() if one == code]) for table in tables])
            for code, label in threats.items()
        ],
        by_area=[
            (name, [highest([cell for (one, _code), cell in table.items() if one == area]) for table in tables])
            for area, name in named
        ],
        scales=list(scales.values()) if len(scales) > 1 else [],
    )


def letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else str(number + 1)


def _counts(version: Version) -> str:
    results = version.document["results"]
    told = [
        f"{results['counts'][band.code]} × {band.label}"
        for band in reversed(version.scale.bands)
        if results["counts"][band.code]
    ]
    if results["open"]:
        told.append(ngettext("%(count)d row open", "%(count)d rows open", results["open"]) % {"count": results["open"]})
    return ", ".join(told) or _("no row judged")


def _since(before: Version, old: dict[tuple[str, str], Cell], after: Version, new: dict[tuple[str, str], Cell]) -> str:
    if before.digest != after.digest:
        return _(
            "Judged on another scale than version %(version)d: the levels of the two cannot be compared."
        ) % {"version": before.assessment.version}  # fmt: skip
    moves: Counter[str] = Counter()
    for key in {**old, **new}:
        was, now = (table.get(key, Cell("empty")) for table in (old, new))
        if was.band is not None and now.band is not None:
            step = now.band.index - was.band.index
            moves["rose" if step > 0 else "fell" if step < 0 else "same"] += 1
        elif now.band is not None:
            moves["new"] += 1
        elif was.band is not None:
            moves["gone"] += 1
    if not moves:
        return ""
    numbers = {name: moves[name] for name in ("rose", "fell", "same", "new", "gone")}
    return _(
        "Cells beside version %(version)d: %(rose)d higher, %(fell)d lower, %(same)d the same, %(new)d with a level for the "
        "first time, %(gone)d without one now."
    ) % {"version": before.assessment.version, **numbers}
