"""Longlists: readers read, editors score, leads sign."""

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


def place(w: World) -> Any:
    """Made once for a world, so that every probe asks for the same."""
    from protect.longlists import services
    from protect.organisations import audit

    if "longlist_place" not in w.parts:
        with audit.acting(w.lead, "test"):
            longlist = services.begin(w.municipality, f"{SECRET} squares", by=w.lead)
            services.add_places(longlist, [w.space])
        w.parts["longlist_place"] = longlist.places.get()
    return w.longlist_place


def it(w: World) -> dict[str, Any]:
    return {"pk": place(w).longlist_id}


def one(w: World) -> dict[str, Any]:
    return {**it(w), "place_pk": place(w).pk}


#: Leads another municipality and has longlists there.
_elsewhere = {"other": SEES}

DECISIONS = {
    "longlists:list": read_only(signed_in()),
    "longlists:begin": needs_permission().but(get=_elsewhere, post=_elsewhere),
    "longlists:detail": read_only(restricted_page(it)),
    "longlists:change": restricted_change(it),
    "longlists:factors": restricted_change(it),
    "longlists:add": restricted_change(it),
    "longlists:sign": restricted_change(it, ("lead",)),
    "longlists:score": restricted_change(one),
    "longlists:remove": restricted_action(one),
}
