"""The programme of an event as a conference of ``formats.schedule``, and back: what a file would change, then the change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from protect.events.models import Event, Session, SessionKind
from protect.events.queries import programme_of
from protect.formats.saying import sentence
from protect.formats.schedule import model
from protect.formats.schedule.model import (
    LOST,
    REPAIRED,
    WRONG,
    Complaint,
    Conference,
    Day,
    Reading,
    Room,
    Speaker,
    Track,
)
from protect.organisations import languages


def conference_of(event: Event, address: Any, documents: Iterable[Any] = ()) -> Conference:
    """What everybody may read of the programme. ``address``: makes the full address of a page; ``documents``: files."""
    zone = event.zone
    by_session: dict[int, list[model.Link]] = {}
    for one in documents:
        if one.session_id:
            link = model.Link(address("events:file", one.pk), one.description, "related")
            by_session.setdefault(one.session_id, []).append(link)
    days = [
        Day(
            number,
            day.date,
            sessions=tuple(_session(one, zone, address, by_session.get(one.pk, [])) for one in day.sessions),
        )
        for number, day in enumerate(programme_of(event), 1)
    ]
    return Conference(
        title=event.title,
        description=event.summary,
        start=event.begins_at.astimezone(zone).date() if event.begins_at else None,
        end=event.ends_at.astimezone(zone).date() if event.ends_at else None,
        zone=event.time_zone,
        version=str(event.revision),
        url=address("events:event", event.pk),
        rooms=tuple(
            Room(one.name, guid=str(one.guid), description=one.about, capacity=one.capacity)
            for one in event.rooms.all()
        ),
        tracks=tuple(Track(one.name) for one in event.tracks.all()),
        days=tuple(days),
    )


def _session(one: Session, zone: dt.tzinfo, address: Any, links: list[model.Link]) -> model.Session:
    return model.Session(
        title=one.title,
        start=one.begins_at.astimezone(zone),
        duration=one.duration,
        room=one.room.name if one.room else "",
        track=one.track.name if one.track else "",
        kind=str(one.kind),
        language=one.language,
        abstract=one.abstract,
        speakers=tuple(
            Speaker(talk.speaker.name, id=str(talk.speaker_id), guid=str(talk.speaker.guid), role=talk.speaker.role)
            for talk in one.talks.all()
        ),
        attachments=tuple(links),
        id=str(one.pk),
        guid=str(one.guid),
        url=address("events:session", one.pk),
    )


#: Words in files, by what a kind is called here; the first that occurs counts.
_KINDS = (
    (("panel", "discussion", "roundtable", "round table"), SessionKind.PANEL),
    (("workshop", "hands-on", "tutorial"), SessionKind.WORKSHOP),
    (("demo",), SessionKind.DEMONSTRATION),
    (("training", "course", "lesson"), SessionKind.TRAINING),
    (("opening", "closing", "welcome", "keynote", "ceremony"), SessionKind.OPENING),
    (("break", "lunch", "coffee", "pause"), SessionKind.BREAK),
    (("talk", "lecture", "lightning", "presentation"), SessionKind.TALK),
)  # fmt: skip


#: What files call a session that does not take place.
_NOT_HELD = frozenset({"cancelled", "canceled", "withdrawn", "rejected"})


def kind_of(word: str) -> str:
    small = word.casefold()
    if small in SessionKind.values:
        return small
    for words, kind in _KINDS:
        if any(one in small for one in words):
            return str(kind.value)
    return str(SessionKind.TALK.value) if not small else str(SessionKind.OTHER.value)


def planned(reading: Reading) -> tuple[list[dict[str, Any]], list[Complaint]]:
    """What of a file can be taken over, as plain values that can be kept, and what is said of it, line by line."""
    told = list(reading.complaints)
    rows = []
    for one in reading.conference.sessions:
        row, more = _row(one)
        told += more
        if row is not None:
            rows.append(row)
    return rows, told


def _row(one: model.Session) -> tuple[dict[str, Any] | None, list[Complaint]]:
    told = []
    title = " – ".join(filter(None, (one.title.strip(), one.subtitle.strip()))) or "?"
    if one.duration <= dt.timedelta(0):
        return None, [Complaint(WRONG, one.where, sentence("'%(title)s' has no duration; left out", title=title[:40]))]
    if not 2000 <= one.start.year <= 2100:
        return None, [
            Complaint(
                WRONG,
                one.where,
                sentence("'%(title)s' begins in the year %(year)d; left out", title=title[:40], year=one.start.year),
            )
        ]
    if one.state in _NOT_HELD:
        return None, [Complaint(LOST, one.where, sentence("'%(title)s' is cancelled; left out", title=title[:40]))]
    if one.repeats:
        told.append(
            Complaint(
                LOST, one.where, sentence("the repetition of '%(title)s'; it is taken over once", title=title[:40])
            )
        )
    text = "\n\n".join(dict.fromkeys(filter(None, (one.abstract.strip(), one.description.strip()))))
    lengths = (
        (title, 250, sentence("title")),
        (text, 6000, sentence("text")),
        (one.room, 100, sentence("room")),
        (one.track, 100, sentence("track")),
    )
    told += [
        Complaint(
            REPAIRED,
            one.where,
            sentence(
                "the %(what)s of '%(title)s' is cut after %(most)d letters", what=what, title=title[:40], most=most
            ),
        )
        for value, most, what in lengths
        if len(value) > most
    ]
    language = one.language.casefold().split("-")[0].split("_")[0]
    if one.language and language not in languages.CODES:
        told.append(
            Complaint(
                LOST,
                one.where,
                sentence("the language '%(language)s' of '%(title)s'", language=one.language[:20], title=title[:40]),
            )
        )
        language = ""
    links = len(one.links) + len(one.attachments)
    if links:
        told.append(
            Complaint(
                LOST,
                one.where,
                sentence("%(count)d links of '%(title)s'; files are put there by hand", count=links, title=title[:40]),
            )
        )
    row = {
        "guid": one.guid,
        "title": title[:250],
        "abstract": text[:6000],
        "begins_at": one.start.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "ends_at": one.end.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "room": one.room.strip()[:100],
        "track": one.track.strip()[:100],
        "kind": kind_of(one.kind),
        "language": language,
        "speakers": [
            {
                "guid": who.guid, "name": who.name.strip()[:150], "role": who.role.strip()[:150],
                "biography": who.biography.strip()[:4000],
            }
            for who in one.speakers
            if who.name.strip()
        ],
    }  # fmt: skip
    return row, told
