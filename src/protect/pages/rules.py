from typing import Any

import rules

from protect.organisations.rules import administers_owner, is_platform_administrator
from protect.pages.models import Editor


@rules.predicate
def is_editor(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active and Editor.objects.filter(user_id=user.pk).exists())


rules.add_perm("pages.edit", is_editor)
rules.add_perm("pages.appoint", is_platform_administrator)
# Whether a city is on the public map is decided by its own organisation.
rules.add_perm("pages.show_on_map", administers_owner)
