"""Levels with an action: the target it is to reach, and what was judged again once it was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.assessments.models import Confidence, Scenario
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.plans.models import Action, ActionScore
from protect.plans.queries.levels import scenarios_of
from protect.plans.services.actions import held
from protect.plans.services.moving import step
from protect.plans.states import State
from protect.reference.scale_sets import ScaleSet

Given = Mapping[Scenario, Mapping[str, Any]]


@transaction.atomic
def set_targets(action: Action, given: Given, *, by: User) -> list[ActionScore]:
    """The level that each scenario shall have once it is done; what is not given has no target any more."""
    stored = held(action)
    if stored.state == State.VERIFIED:
        raise ValidationError(_("A verified action stays as it is; take the verification back first."))
    known = scenarios_of(stored)
    _check(known, given)
    for old in stored.scores.filter(basis=ActionScore.Basis.TARGET, withdrawn_at=None).exclude(
        scenario__in=list(given)
    ):
        audit.record(Verb.DELETED, old)
        old.delete()
    return [_write(stored, scenario, ActionScore.Basis.TARGET, values, by) for scenario, values in given.items()]


@transaction.atomic
def verify(action: Action, given: Given, *, by: User) -> Action:
    """Done and looked at again: each scenario that its weak points show gets a new level, with its reasons.

    Raises ValidationError where one is missing, PermissionDenied for whoever answers for the action.
    """
    stored = held(action)
    known = scenarios_of(stored)
    missing = [one for one in known if one not in given]
    if not known:
        raise ValidationError(
            _("There is no scenario in an approved assessment to score again. Approve the assessment first.")
        )
    if missing:
        raise ValidationError(
            _("Score every scenario again; missing: %(names)s.") % {"names": ", ".join(map(str, missing))}
        )
    _check(known, given)
    if any(not str(values.get("rationale", "")).strip() for values in given.values()):
        raise ValidationError(_("Say for each scenario what you saw."))
    for scenario, values in given.items():
        _write(stored, scenario, ActionScore.Basis.RESIDUAL, values, by)
    return step(stored, "verify", by=by)


def _check(known: list[Scenario], given: Given) -> None:
    for scenario, values in given.items():
        if scenario not in known:
            raise ValidationError(_("“%(name)s” is not among its scenarios.") % {"name": scenario})
        scale = ScaleSet.of(scenario.assessment.scale_set)
        for side in ("probability", "consequence"):
            level = values.get(side)
            if level is None or not 0 <= level <= len(getattr(scale, side).levels):
                raise ValidationError({f"{side}-{scenario.pk}": _("Choose a level, or that it cannot be judged.")})
        if values.get("confidence", Confidence.MEDIUM) not in Confidence.values:
            raise ValidationError({f"confidence-{scenario.pk}": _("Choose how sure you are.")})


def _write(action: Action, scenario: Scenario, basis: str, values: Mapping[str, Any], by: User) -> ActionScore:
    found = action.scores.filter(scenario=scenario, basis=basis, withdrawn_at=None).first()
    made = found or ActionScore(action=action, scenario=scenario, basis=basis)
    wanted = {
        name: values[name] for name in ("probability", "consequence", "confidence", "rationale") if name in values
    }
    if found is None or any(getattr(found, name) != value for name, value in wanted.items()):
        save_changes(made, {**wanted, "recorded_by": by, "recorded_at": timezone.now()})
    return made
