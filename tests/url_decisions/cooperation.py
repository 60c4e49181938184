"""Cooperation: profiles for whom they say, exchanges for both sides (here the town and the police, whom nobody asks)."""

from __future__ import annotations

from typing import Any

from tests.deciding import (
    FORBIDDEN,
    SEES,
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
    """A request of the town to the police, and an open profile of each; made once for a world."""
    from protect.cooperation import services
    from tests.cooperation.making import asked, described

    if "exchange" not in w.parts and isinstance(w, World):
        exchange = asked(w, f"{SECRET} exchange", offered=SECRET)
        services.write(exchange, SECRET, by=w.lead)
        w.parts["opening"] = services.propose(exchange, w.other_municipality, by=w.administrator)
        described(w.municipality)
        w.parts["open_profile"] = described(w.police, marking="CLEAR")
        w.parts["exchange"] = exchange
    return w.exchange


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).pk}


def profile(w: World) -> dict[str, Any]:
    made(w)
    return {"pk": w.open_profile.pk}


def opening(w: World) -> dict[str, Any]:
    return {**it(w), "part_pk": w.opening.pk}


#: An administrator's; none of those who are sent is one.
ADMINISTRATORS_ALONE: tuple[str, ...] = ()
_asks = {"other": SEES, "provider": FORBIDDEN, "viewer": FORBIDDEN, "assessor": FORBIDDEN}
_not_theirs = dict.fromkeys(("other", "provider", "viewer", "assessor", "lead"), FORBIDDEN)

DECISIONS = {
    "cooperation:list": read_only(public()),
    "cooperation:profile": read_only(public(profile)),
    "cooperation:contact": public(),
    "cooperation:contact_organisation": public(lambda w: {"pk": w.police.pk} if made(w) else {}),
    "cooperation:own": read_only(signed_in()),
    "cooperation:change_profile": restricted_change(lambda w: {"pk": w.municipality.pk} if made(w) else {}).but(
        get=_not_theirs, post=_not_theirs
    ),
    "cooperation:ask": restricted_change(profile, LEAD).but(get=_asks, post=_asks),
    "cooperation:exchanges": read_only(signed_in()),
    "cooperation:exchange": read_only(restricted_page(it)),
    "cooperation:write": restricted_change(it),
    "cooperation:step": restricted_change(lambda w: {**it(w), "verb": "close"}, LEAD),
    "cooperation:propose": restricted_change(it, ADMINISTRATORS_ALONE),
    "cooperation:agree": restricted_action(opening, ADMINISTRATORS_ALONE),
    "cooperation:end_opening": restricted_action(opening, ADMINISTRATORS_ALONE),
}
