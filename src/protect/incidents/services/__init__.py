"""What changes the log and the threat level: one function for each verb, one transaction each, told in the audit trail."""

from protect.incidents.services.levels import record_level, spread, take_back_level, tell_people
from protect.incidents.services.log import (
    add_photo,
    change,
    close,
    delete,
    judge_measures,
    remove_photo,
    reopen,
    report,
    review,
)
from protect.incidents.services.looking import look_again

__all__ = [
    "add_photo", "change", "close", "delete", "judge_measures", "look_again", "record_level", "remove_photo", "reopen",
    "report", "review", "spread", "take_back_level", "tell_people",
]  # fmt: skip
