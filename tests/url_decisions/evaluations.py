"""Evaluations: readers of the organisation read, who handles them writes, evaluators judge, leads decide."""

from typing import Any

from tests.deciding import (
    SEES,
    needs_permission,
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
        w.parts["evaluation"] = evaluation
    return w.evaluation


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).pk}


def candidate(w: World) -> dict[str, Any]:
    return {**it(w), "candidate_pk": w.evaluated.pk}


def with_(**more: str) -> Any:
    return lambda w: {**it(w), **more}


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
    "evaluations:criteria": read_only(restricted_page(it)),
    "evaluations:new_version": restricted_change(it, LEAD),
    "evaluations:knock_outs": restricted_change(it, LEAD),
    "evaluations:add_group": restricted_change(it, LEAD),
    "evaluations:group": restricted_change(with_(code="cost"), LEAD),
    "evaluations:add_criterion": restricted_change(with_(group="cost"), LEAD),
    "evaluations:criterion": restricted_change(with_(group="cost", code="purchase"), LEAD),
    "evaluations:move": restricted_action(with_(code="purchase"), LEAD),
    "evaluations:remove": restricted_action(with_(code="purchase"), LEAD),
}
