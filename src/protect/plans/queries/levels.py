"""Levels of a space without measures, as approved, now, and once all that is decided is done.

Nothing here is stored but what people judged: *now* is the approved judgement with the verified actions laid over it, row by
row, and *target* lays over that what the decided actions are to reach. The approved assessment and its seal stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.assessments.models import Assessment, Basis, Scenario, State
from protect.assessments.queries.judgement import Judgement, Row, judge
from protect.methods.scales import lookup
from protect.plans.models import Action, ActionScore
from protect.plans.states import PENDING
from protect.plans.states import State as ActionState
from protect.reference.scale_sets import Band, ScaleSet
from protect.spaces.models import Space


def standing(space: Space | int, reader: Any = None, *, everything: bool = False) -> Assessment | None:
    """The assessment that holds for a space: its newest approved version, if the reader may see it."""
    key = space if isinstance(space, int) else space.pk
    found: Any = Assessment.objects.all() if everything else Assessment.objects.visible_to(reader)
    found = found.filter(space=key, state__in=[State.APPROVED, State.EXPIRED])
    newest: Assessment | None = (
        found.select_related("space", "organisation", "scale_set", "threat_types").order_by("-version").first()
    )
    return newest


def scenarios_of(action: Action) -> list[Scenario]:
    """Rows of the approved assessment that the weak points of the action show, in their order: what is scored again."""
    if action.space_id is None:
        return []
    assessment = standing(action.space_id, everything=True)
    if assessment is None:
        return []
    lineages = set()
    grounds = action.grounds.select_related("requirement__vulnerability", "acceptance")
    for ground in grounds.prefetch_related("requirement__further_vulnerabilities"):
        for one in ground.vulnerabilities:
            lineages |= set(one.scenarios.values_list("lineage", flat=True))
    found = list(assessment.scenarios.filter(lineage__in=lineages, applicable=True).select_related("sub_area"))
    for row in found:
        row.assessment = assessment
    return found


@dataclass(frozen=True)
class Said:
    """What one action says about one row."""

    score: ActionScore
    band: int | None


@dataclass(frozen=True)
class Line:
    """One row of the comparison; bands by index, None while open."""

    row: Row
    inherent: int | None
    then: int | None
    now: int | None
    target: int | None
    residuals: tuple[Said, ...]
    targets: tuple[Said, ...]

    @property
    def is_touched(self) -> bool:
        return bool(self.residuals or self.targets)


@dataclass(frozen=True)
class Levels:
    assessment: Assessment
    scale: ScaleSet
    inherent: Judgement | None
    then: Judgement
    now: Judgement
    target: Judgement
    lines: tuple[Line, ...]

    def maps(self) -> list[tuple[str, str, Judgement | None]]:
        """Code, heading and levels of the four maps, in the order of reading."""
        return [
            ("inherent", _("Without measures"), self.inherent),
            ("then", _("As approved"), self.then),
            ("now", _("Now"), self.now),
            ("target", _("Once all is done"), self.target),
        ]

    @property
    def sentences(self) -> list[str]:
        changed = sum(1 for one in self.lines if one.residuals and one.now != one.then)
        judged = sum(1 for one in self.lines if one.residuals)
        hoped = sum(1 for one in self.lines if one.target != one.now)
        found = []
        if judged:
            told = ngettext(
                "%(judged)d row was judged again after an action was done",
                "%(judged)d rows were judged again after actions were done",
                judged,
            ) % {"judged": judged}
            found.append(told + _("; at %(changed)d of them the level is another one now.") % {"changed": changed})
        else:
            found.append(_("No action is verified yet: now is as it was approved."))
        if hoped:
            found.append(
                ngettext(
                    "Actions that are decided are to bring %(hoped)d more row to a lower level.",
                    "Actions that are decided are to bring %(hoped)d more rows to a lower level.",
                    hoped,
                )
                % {"hoped": hoped}
            )
        highest = [(name, self.band(judgement.highest)) for name, judgement in self._highest()]
        found.append(
            _("Highest level: %(steps)s.")
            % {"steps": ", ".join(f"{name} {band.label if band else _('open')}" for name, band in highest)}
        )
        return found

    def _highest(self) -> list[tuple[str, Judgement]]:
        return [(_("as approved"), self.then), (_("now"), self.now), (_("once all is done"), self.target)]

    def band(self, index: int | None) -> Band | None:
        return None if index is None else self.scale.bands[index]


def levels(assessment: Assessment, reader: Any, *, shown: Iterable[int] | None = None) -> Levels:
    """All four for ``reader``; ``shown`` limits the actions that count (by key), for a document with other readers."""
    then = judge(assessment, reader)
    inherent = judge(assessment, reader, basis=Basis.INHERENT) if assessment.scores_inherent else None
    scale = then.scale_set
    residuals, targets = _said(assessment, reader, scale, shown)
    lines = []
    now_rows, target_rows = [], []
    before = {row.scenario.pk: row.band for row in inherent.rows} if inherent else {}
    for row in then.rows:
        key = row.scenario.pk
        now = residuals[key][-1].band if residuals.get(key) else row.band
        target = _lowest(now, [one.band for one in targets.get(key, ())])
        now_rows.append(replace(row, band=now))
        target_rows.append(replace(row, band=target))
        lines.append(
            Line(row, before.get(key), row.band, now, target, tuple(residuals[key]), tuple(targets[key]))
        )  # fmt: skip
    return Levels(
        assessment, scale, inherent, then, replace(then, rows=tuple(now_rows)), replace(then, rows=tuple(target_rows)),
        tuple(lines),
    )  # fmt: skip


def _lowest(now: int | None, hoped: list[int | None]) -> int | None:
    """Effects of several actions are not added up: the lowest level that one of them is to reach, never above now."""
    known = [one for one in hoped if one is not None]
    if not known:
        return now
    return min(known) if now is None else min(now, *known)


def _said(
    assessment: Assessment, reader: Any, scale: ScaleSet, shown: Iterable[int] | None
) -> tuple[dict[int, list[Said]], dict[int, list[Said]]]:
    """Residuals of verified actions and targets of decided ones, by row, the latest last."""
    seen: Any = ActionScore.objects.visible_to(reader)  # type: ignore[attr-defined]
    found = seen.filter(scenario__assessment=assessment, withdrawn_at=None).select_related("action", "scenario")
    if shown is not None:
        found = found.filter(action__in=list(shown))
    residuals: dict[int, list[Said]] = defaultdict(list)
    targets: dict[int, list[Said]] = defaultdict(list)
    for score in found.order_by("recorded_at", "pk"):
        said = Said(score, lookup(scale.matrix, score.probability, score.consequence))
        if score.basis == ActionScore.Basis.RESIDUAL and score.action.state == ActionState.VERIFIED:
            residuals[score.scenario_id].append(said)
        elif score.basis == ActionScore.Basis.TARGET and score.action.state in {*PENDING, ActionState.DONE}:
            targets[score.scenario_id].append(said)
    return residuals, targets
