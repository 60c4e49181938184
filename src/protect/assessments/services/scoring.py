"""Scoring alone and blind, opening the scores, and the consensus."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.assessments.models import (
    CANNOT_JUDGE,
    Assessment,
    Basis,
    Confidence,
    Consensus,
    Scenario,
    Score,
    State,
    TeamMember,
)
from protect.assessments.services.common import require_open, save_changes
from protect.organisations import audit
from protect.organisations.models import Verb
from protect.reference.scale_sets import ScaleSet


def _check_level(name: str, value: int | None, levels: int) -> None:
    if value is not None and not (CANNOT_JUDGE <= value <= levels):
        raise ValidationError(
            {
                name: _("%(value)s is not a level of this scale (1 to %(top)s, or “cannot judge”).")
                % {"value": value, "top": levels}
            }
        )


def _check_judgement(scale_set: ScaleSet, values: dict[str, Any]) -> dict[str, Any]:
    """Levels in range, confidence known, factors turned into the two levels where the scale set has factors."""
    values = dict(values)
    if values.get("factors") and scale_set.factors:
        try:
            rated = scale_set.rate_factors(values["factors"])
        except ValueError as error:
            raise ValidationError({"factors": str(error)}) from None
        # A factor that cannot be judged leaves its side open; one not answered yet leaves it unanswered.
        values["probability"] = _side(scale_set, "probability", values["factors"], rated.probability)
        values["consequence"] = _side(scale_set, "consequence", values["factors"], rated.consequence)
    _check_level("probability", values.get("probability"), len(scale_set.probability.levels))
    _check_level("consequence", values.get("consequence"), len(scale_set.consequence.levels))
    if values.get("confidence", Confidence.MEDIUM) not in Confidence.values:
        raise ValidationError({"confidence": _("Choose low, medium or high.")})
    return values


def _side(scale_set: ScaleSet, side: str, factors: dict[str, Any], rated: int | None) -> int | None:
    if rated is not None:
        return rated
    given = [factors.get(factor.code) for factor in scale_set.factors_of(side)]
    return None if None in given else CANNOT_JUDGE


@transaction.atomic
def save_score(scenario: Scenario, member: TeamMember, values: dict[str, Any], *, basis: str = Basis.CURRENT) -> Score:
    """Keep one member's judgement of one row; called by every autosave, so it may come twice and be incomplete.

    ``values``: probability, consequence (1..n, 0 = cannot judge, None = not yet), confidence, rationale, factors.
    Whoever changes a score after handing in has to hand in again. In quick mode one person's score is the consensus too.
    Raises ValidationError by field. The audit entry says that, not what, was scored: it stays blind.
    """
    assessment = scenario.assessment
    require_open(assessment)
    if assessment.state != State.SCORING:
        raise ValidationError(_("Scores can be given only while the assessment is in scoring."))
    if assessment.scores_opened_at is not None and not assessment.is_quick:
        raise ValidationError(
            _("The scores are open; what was judged alone stays as it was. Record changes as consensus.")
        )
    if member.assessment_id != assessment.pk or not member.scores:
        raise ValidationError(_("Only members of this assessment's team who score can do so."))
    if not scenario.applicable:
        raise ValidationError(_("This row does not apply; there is nothing to score."))
    if basis == Basis.INHERENT and not assessment.scores_inherent:
        raise ValidationError(_("This assessment scores the present situation only."))
    values = _check_judgement(ScaleSet.of(assessment.scale_set), values)
    score = Score.objects.filter(scenario=scenario, member=member, basis=basis).first() or Score(
        scenario=scenario, member=member, basis=basis
    )
    before = audit.snapshot(score)
    for name, value in values.items():
        setattr(score, name, value)
    if score.pk and before == audit.snapshot(score):
        return score
    score.save()
    audit.record(Verb.SCORED, score, note=basis)
    if assessment.is_quick and score.is_complete and assessment.team.filter(scores=True).count() == 1:
        _keep_consensus(scenario, basis, values)
    elif member.handed_in_at is not None:
        save_changes(member, {"handed_in_at": None})
    return score


def outstanding(assessment: Assessment) -> dict[int, int]:
    """How many judgements each scoring member still owes: ``{member key: count}``."""
    rows = assessment.scenarios.filter(applicable=True).count()
    bases = 2 if assessment.scores_inherent else 1
    given: dict[int, int] = {}
    complete = Score.objects.filter(
        scenario__assessment=assessment, scenario__applicable=True, probability__isnull=False, consequence__isnull=False
    )
    for member in complete.values_list("member_id", flat=True):
        given[member] = given.get(member, 0) + 1
    members = assessment.team.filter(scores=True).values_list("pk", flat=True)
    return {member: max(rows * bases - given.get(member, 0), 0) for member in members}


@transaction.atomic
def hand_in(member: TeamMember) -> Assessment:
    """ "I have finished": every row judged (“cannot judge” counts). When the last scoring member hands in, the scores open."""
    assessment = member.assessment
    require_open(assessment)
    if assessment.state != State.SCORING or assessment.is_quick:
        raise ValidationError(_("There is nothing to hand in at this step."))
    owed = outstanding(assessment).get(member.pk)
    if owed is None:
        raise ValidationError(_("Only members of this assessment's team who score can do so."))
    if owed:
        raise ValidationError(
            ngettext(
                "%(count)d judgement is still missing; “cannot judge” is an answer too.",
                "%(count)d judgements are still missing; “cannot judge” is an answer too.",
                owed,
            )
            % {"count": owed}
        )
    save_changes(member, {"handed_in_at": timezone.now()})
    if not assessment.team.filter(scores=True, handed_in_at=None).exists():
        open_scores(assessment, reason=_("all members have handed in"))
    return assessment


@transaction.atomic
def open_scores(assessment: Assessment, *, reason: str = "") -> Assessment:
    """From now on the team sees each other's scores, and nobody changes their own. Done by the lead, or when all scored."""
    require_open(assessment)
    if assessment.state != State.SCORING:
        raise ValidationError(_("There are no scores to open in this state."))
    save_changes(
        assessment,
        {"scores_opened_at": timezone.now(), "state": State.CONSENSUS},
        verb=Verb.MOVED_ON,
        note=reason or _("scores opened"),
    )
    return assessment


@transaction.atomic
def agree(
    scenario: Scenario, values: dict[str, Any], *, basis: str = Basis.CURRENT, absent: Iterable[TeamMember] = ()
) -> Consensus:
    """Record what the team agreed on for one row: levels (0 = cannot judge: the row stays open), rationale, who was absent."""
    assessment = scenario.assessment
    require_open(assessment)
    if assessment.state != State.CONSENSUS:
        raise ValidationError(_("Consensus is recorded after the scores were opened and before the review."))
    absent = list(absent)
    if any(member.assessment_id != assessment.pk for member in absent):
        raise ValidationError({"absent": _("Only members of this team can be named as absent.")})
    values = _check_judgement(ScaleSet.of(assessment.scale_set), values)
    for name in ("probability", "consequence"):
        if values.get(name) is None:
            raise ValidationError({name: _("Choose a level, or “cannot judge”.")})
    return _keep_consensus(scenario, basis, values, absent)


def _keep_consensus(
    scenario: Scenario, basis: str, values: dict[str, Any], absent: Iterable[TeamMember] = ()
) -> Consensus:
    consensus = Consensus.objects.filter(scenario=scenario, basis=basis).first() or Consensus(
        scenario=scenario, basis=basis
    )
    save_changes(consensus, {**values, "absent": list(absent), "decided_by": audit.actor()})
    return consensus
