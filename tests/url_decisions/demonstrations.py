"""Demonstrations: readers of the organisation read, editors plan, leads end; an observer has a link and no account."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.deciding import (
    HIDDEN,
    PEOPLE,
    Decision,
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
    """A demonstration with every part, and a Demo Day, made once for a world."""
    from protect.demonstrations import services
    from protect.organisations import audit
    from tests.demonstrations.making import planned

    if "demonstration" not in w.parts and isinstance(w, World):
        found = planned(w, word=f"{SECRET} demonstration", space=w.space)
        with audit.acting(w.lead, "test"):
            w.parts["seat"], w.parts["seat_secret"] = services.add_seat(found, f"{SECRET} post")
            w.parts["run"] = services.add_run(found, "baseline", SECRET)
            now = timezone.now()
            day = services.begin_day(w.municipality, f"{SECRET} day", SECRET, by=w.lead)
            values = {"title": SECRET, "about": SECRET, "begins_at": now, "ends_at": now + timedelta(hours=1)}
            w.parts["day_item"] = services.add_item(day, w.municipality, values)
            open_day = services.begin_day(w.municipality, "A public day", "For everybody", by=w.lead)
            services.add_item(open_day, w.municipality, {**values, "title": "Public", "about": "Public"})
            w.parts["public_day"] = services.publish_day(open_day)
        w.parts["person"], w.parts["step"], w.parts["metric"] = (
            found.persons.first(), found.steps.first(), found.metrics.first(),
        )  # fmt: skip
        w.parts["demo_day"], w.parts["demonstration"] = day, found
    return w.demonstration


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).pk}


def part(name: str, key: str = "part_pk") -> Any:
    return lambda w: {**it(w), key: getattr(w, name).pk}


def day(w: World) -> dict[str, Any]:
    made(w)
    return {"pk": w.demo_day.pk}


def item(w: World) -> dict[str, Any]:
    return {**day(w), "item_pk": w.day_item.pk}


def public_day(w: World) -> dict[str, Any]:
    made(w)
    return {"pk": w.public_day.pk}


def nowhere(w: World) -> dict[str, Any]:
    return {"secret": "nobody-has-this-link"}


DECISIONS = {
    "demonstrations:list": read_only(signed_in()),
    "demonstrations:begin": needs_permission(allowed=("other", "assessor", "lead")),
    "demonstrations:detail": read_only(restricted_page(it)),
    "demonstrations:plan": restricted_change(it),
    "demonstrations:afterwards": restricted_change(it),
    "demonstrations:add_person": restricted_change(it),
    "demonstrations:person": restricted_change(part("person")),
    "demonstrations:add_step": restricted_change(it),
    "demonstrations:step": restricted_change(part("step")),
    "demonstrations:add_metric": restricted_change(it),
    "demonstrations:metric": restricted_change(part("metric")),
    "demonstrations:remove_person": restricted_action(part("person")),
    "demonstrations:remove_step": restricted_action(part("step")),
    "demonstrations:remove_metric": restricted_action(part("metric")),
    "demonstrations:approve": restricted_change(it),
    "demonstrations:close": restricted_action(it, LEAD),
    "demonstrations:cancel": restricted_change(it, LEAD),
    "demonstrations:reopen": restricted_change(it, LEAD),
    "demonstrations:live": read_only(restricted_page(it)),
    "demonstrations:add_run": restricted_change(it),
    "demonstrations:begin_run": restricted_action(part("run", "run_pk")),
    "demonstrations:end_run": restricted_action(part("run", "run_pk")),
    "demonstrations:add_seat": restricted_change(it),
    "demonstrations:revoke_seat": restricted_action(part("seat", "seat_pk")),
    "demonstrations:observe": Decision(
        dict.fromkeys(PEOPLE, HIDDEN),
        dict.fromkeys(PEOPLE, HIDDEN),
        nowhere,
        because="only the link opens it, whoever is signed in; tests/demonstrations has what it shows",
    ),  # fmt: skip
    "demonstrations:public_list": read_only(public()),
    "demonstrations:public_day": read_only(public(public_day)),
    "demonstrations:public_json": read_only(public(public_day)),
    "demonstrations:public_calendar": read_only(public(public_day)),
    "demonstrations:begin_day": needs_permission(allowed=("other", "assessor", "lead")),
    "demonstrations:day": read_only(restricted_page(day)),
    "demonstrations:change_day": restricted_change(day),
    "demonstrations:add_item": restricted_change(day),
    "demonstrations:publish_day": restricted_action(day, LEAD),
    "demonstrations:take_day_back": restricted_action(day, LEAD),
    "demonstrations:item": restricted_change(item),
    "demonstrations:remove_item": restricted_action(item),
}
