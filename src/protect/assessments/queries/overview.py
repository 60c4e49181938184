"""Reads for lists: many assessments with their levels at a glance, in a number of queries that does not grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from protect.assessments.models import Assessment, Basis, Consensus, Scenario
from protect.methods.scales import lookup
from protect.reference.scale_sets import ScaleSet


@dataclass(frozen=True)
class Glance:
    """What a list shows of one assessment."""

    counts: list[int]  # rated rows in each band, low to high
    open_rows: int
    highest: int | None
    scale_set: ScaleSet


def glances(assessments: Iterable[Assessment]) -> dict[int, Glance]:
    """``{assessment key: Glance}`` in two queries. The assessments come with ``scale_set`` selected."""
    listed = list(assessments)
    scales = {assessment.pk: ScaleSet.of(assessment.scale_set) for assessment in listed}
    counts = {key: [0] * len(scale.bands) for key, scale in scales.items()}
    rows: dict[int, int] = defaultdict(int)
    applicable = Scenario.objects.filter(assessment__in=list(scales), applicable=True)
    for key in applicable.values_list("assessment_id", flat=True):
        rows[key] += 1
    agreed = Consensus.objects.filter(
        scenario__assessment__in=list(scales), scenario__applicable=True, basis=Basis.CURRENT
    ).values_list("scenario__assessment_id", "probability", "consequence")
    for key, probability, consequence in agreed:
        band = lookup(scales[key].matrix, probability, consequence)
        if band is not None:
            counts[key][band] += 1
    return {
        key: Glance(
            counts=counts[key],
            open_rows=rows[key] - sum(counts[key]),
            highest=max((band for band, count in enumerate(counts[key]) if count), default=None),
            scale_set=scale,
        )
        for key, scale in scales.items()
    }
