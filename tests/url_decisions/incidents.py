"""The incident log: who contributes reports, editors review, leads close; threat levels: leads of who tells them."""

from typing import Any

from tests.deciding import (
    needs_permission,
    read_only,
    restricted_action,
    restricted_change,
    restricted_page,
    signed_in,
)
from tests.world import SECRET, World, picture

LEAD = ("lead",)


def made(w: World) -> Any:
    """An entry with everything, and a change of the level of the town's own country, made once for a world."""
    from protect.incidents import services
    from protect.organisations import audit
    from tests.incidents.making import reported, told

    if isinstance(w, World) and "incident" not in w.parts:
        type(w.municipality).objects.filter(pk=w.municipality.pk).update(country="XX")
        w.municipality.country = "XX"
        found = reported(w, what=f"{SECRET} happened", where=f"{SECRET} gate")
        with audit.acting(w.lead, "test"):
            services.judge_measures(found, {w.measure: ("worked", SECRET)})
            file = picture()
            size = len(file.getvalue())
            w.parts["incident_photo"] = services.add_photo(
                found, file, name="x.jpg", size=size, description=SECRET, by=w.lead
            )
            w.parts["threat_level"] = services.record_level(w.municipality, told(after=SECRET), by=w.lead)
        w.parts["incident"] = found
    return w


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).incident.pk}


def of_photo(w: World) -> dict[str, Any]:
    return {"pk": made(w).incident_photo.pk}


def with_photo(w: World) -> dict[str, Any]:
    return {**it(w), "photo_pk": w.incident_photo.pk}


def level(w: World) -> dict[str, Any]:
    return {"pk": made(w).threat_level.pk}


def told_here(w: World) -> dict[str, Any]:
    """The page asks whether the country of the town is told by somebody else."""
    made(w)
    return {}


DECISIONS = {
    "incidents:list": read_only(signed_in()),
    "incidents:map_data": read_only(signed_in()),
    "incidents:report": needs_permission(allowed=("other", "assessor", "lead")),
    "incidents:detail": read_only(restricted_page(it)),
    "incidents:change": restricted_change(it),
    "incidents:measures": restricted_change(it),
    "incidents:look_again": restricted_change(it),
    "incidents:review": restricted_action(it),
    "incidents:close": restricted_action(it, LEAD),
    "incidents:reopen": restricted_change(it, LEAD),
    "incidents:add_photo": restricted_change(it),
    "incidents:photo": read_only(restricted_page(of_photo)),
    "incidents:thumbnail": read_only(restricted_page(of_photo)),
    "incidents:remove_photo": restricted_action(with_photo),
    "incidents:levels": read_only(signed_in()),
    "incidents:record_level": needs_permission(told_here, allowed=LEAD),
    "incidents:level": read_only(restricted_page(level)),
    "incidents:take_back_level": restricted_change(level, LEAD),
}
