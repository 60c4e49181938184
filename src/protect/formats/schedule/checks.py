"""What holds between the sessions of a programme, whatever file it came from."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from protect.formats.schedule.model import HINT, WRONG, Complaint, Conference, Session


def checked(conference: Conference) -> list[Complaint]:
    """Names told twice, rooms used twice at once, sessions outside their day, days outside the conference."""
    return [*_twice(conference), *_at_once(conference), *_outside(conference)]


def _twice(conference: Conference) -> list[Complaint]:
    found = []
    for name in ("guid", "id", "slug"):
        counts = Counter(value for one in conference.sessions if (value := getattr(one, name)) and not one.repeats)
        first = {value: one.where for one in reversed(list(conference.sessions)) if (value := getattr(one, name))}
        for value, number in counts.items():
            if number > 1:
                level = WRONG if name == "guid" else HINT
                found.append(Complaint(level, first[value], f"{number} sessions have the {name} '{value[:60]}'"))
    return found


def _at_once(conference: Conference) -> list[Complaint]:
    found = []
    by_room: dict[str, list[Session]] = {}
    for one in conference.sessions:
        if one.room and not one.all_day and one.state not in ("cancelled", "canceled"):
            by_room.setdefault(one.room, []).append(one)
    for room, sessions in by_room.items():
        last: Session | None = None
        for one in sorted(sessions, key=lambda each: each.start):
            if last is not None and one.start < last.end:
                told = f"'{one.title[:40]}' begins in {room[:30]} before '{last.title[:40]}' ({last.where}) ends"
                found.append(Complaint(HINT, one.where, told))
            if last is None or one.end > last.end:
                last = one
    return found


def _outside(conference: Conference) -> list[Complaint]:
    found = []
    for day in conference.days:
        for one in day.sessions:
            if day.start is not None and day.end is not None and not day.start <= one.start < day.end:
                told = f"'{one.title[:40]}' begins outside its day ({day.start.isoformat()} to {day.end.isoformat()})"
                found.append(Complaint(HINT, one.where, told))
            elif day.start is None and abs(one.start.date() - day.date) > timedelta(days=1):
                found.append(Complaint(HINT, one.where, f"'{one.title[:40]}' is not on {day.date.isoformat()}"))
        if conference.start and conference.end and not conference.start <= day.date <= conference.end:
            found.append(Complaint(HINT, "", f"day {day.index} ({day.date.isoformat()}) lies outside the conference"))
    return found
