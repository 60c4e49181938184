"""What an event or session points at in other folders, as far as its reader may see it."""

from __future__ import annotations

from typing import Any

from protect.calls.models import Publication
from protect.catalogue.models import Entry
from protect.demonstrations.models import PublicDemoDay
from protect.events.models import Event, Session
from protect.exercises.models import Exercise
from protect.practices.models import Practice
from protect.practices.states import SHOWN


def _seen(reader: Any, model: Any, named: Any) -> Any:
    return model.objects.visible_to(reader).filter(pk__in=named.order_by().values("pk"))


def entries_of(reader: Any, about: Event | Session) -> list[Entry]:
    return list(_seen(reader, Entry, about.entries))


def practices_of(reader: Any, about: Event | Session) -> list[Practice]:
    """Published ones; what was withdrawn since is not named."""
    found = _seen(reader, Practice, about.practices).filter(state__in=SHOWN)
    return list(found.defer(*Practice.TEXTS))


def calls_of(reader: Any, event: Event) -> list[Publication]:
    return list(_seen(reader, Publication, event.calls).defer("document"))


def of(reader: Any, about: Event | Session) -> dict[str, Any]:
    """For the template ``events/_linked.html``."""
    found: dict[str, Any] = {"entries": entries_of(reader, about), "practices": practices_of(reader, about)}
    if isinstance(about, Event):
        found["calls"] = calls_of(reader, about)
        found["demo_days"] = list(_seen(reader, PublicDemoDay, about.demo_days).defer("document"))
        found["exercises"] = list(_seen(reader, Exercise, about.exercises).defer("situation"))
    return found


def offered(reader: Any) -> dict[str, Any]:
    """What an organiser can link, by the name of the field: what they see themselves."""

    def seen(model: Any) -> Any:
        return model.objects.visible_to(reader)

    return {
        "entries": seen(Entry).filter(state="published").only("pk", "name", "code", "language"),
        "practices": seen(Practice).filter(state__in=SHOWN).only("pk", "title"),
        "calls": seen(Publication).defer("document"),
        "demo_days": seen(PublicDemoDay).defer("document"),
        "exercises": seen(Exercise).only("pk", "title"),
    }
