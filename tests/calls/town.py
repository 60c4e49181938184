"""A municipality with an assessment whose requirements a call is made from, and the people who write and review it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from protect.assessments.models import Vulnerability
from protect.calls import leak_check, services
from protect.calls.models import Call
from protect.organisations import audit
from protect.organisations.models import Role
from tests.remembered import remembered
from tests.world import World, make_user, world

#: Words of the restricted side of the world that must never go out.
REVIEWERS = ("police", "privacy", "procurement")


@remembered
def clean_world() -> World:
    """The world of all tests, with a requirement that was written plainly."""
    w = world()
    Vulnerability.objects.filter(pk=w.vulnerability.pk).update(decision="treat")
    w.requirement.text = "Keeps vehicles out and lets deliveries in."
    w.requirement.measure_of_success = "Tested by a recognised standard."
    w.requirement.save()
    w.people["second"] = make_user("second@testa.example", w.municipality, Role.EXPERT, name="Sera Second")
    w.people["third"] = make_user("third@testa.example", w.municipality, Role.LEAD, name="Thea Third")
    return w


def dates(begin: dt.datetime | None = None) -> dict[str, Any]:
    now = begin or timezone.now()
    return {
        "questions_until": now + dt.timedelta(days=10),
        "answers_until": now + dt.timedelta(days=20),
        "opens_at": now + dt.timedelta(days=20, hours=1),
    }


def drafted(w: World, **values: Any) -> Call:
    """Everything filled in, ready for review."""
    with audit.acting(w.lead, "test"):
        call = services.begin(w.municipality, "Movable barriers for deliveries", by=w.lead)
        services.change(call, {**dates(), **values})
        annex = services.add_annex(
            call, w.municipality,
            {"category": "square", "crowd_class": "up_to_2000", "surroundings": "Shops and houses around it.",
             "objective": "Only vehicles that belong there come in.", "threat_types": ["vehicle"], "phases": ["execution"],
             "functions": ["restrict", "protect"], "scenario": "People are hurt and the place is closed for days."},
        )  # fmt: skip
        services.add_wanted(annex, w.requirement)
    return Call.objects.get(pk=call.pk)


def in_review(w: World) -> Call:
    call = drafted(w)
    with audit.acting(w.lead, "test"):
        return services.submit(call, by=w.lead)


def signed(w: World) -> Call:
    call = in_review(w)
    for one in leak_check.check(call):
        services.clear(call, one.fingerprint, "Known to everybody.", by=w.lead)
    for reviewer, person in zip(REVIEWERS, (w.second, w.third, w.assessor), strict=True):
        with audit.acting(person, "test"):
            services.sign(call, reviewer, by=person)
    return call


def published(w: World) -> Call:
    call = signed(w)
    with audit.acting(w.third, "test"):
        services.publish(call)
    return Call.objects.get(pk=call.pk)
