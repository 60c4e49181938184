"""Sessions, people and links from the fields of frab, pentabarf and their descendants, JSON and XML alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from protect.formats.saying import sentence
from protect.formats.schedule import moments
from protect.formats.schedule.fields import Fields
from protect.formats.schedule.model import HINT, REPAIRED, WRONG, Day, Link, Recording, Session, Speaker

UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


@dataclass(frozen=True)
class Around:
    """What holds for a session from around it. ``tracks``: names by their slugs; ``people``: by their guid."""

    zone: tzinfo | None = None
    day: Day | None = None
    room: str = ""
    tracks: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Speaker] = field(default_factory=dict)


def session(fields: Fields, around: Around) -> Session | None:
    """One session; None, with a complaint, where nothing says when it is."""
    told, where = fields.told, fields.where
    told.session(where)
    title = fields.text("title")
    start = _start(fields, around)
    if start is None:
        told.say(
            WRONG,
            where,
            sentence(
                "left out, nothing says when it begins: %(title)s", title=title[:60] or sentence("without a title")
            ),
        )
        _ask_all(fields, around, start)
        return None
    if not title:
        told.say(WRONG, where, sentence("the title is missing; it is called 'Untitled'"))
        title = "Untitled"
    found = _ask_all(fields, around, start)
    assert found is not None
    return replace(found, title=title)


def _ask_all(fields: Fields, around: Around, start: datetime | None) -> Session | None:
    guid = fields.text("guid")
    if guid and not UUID.fullmatch(guid):
        fields.told.often(
            HINT, fields.path("guid"), sentence("the guid of a session is no UUID, as the standard wants")
        )
    links = fields.objects("links", sentence("a link"))
    found = [one for one in map(link, links) if one is not None]
    found += [Link(url, "", kind) for kind in ("origin", "feedback") if (url := fields.text(f"{kind}_url"))]
    duration = _duration(fields, start)
    speakers = people(
        fields.objects("persons", sentence("a person")) + fields.objects("participants", sentence("a person")),
        around.people,
    )
    attachments = [
        one for one in map(link, fields.objects("attachments", sentence("an attachment"))) if one is not None
    ]
    values: dict[str, Any] = {
        "room": _room(fields, around),
        "track": _track(fields, around),
        "kind": fields.text("type"),
        "language": fields.text("language"),
        "subtitle": fields.text("subtitle"),
        "abstract": fields.text("abstract"),
        "description": fields.text("description"),
        "id": fields.text("id"),
        "code": fields.text("code"),
        "slug": fields.text("slug"),
        "url": fields.text("url"),
        "logo": _address(fields, "logo"),
        "state": fields.text("state").lower(),
    }
    recording = Recording(
        fields.text("recording_license"),
        fields.truth("do_not_record"),
        fields.truth("do_not_stream"),
        fields.text("recording_url", "video_download_url"),
    )
    fields.rest()
    if start is None:
        return None
    return Session(
        "",
        start,
        duration,
        guid=guid,
        speakers=tuple(speakers),
        links=tuple(found),
        attachments=tuple(attachments),
        recording=recording,
        where=fields.where,
        **values,
    )


def _start(fields: Fields, around: Around) -> datetime | None:
    told = fields.told
    date, start = fields.text("date"), fields.text("start")
    for name, text in (("date", date), ("start", start)):
        found = moments.moment(text)
        if found is not None:
            found = moments.aware(found, around.zone, told, fields.path(name))
            clock = moments.clock(start)
            if (
                name == "date"
                and clock is not None
                and clock != found.time().replace(second=clock.second, microsecond=0)
            ):
                told.often(
                    HINT, fields.path("start"), sentence("'start' and 'date' of a session differ; 'date' counts")
                )
            if around.zone is not None and found.utcoffset() != found.astimezone(around.zone).utcoffset():
                told.often(
                    HINT,
                    fields.path(name),
                    sentence("the offset of a time is not that of the zone the file names; kept"),
                )
            return found
    if date:
        told.say(WRONG, fields.path("date"), sentence("'%(text)s' is no date with time", text=date[:40]))
    clock = moments.clock(start)
    on = moments.day(date) or (around.day.date if around.day else None)
    if clock is None or on is None:
        return None
    found = moments.aware(datetime.combine(on, clock), around.zone, told, fields.path("start"))
    begin = around.day.start if around.day else None
    if begin is not None and around.zone is None:
        found = found.replace(tzinfo=begin.tzinfo)
    if begin is not None and not moments.day(date) and found < begin:
        found += timedelta(days=1)  # after midnight, on the programme of the day before
    told.say(
        REPAIRED,
        fields.path("start"),
        sentence("no date with time; %(moment)s by the day and 'start'", moment=found.isoformat()),
    )
    return found


def _duration(fields: Fields, start: datetime | None) -> timedelta:
    told = fields.told
    given = fields.get("duration")
    text = fields.text("duration")
    end = moments.moment(fields.text("end"))
    if isinstance(given, int | float) and not isinstance(given, bool) and 0 <= given <= 10_000:
        told.often(REPAIRED, fields.path("duration"), sentence("a bare number as duration is read as minutes"))
        return timedelta(minutes=given)
    found = moments.duration(text)
    if found is not None:
        return found
    if end is not None and start is not None:
        end = moments.aware(end, start.tzinfo, told, fields.path("end"))
        if end >= start and end - start <= moments.LONGEST:
            if text:
                told.say(
                    WRONG, fields.path("duration"), sentence("'%(text)s' is no duration; 'end' counts", text=text[:40])
                )
            return end - start
        told.say(WRONG, fields.path("end"), sentence("it ends before it begins; its duration is read as 0"))
        return timedelta()
    told.say(
        WRONG,
        fields.path("duration"),
        sentence("'%(text)s' is no duration; read as 0", text=text[:40])
        if text
        else sentence("no duration; read as 0"),
    )
    return timedelta()


def _room(fields: Fields, around: Around) -> str:
    given = fields.get("room")
    if isinstance(given, dict):
        room = Fields(fields.told, fields.path("room"), sentence("a room"), given)
        name = room.text("name", "slug", "guid")
        room.rest("name", "slug", "guid", "url")
        return name
    name = fields.text("room")
    if name and around.room and name != around.room:
        fields.told.often(
            HINT, fields.path("room"), sentence("the room of a session is not the one it stands under; its own counts")
        )
    return name or around.room


def _track(fields: Fields, around: Around) -> str:
    given = fields.get("track")
    if isinstance(given, dict):
        track = Fields(fields.told, fields.path("track"), sentence("a track"), given)
        name, slug = track.text("name"), track.text("slug")
        track.rest("guid", "color", "colors")
        return name or around.tracks.get(slug, slug)
    return fields.text("track")


def _address(fields: Fields, name: str) -> str:
    """An address, or an object that holds one."""
    given = fields.get(name)
    return (
        Fields(fields.told, fields.path(name), sentence("a picture"), given).text("url")
        if isinstance(given, dict)
        else fields.text(name)
    )


def people(found: list[Fields], known: Mapping[str, Speaker] = {}) -> list[Speaker]:
    speakers = []
    for one in found:
        name = one.text("public_name", "name", "full_public_name")
        guid = one.text("guid")
        more = known.get(guid)
        links = [each for each in map(link, one.objects("links", sentence("a link"))) if each is not None]
        speaker = Speaker(
            name or (more.name if more else ""),
            one.text("id"),
            guid,
            one.text("code"),
            one.text("role").lower(),
            one.text("biography") or (more.biography if more else ""),
            _address(one, "avatar") or (more.picture if more else ""),
            one.text("url") or (more.url if more else ""),
            tuple(links) or (more.links if more else ()),
        )
        one.rest("name")
        if speaker.name:
            speakers.append(speaker)
        else:
            one.told.say(WRONG, one.where, sentence("a person without a name; left out"))
    return speakers


def link(fields: Fields) -> Link | None:
    url, title = fields.text("url", "href"), fields.text("title")
    kind = fields.text("type", "service").lower()
    fields.rest("service")
    if not url:
        fields.told.say(
            WRONG, fields.where, sentence("a link without an address; left out: %(title)s", title=title[:40])
        )
        return None
    return Link(url, title, kind)
