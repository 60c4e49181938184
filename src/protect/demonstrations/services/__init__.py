"""What changes a demonstration: one function for each verb, one transaction each, told in the audit trail."""

from protect.demonstrations.services.days import (
    add_item,
    begin_day,
    change_day,
    publish_day,
    remove_item,
    take_day_back,
    write_item,
)
from protect.demonstrations.services.planning import (
    approve,
    begin,
    cancel,
    change,
    close,
    delete,
    remove_part,
    reopen,
    save_metric,
    save_person,
    save_step,
)
from protect.demonstrations.services.running import add_run, add_seat, begin_run, end_run, observe, remark, revoke_seat

__all__ = [
    "add_item", "add_run", "add_seat", "approve", "begin", "begin_day", "begin_run", "cancel", "change", "change_day",
    "close", "delete", "end_run", "observe", "publish_day", "remark", "remove_item", "remove_part", "reopen", "revoke_seat",
    "save_metric", "save_person", "save_step", "take_day_back", "write_item",
]  # fmt: skip
