"""Weights: by each stakeholder alone, then agreed or kept as a range."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.evaluations.models import CriteriaSet, Evaluation, Method, Stakeholder, Weighting
from protect.evaluations.queries import weights
from protect.evaluations.services.criteria import open_set
from protect.evaluations.services.setting_up import held
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb


@transaction.atomic
def add_stakeholder(evaluation: Evaluation, name: str, user: User | None = None) -> Stakeholder:
    stored = held(evaluation)
    name = name.strip()
    if not name:
        raise ValidationError({"name": _("Name a role, such as Police or Traders.")})
    if stored.stakeholders.filter(name__iexact=name).exists():
        raise ValidationError({"name": _("“%(name)s” is on the list already.") % {"name": name}})
    if user is not None and not stored.is_visible_to(user):
        raise ValidationError({"user": _("“%(name)s” may not see this evaluation; share it first.") % {"name": user}})
    made = Stakeholder(evaluation=stored, user=user, position=stored.stakeholders.count())
    save_changes(made, {"name": name})
    return made


@transaction.atomic
def remove_stakeholder(stakeholder: Stakeholder) -> None:
    """With what they said. Raises ValidationError once a version with their weights is frozen: a record stays."""
    if stakeholder.weightings.filter(criteria_set__frozen_at__isnull=False).exists():
        raise ValidationError(_("“%(name)s” has weighed a version that is frozen.") % {"name": stakeholder})
    audit.record(Verb.DELETED, stakeholder)
    stakeholder.delete()


@transaction.atomic
def weigh(
    stakeholder: Stakeholder, criteria_set: CriteriaSet, level: str, method: str, answers: Mapping[str, Any]
) -> Weighting:
    """What a stakeholder says of one level. Raises ValidationError where the method cannot make weights of it."""
    stored = open_set(criteria_set)
    if stakeholder.evaluation_id != stored.evaluation_id or level not in weights.levels(stored):
        raise ValidationError(_("There is no such group of criteria."))
    if method not in Method.values:
        raise ValidationError({"method": _("Choose a method of the list.")})
    weights.read(method, answers, weights.levels(stored)[level])
    found = Weighting.objects.filter(stakeholder=stakeholder, criteria_set=stored, level=level).first()
    found = found or Weighting(stakeholder=stakeholder, criteria_set=stored, level=level)
    save_changes(found, {"method": method, "answers": dict(answers)})
    return found


@transaction.atomic
def agree_weights(criteria_set: CriteriaSet, points: Mapping[str, Mapping[str, int]], *, as_range: bool) -> CriteriaSet:
    """The group's own weights: 100 points on each level that ``points`` names; the others stay."""
    stored = open_set(criteria_set)
    agreed = {**stored.agreed}
    for level, given in points.items():
        codes = weights.levels(stored)[level]
        found = {code: int(given.get(code, 0)) for code in codes} if len(codes) > 1 else {codes[0]: 100}
        weights.read(Method.POINTS, found, codes)
        agreed[level] = found
    save_changes(stored, {"agreed": agreed, "as_range": as_range})
    return stored


@transaction.atomic
def agree_weights_by_mean(criteria_set: CriteriaSet) -> CriteriaSet:
    """The mean of what the stakeholders gave, level by level, as points that add up to 100."""
    stored = open_set(criteria_set)
    found = weights.means_in_points(stored)
    if not found:
        raise ValidationError(_("No stakeholder has given weights yet."))
    return agree_weights(stored, found, as_range=stored.as_range)
