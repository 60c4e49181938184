"""The result as pages read it: the picture's points, the three heaps, how a portfolio stands beside the best one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from protect.portfolios.models import Alternative, Computation, RunState, Study
from protect.portfolios.queries.field import Field, field_of
from protect.portfolios.queries.reckoning import Figures, Left, costs, figures, taken
from protect.portfolios.queries.sentences import obstacle_words

#: What counts as the same share of all points.
SAME = 1e-6
CORE, OPEN, OUT = "core", "open", "out"


@dataclass
class Result:
    """The newest result of a study beside the study as it is now. ``computation`` is None before the first is done."""

    field: Field
    computation: Computation | None
    running: Computation | None
    failed: Computation | None

    @property
    def content(self) -> dict[str, Any]:
        return self.computation.content if self.computation else {}

    @property
    def is_stale(self) -> bool:
        return self.computation is not None and self.computation.fingerprint != self.field.fingerprint

    @property
    def points(self) -> list[dict[str, Any]]:
        known = self.field.names
        return [
            {**one, "members": [key for key in one["members"] if key in known], "number": number}
            for number, one in enumerate(self.content.get("points", []))
        ]

    @property
    def best(self) -> int:
        return int(self.content.get("best", 0))

    @cached_property
    def widest_gap(self) -> float:
        return max((one["gap"] for one in self.points), default=0.0)


def latest(study: Study) -> Result:
    made = list(study.computations.all())
    newest = made[0] if made else None
    return Result(
        field_of(study),
        next((one for one in made if one.state == RunState.DONE), None),
        newest if newest is not None and newest.is_on else None,
        newest if newest is not None and newest.state == RunState.FAILED else None,
    )


@dataclass(frozen=True)
class Standing:
    """A portfolio beside the best one that was found within the budget."""

    taken: float
    best: float
    obstacles: list[str]

    @property
    def is_below(self) -> bool:
        return bool(self.obstacles) or self.taken < self.best - SAME


def standing_of(result: Result, members: Iterable[int]) -> Standing:
    chosen = set(members)
    best = result.points[result.best]["members"] if result.points else []
    return Standing(taken(result.field, chosen), taken(result.field, best), obstacle_words(result.field, chosen))


@dataclass(frozen=True)
class Heaped:
    """One candidate: in which heap it lies, in how many of 100 good portfolios, and why it is in the best one or not."""

    pk: int
    name: str
    heap: str
    share: int
    inside: bool
    why: str


def heaped(result: Result) -> list[Heaped]:
    from protect.portfolios.queries.sentences import why_words

    shares: dict[str, float] = result.content.get("heaps", {})
    found = []
    for one in result.field.candidates:
        if str(one.pk) not in shares:
            continue  # added since
        share = shares[str(one.pk)]
        heap = CORE if share >= 1 - 1e-9 else OUT if share <= 1e-9 else OPEN
        reason = result.content["reasons"][str(one.pk)]
        told = why_words(result, one, reason, is_core=heap == CORE)
        found.append(Heaped(one.pk, one.name, heap, round(share * 100), reason["inside"], told))
    return sorted(found, key=lambda one: (-one.share, one.name))


@dataclass(frozen=True)
class Kept:
    """An alternative with its figures."""

    alternative: Alternative
    figures: Figures
    standing: Standing | None


def kept(result: Result) -> list[Kept]:
    some = result.field.study.alternatives.prefetch_related("candidates")
    found = []
    for one in some:
        members = [each.pk for each in one.candidates.all()]
        standing = standing_of(result, members) if result.computation else None
        found.append(Kept(one, figures(result.field, members), standing))
    return found


def sealed_figures(result: Result, name: str, members: list[int]) -> dict[str, Any]:
    """What a decision keeps: the figures as they were before those who decided."""
    field, found = result.field, figures(result.field, members)
    standing = standing_of(result, members)
    chosen = set(members)
    return {
        "study": field.study.name,
        "alternative": name,
        "fingerprint": field.fingerprint,
        "budget": {"buy": field.study.budget_buy, "year": field.study.budget_year, "years": field.study.years},
        "buy": [found.buy.low, found.buy.best, found.buy.high],
        "year": [found.year.low, found.year.best, found.year.high],
        "a_year": [found.a_year.low, found.a_year.best, found.a_year.high],
        "hours": found.hours,
        "hours_unknown": found.hours_unknown,
        "personal_data": found.personal_data,
        "openness": [list(one) for one in found.openness],
        "rows": [_row(field, one) for one in found.left],
        "covered": [{"key": one.pk, "text": one.text} for one in found.covered],
        "uncovered": [{"key": one.pk, "text": one.text, "must": one.is_must} for one in found.uncovered],
        "measures": [
            {
                "key": one.pk, "name": one.name, "origin": one.origin, "buy": list(costs(one)[0]), "year": list(costs(one)[1]),
                "hours": one.hours, "personal_data": one.personal_data, "openness": one.openness,
                "requirements": sorted(field.serves.get(one.pk, ())),
            }
            for one in field.candidates
            if one.pk in chosen
        ],
        "below_best": standing.is_below,
        "obstacles": standing.obstacles,
        "proposals_not_confirmed": sum(
            not effect[3] for key, effect in field.effects.items() if key[0] in chosen
        ),
    }  # fmt: skip


def _row(field: Field, one: Left) -> dict[str, Any]:
    bands = field.scales[one.row.assessment].bands

    def code(band: int | None) -> str:
        return "open" if band is None else bands[band].code

    return {
        "key": one.row.pk, "row": one.row.label, "now": code(one.row.band), "stated": code(one.stated),
        "cautious": code(one.cautious),
    }  # fmt: skip
