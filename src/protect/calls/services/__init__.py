"""What changes a call: one function for each verb of the field, each in one transaction, each audited."""

from protect.calls.services.asking import (
    add_stock,
    keep_as_stock,
    move_question,
    remove_question,
    remove_stock,
    write_question,
)
from protect.calls.services.following import follow, unfollow
from protect.calls.services.leaving import clear, publish, send_back, sign, submit, withdraw
from protect.calls.services.writing import (
    add_annex,
    add_wanted,
    begin,
    change,
    change_annex,
    change_wanted,
    delete,
    remove_annex,
    remove_wanted,
    set_points,
    write_section,
)

__all__ = [
    "add_annex",
    "add_stock",
    "add_wanted",
    "begin",
    "change",
    "change_annex",
    "change_wanted",
    "clear",
    "delete",
    "follow",
    "keep_as_stock",
    "move_question",
    "publish",
    "remove_annex",
    "remove_question",
    "remove_stock",
    "remove_wanted",
    "send_back",
    "set_points",
    "sign",
    "submit",
    "unfollow",
    "withdraw",
    "write_question",
    "write_section",
]
