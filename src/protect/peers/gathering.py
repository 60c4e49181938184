"""What each organisation that takes part gives: shares and means by codes, worked out here and never stored by organisation.

Of its own register, approved assessments and decided actions; whatever is TLP:RED stays out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import FilteredRelation, Q

from protect.assessments.models import Assessment, Basis, Scenario, State
from protect.methods.scales import lookup
from protect.organisations.markings import Marking
from protect.peers.figures import SEPARATOR, Given
from protect.plans.models import Action, ActionScore, Ground
from protect.plans.states import PENDING
from protect.plans.states import State as Acting
from protect.reference.models import ReferenceSet
from protect.reference.scale_sets import ScaleSet

RED = Marking.RED.value
#: Of measures: decided, and perhaps done.
COUNTED = [*PENDING, Acting.DONE, Acting.VERIFIED]
WHOLE_SPACE = "whole"


def given_by(organisations: list[int]) -> dict[int, Given]:
    found = {key: Given() for key in organisations}
    scenarios = _scenarios(organisations)
    _levels(found, scenarios)
    _measures(found, scenarios, organisations)
    return found


def _scenarios(organisations: list[int]) -> dict[int, dict[str, Any]]:
    """Rated rows of the newest approved version of each space: codes, and the index of the band."""
    newest: dict[int, tuple[int, int]] = {}
    versions = Assessment.objects.filter(
        organisation__in=organisations, state__in=[State.APPROVED, State.EXPIRED], space__archived_at=None
    ).exclude(Q(marking=RED) | Q(space__marking=RED))
    for pk, space, scale in versions.order_by("version").values_list("pk", "space_id", "scale_set_id"):
        newest[space] = (pk, scale)
    scale_of = dict(newest.values())
    scales = {one.pk: ScaleSet.of(one) for one in ReferenceSet.objects.filter(pk__in=set(scale_of.values()))}
    agreed = FilteredRelation("consensus", condition=Q(consensus__basis=Basis.CURRENT))
    rows = Scenario.objects.filter(assessment__in=versions.order_by().values("pk"), applicable=True).order_by()
    found = {}
    for pk, key, space, owner, category, threat, area, probability, consequence in rows.annotate(
        agreed=agreed
    ).values_list(
        "pk", "assessment_id", "assessment__space_id", "assessment__organisation_id",
        "assessment__space__main_category", "threat_type", "sub_area__kind", "agreed__probability", "agreed__consequence",
    ):  # fmt: skip
        if key not in scale_of:
            continue
        used = scales[scale_of[key]]
        band = lookup(used.matrix, probability, consequence)
        if band is not None:
            found[pk] = {
                "space": space, "owner": owner, "category": category, "threat": threat, "area": area or WHOLE_SPACE,
                "band": band, "code": used.bands[band].code, "scale": used,
            }  # fmt: skip
    return found


def _levels(found: dict[int, Given], scenarios: dict[int, dict[str, Any]]) -> None:
    highest: dict[tuple[int, str, int], tuple[int, str]] = {}
    for one in scenarios.values():
        key = (one["owner"], f"{one['category']}{SEPARATOR}{one['threat']}", one["space"])
        highest[key] = max(highest.get(key, (-1, "")), (one["band"], one["code"]))
    codes: dict[tuple[int, str], list[str]] = defaultdict(list)
    for (owner, name, _space), (_band, code) in highest.items():
        codes[owner, name].append(code)
    for (owner, name), listed in codes.items():
        found[owner].levels[name] = {code: listed.count(code) / len(listed) for code in set(listed)}


def _measures(found: dict[int, Given], scenarios: dict[int, dict[str, Any]], organisations: list[int]) -> None:
    """Kinds of measures of the catalogue, by the rows that the weak point of an action shows."""
    lines = Ground.objects.filter(
        action__organisation__in=organisations, action__state__in=COUNTED, action__entry__isnull=False,
        requirement__isnull=False,
    ).exclude(action__marking=RED)  # fmt: skip
    scored = {}
    residuals = ActionScore.objects.filter(
        action__in=lines.values("action"), basis=ActionScore.Basis.RESIDUAL, withdrawn_at=None,
        action__state=Acting.VERIFIED,
    ).order_by("recorded_at", "pk")  # fmt: skip
    for action, scenario, probability, consequence in residuals.values_list(
        "action_id", "scenario_id", "probability", "consequence"
    ):
        scored[action, scenario] = (probability, consequence)
    costs = {
        pk: (spent or planned or 0) / 100
        for pk, planned, spent in Action.objects.filter(pk__in=lines.values("action"), currency="EUR").values_list(
            "pk", "cost_planned", "cost_spent"
        )
        if planned or spent
    }
    rows = lines.values_list("action_id", "action__entry__category", "requirement__vulnerability__scenarios")
    by_place: dict[tuple[int, str], dict[str, set[tuple[int, int]]]] = defaultdict(lambda: defaultdict(set))
    for action, kind, scenario in rows:
        one = scenarios.get(scenario)
        if one is not None and kind:
            place = SEPARATOR.join((one["category"], one["threat"], one["area"]))
            by_place[one["owner"], place][kind].add((action, scenario))
    for (owner, place), kinds in by_place.items():
        if owner not in found:
            continue
        every = {scenario for pairs in kinds.values() for _action, scenario in pairs}
        told = {}
        for kind, pairs in kinds.items():
            paid = [costs[action] for action in {action for action, _row in pairs} if action in costs]
            effects = []
            for action, row in pairs:
                if (action, row) in scored:
                    after = lookup(scenarios[row]["scale"].matrix, *scored[action, row])
                    if after is not None:
                        effects.append(scenarios[row]["band"] - after)
            told[kind] = (
                len({row for _action, row in pairs}) / len(every),
                sum(paid) / len(paid) if paid else None,
                sum(effects) / len(effects) if effects else None,
            )
        found[owner].measures[place] = told
