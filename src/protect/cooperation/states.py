"""The life of a request for exchange between two authorities."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.moves import Move


class State(models.TextChoices):
    ASKED = "asked", _("Asked")
    ANSWERED = "answered", _("Answered")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    CLOSED = "closed", _("Closed")


#: In these both sides still write.
OPEN = (State.ASKED.value, State.ANSWERED.value, State.AGREED.value)

MOVES: dict[str, Move] = {
    # With the first word of the side that was asked.
    "answer": Move(frozenset({State.ASKED}), State.ANSWERED),
    "agree": Move(frozenset({State.ASKED, State.ANSWERED}), State.AGREED, "cooperation.decide"),
    "decline": Move(frozenset({State.ASKED, State.ANSWERED}), State.DECLINED, "cooperation.decide"),
    "close": Move(frozenset({State.ASKED, State.ANSWERED, State.AGREED}), State.CLOSED, "cooperation.close"),
}
WORDS = {
    "agree": (_("Agree"), _("You will exchange; say in a word how it goes on.")),
    "decline": (_("Decline"), _("Say why, in one friendly sentence.")),
    "close": (_("Close"), _("It is done, or no longer wanted. Everything said stays readable for both sides.")),
}
