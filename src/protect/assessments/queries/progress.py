"""Where an assessment is on its path, what is next, and what still stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.assessments.models import (
    Assessment,
    Basis,
    Consensus,
    Decision,
    PreparationItem,
    Scenario,
    State,
    Vulnerability,
)
from protect.reference import terms


@dataclass(frozen=True)
class Step:
    """One step of the guided path."""

    key: str
    title: str
    done: bool
    current: bool
    open_points: int  # what is left to do in it, 0 when nothing is


def obstacles(assessment: Assessment) -> list[str]:
    """Sentences that say what must be done before the next state (approval included). Empty: the way is free."""
    state = assessment.state
    if assessment.is_quick:
        if state == State.SCORING:
            return _unanswered_threats(assessment) + _rows_without_consensus(assessment)
        if state == State.REVIEW:
            return _undecided(assessment) + _standing_on_nothing(assessment)
        return []
    if state == State.DRAFT:
        found = []
        if not assessment.mandate.strip():
            found.append(_("Write down the mandate: who asked for this assessment, and for what."))
        if assessment.lead_id is None:
            found.append(_("Name a lead."))
        if not assessment.team.filter(scores=True).exists():
            found.append(_("Put at least one person who scores on the team."))
        return found
    if state == State.PREPARED:
        return [] if assessment.usage_states else [_("Choose at least one usage state to look at.")]
    if state == State.ON_SITE:
        return _rows_without_text(assessment) + _unanswered_threats(assessment)
    if state == State.SCORING:
        return [_("The scores are not open yet: wait for the team, or let the lead open them.")]
    if state == State.CONSENSUS:
        return _unanswered_threats(assessment) + _rows_without_consensus(assessment)
    if state == State.REVIEW:
        return _undecided(assessment) + _standing_on_nothing(assessment)
    return []


def _rows_without_text(assessment: Assessment) -> list[str]:
    count = assessment.scenarios.filter(applicable=True, title="").count()
    if not count:
        return []
    return [
        ngettext(
            "%(count)d row that applies has no scenario yet; describe it or say why it does not apply.",
            "%(count)d rows that apply have no scenario yet; describe them or say why they do not apply.",
            count,
        )
        % {"count": count}
    ]


def _unanswered_threats(assessment: Assessment) -> list[str]:
    """All ten threat types must have at least one row."""
    wanted = [threat["code"] for threat in assessment.threat_types.content["threat_types"]]
    present = set(assessment.scenarios.values_list("threat_type", flat=True))
    missing = [terms.label("threat_type", code) for code in wanted if code not in present]
    return [_("No row yet for: %(names)s.") % {"names": ", ".join(missing)}] if missing else []


def _rows_without_consensus(assessment: Assessment) -> list[str]:
    bases = [Basis.CURRENT, Basis.INHERENT] if assessment.scores_inherent else [Basis.CURRENT]
    rows = assessment.scenarios.filter(applicable=True).annotate(
        agreed=Count("consensus", filter=Q(consensus__basis__in=bases))
    )
    count = sum(1 for agreed in rows.values_list("agreed", flat=True) if agreed < len(bases))
    if not count:
        return []
    if assessment.is_quick:
        return [
            ngettext("%(count)d row is not scored yet.", "%(count)d rows are not scored yet.", count) % {"count": count}
        ]
    return [
        ngettext("%(count)d row has no consensus yet.", "%(count)d rows have no consensus yet.", count)
        % {"count": count}
    ]


def _undecided(assessment: Assessment) -> list[str]:
    count = assessment.vulnerabilities.filter(decision="").count()
    if not count:
        return []
    return [
        ngettext(
            "%(count)d vulnerability has no decision yet.", "%(count)d vulnerabilities have no decision yet.", count
        )
        % {"count": count}
    ]


def _standing_on_nothing(assessment: Assessment) -> list[str]:
    """Objectives and requirements of an earlier version, or of a file, whose vulnerability is not treated here."""
    elsewhere = Vulnerability.objects.filter(assessment=assessment).exclude(decision=Decision.TREAT)
    count = 0
    for rows in (assessment.objectives, assessment.requirements):
        astray = Q(vulnerability__in=elsewhere) | Q(further_vulnerabilities__in=elsewhere)
        count += rows.filter(astray).distinct().count()
    if not count:
        return []
    return [
        ngettext(
            "%(count)d objective or requirement stands on a vulnerability that is not to be treated; change or remove it.",
            "%(count)d objectives and requirements stand on a vulnerability that is not to be treated; change or remove them.",
            count,
        )
        % {"count": count}
    ]


#: In which states a step is the one at hand.
AT_HAND = {
    "preparation": {State.DRAFT},
    "site": {State.PREPARED},
    "measures": {State.PREPARED},
    "scenarios": {State.ON_SITE},
    "scoring": {State.SCORING},
    "consensus": {State.CONSENSUS},
    "results": {State.REVIEW},
    "report": {State.APPROVED, State.SUPERSEDED, State.EXPIRED},
}
ORDER: list[str] = [
    State.DRAFT,
    State.PREPARED,
    State.ON_SITE,
    State.SCORING,
    State.CONSENSUS,
    State.REVIEW,
    State.APPROVED,
]
QUICK_STEPS = ("scenarios", "scoring", "results", "report")


def steps(assessment: Assessment) -> list[Step]:
    """The guided steps with their state, in order; quick mode has four of the eight."""
    rank = ORDER.index(assessment.state) if assessment.state in ORDER else len(ORDER) - 1
    counts = _open_points(assessment)
    shown = []
    for entry in assessment.steps.content["steps"]:
        key = entry["key"]
        if entry.get("off") or (assessment.is_quick and key not in QUICK_STEPS):
            continue
        states = AT_HAND[key] | ({State.DRAFT} if assessment.is_quick and key == "scenarios" else set())
        ranks = [ORDER.index(state) for state in states if state in ORDER]
        shown.append(
            Step(
                key=key,
                title=_(entry["title"]),
                done=rank > max(ranks),
                current=assessment.state in states,
                open_points=counts.get(key, 0),
            )
        )
    return shown


def _open_points(assessment: Assessment) -> dict[str, int]:
    """What is left to do by step, in one query whatever the size."""
    rows = Scenario.objects.filter(assessment=OuterRef("pk"), applicable=True)
    agreed = Consensus.objects.filter(
        scenario__assessment=OuterRef("pk"), scenario__applicable=True, basis=Basis.CURRENT
    )
    figures = (
        Assessment.objects.filter(pk=assessment.pk)
        .annotate(
            ticked=_count(PreparationItem.objects.filter(assessment=OuterRef("pk"), done=True), "assessment"),
            rows=_count(rows, "assessment"),
            untold=_count(rows.filter(title=""), "assessment"),
            agreed=_count(agreed, "scenario__assessment"),
            undecided=_count(Vulnerability.objects.filter(assessment=OuterRef("pk"), decision=""), "assessment"),
        )
        .values("ticked", "rows", "untold", "agreed", "undecided")
        .get()
    )
    items = sum(len(heading["items"]) for heading in assessment.steps.content["preparation"])
    return {
        "preparation": items - figures["ticked"],
        "scenarios": figures["untold"],
        "consensus": figures["rows"] - figures["agreed"],
        "results": figures["undecided"],
    }


def _count(found: QuerySet[Any], by: str) -> Coalesce:
    counted = found.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
