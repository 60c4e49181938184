"""What holds between the sessions of a programme, whatever file it came from."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from protect.formats.saying import sentence
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
                found.append(
                    Complaint(
                        level,
                        first[value],
                        sentence(
                            "%(count)d sessions have the %(name)s '%(value)s'",
                            count=number,
                            name=name,
                            value=value[:60],
                        ),
                    )
                )
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
                told = sentence(
                    "'%(title)s' begins in %(room)s before '%(other)s' (%(where)s) ends",
                    title=one.title[:40],
                    room=room[:30],
                    other=last.title[:40],
                    where=last.where,
                )
                found.append(Complaint(HINT, one.where, told))
            if last is None or one.end > last.end:
                last = one
    return found


def _outside(conference: Conference) -> list[Complaint]:
    found = []
    for day in conference.days:
        for one in day.sessions:
            if day.start is not None and day.end is not None and not day.start <= one.start < day.end:
                told = sentence(
                    "'%(title)s' begins outside its day (%(start)s to %(end)s)",
                    title=one.title[:40],
                    start=day.start.isoformat(),
                    end=day.end.isoformat(),
                )
                found.append(Complaint(HINT, one.where, told))
            elif day.start is None and abs(one.start.date() - day.date) > timedelta(days=1):
                found.append(
                    Complaint(
                        HINT,
                        one.where,
                        sentence("'%(title)s' is not on %(date)s", title=one.title[:40], date=day.date.isoformat()),
                    )
                )
        if conference.start and conference.end and not conference.start <= day.date <= conference.end:
            found.append(
                Complaint(
                    HINT,
                    "",
                    sentence(
                        "day %(day)d (%(date)s) lies outside the conference", day=day.index, date=day.date.isoformat()
                    ),
                )
            )
    return found
