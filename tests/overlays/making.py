"""An approved assessment, and events on its space, as the services make them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from protect.assessments.models import Assessment, Consensus
from protect.organisations import audit
from protect.overlays import services
from protect.overlays.models import EventOverlay
from tests.leaking import seal


def approved(w: Any, levels: tuple[int, int] = (2, 3)) -> Assessment:
    """The assessment of the world, every row agreed alike, approved and sealed."""
    w.parts["assessment"] = stand(w.assessment, levels)
    return w.assessment


def stand(assessment: Assessment, levels: tuple[int, int] = (2, 3)) -> Assessment:
    for row in assessment.scenarios.all():
        Consensus.objects.create(scenario=row, probability=levels[0], consequence=levels[1], rationale="Discussed.")
    seal(assessment)
    return Assessment.objects.get(pk=assessment.pk)


def values(begins: dt.datetime | None = None, **more: Any) -> dict[str, Any]:
    begins = begins or timezone.now() + dt.timedelta(days=10)
    return {
        "name": "Christmas market", "time_zone": "Europe/Bucharest", "begins_at": begins,
        "ends_at": begins + dt.timedelta(hours=8), "expected_people": 1800, "crowd_class": "up_to_2000",
        "organiser": "Traders' association, duty desk", "about": "Sixty stalls and a stage.", **more,
    }  # fmt: skip


def measure(overlay: EventOverlay, **more: Any) -> dict[str, Any]:
    return {
        "name": "Water barriers", "place": "south approach", "set_up_at": overlay.begins_at - dt.timedelta(hours=5),
        "remove_at": overlay.ends_at + dt.timedelta(hours=3), "responsible": "Works yard", "threat_types": ["vehicle"],
        "note": "", **more,
    }  # fmt: skip


JUDGED = {"probability": 4, "consequence": 4, "confidence": "medium", "reason": "A crowd stands before the stage."}


def drafted(w: Any, on: Assessment | None = None, **more: Any) -> EventOverlay:
    """With a row judged otherwise, one added, one that does not apply, a measure and two lines of the list."""
    base = on or (w.assessment if w.assessment.state == "approved" else approved(w))
    with audit.acting(w.lead, "test"):
        made = services.begin(base, values(**more), by=w.lead)
        first, second = base.scenarios.all()[:2]
        services.set_row(made, str(first.lineage), {"change": "changed", **JUDGED})
        services.set_row(made, str(second.lineage), {"change": "not_applicable", "reason": "The hall is shut."})
        services.add_row(made, {"threat_type": "vehicle", "area": "", "title": "Crowd before the stage", **JUDGED})
        services.save_measure(made, measure(made))
        services.save_check(made, {"at": made.begins_at, "what": "Close the barrier", "responsible": "Steward"})
        services.save_check(made, {"at": made.ends_at, "what": "Open the barrier", "responsible": "Steward"})
    return EventOverlay.objects.get(pk=made.pk)


def signed(w: Any, **more: Any) -> EventOverlay:
    made = drafted(w, **more)
    with audit.acting(w.lead, "test"):
        services.hand_in(made)
        services.sign(made, "town", agrees=True, reason="Agreed with the organiser.", by=w.lead)
        services.sign(made, "second", agrees=True, reason="Ways for the rescue service are open.", by=w.expert)
    return EventOverlay.objects.get(pk=made.pk)
