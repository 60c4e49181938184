"""Dates, times, durations and zones as programme files write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from protect.formats.saying import sentence
from protect.formats.schedule.model import WRONG, Collector

_CLOCK = re.compile(r"(\d{1,4}):(\d{1,2})(?::(\d{1,2}))?", re.ASCII)
_ISO = re.compile(
    r"P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})(?:\.\d{1,6})?S)?)?", re.ASCII
)
#: Longer than this is no session but a mistake.
LONGEST = timedelta(days=400)


def zone(name: str) -> tzinfo | None:
    """The time zone of that name, None where there is none."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def moment(text: str) -> datetime | None:
    """A date with time, with or without offset; None where it is none."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if 1900 < found.year < 2200 and len(text.strip()) > 10 else None


def day(text: str) -> date | None:
    """A date, or the date of a moment."""
    try:
        found = datetime.fromisoformat(text.strip()).date()
    except ValueError:
        return None
    return found if 1900 < found.year < 2200 else None


def clock(text: str) -> time | None:
    """A time of the day as hh:mm or hh:mm:ss."""
    found = _CLOCK.fullmatch(text.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59 or int(found[3] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2]), int(found[3] or 0))


def duration(text: str) -> timedelta | None:
    """A length as hh:mm, hh:mm:ss or in the way of ISO 8601 (PT30M); None where it is none."""
    text = text.strip()
    found = _CLOCK.fullmatch(text)
    if found:
        length = timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=int(found[3] or 0))
    else:
        iso = _ISO.fullmatch(text)
        if not iso or text in ("P", "PT"):
            return None
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return length if length <= LONGEST else None


def aware(found: datetime, usual: tzinfo | None, told: Collector, where: str) -> datetime:
    """A moment with an offset. ``usual``: the zone of the programme or of who imports it; without any it is UTC, and said."""
    if found.tzinfo is not None and found.utcoffset() is not None:
        return found
    if usual is None:
        told.often(WRONG, where, sentence("no time zone is told for a time; read as UTC"))
    return found.replace(tzinfo=usual or UTC)
