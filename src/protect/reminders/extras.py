"""What folders above send with the daily job; said at start-up (``AppConfig.ready``).

Days in the private calendar of a person are added to ``reminders.calendars``; what waits for somebody, and with it the weekly
digest, is said to ``organisations.waiting``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

_reminders: list[Callable[[dt.date], int]] = []


def add_reminders(send: Callable[[dt.date], int]) -> None:
    """``send`` writes its own mails, safe to run twice, and returns how many went."""
    if send not in _reminders:
        _reminders.append(send)


def remind(today: dt.date) -> int:
    return sum(send(today) for send in _reminders)
