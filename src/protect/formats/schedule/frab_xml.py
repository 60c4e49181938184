"""frab's and pentabarf's schedule as XML (https://c3voc.de/schedule/schema.xsd), the older forms, too.

Read through defusedxml; every complaint has the line of its element.
"""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Any

from protect.formats.safe_xml import Element, parse
from protect.formats.saying import sentence
from protect.formats.schedule import moments
from protect.formats.schedule.fields import LINE, Fields
from protect.formats.schedule.frab_json import by_date, date_of, day_of
from protect.formats.schedule.model import (
    LOST,
    WRONG,
    Collector,
    Conference,
    Day,
    Reading,
    Room,
    Session,
    Track,
    at_line,
)
from protect.formats.schedule.sessions import Around, session
from protect.formats.tables import InputError

_LISTS = {"persons": "person", "links": "link", "attachments": "attachment"}


def read(file: str, content: bytes, text: str, usual: tzinfo | None = None) -> Reading:
    """``text``: the content decoded; ``usual``: time zone for times that tell none. Raises InputError."""
    root = parse(file, content, text)
    if root.name != "schedule":
        raise InputError(
            sentence(
                "%(file)s, line %(line)d: the file begins with <%(tag)s>, a schedule with <schedule>",
                file=file,
                line=root.line,
                tag=root.name[:40],
            )
        )
    told = Collector(file)
    about = root.first("conference")
    fields = Fields(told, "", sentence("the conference"), _flat(about, told) if about else {LINE: at_line(root.line)})
    zone_name = fields.text("time_zone_name")
    zone = moments.zone(zone_name)
    if zone_name and zone is None:
        told.say(WRONG, fields.where, sentence("'%(zone)s' is no time zone that is known", zone=zone_name[:40]))
    days: list[Day] = []
    rooms: dict[str, Room] = {}
    for number, element in enumerate(root.all("day"), 1):
        day, sessions = _day(element, number, zone or usual, rooms, told)
        days.extend(
            [Day(day.index, day.date, day.start, day.end, tuple(sessions))] if day else by_date(sessions, len(days))
        )
    conference = Conference(
        fields.text("title") or "Untitled",
        fields.text("acronym"),
        "",
        date_of(fields, "start"),
        date_of(fields, "end"),
        zone_name if zone else "",
        moments.duration(fields.text("timeslot_duration")),
        (version.text().strip() if (version := root.first("version")) else ""),
        fields.text("url") or (url.text().strip() if (url := root.first("url")) else ""),
        fields.text("base_url"),
        fields.text("logo"),
        tuple(rooms.values()),
        _tracks(about),
        tuple(days),
    )
    fields.rest("days", "track", "color", "day_change")
    for one in root.elements:
        if one.name not in ("conference", "day", "version", "url", "generator"):
            told.often(
                LOST,
                at_line(one.line),
                sentence("<%(tag)s> of %(what)s", tag=one.name[:40], what=sentence("the schedule")),
            )
    return Reading(conference, "frab XML", told.found, told.complaints)


def _tracks(about: Element | None) -> tuple[Track, ...]:
    found = about.all("track") if about else []
    named = [(one.attributes.get("name") or one.text().strip(), one) for one in found]
    return tuple(
        Track(name, one.attributes.get("slug", ""), one.attributes.get("color", "")) for name, one in named if name
    )


def _day(
    element: Element, number: int, zone: tzinfo | None, rooms: dict[str, Room], told: Collector
) -> tuple[Day | None, list[Session]]:
    fields = Fields(told, "", sentence("a day"), {LINE: at_line(element.line), **element.attributes})
    day = day_of(fields, number, zone)
    fields.rest()
    sessions: list[Session] = []
    for under in element.elements:
        if under.name == "event":  # pentabarf without rooms
            sessions.extend(_session(under, Around(zone, day), told))
            continue
        if under.name != "room":
            told.often(
                LOST,
                at_line(under.line),
                sentence("<%(tag)s> of %(what)s", tag=under.name[:40], what=sentence("a day")),
            )
            continue
        name = under.attributes.get("name", "")
        if name and name not in rooms:
            rooms[name] = Room(name, under.attributes.get("guid", ""), under.attributes.get("slug", ""))
        for one in under.elements:
            if one.name == "event":
                sessions.extend(_session(one, Around(zone, day, name), told))
            else:
                told.often(
                    LOST,
                    at_line(one.line),
                    sentence("<%(tag)s> of %(what)s", tag=one.name[:40], what=sentence("a room")),
                )
    return day, sessions


def _session(element: Element, around: Around, told: Collector) -> list[Session]:
    found = session(Fields(told, "", sentence("a session"), _flat(element, told)), around)
    return [found] if found is not None else []


def _flat(element: Element, told: Collector) -> dict[str, Any]:
    """An element as the object that JSON would have in its place."""
    found: dict[str, Any] = {LINE: at_line(element.line), **element.attributes}
    for child in element.elements:
        if child.name in _LISTS:
            found[child.name] = [_item(one) for one in child.elements if one.name == _LISTS[child.name]]
            for one in child.elements:
                if one.name != _LISTS[child.name]:
                    told.often(
                        LOST,
                        at_line(one.line),
                        sentence("<%(tag)s> in <%(within)s>", tag=one.name[:40], within=child.name),
                    )
        elif child.name == "recording":
            found |= _recording(child, told)
        elif child.name in found and child.name not in ("track",):
            told.say(
                WRONG, at_line(child.line), sentence("<%(tag)s> stands twice; the first counts", tag=child.name[:40])
            )
        else:
            found[child.name] = child.text().strip()
            for inner in child.elements:
                told.often(
                    LOST,
                    at_line(inner.line),
                    sentence(
                        "<%(tag)s> within <%(within)s>, its text is kept", tag=inner.name[:40], within=child.name[:40]
                    ),
                )
    return found


def _recording(element: Element, told: Collector) -> dict[str, Any]:
    names = {"license": "recording_license", "optout": "do_not_record", "url": "recording_url", "link": "recording_url"}
    found: dict[str, Any] = {}
    for child in element.elements:
        if child.name in names:
            found.setdefault(names[child.name], child.text().strip())
        else:
            told.often(
                LOST,
                at_line(child.line),
                sentence("<%(tag)s> of %(what)s", tag=child.name[:40], what=sentence("a recording")),
            )
    return found


def _item(element: Element) -> dict[str, Any]:
    """A person, link or attachment: attributes and a text."""
    text = re.sub(r"[ \t]*\n\s*", " ", element.text()).strip()
    name = "public_name" if element.name == "person" else "title"
    return {LINE: at_line(element.line), name: text, **element.attributes}
