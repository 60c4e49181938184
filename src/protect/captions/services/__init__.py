"""What changes captions: each verb in one transaction, each version audited."""

from protect.captions.services.bringing import look_at, take_over
from protect.captions.services.keeping import begin, offer, remove, restore, review, send_back, set_manner, write
from protect.captions.services.translating import copy_times, translate
from protect.captions.services.working import keep, save, take_back, throw_away

__all__ = [
    "begin", "copy_times", "keep", "look_at", "offer", "remove", "restore", "review", "save", "send_back", "set_manner",
    "take_back", "take_over", "throw_away", "translate", "write",
]  # fmt: skip
