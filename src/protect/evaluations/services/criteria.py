"""Criteria of a city: added, worded anew, removed, put in order; frozen when answers are opened or the scoring begins."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from protect.assessments.requirements import Obligation
from protect.calls.models import Call, Wanted
from protect.evaluations.models import CriteriaSet, Evaluation
from protect.evaluations.models.setting_up import HIGHEST
from protect.evaluations.queries import proposing
from protect.evaluations.services.setting_up import held
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
#: Pairwise comparison is defined for so many, and people compare no more.
MOST_INSIDE, MOST_GROUPS, MOST_KNOCK_OUTS = 10, 10, 20


def freeze(criteria_set: CriteriaSet) -> None:
    """From now on only a new version with a reason changes criteria and weights. Runs in the caller's transaction."""
    if not criteria_set.is_frozen:
        save_changes(criteria_set, {"frozen_at": timezone.now()}, verb=Verb.APPROVED)


def freeze_for(call: Call) -> None:
    """When answers to a call are opened, what counts is fixed in every evaluation of that call."""
    for evaluation in Evaluation.objects.filter(call=call).order_by("pk"):
        latest = evaluation.criteria_sets.select_for_update().order_by("-version").first()
        if latest is not None:
            freeze(latest)


def open_set(criteria_set: CriteriaSet) -> CriteriaSet:
    """The version as it is now, held. Raises ValidationError once it is frozen."""
    stored = CriteriaSet.objects.select_for_update().get(pk=criteria_set.pk)
    if stored.is_frozen:
        raise ValidationError(
            _(
                "Criteria and weights are frozen since answers were opened or the scoring began. "
                "Make a new version with a reason."
            )
        )
    return stored


def check(groups: list[dict[str, Any]], knock_outs: list[dict[str, Any]]) -> None:
    """Raises ValidationError with everything that does not fit."""
    wrong: list[str] = []
    if not 1 <= len(groups) <= MOST_GROUPS:
        wrong.append(_("Keep one to %(most)d groups.") % {"most": MOST_GROUPS})
    if len(knock_outs) > MOST_KNOCK_OUTS:
        wrong.append(_("There are more than %(most)d knock-out criteria.") % {"most": MOST_KNOCK_OUTS})
    codes: set[str] = set()
    for group in groups:
        if not 1 <= len(group["criteria"]) <= MOST_INSIDE:
            told = {"name": group["label"], "most": MOST_INSIDE}
            wrong.append(_("“%(name)s” has one to %(most)d criteria.") % told)
        for one in group["criteria"]:
            if len(one["anchors"]) != HIGHEST + 1 or not all(str(text).strip() for text in one["anchors"]):
                wrong.append(_("“%(name)s” needs words for each of the five levels, 0 to 4.") % {"name": one["label"]})
    for one in [*groups, *(c for group in groups for c in group["criteria"]), *knock_outs]:
        if not str(one["label"]).strip() or not CODE.match(one["code"]):
            wrong.append(_("Give each criterion a name."))
        if one["code"] in codes or one["code"] == "groups":
            wrong.append(_("Two criteria are called “%(name)s”.") % {"name": one["label"]})
        codes.add(one["code"])
    if wrong:
        raise ValidationError(list(dict.fromkeys(wrong)))


@transaction.atomic
def change_criteria(
    criteria_set: CriteriaSet, groups: list[dict[str, Any]], knock_outs: list[dict[str, Any]]
) -> CriteriaSet:
    """Other groups, criteria or knock-out criteria. Agreed points of what stays are kept; what is new begins with none.

    In a later version a criterion that is worded anew gets a new code: scores belong to the words they were given under.
    """
    stored = open_set(criteria_set)
    check(groups, knock_outs)
    groups = _apart_from_before(stored, groups)
    save_changes(stored, {"groups": groups, "knock_outs": knock_outs, "agreed": kept_points(groups, stored.agreed)})
    return stored


def _apart_from_before(stored: CriteriaSet, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    before = stored.evaluation.criteria_sets.filter(frozen_at__isnull=False).order_by("-version").first()
    if before is None:
        return groups
    words = {one["code"]: (one["question"], one["anchors"]) for one in before.criteria}
    taken = set(words) | {one["code"] for group in groups for one in group["criteria"]}
    for group in groups:
        for one in group["criteria"]:
            if one["code"] in words and words[one["code"]] != (one["question"], one["anchors"]):
                base = re.sub(r"_v\d+\Z", "", one["code"])[:34]
                one["code"] = next(
                    code for number in range(stored.version, 1000) if (code := f"{base}_v{number}") not in taken
                )
    return groups


def kept_points(groups: list[dict[str, Any]], agreed: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """Agreed points of what is still there, 0 for what is new; where nothing is left, all alike."""
    found = {}
    levels = {"groups": [one["code"] for one in groups]}
    levels |= {one["code"]: [c["code"] for c in one["criteria"]] for one in groups}
    for level, codes in levels.items():
        points = {code: int(agreed.get(level, {}).get(code, 0)) for code in codes}
        found[level] = points if any(points.values()) else dict.fromkeys(codes, 1)
    return found


@transaction.atomic
def take_requirements(criteria_set: CriteriaSet, *, by: User) -> tuple[int, int]:
    """Of the call behind it what this city asked for: a must becomes a knock-out criterion, a should one more criterion of the
    first group. What was taken before is left as it is. Returns how many of each came; ValidationError without a call.
    """
    stored = open_set(criteria_set)
    evaluation = stored.evaluation
    wanted: Any = Wanted.objects.visible_to(by)  # type: ignore[attr-defined]
    asked = wanted.filter(annex__call=evaluation.call_id, annex__organisation=evaluation.organisation_id)
    if evaluation.call_id is None or not asked:
        raise ValidationError(_("There is no call behind this evaluation that asks something for this organisation."))
    groups = [{**one, "criteria": [dict(c) for c in one["criteria"]]} for one in stored.groups]
    knock_outs = [dict(one) for one in stored.knock_outs]
    there = {one["code"] for one in [*knock_outs, *(c for group in groups for c in group["criteria"])]}
    musts = shoulds = 0
    for one in asked.order_by("position", "pk"):
        code = f"requirement_{one.pk}"
        words = {"code": code, "label": Truncator(one.text).chars(80), "question": one.measure_of_success or one.text}
        if code in there:
            continue
        if one.obligation == Obligation.MUST:
            knock_outs.append(words)
            musts += 1
        elif len(groups[0]["criteria"]) < MOST_INSIDE:
            anchors = [
                _("Not met."),
                _("Hardly met."),
                _("Half met."),
                _("Met, with gaps we can name."),
                _("Met in full."),
            ]
            groups[0]["criteria"].append({**words, "anchors": anchors})
            shoulds += 1
    change_criteria(stored, groups, knock_outs)
    return musts, shoulds


@transaction.atomic
def take_proposed(criteria_set: CriteriaSet, codes: Collection[str], *, by: User) -> int:
    """Those of the criteria that the weak points to be treated ask for, each family in its own group; they begin without weight.

    Returns how many came. ValidationError where none is chosen, or a group would hold too many.
    """
    stored = open_set(criteria_set)
    found = proposing.proposed(proposing.weak_points(stored.evaluation, by), stored)
    wanted = [one for one in found if one.code in codes and not one.there]
    if not wanted:
        raise ValidationError(_("Choose at least one that is not among the criteria yet."))
    groups = [{**one, "criteria": [dict(c) for c in one["criteria"]]} for one in stored.groups]
    for one in wanted:
        family = one.family
        group = next((each for each in groups if each["code"] == family.code), None)
        if group is None:
            group = {"code": family.code, "label": str(family.label), "help": str(family.help), "criteria": []}
            groups.append(group)
        words = {"code": one.code, "label": one.label[:80], "question": one.question, "why": one.why}
        group["criteria"].append({**words, "anchors": proposing.anchors()})
    change_criteria(stored, groups, stored.knock_outs)
    return len(wanted)


@transaction.atomic
def new_version(evaluation: Evaluation, reason: str, *, by: User) -> CriteriaSet:
    """A copy of the frozen version that can be changed, with the reason for it and with all weightings."""
    stored = held(evaluation)
    last = stored.criteria_sets.order_by("-version").first()
    assert last is not None
    if not last.is_frozen:
        raise ValidationError(_("Version %(number)d is not frozen yet; change that one.") % {"number": last.version})
    if not reason.strip():
        raise ValidationError(
            {"reason": _("Say why the criteria change after they were frozen; it stays in the record.")}
        )
    made = CriteriaSet(evaluation=stored, version=last.version + 1, created_by=by)
    values = {name: getattr(last, name) for name in ("groups", "knock_outs", "agreed", "as_range")}
    save_changes(made, {**values, "reason": reason.strip()})
    for one in last.weightings.all():
        one.pk, one._state.adding, one.criteria_set = None, True, made
        one.save()
    return made
