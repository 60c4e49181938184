"""Studies: readers of the organisation read, editors set up and judge, leads decide."""

from typing import Any

from tests.deciding import needs_permission, read_only, restricted_action, restricted_change, restricted_page, signed_in
from tests.world import SECRET, World

LEAD = ("lead",)


def made(w: World) -> Any:
    """An open study with every part, and one in which something was decided, made once for a world."""
    from protect.organisations import audit
    from protect.portfolios import services
    from tests.portfolios.making import computed, decided, named

    if "study" not in w.parts and isinstance(w, World):
        found = computed(w, words=f"{SECRET} ")
        with audit.acting(w.lead, "test"):
            w.parts["alternative"] = services.keep(found, f"{SECRET} kept", named(found, "Planters"), by_hand=True)
        w.parts["portfolio_decision"] = decided(w, words=f"{SECRET} other ")
        w.parts["candidate_measure"] = found.candidates.first()
        w.parts["study"] = found
    return w.study


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).pk}


def measure(w: World) -> dict[str, Any]:
    return {**it(w), "candidate_pk": w.candidate_measure.pk}


def alternative(w: World) -> dict[str, Any]:
    return {**it(w), "alternative_pk": w.alternative.pk}


def decision(w: World) -> dict[str, Any]:
    made(w)
    return {"pk": w.portfolio_decision.study_id, "decision_pk": w.portfolio_decision.pk}


DECISIONS = {
    "portfolios:list": read_only(signed_in()),
    "portfolios:begin": needs_permission(allowed=("other", "assessor", "lead")),
    "portfolios:detail": read_only(restricted_page(it)),
    "portfolios:change": restricted_change(it),
    "portfolios:assessments": restricted_change(it),
    "portfolios:abandon": restricted_change(it, LEAD),
    "portfolios:take_up": restricted_change(it, LEAD),
    "portfolios:candidates": read_only(restricted_page(it)),
    "portfolios:pick": restricted_change(it),
    "portfolios:add_candidate": restricted_change(it),
    "portfolios:candidate": read_only(restricted_page(measure)),
    "portfolios:change_candidate": restricted_change(measure),
    "portfolios:remove_candidate": restricted_action(measure),
    "portfolios:effects": restricted_page(it).but(post={"viewer": "forbidden"}),
    "portfolios:propose": restricted_action(it),
    "portfolios:bring": restricted_change(it),
    "portfolios:compute": restricted_action(it),
    "portfolios:result": read_only(restricted_page(it)),
    "portfolios:progress": read_only(
        restricted_page(it).but(get=dict.fromkeys(("viewer", "assessor", "lead"), "sent on"))
    ),
    "portfolios:keep": restricted_action(it),
    "portfolios:by_hand": restricted_change(it),
    "portfolios:change_alternative": restricted_change(alternative),
    "portfolios:drop_alternative": restricted_action(alternative),
    "portfolios:compare": read_only(restricted_page(it)),
    "portfolios:decide": restricted_change(it, LEAD),
    "portfolios:decision": read_only(restricted_page(decision)),
    "portfolios:take_back": restricted_change(decision, LEAD),
    "portfolios:print": read_only(restricted_page(it)),
    "portfolios:json": read_only(restricted_page(it)),
    "portfolios:workbook": read_only(restricted_page(it)),
}
