from __future__ import annotations

from typing import Any

import rules

from protect.organisations.rules import edits_owner, leads_owner


@rules.predicate
def made_it(user: Any, obj: Any) -> bool:
    return obj is not None and obj.made_by_id is not None and obj.made_by_id == user.pk


rules.add_perm("editions.edit", leads_owner | (made_it & edits_owner))
rules.add_perm("editions.share", leads_owner)
