"""frab's schedule as JSON, version 1 (days hold rooms, rooms hold sessions) and version 2 (a list of sessions).

Formats: https://c3voc.de/wiki/schedule, schemas at https://c3voc.de/schedule/schema.json. Real files break them; what can be
read is read, and everything else has a complaint with its path.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, tzinfo
from typing import Any

from protect.formats.saying import sentence
from protect.formats.schedule import moments
from protect.formats.schedule.fields import Fields
from protect.formats.schedule.model import HINT, WRONG, Collector, Conference, Day, Reading, Room, Session, Track
from protect.formats.schedule.sessions import Around, people, session
from protect.formats.tables import InputError


def read(file: str, text: str, usual: tzinfo | None = None) -> Reading:
    """``usual``: time zone for times that tell none. Raises InputError for what is no JSON or no schedule."""
    told = Collector(file)
    root = _parsed(file, text, told)
    schedule = root.get("schedule") if isinstance(root, dict) else None
    if not isinstance(schedule, dict):
        raise InputError(sentence("%(file)s is JSON, but has no object 'schedule'", file=file))
    fields = Fields(told, "schedule", sentence("the schedule"), schedule)
    about = fields.object("conference", sentence("the conference"))
    if about is None:
        raise InputError(sentence("%(file)s: 'schedule' has no object 'conference'", file=file))
    conference = _conference(fields, about, told)
    zone = moments.zone(conference.zone) or usual
    if "events" in schedule:
        days = _listed(fields, about, zone, told)
    else:
        days = _nested(about, zone, told)
    for extra in ("rooms", "generator"):
        if extra == "rooms" and not conference.rooms and isinstance(schedule.get(extra), list):
            told.say(HINT, "schedule.rooms", sentence("rooms stand beside the conference instead of in it; read"))
            conference = replace(conference, rooms=_rooms(fields.objects(extra, sentence("a room"))))
    about.rest("daysCount", "keywords", "meta", "colors", "defaults", "languages")
    fields.rest("generator")
    return Reading(replace(conference, days=tuple(days)), "frab JSON", told.found, told.complaints)


def _parsed(file: str, text: str, told: Collector) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            for name in dict.fromkeys(one for one in names if names.count(one) > 1):
                told.often(
                    WRONG, "", sentence("'%(name)s' stands twice in one object; the last counts", name=name[:40])
                )
        return found

    def refuse(word: str) -> Any:
        raise InputError(sentence("%(file)s: %(word)s is no number of JSON", file=file, word=word))

    try:
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=once, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise InputError(
            sentence("%(file)s, line %(line)d: not JSON (%(why)s)", file=file, line=error.lineno, why=error.msg)
        ) from error
    except RecursionError as error:
        raise InputError(sentence("%(file)s: objects are nested too deeply", file=file)) from error
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(sentence("%(file)s: a number in it is too long", file=file)) from error


def _conference(fields: Fields, about: Fields, told: Collector) -> Conference:
    zone = about.text("time_zone_name")
    if zone and moments.zone(zone) is None:
        told.say(
            WRONG, about.path("time_zone_name"), sentence("'%(zone)s' is no time zone that is known", zone=zone[:40])
        )
        zone = ""
    tracks = [
        Track(one.text("name"), one.text("slug"), one.text("color"))
        for one in about.objects("tracks", sentence("a track"))
    ]
    logo = about.get("logo")
    return Conference(
        about.text("title") or "Untitled",
        about.text("acronym"),
        about.text("description"),
        date_of(about, "start"),
        date_of(about, "end"),
        zone,
        moments.duration(about.text("timeslot_duration")),
        fields.text("version"),
        about.text("url"),
        fields.text("base_url") or about.text("base_url"),
        Fields(told, about.path("logo"), sentence("a picture"), logo).text("url")
        if isinstance(logo, dict)
        else about.text("logo"),
        _rooms(about.objects("rooms", sentence("a room"))),
        tuple(one for one in tracks if one.name),
    )


def _rooms(found: list[Fields]) -> tuple[Room, ...]:
    rooms = []
    for one in found:
        room = Room(
            one.text("name"),
            one.text("guid"),
            one.text("slug"),
            one.text("type").lower(),
            one.text("description"),
            one.number("capacity"),
        )
        one.rest("stream_id")
        if room.name:
            rooms.append(room)
        else:
            one.told.say(WRONG, one.where, sentence("a room without a name; left out"))
    return tuple(rooms)


def date_of(fields: Fields, name: str) -> date | None:
    text = fields.text(name)
    found = moments.day(text)
    if text and found is None:
        fields.told.say(WRONG, fields.path(name), sentence("'%(text)s' is no date; left out", text=text[:40]))
    return found


def day_of(fields: Fields, number: int, zone: tzinfo | None) -> Day | None:
    """A day without its sessions. None, with a complaint, where nothing says which day it is."""
    told = fields.told
    start, end = (moments.moment(fields.text(f"day_{name}", name)) for name in ("start", "end"))
    start = moments.aware(start, zone, told, fields.where) if start else None
    end = moments.aware(end, zone, told, fields.where) if end else None
    on = date_of(fields, "date") or (start.date() if start else None)
    index = fields.number("index")
    if on is None:
        told.say(WRONG, fields.where, sentence("nothing says which day it is; its sessions go by their own dates"))
        return None
    return Day(number if index is None else index, on, start, end)


def _nested(about: Fields, zone: tzinfo | None, told: Collector) -> list[Day]:
    """Version 1."""
    days: list[Day] = []
    for number, fields in enumerate(about.objects("days", sentence("a day")), 1):
        day = day_of(fields, number, zone)
        rooms = fields.get("rooms")
        if not isinstance(rooms, dict):
            if rooms not in (None, []):
                told.say(WRONG, fields.path("rooms"), sentence("the rooms of a day are no object; left out"))
            rooms = {}
        sessions: list[Session] = []
        for room in rooms:
            # A Fields of its own, so that its path says the name of the room.
            under = Fields(told, fields.path("rooms"), sentence("a room"), rooms)
            around = Around(zone, day, room)
            sessions.extend(
                one for each in under.objects(room, sentence("a session")) if (one := session(each, around))
            )
        fields.rest()
        days.extend(_on_days(day, sessions, days))
    return days


def _on_days(day: Day | None, sessions: list[Session], before: list[Day]) -> list[Day]:
    if day is not None:
        return [replace(day, sessions=tuple(sessions))]
    return by_date(sessions, len(before))


def by_date(sessions: list[Session], before: int = 0) -> list[Day]:
    """Days made of the dates on which sessions begin."""
    dates = sorted({one.start.date() for one in sessions})
    return [
        Day(number, on, sessions=tuple(one for one in sessions if one.start.date() == on))
        for number, on in enumerate(dates, before + 1)
    ]


def _listed(fields: Fields, about: Fields, zone: tzinfo | None, told: Collector) -> list[Day]:
    """Version 2: each session goes to the day in whose span it begins, else to its date."""
    tracks = {
        str(one.get("slug")): str(one.get("name")) for one in about.value.get("tracks") or [] if isinstance(one, dict)
    }
    known = {one.guid: one for one in people(fields.objects("persons", sentence("a person"))) if one.guid}
    around = Around(zone, tracks=tracks, people=known)
    prepared = []
    for one in fields.objects("events", sentence("a session")):
        if "date" not in one.value and "start" in one.value:
            one.value = {**one.value, "date": one.value["start"]}
        prepared.append(one)
    waiting = [found for each in prepared if (found := session(each, around))]
    days = []
    for number, each in enumerate(about.objects("days", sentence("a day")), 1):
        day = day_of(each, number, zone)
        each.rest()
        if day is None:
            continue
        mine = [one for one in waiting if _within(one, day)]
        waiting = [one for one in waiting if not _within(one, day)]
        days.append(replace(day, sessions=tuple(mine)))
    if waiting and days:
        told.say(
            HINT,
            "schedule.events",
            sentence("%(count)d sessions lie on no day of the conference; days are added", count=len(waiting)),
        )
    return days + by_date(waiting, len(days))


def _within(one: Session, day: Day) -> bool:
    if day.start is not None and day.end is not None:
        return day.start <= one.start < day.end
    return one.start.date() == day.date
