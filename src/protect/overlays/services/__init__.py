"""What changes an overlay: one function for each verb, one transaction each, told in the audit trail."""

from protect.overlays.services.life import (
    cancel,
    copy_on,
    delete,
    hand_in,
    lapse_over,
    rebase,
    reopen,
    send_back,
    sign,
)
from protect.overlays.services.writing import (
    add_row,
    begin,
    change,
    remove_part,
    save_check,
    save_measure,
    set_row,
    tick,
)

__all__ = [
    "add_row", "begin", "cancel", "change", "copy_on", "delete", "hand_in", "lapse_over", "rebase", "remove_part", "reopen",
    "save_check", "save_measure", "send_back", "set_row", "sign", "tick",
]  # fmt: skip
