"""What changes an event: each verb in one transaction, each audited."""

from protect.events.services.bringing import look_at, take_over
from protect.events.services.moving import cancel, move, publish, resume, take_back
from protect.events.services.planning import (
    add_file,
    begin,
    begin_series,
    change,
    change_series,
    delete,
    delete_series,
    remove_file,
    remove_part,
    save_room,
    save_track,
)
from protect.events.services.programme import put_on, remove_session, save_session, take_off
from protect.events.services.speaking import (
    add_speaker,
    change_speaker,
    forget_speaker,
    give_consent,
    withdraw_consent,
    write_profile,
)

__all__ = [
    "add_file",
    "add_speaker",
    "begin",
    "begin_series",
    "cancel",
    "change",
    "change_series",
    "change_speaker",
    "delete",
    "delete_series",
    "forget_speaker",
    "give_consent",
    "look_at",
    "move",
    "publish",
    "put_on",
    "remove_file",
    "remove_part",
    "remove_session",
    "resume",
    "save_room",
    "save_session",
    "save_track",
    "take_back",
    "take_off",
    "take_over",
    "withdraw_consent",
    "write_profile",
]
