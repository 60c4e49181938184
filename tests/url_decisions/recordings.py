"""Recordings: editors of the organisation bring them, leads publish and delete; what is published is read as it is marked."""

from __future__ import annotations

from typing import Any

from tests.deciding import read_only, restricted_action, restricted_change
from tests.url_decisions.events import made
from tests.world import SECRET, World

LEAD = ("lead",)


def recording(w: World) -> Any:
    """Of the published event that the own organisation alone reads; made once for a world."""
    from protect.organisations import audit
    from protect.recordings import services
    from tests.recordings.making import begun

    event = made(w)
    if "recording" not in w.parts and isinstance(w, World):
        w.parts["recording"] = begun(w, event, f"{SECRET} recording", session=event.sessions.first())
        with audit.acting(w.lead, "test"):
            w.parts["chapter"] = services.save_chapter(w.recording, {"begins_ms": 1000, "title": f"{SECRET} chapter"})
    return w.recording


def it(w: World) -> dict[str, Any]:
    return {"pk": recording(w).pk}


def event(w: World) -> dict[str, Any]:
    return {"pk": recording(w).event_id}


def chapter(w: World) -> dict[str, Any]:
    return {**it(w), "part_pk": w.chapter.pk}


DECISIONS = {
    "recordings:of_event": read_only(restricted_change(event)),
    "recordings:begin": restricted_change(event),
    "recordings:manage": read_only(restricted_change(it)),
    "recordings:change": restricted_change(it),
    "recordings:delete": restricted_change(it, LEAD),
    "recordings:add_chapter": restricted_change(it),
    "recordings:chapter": restricted_change(chapter),
    "recordings:remove_chapter": restricted_action(chapter),
}
