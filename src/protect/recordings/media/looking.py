"""What a file is, by its content. ffprobe would say it as JSON, but the wheel carries ffmpeg alone: its words are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from protect.recordings.media.tools import GUARD, at, run

#: Half a day. What is longer was left running.
LONGEST_MS = 43_200_000
_INPUT = re.compile(r"^Input #0, ([\w,]+), from ", re.MULTILINE)
_DURATION = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d)\.(\d+)", re.MULTILINE)
_STREAM = re.compile(r"^ {2,4}Stream #0:\d+\S*: (Video|Audio): (\w+)(.*)$", re.MULTILINE)
_SIZE = re.compile(r", (\d{2,5})x(\d{2,5})\b")
_RATE = re.compile(r", ([\d.]+)(k?) fps\b")


class Unusable(Exception):
    """Why the file cannot be a recording, as a sentence."""


@dataclass(frozen=True)
class Seen:
    """``duration_ms``: None where the file does not say, as when a browser recorded it."""

    kind: str
    duration_ms: int | None
    has_video: bool
    has_sound: bool
    width: int | None = None
    height: int | None = None
    rate: float | None = None


def look_at(path: Path) -> Seen:
    """Raises Unusable for what is no film and no sound recording, whatever its name says; Failed where nobody could look."""
    seen = read(run([*GUARD, "-i", at(path)], seconds=60).stderr)
    if seen is None or not (seen.has_video or seen.has_sound):
        raise Unusable(
            _("by its content this is no film and no sound recording. MP4, MOV, WebM, MKV, M4A, MP3 and WAV are.")
        )
    if seen.duration_ms is not None and seen.duration_ms > LONGEST_MS:
        raise Unusable(_("it is longer than twelve hours. Cut it before you upload it."))
    return seen


def read(said: str) -> Seen | None:
    """From what ``ffmpeg -i`` says of a file; None where it opened none."""
    found = _INPUT.search(said)
    if found is None:
        return None
    said = said[found.start() :]
    length = _DURATION.search(said)
    streams = [one.groups() for one in _STREAM.finditer(said)]
    # A picture of the cover is no film.
    films = [(codec, rest) for what, codec, rest in streams if what == "Video" and "(attached pic)" not in rest]
    sounds = [codec for what, codec, _rest in streams if what == "Audio" and codec != "none"]
    size = _SIZE.search(films[0][1]) if films else None
    rate = _RATE.search(films[0][1]) if films else None
    names = [found[1].partition(",")[0], *(codec for codec, _rest in films[:1]), *sounds[:1]]
    return Seen(
        kind=", ".join(names)[:80],
        duration_ms=_milliseconds(length) if length else None,
        has_video=size is not None,
        has_sound=bool(sounds),
        width=int(size[1]) if size else None,
        height=int(size[2]) if size else None,
        rate=float(rate[1]) * (1000 if rate[2] else 1) if rate else None,
    )


def _milliseconds(found: re.Match[str]) -> int:
    hours, minutes, seconds, part = found.groups()
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(part.ljust(3, "0")[:3])
