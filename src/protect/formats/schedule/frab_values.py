"""What the published schemas of frab's schedule ask of names and numbers, and how ours come to satisfy them.

Sources: schema.json and schema.xsd at https://c3voc.de/schedule. What a programme lacks is made from what it has, the same
each time, so that a programme written twice has the same names; every change is told.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5

from protect.formats.schedule import moments
from protect.formats.schedule.model import LOST, REPAIRED, Collector, Complaint, Conference, Day, Link, Session, Speaker
from protect.formats.schedule.sessions import UUID
from protect.formats.tables import InputError

#: Both schemas agree on these.
ACRONYM = re.compile(r"[a-z0-9_]{4,40}", re.ASCII)
SLUG = re.compile(r"[a-z0-9_]{4,40}-[a-z0-9_-]{3,150}[a-z0-9]", re.ASCII)
ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]{1,2000}", re.ASCII)
#: Kinds of links in schema.json.
LINKS = ("slides", "paper", "web", "blog", "article", "media", "related", "activitypub")


@dataclass(frozen=True)
class Named:
    """A session with the names it is written under; ``persons``: its speakers with their numbers."""

    session: Session
    id: int
    guid: str
    slug: str
    persons: tuple[tuple[int, Speaker], ...]


@dataclass(frozen=True)
class Prepared:
    """A conference with everything the schemas ask for, and what was made or left out for that."""

    conference: Conference
    acronym: str
    start: date
    end: date
    days: tuple[tuple[Day, datetime, datetime, tuple[Named, ...]], ...]
    told: Collector

    @property
    def complaints(self) -> list[Complaint]:
        return list(self.told.complaints)


def prepared(conference: Conference) -> Prepared:
    """Raises InputError where there is no day: the formats have no place for a programme without one."""
    if not conference.days:
        raise InputError("A programme without days cannot be written; give it a session first.")
    told = Collector("")
    acronym = _acronym(conference, told)
    people = _People(told)
    names = _Names(acronym, told, {int(one.id) for one in conference.sessions if _number(one.id)})
    zone = moments.zone(conference.zone)
    days = []
    for day in conference.days:
        named = tuple(names.named(one, people) for one in day.sessions)
        start, end = _span(day, zone)
        days.append((day, start, end, named))
    if conference.description:
        told.often(LOST, "", "the description of the conference, which not every reader knows")
    dates = [day.date for day in conference.days]
    return Prepared(
        conference, acronym, conference.start or min(dates), conference.end or max(dates), tuple(days), told
    )


def slugged(text: str) -> str:
    """A text as small letters, digits and hyphens; empty where nothing of it can be written so."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")


def _acronym(conference: Conference, told: Collector) -> str:
    given = conference.acronym
    if ACRONYM.fullmatch(given):
        return given
    made = slugged(given or conference.title).replace("-", "_")[:40].strip("_") or "event"
    made = made if len(made) > 3 else f"{made}{'_' * (4 - len(made))}"
    told.say(
        REPAIRED, "", f"the acronym '{given[:40]}' is written '{made}'" if given else f"the acronym '{made}' is made"
    )
    return made


def _span(day: Day, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """From when until when a day goes; without being told, from its first session, or midnight, to its last."""
    starts = [one.start for one in day.sessions]
    around = zone or (starts[0].tzinfo if starts else None) or UTC
    start = day.start or min([datetime.combine(day.date, time(), around), *starts])
    end = day.end or max([datetime.combine(day.date, time(23, 59), around), *(one.end for one in day.sessions)])
    return start, end


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text) > 0


class _People:
    """The same number for the same person, in the order in which they appear."""

    def __init__(self, told: Collector) -> None:
        self.told = told
        self.numbers: dict[tuple[str, str, str, str], int] = {}
        self.used: set[int] = set()

    def number(self, one: Speaker) -> int:
        key = (one.id, one.guid, one.code, one.name)
        if key not in self.numbers:
            given = int(one.id) if _number(one.id) else 0
            if not given or given in self.used:
                given = next(
                    number for number in range(len(self.used) + 1, 2 * len(self.used) + 3) if number not in self.used
                )
                self.told.often(REPAIRED, "", "a person gets a number")
            self.numbers[key] = given
            self.used.add(given)
        return self.numbers[key]


class _Names:
    def __init__(self, acronym: str, told: Collector, taken: set[int]) -> None:
        self.acronym = acronym
        self.told = told
        self.taken = taken
        self.ids: set[int] = set()
        self.guids: set[str] = set()
        self.slugs: set[str] = set()
        self.next = 1

    def named(self, one: Session, people: _People) -> Named:
        number = self.id(one)
        if one.all_day:
            self.told.often(LOST, one.where, "that a session lasts all day; it is written with its hours")
        if one.repeats:
            self.told.often(LOST, one.where, "rules of a repeated session")
        if one.state and one.state != "confirmed":
            self.told.often(LOST, one.where, f"the state '{one.state[:30]}' of a session")
        if any(speaker.role not in ("", "speaker") for speaker in one.speakers):
            self.told.often(LOST, one.where, "roles of people other than speaker")
        persons = tuple((people.number(speaker), speaker) for speaker in one.speakers)
        return Named(one, number, self.guid(one, number), self.slug(one, number), persons)

    def id(self, one: Session) -> int:
        if _number(one.id) and int(one.id) not in self.ids:
            number = int(one.id)
        else:
            while self.next in self.taken or self.next in self.ids:
                self.next += 1
            number = self.next
            self.told.often(REPAIRED, one.where, "a session gets a number of its own as id")
        self.ids.add(number)
        return number

    def guid(self, one: Session, number: int) -> str:
        guid = one.guid if UUID.fullmatch(one.guid) and one.guid.lower() not in self.guids else ""
        if not guid:
            source = one.guid or one.id or f"{one.title} {one.start.isoformat()} {one.room}"
            guid = str(uuid5(NAMESPACE_URL, f"{self.acronym}/{source}"))
            if guid in self.guids:
                guid = str(uuid5(NAMESPACE_URL, f"{self.acronym}/{source}/{number}"))
            self.told.often(REPAIRED, one.where, "a session gets a UUID, made from its names")
        self.guids.add(guid.lower())
        return guid

    def slug(self, one: Session, number: int) -> str:
        slug = one.slug
        if not SLUG.fullmatch(slug) or slug in self.slugs:
            words = slugged(one.title)
            slug = f"{self.acronym}-{number}-{words if len(words) > 2 else f'session-{words}'.rstrip('-')}"
            while slug in self.slugs:
                slug += "-again"
            self.told.often(REPAIRED, one.where, "a session gets a slug in the form of the schema")
        self.slugs.add(slug)
        return slug


def duration(length: timedelta, told: Collector, where: str, *, most_hours: int) -> str:
    """As hh:mm; parts of a minute are rounded up, so that nothing ends before it does."""
    minutes, rest = divmod(length, timedelta(minutes=1))
    if rest:
        minutes += 1
        told.often(REPAIRED, where, "a duration is rounded up to whole minutes")
    if minutes // 60 > most_hours:
        told.often(LOST, where, f"a duration of more than {most_hours} hours is written as {most_hours}:59")
        minutes = most_hours * 60 + 59
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def address(text: str, told: Collector, where: str, what: str) -> str:
    """A web address, or nothing, and said."""
    if not text or ADDRESS.fullmatch(text):
        return text
    told.often(LOST, where, f"{what} that is no web address")
    return ""


def picture(text: str, ready: Prepared, where: str) -> str:
    """The address of a logo, which files may tell from the address of the programme on."""
    if text.startswith("/") and ADDRESS.fullmatch(ready.conference.base_url):
        whole = urljoin(ready.conference.base_url, text)
        if ADDRESS.fullmatch(whole):
            ready.told.often(REPAIRED, where, "the address of a logo is written whole")
            return whole
    return address(text, ready.told, where, "a logo")


def sorted_links(links: tuple[Link, ...]) -> tuple[list[Link], str, str]:
    """Links but the first pages about the session, and those: where it was announced, and where to say what one thought."""
    origin = next((one for one in links if one.kind == "origin" and ADDRESS.fullmatch(one.url)), None)
    feedback = next((one for one in links if one.kind == "feedback" and ADDRESS.fullmatch(one.url)), None)
    others = [one for one in links if one is not origin and one is not feedback]
    return others, origin.url if origin else "", feedback.url if feedback else ""
