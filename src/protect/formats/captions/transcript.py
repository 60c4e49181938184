"""What was said as plain text to read, search and print, with the time of each paragraph and who speaks."""

from __future__ import annotations

from dataclasses import dataclass

from protect.formats.captions import markup, timing
from protect.formats.captions.cues import Track
from protect.formats.captions.markup import Node, Tag

#: Milliseconds of silence that begin a new paragraph. Our default.
PAUSE = 3_000
#: Characters after which a paragraph ends with its sentence. Our default.
LONG = 500
#: Endings of sentences in the scripts we know.
_ENDINGS = (".", "!", "?", "…", "。", "！", "？", ";", "؟")


@dataclass(frozen=True)
class Paragraph:
    """``start``, ``end``: milliseconds; ``speaker`` may be empty; ``pieces``: (index of a cue, what of the text it says)."""

    start: int
    end: int
    speaker: str
    text: str
    pieces: tuple[tuple[int, str], ...]


def paragraphs(track: Track, pause: int = PAUSE, long: int = LONG) -> list[Paragraph]:
    """The transcript in the order of time. A paragraph ends with its speaker, at a pause, or after a sentence once it is long."""
    found: list[Paragraph] = []
    speaker_before = ""
    for at, cue in sorted(enumerate(track.cues), key=lambda one: one[1].start):
        for speaker, text in said(cue.text):
            last = found[-1] if found else None
            goes_on = (
                last is not None
                and (not speaker or speaker == last.speaker)
                and cue.start - last.end < pause
                and not (len(last.text) >= long and last.text.endswith(_ENDINGS))
            )
            if goes_on and last is not None:
                joined = f"{last.text}{_between(last.text, text)}{text}"
                pieces = (*last.pieces, (at, text))
                found[-1] = Paragraph(last.start, max(last.end, cue.end), last.speaker, joined, pieces)
            else:
                told = speaker or (speaker_before if last is not None and cue.start - last.end < pause else "")
                found.append(Paragraph(cue.start, max(cue.start, cue.end), told, text, ((at, text),)))
            speaker_before = found[-1].speaker
    return found


def text(track: Track, *, times: bool = True) -> str:
    """The transcript as a text file: ``[1:05] Name: words``, paragraphs apart by an empty line."""
    parts = []
    for one in paragraphs(track):
        when = f"[{timing.as_words(one.start)}] " if times else ""
        who = f"{one.speaker}: " if one.speaker else ""
        parts.append(f"{when}{who}{one.text}")
    return "\n\n".join(parts) + ("\n" if parts else "")


def said(payload: str) -> list[tuple[str, str]]:
    """Who says what within one cue, in order; the speaker is empty where no tag names one."""
    found: list[tuple[str, str]] = []
    _gather(markup.parse(payload), "", found)
    flat = [(speaker, " ".join(words.split())) for speaker, words in found]
    return [(speaker, words) for speaker, words in flat if words]


def _gather(nodes: list[Node], speaker: str, found: list[tuple[str, str]]) -> None:
    for node in nodes:
        if isinstance(node, Tag):
            if node.name == "rt":
                continue
            _gather(node.children, node.annotation if node.name == "v" else speaker, found)
        elif isinstance(node, str):
            if found and found[-1][0] == speaker:
                found[-1] = (speaker, found[-1][1] + node)
            else:
                found.append((speaker, node))


def _between(before: str, after: str) -> str:
    """A blank between cues, except where both sides are written without blanks (Chinese, Japanese)."""
    wide = "\u2e80", "\uffef"
    if before and after and wide[0] <= before[-1] <= wide[1] and wide[0] <= after[0] <= wide[1]:
        return ""
    return " "
