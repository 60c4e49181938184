"""What of recordings is shown to those who watch: lists, and what was said with its times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from protect.captions.models import Track, TrackKind, TrackVersion
from protect.captions.queries import transcript_of
from protect.captions.texts import track_of
from protect.events.models import Event
from protect.organisations import languages
from protect.organisations.lists import key_of, one_of, page_of
from protect.recordings import positions
from protect.recordings.models import Recording
from protect.recordings.queries import posters_of
from protect.search.asking import by_words

PAGE_SIZE = 20
LETTERS = 100


@dataclass(frozen=True)
class Shown:
    """One recording in a list, with its picture and the languages of its captions."""

    recording: Recording
    poster: str
    captions: list[str]

    @property
    def length(self) -> str:
        return positions.told((self.recording.duration_ms or 0) // 1000 * 1000)

    @property
    def told(self) -> str:
        """“12:05, with captions: English, French”."""
        if not self.captions:
            return self.length
        names = ", ".join(languages.name_of(one) for one in self.captions)
        return _("%(length)s, with captions: %(languages)s") % {"length": self.length, "languages": names}


def published(reader: Any) -> Any:
    seen: Any = Recording.objects.visible_to(reader)  # type: ignore[attr-defined]
    return seen.filter(published_at__isnull=False).select_related("event", "session", "organisation")


def shown(reader: Any, recordings: Iterable[Recording]) -> list[Shown]:
    """Two queries, however many there are."""
    found = list(recordings)
    pictures = posters_of(found)
    codes: dict[int, list[str]] = {}
    tracks: Any = Track.objects.visible_to(reader)  # type: ignore[attr-defined]
    rows = (
        tracks.filter(recording__in=found, shown__isnull=False)
        .exclude(kind=TrackKind.DESCRIPTIONS)
        .order_by("language")
    )
    for key, code in rows.values_list("recording_id", "language"):
        codes.setdefault(key, []).append(code)
    return [
        Shown(
            one, reverse("recordings:poster", args=[pictures[one.pk]]) if one.pk in pictures else "",
            list(dict.fromkeys(codes.get(one.pk, []))),
        )
        for one in found
    ]  # fmt: skip


def latest(reader: Any, number: int = 3) -> list[Shown]:
    """The last that were published, for the home page."""
    return shown(reader, published(reader).order_by("-published_at", "-pk")[:number])


def of_event(reader: Any, event: Event, session: Any = None) -> list[Shown]:
    found = published(reader).filter(event=event)
    if session is not None:
        # A recording of the whole event is one of the session, too, where a chapter says so.
        found = found.filter(Q(session=session) | Q(chapters__session=session)).distinct()
    return shown(reader, found.order_by("begins_at", "title", "pk"))


class PublicList:
    """All that is published and the reader may see, newest first; what is not known in the address counts as not said."""

    def __init__(self, reader: Any, asked: Mapping[str, str]) -> None:
        self.reader = reader
        self.text = asked.get("q", "").strip()[:LETTERS]
        self.event = key_of(asked, "event")
        self.language = one_of(asked, "language", languages.CODES)
        self.captions = one_of(asked, "captions", languages.CODES)
        self.number = asked.get("page")

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.event or self.language or self.captions)

    @cached_property
    def _all(self) -> Any:
        return published(self.reader)

    @cached_property
    def page(self) -> Page:
        found = self._all
        if self.text:
            of_event = Q(event__in=by_words("events.event", self.text) or ())
            found = found.filter(of_event | Q(pk__in=by_words("recordings.recording", self.text) or ()))
        if self.event:
            found = found.filter(event=self.event)
        if self.language:
            found = found.filter(language=self.language)
        if self.captions:
            tracks: Any = Track.objects.visible_to(self.reader)  # type: ignore[attr-defined]
            read = tracks.filter(language=self.captions, shown__isnull=False).exclude(kind=TrackKind.DESCRIPTIONS)
            found = found.filter(pk__in=read.order_by().values("recording"))
        page = page_of(found.order_by("-published_at", "-pk"), self.number, PAGE_SIZE)
        page.object_list = shown(self.reader, page.object_list)  # type: ignore[assignment]
        return page

    @property
    def events(self) -> list[tuple[int, str]]:
        found = self._all.order_by().values_list("event_id", "event__title").distinct()
        return sorted(found, key=lambda one: one[1])

    @property
    def languages(self) -> list[tuple[str, str]]:
        return _named(self._all.order_by().values_list("language", flat=True).distinct())

    @property
    def caption_languages(self) -> list[tuple[str, str]]:
        tracks: Any = Track.objects.visible_to(self.reader)  # type: ignore[attr-defined]
        read = tracks.filter(recording__in=self._all.order_by().values("pk"), shown__isnull=False)
        return _named(
            read.exclude(kind=TrackKind.DESCRIPTIONS).order_by().values_list("language", flat=True).distinct()
        )


def _named(codes: Iterable[str]) -> list[tuple[str, str]]:
    return sorted(((code, languages.name_of(code)) for code in codes), key=lambda one: one[1])


@dataclass(frozen=True)
class Piece:
    """What one caption says; ``begins`` and ``ends`` in milliseconds."""

    begins: int
    ends: int
    text: str

    @property
    def second(self) -> str:
        return f"{self.begins / 1000:g}"


@dataclass(frozen=True)
class Paragraph:
    speaker: str
    pieces: list[Piece]

    @property
    def begins(self) -> int:
        return self.pieces[0].begins

    @property
    def second(self) -> str:
        return self.pieces[0].second


def what_was_said(version: TrackVersion) -> list[Paragraph]:
    """The transcript in paragraphs, whose pieces are the captions: so it can follow."""
    cues = track_of(version.text).cues
    return [
        Paragraph(one.speaker, [Piece(cues[at].start, cues[at].end, text) for at, text in one.pieces])
        for one in transcript_of(version)
    ]
