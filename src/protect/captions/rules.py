"""Who may write captions, and who may say that they are right."""

from __future__ import annotations

from typing import Any

import rules

from protect.captions.models import Manner, Track
from protect.organisations.rules import contributes_to_owner, edits_owner, leads_owner


@rules.predicate
def is_another_where_asked(user: Any, track: Any) -> bool:
    """Four eyes where the organisation asks for them: nobody reviews the version that they wrote themselves."""
    if not isinstance(track, Track) or track.current is None:
        return False
    if track.current.written_by_id != user.pk:
        return True
    return not Manner.objects.filter(organisation=track.owner_id, four_eyes=True).exists()


rules.add_perm("captions.edit", edits_owner)
rules.add_perm("captions.review", contributes_to_owner & is_another_where_asked)
rules.add_perm("captions.lead", leads_owner)
