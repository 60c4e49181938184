"""Hints for those who read captions: too fast, too long, too short, too close; and what players would not show.

The numbers are data: each limit names its source or says that it is our own. Reading speed counts all characters of the
text with blanks, without line ends and markup; East Asian wide characters (Unicode Standard Annex 11) count as two, for
speed and for length, which is our own choice and makes one set of limits serve every script.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from protect.formats.captions import markup, timing
from protect.formats.captions.cues import HINT, WRONG, Complaint, Cue, Track
from protect.formats.saying import counted, sentence


@dataclass(frozen=True)
class Limit:
    """One number with its unit and where it is from."""

    value: float
    unit: str
    source: str


@dataclass(frozen=True)
class Limits:
    """What captions should keep to. ``gap``: a shorter pause than this is not seen as one; none at all is fine."""

    name: str
    speed: Limit
    line_length: Limit
    lines: Limit
    shortest: Limit
    longest: Limit
    gap: Limit


_NETFLIX = "Netflix Timed Text Style Guide, General Requirements (partnerhelp.netflixstudios.com, 215758617)"
_TEMPLATE = "Netflix English Template Timed Text Style Guide (219375728)"
_BBC = "BBC Subtitle Guidelines (bbc.co.uk/accessibility/forproducts/guides/subtitles)"
_OURS = "our default"

#: The usual limits first.
LIMITS: Mapping[str, Limits] = {
    "usual": Limits(
        "usual",
        Limit(17, "characters a second", f"{_TEMPLATE}: adult programmes, 200 words a minute"),
        Limit(42, "characters", _TEMPLATE),
        Limit(2, "lines", _NETFLIX),
        Limit(5 / 6, "seconds", _NETFLIX),
        Limit(7, "seconds", _NETFLIX),
        Limit(0.08, "seconds", f"{_NETFLIX}: two frames, at 25 a second"),
    ),
    "broadcast": Limits(
        "broadcast",
        Limit(15, "characters a second", f"{_BBC}, 4: 160 to 180 words a minute; five characters a word is our own"),
        Limit(37, "characters", f"{_BBC}, 3.1: broadcast"),
        Limit(2, "lines", f"{_BBC}, 3.3"),
        Limit(0.9, "seconds", f"{_OURS}, after {_BBC}, 4.1: 0.3 seconds a word, for three words"),
        Limit(7, "seconds", _OURS),
        Limit(0.08, "seconds", _OURS),
    ),
}

#: What a track is for; the limits of reading hold for what is read along with speech.
KINDS = ("captions", "descriptions", "chapters", "metadata")


def width(text: str) -> int:
    """Characters of a text as an eye counts them: wide ones twice, combining and invisible ones not at all."""
    total = 0
    for sign in text:
        if unicodedata.combining(sign) or unicodedata.category(sign) in ("Cf", "Cc", "Me", "Mn"):
            continue
        total += 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1
    return total


def speed(cue: Cue) -> float:
    """Characters a second; infinite where the cue has text and no time."""
    characters = width(" ".join(markup.plain(cue.text).split()))
    if not characters:
        return 0.0
    return characters * 1000 / cue.duration if cue.duration > 0 else float("inf")


def checked(track: Track, limits: Limits = LIMITS["usual"], kind: str = "captions") -> list[Complaint]:
    """What is wrong, and hints, in the order of the cues. ``kind``: one of KINDS."""
    found: list[Complaint] = []
    shown = 0
    shown_until = -1
    for number, cue in enumerate(track.cues, 1):
        for level, text in _times(track, number, shown, shown_until):
            found.append(Complaint(level, cue.line, text, number))
        if kind != "metadata":
            for text in _text(cue):
                found.append(Complaint(HINT, cue.line, text, number))
        if kind == "captions":
            following = track.cues[number] if number < len(track.cues) else None
            for text in _reading(cue, following, limits):
                found.append(Complaint(HINT, cue.line, text, number))
        if cue.end > shown_until:
            shown, shown_until = number, cue.end
    return found


def _times(track: Track, number: int, shown: int, shown_until: int) -> Iterator[tuple[str, str]]:
    """``shown``, ``shown_until``: the cue before that ends last, and when (milliseconds)."""
    cue = track.cues[number - 1]
    if cue.end < cue.start:
        yield WRONG, sentence("ends %(time)s before it begins; it is never shown", time=_seconds(cue.start - cue.end))
    elif cue.end == cue.start:
        yield WRONG, sentence("ends when it begins; it is never shown")
    if number > 1 and cue.start < track.cues[number - 2].start:
        yield WRONG, sentence("begins before cue %(cue)d; cues stand in the order in which they begin", cue=number - 1)
    elif number > 1 and cue.start < shown_until:
        yield (
            HINT,
            sentence("cue %(cue)d is still shown for %(time)s", cue=shown, time=_seconds(shown_until - cue.start)),
        )


def _text(cue: Cue) -> Iterator[str]:
    if not markup.plain(cue.text).strip():
        yield sentence("has no text")
    elif "\ufffd" in cue.text:
        yield sentence("holds '%(sign)s', a sign that could not be read", sign="\ufffd")


def _reading(cue: Cue, following: Cue | None, limits: Limits) -> Iterator[str]:
    lines = markup.plain(cue.text).split("\n")
    if not any(line.strip() for line in lines) or cue.duration <= 0:
        return
    fast = speed(cue)
    if fast > limits.speed.value:
        yield counted(
            "%(count)d character a second; up to %(most)s can be followed",
            "%(count)d characters a second; up to %(most)s can be followed",
            count=round(fast),
            most=f"{limits.speed.value:g}",
        )
    longest = max(width(line.strip()) for line in lines)
    if longest > limits.line_length.value:
        yield counted(
            "a line of %(count)d character; up to %(most)s fit on small screens",
            "a line of %(count)d characters; up to %(most)s fit on small screens",
            count=longest,
            most=f"{limits.line_length.value:g}",
        )
    if len(lines) > limits.lines.value:
        yield counted(
            "%(count)d line; more than %(most)s hide the picture",
            "%(count)d lines; more than %(most)s hide the picture",
            count=len(lines),
            most=f"{limits.lines.value:g}",
        )
    if cue.duration < limits.shortest.value * 1000:
        yield sentence(
            "shown for %(time)s; at least %(least)s s are needed to notice it",
            time=_seconds(cue.duration),
            least=f"{limits.shortest.value:.2f}",
        )
    if cue.duration > limits.longest.value * 1000:
        yield sentence(
            "shown for %(time)s; after %(most)s s people read it again",
            time=_seconds(cue.duration),
            most=f"{limits.longest.value:g}",
        )
    gap = following.start - cue.end if following is not None else 0
    if 0 < gap < limits.gap.value * 1000:
        yield sentence(
            "a gap of %(time)s to the next cue flickers; close it or leave %(least)s s",
            time=_seconds(gap),
            least=f"{limits.gap.value:g}",
        )


def _seconds(time: int) -> str:
    return f"{time / 1000:.3f}".rstrip("0").rstrip(".") + " s" if time < 60_000 else timing.as_words(time)
