"""The life of an overlay, in one place: from which state each verb leads where, and who may do it.

It is live by its dates, which nobody has to press a button for: ``EventOverlay.phase`` tells it.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.moves import Move


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    SIGNED = "signed", _("Signed off")
    LAPSED = "lapsed", _("Lapsed")
    CANCELLED = "cancelled", _("Cancelled")


MOVES: dict[str, Move] = {
    "hand_in": Move(frozenset({State.DRAFT}), State.REVIEW, "overlays.edit"),
    "send_back": Move(frozenset({State.REVIEW}), State.DRAFT, "overlays.sign"),
    "sign_off": Move(frozenset({State.REVIEW}), State.SIGNED, "overlays.sign"),
    "reopen": Move(frozenset({State.SIGNED}), State.DRAFT, "overlays.lead"),
    "cancel": Move(frozenset({State.DRAFT, State.REVIEW, State.SIGNED}), State.CANCELLED, "overlays.lead"),
    "lapse": Move(frozenset({State.DRAFT, State.REVIEW, State.SIGNED}), State.LAPSED, ""),
}
