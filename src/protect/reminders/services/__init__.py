"""What changes about looking again: rules, events, wishes."""

from protect.reminders.services.events import record_trigger, withdraw_trigger
from protect.reminders.services.wishes import (
    calendar_owner,
    change_policy,
    change_wishes,
    close_calendar,
    open_calendar,
    unsubscribe,
    unsubscribe_token,
)

__all__ = [
    "calendar_owner",
    "change_policy",
    "change_wishes",
    "close_calendar",
    "open_calendar",
    "record_trigger",
    "unsubscribe",
    "unsubscribe_token",
    "withdraw_trigger",
]
