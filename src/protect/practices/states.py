"""The life of a practice. Nobody publishes alone what they wrote: four eyes, as in the catalogue."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.moves import Move


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    #: Its date of review has passed, or somebody said so: still read, with a warning.
    OUTDATED = "outdated", _("Outdated")
    WITHDRAWN = "withdrawn", _("Withdrawn")


#: In these states its readers outside the organisation see it, as far as its marking lets them.
SHOWN = (State.PUBLISHED.value, State.OUTDATED.value)
#: In these nothing of it is changed.
FIXED = (State.PUBLISHED.value, State.OUTDATED.value, State.WITHDRAWN.value)

MOVES: dict[str, Move] = {
    "submit": Move(frozenset({State.DRAFT}), State.IN_REVIEW, "practices.edit"),
    "send_back": Move(frozenset({State.IN_REVIEW}), State.DRAFT, "practices.send_back"),
    "publish": Move(frozenset({State.IN_REVIEW}), State.PUBLISHED, "practices.lead"),
    "outdate": Move(frozenset({State.PUBLISHED}), State.OUTDATED, "practices.lead"),
    # On the day after its date of review.
    "age": Move(frozenset({State.PUBLISHED}), State.OUTDATED),
    "renew": Move(frozenset({State.OUTDATED}), State.PUBLISHED, "practices.lead"),
    "revise": Move(frozenset({State.PUBLISHED, State.OUTDATED, State.WITHDRAWN}), State.DRAFT, "practices.lead"),
    "withdraw": Move(frozenset({State.IN_REVIEW, State.PUBLISHED, State.OUTDATED}), State.WITHDRAWN, "practices.lead"),
}
#: A reason stands in the history and, where readers see it, on the page.
NEEDS_REASON = frozenset({"send_back", "outdate", "revise", "withdraw"})
#: Asks for the day on which somebody looks at it again.
NEEDS_DATE = frozenset({"publish", "renew"})
#: As buttons and headings say it; and what it means.
WORDS = {
    "submit": (_("Hand in for review"), _("Somebody else of your organisation reads it before it is published.")),
    "send_back": (_("Send back"), _("Something has to be changed first; say what.")),
    "publish": (_("Publish"), _("From then on everybody reads it whom its marking lets in.")),
    "outdate": (_("Mark as outdated"), _("It is still read, with your reason as a warning.")),
    "renew": (_("It still holds"), _("Somebody looked at it again; it counts as up to date until the next date.")),
    "revise": (_("Take up again"), _("Back to a draft, to be changed and reviewed anew; nobody outside reads it until then.")),
    "withdraw": (_("Withdraw"), _("Nobody outside your organisation reads it any more.")),
}  # fmt: skip
