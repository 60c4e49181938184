"""Each member's score as a dot on a strip of levels, the consensus as a diamond: positions for one SVG drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from protect.assessments.models import CANNOT_JUDGE, Score
from protect.assessments.queries.judgement import Row
from protect.reference.scale_sets import Axis, ScaleSet

#: One level is a square of this many units; dots of the same level stand on one another.
CELL, STEP, TOP, LEFT = 72, 26, 14, 8


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    initials: str
    name: str


@dataclass(frozen=True)
class Strip:
    """A drawing of ``width`` x ``height`` units: level marks, one dot a member, consensus, and who could not judge."""

    title: str
    width: int
    height: int
    base: float
    marks: list[tuple[float, int, str]]  # x, level, label
    dots: list[Dot]
    consensus_x: float | None
    unjudged: list[str]
    sentence: str

    @property
    def columns(self) -> list[tuple[int, int]]:
        """Left edge and width of each level's column."""
        return [(LEFT + number * CELL, CELL) for number in range(len(self.marks))]


def initials(name: str) -> str:
    words = [word for word in name.replace(".", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "?"


def strips(row: Row, scale: ScaleSet) -> list[Strip]:
    """The strip of probability and the strip of consequence of one row."""
    return [
        _strip(axis, row.scores, side, getattr(row.consensus, side) if row.consensus else None)
        for side, axis in (("probability", scale.probability), ("consequence", scale.consequence))
    ]


def _x(level: int) -> float:
    return LEFT + (level - 0.5) * CELL


def _strip(axis: Axis, scores: Iterable[Score], side: str, consensus: int | None) -> Strip:
    given = [(score.member.name, getattr(score, side)) for score in scores]
    tallest = max(Counter(level for _name, level in given if level).values(), default=1)
    base = TOP + tallest * STEP
    stacked: Counter[int] = Counter()
    dots = []
    for name, level in sorted(given, key=lambda pair: pair[0]):
        if level:
            dots.append(Dot(_x(level), base - (stacked[level] + 0.5) * STEP, initials(name), name))
            stacked[level] += 1
    unjudged = [name for name, level in given if level == CANNOT_JUDGE]
    told = [
        f"{level} ({axis.levels[level - 1].label}): {', '.join(name for name, one in given if one == level)}"
        for level in range(1, len(axis) + 1)
        if any(one == level for _name, one in given)
    ]
    if unjudged:
        told.append(_("cannot judge: %(names)s") % {"names": ", ".join(unjudged)})
    return Strip(
        title=axis.title,
        width=2 * LEFT + len(axis) * CELL,
        height=base + 52,
        base=base,
        marks=[(_x(level.value), level.value, level.label) for level in axis],
        dots=dots,
        consensus_x=_x(consensus) if consensus else None,
        unjudged=unjudged,
        sentence="; ".join(told) if told else _("Nobody has scored this row."),
    )
