"""The plan: what, where, who, when, what is measured; its two approvals; the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.demonstrations import readiness
from protect.demonstrations.models import Approval, Demonstration, Metric, MetricKind, Person, Question, Step
from protect.demonstrations.states import MOVES, State
from protect.organisations import audit
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.services import bin

Part = TypeVar("Part", Person, Step, Metric)
AFTERWARDS = frozenset({"limits", "lessons", "costs"})


def held(demonstration: Demonstration) -> Demonstration:
    """The row as it is now, locked. Raises ValidationError if nothing of it changes any more."""
    stored = Demonstration.objects.select_for_update().get(pk=demonstration.pk)
    if not stored.is_open:
        raise ValidationError(
            _("This demonstration is “%(state)s” and stays as it is.") % {"state": State(stored.state).label}
        )
    return stored


@transaction.atomic
def begin(organisation: Organisation, title: str, *, by: User, space: Any = None) -> Demonstration:
    made = Demonstration(organisation=organisation, created_by=by)
    save_changes(made, {"title": title.strip(), "space": space})
    return made


@transaction.atomic
def change(demonstration: Demonstration, values: Mapping[str, Any]) -> Demonstration:
    """The plan, and afterwards limits, lessons and costs. Raises ValidationError where it would end before it begins."""
    stored = held(demonstration)
    begins, ends = (values.get(name, getattr(stored, name)) for name in ("begins_at", "ends_at"))
    if begins and ends and ends <= begins:
        raise ValidationError({"ends_at": _("It ends before it begins.")})
    if ends and not begins:
        raise ValidationError({"begins_at": _("Say when it begins.")})
    space = values.get("space")
    if space is not None and space.organisation_id != stored.organisation_id:
        raise ValidationError({"space": _("Choose a space of the same organisation.")})
    candidate = values.get("candidate")
    if candidate is not None and candidate.evaluation.organisation_id != stored.organisation_id:
        raise ValidationError({"candidate": _("Choose a candidate of an evaluation of the same organisation.")})
    save_changes(stored, values)
    return stored


@transaction.atomic
def save_person(demonstration: Demonstration, values: Mapping[str, Any], person: Person | None = None) -> Person:
    return _save(demonstration, person or Person(), values)


@transaction.atomic
def save_step(demonstration: Demonstration, values: Mapping[str, Any], step: Step | None = None) -> Step:
    return _save(demonstration, step or Step(), values)


@transaction.atomic
def save_metric(demonstration: Demonstration, values: Mapping[str, Any], metric: Metric | None = None) -> Metric:
    """Raises ValidationError where a number has no unit, a share is none, or values of it were entered already."""
    stored = held(demonstration)
    if metric is not None and metric.observations.exists() and values.get("kind", metric.kind) != metric.kind:
        raise ValidationError({"kind": _("Values were entered already; add another metric instead.")})
    kind, target = values.get("kind", MetricKind.NUMBER), values.get("target")
    if kind == MetricKind.NUMBER and not str(values.get("unit", "")).strip():
        raise ValidationError({"unit": _("Name the unit, such as seconds or people.")})
    if kind == MetricKind.YES_NO and target is not None and not 0 <= target <= 100:
        raise ValidationError({"target": _("A share lies between 0 and 100 per cent.")})
    if metric is None:
        values = {**values, "position": stored.metrics.count()}
    return _save(stored, metric or Metric(), values)


def _save(demonstration: Demonstration, part: Part, values: Mapping[str, Any]) -> Part:
    part.demonstration = held(demonstration)
    save_changes(part, values)
    return part


@transaction.atomic
def remove_part(part: Person | Step | Metric) -> None:
    """Raises ValidationError for a metric of which values were entered: what was measured stays."""
    held(part.demonstration)
    if isinstance(part, Metric) and part.observations.exists():
        raise ValidationError(_("Values of this metric were entered; it stays."))
    audit.record(Verb.DELETED, part)
    part.delete()


@transaction.atomic
def approve(demonstration: Demonstration, question: str, *, by: User, note: str = "", seen: str = "") -> Approval:
    """A yes to the plan as it is now, for safety or for privacy: two questions, two people.

    ``seen``: digest of the plan that was read. Raises ValidationError while something is missing or the plan has changed.
    """
    stored = held(demonstration)
    if question not in Question.values:
        raise ValidationError({"question": _("Choose what you approve.")})
    missing = readiness.missing(stored)
    if missing:
        raise ValidationError(missing)
    digest = readiness.digest(stored)
    if seen and seen != digest:
        raise ValidationError(_("The plan changed since you opened it. Read it again, then approve."))
    there = readiness.approvals(stored)
    if question in there:
        raise ValidationError(_("This approval is there already."))
    if any(one.approved_by_id == by.pk for one in there.values()):
        raise PermissionDenied(_("You approved the other question; somebody else approves this one."))
    made = Approval(demonstration=stored, question=question, digest=digest, approved_by=by)
    save_changes(made, {"note": note.strip()[:500]}, verb=Verb.APPROVED)
    return made


def _move(demonstration: Demonstration, verb: str, reason: str = "") -> Demonstration:
    stored = Demonstration.objects.select_for_update().get(pk=demonstration.pk)
    move = MOVES[verb]
    if stored.state not in move.source:
        raise ValidationError(
            _("This demonstration is “%(state)s”; that cannot be done with it now.")
            % {"state": State(stored.state).label}
        )
    save_changes(stored, {"state": move.target, "state_reason": reason}, verb=Verb.MOVED_ON, note=reason)
    return stored


@transaction.atomic
def close(demonstration: Demonstration) -> Demonstration:
    """Nothing of it changes any more. Raises ValidationError without limits and lessons, or while a run is on."""
    missing = readiness.missing_to_close(held(demonstration))
    if missing:
        raise ValidationError(missing)
    return _move(demonstration, "close")


@transaction.atomic
def cancel(demonstration: Demonstration, *, reason: str) -> Demonstration:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it does not take place.")})
    return _move(demonstration, "cancel", reason.strip()[:500])


@transaction.atomic
def reopen(demonstration: Demonstration, *, reason: str) -> Demonstration:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is opened again.")})
    return _move(demonstration, "reopen", reason.strip()[:500])


@transaction.atomic
def delete(demonstration: Demonstration) -> Binned:
    """Into the bin. Raises ValidationError once something was measured: what was seen stays."""
    stored = held(demonstration)
    if stored.runs.filter(begun_at__isnull=False).exists():
        raise ValidationError(_("It was played already; cancel or close it instead."))
    return bin.put(stored, permission="demonstrations.edit")
