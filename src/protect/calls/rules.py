from typing import Any

import rules

from protect.calls.models import Annex, Call, CallPart, Wanted
from protect.organisations.access import READING_ROLES, Reach
from protect.organisations.models import Role
from protect.organisations.rules import has_role_in_owner

HANDLING = (Role.ADMINISTRATOR, Role.LEAD, Role.RFI_OFFICER)
handles_owner = has_role_in_owner("handles_owner", *HANDLING)
decides_for_owner = has_role_in_owner("decides_for_owner", Role.ADMINISTRATOR, Role.LEAD)


@rules.predicate
def handles_somewhere(user: Any) -> bool:
    return any(role in HANDLING for role in Reach.of(user).roles.values())


def call_of(obj: Any) -> Call | None:
    if isinstance(obj, Call):
        return obj
    if isinstance(obj, CallPart):
        return obj.call  # type: ignore[attr-defined,no-any-return]
    return obj.annex.call if isinstance(obj, Wanted) else None


@rules.predicate
def is_draft(user: Any, obj: Any) -> bool:
    call = call_of(obj)
    return call is not None and call.is_draft


@rules.predicate
def handles_its_city(user: Any, obj: Any) -> bool:
    """Handles calls for the city that an annex is of: in a joint call each city writes its own."""
    annex = obj.annex if isinstance(obj, Wanted) else obj
    return isinstance(annex, Annex) and Reach.of(user).has_role(annex.organisation_id, *HANDLING)


@rules.predicate
def reads_for_an_authority(user: Any, obj: Any) -> bool:
    """A reviewer: reads for some authority that sees the call (which ``fetch`` has asked already)."""
    reach = Reach.of(user)
    return reach.is_authority and any(role in READING_ROLES - {Role.VIEWER.value} for role in reach.roles.values())


rules.add_perm("calls.create", handles_somewhere)
rules.add_perm("calls.handle", handles_owner)
rules.add_perm("calls.edit", handles_owner)
rules.add_perm("calls.edit_annex", is_draft & (handles_owner | handles_its_city))
rules.add_perm("calls.sign", reads_for_an_authority)
rules.add_perm("calls.publish", decides_for_owner)
rules.add_perm("calls.share", decides_for_owner)
