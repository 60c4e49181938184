"""Weights read from what was said: of one stakeholder, of the group, and the range in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.evaluations.models import CriteriaSet, Method, Stakeholder, Weighting
from protect.methods import mcda
from protect.methods.mcda.weighting import MOST_INCONSISTENT, Group

#: A consistency ratio of best-worst comparisons above it is told (the customary reading of AHP's limit).
LIMIT = MOST_INCONSISTENT


def levels(criteria_set: CriteriaSet) -> dict[str, list[str]]:
    """Codes that are weighed against each other: the groups, and the criteria of each group."""
    found = {"groups": [one["code"] for one in criteria_set.groups]}
    return found | {one["code"]: [c["code"] for c in one["criteria"]] for one in criteria_set.groups}


@dataclass(frozen=True)
class Read:
    """Shares by code, sum 1; ``ratio``: how much comparisons contradict each other, None where nothing is compared twice."""

    shares: dict[str, float]
    ratio: float | None = None

    @property
    def contradicts(self) -> bool:
        return self.ratio is not None and self.ratio > LIMIT


def read(method: str, answers: Mapping[str, Any], codes: Sequence[str]) -> Read:
    """Weights of ``codes`` from answers by a method (``Weighting.answers`` says their form).

    Raises ValidationError where no weights can be made of them.
    """
    if len(codes) == 1:
        return Read({codes[0]: 1.0})
    try:
        if method == Method.PAIRWISE:
            return _pairwise(answers, codes)
        if method == Method.BEST_WORST:
            return _best_worst(answers, codes)
        points = [_whole(answers.get(code, 0), 0, 100) for code in codes]
        if method == Method.SWING:
            return Read(_named(codes, mcda.swing(points)))
        if sum(points) != 100:
            raise ValidationError(_("The points add up to %(sum)d; distribute exactly 100.") % {"sum": sum(points)})
        return Read(_named(codes, mcda.shares(points)))
    except ValueError:
        raise ValidationError(_REFUSED[Method(method)]()) from None


_REFUSED = {
    Method.POINTS: lambda: _("Give at least one of them points."),
    Method.SWING: lambda: _(
        "What matters most from its worst to its best level gets 100; the others are compared with it."
    ),
    Method.PAIRWISE: lambda: _("Each comparison is a step from -8 to 8."),
    Method.BEST_WORST: lambda: _(
        "Choose two different criteria as most and least important; compared with itself each is 1, and most with least is the "
        "same number in both lists."
    ),
}


def _whole(value: Any, low: int, high: int) -> int:
    number = int(value)
    if not low <= number <= high:
        raise ValueError
    return number


def _named(codes: Sequence[str], found: Any) -> dict[str, float]:
    return {code: float(share) for code, share in zip(codes, found, strict=True)}


def _pairwise(answers: Mapping[str, Any], codes: Sequence[str]) -> Read:
    steps = np.zeros((len(codes), len(codes)))
    for i, one in enumerate(codes):
        for j in range(i + 1, len(codes)):
            steps[i, j] = _whole(answers.get(f"{one}:{codes[j]}", 0), -8, 8)
    found = mcda.ahp(mcda.reciprocal(steps))
    return Read(_named(codes, found.weights), found.ratio)


def _best_worst(answers: Mapping[str, Any], codes: Sequence[str]) -> Read:
    best, worst = answers.get("best"), answers.get("worst")
    if best not in codes or worst not in codes or best == worst:
        raise ValueError
    most = _whole(answers.get("to_best", {}).get(worst, 1), 1, 9)
    to_best = [1 if c == best else _whole(answers.get("to_best", {}).get(c, 1), 1, 9) for c in codes]
    to_worst = [
        1 if c == worst else most if c == best else _whole(answers.get("to_worst", {}).get(c, 1), 1, 9) for c in codes
    ]
    found = mcda.best_worst(to_best, to_worst)
    return Read(_named(codes, found.weights), found.ratio)


def agreed(criteria_set: CriteriaSet) -> dict[str, dict[str, float]]:
    """Agreed shares of each level."""
    return {
        level: _named(codes, mcda.shares([criteria_set.agreed.get(level, {}).get(code, 0) for code in codes]))
        for level, codes in levels(criteria_set).items()
    }


def given(criteria_set: CriteriaSet) -> dict[str, dict[int, Read]]:
    """Of each level what each stakeholder (by key) gave; answers that do not fit the present criteria are left out."""
    found: dict[str, dict[int, Read]] = {level: {} for level in levels(criteria_set)}
    for one in criteria_set.weightings.all():
        codes = levels(criteria_set).get(one.level)
        if codes is None:
            continue
        try:
            found[one.level][one.stakeholder_id] = read(one.method, one.answers, codes)
        except ValidationError:
            continue
    return found


def ranges(criteria_set: CriteriaSet) -> dict[str, Group]:
    """Of each level the least, agreed and greatest weight that the group accepts, in the order of its codes.

    Kept as a range: from the least to the greatest of what stakeholders gave and the group agreed on. Otherwise, and where
    nobody gave another weight, a fifth of each weight up and down.
    """
    said, middle = given(criteria_set), agreed(criteria_set)
    found = {}
    for level, codes in levels(criteria_set).items():
        own = [middle[level][code] for code in codes]
        rows = [[one.shares[code] for code in codes] for one in said[level].values()]
        group = mcda.of_group([own, *rows])
        differs = bool(np.ptp([own, *rows], axis=0).max() > 0)
        found[level] = (
            Group(group.low, np.array(own), group.high) if criteria_set.as_range and differs else mcda.around(own)
        )
    return found


def means_in_points(criteria_set: CriteriaSet) -> dict[str, dict[str, int]]:
    """Level by level the mean of all stakeholders as 100 points; levels that nobody weighed are left out."""
    found = {}
    for level, said in given(criteria_set).items():
        if said:
            codes = levels(criteria_set)[level]
            group = mcda.of_group([[one.shares[code] for code in codes] for one in said.values()])
            found[level] = dict(zip(codes, mcda.in_points(group.mean), strict=True))
    return found


def overall(criteria_set: CriteriaSet, shares: Mapping[str, Mapping[str, float]] | None = None) -> dict[str, float]:
    """Of each criterion its weight in the whole: share of its group times share inside it."""
    found = agreed(criteria_set) if shares is None else shares
    return {
        one["code"]: found["groups"][one["group"]] * found[one["group"]][one["code"]] for one in criteria_set.criteria
    }


def by_stakeholder(criteria_set: CriteriaSet) -> list[dict[str, Any]]:
    """Each stakeholder with how many levels they weighed, and the weights of the groups they gave."""
    said = given(criteria_set)
    found: list[dict[str, Any]] = []
    people: list[Stakeholder] = list(criteria_set.evaluation.stakeholders.select_related("user"))
    for one in people:
        weighed = [level for level in said if one.pk in said[level]]
        groups = said["groups"].get(one.pk)
        found.append({"stakeholder": one, "levels": weighed, "groups": groups.shares if groups else {}})
    return found


def weighting_of(stakeholder: Stakeholder, criteria_set: CriteriaSet, level: str) -> Weighting | None:
    return Weighting.objects.filter(stakeholder=stakeholder, criteria_set=criteria_set, level=level).first()
