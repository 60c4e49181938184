"""A translation beside what it was translated from: row by row, with what is missing and what moved since. No database."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from protect.formats.captions.alignment import aligned
from protect.formats.captions.comparing import changes
from protect.formats.captions.cues import Cue, Track

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


def rows(source: Track, target: Track, against: Sequence[str]) -> list[Row]:
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


def marks_for(source: Track, target: Track) -> list[str]:
    """For a text that came whole (a file): each cue belongs to the source as it is now."""
    found = [""] * len(target)
    for row in rows(source, target, []):
        for at in row.second:
            found[at] = row.mark
    return found


def carried(former: Track, against: Sequence[str], cues: Track) -> list[str]:
    """Marks of the former cues at what became of them; new cues have none."""
    if not any(against):
        return []
    found = [""] * len(cues)
    for one in changes(former, cues):
        if one.before is not None and one.after is not None and one.before < len(against):
            found[one.after] = against[one.before]
    return found
