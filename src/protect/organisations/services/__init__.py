"""What changes organisations, their people, and who may read what: one function a verb, one transaction, one audit entry."""

from protect.organisations.services.members import (
    accept,
    accept_as_new,
    change_role,
    find_invitation,
    invite,
    remove_member,
    send_invitation,
    withdraw,
)
from protect.organisations.services.organisation import change_organisation, create_organisation
from protect.organisations.services.sharing import revoke, set_marking, share

__all__ = [
    "accept",
    "accept_as_new",
    "change_organisation",
    "change_role",
    "create_organisation",
    "find_invitation",
    "invite",
    "remove_member",
    "revoke",
    "send_invitation",
    "set_marking",
    "share",
    "withdraw",
]
