"""A study as a whole: begun, changed, laid aside, taken up again, deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.assessments.models import Assessment, Requirement, Scenario
from protect.assessments.models import State as AssessmentState
from protect.organisations import audit
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.services import bin
from protect.portfolios.models import Effect, Ground, Study
from protect.portfolios.states import MOVES, State

#: An assessment counts once its levels are agreed and its weak points are decided about.
READY = frozenset({AssessmentState.REVIEW, AssessmentState.APPROVED, AssessmentState.EXPIRED})


def held(study: Study) -> Study:
    """The row as it is now, locked. Raises ValidationError if nothing of it changes any more."""
    stored = Study.objects.select_for_update().get(pk=study.pk)
    if not stored.is_open:
        raise ValidationError(_("This study is “%(state)s” and stays as it is.") % {"state": State(stored.state).label})
    return stored


def move(study: Study, verb: str, reason: str = "") -> Study:
    stored = Study.objects.select_for_update().get(pk=study.pk)
    step = MOVES[verb]
    if stored.state not in step.source:
        raise ValidationError(
            _("This study is “%(state)s”; that cannot be done with it now.") % {"state": State(stored.state).label}
        )
    save_changes(stored, {"state": step.target, "state_reason": reason}, verb=Verb.MOVED_ON, note=reason)
    return stored


@transaction.atomic
def begin(
    organisation: Organisation, values: Mapping[str, Any], assessments: Iterable[Assessment], *, by: User | None
) -> Study:
    """``values``: name and budget at least. Raises ValidationError without an assessment that can be stood on."""
    some = list(assessments)
    _checked_assessments(organisation, some)
    made = Study(organisation=organisation, created_by=by)
    _checked(made, values)
    save_changes(made, values)
    for one in some:
        save_changes(Ground(study=made, assessment=one), {})
    return made


@transaction.atomic
def change(study: Study, values: Mapping[str, Any]) -> Study:
    stored = held(study)
    _checked(stored, values)
    save_changes(stored, values)
    return stored


def _checked(study: Study, values: Mapping[str, Any]) -> None:
    if not str(values.get("name", study.name)).strip():
        raise ValidationError({"name": _("Give it a name.")})
    low, best, high = (values.get(f"loss_{end}", getattr(study, f"loss_{end}")) for end in ("low", "best", "high"))
    if best is None and (low is not None or high is not None):
        raise ValidationError({"loss_best": _("Give the best estimate, too.")})
    if best is not None and best <= 0:
        raise ValidationError({"loss_best": _("A loss is more than nothing.")})
    if best is not None and not (best if low is None else low) <= best <= (best if high is None else high):
        raise ValidationError({"loss_best": _("The best estimate lies between lowest and highest.")})
    if low == 0:
        raise ValidationError({"loss_low": _("A loss is more than nothing.")})


def _checked_assessments(
    organisation: Organisation, some: list[Assessment], known: frozenset[int] = frozenset()
) -> None:
    if not some:
        raise ValidationError({"assessments": _("Choose at least one assessment.")})
    for one in some:
        if one.organisation_id != organisation.pk:
            raise ValidationError({"assessments": _("Choose assessments of the same organisation.")})
        if one.pk not in known and one.state not in READY:
            raise ValidationError(
                {"assessments": _("“%(name)s” is neither in review nor approved yet.") % {"name": one}}
            )
    if len({one.space_id for one in some}) < len(some):
        raise ValidationError({"assessments": _("Choose one version of the assessment of a space.")})


@transaction.atomic
def choose_assessments(study: Study, assessments: Iterable[Assessment]) -> Study:
    """Those that it stands on. To a newer version of the same space effects and requirements go along, row by row; else they go
    with the assessment that is taken off."""
    stored = held(study)
    some = list(assessments)
    present = {one.assessment_id: one for one in stored.grounds.all()}
    # What it stands on already may have been superseded in the meantime, and stays.
    _checked_assessments(stored.organisation, some, known=frozenset(present))
    for one in some:
        if one.pk not in present:
            save_changes(Ground(study=stored, assessment=one), {})
    for key, ground in present.items():
        if key not in {one.pk for one in some}:
            newer = next((one for one in some if one.space_id == ground.assessment.space_id), None)
            if newer is not None:
                _go_along(stored, key, newer)
            Effect.objects.filter(candidate__study=stored, scenario__assessment=key).delete()
            for candidate in stored.candidates.all():
                candidate.requirements.remove(*candidate.requirements.filter(assessment=key))
            audit.record(Verb.DELETED, ground)
            ground.delete()
    return stored


def _go_along(study: Study, old: int, newer: Assessment) -> None:
    """The same rows and requirements in another version have the same lineage."""
    rows = dict(Scenario.objects.filter(assessment=newer, applicable=True).values_list("lineage", "pk"))
    for effect in Effect.objects.filter(candidate__study=study, scenario__assessment=old).select_related("scenario"):
        if effect.scenario.lineage in rows:
            Effect.objects.filter(pk=effect.pk).update(scenario=rows[effect.scenario.lineage])
    wanted = {one.lineage: one for one in Requirement.objects.filter(assessment=newer)}
    for candidate in study.candidates.all():
        served = candidate.requirements.filter(assessment=old)
        candidate.requirements.add(*(wanted[one.lineage] for one in served if one.lineage in wanted))


@transaction.atomic
def abandon(study: Study, *, reason: str) -> Study:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is laid aside.")})
    return move(study, "abandon", reason.strip()[:500])


@transaction.atomic
def take_up(study: Study, *, reason: str) -> Study:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is taken up again.")})
    return move(study, "take_up", reason.strip()[:500])


@transaction.atomic
def delete(study: Study) -> Binned:
    """Into the bin. Raises ValidationError once something was decided: that stays."""
    stored = Study.objects.select_for_update().get(pk=study.pk)
    if stored.decisions.exists():
        raise ValidationError(_("A decision was made in it; that stays. Abandon the study instead."))
    grounds = [one.assessment for one in stored.grounds.select_related("assessment__space")]
    return bin.put(stored, permission="portfolios.edit", derived_from=grounds)
