"""An event for programs: JSON-LD as schema.org describes it, what a link shows of it, iCalendar, Atom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar
from icalendar import Event as Entry

from protect.events.models import Event, Series, Session
from protect.events.states import State
from protect.formats.schedule.calendars import OURS
from protect.organisations.feeding import Feed

Address = Callable[..., str]
#: Seconds after which a calendar program asks again.
AGAIN = dt.timedelta(hours=6)
MOST_IN_FEED = 50

_STATUS = {
    State.PUBLISHED: "EventScheduled", State.MOVED: "EventRescheduled", State.CANCELLED: "EventCancelled",
}  # fmt: skip


def place_of(event: Event) -> str:
    """In one line; empty for what is only online."""
    return ", ".join(filter(None, (event.venue, event.address, event.city, event.country)))


def _iso(event: Event, moment: dt.datetime | None) -> str | None:
    return moment.astimezone(event.zone).isoformat(timespec="seconds") if moment else None


def linked_data(
    event: Event,
    page: str,
    sessions: Iterable[Session] = (),
    address: Address | None = None,
    series: Series | None = None,
) -> dict[str, Any]:
    """schema.org Event. Of speakers what the programme says: name, role and organisation.

    ``series``: the one it belongs to, if the reader may see it.
    """
    places: list[dict[str, Any]] = []
    if event.is_online:
        places.append({"@type": "VirtualLocation", "url": page})
    if event.venue or event.city:
        told = {"streetAddress": event.address, "addressLocality": event.city, "addressCountry": event.country}
        places.append(
            {
                "@type": "Place",
                "name": event.venue or event.city,
                "address": {"@type": "PostalAddress", **{name: value for name, value in told.items() if value}},
            }
        )
    mode = "Mixed" if len(places) > 1 else "Online" if event.is_online else "Offline"
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "@id": f"urn:uuid:{event.guid}",
        "name": event.title,
        "description": event.summary,
        "url": page,
        "startDate": _iso(event, event.begins_at),
        "endDate": _iso(event, event.ends_at),
        "eventStatus": f"https://schema.org/{_STATUS[State(event.state)]}" if event.state in _STATUS else None,
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
        "location": places[0] if len(places) == 1 else places,
        "inLanguage": event.languages,
        "isAccessibleForFree": True,
        "organizer": {"@type": "Organization", "name": event.organisation.name},
        "audience": {"@type": "Audience", "audienceType": event.target_groups} if event.target_groups else None,
        "previousStartDate": _iso(event, event.first_begins_at) if event.state == State.MOVED else None,
        "superEvent": {"@type": "EventSeries", "name": series.name} if series else None,
        "subEvent": [session_data(one, event, address("events:session", one.pk)) for one in sessions if one.speaks]
        if address
        else None,
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def session_data(session: Session, event: Event, page: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "Event",
        "@id": f"urn:uuid:{session.guid}",
        "name": session.title,
        "description": session.abstract[:500],
        "url": page,
        "startDate": _iso(event, session.begins_at),
        "endDate": _iso(event, session.ends_at),
        "inLanguage": session.language,
        "performer": [
            {
                "@type": "Person",
                "name": one.speaker.name,
                **({"jobTitle": one.speaker.role} if one.speaker.role else {}),
                **({"affiliation": {"@type": "Organization", "name": one.speaker.works_for}} if one.speaker.works_for else {}),
            }
            for one in session.talks.all()
        ],
    }  # fmt: skip
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def calendar(events: Iterable[Event], name: str, address: Address, *, with_sessions: bool = False) -> bytes:
    """iCalendar (RFC 5545, 7986): one entry an event; of a single one its sessions, if it has any."""
    made = begin_calendar(name)
    for event in events:
        sessions = [one for one in event.sessions.select_related("room") if one.speaks] if with_sessions else []
        if sessions:
            for one in sessions:
                made.add_component(session_entry(one, event, address("events:session", one.pk)))
        elif event.begins_at and event.ends_at:
            made.add_component(event_entry(event, address("events:event", event.pk)))
    return bytes(made.to_ical())


def begin_calendar(name: str) -> Calendar:
    made = Calendar()
    made.add("prodid", "-//PRoTECT//events//EN")
    made.add("version", "2.0")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    return made


def _common(entry: Entry, event: Event, page: str) -> None:
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("sequence", event.revision)
    entry.add("status", "CANCELLED" if event.state == State.CANCELLED else "CONFIRMED")
    entry.add("url", page)
    entry.add("organizer", f"mailto:{event.contact}" if event.contact else "mailto:nobody@invalid")
    if event.organisation_id:
        entry["organizer"].params["CN"] = event.organisation.name


def event_entry(event: Event, page: str) -> Entry:
    entry = Entry()
    entry.add("uid", f"{event.guid}{OURS}")
    entry.add("summary", event.title)
    entry.add("description", "\n\n".join(filter(None, (event.summary, page))))
    assert event.begins_at and event.ends_at
    entry.add("dtstart", event.begins_at.astimezone(dt.UTC))
    entry.add("dtend", event.ends_at.astimezone(dt.UTC))
    entry.add("location", place_of(event) or _("online"))
    entry.add("categories", [str(event.get_kind_display())])
    _common(entry, event, page)
    return entry


def session_entry(session: Session, event: Event, page: str, link: str = "") -> Entry:
    """``link``: where to join; only for whoever is registered."""
    entry = Entry()
    entry.add("uid", f"{session.guid}{OURS}")
    entry.add("summary", f"{event.title}: {session.title}")
    entry.add("description", "\n\n".join(filter(None, (session.abstract[:1000], link, page))))
    entry.add("dtstart", session.begins_at.astimezone(dt.UTC))
    entry.add("dtend", session.ends_at.astimezone(dt.UTC))
    room = session.room.name if session.room else ""
    entry.add("location", link or ", ".join(filter(None, (room, place_of(event)))) or _("online"))
    _common(entry, event, page)
    return entry


def alarm(text: str, before: dt.timedelta) -> Alarm:
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", text)
    made.add("trigger", -before)
    return made


def feed(found: Iterable[Event], here: str, page: Callable[[Event], str]) -> str:
    """Atom: one entry an event, the newest published first."""
    made = Feed(
        title=_("Events"),
        link=here,
        description=_("Seminars, webinars, trainings and demo days on public spaces, protected and open."),
        feed_url=here,
    )
    for one in found:
        when = ""
        if one.begins_at:
            when = f"{one.begins_at.astimezone(one.zone):%Y-%m-%d %H:%M} {one.time_zone}"
        made.add_item(
            title=one.title if one.state != State.CANCELLED else f"{_('Cancelled')}: {one.title}",
            link=page(one),
            description="\n".join(filter(None, (when, place_of(one) or str(_("online")), one.summary))),
            unique_id=f"urn:uuid:{one.guid}",
            pubdate=one.published_at,
            updateddate=one.changed_at,
            author_name=one.organisation.name,
            categories=[str(one.get_kind_display())],
        )
    return str(made.writeString("utf-8"))
