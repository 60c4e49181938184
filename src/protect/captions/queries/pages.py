"""What the pages of those who work on captions show beside the rows themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator

from protect.captions.beside import Standing
from protect.captions.models import Dictation, Manner, Track, TrackVersion, Work
from protect.captions.outputs import ENDINGS, FORMATS
from protect.captions.texts import track_of
from protect.formats.captions import cues as formats
from protect.formats.captions import timing
from protect.formats.captions.checks import checked
from protect.formats.captions.comparing import SAME, changes
from protect.formats.captions.markup import plain
from protect.formats.captions.writing import write
from protect.organisations import languages
from protect.organisations.sentences import in_words


def standing_of(track: Track) -> Standing | None:
    """How far a translation is; None for what is none."""
    if track.source is None or track.source.current is None:
        return None
    return Standing(track.source.current.cues, track.untranslated, track.moved)


def standings(tracks: Iterable[Track]) -> list[tuple[Track, Standing | None]]:
    return [(one, standing_of(one)) for one in tracks]


def languages_of(tracks: Any) -> list[tuple[str, str]]:
    codes = tracks.order_by().values_list("language", flat=True).distinct()
    return sorted(((code, languages.name_of(code)) for code in codes), key=lambda one: one[1])


def asks_four_eyes(organisation: Any) -> bool:
    return Manner.objects.filter(organisation=organisation, four_eyes=True).exists()


def work_of(track: Track, person: Any) -> Work | None:
    found: Any = Work.objects.visible_to(person).filter(track=track)  # type: ignore[attr-defined]
    return found.defer("text", "before").select_related("base").first()  # type: ignore[no-any-return]


def dictation_of(track: Track) -> Dictation | None:
    """The newest, while it is of interest: somebody waits for it, or nobody wrote a version since it was asked for."""
    newest: Dictation | None = track.dictations.first()
    if newest is None or newest.is_on or track.current is None or newest.asked_at > track.current.created_at:
        return newest
    return None


@dataclass(frozen=True)
class Hints:
    """How many cues could be easier to read, and the first sentences, in the language of the reader."""

    count: int
    first: list[formats.Complaint]


def hints_of(track: Track) -> Hints:
    if track.current is None:
        return Hints(0, [])
    found = checked(track_of(track.current.text), kind="descriptions" if track.kind == "descriptions" else "captions")
    return Hints(len({one.cue for one in found}), [replace(one, text=in_words(one.text)) for one in found[:10]])


def endings_of(track: Track) -> list[tuple[str, str, int]]:
    """(ending, format, how much of the newest version it cannot carry) of each format."""
    if track.current is None:
        return []
    cues = track_of(track.current.text)
    return [
        (ending, str(name), len(write(cues, FORMATS[ending]).losses) if ending in FORMATS else 0)
        for ending, name in ENDINGS.items()
    ]


def compared_with(track: Track, version: TrackVersion, number: str) -> TrackVersion | None:
    """The version asked for, else the one before."""
    others = track.versions.exclude(pk=version.pk)
    if number.isascii() and number.isdigit() and len(number) < 8:
        return others.filter(number=int(number)).first()
    return others.filter(number__lt=version.number).first()


@dataclass(frozen=True)
class Side:
    when: str
    text: str


@dataclass(frozen=True)
class Shown:
    """One cue before and after, for a table."""

    kind: str
    number: int
    before: Side | None
    after: Side | None


def changes_between(before: TrackVersion | None, after: TrackVersion, page: Any) -> Page:
    """Only what differs, a hundred a page."""
    former = track_of(before.text) if before is not None else formats.Track()
    latter = track_of(after.text)
    found = [
        Shown(
            one.kind, (one.after if one.after is not None else one.before or 0) + 1,
            side(former, one.before), side(latter, one.after),
        )
        for one in changes(former, latter)
        if one.kind != SAME
    ]  # fmt: skip
    return Paginator(found, 100).get_page(page)


def count_of_changes(before: formats.Track, after: formats.Track) -> int:
    return sum(1 for one in changes(before, after) if one.kind != SAME)


def side(track: formats.Track, at: int | None) -> Side | None:
    return None if at is None else of_cue(track.cues[at])


def of_cue(cue: formats.Cue) -> Side:
    return Side(f"{timing.as_sbv(cue.start)} – {timing.as_sbv(cue.end)}", plain(cue.text))
