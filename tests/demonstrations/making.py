"""A demonstration ready to be played, as the services make it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from protect.demonstrations import services
from protect.demonstrations.models import NEEDED, Demonstration
from protect.organisations import audit

PLAN = {
    "scenario": "A van drives towards the gate.",
    "solution": "Rising barrier",
    "provider": "Fences and Gates Ltd",
    "safety": "Closed to the public; a steward can stop it.",
    "privacy": "No personal data arise.",
}


def planned(w: Any, word: str = "Barrier at the gate", space: Any = None) -> Demonstration:
    """Of the municipality, with everything that approval asks for; metrics: seconds (lower is better) and seen (yes or no)."""
    begins = timezone.now() - timedelta(hours=1)
    with audit.acting(w.lead, "test"):
        made = services.begin(w.municipality, word, by=w.lead, space=space)
        services.change(made, {**PLAN, "begins_at": begins, "ends_at": begins + timedelta(hours=6)})
        for one in NEEDED:
            services.save_person(made, {"function": one, "name": f"Person {one}", "organisation_name": ""})
        services.save_step(made, {"at": begins, "what": "Welcome", "who": "Owner", "where": "Tent"})
        services.save_metric(
            made, {"label": "Seconds to stop", "kind": "number", "unit": "s", "better": "lower", "target": 8.0}
        )
        services.save_metric(
            made, {"label": "Seen in time", "kind": "yes_no", "unit": "", "better": "higher", "target": 80.0}
        )
    made.refresh_from_db()
    return made


def approved(w: Any, **options: Any) -> Demonstration:
    made = planned(w, **options)
    with audit.acting(w.lead, "test"):
        services.approve(made, "safety", by=w.lead)
        services.approve(made, "privacy", by=w.expert)
    return made


def played(w: Any, baseline: list[float], innovation: list[float]) -> Demonstration:
    """One run a value, each watched from one post; the value is seconds, and below ten it was seen in time."""
    made = approved(w)
    number, seen = made.metrics.all()
    with audit.acting(w.lead, "test"):
        seat, _secret = services.add_seat(made, "North gate")
        for arm, values in (("baseline", baseline), ("innovation", innovation)):
            for value in values:
                run = services.begin_run(services.add_run(made, arm))
                services.observe(seat, run, {number: value, seen: float(value < 10)})
                services.end_run(run)
    return made
