"""One way out to all caption formats: bytes in UTF-8, and what the format could not carry, cue by cue."""

from __future__ import annotations

from dataclasses import dataclass

from protect.formats.captions import sbv, srt, ttml, webvtt
from protect.formats.captions.cues import LATEST, LOST, Complaint, Track
from protect.formats.saying import sentence
from protect.formats.tables import InputError

#: Media types for downloads. SRT and SBV have none registered.
TYPES = {"webvtt": "text/vtt", "srt": "application/x-subrip", "sbv": "text/plain", "ttml": "application/ttml+xml"}
ENDING = {"webvtt": ".vtt", "srt": ".srt", "sbv": ".sbv", "ttml": ".ttml"}


@dataclass(frozen=True)
class Written:
    """A file and what is not in it."""

    content: bytes
    losses: tuple[Complaint, ...]


def write(track: Track, format: str) -> Written:
    """The track as a file. Raises InputError for formats there are not, and for times that no format can say."""
    writers = {"webvtt": webvtt.write, "srt": srt.write, "sbv": sbv.write, "ttml": ttml.write}
    if format not in writers:
        raise InputError(f"'{format}' is no caption format; there are {', '.join(writers)}")
    for number, cue in enumerate(track.cues, 1):
        if not (0 <= cue.start <= LATEST and 0 <= cue.end <= LATEST):
            raise InputError(
                sentence(
                    "cue %(cue)d begins or ends before 0 or after %(hours)d hours",
                    cue=number,
                    hours=LATEST // 3_600_000,
                )
            )
    text, losses = writers[format](track)
    content = text.encode("utf-8", "replace")
    if len(content) != len(text.encode("utf-8", "surrogatepass")):
        losses = [*losses, Complaint(LOST, 0, sentence("half characters are written as '?'"))]
    return Written(content, tuple(losses))
