"""A programme as frab's schedule XML, as https://c3voc.de/schedule/schema.xsd describes it."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from protect.formats.safe_xml import UNSAYABLE
from protect.formats.schedule.frab_values import Named, Prepared, address, duration, picture, prepared, sorted_links
from protect.formats.schedule.model import LOST, REPAIRED, Collector, Complaint, Conference, Link, Track
from protect.formats.schedule.sessions import UUID

_CODE = re.compile(r"[0-9A-Z]{6}")
_SLUG = re.compile(r"[a-z][a-z0-9-]+")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def write(conference: Conference) -> tuple[str, list[Complaint]]:
    """The file, and what was made or left out. Raises InputError for a programme without days."""
    ready = prepared(conference)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<schedule>", ' <generator name="PRoTECT"/>']
    lines.append(_element(1, "version", conference.version or "1", ready.told))
    lines.extend(_about(ready))
    rooms = {one.name: one.guid for one in conference.rooms}
    if any(one.description or one.capacity is not None or one.kind for one in conference.rooms):
        ready.told.say(LOST, "", "descriptions, kinds and capacities of rooms")
    for day, start, end, named in ready.days:
        head = f'date="{day.date.isoformat()}" start="{start.isoformat()}" end="{end.isoformat()}" index="{max(day.index, 1)}"'
        lines.append(f" <day {head}>")
        for room in dict.fromkeys(one.session.room for one in named):
            guid = f' guid="{rooms[room]}"' if UUID.fullmatch(rooms.get(room, "")) else ""
            lines.append(f"  <room name={quoteattr(_sayable(room, ready.told))}{guid}>")
            for one in named:
                if one.session.room == room:
                    lines.extend(_session(one, ready))
            lines.append("  </room>")
        lines.append(" </day>")
    lines.append("</schedule>")
    return "\n".join(lines) + "\n", ready.complaints


def _about(ready: Prepared) -> list[str]:
    conference, told = ready.conference, ready.told
    slot = duration(conference.slot, told, "", most_hours=99) if conference.slot else "00:05"
    base = address(conference.base_url, told, "", "the address of the programme")
    values = {
        "title": conference.title,
        "acronym": ready.acronym,
        "start": ready.start.isoformat(),
        "end": ready.end.isoformat(),
        "days": str(len(ready.days)),
        "timeslot_duration": slot,
        "base_url": base,
        "logo": picture(conference.logo, ready, ""),
        "url": address(conference.url, told, "", "the page of the conference"),
        "time_zone_name": conference.zone,
    }
    lines = [_element(2, name, value, told) for name, value in values.items() if value]
    lines.extend(_track(one, told) for one in conference.tracks)
    return [" <conference>", *lines, " </conference>"]


def _track(one: Track, told: Collector) -> str:
    color = f' color="{one.color}"' if _COLOR.fullmatch(one.color) else ""
    slug = f' slug="{one.slug}"' if _SLUG.fullmatch(one.slug) else ""
    if one.color and not color or one.slug and not slug:
        told.often(LOST, "", "a colour or slug of a track")
    return f"  <track name={quoteattr(_sayable(one.name, told))}{color}{slug}/>"


def _session(one: Named, ready: Prepared) -> list[str]:
    session, told, where = one.session, ready.told, one.session.where
    code = f' code="{session.code}"' if _CODE.fullmatch(session.code) else ""
    if session.code and not code:
        told.often(LOST, where, "a code that is not six capitals and digits")
    links, origin, feedback = sorted_links(session.links)
    if any(each.biography or each.picture or each.url or each.links or each.code for _, each in one.persons):
        told.often(LOST, where, "biographies, pictures, codes and links of people")
    if session.recording.no_stream is not None:
        told.often(LOST, where, "whether a session may be streamed")
    lines = [f'   <event id="{one.id}" guid="{one.guid}"{code}>']
    values = {
        "room": session.room,
        "title": session.title,
        "subtitle": session.subtitle,
        "type": session.kind or "other",
        "date": session.start.isoformat(),
        "start": f"{session.start:%H:%M}",
        "duration": duration(session.duration, told, where, most_hours=99),
        "abstract": session.abstract,
        "slug": one.slug,
        "track": session.track,
        "logo": picture(session.logo, ready, where),
        "language": session.language,
        "description": session.description,
        "url": address(session.url, told, where, "the page of a session"),
        "origin_url": origin,
        "feedback_url": feedback,
    }
    optional = ("url", "origin_url", "feedback_url")
    lines.extend(_element(4, name, value, told) for name, value in values.items() if value or name not in optional)
    lines.extend(_recording(one, ready))
    lines.append("    <persons>")
    for number, speaker in one.persons:
        guid = f' guid="{speaker.guid}"' if UUID.fullmatch(speaker.guid) else ""
        lines.append(f'     <person id="{number}"{guid}>{escape(_sayable(speaker.name, told))}</person>')
    lines.append("    </persons>")
    lines.extend(_links("links", "link", links, told))
    lines.extend(_links("attachments", "attachment", list(session.attachments), told))
    return [*lines, "   </event>"]


def _recording(one: Named, ready: Prepared) -> list[str]:
    recording, told, where = one.session.recording, ready.told, one.session.where
    if recording.optout is None:
        told.often(REPAIRED, where, "whether a session may be recorded is not said; written as: it may")
    url = address(recording.url, told, where, "a recording")
    lines = ["    <recording>", _element(5, "license", recording.license, told)]
    lines.append(_element(5, "optout", "true" if recording.optout else "false", told))
    if url:
        lines.append(_element(5, "url", url, told))
    return [*lines, "    </recording>"]


def _links(name: str, each: str, links: list[Link], told: Collector) -> list[str]:
    lines = [f"    <{name}>"]
    for one in links:
        kind = f" type={quoteattr(_sayable(one.kind, told))}" if one.kind else ""
        href = quoteattr(_sayable(one.url, told))
        lines.append(f"     <{each} href={href}{kind}>{escape(_sayable(one.title, told))}</{each}>")
    return [*lines, f"    </{name}>"]


def _element(depth: int, name: str, text: str, told: Collector) -> str:
    return f"{' ' * depth}<{name}>{escape(_sayable(text, told))}</{name}>"


def _sayable(text: str, told: Collector) -> str:
    if UNSAYABLE.search(text):
        told.often(LOST, "", "signs that XML cannot carry are written '\ufffd'")
    return UNSAYABLE.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")
