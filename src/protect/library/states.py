"""The life of a document. Its versions have none: what was published under a number stays what it was."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.moves import Move


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


MOVES: dict[str, Move] = {
    "publish": Move(frozenset({State.DRAFT, State.WITHDRAWN}), State.PUBLISHED, "library.lead"),
    "withdraw": Move(frozenset({State.PUBLISHED}), State.WITHDRAWN, "library.lead"),
}
WORDS = {
    "publish": (_("Publish"), _("From then on everybody reads it whom its marking lets in, each version of it.")),
    "withdraw": (_("Withdraw"), _("Nobody outside your organisation reads it any more, no version of it.")),
}
