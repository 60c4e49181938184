"""A translation beside what it was translated from: row by row, with what is missing and what moved since."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.captions.models import Track, TrackVersion
from protect.captions.services.keeping import held, write
from protect.captions.states import Origin
from protect.captions.texts import track_of
from protect.formats.captions import cues as formats
from protect.formats.captions.alignment import aligned
from protect.formats.captions.comparing import changes
from protect.formats.captions.cues import Cue
from protect.organisations.models import User

MISSING, MOVED, DONE, ALONE = "missing", "moved", "done", "alone"


def digest(cues: Sequence[Cue]) -> str:
    """Of the words that something was translated from, however they are cut into cues and lines; times have their own mark.

    Long enough never to meet by chance in one track.
    """
    told = " ".join(" ".join(one.text for one in cues).split())
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True)
class Row:
    """What belongs together: cues of the source (``first``), of the translation (``second``), and how it stands."""

    first: tuple[int, ...]
    second: tuple[int, ...]
    state: str
    #: Digest of the source as it is now.
    mark: str
    #: Whether the times of both are the same.
    in_time: bool


def rows(source: formats.Track, target: formats.Track, against: Sequence[str]) -> list[Row]:
    """Every cue of both, in the order of the recording. A translation of which nothing is known counts as up to date."""
    found = []
    for one in aligned(source, target):
        origin = [source.cues[at] for at in one.first]
        made = [target.cues[at] for at in one.second]
        mark = digest(origin) if origin else ""
        known = [against[at] for at in one.second if at < len(against) and against[at]]
        if not origin:
            state = ALONE
        elif not any(cue.text.strip() for cue in made):
            state = MISSING
        else:
            state = MOVED if any(former != mark for former in known) else DONE
        in_time = len(origin) != len(made) or all(
            (a.start, a.end) == (b.start, b.end) for a, b in zip(origin, made, strict=True)
        )
        found.append(Row(one.first, one.second, state, mark, in_time))
    return found


@dataclass(frozen=True)
class Standing:
    """How far a translation is."""

    cues: int
    missing: int
    moved: int

    @property
    def done(self) -> int:
        return self.cues - self.missing

    @property
    def percent(self) -> int:
        """Only what is whole is 100."""
        return 100 * self.done // self.cues if self.cues else 0


def standing(found: Sequence[Row]) -> Standing:
    of_source = [one for one in found if one.first]
    return Standing(
        sum(len(one.first) for one in of_source),
        sum(len(one.first) for one in of_source if one.state == MISSING),
        sum(len(one.first) for one in of_source if one.state == MOVED),
    )


def cues_of(track: Track) -> formats.Track:
    """The newest version's; none where there is none."""
    return track_of(track.current.text) if track.current is not None else formats.Track()


def against_of(track: Track) -> list[str]:
    return track.current.against if track.current is not None else []


def rows_of(track: Track) -> list[Row]:
    if track.source is None:
        return []
    return rows(cues_of(track.source), cues_of(track), against_of(track))


def marks_for(track: Track, cues: formats.Track) -> list[str]:
    """For a text that came whole (a file): each cue belongs to the source as it is now."""
    if track.source is None or track.source.current is None:
        return []
    found = [""] * len(cues)
    for row in rows(cues_of(track.source), cues, []):
        for at in row.second:
            found[at] = row.mark
    return found


def carried(former: formats.Track, against: Sequence[str], cues: formats.Track) -> list[str]:
    """Marks of the former cues at what became of them; new cues have none."""
    if not any(against):
        return []
    found = [""] * len(cues)
    for one in changes(former, cues):
        if one.before is not None and one.after is not None and one.before < len(against):
            found[one.after] = against[one.before]
    return found


@transaction.atomic
def translate(
    track: Track, source: int, number: int, words: Mapping[int, str], more: Mapping[int, str], right: Sequence[int], *,
    note: str = "", by: User | None,
) -> TrackVersion:  # fmt: skip
    """Payloads for cues of the translation (``words``) and of the source that had none (``more``), by index; rows that are
    still right although their source moved (``right``: index of their first source cue).

    ``source``, ``number``: the versions that were on the page. Raises ValidationError if one of them is not the newest.
    """
    stored = held(track)
    origin = stored.source
    if origin is None or origin.current is None:
        raise ValidationError(_("There is nothing to translate from yet."))
    if origin.current.number != source or (stored.current.number if stored.current else 0) != number:
        raise ValidationError(_("Somebody saved another version in the meantime."))
    from_, target = cues_of(origin), cues_of(stored)
    marks = [*against_of(stored), *([""] * len(target))][: len(target)]
    found = rows(from_, target, marks)
    made: list[tuple[Cue, str]] = [(cue, marks[at]) for at, cue in enumerate(target.cues)]
    kept = list(made)
    mark_of = {at: row.mark for row in found for at in row.second}
    for at, payload in words.items():
        if 0 <= at < len(made) and payload != made[at][0].text:
            kept[at] = (replace(made[at][0], text=payload), mark_of.get(at, ""))
    for row in found:
        if row.first and row.first[0] in right:
            for at in row.second:
                kept[at] = (kept[at][0], row.mark)
    # An emptied cue goes; one that the other side has no cue for is kept only if it says something.
    filled = [one for one in kept if one[0].text.strip()]
    for row in found:
        for at in row.first:
            payload = more.get(at, "").strip()
            if payload and not any(target.cues[other].text.strip() for other in row.second):
                cue = from_.cues[at]
                filled.append((Cue(cue.start, cue.end, payload, "", cue.settings), digest([cue])))
    filled.sort(key=lambda one: (one[0].start, one[0].end))
    cues = formats.Track(tuple(cue for cue, _mark in filled), target.blocks, target.header, target.language)
    return write(stored, cues, origin=Origin.TRANSLATION, note=note, against=[mark for _cue, mark in filled], by=by)


@transaction.atomic
def copy_times(track: Track, *, by: User | None) -> TrackVersion:
    """Each cue that has one partner in the source gets its times; others stay as they are."""
    stored = held(track)
    if stored.source is None:
        raise ValidationError(_("There is nothing to translate from yet."))
    from_, target, marks = cues_of(stored.source), cues_of(stored), against_of(stored)
    cues = list(target.cues)
    kept = [*marks, *([""] * len(target))][: len(target)]
    for row in rows(from_, target, marks):
        if len(row.first) == len(row.second) == 1:
            cue = from_.cues[row.first[0]]
            at = row.second[0]
            cues[at] = replace(cues[at], start=cue.start, end=cue.end)
    note = _("times of the source")
    return write(stored, target.with_cues(cues), origin=Origin.TRANSLATION, note=note, against=kept, by=by)
