"""Sets of an organisation: its readers read, its leads edit."""

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
    """Made once for a world, so that every probe asks for the same; its second version is still a draft."""
    from protect.organisations import audit
    from protect.reference.services import latest
    from protect.sets import services

    if "own_set" not in w.parts:
        with audit.acting(w.lead, "test"):
            one = services.begin_copy(
                latest("scale_set", "platform-default"), w.municipality, f"{SECRET} scale", by=w.lead
            )
            services.publish(one, f"{SECRET} first", by=w.lead)
        w.parts["own_set"] = one
    return w.own_set


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).pk}


def platform(w: World) -> dict[str, Any]:
    from protect.reference.services import latest

    return {"reference_pk": latest("question_set", "quick-check").pk}


def part(w: World) -> dict[str, Any]:
    return {**it(w), "where": "probability.levels.likely"}


#: Leads another municipality and has sets there.
_elsewhere = {"other": SEES}

DECISIONS = {
    "sets:list": read_only(signed_in()),
    "sets:platform": read_only(signed_in(platform)),
    "sets:copy": needs_permission(platform, LEAD).but(get=_elsewhere, post=_elsewhere),
    "sets:detail": read_only(restricted_page(it)),
    "sets:preview": read_only(restricted_page(it)),
    "sets:changes": read_only(restricted_page(it)),
    "sets:version": read_only(restricted_page(lambda w: {**it(w), "number": 1})),
    "sets:change": restricted_change(it, LEAD),
    "sets:part": restricted_change(part, LEAD),
    "sets:add": restricted_change(lambda w: {**it(w), "where": "probability.levels"}, LEAD),
    "sets:matrix": restricted_change(it, LEAD),
    "sets:publish": restricted_change(it, LEAD),
    "sets:move": restricted_action(part, LEAD),
    "sets:remove": restricted_action(part, LEAD),
    "sets:retire": restricted_action(it, LEAD),
    "sets:take_up": restricted_action(it, LEAD),
}
