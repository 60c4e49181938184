"""What the register keeps about a person who has an account: for the export of their data."""

from __future__ import annotations

from typing import Any

from protect.organisations.models import User
from protect.spaces.models import Contact


def contacts_of(user: User) -> list[dict[str, Any]]:
    """Where somebody noted the person's address as a contact, and what; which place it is belongs to the organisation."""
    return [
        {
            "kept_by": one.space.organisation.name,
            "name": one.name,
            "function": one.function,
            "organisation": one.organisation_name,
            "phone": one.phone,
            "email": one.email,
        }
        for one in Contact.objects.filter(email__iexact=user.email).select_related("space__organisation").order_by("pk")
    ]
