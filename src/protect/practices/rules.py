"""Who writes, reviews and publishes practices, and who says what came of them elsewhere."""

from __future__ import annotations

from typing import Any

import rules

from protect.catalogue.rules import COMMENTERS, works_for_an_authority
from protect.organisations.access import Reach
from protect.organisations.models import AUTHORITY_KINDS, Membership, Organisation, Role
from protect.organisations.rules import (
    contributes_to_owner,
    edits_owner,
    edits_somewhere,
    has_role_in_owner,
    leads_owner,
)
from protect.practices.states import State

REVIEWERS = (Role.ADMINISTRATOR, Role.LEAD, Role.EXPERT)
reviews_for_owner = has_role_in_owner("reviews_for_owner_of_practice", *REVIEWERS)


@rules.predicate
def is_open(user: Any, practice: Any) -> bool:
    """What is published, outdated or withdrawn stays as it was reviewed."""
    return practice is not None and not practice.is_fixed


@rules.predicate
def is_in_review(user: Any, practice: Any) -> bool:
    return practice is not None and practice.state == State.IN_REVIEW


@rules.predicate
def is_not_shown(user: Any, practice: Any) -> bool:
    return practice is not None and practice.state in (State.DRAFT, State.IN_REVIEW, State.WITHDRAWN)


@rules.predicate
def is_somebody_else(user: Any, practice: Any) -> bool:
    """Four eyes: nobody reviews what they wrote or changed last themselves."""
    return practice is not None and user.pk not in (practice.written_by_id, practice.changed_by_id)


@rules.predicate
def leads_another_authority(user: Any, practice: Any) -> bool:
    """Where the owner has nobody else, a lead of another authority that sees it may review it."""
    leading = [key for key, role in Reach.of(user).roles.items() if role in (Role.ADMINISTRATOR, Role.LEAD)]
    authorities = Membership.objects.filter(
        user_id=user.pk, organisation__in=leading, organisation__kind__in=AUTHORITY_KINDS
    )
    return bool(practice is not None and leading and authorities.exists() and practice.is_visible_to(user))


@rules.predicate
def leads_owner_of_practice(user: Any, part: Any) -> bool:
    return part is not None and bool(leads_owner(user, part.practice))


@rules.predicate
def comments_for(user: Any, organisation: Any) -> bool:
    """For which authority somebody speaks."""
    return (
        isinstance(organisation, Organisation)
        and organisation.is_authority
        and Reach.of(user).has_role(organisation.pk, *COMMENTERS)
    )


rules.add_perm("practices.create", edits_somewhere)
rules.add_perm("practices.edit", edits_owner & is_open)
rules.add_perm("practices.review", is_in_review & is_somebody_else & (reviews_for_owner | leads_another_authority))
rules.add_perm("practices.send_back", reviews_for_owner)
rules.add_perm("practices.lead", leads_owner)
rules.add_perm("practices.share", leads_owner)
rules.add_perm("practices.delete", leads_owner & is_not_shown)
# What other authorities say; the answer comes from the owner.
rules.add_perm("practices.comment", works_for_an_authority)
rules.add_perm("practices.comment_for", comments_for)
rules.add_perm("practices.answer", contributes_to_owner)
rules.add_perm("practices.change_trial", edits_owner)
rules.add_perm("practices.remove_said", edits_owner | leads_owner_of_practice)
# What lies in the bin: the whole, a photo, what others said.
rules.add_perm("practices.bin", leads_owner)
rules.add_perm("practices.bin_part", edits_owner)
