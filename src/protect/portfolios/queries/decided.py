"""For folders above: what was decided, with what each measure serves. Read as somebody sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from protect.assessments.models import Decision, Requirement, Scenario, Vulnerability
from protect.organisations.models import Organisation
from protect.portfolios.models import Candidate, Effect, PortfolioDecision


@dataclass(frozen=True)
class DecidedMeasure:
    """One measure of a decision. ``requirements``: those it serves; ``vulnerabilities``: weak points to be treated that these
    stand on, or whose rows it lowers; ``scenarios``: rows on which it has an effect. Costs are in euro, None where not known."""

    candidate: Candidate
    name: str
    buy: tuple[int | None, int | None, int | None]
    year: tuple[int | None, int | None, int | None]
    hours: int | None
    requirements: list[Requirement]
    vulnerabilities: list[Vulnerability]
    scenarios: list[Scenario]


def decisions_of(organisation: Organisation, reader: Any) -> Any:
    """Decisions that hold, newest first, of this organisation, as far as the reader sees them (a queryset)."""
    seen: Any = PortfolioDecision.objects.visible_to(reader)  # type: ignore[attr-defined]
    return seen.filter(study__organisation=organisation, taken_back_at=None).select_related("study__organisation")


def decided_measures(decision: PortfolioDecision) -> list[DecidedMeasure]:
    """The measures of a decision, in their order. Whoever sees the decision sees every assessment behind it."""
    candidates = list(decision.candidates.prefetch_related("requirements__further_vulnerabilities"))
    effects: dict[int, list[Scenario]] = {}
    some = Effect.objects.filter(candidate__in=[one.pk for one in candidates]).select_related("scenario")
    for one in some.order_by("scenario__position", "scenario"):
        if one.probability or one.consequence:
            effects.setdefault(one.candidate_id, []).append(one.scenario)
    rows = {row.pk for each in effects.values() for row in each}
    treated = list(
        Vulnerability.objects.filter(
            assessment__in=decision.study.grounds.values("assessment"), decision=Decision.TREAT
        ).prefetch_related("scenarios")
    )
    behind = {weak.pk: {row.pk for row in weak.scenarios.all()} & rows for weak in treated}
    found = []
    for candidate in candidates:
        requirements = list(candidate.requirements.all())
        stands_on = {weak.pk for requirement in requirements for weak in requirement.vulnerabilities}
        scenarios = effects.get(candidate.pk, [])
        mine = {row.pk for row in scenarios}
        weak_points = [weak for weak in treated if weak.pk in stands_on or behind[weak.pk] & mine]
        found.append(
            DecidedMeasure(
                candidate, candidate.name, (candidate.buy_low, candidate.buy_best, candidate.buy_high),
                (candidate.year_low, candidate.year_best, candidate.year_high), candidate.hours, requirements, weak_points,
                scenarios,
            )
        )  # fmt: skip
    return found
