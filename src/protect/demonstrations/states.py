"""The life of a demonstration, in one place: from which state each verb leads where, and who may do it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.moves import Move


class State(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


MOVES: dict[str, Move] = {
    "close": Move(frozenset({State.PLANNED}), State.CLOSED, "demonstrations.lead"),
    "cancel": Move(frozenset({State.PLANNED}), State.CANCELLED, "demonstrations.lead"),
    "reopen": Move(frozenset({State.CLOSED, State.CANCELLED}), State.PLANNED, "demonstrations.lead"),
}
