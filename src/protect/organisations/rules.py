"""Who may do what, as predicates that read aloud. Seeing is decided elsewhere, once (``access.visible_to``)."""

from __future__ import annotations

from typing import Any

import rules

from protect.organisations.access import Reach
from protect.organisations.markings import Marking, milder
from protect.organisations.models import Membership, Organisation, Role


def _owner(obj: Any) -> int | None:
    return obj.pk if isinstance(obj, Organisation) else getattr(obj, "owner_id", None)


def has_role_in_owner(name: str, *roles: str) -> rules.Predicate:
    @rules.predicate(name)
    def predicate(user: Any, obj: Any) -> bool:
        return obj is not None and Reach.of(user).has_role(_owner(obj), *roles)

    return predicate


@rules.predicate
def is_platform_administrator(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_platform_administrator)


@rules.predicate
def edits_somewhere(user: Any) -> bool:
    """Member of any organisation with a role that creates content there."""
    return any(role in {Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR} for role in Reach.of(user).roles.values())


@rules.predicate
def lacks_an_administrator(user: Any, obj: Any) -> bool:
    """Nobody who may sign in administers it: a new organisation, or one whose administrators are all gone."""
    there = Membership.objects.filter(organisation_id=_owner(obj), role=Role.ADMINISTRATOR, user__is_active=True)
    return not there.exists()


administers_owner = has_role_in_owner("administers_owner", Role.ADMINISTRATOR)
leads_owner = has_role_in_owner("leads_owner", Role.ADMINISTRATOR, Role.LEAD)
edits_owner = has_role_in_owner("edits_owner", Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR)
contributes_to_owner = has_role_in_owner(
    "contributes_to_owner", Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR, Role.EXPERT
)


def may_mark(user: Any, about: Any, marking: str) -> bool:
    """Who may give ``about`` another marking, once the permission to share it is there.

    Raising it (fewer readers) takes no more than that. To open TLP:RED to the own organisation takes a lead; to let in
    anybody outside it, an administrator: what went out cannot be taken back.
    """
    if not milder(marking, about.marking):
        return True
    if not milder(marking, Marking.AMBER_STRICT):
        return bool(leads_owner(user, about))
    return bool(administers_owner(user, about))


rules.add_perm("organisations.create", is_platform_administrator)
# Name, country and contact; the kind decides what the organisation reads, so it does not choose it itself.
rules.add_perm("organisations.describe", administers_owner | is_platform_administrator)
rules.add_perm("organisations.set_kind", is_platform_administrator)
rules.add_perm("organisations.manage", administers_owner)
# Whoever runs the platform reads nothing by that: they let nobody in who could, except the one who then lets in others.
rules.add_perm("organisations.invite", administers_owner | (is_platform_administrator & lacks_an_administrator))
rules.add_perm("organisations.read_audit", administers_owner)
rules.add_perm("organisations.require_second_factor", administers_owner)
# What a member, a partner or the public can see of the organisation's own objects.
rules.add_perm("organisations.review_access", leads_owner)
