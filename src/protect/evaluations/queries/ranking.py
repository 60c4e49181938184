"""The ranking of an evaluation, how sure it is, and what would change it; the arithmetic is in ``methods``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from protect.evaluations.models import Candidate, Evaluation, Round
from protect.evaluations.queries import acceptability, weights
from protect.evaluations.queries.standing import Standing, standing
from protect.methods import mcda

#: Least share of the weight that must be scored for a rank (METHODOLOGY 4.4).
COVERAGE = 0.7


def hundredths(share: float) -> int:
    """0..1 as a whole number of hundredths: never more than two digits are told."""
    return round(100 * float(share))


@dataclass
class Row:
    """``value`` and ``coverage`` in hundredths; ``rank`` 0 is not ranked; ``parts``: by group the hundredths it brings;
    ``levels``: by group its value in hundredths, None where nothing was scored; ``first``: in how many of 100 cases it is first;
    ``acceptability``: of each rank, in hundredths; ``others``: rank by other methods."""

    candidate: Candidate
    rank: int
    value: int | None
    coverage: int
    failed: list[str]
    parts: dict[str, int] = field(default_factory=dict)
    levels: dict[str, int | None] = field(default_factory=dict)
    first: int | None = None
    acceptability: list[int] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)


@dataclass
class Interval:
    """Hundredths of weight a group has, and between which its weight leaves the first place as it is."""

    code: str
    label: str
    weight: int
    low: int
    high: int


@dataclass
class Ranked:
    rows: list[Row]
    groups: list[dict[str, Any]]
    weights: dict[str, int]
    standing: Standing
    intervals: list[Interval] = field(default_factory=list)
    moved: int | None = None
    rival: str = ""
    holds_if_equal: bool | None = None
    holds_if_fifth: bool | None = None
    common: int = 0
    disagree: bool = False

    @property
    def ranked(self) -> list[Row]:
        return [one for one in self.rows if one.rank]

    @property
    def first(self) -> Row | None:
        return self.ranked[0] if self.ranked else None


def group_shares(found: Standing, points: Mapping[str, int] | None = None) -> dict[str, dict[str, float]]:
    """Agreed shares, with other points of the groups where the reader tries some."""
    shares = weights.agreed(found.criteria_set)
    if points and any(points.get(code, 0) > 0 for code in shares["groups"]):
        codes = list(shares["groups"])
        tried = mcda.shares([max(points.get(code, 0), 0) for code in codes])
        shares["groups"] = dict(zip(codes, map(float, tried), strict=True))
    return shares


def ranked(
    evaluation: Evaluation,
    user: Any,
    *,
    points: Mapping[str, int] | None = None,
    shares: Mapping[str, Mapping[str, float]] | None = None,
    rounds: list[Round] | None = None,
    robust: bool = True,
) -> Ranked:
    """``points``: other weights of the groups, to try; ``shares``: other weights on every level; ``rounds``: as if only these
    had been; ``robust``: with SMAA."""
    found = standing(evaluation, user, rounds)
    groups = found.criteria_set.groups
    shares = group_shares(found, points) if shares is None else shares
    told = {code: hundredths(share) for code, share in shares["groups"].items()}
    if not found.candidates:
        return Ranked([], groups, told, found)
    w = np.array([shares["groups"][one["group"]] * shares[one["group"]][one["code"]] for one in found.criteria])
    out = np.array([one.pk in found.failed for one in found.candidates])
    valued = mcda.additive_over_scored(found.shares, w, fewest=COVERAGE, excluded=out)
    by_group = _by_group(found, shares)
    rows = []
    for number, candidate in enumerate(found.candidates):
        known = not np.isnan(valued.value[number])
        parts = {
            group["code"]: hundredths(
                sum(valued.parts[number, k] for k, one in enumerate(found.criteria) if one["group"] == group["code"])
            )
            for group in groups
        }
        levels = {
            code: None if np.isnan(by_group[code][number]) else hundredths(by_group[code][number]) for code in by_group
        }
        rows.append(
            Row(
                candidate,
                int(valued.ranks[number]),
                hundredths(valued.value[number]) if known else None,
                hundredths(valued.coverage[number]),
                found.failed.get(candidate.pk, []),
                parts,
                levels,
            )  # fmt: skip
        )
    result = Ranked(rows, groups, told, found)
    at = np.flatnonzero(valued.ranks > 0)
    if robust and len(at) > 1:
        _robustness(result, rows, at, shares)
    rows.sort(key=lambda one: (one.rank == 0, one.rank, -(one.value or 0), one.candidate.position))
    return result


def _by_group(found: Standing, shares: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    """Value of each candidate in each group, over what was scored there."""
    result = {}
    for group in found.criteria_set.groups:
        columns = [k for k, one in enumerate(found.criteria) if one["group"] == group["code"]]
        inside = [shares[group["code"]][found.criteria[k]["code"]] for k in columns]
        result[group["code"]] = mcda.additive_over_scored(found.shares[:, columns], inside).value
    return result


def _robustness(result: Ranked, rows: list[Row], at: Any, shares: Mapping[str, Mapping[str, float]]) -> None:
    found = result.standing
    share = acceptability.of(found, [int(i) for i in at], weights.ranges(found.criteria_set))
    for place, i in enumerate(at):
        rows[i].acceptability = [hundredths(one) for one in share[place]]
        rows[i].first = rows[i].acceptability[0]
    # What compares candidates needs every score: only criteria that all of them were scored in.
    common = [k for k in range(len(found.criteria)) if not np.isnan(found.best[at, k]).any()]
    result.common = len(common)
    if not common:
        return
    w = np.array([shares["groups"][found.criteria[k]["group"]] * shares[found.criteria[k]["group"]][found.criteria[k]["code"]]
                  for k in common])  # fmt: skip
    if w.sum() <= 0:
        return
    matrix = found.shares[np.ix_(at, common)]
    up = np.ones(len(common), dtype=bool)
    ours = [rows[i].rank for i in at]
    for name, method in (("TOPSIS", mcda.topsis), ("PROMETHEE II", mcda.promethee_2)):
        ranks = method(matrix, w, up).ranks.tolist()
        result.disagree |= ranks != ours
        for i, rank in zip(at, ranks, strict=True):
            rows[i].others[name] = rank
    _what_would_change_it(result, rows, at, common, shares)


def _what_would_change_it(
    result: Ranked, rows: list[Row], at: Any, common: list[int], shares: Mapping[str, Mapping[str, float]]
) -> None:
    """Group by group: between which weights the first place stays, and the least change of all that topples it."""
    found, columns, labels, own = result.standing, [], [], []
    for group in result.groups:
        inside = [k for k in common if found.criteria[k]["group"] == group["code"]]
        w = [shares[group["code"]][found.criteria[k]["code"]] for k in inside]
        if inside and sum(w) > 0:
            columns.append(mcda.additive_over_scored(found.shares[np.ix_(at, inside)], w).value)
            labels.append(group)
            own.append(shares["groups"][group["code"]])
    if len(columns) < 2 or sum(own) <= 0:
        return
    values = np.column_stack(columns)
    tops = mcda.weight_intervals(values, own)
    if rows[at[tops.winner]].rank != 1:
        return  # what is missing decides who is first: the page says so
    for number, group in enumerate(labels):
        result.intervals.append(
            Interval(
                group["code"],
                group["label"],
                hundredths(mcda.shares(own)[number]),
                hundredths(tops.low[number]),
                hundredths(tops.high[number]),
            )  # fmt: skip
        )
    result.holds_if_fifth = all(min(bar.lead_low, bar.lead_high) > -1e-9 for bar in mcda.tornado(values, own))
    toppling = mcda.topple_any(values, own)
    result.moved = None if toppling.moved is None else hundredths(toppling.moved)
    result.rival = "" if toppling.moved is None else rows[at[toppling.rival]].candidate.name
    alike = mcda.weighted_sum(values, mcda.weighting.equal(len(own)))
    result.holds_if_equal = int(alike.ranks[tops.winner]) == 1
