"""What changes a recording: each verb in one transaction, each audited."""

from protect.recordings.services.chapters import from_programme, take_chapters
from protect.recordings.services.converting import run
from protect.recordings.services.planning import begin, change, delete, remove_chapter, save_chapter
from protect.recordings.services.publishing import add_poster, choose_poster, publish, remove_poster, take_back
from protect.recordings.services.uploading import (
    forget_old,
    give_up,
    receive,
    replace,
    start,
    take,
    try_again,
    used,
    write,
)

__all__ = [
    "add_poster",
    "begin",
    "change",
    "choose_poster",
    "delete",
    "forget_old",
    "from_programme",
    "give_up",
    "publish",
    "receive",
    "remove_chapter",
    "remove_poster",
    "replace",
    "run",
    "save_chapter",
    "start",
    "take",
    "take_back",
    "take_chapters",
    "try_again",
    "used",
    "write",
]
