"""Events on spaces: readers of the assessment read, editors prepare, who contributes ticks and signs, leads end."""

from typing import Any

from tests.deciding import read_only, restricted_action, restricted_change, restricted_page, signed_in
from tests.world import SECRET, World, make_assessment, make_space

LEAD = ("lead",)


def made(w: World) -> Any:
    """A draft with every part on an approved version, made once for a world."""
    from tests.overlays.making import drafted, stand

    if isinstance(w, World) and "overlay" not in w.parts:
        # A space of its own: other addresses want the assessment of the world open.
        space = make_space(w.municipality, f"{SECRET} Fairground", w.lead)
        w.parts["event_base"] = stand(make_assessment(space, w.lead, title=f"{SECRET} fairground"))
        found = drafted(w, on=w.event_base, name=f"{SECRET} market", about=SECRET)
        w.parts["overlay"] = found
        w.parts["added_row"] = found.differences.get(change="added")
        w.parts["temporary_measure"], w.parts["check_item"] = found.measures.first(), found.checks.first()
    return w


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).overlay.pk}


def base(w: World) -> dict[str, Any]:
    return {"assessment_pk": (getattr(made(w), "event_base", None) or w.assessment).pk}


def a_row(w: World) -> dict[str, Any]:
    return {**it(w), "key": w.overlay.assessment.scenarios.first().lineage}


def part(name: str) -> Any:
    return lambda w: {**it(w), "part_pk": getattr(w, name).pk}


def the_next(w: World) -> dict[str, Any]:
    """The same event a year later."""
    import datetime as dt

    from protect.overlays import services

    if isinstance(made(w), World) and "next_overlay" not in w.parts:
        w.parts["next_overlay"] = services.copy_on(w.overlay, w.overlay.begins_at + dt.timedelta(days=365), by=w.lead)
    return {"pk": w.next_overlay.pk}


DECISIONS = {
    "overlays:list": read_only(signed_in()),
    "overlays:begin": restricted_change(base),
    "overlays:detail": read_only(restricted_page(it)),
    "overlays:plan": restricted_change(it),
    "overlays:row": restricted_change(a_row),
    "overlays:add_row": restricted_change(it),
    "overlays:added_row": restricted_change(part("added_row")),
    "overlays:remove_row": restricted_action(part("added_row")),
    "overlays:add_measure": restricted_change(it),
    "overlays:measure": restricted_change(part("temporary_measure")),
    "overlays:remove_measure": restricted_action(part("temporary_measure")),
    "overlays:add_check": restricted_change(it),
    "overlays:check": restricted_change(part("check_item")),
    "overlays:remove_check": restricted_action(part("check_item")),
    "overlays:hand_in": restricted_action(it),
    "overlays:sign": restricted_change(it),
    "overlays:send_back": restricted_change(it),
    "overlays:reopen": restricted_change(it, LEAD),
    "overlays:cancel": restricted_change(it, LEAD),
    "overlays:rebase": restricted_action(it),
    "overlays:copy": restricted_change(it),
    "overlays:compare": read_only(restricted_page(the_next)),
    "overlays:day": read_only(restricted_page(it)),
    "overlays:tick": restricted_action(part("check_item")),
    "overlays:sheet": read_only(restricted_page(it)),
}
