"""What exercises keep about a person with an account: what they noted as facilitator, in their own words."""

from __future__ import annotations

from typing import Any

from protect.exercises.models import Entry
from protect.organisations.models import User


def notes_of(user: User) -> list[dict[str, Any]]:
    """Titles belong to the organisation; runs are named by number."""
    return [
        {"run": one.run_id, "kind": one.kind, "text": one.text, "at": one.at.isoformat(timespec="seconds")}
        for one in Entry.objects.filter(author=user).order_by("pk")
    ]
