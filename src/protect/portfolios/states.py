"""The life of a study, in one place: from which state each verb leads where, and who may do it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.moves import Move


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    COMPUTED = "computed", _("Computed")
    DECIDED = "decided", _("Decided")
    ABANDONED = "abandoned", _("Abandoned")


OPEN = frozenset({State.DRAFT.value, State.COMPUTED.value})

MOVES: dict[str, Move] = {
    # By the job that computes, when it is done.
    "computed": Move(OPEN, State.COMPUTED, "portfolios.edit"),
    "decide": Move(frozenset({State.COMPUTED}), State.DECIDED, "portfolios.decide"),
    "take_back": Move(frozenset({State.DECIDED}), State.COMPUTED, "portfolios.decide"),
    "abandon": Move(OPEN, State.ABANDONED, "portfolios.decide"),
    "take_up": Move(frozenset({State.ABANDONED}), State.DRAFT, "portfolios.decide"),
}
