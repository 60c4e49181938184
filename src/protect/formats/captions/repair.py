"""Mending a whole track where no judgement is needed; every change is named. Nothing of this happens on reading.

What a reader mends in single lines (commas, arrows, missing numbers) is named by the reader itself.
"""

from __future__ import annotations

import re
from dataclasses import replace

from protect.formats.captions.cues import REPAIRED, Complaint, Cue, Track
from protect.formats.saying import sentence

#: Milliseconds: longer overlaps are two people at once rather than a slip of the hand. Our default.
MOST_OVERLAP = 200
#: Words of drafts of WebVTT that players no longer accept, and what they are called now.
_OLDER = {
    "align": {"middle": "center"},
    "position": {"start": "line-left", "middle": "center", "end": "line-right"},
    "line": {"middle": "center"},
}


def tidied(track: Track, most_overlap: int = MOST_OVERLAP) -> tuple[Track, list[Complaint]]:
    """Cues in the order in which they begin, small overlaps cut, settings of older drafts in today's words.

    ``most_overlap``: milliseconds. Notes stay before the cue that they stood before. Text and identifiers stay as they are.
    """
    told: list[Complaint] = []
    track = _ordered(track, told)
    cues = list(track.cues)
    for at, cue in enumerate(cues):
        settings = _today(cue.settings)
        if settings != cue.settings:
            told.append(
                Complaint(
                    REPAIRED,
                    cue.line,
                    sentence("settings '%(old)s' become '%(new)s'", old=cue.settings, new=settings),
                    at + 1,
                )
            )
            cues[at] = cue = replace(cue, settings=settings)
        following = cues[at + 1] if at + 1 < len(cues) else None
        if following is not None and cue.start < following.start < cue.end <= following.start + most_overlap:
            told.append(
                Complaint(
                    REPAIRED,
                    cue.line,
                    sentence("ends %(time)d ms sooner, when the next begins", time=cue.end - following.start),
                    at + 1,
                )
            )
            cues[at] = replace(cue, end=following.start)
    return track.with_cues(cues), told


def _ordered(track: Track, told: list[Complaint]) -> Track:
    order = sorted(range(len(track)), key=lambda at: track.cues[at].start)
    if order == list(range(len(track))):
        return track
    moved = {old: new for new, old in enumerate(order)}
    for at, cue in enumerate(track.cues):
        if moved[at] != at:
            told.append(
                Complaint(
                    REPAIRED,
                    cue.line,
                    sentence("moves to place %(place)d, in the order of beginning", place=moved[at] + 1),
                    at + 1,
                )
            )
    blocks = [replace(one, before=moved.get(one.before, len(track))) for one in track.blocks]
    return replace(
        track,
        cues=tuple(track.cues[at] for at in order),
        blocks=tuple(sorted(blocks, key=lambda one: one.before)),
    )


def _today(settings: str) -> str:
    return " ".join(_one(part) for part in settings.split())


def _one(setting: str) -> str:
    name, _, value = setting.partition(":")
    older = _OLDER.get(name, {})
    if name == "align":
        return f"{name}:{older.get(value, value)}"
    found = re.fullmatch(r"([^,]+),([a-z]+)", value)
    return f"{name}:{found[1]},{older.get(found[2], found[2])}" if found else setting


def never_shown(track: Track) -> list[Cue]:
    """Cues that end before or when they begin: only a person can say what was meant."""
    return [cue for cue in track.cues if cue.end <= cue.start]
