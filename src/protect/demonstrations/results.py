"""What was measured, run by run, and what differs between baseline and innovation; the arithmetic is in ``methods.trial``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.demonstrations.models import Arm, Better, Demonstration, Metric, MetricKind, Observation, Run

if TYPE_CHECKING:
    from protect.methods import trial


@dataclass(frozen=True)
class Row:
    """One metric: the value of each run by line, the difference, and the sentence that says it."""

    metric: Metric
    baseline: list[tuple[Run, str]]
    innovation: list[tuple[Run, str]]
    found: trial.Difference | None
    difference: str
    interval: str
    sentence: str
    reached: bool | None
    #: Largest distance between two observers of the same run, in words; empty where at most one watched each.
    spread: str


def rows(demonstration: Demonstration) -> list[Row]:
    """In the order of the metrics. The value of a run is the mean of its observers, for yes and no what most of them say."""
    runs = [one for one in demonstration.runs.all() if one.begun_at is not None]
    seen: dict[tuple[int, int], list[float]] = defaultdict(list)
    for one in Observation.objects.filter(run__demonstration=demonstration).order_by("pk"):
        seen[one.metric_id, one.run_id].append(one.value)
    return [_row(metric, runs, seen) for metric in demonstration.metrics.all()]


def _of_run(metric: Metric, values: list[float]) -> float:
    """NaN where nobody measured it, or observers of yes and no are divided."""
    if not values:
        return float("nan")
    mean = float(np.mean(values))
    if metric.kind == MetricKind.NUMBER:
        return mean
    return float("nan") if mean == 0.5 else float(mean > 0.5)


def _row(metric: Metric, runs: list[Run], seen: dict[tuple[int, int], list[float]]) -> Row:
    by_arm = {arm: [one for one in runs if one.arm == arm] for arm in Arm}
    values = {arm: [_of_run(metric, seen[metric.pk, one.pk]) for one in some] for arm, some in by_arm.items()}
    told = {
        arm: [(one, in_words(metric, value)) for one, value in zip(by_arm[arm], values[arm], strict=True)]
        for arm in Arm
    }
    found = None
    if all(not np.isnan(values[arm]).all() and values[arm] for arm in Arm):
        # The same draws for the same metric: two readers see the same figures.
        found = _difference(metric, values[Arm.BASELINE], values[Arm.INNOVATION])
    spreads = [max(some) - min(some) for (key, _run), some in seen.items() if key == metric.pk and len(some) > 1]
    return Row(
        metric, told[Arm.BASELINE], told[Arm.INNOVATION], found,
        _apart(metric, found.estimate) if found else "", _interval(metric, found), _sentence(metric, found),
        _reached(metric, found), _spread(metric, spreads),
    )  # fmt: skip


def _difference(metric: Metric, baseline: list[float], innovation: list[float]) -> trial.Difference:
    from protect.methods import trial  # with scipy, which a server that shows no result need not load

    if metric.kind == MetricKind.YES_NO:
        return trial.share_difference(baseline, innovation)
    return trial.difference(baseline, innovation, np.random.default_rng(metric.pk))


def number(value: float) -> str:
    """Three digits that count, in the reader's way of writing."""
    if value == 0:
        return "0"
    digits = min(6, max(0, 2 - int(np.floor(np.log10(abs(value))))))
    shown = round(value, digits)
    while digits and round(shown, digits - 1) == shown:  # 12, not 12.0
        digits -= 1
    return str(number_format(shown, digits, force_grouping=True))


def in_words(metric: Metric, value: float) -> str:
    if np.isnan(value):
        return _("not measured")
    if metric.kind == MetricKind.YES_NO:
        return _("yes") if value else _("no")
    return f"{number(value)} {metric.unit}"


def _apart(metric: Metric, value: float) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    if metric.kind == MetricKind.YES_NO:
        return _("%(sign)s%(share)d per cent of runs") % {"sign": sign, "share": round(100 * abs(value))}
    return f"{sign}{number(abs(value))} {metric.unit}"


def _interval(metric: Metric, found: trial.Difference | None) -> str:
    if found is None or found.low is None or found.high is None or found.confidence is None:
        return ""
    return _("%(low)s to %(high)s, held in %(share)d of 100 such trials") % {
        "low": _apart(metric, found.low), "high": _apart(metric, found.high), "share": int(100 * found.confidence + 1e-9),
    }  # fmt: skip


def _sentence(metric: Metric, found: trial.Difference | None) -> str:
    if found is None:
        return _("A difference needs at least one measured run of each line.")
    before, after = found.runs
    few = ngettext("%(count)d run", "%(count)d runs", before) % {"count": before}
    many = ngettext("%(count)d run", "%(count)d runs", after) % {"count": after}
    counted = _("%(before)s of the baseline, %(after)s with the solution") % {"before": few, "after": many}
    improved = (found.estimate > 0) == (metric.better == Better.HIGHER)
    if found.low is None:
        return _("%(counted)s: it shows what happened then, and no more. Runs again tell whether it was chance.") % {
            "counted": counted
        }
    if not found.is_clear:
        return _("%(counted)s: no difference that could not be chance.") % {"counted": counted}
    told = (
        _("%(counted)s: better with the solution, beyond chance at this number of runs.")
        if improved
        else _("%(counted)s: worse with the solution, beyond chance at this number of runs.")
    )
    return told % {"counted": counted}


def _reached(metric: Metric, found: trial.Difference | None) -> bool | None:
    if metric.target is None or found is None:
        return None
    after = 100 * found.innovation if metric.kind == MetricKind.YES_NO else found.innovation
    return after >= metric.target if metric.better == Better.HIGHER else after <= metric.target


def _spread(metric: Metric, spreads: list[float]) -> str:
    if not spreads or max(spreads) == 0:
        return ""
    if metric.kind == MetricKind.YES_NO:
        return _("Observers of the same run did not agree.")
    return _("Observers of the same run differ by up to %(spread)s.") % {
        "spread": f"{number(max(spreads))} {metric.unit}"
    }


def table(demonstration: Demonstration) -> list[list[Any]]:
    """Every value as it was entered, with its run and post: for spreadsheets."""
    head = [_("Line"), _("Run"), _("Conditions"), _("Metric"), _("Unit"), _("Post"), _("Value"), _("Time")]
    found = Observation.objects.filter(run__demonstration=demonstration).select_related("run", "metric", "seat")
    return [
        head,
        *(
            [
                one.run.arm, one.run.number, one.run.conditions, one.metric.label, one.metric.unit, one.seat.label, one.value,
                one.at.isoformat(timespec="seconds"),
            ]
            for one in found.order_by("run__pk", "metric__position", "seat__pk")
        ),
    ]  # fmt: skip
