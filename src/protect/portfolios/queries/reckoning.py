"""What a portfolio leaves: residual levels by the table of the scale set, costs, openness, privacy, staff, requirements.

Two readings, and never one number alone. *As stated*: the levels of all its measures add up. *Cautiously*: on each side of a
row only the strongest measure counts, and of it only what is sure (``defaults.surely``). Neither goes below the lowest level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from protect.assessments.models import Assessment
from protect.methods.scales import lookup
from protect.portfolios import defaults
from protect.portfolios.queries.field import Aim, Field, Row
from protect.reference import terms
from protect.reference.scale_sets import ScaleSet
from protect.spaces.models import SubArea

STATED, CAUTIOUS = "stated", "cautious"


@dataclass(frozen=True)
class Left:
    """One row after the measures; bands are None where nobody could judge."""

    row: Row
    stated: int | None
    cautious: int | None
    probability: int
    consequence: int
    probability_cautious: int
    consequence_cautious: int

    @property
    def is_lower(self) -> bool:
        """Lower also if read cautiously: only then an improvement is claimed."""
        return self.row.band is not None and self.cautious is not None and self.cautious < self.row.band

    @property
    def is_perhaps_lower(self) -> bool:
        return (
            not self.is_lower and self.row.band is not None and self.stated is not None and self.stated < self.row.band
        )


def residual(field: Field, members: Iterable[int]) -> list[Left]:
    stated: dict[int, list[int]] = {}
    sure: dict[int, list[int]] = {}
    for candidate in set(members):
        for scenario, (probability, consequence, how_sure, confirmed) in field.by_candidate.get(candidate, ()):
            sums = stated.setdefault(scenario, [0, 0])
            most = sure.setdefault(scenario, [0, 0])
            for side, given in enumerate((probability, consequence)):
                sums[side] += given
                most[side] = max(most[side], defaults.surely(given, how_sure, confirmed))
    found = []
    for row in field.rows:
        matrix = field.scales[row.assessment].matrix
        if row.band is None:
            found.append(Left(row, None, None, row.probability, row.consequence, row.probability, row.consequence))
            continue
        by_sum, by_most = stated.get(row.pk, [0, 0]), sure.get(row.pk, [0, 0])
        levels = [max(row.probability - by_sum[0], 1), max(row.consequence - by_sum[1], 1)]
        careful = [max(row.probability - by_most[0], 1), max(row.consequence - by_most[1], 1)]
        found.append(Left(row, lookup(matrix, *levels), lookup(matrix, *careful), *levels, *careful))
    return found


@dataclass(frozen=True)
class Cell:
    """Of the heat map: highest band now, as stated, cautiously; ``open``: another row of it nobody could judge."""

    now: int | None
    stated: int | None
    cautious: int | None
    open: bool
    is_empty: bool


@dataclass(frozen=True)
class Map:
    """The residual heat map of one assessment: sub-area by threat type, with counts of rows by band."""

    assessment: Assessment
    scale: ScaleSet
    threats: list[str]
    lines: list[tuple[str, list[Cell], Cell]]
    counts: dict[str, list[int]]  # now, stated, cautious -> rows in each band
    open_rows: int


def maps(field: Field, left: Sequence[Left]) -> list[Map]:
    areas = {one.pk: one.name for one in SubArea.objects.filter(pk__in={row.area for row in field.rows if row.area})}
    found = []
    for assessment in field.assessments:
        mine = [one for one in left if one.row.assessment == assessment.pk]
        codes = [one["code"] for one in assessment.threat_types.content["threat_types"]]
        used = [code for code in codes if any(one.row.threat == code for one in mine)]
        lines = []
        for area in sorted({one.row.area for one in mine}, key=lambda key: (key is not None, areas.get(key or 0, ""))):
            inside = [one for one in mine if one.row.area == area]
            cells = [_cell([one for one in inside if one.row.threat == code]) for code in used]
            lines.append((areas.get(area, "") if area else "", cells, _cell(inside)))
        scale = field.scales[assessment.pk]
        counts = {
            name: [Counter(bands).get(number, 0) for number in range(len(scale.bands))]
            for name, bands in (
                ("now", [one.row.band for one in mine]),
                (STATED, [one.stated for one in mine]),
                (CAUTIOUS, [one.cautious for one in mine]),
            )
        }
        labels = [terms.label("threat_type", code) for code in used]
        found.append(Map(assessment, scale, labels, lines, counts, sum(one.row.band is None for one in mine)))
    return found


def _cell(rows: list[Left]) -> Cell:
    def most(bands: Iterable[int | None]) -> int | None:
        return max((band for band in bands if band is not None), default=None)

    return Cell(
        most(one.row.band for one in rows), most(one.stated for one in rows), most(one.cautious for one in rows),
        any(one.row.band is None for one in rows), not rows,
    )  # fmt: skip


@dataclass(frozen=True)
class Money:
    low: int
    best: int
    high: int

    @property
    def is_one(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class Figures:
    """All that is shown of one portfolio."""

    members: list[int]
    buy: Money
    year: Money
    a_year: Money  # cost to buy spread over the years, and cost a year
    hours: int
    hours_unknown: int
    cost_unknown: list[str]
    personal_data: list[str]
    #: (check, helped, burdened, not judged)
    openness: list[tuple[str, int, int, int]]
    openness_mark: int
    left: list[Left]
    covered: list[Aim]
    uncovered: list[Aim]

    @property
    def lower(self) -> int:
        return sum(one.is_lower for one in self.left)

    @property
    def perhaps(self) -> int:
        return sum(one.is_perhaps_lower for one in self.left)


def _ends(low: int | None, best: int | None, high: int | None) -> tuple[int, int, int]:
    middle = best or 0
    return (middle if low is None else low), middle, (middle if high is None else high)


def costs(candidate: Any) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """To buy and a year: lowest, best, highest. What is not known is 0 here, and is named beside it."""
    return (
        _ends(candidate.buy_low, candidate.buy_best, candidate.buy_high),
        _ends(candidate.year_low, candidate.year_best, candidate.year_high),
    )


def figures(field: Field, members: Iterable[int]) -> Figures:
    chosen = set(members)
    some = [one for one in field.candidates if one.pk in chosen]
    both = [costs(one) for one in some]
    buy = [sum(one[0][end] for one in both) for end in range(3)]
    year = [sum(one[1][end] for one in both) for end in range(3)]
    years = max(field.study.years, 1)
    served = {key for one in some for key in field.serves.get(one.pk, ())}
    openness = []
    for code in defaults.CHECKS:
        said = [one.openness.get(code, "not_judged") for one in some]
        openness.append(
            (terms.label("openness_check", code), said.count("better"), said.count("worse"),
             sum(one not in defaults.OPENNESS for one in said))
        )  # fmt: skip
    return Figures(
        [one.pk for one in some],
        Money(*buy),
        Money(*year),
        Money(*(round(one / years) + each for one, each in zip(buy, year, strict=True))),
        sum(one.hours or 0 for one in some),
        sum(one.hours is None for one in some),
        [one.name for one in some if one.buy_best is None or one.year_best is None],
        [one.name for one in some if one.personal_data],
        openness,
        sum(defaults.openness_mark(one.openness) for one in some),
        residual(field, chosen),
        [one for one in field.requirements if one.pk in served],
        [one for one in field.requirements if one.pk not in served],
    )


def taken(field: Field, members: Iterable[int], *, cautious: bool | None = None) -> float:
    """Share of all points that a portfolio takes away, as the search counts them (``defaults``): to compare, never to show alone.

    ``cautious``: the reading; that of the study where it is not given.
    """
    careful = field.is_cautious if cautious is None else cautious
    rows = {row.pk: row for row in field.rows if row.counts}
    left = dict.fromkeys(rows, 1.0)
    for candidate in set(members):
        for scenario, (probability, consequence, sure, confirmed) in field.by_candidate.get(candidate, ()):
            row, levels = rows.get(scenario), 0
            if row is None:
                continue
            for side, now in ((probability, row.probability), (consequence, row.consequence)):
                counted = defaults.surely(side, sure, confirmed) if careful else side
                levels += min(counted, now - 1) if row.band is not None else counted
            left[scenario] *= 1 - defaults.share(levels)
    total = sum(map(field.weight, rows.values()))
    return sum(field.weight(row) * (1 - left[key]) for key, row in rows.items()) / total if total else 0.0
