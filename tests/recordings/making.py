"""Recordings as the services make them."""

from __future__ import annotations

from typing import Any

from protect.events.models import Event
from protect.organisations import audit
from protect.recordings import services
from protect.recordings.models import Recording


def begun(w: Any, event: Event, title: str = "What we saw on the square", **values: Any) -> Recording:
    """Of the event, without a file."""
    with audit.acting(w.lead, "test"):
        return services.begin(event, {"title": title, "language": "en", "about": title, **values}, by=w.lead)
