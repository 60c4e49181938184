"""The scoring grid of one member: every row that applies, on every basis that is scored, with what was given so far."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from protect.assessments.models import Assessment, Basis, Scenario, Score, TeamMember


@dataclass(frozen=True)
class Line:
    """One line of the grid: a scenario on one basis, and the member's score if there is one."""

    scenario: Scenario
    basis: str
    score: Score | None

    @property
    def key(self) -> str:
        """Prefix of the line's fields in the form."""
        return f"{self.scenario.pk}-{self.basis}"


def bases(assessment: Assessment) -> list[str]:
    return [Basis.CURRENT.value, Basis.INHERENT.value] if assessment.scores_inherent else [Basis.CURRENT.value]


def lines(assessment: Assessment, member: TeamMember) -> list[Line]:
    """All lines in the order of the rows, in three queries."""
    own = Prefetch("scores", queryset=Score.objects.filter(member=member), to_attr="own_scores")
    rows = assessment.scenarios.filter(applicable=True).select_related("sub_area").prefetch_related("measures", own)
    found = []
    for basis in bases(assessment):
        for row in rows:
            score = next((one for one in row.own_scores if one.basis == basis), None)
            found.append(Line(row, basis, score))
    return found
