"""Days, without a database: which reminder a day asks for, and which digest."""

from __future__ import annotations

import datetime as dt

from protect.reminders.models import Notice

Stage = Notice.Stage


def stage_of(due: dt.date, today: dt.date, before_days: int, after_days: int) -> str | None:
    """The reminder that belongs to ``today``. One that was missed (the server was off) is not sent late beside the next."""
    if today >= due + dt.timedelta(days=after_days):
        return Stage.AFTER
    if today >= due:
        return Stage.DUE
    if today >= due - dt.timedelta(days=before_days):
        return Stage.BEFORE
    return None


def last_weekday(today: dt.date, weekday: int) -> dt.date:
    """The latest day of that name, today included."""
    return today - dt.timedelta(days=(today.weekday() - weekday) % 7)
