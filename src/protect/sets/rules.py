"""What a town asks and how it measures is decided by those who lead its assessments."""

from __future__ import annotations

from typing import Any

import rules

from protect.organisations.access import Reach
from protect.organisations.models import Role
from protect.organisations.rules import leads_owner


@rules.predicate
def leads_somewhere(user: Any) -> bool:
    return any(role in {Role.ADMINISTRATOR, Role.LEAD} for role in Reach.of(user).roles.values())


rules.add_perm("sets.create", leads_somewhere)
rules.add_perm("sets.edit", leads_owner)
rules.add_perm("sets.share", leads_owner)
