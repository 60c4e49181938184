"""What plans keep about a person: for the export of their data, and for the end of their account."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from protect.organisations.changes import save_changes
from protect.organisations.models import User
from protect.plans.models import Action, ActionNotice


def actions_of(user: User) -> list[dict[str, Any]]:
    """Titles of actions belong to their organisation; they are named by number."""
    told: list[dict[str, Any]] = [
        {"action": one.pk, "state": one.state, "due": one.due_on.isoformat() if one.due_on else None}
        for one in Action.objects.filter(responsible=user).order_by("pk")
    ]
    return told + [
        {"reminder": one.stage, "about": one.about_day.isoformat(), "sent": one.sent_at.isoformat(), "action": one.action_id}
        for one in ActionNotice.objects.filter(user=user).order_by("pk")
    ]  # fmt: skip


def forget(user: User) -> None:
    """Somebody else takes over what is open; inside the transaction that deletes the account."""
    for one in Action.objects.filter(responsible=user):
        save_changes(one, {"responsible": None, "responsible_name": one.responsible_name or _("Former member")})
    ActionNotice.objects.filter(user=user).delete()
