"""Who asks, answers, decides and opens; each side for itself."""

from __future__ import annotations

from typing import Any

import rules

from protect.cooperation.models import Exchange, Profile
from protect.organisations.access import Reach
from protect.organisations.models import AUTHORITY_KINDS, Organisation, Role
from protect.organisations.rules import administers_owner, leads_owner

WRITING = (Role.ADMINISTRATOR.value, Role.LEAD.value, Role.ASSESSOR.value, Role.EXPERT.value)
LEADING = (Role.ADMINISTRATOR.value, Role.LEAD.value)


def handles(user: Any, organisation_id: int) -> bool:
    """Whether the organisation named this member to get its requests."""
    return bool(
        Reach.of(user).has_role(organisation_id, *WRITING)
        and Profile.handlers.through.objects.filter(profile__organisation=organisation_id, user=user.pk).exists()
    )


def side_of(user: Any, exchange: Exchange) -> int | None:
    """For which side somebody writes; of who belongs to both it is the side that was asked."""
    reach = Reach.of(user)
    return next((key for key in reversed(exchange.sides) if reach.has_role(key, *WRITING)), None)


@rules.predicate
def leads_an_authority(user: Any) -> bool:
    leading = [key for key, role in Reach.of(user).roles.items() if role in LEADING]
    return bool(leading) and Organisation.objects.filter(pk__in=leading, kind__in=AUTHORITY_KINDS).exists()


@rules.predicate
def is_authority(user: Any, organisation: Any) -> bool:
    return isinstance(organisation, Organisation) and organisation.is_authority


@rules.predicate
def writes_for_a_side(user: Any, exchange: Any) -> bool:
    return exchange is not None and side_of(user, exchange) is not None


@rules.predicate
def decides_for_the_asked(user: Any, exchange: Any) -> bool:
    return exchange is not None and (
        Reach.of(user).has_role(exchange.asked_id, *LEADING) or handles(user, exchange.asked_id)
    )


@rules.predicate
def leads_a_side(user: Any, exchange: Any) -> bool:
    return exchange is not None and any(
        Reach.of(user).has_role(key, *LEADING) or handles(user, key) for key in exchange.sides
    )


@rules.predicate
def administers_a_side(user: Any, exchange: Any) -> bool:
    """To let in readers from outside takes an administrator, as everywhere."""
    return exchange is not None and any(Reach.of(user).has_role(key, Role.ADMINISTRATOR) for key in exchange.sides)


rules.add_perm("cooperation.describe", administers_owner & is_authority)
rules.add_perm("cooperation.ask", leads_an_authority)
rules.add_perm("cooperation.ask_for", leads_owner & is_authority)
rules.add_perm("cooperation.write", writes_for_a_side)
rules.add_perm("cooperation.decide", decides_for_the_asked)
rules.add_perm("cooperation.close", leads_a_side)
rules.add_perm("cooperation.open", administers_a_side)
rules.add_perm("cooperation.open_profile", administers_owner)
