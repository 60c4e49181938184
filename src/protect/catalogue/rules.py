"""Who may propose, change, review, publish and retire entries, and who may comment."""

from __future__ import annotations

from typing import Any

import rules

from protect.catalogue.models import Entry, State
from protect.organisations.access import Reach
from protect.organisations.models import AUTHORITY_KINDS, Membership, Role
from protect.organisations.rules import edits_owner, edits_somewhere, has_role_in_owner, leads_owner

REVIEWERS = (Role.ADMINISTRATOR, Role.LEAD, Role.EXPERT)
COMMENTERS = (Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR, Role.EXPERT)


@rules.predicate
def is_open(user: Any, entry: Any) -> bool:
    """Published and retired entries stay as they were reviewed; those of the platform change with it."""
    return entry is not None and not entry.is_fixed


@rules.predicate
def is_not_public_yet(user: Any, entry: Any) -> bool:
    return entry is not None and entry.state != State.PUBLISHED


@rules.predicate
def is_somebody_else(user: Any, entry: Any) -> bool:
    """Four eyes: nobody reviews what they proposed or changed last themselves."""
    return entry is not None and user.pk not in (entry.proposed_by_id, entry.changed_by_id)


@rules.predicate
def reviews_for_another_authority(user: Any, entry: Any) -> bool:
    """A lead of another authority to which the entry is shown may review it, where the owner has nobody else."""
    leading = [key for key, role in Reach.of(user).roles.items() if role in (Role.ADMINISTRATOR, Role.LEAD)]
    return bool(
        entry is not None
        and leading
        and Membership.objects.filter(
            user_id=user.pk, organisation__in=leading, organisation__kind__in=AUTHORITY_KINDS
        ).exists()
        and entry.is_visible_to(user)
    )


@rules.predicate
def works_for_an_authority(user: Any) -> bool:
    """A role that contributes, in a municipality, a police force or another authority."""
    return Reach.of(user).is_authority and any(role in COMMENTERS for role in Reach.of(user).roles.values())


@rules.predicate
def leads_owner_of_entry(user: Any, comment: Any) -> bool:
    return comment is not None and bool(leads_owner(user, comment.entry))


@rules.predicate
def has_an_owner(user: Any, entry: Any) -> bool:
    return not isinstance(entry, Entry) or entry.organisation_id is not None


reviews_for_owner = has_role_in_owner("reviews_for_owner", *REVIEWERS)

rules.add_perm("catalogue.propose", edits_somewhere)
rules.add_perm("catalogue.propose_for", edits_owner)
rules.add_perm("catalogue.edit", edits_owner & is_open)
rules.add_perm(
    "catalogue.review", has_an_owner & is_somebody_else & (reviews_for_owner | reviews_for_another_authority)
)
rules.add_perm("catalogue.send_back", reviews_for_owner)
rules.add_perm("catalogue.publish", leads_owner)
rules.add_perm("catalogue.retire", leads_owner)
rules.add_perm("catalogue.reopen", leads_owner)
rules.add_perm("catalogue.share", leads_owner)
rules.add_perm("catalogue.delete", leads_owner & is_not_public_yet)
rules.add_perm("catalogue.comment", works_for_an_authority)
rules.add_perm("catalogue.remove_comment", edits_owner | leads_owner_of_entry)
# What lies in the bin: the whole entry, a photo or comment of one.
rules.add_perm("catalogue.bin", leads_owner)
rules.add_perm("catalogue.bin_part", edits_owner)
