"""Times in caption files: read with patience, every liberty named; written exactly.

WebVTT: ``hh:mm:ss.mmm``, two or more digits of hours, which may be absent (section 4.1 of https://www.w3.org/TR/webvtt1/).
SRT: the same with hours always and a comma. SBV: ``h:mm:ss.mmm,h:mm:ss.mmm``. All times are whole milliseconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from protect.formats.captions.cues import LATEST
from protect.formats.saying import sentence

_TIME = r"(?:(\d{1,6})\s?:\s?)?(\d{1,3})\s?:\s?(\d{1,3})(?:\s?([.,:;])\s?(\d{1,9}))?"
#: Characters of a line of times with its settings.
_LONGEST = 4000
ARROWS = r"-->|--&gt;|--\s>|-\s?->|->|–>|—>|→|=>|--"
_LINE = re.compile(rf"\s*{_TIME}\s*({ARROWS})\s*{_TIME}(?:\s(.*))?", re.ASCII)
_SBV = re.compile(rf"\s*{_TIME}\s*[,;]\s*{_TIME}\s*", re.ASCII)
_ONE = re.compile(rf"\s*{_TIME}\s*", re.ASCII)


@dataclass(frozen=True)
class TimeLine:
    """A line with two times in milliseconds, what stands behind them, and what had to be mended.

    ``exact``: with the arrow that is meant for it. Words may look like the others: “Open 9:00 → 10:00”. ``whole``: hours and
    milliseconds stand in both times.
    """

    start: int
    end: int
    rest: str
    repairs: tuple[str, ...]
    exact: bool = True
    whole: bool = True


def webvtt(line: str) -> TimeLine | None:
    """A WebVTT line of times; None where it is none."""
    return _arrow_line(line, ".", hours=False)


def exactly(line: str) -> TimeLine | None:
    """The same, where words may stand as well: only with the arrow of the standard, which no text holds unescaped."""
    found = webvtt(line)
    return found if found and found.exact else None


def srt(line: str) -> TimeLine | None:
    """An SRT line of times; None where it is none."""
    return _arrow_line(line, ",", hours=True)


def sbv(line: str) -> TimeLine | None:
    """An SBV line of times; None where it is none. Its comma stands between the times."""
    found = _SBV.fullmatch(line) if len(line) < _LONGEST else None
    if not found:
        return None
    return _line(found.groups()[:5], found.groups()[5:10], "", [], ".", hours=True)


def one(text: str) -> int | None:
    """A single time such as 1:02:03.5, 02:03 or 63.5 seconds, as people type it; milliseconds."""
    found = _ONE.fullmatch(text)
    if found:
        time, _ = _time(found.groups(), ".", hours=False)
        return time
    plain = re.fullmatch(r"\s*(\d{1,8})(?:[.,](\d{1,3}))?\s*", text, re.ASCII)
    return int(plain[1]) * 1000 + int((plain[2] or "").ljust(3, "0")) if plain else None


def _arrow_line(line: str, mark: str, *, hours: bool) -> TimeLine | None:
    found = _LINE.fullmatch(line) if len(line) < _LONGEST else None
    if not found:
        return None
    groups = found.groups()
    repairs: list[str] = (
        [] if groups[5] == "-->" else [sentence("the arrow '%(arrow)s' is read as '-->'", arrow=groups[5])]
    )
    times = _line(groups[:5], groups[6:11], (groups[11] or "").strip(), repairs, mark, hours=hours)
    return replace(times, exact=groups[5] == "-->") if times else None


def _line(
    first: tuple[str, ...], second: tuple[str, ...], rest: str, repairs: list[str], mark: str, *, hours: bool
) -> TimeLine | None:
    start, one = _time(first, mark, hours=hours)
    end, two = _time(second, mark, hours=hours)
    if start is None or end is None:
        return None
    whole = all(part is not None for time in (first, second) for part in (time[0], time[4]))
    return TimeLine(start, end, rest, tuple(dict.fromkeys([*repairs, *one, *two])), whole=whole)


def _time(groups: tuple[str, ...], mark: str, *, hours: bool) -> tuple[int | None, list[str]]:
    hour, minute, second, sign, fraction = groups
    repairs: list[str] = []
    if sign == ":" and len(fraction) != 3:
        return None, []  # frames of a rate nobody told
    if hour is None and hours:
        repairs.append(sentence("hours are missing, read as 0"))
    if sign is None:
        repairs.append(sentence("milliseconds are missing, read as 0"))
    elif sign != mark:
        repairs.append(sentence("'%(sign)s' before the milliseconds is read as '%(mark)s'", sign=sign, mark=mark))
    if int(minute) > 59 and hour is not None or int(second) > 59:
        repairs.append(sentence("more than 59 minutes or seconds are carried over"))
    thousandths = 0
    if fraction:
        thousandths = round(int(fraction) * 1000 / 10 ** len(fraction))
        if len(fraction) != 3:
            repairs.append(
                sentence("'%(text)s' is read as %(count)d milliseconds", text=f"{sign}{fraction}", count=thousandths)
            )
    if int(minute) > 59 and hour is None:
        repairs.append(sentence("more than 59 minutes are carried over into hours"))
    time = ((int(hour or 0) * 60 + int(minute)) * 60 + int(second)) * 1000 + thousandths
    return (time, repairs) if time <= LATEST else (None, [])


def _parts(time: int) -> tuple[int, int, int, int]:
    seconds, thousandths = divmod(time, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return hour, minute, second, thousandths


def as_webvtt(time: int) -> str:
    return "{:02d}:{:02d}:{:02d}.{:03d}".format(*_parts(time))


def as_srt(time: int) -> str:
    return "{:02d}:{:02d}:{:02d},{:03d}".format(*_parts(time))


def as_sbv(time: int) -> str:
    return "{:d}:{:02d}:{:02d}.{:03d}".format(*_parts(time))


def as_words(time: int) -> str:
    """For people: 1:02:03, or 2:03 within the first hour; whole seconds, begun ones not counted."""
    hour, minute, second, _ = _parts(time)
    return f"{hour}:{minute:02d}:{second:02d}" if hour else f"{minute}:{second:02d}"
