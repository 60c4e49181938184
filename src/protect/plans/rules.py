"""Who proposes, decides, reports and verifies actions; who writes and approves security plans."""

from __future__ import annotations

from typing import Any

import rules

from protect.organisations.access import READING_ROLES, Reach
from protect.organisations.models import Role
from protect.organisations.rules import contributes_to_owner, edits_owner, leads_owner
from protect.plans.models import Action
from protect.plans.states import State

CONTRIBUTING = {Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR, Role.EXPERT}


def _action(obj: Any) -> Action | None:
    return obj if isinstance(obj, Action) else getattr(obj, "action", None)


@rules.predicate
def answers_for_it(user: Any, obj: Any) -> bool:
    """The owner of the action, as long as they read what belongs to its organisation."""
    action = _action(obj)
    if action is None or action.responsible_id is None or action.responsible_id != user.pk:
        return False
    return Reach.of(user).has_role(action.organisation_id, *READING_ROLES)


@rules.predicate
def proposed_it(user: Any, obj: Any) -> bool:
    """Until somebody decides, a proposal is its author's."""
    action = _action(obj)
    return action is not None and action.state == State.PROPOSED and action.created_by_id == user.pk


@rules.predicate
def contributes_somewhere(user: Any) -> bool:
    return any(role in CONTRIBUTING for role in Reach.of(user).roles.values())


@rules.predicate
def is_open(user: Any, obj: Any) -> bool:
    return bool(getattr(obj, "is_open", False))


rules.add_perm("plans.propose", contributes_to_owner)
rules.add_perm("plans.propose_somewhere", contributes_somewhere)
rules.add_perm("plans.lead", leads_owner)
rules.add_perm("plans.edit", leads_owner | (proposed_it & contributes_to_owner))
rules.add_perm("plans.report", leads_owner | answers_for_it)
# Nobody verifies their own work.
rules.add_perm("plans.verify", leads_owner & ~answers_for_it)
rules.add_perm("plans.share", leads_owner)
rules.add_perm("plans.write", edits_owner)
rules.add_perm("plans.approve", leads_owner)
