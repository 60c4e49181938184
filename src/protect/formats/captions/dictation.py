"""Cues from words with times, as a speech recogniser gives them: short enough to read, ended by sentence or breath."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from protect.formats.captions.checks import LIMITS, Limits, width
from protect.formats.captions.cues import Cue
from protect.formats.captions.markup import escaped

#: Seconds of silence between two words after which a cue ends. Ours.
BREATH = 0.7
#: Seconds that a cue goes on after its last word, where there is room: eyes are slower than ears. Ours.
LINGER = 0.6
_SENTENCE, _CLAUSE = (".", "!", "?", "…"), (",", ";", ":")


@dataclass(frozen=True)
class Heard:
    """One word, or a stretch of words whose single times nobody knows. Seconds."""

    start: float
    end: float
    text: str


def spread(one: Heard) -> list[Heard]:
    """The words of a stretch, each with a share of its time by its letters."""
    words = one.text.split()
    letters = sum(len(word) + 1 for word in words)
    found, at = [], one.start
    for word in words:
        end = at + (one.end - one.start) * (len(word) + 1) / letters
        found.append(Heard(at, end, word))
        at = end
    return found


def cues(heard: Iterable[Heard], limits: Limits = LIMITS["usual"]) -> list[Cue]:
    """Words in order become cues. Words without any time of their own are spread first."""
    found = [_cue(group, limits) for group in _groups(heard, limits)]
    made: list[Cue] = []
    for at, cue in enumerate(found):
        following = found[at + 1].start if at + 1 < len(found) else cue.end + 10_000
        end = min(max(cue.end + round(LINGER * 1000), cue.start + round(limits.shortest.value * 1000)), following)
        made.append(Cue(cue.start, max(end, cue.start + 1), cue.text))
    return made


def _groups(heard: Iterable[Heard], limits: Limits) -> Iterator[list[Heard]]:
    room = int(limits.line_length.value * limits.lines.value)
    group: list[Heard] = []
    for word in (part for one in heard for part in (spread(one) if " " in one.text.strip() else [one])):
        text = word.text.strip()
        if not text:
            continue
        if group:
            said = " ".join(one.text.strip() for one in group)
            ends = said.endswith(_SENTENCE) and len(said) > room / 4
            pauses = word.start - group[-1].end >= BREATH
            full = width(f"{said} {text}") > room or word.end - group[0].start > limits.longest.value
            breathes = said.endswith(_CLAUSE) and len(said) > room * 0.6
            if ends or pauses or full or breathes:
                yield group
                group = []
        group.append(word)
    if group:
        yield group


def _cue(group: list[Heard], limits: Limits) -> Cue:
    start, end = max(0.0, group[0].start), max(one.end for one in group)
    lines = wrapped(" ".join(one.text.strip() for one in group), int(limits.line_length.value))
    return Cue(round(start * 1000), max(round(end * 1000), round(start * 1000) + 1), escaped(lines))


def wrapped(text: str, length: int) -> str:
    """On two lines of about the same length, the upper rather the shorter, where one is too long."""
    if width(text) <= length:
        return text
    blanks = [at for at, sign in enumerate(text) if sign == " "]
    if not blanks:
        return text
    middle = len(text) / 2
    at = min(blanks, key=lambda one: (abs(one - middle) + (2 if one > middle else 0), one))
    return f"{text[:at]}\n{text[at + 1 :]}"
