"""iCalendar (RFC 5545) as a programme: each VEVENT a session. By the icalendar library, one event at a time, so that one
broken event takes no other with it.

Repeated events are one session that keeps its rules beside it: nothing is expanded here, since a rule may be endless. Time
zones that a file describes itself are used if their rules are yearly ones; others could be computed for ever.
"""

from __future__ import annotations

import re
import threading
import warnings
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import Any

from protect.formats.saying import sentence
from protect.formats.schedule import moments
from protect.formats.schedule.frab_json import by_date
from protect.formats.schedule.model import HINT, LOST, WRONG, Collector, Conference, Link, Reading, Session, at_line
from protect.formats.schedule.sessions import UUID
from protect.formats.tables import InputError

#: Rules by which an event repeats: kept as they are.
_REPEATING = ("RRULE", "RDATE", "EXDATE", "EXRULE")
#: Bookkeeping of calendar programs, not of a programme.
_LEFT_ASIDE = {
    *("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "TRANSP", "CLASS", "PRIORITY", "RECURRENCE-ID"),
    *("DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "URL", "STATUS"),
    *("ATTACH", "CONFERENCE", "IMAGE", "BEGIN", "END"),
}
_PEOPLE = {"ATTENDEE", "ORGANIZER", "CONTACT"}
_RULE_OF_ZONE = re.compile(
    r"(?:(?:FREQ=YEARLY|BYMONTH=\d{1,2}|BYDAY=[-+]?\d?(?:MO|TU|WE|TH|FR|SA|SU)|BYMONTHDAY=[-+0-9,]{1,30}|INTERVAL=1"
    r"|WKST=[A-Z]{2}|UNTIL=[0-9TZ]{8,16}|COUNT=\d{1,3});?)+",
    re.ASCII,
)
#: What stands behind the key of a session in a calendar of this platform.
OURS = "@protect"
#: Characters of one property; pictures within calendars are longer and are named.
_LONGEST = 200_000
#: Time zones that a file describes are kept in one place of the library for all threads.
_zones = threading.Lock()


@dataclass
class _Block:
    """One component: its unfolded lines without what is within other components, and those."""

    name: str
    line: int
    lines: list[str]
    within: list[str]
    ended: bool = False


def read(file: str, text: str, usual: tzinfo | None = None) -> Reading:
    """``usual``: time zone for times that tell none. Raises InputError for what is no calendar."""
    told = Collector(file)
    title, zone, blocks, calendars = _scanned(file, text, told)
    if not calendars:
        raise InputError(sentence("%(file)s holds no calendar (no line BEGIN:VCALENDAR)", file=file))
    if calendars > 1:
        told.say(HINT, "", sentence("%(count)d calendars in one file are read as one", count=calendars))
    named = moments.zone(zone)
    if zone and named is None:
        told.say(WRONG, "", sentence("'%(zone)s' is no time zone that is known", zone=zone[:40]))
    others = Counter(one.name for one in blocks if one.name not in ("VEVENT", "VTIMEZONE"))
    others.update(name for one in blocks for name in one.within if one.name == "VEVENT")
    for name, number in sorted(others.items()):
        told.say(LOST, "", sentence("%(count)d %(name)s are no sessions", count=number, name=name[:30]))
    with _zones, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _describe_zones([one for one in blocks if one.name == "VTIMEZONE"], told)
        sessions = [found for one in blocks if one.name == "VEVENT" if (found := _session(one, named or usual, told))]
    if not told.found:
        told.say(WRONG, "", sentence("there is not one event in it"))
    conference = Conference(title or "Untitled", zone=zone if named else "", days=tuple(by_date(sessions)))
    return Reading(conference, "iCalendar", told.found, told.complaints)


def _scanned(file: str, text: str, told: Collector) -> tuple[str, str, list[_Block], int]:
    """Title, zone, components and number of calendars. Time zones keep the components within them in their lines."""
    title = zone = ""
    calendars = 0
    open_: list[_Block] = []
    blocks: list[_Block] = []
    for number, line in _unfolded(text):
        word, _, value = line.partition(":")
        word, value = word.strip().upper(), value.strip()
        if word == "BEGIN":
            name = value.upper()
            calendars += name == "VCALENDAR"
            if len(open_) > 20:
                raise InputError(
                    sentence("%(file)s, line %(line)d: components are nested too deeply", file=file, line=number)
                )
            if open_ and open_[-1].name in ("VTIMEZONE", "STANDARD", "DAYLIGHT") and name in ("STANDARD", "DAYLIGHT"):
                open_[-1].lines.append(line)
            elif open_ and name != "VEVENT":
                open_[-1].within.append(name)
            block = _Block(name, number, [], [])
            if name not in ("VCALENDAR", "STANDARD", "DAYLIGHT") and not (open_ and open_[-1].name == "VEVENT"):
                blocks.append(block)
            open_.append(block)
        elif word == "END":
            _end(value.upper(), number, line, open_, told)
        elif not open_:
            if line.strip():
                told.say(WRONG, at_line(number), sentence("stands in no calendar; left out: %(text)s", text=line[:40]))
        elif open_[-1].name == "VCALENDAR":
            name = word.partition(";")[0]
            if name in ("X-WR-CALNAME", "NAME"):
                title = title or _unescaped(value)
            elif name in ("X-WR-TIMEZONE", "TIMEZONE-ID"):
                zone = zone or value
        elif len(line) > _LONGEST:
            told.say(
                LOST,
                at_line(number),
                sentence("%(name)s of %(count)d characters", name=word.partition(";")[0][:40], count=len(line)),
            )
        else:
            target = open_[-2] if open_[-1].name in ("STANDARD", "DAYLIGHT") and len(open_) > 1 else open_[-1]
            target.lines.append(line)
    for one in open_:
        told.say(WRONG, at_line(one.line), sentence("BEGIN:%(name)s has no END", name=one.name[:30]))
    return title, zone, blocks, calendars


def _end(name: str, number: int, line: str, open_: list[_Block], told: Collector) -> None:
    if not open_ or open_[-1].name != name:
        told.say(WRONG, at_line(number), sentence("END:%(name)s ends nothing that is open", name=name[:30]))
        return
    open_.pop().ended = True
    if name in ("STANDARD", "DAYLIGHT") and open_:
        open_[-1].lines.append(line)


def _unfolded(text: str) -> list[tuple[int, str]]:
    """Lines with those that begin with a blank joined to the line before; numbers count from 1."""
    found: list[tuple[int, list[str]]] = []
    clean = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(clean.split("\n"), 1):
        if line[:1] in (" ", "\t") and found:
            found[-1][1].append(line[1:])
        elif line.strip():
            found.append((number, [line]))
    return [(number, "".join(parts)) for number, parts in found]


def _describe_zones(blocks: list[_Block], told: Collector) -> None:
    """Makes the file's own time zones known to the library, and no other file's."""
    from icalendar import Calendar
    from icalendar.timezone import tzp

    tzp.use_default()
    for one in blocks:
        rules = [line.partition(":")[2].strip() for line in one.lines if line.upper().startswith("RRULE")]
        if len(one.lines) > 5_000 or not all(_RULE_OF_ZONE.fullmatch(rule) for rule in rules):
            told.say(WRONG, at_line(one.line), sentence("a time zone with rules that are not yearly; not used"))
            continue
        try:
            Calendar.from_ical(
                "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VTIMEZONE", *one.lines, "END:VTIMEZONE", "END:VCALENDAR"])
            )
        except Exception as error:  # whatever the library and dateutil raise
            told.say(WRONG, at_line(one.line), sentence("a time zone that cannot be read: %(why)s", why=_short(error)))


def _session(block: _Block, usual: tzinfo | None, told: Collector) -> Session | None:
    from icalendar import Event

    where = at_line(block.line)
    told.session(where)
    repeats = tuple(line for line in block.lines if re.split("[:;]", line, maxsplit=1)[0].upper() in _REPEATING)
    lines = [line for line in block.lines if line not in set(repeats)]
    try:
        event: Any = Event.from_ical("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"]))
    except Exception as error:  # whatever the library raises
        told.say(WRONG, where, sentence("left out, the event cannot be read: %(why)s", why=_short(error)))
        return None
    for name, fault in event.errors:
        told.say(
            WRONG,
            where,
            sentence("%(name)s cannot be read: %(why)s", name=name or sentence("a line"), why=_short(fault)),
        )
    title = _text(event, "SUMMARY", told, where)
    when = _when(event, usual, told, where)
    if when is None:
        told.say(
            WRONG,
            where,
            sentence(
                "left out, nothing says when it begins: %(title)s", title=title[:60] or sentence("without a title")
            ),
        )
        return None
    if repeats:
        told.often(HINT, where, sentence("a repeated event is one session; its rules are kept beside it"))
    _others(event, told, where)
    uid = _text(event, "UID", told, where)
    start, duration, all_day = when
    return Session(
        title or "Untitled",
        start,
        duration,
        room=_text(event, "LOCATION", told, where),
        track=", ".join(_categories(event)),
        language=_language(event),
        description=_text(event, "DESCRIPTION", told, where),
        links=tuple(_links(event, "CONFERENCE", told, where)),
        attachments=tuple(_links(event, "ATTACH", told, where)),
        id=uid,
        guid=key if UUID.fullmatch(key := uid.removesuffix(OURS)) else "",
        url=_text(event, "URL", told, where),
        state=_text(event, "STATUS", told, where).lower(),
        all_day=all_day,
        repeats=repeats,
        where=where,
    )


def _when(event: Any, usual: tzinfo | None, told: Collector, where: str) -> tuple[datetime, timedelta, bool] | None:
    start, end, length = (_value(event, name) for name in ("DTSTART", "DTEND", "DURATION"))
    if not isinstance(start, date):
        return None
    all_day = not isinstance(start, datetime)
    begin = _moment(start, usual, told, where)
    if isinstance(end, date):
        duration = _moment(end, usual, told, where) - begin
    elif isinstance(length, timedelta):
        duration = length
    else:
        duration = timedelta(days=1) if all_day else timedelta()
    if duration < timedelta() or duration > moments.LONGEST:
        told.say(WRONG, where, sentence("it ends before it begins, or too long after; its duration is read as 0"))
        duration = timedelta()
    return begin, duration, all_day


def _moment(value: date, usual: tzinfo | None, told: Collector, where: str) -> datetime:
    if isinstance(value, datetime):
        found = moments.aware(value, usual, told, where)
    else:
        found = moments.aware(datetime.combine(value, time()), usual, told, where)
    # As an offset: what a file calls its zone means nothing outside it.
    return found.replace(tzinfo=timezone(found.utcoffset() or timedelta()))


def _first(event: Any, name: str) -> Any:
    value = event.get(name)
    return value[0] if isinstance(value, list) and value else value


def _value(event: Any, name: str) -> Any:
    try:
        return getattr(_first(event, name), "dt", None)
    except ValueError:  # a value that the library could not read; it is among the event's errors
        return None


def _text(event: Any, name: str, told: Collector, where: str) -> str:
    value = event.get(name)
    if isinstance(value, list):
        told.say(
            WRONG, where, sentence("%(name)s stands %(count)d times; the first counts", name=name, count=len(value))
        )
        value = value[0] if value else None
    return str(value).strip() if value is not None else ""


def _unescaped(text: str) -> str:
    return text.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")


def _categories(event: Any) -> list[str]:
    value = event.get("CATEGORIES")
    each = value if isinstance(value, list) else [value] if value is not None else []
    names = [str(name).strip() for one in each for name in getattr(one, "cats", [one])]
    return list(dict.fromkeys(name for name in names if name))


def _language(event: Any) -> str:
    return str(getattr(_first(event, "SUMMARY"), "params", {}).get("LANGUAGE", ""))


def _links(event: Any, name: str, told: Collector, where: str) -> list[Link]:
    value = event.get(name)
    found = []
    for one in value if isinstance(value, list) else [value] if value is not None else []:
        params = getattr(one, "params", {})
        if str(params.get("ENCODING", "")).upper() == "BASE64" or str(params.get("VALUE", "")).upper() == "BINARY":
            told.often(LOST, where, sentence("a file within %(name)s", name=name))
            continue
        found.append(Link(str(one), str(params.get("LABEL", params.get("FILENAME", "")))))
    return found


def _others(event: Any, told: Collector, where: str) -> None:
    for name in event:
        if name.upper() in _PEOPLE:
            told.often(LOST, where, sentence("people of the event (%(name)s): they are no speakers", name=name.upper()))
        elif name.upper() not in _LEFT_ASIDE:
            told.often(LOST, where, sentence("the property %(name)s", name=name.upper()[:40]))


def _short(error: object) -> str:
    return " ".join(str(error).split())[:80] or type(error).__name__
