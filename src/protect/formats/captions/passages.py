"""What was said in pieces of half a minute, each with the time of every cue in it: the rows of a search."""

from __future__ import annotations

from dataclasses import dataclass

from protect.formats.captions.cues import Track
from protect.formats.captions.transcript import said

#: Milliseconds: a passage ends with its sentence from the first on, and with its cue from the second on. Ours.
SHORT, LONG = 20_000, 30_000
#: So much silence ends a passage.
PAUSE = 8_000
_ENDINGS = (".", "!", "?", "…", "。", "！", "？", ";", "؟")


@dataclass(frozen=True)
class Passage:
    """``marks``: (where in the text a cue begins, the milliseconds at which it is said), in order."""

    start: int
    end: int
    text: str
    marks: tuple[tuple[int, int], ...]

    def time_of(self, place: int) -> int:
        """When the word at this place of the text is said: the beginning of its cue."""
        return max((time for at, time in self.marks if at <= place), default=self.start)


def passages(track: Track) -> list[Passage]:
    """All that is said, in the order of the recording."""
    found: list[Passage] = []
    parts: list[str] = []
    marks: list[tuple[int, int]] = []
    start = end = length = 0

    def close() -> None:
        nonlocal parts, marks, length
        if parts:
            found.append(Passage(start, end, " ".join(parts), tuple(marks)))
        parts, marks, length = [], [], 0

    for cue in sorted(track.cues, key=lambda one: one.start):
        words = " ".join(text for _speaker, text in said(cue.text))
        if not words:
            continue
        if parts and (
            cue.start - end >= PAUSE or end - start >= LONG or (end - start >= SHORT and parts[-1].endswith(_ENDINGS))
        ):
            close()
        if not parts:
            start = end = cue.start
        marks.append((length, cue.start))
        parts.append(words)
        length += len(words) + 1
        end = max(end, cue.end)
    close()
    return found
