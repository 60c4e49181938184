"""The assessment as it is during the event: the sealed rows, with what differs laid over them. Nothing of it is stored.

Levels come from the scale of the approved version, by its matrix; an event has no scale of its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from protect.assessments.models import Assessment, Snapshot
from protect.assessments.queries.over_time import CELL, LEFT, TOP, Cell, Square, Version, highest, letter
from protect.methods.scales import lookup
from protect.overlays.models import Change, Difference, EventOverlay
from protect.reference.scale_sets import Band, ScaleSet


@dataclass(frozen=True)
class Row:
    """One row: as it was approved (``base``), and as it is during the event (``now``). An added row has no base."""

    key: str
    threat_type: str
    area: str
    title: str
    base: Cell | None
    now: Cell
    probability: int | None  # as approved
    consequence: int | None
    difference: Difference | None

    @property
    def step(self) -> int:
        """How many bands higher (above 0) or lower it is during the event; 0 where one of them has no level."""
        if self.base is None or self.base.band is None or self.now.band is None:
            return 0
        return self.now.band.index - self.base.band.index


@dataclass(frozen=True)
class Reading:
    """One overlay with the sealed document it stands on."""

    overlay: EventOverlay
    base: Version
    rows: list[Row]
    #: Differences whose row is not in the document any more; a rebase turns them into rows of their own.
    astray: list[Difference]

    @property
    def scale(self) -> ScaleSet:
        return self.base.scale

    @cached_property
    def areas(self) -> list[str]:
        """Names of the parts of the space, as the document has them."""
        return [one["name"] for one in self.base.document["space"]["sub_areas"]]

    def row(self, key: str) -> Row | None:
        return next((one for one in self.rows if one.key == key), None)

    def table(self, which: str) -> dict[tuple[str, str], Cell]:
        """By part of the space and threat type: ``base`` or ``now``; the highest row of each cell."""
        cells: dict[tuple[str, str], list[Cell]] = {}
        for one in self.rows:
            cell = one.base if which == "base" else one.now
            if cell is not None:
                cells.setdefault((one.area, one.threat_type), []).append(cell)
        return {place: highest(found) for place, found in cells.items()}

    def drawings(self) -> list[tuple[str, list[Square], int, int]]:
        """The two heat maps, drawn alike: title, squares, width, height."""
        base, now = self.table("base"), self.table("now")
        areas = list(dict.fromkeys([area for area, _code in [*base, *now]]))
        threats = self.base.threats
        width, height = LEFT + CELL * len(threats) + 2, TOP + CELL * len(areas) + 2
        return [
            (
                title,
                [
                    Square(
                        LEFT + column * CELL, TOP + line * CELL, table.get((area, code), Cell("empty")),
                        area or _("The whole space"), label,
                    )
                    for line, area in enumerate(areas)
                    for column, (code, label) in enumerate(threats.items())
                ],
                width,
                height,
            )
            for title, table in ((_("Any other day"), base), (_("During the event"), now))
        ]  # fmt: skip

    def axes(self) -> tuple[list[tuple[str, str, int]], list[tuple[int, str, int]]]:
        """Letters of the parts of the space and numbers of the threat types, where they stand."""
        areas = list(dict.fromkeys([area for area, _code in [*self.table("base"), *self.table("now")]]))
        return (
            [(letter(line), area or _("The whole space"), TOP + line * CELL) for line, area in enumerate(areas)],
            [(column + 1, label, LEFT + column * CELL) for column, label in enumerate(self.base.threats.values())],
        )

    def sentence(self) -> str:
        counted = Counter(
            "added" if one.base is None else "gone" if one.now.state == "not_applicable" and one.difference
            else "higher" if one.step > 0 else "lower" if one.step < 0 else "same"
            for one in self.rows
        )  # fmt: skip
        return _(
            "Rows during the event: %(higher)d higher, %(lower)d lower, %(added)d only then, %(gone)d not applicable, "
            "%(same)d as on any other day."
        ) % {name: counted[name] for name in ("higher", "lower", "added", "gone", "same")}  # fmt: skip


def document_of(assessment: Assessment) -> dict[str, Any]:
    return Snapshot.objects.get(assessment=assessment).document


def read(overlay: EventOverlay) -> Reading:
    version = Version(overlay.assessment, document_of(overlay.assessment))
    scale = version.scale
    bands = {band.code: band for band in scale.bands}
    names = {one["key"]: one["name"] for one in version.document["space"]["sub_areas"]}
    differences = list(overlay.differences.all())
    by_row = {str(one.row): one for one in differences if one.row}
    rows = []
    for one in version.document["scenarios"]:
        agreed: dict[str, Any] = next((each for each in one["consensus"] if each["basis"] == "current"), {})
        base = Cell(one["result"]["state"], bands.get(one["result"]["level"]))
        difference = by_row.pop(one["key"], None)
        rows.append(
            Row(
                key=one["key"], threat_type=one["threat_type"], area=names.get(one["sub_area"], ""), title=one["title"],
                base=base, now=base if difference is None else _cell(difference, scale),
                probability=agreed.get("probability"), consequence=agreed.get("consequence"), difference=difference,
            )
        )  # fmt: skip
    for added in differences:
        if added.change == Change.ADDED:
            rows.append(
                Row(
                    key=str(added.key), threat_type=added.threat_type, area=added.area, title=added.title, base=None,
                    now=_cell(added, scale), probability=None, consequence=None, difference=added,
                )
            )  # fmt: skip
    return Reading(overlay, version, rows, list(by_row.values()))


def _cell(difference: Difference, scale: ScaleSet) -> Cell:
    """What the matrix says of a difference; a level that is not on this scale is open."""
    if difference.change == Change.NOT_APPLICABLE:
        return Cell("not_applicable")
    if difference.probability is None or difference.consequence is None:
        return Cell("missing")
    try:
        band = lookup(scale.matrix, difference.probability, difference.consequence)
    except ValueError:
        return Cell("missing")
    return Cell("open") if band is None else Cell("rated", _band(scale, band))


def _band(scale: ScaleSet, index: int) -> Band:
    return scale.bands[index]


def newer(overlay: EventOverlay) -> Assessment | None:
    """The approved version that took the place of the one an overlay stands on."""
    found = overlay.assessment.space.assessments.filter(
        approved_at__isnull=False, version__gt=overlay.assessment.version, snapshot__isnull=False
    )
    return found.order_by("-version").first()
