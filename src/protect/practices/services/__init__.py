"""What changes a practice: each verb in one transaction, each audited."""

from protect.practices.services.moving import age, confirm_review, move
from protect.practices.services.saying import answer, change_trial, remove_remark, remove_trial, say, tell_trial
from protect.practices.services.writing import add_photo, change, delete, remove_photo, write

__all__ = [
    "add_photo",
    "age",
    "answer",
    "change",
    "change_trial",
    "confirm_review",
    "delete",
    "move",
    "remove_photo",
    "remove_remark",
    "remove_trial",
    "say",
    "tell_trial",
    "write",
]
