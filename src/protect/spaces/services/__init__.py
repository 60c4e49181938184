"""What changes the register: one function for each verb, each in one transaction, each audited."""

from protect.spaces.services.attachments import add_attachment, change_attachment, place_attachment
from protect.spaces.services.parts import (
    save_contact,
    save_entrance,
    save_measure,
    save_state,
    save_sub_area,
)
from protect.spaces.services.removal import (
    delete_import,
    delete_space,
    forget_removed,
    remove_part,
    restore_removed,
)
from protect.spaces.services.space import archive_space, change_space, create_space, draw_space, restore_space

__all__ = [
    "add_attachment",
    "archive_space",
    "change_attachment",
    "change_space",
    "create_space",
    "delete_import",
    "delete_space",
    "draw_space",
    "forget_removed",
    "place_attachment",
    "remove_part",
    "restore_removed",
    "restore_space",
    "save_contact",
    "save_entrance",
    "save_measure",
    "save_state",
    "save_sub_area",
]
