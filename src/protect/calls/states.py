"""The life of a call, in one place: from which state each verb leads where, and who may do it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.moves import Move


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    PUBLISHED = "published", _("Published")
    OPENED = "opened", _("Answers opened")
    NO_ANSWER = "no_answer", _("No suitable answer")
    WITHDRAWN = "withdrawn", _("Withdrawn")


#: After publication the deadline closes the call by itself (``Publication.is_closed``): no clerk can keep it open or shut it.
MOVES: dict[str, Move] = {
    "submit": Move(frozenset({State.DRAFT}), State.REVIEW, "calls.edit"),
    "send_back": Move(frozenset({State.REVIEW}), State.DRAFT, "calls.edit"),
    "publish": Move(frozenset({State.REVIEW}), State.PUBLISHED, "calls.publish"),
    # Only once the opening time has come (``answers.services.open_answers``); late answers are opened by doing it again.
    "open_answers": Move(frozenset({State.PUBLISHED, State.OPENED}), State.OPENED, "calls.edit"),
    "end_without": Move(frozenset({State.OPENED}), State.NO_ANSWER, "calls.publish"),
    "withdraw": Move(frozenset({State.DRAFT, State.REVIEW, State.PUBLISHED}), State.WITHDRAWN, "calls.publish"),
}
