"""Who writes an answer, and who opens and handles answers."""

from __future__ import annotations

from typing import Any

import rules

from protect.answers.models.opened import OpenedAnswer
from protect.answers.models.provided import ANSWERING_KINDS, WRITING_ROLES
from protect.calls.models import Annex, Call
from protect.calls.rules import HANDLING, handles_owner
from protect.organisations.access import Reach
from protect.organisations.models import Organisation
from protect.organisations.rules import has_role_in_owner

writes_for_owner = has_role_in_owner("writes_for_owner", *WRITING_ROLES)


def answering_for(user: Any) -> list[Organisation]:
    """Organisations for which this person answers calls."""
    roles = Reach.of(user).roles
    mine = [key for key, role in roles.items() if role in WRITING_ROLES]
    return list(Organisation.objects.filter(pk__in=mine, kind__in=ANSWERING_KINDS)) if mine else []


def screens_for(user: Any, call: Call) -> list[Organisation]:
    """Partner cities of a joint call for which this person handles calls; the issuer's own screening is the call's."""
    roles = Reach.of(user).roles
    mine = [key for key, role in roles.items() if role in HANDLING and key != call.organisation_id]
    partners = Annex.objects.filter(call=call, organisation__in=mine).values("organisation")
    return list(Organisation.objects.filter(pk__in=partners).order_by("name")) if mine else []


@rules.predicate
def screens_its_city(user: Any, obj: Any) -> bool:
    return isinstance(obj, OpenedAnswer) and bool(screens_for(user, obj.call))


rules.add_perm("answers.screen_for_city", screens_its_city)
rules.add_perm("answers.write", writes_for_owner)
# Opening, screening, clarifying: whoever handles the call, whose organisation the object's root belongs to.
rules.add_perm("answers.handle", handles_owner)
