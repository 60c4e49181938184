"""The life of an entry in the log, in one place: from which state each verb leads where, and who may do it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.moves import Move


class State(models.TextChoices):
    REPORTED = "reported", _("Reported")
    REVIEWED = "reviewed", _("Reviewed")
    CLOSED = "closed", _("Closed")


MOVES: dict[str, Move] = {
    "review": Move(frozenset({State.REPORTED}), State.REVIEWED, "incidents.review"),
    "close": Move(frozenset({State.REVIEWED}), State.CLOSED, "incidents.lead"),
    "reopen": Move(frozenset({State.CLOSED}), State.REVIEWED, "incidents.lead"),
}
