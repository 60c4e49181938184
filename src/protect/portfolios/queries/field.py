"""All that a study stands on, read once: rows with their levels, candidates with their effects, requirements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from protect.assessments.models import Assessment, Basis, Consensus, Decision, Requirement, Scenario, Vulnerability
from protect.portfolios import defaults
from protect.portfolios.models import Candidate, Effect, Reading, Scope, Study
from protect.reference import terms
from protect.reference.models import digest_of
from protect.reference.scale_sets import ScaleSet


@dataclass(frozen=True)
class Row:
    """One row of an assessment. ``probability`` and ``consequence`` are 0 where nobody could judge; then ``band`` is None."""

    pk: int
    assessment: int
    area: int | None
    threat: str
    label: str
    probability: int
    consequence: int
    band: int | None
    counts: bool  # weighs in the search


@dataclass(frozen=True)
class Aim:
    """A weak point to be treated, or a requirement."""

    pk: int
    text: str
    assessment: int
    rows: frozenset[int] = frozenset()
    vulnerabilities: tuple[int, ...] = ()
    is_must: bool = False
    functions: tuple[str, ...] = ()


@dataclass
class Field:
    """Everything, in the order of the assessments, their rows and the candidates."""

    study: Study
    assessments: list[Assessment]
    scales: dict[int, ScaleSet]
    rows: list[Row]
    candidates: list[Candidate]
    #: (candidate, scenario) -> effect as (probability, consequence, sure, confirmed).
    effects: dict[tuple[int, int], tuple[int, int, str, bool]]
    requirements: list[Aim]
    vulnerabilities: list[Aim]
    serves: dict[int, set[int]]  # candidate -> requirements
    excludes: list[tuple[int, int]]
    needs: dict[int, list[int]]
    names: dict[int, str] = field(default_factory=dict)

    @cached_property
    def place(self) -> dict[int, int]:
        """Row number by the key of its scenario."""
        return {row.pk: number for number, row in enumerate(self.rows)}

    @cached_property
    def by_candidate(self) -> dict[int, list[tuple[int, tuple[int, int, str, bool]]]]:
        """Candidate -> [(scenario, effect)]."""
        found: dict[int, list[tuple[int, tuple[int, int, str, bool]]]] = defaultdict(list)
        for (candidate, scenario), effect in self.effects.items():
            found[candidate].append((scenario, effect))
        return found

    @cached_property
    def unconfirmed(self) -> int:
        return sum(not one[3] for one in self.effects.values())

    @cached_property
    def open_rows(self) -> list[Row]:
        return [row for row in self.rows if row.band is None]

    def weight(self, row: Row) -> float:
        if not row.counts:
            return 0.0
        return float(self.study.step ** (defaults.OPEN_WEIGHS_LIKE if row.band is None else row.band))

    @cached_property
    def document(self) -> dict[str, Any]:
        """What goes into the search, and nothing else: the same for the same question."""
        about = self.study
        return {
            "asked": [
                about.budget_buy, about.budget_year, about.scope, about.reading, about.step, about.cover_musts,
                about.openness_least, about.privacy_most, about.hours_most,
            ],
            "rows": [[row.pk, row.probability, row.consequence, row.band, row.counts] for row in self.rows],
            "candidates": [
                [
                    one.pk, one.buy_low, one.buy_best, one.buy_high, one.year_low, one.year_best, one.year_high, one.hours,
                    one.personal_data, sorted(one.openness.items()), sorted(self.serves.get(one.pk, ())),
                    sorted(self.needs.get(one.pk, ())),
                ]
                for one in self.candidates
            ],
            "excludes": sorted(map(list, self.excludes)),
            "effects": [[*key, *value] for key, value in sorted(self.effects.items())],
            "musts": [one.pk for one in self.requirements if one.is_must],
        }  # fmt: skip

    @cached_property
    def fingerprint(self) -> str:
        return digest_of(self.document)

    @property
    def is_cautious(self) -> bool:
        return self.study.reading == Reading.CAUTIOUS


def field_of(study: Study) -> Field:
    """Some ten queries, however large it is. Whoever sees the study sees every assessment of it."""
    from protect.methods.scales import lookup

    assessments = [
        one.assessment
        for one in study.grounds.select_related(
            "assessment__scale_set", "assessment__space", "assessment__threat_types"
        )
    ]
    keys = [one.pk for one in assessments]
    scales = {one.pk: ScaleSet.of(one.scale_set) for one in assessments}
    treated = _weak_points(keys)
    behind = {row for one in treated for row in one.rows}
    agreed = {
        key: (probability, consequence)
        for key, probability, consequence in Consensus.objects.filter(
            scenario__assessment__in=keys, basis=Basis.CURRENT
        ).values_list("scenario_id", "probability", "consequence")
    }
    rows = []
    found = Scenario.objects.filter(assessment__in=keys, applicable=True).select_related("sub_area")
    several = len(assessments) > 1
    titles = {one.pk: one.space.name for one in assessments}
    for one in sorted(found, key=lambda one: (keys.index(one.assessment_id), one.position, one.pk)):
        probability, consequence = agreed.get(one.pk, (0, 0))
        band = lookup(scales[one.assessment_id].matrix, probability, consequence)
        parts = [titles[one.assessment_id]] if several else []
        parts += [terms.label("threat_type", one.threat_type), *([one.sub_area.name] if one.sub_area else [])]
        parts += [terms.label("usage_state", one.usage_state)] if one.usage_state != "normal" else []
        rows.append(
            Row(
                one.pk, one.assessment_id, one.sub_area_id, one.threat_type, " · ".join(parts), probability, consequence,
                band, study.scope == Scope.ALL or one.pk in behind,
            )
        )  # fmt: skip
    candidates = list(study.candidates.all())
    known = {row.pk for row in rows}
    effects = {
        (candidate, scenario): (probability, consequence, sure, confirmed)
        for candidate, scenario, probability, consequence, sure, confirmed in Effect.objects.filter(
            candidate__study=study
        ).values_list("candidate_id", "scenario_id", "probability", "consequence", "sure", "confirmed")
        if scenario in known and (probability or consequence)
    }
    serves: dict[int, set[int]] = defaultdict(set)
    for candidate, requirement in Candidate.requirements.through.objects.filter(candidate__study=study).values_list(
        "candidate_id", "requirement_id"
    ):
        serves[candidate].add(requirement)
    excludes = {
        (min(pair), max(pair))
        for pair in Candidate.excludes.through.objects.filter(from_candidate__study=study).values_list(
            "from_candidate_id", "to_candidate_id"
        )
    }
    needs: dict[int, list[int]] = defaultdict(list)
    for one_pk, other in Candidate.needs.through.objects.filter(from_candidate__study=study).values_list(
        "from_candidate_id", "to_candidate_id"
    ):
        needs[one_pk].append(other)
    return Field(
        study, assessments, scales, rows, candidates, effects, _requirements(keys), treated, dict(serves), sorted(excludes),
        dict(needs), {one.pk: one.name for one in candidates},
    )  # fmt: skip


def _weak_points(keys: list[int]) -> list[Aim]:
    found = Vulnerability.objects.filter(assessment__in=keys, decision=Decision.TREAT).prefetch_related("scenarios")
    return [
        Aim(
            one.pk, one.statement, one.assessment_id, frozenset(row.pk for row in one.scenarios.all() if row.applicable)
        )
        for one in found
    ]


def _requirements(keys: list[int]) -> list[Aim]:
    """Of weak points that are treated."""
    found = (
        Requirement.objects.filter(assessment__in=keys)
        .select_related("vulnerability")
        .prefetch_related("further_vulnerabilities", "vulnerability__scenarios", "further_vulnerabilities__scenarios")
    )
    aims = []
    for one in found:
        weak = [each for each in one.vulnerabilities if each.decision == Decision.TREAT]
        if weak:
            rows = frozenset(row.pk for each in weak for row in each.scenarios.all())
            aims.append(
                Aim(
                    one.pk, one.text, one.assessment_id, rows, tuple(each.pk for each in weak), one.obligation == "must",
                    tuple(one.functions),
                )
            )  # fmt: skip
    return aims
