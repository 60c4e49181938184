"""A programme as frab's schedule JSON, version 1, as https://c3voc.de/schedule/schema.json describes it."""

from __future__ import annotations

import json
import re
from typing import Any

from protect.formats.schedule.frab_values import (
    LINKS,
    Named,
    Prepared,
    address,
    duration,
    picture,
    prepared,
    sorted_links,
)
from protect.formats.schedule.model import LOST, REPAIRED, Complaint, Conference, Link, Room, Speaker
from protect.formats.schedule.sessions import UUID

_ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+|UTC$")
_CODE = re.compile(r"[A-Z0-9]+")
_SLUG = re.compile(r"[a-z0-9_-]+[a-z0-9]")
_ROOMS = ("lecturehall", "stage", "workshop", "outside", "online", "project", "bbb", "hangar", "other")


def write(conference: Conference) -> tuple[str, list[Complaint]]:
    """The file, and what was made or left out. Raises InputError for a programme without days."""
    ready = prepared(conference)
    document = {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "PRoTECT"},
        "schedule": _schedule(ready),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n", ready.complaints


def _filled(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _schedule(ready: Prepared) -> dict[str, Any]:
    conference, told = ready.conference, ready.told
    zone = conference.zone if _ZONE.match(conference.zone) else ""
    if conference.zone and not zone:
        told.say(LOST, "", f"the time zone '{conference.zone[:40]}'; offsets stay")
    about: dict[str, Any] = {
        "acronym": ready.acronym,
        "title": conference.title,
        "start": ready.start.isoformat(),
        "end": ready.end.isoformat(),
        "daysCount": len(ready.days),
        "timeslot_duration": duration(conference.slot, told, "", most_hours=99) if conference.slot else "00:05",
        **_filled(
            description=conference.description,
            time_zone_name=zone,
            logo=picture(conference.logo, ready, ""),
            url=address(conference.url, told, "", "the page of the conference"),
        ),
        "tracks": [_filled(name=one.name, slug=_valid(_SLUG, one.slug), color=one.color) for one in conference.tracks],
        "rooms": [_room(one, ready) for one in conference.rooms],
        "days": [
            {
                "index": day.index,
                "date": day.date.isoformat(),
                "day_start": start.isoformat(),
                "day_end": end.isoformat(),
                "rooms": _rooms(named, ready),
            }
            for day, start, end, named in ready.days
        ],
    }
    base = address(conference.base_url, told, "", "the address of the programme")
    return {"version": conference.version or "1", **_filled(base_url=base), "conference": about}


def _rooms(named: tuple[Named, ...], ready: Prepared) -> dict[str, list[dict[str, Any]]]:
    rooms: dict[str, list[dict[str, Any]]] = {}
    for one in named:
        rooms.setdefault(one.session.room, []).append(_session(one, ready))
    return rooms


def _room(room: Room, ready: Prepared) -> dict[str, Any]:
    from uuid import NAMESPACE_URL, uuid5

    guid = room.guid
    if not UUID.fullmatch(guid):
        guid = str(uuid5(NAMESPACE_URL, f"{ready.acronym}/room/{room.guid or room.name}"))
        ready.told.often(REPAIRED, "", "a room gets a UUID, made from its name")
    kind = room.kind if room.kind in _ROOMS else ""
    if room.kind and not kind:
        ready.told.often(LOST, "", f"the kind '{room.kind[:30]}' of a room")
    slug = _valid(_SLUG, room.slug)
    return {
        "name": room.name,
        "guid": guid,
        **_filled(slug=slug, type=kind, description=room.description, capacity=room.capacity),
    }


def _valid(pattern: re.Pattern[str], text: str) -> str:
    return text if pattern.fullmatch(text) else ""


def _session(one: Named, ready: Prepared) -> dict[str, Any]:
    session, told, where = one.session, ready.told, one.session.where
    links, origin, feedback = sorted_links(session.links)
    code = _valid(_CODE, session.code)
    if session.code and not code:
        told.often(LOST, where, "a code that is not capitals and digits")
    recording = session.recording
    if recording.url:
        links = [*links, Link(recording.url, "", "media")]
        told.often(REPAIRED, where, "the address of a recording becomes a link of the kind media")
    return {
        "guid": one.guid,
        **_filled(code=code),
        "id": one.id,
        "logo": picture(session.logo, ready, where) or None,
        "date": session.start.isoformat(),
        "start": f"{session.start:%H:%M}",
        "duration": duration(session.duration, told, where, most_hours=9_999),
        "room": session.room,
        "slug": one.slug,
        "url": address(session.url, told, where, "the page of a session"),
        "title": session.title,
        "subtitle": session.subtitle,
        "track": session.track or None,
        "type": session.kind or "other",
        "language": session.language or None,
        "abstract": session.abstract,
        "description": session.description,
        "recording_license": recording.license,
        "do_not_record": recording.optout,
        **_filled(do_not_stream=recording.no_stream, origin_url=origin, feedback_url=feedback),
        "persons": [_person(number, speaker, ready) for number, speaker in one.persons],
        "links": [found for each in links if (found := _link(each, ready, where))],
        "attachments": [found for each in session.attachments if (found := _link(each, ready, where))],
    }


def _person(number: int, one: Speaker, ready: Prepared) -> dict[str, Any]:
    """In frab's form: a person with ``public_name`` and ``id``, and no ``name``, which the schema takes for pretalx's form."""
    if one.code and not _CODE.fullmatch(one.code):
        ready.told.often(LOST, "", "a person's code that is not capitals and digits")
    return {
        "id": number,
        "public_name": one.name,
        **_filled(
            guid=_valid(UUID, one.guid),
            code=_valid(_CODE, one.code),
            biography=one.biography,
            avatar=one.picture,
            url=address(one.url, ready.told, "", "a person's page"),
            links=[found for each in one.links if (found := _link(each, ready, ""))],
        ),
    }


def _link(one: Link, ready: Prepared, where: str) -> dict[str, Any]:
    kind = one.kind if one.kind in LINKS else ""
    if one.kind and not kind:
        ready.told.often(LOST, where, f"the kind '{one.kind[:30]}' of a link")
    return {"url": one.url, **_filled(title=one.title, type=kind)}
