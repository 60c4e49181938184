"""From scores to levels: what the matrix says for every row, how sure it is, and where the team differs.

Nothing here is stored: levels follow from consensus and the scale set's matrix, so every level can explain itself.
A row nobody could judge is *open*, never low.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from protect.assessments.models import Assessment, Basis, Consensus, Scenario, Score, TeamMember, Vulnerability
from protect.methods import agreement, risk
from protect.methods.scales import lookup
from protect.organisations.models import User
from protect.reference.scale_sets import ScaleSet
from protect.spaces.models import SubArea


@dataclass(frozen=True)
class Row:
    """One scenario with everything that was judged about it on one basis."""

    scenario: Scenario
    scores: tuple[Score, ...]
    consensus: Consensus | None
    band: int | None  # index of the band, low to high; None while open or not applicable
    bands: tuple[float, ...] | None  # probability of each band, exact; None while nobody judged
    spread_probability: int
    spread_consequence: int
    discuss: bool  # members differ by the spread that asks for a discussion

    @property
    def state(self) -> str:
        """``not_applicable``, ``open`` (cannot judge), ``missing`` (no consensus yet) or ``rated``."""
        if not self.scenario.applicable:
            return "not_applicable"
        if self.consensus is None:
            return "missing"
        return "rated" if self.band is not None else "open"

    @property
    def chance(self) -> float | None:
        """Probability of the band that the consensus gives, 0..1."""
        return None if self.band is None or self.bands is None else self.bands[self.band]


@dataclass(frozen=True)
class Cell:
    """One cell of the heat map: sub-area x threat type, with the highest band of its rows."""

    state: str
    band: int | None
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """The results of one assessment on one basis."""

    assessment: Assessment
    scale_set: ScaleSet
    rows: tuple[Row, ...]
    alpha_probability: float | None
    alpha_consequence: float | None
    members: tuple[TeamMember, ...] = ()
    sub_areas: tuple[SubArea | None, ...] = field(default=())

    @property
    def counts(self) -> list[int]:
        """Number of rated rows in each band, low to high."""
        counted = Counter(row.band for row in self.rows if row.band is not None)
        return [counted.get(band, 0) for band in range(len(self.scale_set.bands))]

    @property
    def open_rows(self) -> list[Row]:
        return [row for row in self.rows if row.state in {"open", "missing"}]

    @property
    def highest(self) -> int | None:
        return max((row.band for row in self.rows if row.band is not None), default=None)

    @property
    def to_discuss(self) -> list[Row]:
        return [row for row in self.rows if row.discuss]

    def ratings(self, side: str) -> np.ndarray:
        """Levels of ``side`` as an array of members x applicable rows; nan where not judged."""
        return _ratings([row for row in self.rows if row.scenario.applicable], self.members, side)

    def row(self, scenario_id: int) -> Row:
        return next(row for row in self.rows if row.scenario.pk == scenario_id)

    def heat_map(self) -> list[tuple[SubArea | None, list[Cell], int | None]]:
        """Rows of the heat map: sub-area (None = the whole space), a cell for each threat type, the maximum."""
        threats = [threat["code"] for threat in self.assessment.threat_types.content["threat_types"]]
        table = []
        for area in self.sub_areas:
            cells = []
            for threat in threats:
                rows = [
                    row for row in self.rows if row.scenario.threat_type == threat and row.scenario.sub_area == area
                ]
                cells.append(_cell(rows))
            table.append((area, cells, max((cell.band for cell in cells if cell.band is not None), default=None)))
        return table

    def level_of(self, vulnerability: Vulnerability) -> int | None:
        """Highest band among the scenarios that show this vulnerability."""
        keys = {scenario.pk for scenario in vulnerability.scenarios.all()}
        return max((row.band for row in self.rows if row.scenario.pk in keys and row.band is not None), default=None)

    def spread_of(self, vulnerability: Vulnerability) -> int | None:
        """Most levels by which members differ among the rows that show it; None where fewer than two scored."""
        keys = {scenario.pk for scenario in vulnerability.scenarios.all()}
        rows = [row for row in self.rows if row.scenario.pk in keys and len(row.scores) > 1]
        return max((max(row.spread_probability, row.spread_consequence) for row in rows), default=None)


def _cell(rows: list[Row]) -> Cell:
    if not rows:
        return Cell("empty", None)
    highest = max((row.band for row in rows if row.band is not None), default=None)
    states = {row.state for row in rows}
    if highest is not None:
        # An unknown beside a level stays in sight: "open" is never swallowed by a lower neighbour.
        return Cell("rated_open" if states & {"open", "missing"} else "rated", highest, tuple(rows))
    for state in ("open", "missing", "not_applicable"):
        if state in states:
            return Cell(state, None, tuple(rows))
    raise AssertionError(states)


def judge(
    assessment: Assessment, reader: User | AnonymousUser | None, *, basis: str = Basis.CURRENT, everything: bool = False
) -> Judgement:
    """All rows of ``assessment`` as ``reader`` may see them: blind scores of others stay out.

    ``everything`` is for the sealed document and for commands, where the whole record is written down.
    Takes five queries whatever the size. The rows come without the measures that count.
    """
    scale_set = ScaleSet.of(assessment.scale_set)
    scores = Score.objects.filter(basis=basis).select_related("member")
    if not everything:
        scores = scores.visible_to(reader)
    scenarios = list(
        assessment.scenarios.select_related("sub_area").prefetch_related(
            Prefetch("scores", queryset=scores.order_by("member_id"), to_attr="seen_scores"),
            Prefetch(
                "consensus", queryset=Consensus.objects.filter(basis=basis).prefetch_related("absent"), to_attr="agreed"
            ),
        )
    )
    members = tuple(assessment.team.filter(scores=True))
    one_house = _one_house(members)
    rows = tuple(_row(scenario, scale_set, one_house) for scenario in scenarios)
    judged = [row for row in rows if row.scenario.applicable]
    used = {row.scenario.sub_area_id: row.scenario.sub_area for row in rows}
    shown: list[SubArea | None] = [None] if None in used or not used else []
    areas: list[SubArea] = [area for area in used.values() if area is not None]
    areas.sort(key=_in_order)
    shown += areas
    return Judgement(
        assessment=assessment,
        scale_set=scale_set,
        rows=rows,
        alpha_probability=_alpha(judged, members, "probability"),
        alpha_consequence=_alpha(judged, members, "consequence"),
        members=members,
        sub_areas=tuple(shown),
    )


def _in_order(area: SubArea) -> tuple[int, str, int]:
    return (area.position, area.name, area.pk)


def _row(scenario: Scenario, scale_set: ScaleSet, one_house: bool) -> Row:
    scores = tuple(scenario.seen_scores)  # type: ignore[attr-defined]
    consensus = next(iter(scenario.agreed), None)  # type: ignore[attr-defined]
    if not scenario.applicable:
        return Row(scenario, scores, consensus, None, None, 0, 0, False)
    band = lookup(scale_set.matrix, consensus.probability, consensus.consequence) if consensus else None
    spread_p, spread_c = _spread(scores, "probability"), _spread(scores, "consequence")
    return Row(
        scenario=scenario,
        scores=scores,
        consensus=consensus,
        band=band,
        bands=_bands(scores or ([consensus] if consensus else []), scale_set, one_house and len(scores) > 1),
        spread_probability=spread_p,
        spread_consequence=spread_c,
        discuss=max(spread_p, spread_c) >= scale_set.discussion_spread,
    )


def _levels(judgements: Iterable[Score | Consensus], side: str) -> list[int]:
    return [level for level in (getattr(one, side) for one in judgements) if level]


def _spread(scores: Iterable[Score], side: str) -> int:
    levels = _levels(scores, side)
    return max(levels) - min(levels) if levels else 0


def _bands(judgements: Iterable[Score | Consensus], scale_set: ScaleSet, widen: bool) -> tuple[float, ...] | None:
    """Individual levels spread by confidence, pooled with equal weights, pushed exactly through the matrix (METHODS 3)."""
    sides = []
    for side, levels in (("probability", scale_set.probability.levels), ("consequence", scale_set.consequence.levels)):
        given = [
            risk.spread(getattr(one, side), len(levels), scale_set.spread_weights(one.confidence))
            for one in judgements
            if getattr(one, side)
        ]
        if not given:
            return None
        pooled = risk.pool(given)
        sides.append(risk.widen_by_neighbour(pooled) if widen else pooled)
    return tuple(float(share) for share in risk.band_probabilities(scale_set.matrix, *sides))


def _one_house(members: tuple[TeamMember, ...]) -> bool:
    """All scoring members come from one organisation: their errors go together, so the pool is widened."""
    return len({member.organisation_name.strip().casefold() for member in members}) == 1


def _ratings(rows: list[Row], members: tuple[TeamMember, ...], side: str) -> np.ndarray:
    """Levels as an array of members x rows; nan where a member did not or could not judge."""
    column = {member.pk: number for number, member in enumerate(members)}
    ratings = np.full((len(members), len(rows)), np.nan)
    for number, row in enumerate(rows):
        for score in row.scores:
            if score.member_id in column and getattr(score, side):
                ratings[column[score.member_id], number] = getattr(score, side)
    return ratings


def _alpha(rows: list[Row], members: tuple[TeamMember, ...], side: str) -> float | None:
    """Krippendorff's alpha, ordinal, over members x rows; None where it cannot be said (fewer than two judged twice)."""
    if len(members) < 2 or not rows:
        return None
    ratings = _ratings(rows, members, side)
    pairable = (np.sum(~np.isnan(ratings), axis=0) >= 2).sum()
    if pairable < 2:
        return None
    alpha = agreement.krippendorff_alpha(ratings, level="ordinal")
    return None if alpha is None or np.isnan(alpha) else float(alpha)
