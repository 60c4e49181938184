"""What of events is read: for everybody, and for whoever organises them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Min, Prefetch, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from protect.events.models import Event, EventKind, Profile, Session, Speaker, Talk
from protect.events.states import SHOWN
from protect.organisations import languages
from protect.organisations.lists import key_of, one_of
from protect.organisations.models import User
from protect.search import matching, typos
from protect.search.asking import LETTERS, groups_of
from protect.search.kinds import kind_of

Reader = User | AnonymousUser | None
PAGE_SIZE = 20


def shown_or_none(reader: Reader, model: Any, pk: int, *related: str) -> Any:
    """By the one rule of seeing; without an entry in the audit trail, which ``views`` write for what is not public."""
    if abs(pk) >= 2**63:  # no key of any database
        return None
    return model.objects.visible_to(reader).select_related(*related).filter(pk=pk).first()


@dataclass(frozen=True)
class Day:
    """One day of a programme, by the clock of the place."""

    date: dt.date
    sessions: list[Session]


def programme_of(event: Event) -> list[Day]:
    """The sessions by day, each with its room, track and speakers: three queries, however long it is."""
    talks = Talk.objects.select_related("speaker")
    sessions = event.sessions.select_related("room", "track").prefetch_related(Prefetch("talks", talks))
    zone = event.zone
    found = list(sessions)
    for one in found:
        one.event = event
    return [
        Day(date, list(some)) for date, some in groupby(found, key=lambda one: one.begins_at.astimezone(zone).date())
    ]


def profiles_of(reader: Reader, speakers: list[int]) -> dict[int, Profile]:
    """What the reader may see beside the programme, by speaker."""
    found: Any = Profile.objects.visible_to(reader).filter(speaker__in=speakers)  # type: ignore[attr-defined]
    return {one.speaker_id: one for one in found}


def by_words(text: str) -> list[int] | None:
    """Keys of events that tell every word of ``text``: themselves, by a session or by a speaker. None without a word."""
    asked = groups_of(text[:LETTERS])
    if not asked:
        return None
    found: set[int] | None = None
    for group in asked:
        # Words that are spelled alike only where nothing is spelled so.
        events = _telling(group) or _telling(typos.corrections(group[0]))
        found = events if found is None else found & events
    return sorted(found or ())


def _telling(group: list[str]) -> set[int]:
    """Keys of events of which one of the words is told."""
    if not group:
        return set()
    keys = {name: _matching([group], name) for name in ("event", "session", "speaker")}
    events = set(keys["event"])
    events |= set(Session.objects.filter(pk__in=keys["session"]).order_by().values_list("event_id", flat=True))
    talks = Talk.objects.filter(speaker__in=keys["speaker"]).order_by()
    return events | set(talks.values_list("session__event_id", flat=True))


def _matching(group: list[list[str]], name: str) -> list[int]:
    kind = kind_of(f"events.{name}")
    if kind is None:
        return []
    # So many as a database takes in one question; nobody reads on.
    return matching.matches(group, [], kind).keys.get(kind.number, [])[:5000]


#: First and last that are asked for.
YEARS = (2000, 2100)


def _begins_in(year: int) -> Q:
    begin, end = (dt.datetime(one, 1, 1, tzinfo=dt.UTC) for one in (year, year + 1))
    return Q(begins_at__gte=begin, begins_at__lt=end)


WHEN = {"next": _("to come"), "past": _("past"), "all": _("all")}


class PublicList:
    """The public list: what is to come, the archive, and what of both a question finds."""

    def __init__(self, reader: Reader, asked: Mapping[str, str]) -> None:
        self.reader = reader
        self.text = asked.get("q", "").strip()[:LETTERS]
        self.kind = one_of(asked, "kind", EventKind.values)
        self.language = one_of(asked, "language", languages.CODES)
        self.city = asked.get("city", "").strip()[:100]
        year = asked.get("year", "")
        self.year = (
            int(year)
            if year.isascii() and year.isdigit() and len(year) == 4 and YEARS[0] <= int(year) <= YEARS[1]
            else None
        )
        self.speaker = key_of(asked, "speaker")
        self.when = one_of(asked, "when", WHEN, "all" if self.is_filtered else "next")
        self.number = asked.get("page")

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.kind or self.language or self.city or self.year or self.speaker)

    @cached_property
    def seen(self) -> Any:
        return Event.objects.visible_to(self.reader).filter(state__in=SHOWN)  # type: ignore[attr-defined]

    @cached_property
    def found(self) -> Any:
        rows = self.seen
        keys = by_words(self.text) if self.text else None
        if keys is not None:
            rows = rows.filter(pk__in=keys)
        elif self.text:
            rows = rows.none()
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.language:
            told = f",{self.language},"
            rows = rows.filter(Q(languages__contains=told) | Q(interpretation__contains=told))
        if self.city:
            rows = rows.filter(city=self.city)
        if self.year:
            rows = rows.filter(_begins_in(self.year))
        if self.speaker:
            rows = rows.filter(pk__in=Talk.objects.filter(speaker=self.speaker).order_by().values("session__event"))
        now = timezone.now()
        if self.when == "next":
            return rows.filter(ends_at__gte=now).order_by("begins_at", "pk")
        if self.when == "past":
            rows = rows.filter(ends_at__lt=now)
        return rows.order_by("-begins_at", "-pk")

    @cached_property
    def page(self) -> Page:
        rows = self.found.select_related("organisation").defer("about", "partners", "access_note")
        return Paginator(rows, PAGE_SIZE).get_page(self.number)

    @cached_property
    def cities(self) -> list[str]:
        return sorted(self.seen.exclude(city="").order_by().values_list("city", flat=True).distinct())

    @cached_property
    def years(self) -> list[int]:
        """Those in which something begins. The database counts: of thousands of events nothing is read here."""
        ends = self.seen.order_by().aggregate(first=Min("begins_at"), last=Max("begins_at"))
        if ends["first"] is None:
            return []
        span = range(max(ends["first"].year, YEARS[0]), min(ends["last"].year, YEARS[1]) + 1)
        counts = {f"in_{year}": Count("pk", filter=_begins_in(year)) for year in span}
        found = self.seen.order_by().aggregate(**counts) if counts else {}
        return [year for year in reversed(span) if found[f"in_{year}"]]

    @cached_property
    def languages(self) -> list[tuple[str, str]]:
        sets = self.seen.order_by().values_list("languages", flat=True).distinct()
        used = {code for codes in sets for code in codes}
        return [one for one in languages.choices() if one[0] in used]

    @property
    def kinds(self) -> Any:
        return EventKind.choices

    @property
    def whens(self) -> Any:
        return WHEN.items()

    @property
    def speaker_name(self) -> str:
        found: Any = Speaker.objects.visible_to(self.reader).filter(pk=self.speaker).first() if self.speaker else None  # type: ignore[attr-defined]
        return str(found or "")


def public_events() -> Any:
    """What feeds and calendars tell: they are read by programs that nobody signed in."""
    return Event.objects.visible_to(None).filter(state__in=SHOWN).select_related("organisation")  # type: ignore[attr-defined]
