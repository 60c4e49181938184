from typing import Any

import rules

from protect.demonstrations.models import DemoDayItem
from protect.organisations.access import Reach
from protect.organisations.models import Role
from protect.organisations.rules import contributes_to_owner, edits_owner, edits_somewhere, leads_owner

EDITING = (Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR)


@rules.predicate
def edits_its_city(user: Any, obj: Any) -> bool:
    """Each city writes its own part of a Demo Day."""
    return isinstance(obj, DemoDayItem) and Reach.of(user).has_role(obj.city_id, *EDITING)


rules.add_perm("demonstrations.create", edits_somewhere)
rules.add_perm("demonstrations.edit", edits_owner)
rules.add_perm("demonstrations.approve", contributes_to_owner)
rules.add_perm("demonstrations.lead", leads_owner)
rules.add_perm("demonstrations.share", leads_owner)
# Whoever reads a Demo Day and edits for some city adds a part of that city.
rules.add_perm("demonstrations.join_day", edits_somewhere)
rules.add_perm("demonstrations.edit_day", edits_owner)
rules.add_perm("demonstrations.edit_item", edits_its_city | edits_owner)
rules.add_perm("demonstrations.publish_day", leads_owner)
