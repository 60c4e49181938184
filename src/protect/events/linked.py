"""What an event points at in other folders, as far as its reader may see it."""

from __future__ import annotations

from typing import Any

from protect.calls.models import Publication
from protect.catalogue.models import Entry
from protect.events.models import Event, Session


def entries_of(reader: Any, about: Event | Session) -> list[Entry]:
    seen: Any = Entry.objects.visible_to(reader)  # type: ignore[attr-defined]
    return list(seen.filter(pk__in=about.entries.order_by().values("pk")))


def calls_of(reader: Any, event: Event) -> list[Publication]:
    seen: Any = Publication.objects.visible_to(reader).defer("document")  # type: ignore[attr-defined]
    return list(seen.filter(pk__in=event.calls.order_by().values("pk")))
