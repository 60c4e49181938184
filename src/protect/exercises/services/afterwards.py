"""Judging and learning: expected decisions met or not, strengths, gaps, lessons; the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.exercises import events, readiness
from protect.exercises.models import Expected, Finding, FindingKind, Judgement, Run, Verdict
from protect.exercises.services.joining import held
from protect.exercises.services.playing import _move
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.markings import Marking
from protect.organisations.models import User, Verb
from protect.plans import services as planning
from protect.plans.origins import Source

MOST_FINDINGS = 200


def _open(run: Run) -> Run:
    stored = held(run)
    if not stored.takes_notes:
        raise ValidationError(_("This run is closed and stays as it is."))
    return stored


@transaction.atomic
def judge(run: Run, expected: Expected, verdict: str, *, by: User) -> Judgement | None:
    """Met, partly, not; empty takes a judgement back."""
    stored = _open(run)
    if expected.inject.exercise_id != stored.exercise_id:
        raise ValidationError(_("This belongs to another exercise."))
    if verdict and verdict not in Verdict.values:
        raise ValidationError(_("Choose met, partly met or not met."))
    there = stored.judgements.filter(expected=expected).first()
    if not verdict:
        if there is not None:
            audit.record(Verb.DELETED, there)
            there.delete()
            events.tell(stored, "judged", {}, events.STAFF)
        return None
    made = there or Judgement(run=stored, expected=expected)
    if save_changes(made, {"verdict": verdict, "judged_by": by}) or there is None:
        events.tell(stored, "judged", {}, events.STAFF)
    return made


@transaction.atomic
def save_finding(run: Run, values: Mapping[str, Any], finding: Finding | None = None, *, by: User) -> Finding:
    stored = _open(run)
    inject = values.get("inject")
    if inject is not None and inject.exercise_id != stored.exercise_id:
        raise ValidationError({"inject": _("Choose a message of this exercise.")})
    if finding is None:
        if stored.findings.count() >= MOST_FINDINGS:
            raise ValidationError(_("There are %(most)d findings already.") % {"most": MOST_FINDINGS})
        finding = Finding(run=stored, written_by=by)
    save_changes(finding, values)
    events.tell(stored, "found", {}, events.STAFF)
    return finding


@transaction.atomic
def remove_finding(finding: Finding) -> None:
    run = _open(finding.run)
    audit.record(Verb.DELETED, finding)
    finding.delete()
    events.tell(run, "found", {}, events.STAFF)


@transaction.atomic
def act_on(finding: Finding, *, by: User) -> int:
    """A lesson becomes a proposed action of the plan; its key. A second press finds the one that is there.

    Raises ValidationError for what is no lesson, or is only for people who are named: the action is read by more.
    """
    run = held(finding.run)
    stored = Finding.objects.select_related("run__exercise__space").get(pk=finding.pk)
    if stored.action is not None:
        return stored.action
    if stored.kind != FindingKind.LESSON:
        raise ValidationError(_("Only a lesson becomes an action."))
    exercise = run.exercise
    if exercise.effective_marking == Marking.RED:
        raise ValidationError(
            _("This exercise is for named people only; write the action by hand, in words for its readers.")
        )
    made = planning.propose_action(
        exercise.organisation, stored.text[:200], by=by, space=exercise.space, description=stored.text,
        source=Source("lesson", stored.pk, str(_("Lesson of an exercise"))),
        values={"due_on": stored.due_on, "responsible_name": stored.owner},
    )  # fmt: skip
    save_changes(stored, {"action": made.pk})
    return made.pk


@transaction.atomic
def summarise(run: Run, summary: str, conditions: str | None = None) -> Run:
    stored = _open(run)
    values = {"summary": summary.strip()}
    if conditions is not None:
        values["conditions"] = conditions.strip()[:300]
    save_changes(stored, values)
    return stored


@transaction.atomic
def report(run: Run) -> Run:
    """The report stands. Raises ValidationError while something of it is missing."""
    stored = held(run)
    missing = readiness.missing_to_report(stored)
    if missing:
        raise ValidationError(missing)
    return _move(stored, "report")
