"""The log of a run: one line for each thing that happens, and who may see it. Screens follow it by its numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from protect.exercises import live
from protect.exercises.models import Event, Function, Inject, Run

STAFF = "staff"


def tell(run: Run, kind: str, data: dict[str, Any] | None = None, audience: str = "") -> Event:
    """Add a line. ``run`` is the row locked by the calling service, so numbers have no gaps."""
    run.last_event += 1
    run.save(update_fields=["last_event"])
    made = Event.objects.create(run=run, number=run.last_event, kind=kind, audience=audience, data=data or {})
    transaction.on_commit(lambda: live.hub.nudge(run.pk))
    return made


def audience_of(inject: Inject) -> str:
    return str(inject.to_id) if inject.to_id else ""


@dataclass(frozen=True)
class Listener:
    """Whose screen follows: facilitators get all, the projector what all get, a phone also what its function gets."""

    staff: bool = False
    function_id: int | None = None
    participant_id: int | None = None

    def hears(self, audience: str) -> bool:
        return not audience or self.staff or (self.function_id is not None and audience == str(self.function_id))


def as_line(event: Event) -> bytes:
    """As server-sent event."""
    data = json.dumps({"kind": event.kind, **event.data}, ensure_ascii=False)
    return f"id: {event.number}\nevent: news\ndata: {data}\n\n".encode()


def clock_of(run: Run) -> dict[str, Any]:
    """What a screen needs to let its own clock go on: the reading now, whether it goes, and the state."""
    return {"seconds": round(run.clock.at(timezone.now()), 2), "goes": run.clock.goes, "state": run.state}


def message_of(inject: Inject, clock: float) -> dict[str, Any]:
    return {
        "inject": inject.pk,
        "title": inject.title,
        "text": inject.text,
        "channel": inject.channel,
        "clock": int(clock),
    }


def heard(injects: Iterable[Inject], function: Function | None) -> list[Inject]:
    return [one for one in injects if one.to_id is None or (function is not None and one.to_id == function.pk)]
