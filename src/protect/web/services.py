"""What people change about their own account."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from protect.organisations import audit
from protect.organisations.models import User, Verb


def change_preferences(person: User, values: dict[str, Any]) -> User:
    """Name, language, time zone; fields that are not in ``values`` stay. One audit entry if anything changed."""
    with transaction.atomic():
        kept = User.objects.select_for_update().get(pk=person.pk)
        before = audit.snapshot(kept)
        for name in ("name", "language", "time_zone"):
            setattr(kept, name, values.get(name, getattr(kept, name)))
        differences = audit.differences(before, audit.snapshot(kept))
        if differences:
            kept.save(update_fields=list(differences))
            audit.record(Verb.CHANGED, kept, changes=differences)
    return kept
