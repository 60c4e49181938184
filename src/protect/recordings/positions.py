"""Places in a recording as people and addresses write them, in milliseconds."""

from __future__ import annotations

import re

_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:[.,](\d{1,3}))?")
#: Two days; no recording is as long.
LONGEST = 172_800_000


def read(text: str) -> int:
    """“75”, “1:15”, “0:01:15.5” as milliseconds. ValueError for anything else."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None or not text.isascii():
        raise ValueError(text)
    hours, minutes, seconds, part = found.groups()
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    milliseconds = whole * 1000 + int((part or "0").ljust(3, "0"))
    if milliseconds > LONGEST:
        raise ValueError(text)
    return milliseconds


def told(milliseconds: int) -> str:
    """“1:15” or “1:02:03”, with a part of a second only where there is one: ``read`` gives the same back."""
    seconds, part = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text}.{part:03}".rstrip("0") if part else text
