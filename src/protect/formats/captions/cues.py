"""What a caption file is, whatever its format: cues with times, notes between them, and what was noticed on reading.

Times are whole milliseconds from the beginning of the recording. The text of a cue is the payload of WebVTT
(https://www.w3.org/TR/webvtt1/, section 4.2): it can carry speakers, emphasis and languages, so every other format is
brought to it and from it (``markup.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from protect.formats.saying import sentence
from protect.formats.tables import InputError

#: Two hours of captions have about 0.2 MB.
MOST_BYTES = 8 * 1024 * 1024
#: A long day of uninterrupted speech has some 20,000.
MOST_CUES = 50_000
#: Characters in the text of one cue. Metadata tracks carry some thousands.
MOST_CHARACTERS = 50_000
#: Milliseconds: 9,999 hours. Larger times are mistakes and would not fit the formats.
LATEST = 9_999 * 3_600_000

#: The file as it is will not work as meant; a person decides.
WRONG = "wrong"
#: Was in the file and is not carried on.
LOST = "lost"
#: Was mended on reading; the sentence says how.
REPAIRED = "repaired"
#: Works, and could be better for those who read.
HINT = "hint"
LEVELS = (WRONG, LOST, REPAIRED, HINT)


@dataclass(frozen=True)
class Complaint:
    """One thing noticed. ``line``: in the file, from 1; 0 where there is none. ``cue``: from 1; 0 where it is not of one.

    ``text``: a sentence (``saying.py``), so that it can be said in other languages than English.
    """

    level: str
    line: int
    text: str
    cue: int = 0

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else f"cue {self.cue}: " if self.cue else ""
        return f"{where}{self.level}: {self.text}"


@dataclass(frozen=True)
class Cue:
    """One caption. ``start``, ``end``: milliseconds. ``text``: WebVTT payload, lines by ``\\n``. ``settings``: as in WebVTT.

    ``line``: where its times stand in the file it came from, for complaints; it counts for nothing in comparisons.
    """

    start: int
    end: int
    text: str
    identifier: str = ""
    settings: str = ""
    line: int = field(default=0, compare=False)

    @property
    def duration(self) -> int:
        """Milliseconds; not above 0 in some broken files."""
        return self.end - self.start


@dataclass(frozen=True)
class Block:
    """A NOTE, STYLE or REGION of WebVTT: ``text`` without that word, standing before the cue with index ``before``."""

    kind: str
    text: str
    before: int
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Track:
    """All cues of one file in one language. ``header``: what follows WEBVTT, its further lines with it."""

    cues: tuple[Cue, ...] = ()
    blocks: tuple[Block, ...] = ()
    header: str = ""
    language: str = ""

    def __len__(self) -> int:
        return len(self.cues)

    def with_cues(self, cues: Iterable[Cue]) -> Track:
        """Other cues, as many as before: notes stay where they are."""
        return replace(self, cues=tuple(cues))

    def spliced(self, at: int, removed: int, cues: Sequence[Cue]) -> Track:
        """``removed`` cues from ``at`` on replaced by others; notes keep their place among those that stay."""
        by = len(cues) - removed
        blocks = tuple(
            replace(one, before=at if at < one.before < at + removed else one.before + by) if one.before > at else one
            for one in self.blocks
        )
        return replace(self, cues=(*self.cues[:at], *cues, *self.cues[at + removed :]), blocks=blocks)


@dataclass(frozen=True)
class Reading:
    """A file that was read. ``encoding``: as Python calls it; ``guess``: a sentence where it had to be guessed."""

    track: Track
    format: str
    complaints: tuple[Complaint, ...] = ()
    encoding: str = "utf-8"
    guess: str = ""

    def of(self, level: str) -> list[Complaint]:
        return [one for one in self.complaints if one.level == level]


class Collector:
    """Gathers cues, notes and complaints while a file is read, and holds the limits."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.cues: list[Cue] = []
        self.blocks: list[Block] = []
        self.complaints: list[Complaint] = []

    def say(self, level: str, line: int, text: str) -> None:
        self.complaints.append(Complaint(level, line, text))

    def cue(self, cue: Cue) -> None:
        if len(self.cues) >= MOST_CUES:
            raise InputError(
                sentence(
                    "%(file)s, line %(line)d: more than %(most)d cues", file=self.file, line=cue.line, most=MOST_CUES
                )
            )
        if len(cue.text) > MOST_CHARACTERS:
            raise InputError(
                sentence(
                    "%(file)s, line %(line)d: more than %(most)d characters in one cue",
                    file=self.file,
                    line=cue.line,
                    most=MOST_CHARACTERS,
                )
            )
        self.cues.append(cue)

    def block(self, kind: str, text: str, line: int) -> None:
        self.blocks.append(Block(kind, text, len(self.cues), line))

    def track(self, header: str = "", language: str = "") -> Track:
        return Track(tuple(self.cues), tuple(self.blocks), header, language)

    def sorted(self) -> tuple[Complaint, ...]:
        return tuple(sorted(self.complaints, key=lambda one: one.line))


def without_empty_lines(text: str) -> tuple[str, bool]:
    """A text whose lines all hold something, and whether any was empty: no format of text can carry an empty line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = [line for line in lines if line.strip()]
    return "\n".join(kept), len(kept) < len(lines) and bool(kept or len(lines) > 1)


def shortened(text: str, most: int = 60) -> str:
    """A piece of the file for a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
