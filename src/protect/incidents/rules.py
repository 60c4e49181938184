"""Who reports, reviews, closes and shares; who tells a threat level."""

from __future__ import annotations

from typing import Any

import rules

from protect.organisations.access import Reach
from protect.organisations.models import Membership, Organisation, OrganisationKind, Role
from protect.organisations.rules import contributes_to_owner, edits_owner, leads_owner

CONTRIBUTING = (Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR, Role.EXPERT)
LEADING = (Role.ADMINISTRATOR, Role.LEAD)


def national_authorities(country: str) -> Any:
    """Of a country, with somebody who works here: a name alone tells nothing."""
    there = Membership.objects.filter(
        organisation__kind=OrganisationKind.NATIONAL_AUTHORITY, user__is_active=True, role__in=LEADING
    )
    return Organisation.objects.filter(country=country, pk__in=there.values("organisation"))


def is_told_by(organisation: Organisation) -> bool:
    """Whether the level is told by this organisation: a national authority, or a town where its country has none here."""
    if not organisation.country:
        return False
    if organisation.kind == OrganisationKind.NATIONAL_AUTHORITY:
        return True
    return (
        organisation.kind == OrganisationKind.MUNICIPALITY and not national_authorities(organisation.country).exists()
    )


@rules.predicate
def tells_the_level(user: Any, obj: Any) -> bool:
    owner = obj if isinstance(obj, Organisation) else getattr(obj, "organisation", None)
    return bool(owner is not None and Reach.of(user).has_role(owner.pk, *LEADING) and is_told_by(owner))


@rules.predicate
def contributes_somewhere(user: Any) -> bool:
    return any(role in CONTRIBUTING for role in Reach.of(user).roles.values())


rules.add_perm("incidents.report", contributes_somewhere)
rules.add_perm("incidents.change", contributes_to_owner)
rules.add_perm("incidents.review", edits_owner)
rules.add_perm("incidents.lead", leads_owner)
rules.add_perm("incidents.share", leads_owner)
rules.add_perm("incidents.level", tells_the_level)
# Who recorded it takes it back, even where an authority of the country has come since.
rules.add_perm("incidents.withdraw", leads_owner)
