"""What is due as a calendar, for the private address of one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from protect.assessments.models import Assessment
from protect.organisations.access import Reach
from protect.organisations.models import User
from protect.reminders.queries import policies_of, standing
from protect.reminders.tasks import full, may_be_named

#: What folders above add to the calendar of a person: said at start-up (``AppConfig.ready``).
_tellers: list[Callable[[User], Iterable[Event]]] = []


def add(teller: Callable[[User], Iterable[Event]]) -> None:
    if teller not in _tellers:
        _tellers.append(teller)


def calendar_of(person: User) -> bytes:
    """iCalendar (RFC 5545) of what the person may see now; without names unless the organisation allows them."""
    own = sorted(Reach.of(person).reading)
    due = Assessment.objects.visible_to(person).filter(standing(), organisation__in=own)
    found = list(due.select_related("space").defer("space__wkb").order_by("review_on", "pk"))
    policies = policies_of({one.organisation_id for one in found})
    calendar = Calendar()
    calendar.add("prodid", "-//PRoTECT//due//EN")
    calendar.add("version", "2.0")
    with translation.override(person.language):
        calendar.add("x-wr-calname", _("To be assessed again"))
        for one in found:
            assert one.review_on is not None
            event = Event()
            event.add("uid", f"assessment-{one.pk}@protect")
            event.add("dtstamp", timezone.now())
            event.add("dtstart", one.review_on)
            event.add("dtend", one.review_on + dt.timedelta(days=1))
            named = may_be_named(one, policies[one.organisation_id].names_in_mails)
            event.add(
                "summary",
                _("Assess again: %(name)s") % {"name": one.space.name}
                if named
                else _("A space is to be assessed again"),
            )
            event.add("url", full(reverse("assessments:detail", args=[one.pk])))
            event.add("transp", "TRANSPARENT")
            calendar.add_component(event)
        for teller in _tellers:
            for event in teller(person):
                calendar.add_component(event)
    return calendar.to_ical()
