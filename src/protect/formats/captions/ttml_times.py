"""Time expressions of TTML (https://www.w3.org/TR/ttml2/, section 12.3) in whole milliseconds.

Clock times ``hh:mm:ss.fff`` or ``hh:mm:ss:frames``, offsets ``12.5s``, ``300f``, ``90000t``; frames and ticks by the
rates at the root. The arithmetic is exact; only the result is rounded to a millisecond.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from protect.formats.captions.cues import LATEST

_CLOCK = re.compile(r"(\d{1,6}):(\d{2}):(\d{2})(?:\.(\d{1,12})|:(\d{2,4})(?:\.(\d{1,4}))?)?", re.ASCII)
_OFFSET = re.compile(r"(\d{1,15})(?:\.(\d{1,12}))?(h|ms|m|s|f|t)", re.ASCII)


@dataclass(frozen=True)
class Rates:
    """``frames``: a second, 30 where the file says nothing; ``sub``: sub-frames a frame; ``ticks``: a second."""

    frames: Fraction = Fraction(30)
    sub: int = 1
    ticks: Fraction = Fraction(1)

    @classmethod
    def of(cls, attributes: Mapping[str, str]) -> Rates:
        frames = Fraction(_whole(attributes.get("frameRate"), 30))
        parts = re.split(r"[\s:]+", attributes.get("frameRateMultiplier", "").strip())
        factor = Fraction(1)
        if parts != [""]:
            factor = Fraction(_whole(parts[0], 1), _whole(parts[1] if len(parts) > 1 else None, 1))
        sub = _whole(attributes.get("subFrameRate"), 1)
        usual = frames * sub if "frameRate" in attributes else Fraction(1)
        ticks = Fraction(_whole(attributes.get("tickRate"), 0)) or usual
        return cls(frames * factor, sub, ticks)

    def milliseconds(self, text: str) -> int | None:
        """One expression; None where it is none, or none that can be told without a clock on the wall."""
        text = text.strip()
        clock = _CLOCK.fullmatch(text)
        if clock:
            hours, minutes, seconds, fraction, frames, sub = clock.groups()
            exact = Fraction((int(hours) * 60 + int(minutes)) * 60 + int(seconds))
            if fraction:
                exact += Fraction(int(fraction), 10 ** len(fraction))
            if frames:
                exact += (int(frames) + Fraction(int(sub or 0), self.sub)) / self.frames
            return _limited(exact)
        offset = _OFFSET.fullmatch(text)
        if not offset:
            return None
        whole, fraction, unit = offset.groups()
        count = Fraction(int(whole)) + (Fraction(int(fraction), 10 ** len(fraction)) if fraction else 0)
        size = {
            "h": Fraction(3600),
            "m": Fraction(60),
            "s": Fraction(1),
            "ms": Fraction(1, 1000),
            "f": 1 / self.frames,
            "t": 1 / self.ticks,
        }
        return _limited(count * size[unit])


def _limited(seconds: Fraction) -> int | None:
    time = int(seconds * 1000 + Fraction(1, 2))
    return time if time <= LATEST else None


def _whole(text: str | None, usual: int) -> int:
    clean = (text or "").strip()
    return int(clean) if clean.isascii() and clean.isdigit() and len(clean) < 12 and int(clean) else usual
