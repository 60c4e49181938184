"""Each space of a town once: state of its assessment, highest level now, each threat type, agreement of its team.

Everything is read from what people judged, nothing is stored. The level now is that of the approved version, row by row, with
the verified actions laid over it; of several rows the highest counts, and levels are never added up. The number of queries
does not grow with the data.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import F, FilteredRelation, Max, Min, Q
from django.utils import timezone

from protect.assessments.models import Assessment, Basis, Scenario, Score, State
from protect.methods.scales import lookup
from protect.organisations.models import Organisation
from protect.plans.models import ActionScore
from protect.plans.states import State as ActionState
from protect.reference.models import ReferenceSet
from protect.reference.scale_sets import ScaleSet
from protect.spaces.models import Space

STANDING = (State.APPROVED, State.EXPIRED)
#: A spread from which a team is called apart, as in the scoring.
APART = 2
#: How long agreement of approved versions is kept: they do not change.
KEPT = 24 * 3600


@dataclass
class Place:
    """One space as the dashboard counts it."""

    key: int
    state: str = "never"
    is_overdue: bool = False
    #: Code of the band, ``open`` where nothing could be judged, ``none`` without an approved version.
    level: str = "none"
    #: Threat type -> ``assessed``, ``open``, ``not_applicable``; what is missing was never looked at.
    threats: dict[str, str] = field(default_factory=dict)
    #: ``agree``, ``apart``, ``alone`` (fewer than two judged), ``none`` without an approved version.
    agreement: str = "none"
    standing: int | None = None


def places(organisation: Organisation, reader: Any, today: dt.date | None = None) -> tuple[dict[int, Place], list[Any]]:
    """Spaces of the register of ``organisation`` that the reader may see, and the bands of their scales, lowest first."""
    today = today or timezone.localdate()
    seen: Any = Space.objects.visible_to(reader)
    keys = seen.filter(organisation=organisation, archived_at=None).order_by().values_list("pk", flat=True)
    found = {key: Place(key) for key in keys}
    versions: Any = Assessment.objects.visible_to(reader)
    versions = versions.filter(space__organisation=organisation, space__archived_at=None)
    versions = versions.filter(state__in=[*State.open_states(), *STANDING]).order_by("version")
    scale_of: dict[int, int] = {}
    for key, space, state, review_on, scale in versions.values_list(
        "pk", "space_id", "state", "review_on", "scale_set_id"
    ):
        place = found.get(space)
        if place is None:
            continue
        # The newest version comes last; an open one says the state, an approved one before it the level.
        place.state = state
        if state in STANDING:
            place.standing, scale_of[key] = key, scale
            place.is_overdue = review_on is not None and review_on < today
    standing = {one.standing: one for one in found.values() if one.standing is not None}
    bands = _levels(standing, scale_of, reader)
    _agreements(organisation, standing)
    return found, bands


def _levels(standing: dict[int, Place], scale_of: dict[int, int], reader: Any) -> list[Any]:
    if not standing:
        return []
    sets = ReferenceSet.objects.filter(pk__in={scale_of[key] for key in standing})
    scales = {one.pk: ScaleSet.of(one) for one in sets}
    residuals = _residuals(standing, reader)
    agreed = FilteredRelation("consensus", condition=Q(consensus__basis=Basis.CURRENT))
    rows = Scenario.objects.filter(_within("assessment", standing)).order_by().annotate(agreed=agreed)
    highest: dict[int, int] = {}
    asked: set[int] = set()
    for pk, key, threat, applicable, probability, consequence in rows.values_list(
        "pk", "assessment_id", "threat_type", "applicable", "agreed__probability", "agreed__consequence"
    ):
        place = standing.get(key)
        if place is None:
            continue
        if not applicable:
            place.threats.setdefault(threat, "not_applicable")
            continue
        asked.add(key)
        scale = scales[scale_of[key]]
        probability, consequence = residuals.get(pk, (probability, consequence))
        band = lookup(scale.matrix, probability, consequence)
        if band is None:
            if place.threats.get(threat) != "assessed":
                place.threats[threat] = "open"
        else:
            place.threats[threat] = "assessed"
            highest[key] = max(band, highest.get(key, 0))
    used: dict[str, Any] = {}
    for key, place in standing.items():
        scale = scales[scale_of[key]]
        place.level = scale.bands[highest[key]].code if key in highest else "open"
    for scale in scales.values():
        for one in scale.bands:
            used.setdefault(one.code, one)
    return sorted(used.values(), key=lambda band: band.index)


def _within(field_name: str, standing: Iterable[int]) -> Q:
    """By keys where they are few; by the state, and sorted out here, where they are many: SQLite takes no long lists."""
    keys = list(standing)
    if len(keys) <= 500:
        return Q(**{f"{field_name}__in": keys})
    return Q(**{f"{field_name}__state__in": STANDING, f"{field_name}__pk__range": (min(keys), max(keys))})


def _residuals(standing: dict[int, Place], reader: Any) -> dict[int, tuple[int, int]]:
    """Of verified actions that the reader may see, the latest for each row."""
    seen: Any = ActionScore.objects.visible_to(reader)  # type: ignore[attr-defined]
    found = seen.filter(
        _within("scenario__assessment", standing), withdrawn_at=None, basis=ActionScore.Basis.RESIDUAL,
        action__state=ActionState.VERIFIED,
    ).order_by("recorded_at", "pk")  # fmt: skip
    return {pk: (one, other) for pk, one, other in found.values_list("scenario_id", "probability", "consequence")}


def _agreements(organisation: Organisation, standing: dict[int, Place]) -> None:
    """Approved versions do not change, so what their teams said is asked once a day and set of versions."""
    if not standing:
        return
    digest = hashlib.sha256(",".join(map(str, sorted(standing))).encode()).hexdigest()[:24]
    kept = cache.get(f"dashboard-agreement-{organisation.pk}-{digest}")
    if kept is None:
        kept = _spreads(standing)
        cache.set(f"dashboard-agreement-{organisation.pk}-{digest}", kept, KEPT)
    for key, place in standing.items():
        place.agreement = kept.get(key, "alone")


def _spreads(standing: dict[int, Place]) -> dict[int, str]:
    """Levels 0 ("cannot judge") differ from nothing."""
    said = Score.objects.filter(
        _within("scenario__assessment", standing), basis=Basis.CURRENT, probability__gt=0, consequence__gt=0,
        scenario__applicable=True,
    ).order_by()  # fmt: skip
    found: dict[int, str] = {}
    rows = said.values("scenario_id", key=F("scenario__assessment_id")).annotate(
        least=Min("member_id"), most=Max("member_id"),
        probability=Max("probability") - Min("probability"), consequence=Max("consequence") - Min("consequence"),
    )  # fmt: skip
    for row in rows.values_list("key", "least", "most", "probability", "consequence"):
        key, least, most, *spread = row
        if least == most or key not in standing:
            continue
        if max(spread) >= APART:
            found[key] = "apart"
        else:
            found.setdefault(key, "agree")
    return found


def counts(found: Iterable[Place], what: str) -> dict[str, int]:
    told: dict[str, int] = defaultdict(int)
    for one in found:
        told[getattr(one, what)] += 1
    return told
