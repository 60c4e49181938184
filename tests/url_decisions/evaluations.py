"""Evaluations: readers of the organisation read, who handles them writes, evaluators judge, leads decide."""

from typing import Any

from django.utils import timezone

from tests.deciding import (
    SEES,
    needs_permission,
    public,
    read_only,
    restricted_action,
    restricted_change,
    restricted_page,
    signed_in,
)
from tests.world import SECRET, World

LEAD = ("lead",)


def made(w: World) -> Any:
    """With every part, made once for a world; the lead handles it and the assessor is an evaluator."""
    from protect.evaluations import services
    from protect.organisations import audit

    if "evaluation" not in w.parts and isinstance(w, World):
        with audit.acting(w.lead, "test"):
            evaluation = services.begin(w.municipality, f"{SECRET} evaluation", by=w.lead)
            services.change(evaluation, {"note": SECRET})
            w.parts["evaluated"] = services.add_candidate(
                evaluation, {"name": f"{SECRET} fence", "summary": SECRET, "provider": f"{SECRET} Ltd", "country": "BE"}
            )
            assessor = services.add_evaluator(evaluation, w.assessor)
            services.declare(assessor, {})
            w.parts["stakeholder"] = services.add_stakeholder(evaluation, f"{SECRET} traders")
            w.parts["judged_round"] = services.plan_round(evaluation, "information", SECRET)
            w.parts["evaluation_round"] = services.plan_round(evaluation, "tabletop", SECRET)
            w.parts["pairing"] = services.pair(w.evaluation_round, assessor, w.evaluated)
            w.parts["judged_round"].revealed_at = timezone.now()
            w.judged_round.save()
            services.agree(w.judged_round, w.evaluated, {"fit": {"value": 2, "rationale": SECRET}}, by=w.lead)
            points = {"performance": 30, "readiness": 15, "compliancy": 20, "physical": 10, "cost": 15, "other": 10}
            services.weigh(w.stakeholder, evaluation.criteria_sets.get(), "groups", "points", points)
            content = {
                "alternatives": [f"{SECRET} gate", "wall"], "matrix": [[1.0], [2.0]],
                "criteria": [{"name": SECRET, "higher": True, "weight": 1.0}],
            }  # fmt: skip
            w.parts["decision_table"] = services.keep_table(
                w.municipality, f"{SECRET} table", content, method="promethee_2", file_name="a.csv", by=w.lead
            )
        w.parts["evaluation"] = evaluation
    return w.evaluation


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).pk}


def candidate(w: World) -> dict[str, Any]:
    return {**it(w), "candidate_pk": w.evaluated.pk}


def with_(**more: str) -> Any:
    return lambda w: {**it(w), **more}


def part(name: str, key: str, **more: str) -> Any:
    return lambda w: {**it(w), key: getattr(w, name).pk, **more}


def table(w: World) -> dict[str, Any]:
    made(w)
    return {"pk": w.decision_table.pk}


def judged(w: World) -> dict[str, Any]:
    return {**candidate(w), "round_pk": w.judged_round.pk}


def judged_criterion(w: World) -> dict[str, Any]:
    return {**judged(w), "code": "fit"}


def evaluator(w: World) -> dict[str, Any]:
    made(w)
    return {**it(w), "evaluator_pk": w.pairing.evaluator_id}


JUDGE = ("assessor",)
#: Read by everybody in the organisation, written by whoever handles it.
_handled = {"viewer": "forbidden", "assessor": "forbidden"}

#: Leads another municipality and may begin evaluations there.
_elsewhere = {"other": SEES}

DECISIONS = {
    "evaluations:list": read_only(signed_in()),
    "evaluations:begin": needs_permission(allowed=LEAD).but(get=_elsewhere, post=_elsewhere),
    "evaluations:detail": read_only(restricted_page(it)),
    "evaluations:change": restricted_change(it, LEAD),
    "evaluations:step": restricted_change(with_(key="context"), LEAD),
    "evaluations:candidates": restricted_page(it).but(post={"viewer": "forbidden", "assessor": "forbidden"}),
    "evaluations:import": restricted_change(it, LEAD),
    "evaluations:candidate": restricted_change(candidate, LEAD),
    "evaluations:identity": restricted_change(candidate, LEAD),
    "evaluations:remove_candidate": restricted_action(candidate, LEAD),
    "evaluations:take_answers": restricted_action(it, LEAD),
    "evaluations:criteria": read_only(restricted_page(it)),
    "evaluations:new_version": restricted_change(it, LEAD),
    "evaluations:take_requirements": restricted_action(it, LEAD),
    "evaluations:proposed": restricted_change(it, LEAD),
    "evaluations:knock_outs": restricted_change(it, LEAD),
    "evaluations:add_group": restricted_change(it, LEAD),
    "evaluations:group": restricted_change(with_(code="cost"), LEAD),
    "evaluations:add_criterion": restricted_change(with_(group="cost"), LEAD),
    "evaluations:criterion": restricted_change(with_(group="cost", code="purchase"), LEAD),
    "evaluations:move": restricted_action(with_(code="purchase"), LEAD),
    "evaluations:remove": restricted_action(with_(code="purchase"), LEAD),
    "evaluations:selected": read_only(public()),
    "evaluations:selected_csv": read_only(public()),
    "evaluations:feed": read_only(public()),
    "evaluations:tables": read_only(signed_in()),
    "evaluations:bring_table": needs_permission(allowed=LEAD).but(get=_elsewhere, post=_elsewhere),
    "evaluations:table": read_only(restricted_page(table)),
    "evaluations:table_method": restricted_action(table, LEAD),
    "evaluations:weights": restricted_page(it).but(post=_handled),
    "evaluations:agree_weights": restricted_change(it, LEAD),
    "evaluations:take_mean": restricted_action(it, LEAD),
    "evaluations:remove_stakeholder": restricted_action(part("stakeholder", "stakeholder_pk"), LEAD),
    "evaluations:weigh": restricted_change(part("stakeholder", "stakeholder_pk", level="groups"), LEAD),
    "evaluations:rounds": restricted_page(it).but(post=_handled),
    "evaluations:plan_round": restricted_change(it, LEAD),
    "evaluations:round": read_only(restricted_page(part("evaluation_round", "round_pk"))),
    "evaluations:assign": restricted_action(part("evaluation_round", "round_pk"), LEAD),
    "evaluations:pair": restricted_action(part("evaluation_round", "round_pk"), LEAD),
    "evaluations:open_round": restricted_action(part("evaluation_round", "round_pk"), LEAD),
    "evaluations:end_round": restricted_change(part("evaluation_round", "round_pk"), LEAD),
    "evaluations:discuss": read_only(restricted_page(judged)),
    "evaluations:agree": restricted_change(judged_criterion, LEAD),
    "evaluations:remove_evaluator": restricted_action(evaluator, LEAD),
    "evaluations:checks": restricted_page(it).but(post=_handled),
    "evaluations:mine": read_only(restricted_page(it, JUDGE)),
    "evaluations:declare": restricted_change(it, JUDGE),
    "evaluations:score": restricted_change(part("pairing", "pairing_pk"), JUDGE),
    "evaluations:abstain": restricted_change(part("pairing", "pairing_pk"), JUDGE),
    "evaluations:unpair": restricted_action(part("pairing", "pairing_pk"), LEAD),
    "evaluations:ranking": read_only(restricted_page(it)),
    "evaluations:decide": restricted_change(it, LEAD),
    "evaluations:publish": restricted_change(candidate, LEAD),
    "evaluations:unpublish": restricted_action(candidate, LEAD),
}
