"""A programme, whatever file it came from: conference, days, rooms, sessions, speakers; and what was noticed on reading.

Moments are datetimes with the offset that the file tells; durations are timedeltas. Texts are as in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from protect.formats.saying import sentence
from protect.formats.tables import InputError

#: The largest congress whose file we have seen has 0.5 MB.
MOST_BYTES = 20 * 1024 * 1024
MOST_SESSIONS = 20_000

#: Something is not as it must be: a session left out, a time guessed. A person has to look.
WRONG = "wrong"
#: In the file, and not carried on.
LOST = "lost"
#: Mended on reading or writing; the sentence says how.
REPAIRED = "repaired"
#: Works, and is unusual.
HINT = "hint"
LEVELS = (WRONG, LOST, REPAIRED, HINT)


def at_line(number: int) -> str:
    return sentence("line %(line)d", line=number)


def at_row(number: int) -> str:
    return sentence("row %(row)d", row=number)


@dataclass(frozen=True)
class Complaint:
    """One thing noticed. ``where``: line of the file, path within JSON, or cell; ``times``: how often, ``where`` the first.

    ``text``, and ``where`` if it has words, are sentences (``saying.py``).
    """

    level: str
    where: str
    text: str
    times: int = 1

    def __str__(self) -> str:
        often = f" ({self.times} times, here first)" if self.times > 1 else ""
        return f"{self.where}: {self.level}: {self.text}{often}" if self.where else f"{self.level}: {self.text}{often}"


@dataclass(frozen=True)
class Link:
    """``kind``: as in the file (slides, paper, video), or ``origin`` and ``feedback`` for pages about the session."""

    url: str
    title: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Speaker:
    """Somebody on the programme. ``id``, ``guid``, ``code``: names in the system the file came from."""

    name: str
    id: str = ""
    guid: str = ""
    code: str = ""
    role: str = ""
    biography: str = ""
    picture: str = ""
    url: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Recording:
    """What may be recorded. ``optout``: whether it must not be; None where nothing is said. ``url``: where it is."""

    license: str = ""
    optout: bool | None = None
    no_stream: bool | None = None
    url: str = ""


@dataclass(frozen=True)
class Session:
    """One entry of the programme. ``kind``: talk, workshop and so on; ``repeats``: rules of iCalendar, as they stand there."""

    title: str
    start: datetime
    duration: timedelta
    room: str = ""
    track: str = ""
    kind: str = ""
    language: str = ""
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    speakers: tuple[Speaker, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Link, ...] = ()
    recording: Recording = Recording()
    id: str = ""
    guid: str = ""
    code: str = ""
    slug: str = ""
    url: str = ""
    logo: str = ""
    state: str = ""
    all_day: bool = False
    repeats: tuple[str, ...] = ()
    where: str = field(default="", compare=False)

    @property
    def end(self) -> datetime:
        return self.start + self.duration


@dataclass(frozen=True)
class Room:
    name: str
    guid: str = ""
    slug: str = ""
    kind: str = ""
    description: str = ""
    #: People.
    capacity: int | None = None


@dataclass(frozen=True)
class Track:
    name: str
    slug: str = ""
    color: str = ""


@dataclass(frozen=True)
class Day:
    """A day of the programme. What begins after midnight may belong to the day before: ``end`` says until when."""

    index: int
    date: date
    start: datetime | None = None
    end: datetime | None = None
    sessions: tuple[Session, ...] = ()


@dataclass(frozen=True)
class Conference:
    """``zone``: name of its time zone (IANA), empty where the file names none that is known."""

    title: str
    acronym: str = ""
    description: str = ""
    start: date | None = None
    end: date | None = None
    zone: str = ""
    #: Length of a slot of the programme.
    slot: timedelta | None = None
    version: str = ""
    url: str = ""
    base_url: str = ""
    logo: str = ""
    rooms: tuple[Room, ...] = ()
    tracks: tuple[Track, ...] = ()
    days: tuple[Day, ...] = ()

    @property
    def sessions(self) -> Iterator[Session]:
        return (session for day in self.days for session in day.sessions)


@dataclass(frozen=True)
class Reading:
    """A file that was read. ``found``: sessions in the file; those that are not in ``conference`` have a complaint each."""

    conference: Conference
    format: str
    found: int
    complaints: tuple[Complaint, ...] = ()

    @property
    def left_out(self) -> int:
        return self.found - sum(1 for _ in self.conference.sessions)

    def of(self, level: str) -> list[Complaint]:
        return [one for one in self.complaints if one.level == level]


class Collector:
    """Gathers complaints, the same ones once with their number, and holds the limits."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found = 0
        self._told: dict[tuple[str, str, str], Complaint] = {}

    def say(self, level: str, where: str, text: str) -> None:
        """Something that is named each time."""
        key = (level, where, text)
        self._told.setdefault(key, Complaint(level, where, text))

    def often(self, level: str, where: str, text: str) -> None:
        """Something that is named once, with how often it is so."""
        key = (level, "", text)
        before = self._told.get(key)
        self._told[key] = Complaint(level, before.where if before else where, text, before.times + 1 if before else 1)

    def session(self, where: str) -> None:
        self.found += 1
        if self.found > MOST_SESSIONS:
            raise InputError(
                sentence(
                    "%(file)s, %(where)s: more than %(most)d sessions", file=self.file, where=where, most=MOST_SESSIONS
                )
            )

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        return tuple(self._told.values())
