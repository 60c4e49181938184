"""Measures for a weak point are the assessment's; a use belongs to its town until it is shared."""

from typing import Any

from tests.deciding import (
    read_only,
    restricted_action,
    restricted_change,
    restricted_page,
)
from tests.url_decisions.catalogue import made
from tests.world import SECRET, World


def entry(w: World) -> Any:
    """One that everybody may read, so that only the weak point decides; made once for a world.

    The walk over leaks asks with scenes instead of worlds: what it made stays as its oracle knows it.
    """
    from protect.catalogue.models import Entry

    one = made(w)
    if isinstance(w, World) and one.state != "published":
        Entry.objects.filter(pk=one.pk).update(state="published", version=1)
        one.refresh_from_db()
    return one


def weak_point(w: World) -> dict[str, Any]:
    return {"pk": w.vulnerability.pk}


def of_entry(w: World) -> dict[str, Any]:
    return {**weak_point(w), "entry_pk": entry(w).pk}


def use(w: World) -> dict[str, Any]:
    from protect.organisations import audit
    from protect.treatments import services

    if "use" not in w.parts:
        with audit.acting(w.lead, "test"):
            w.parts["use"] = services.record_use(
                w.municipality, entry(w), {"told_as": f"{SECRET} square", "space": w.space}, by=w.lead
            )
    return {"pk": w.use.pk}


DECISIONS = {
    "treatments:proposals": read_only(restricted_page(weak_point)),
    "treatments:choose": restricted_action(of_entry),
    "treatments:drop": restricted_action(of_entry),
    "treatments:new_use": restricted_change(lambda w: {"pk": entry(w).pk}),
    "treatments:use": read_only(restricted_page(use)).but(post={"stranger": "wrong method"}),
    "treatments:of_space": read_only(restricted_page(lambda w: {"pk": w.space.pk})),
    "treatments:change_use": restricted_change(use),
}
