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
from protect.organisations.services.offers import (
    accept_offer,
    find_offer,
    name_reader,
    offer,
    offered,
    offers_of,
    withdraw_offer,
)
from protect.organisations.services.organisation import (
    change_organisation,
    create_organisation,
    require_second_factor,
)
from protect.organisations.services.sharing import change_expiry, revoke, set_marking, share

__all__ = [
    "accept",
    "accept_as_new",
    "accept_offer",
    "change_expiry",
    "change_organisation",
    "change_role",
    "create_organisation",
    "find_invitation",
    "find_offer",
    "invite",
    "name_reader",
    "offer",
    "offered",
    "offers_of",
    "remove_member",
    "require_second_factor",
    "revoke",
    "send_invitation",
    "set_marking",
    "share",
    "withdraw",
    "withdraw_offer",
]
