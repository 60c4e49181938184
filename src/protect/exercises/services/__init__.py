"""What changes an exercise: one function for each verb, one transaction each, told in the audit trail."""

from protect.exercises.services.afterwards import act_on, judge, remove_finding, report, save_finding, summarise
from protect.exercises.services.joining import join, new_code, remove_participant, write
from protect.exercises.services.planning import (
    add_run,
    back_to_draft,
    begin,
    cancel,
    change,
    delete,
    make_ready,
    remove_part,
    reopen,
    save_function,
    save_inject,
)
from protect.exercises.services.playing import (
    cancel_run,
    end,
    go_on,
    jump,
    pause,
    release,
    release_by_clock,
    release_due,
    reopen_report,
    start,
    take_end_back,
    take_release_back,
)

__all__ = [
    "act_on",
    "add_run", "back_to_draft", "begin", "cancel", "cancel_run", "change", "delete", "end", "go_on", "join", "judge", "jump",
    "make_ready", "new_code", "pause", "release", "release_by_clock", "release_due", "remove_finding", "remove_part",
    "remove_participant", "reopen", "reopen_report", "report", "save_finding", "save_function", "save_inject", "start",
    "summarise", "take_end_back", "take_release_back", "write",
]  # fmt: skip
