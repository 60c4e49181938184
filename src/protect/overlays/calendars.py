"""Events, set-ups and removals in the private calendar of a person."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from icalendar import Event

from protect.organisations.models import User
from protect.overlays.queries import dates
from protect.reminders.queries import policies_of
from protect.reminders.tasks import full, may_be_named


def events(person: User) -> Iterator[Event]:
    """Without names unless the organisation allows them."""
    found = list(dates(person))
    policies = policies_of({one.overlay.organisation_id for one in found})
    for one in found:
        named = may_be_named(one.overlay, policies[one.overlay.organisation_id].names_in_mails)
        event = Event()
        event.add("uid", f"{one.uid}@protect")
        event.add("dtstamp", timezone.now())
        event.add("dtstart", one.begins)
        event.add("dtend", one.ends)
        event.add("summary", one.named if named else one.unnamed)
        event.add("url", full(reverse("overlays:day", args=[one.overlay.pk])))
        event.add("transp", "TRANSPARENT")
        yield event
