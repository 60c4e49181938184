"""How far a track is. It rises by review and falls by itself when somebody changes what was reviewed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.moves import Move


class State(models.TextChoices):
    MISSING = "missing", _("missing")
    MACHINE = "machine", _("written by a machine")
    DRAFT = "draft", _("being worked on")
    REVIEWED = "reviewed", _("reviewed")


_ANY = frozenset(State.values)
MOVES: dict[str, Move] = {
    # A version by a person, in the editor, from a file or as a translation.
    "write": Move(_ANY, State.DRAFT, "captions.edit"),
    # A version by the speech recogniser.
    "dictate": Move(_ANY, State.MACHINE, "captions.edit"),
    "review": Move(frozenset({State.MACHINE, State.DRAFT}), State.REVIEWED, "captions.review"),
    "send_back": Move(frozenset({State.REVIEWED}), State.DRAFT, "captions.edit"),
}
#: Whoever watches may be shown these before they are reviewed, where the organisation says so.
UNREVIEWED = (State.MACHINE, State.DRAFT)


class Origin(models.TextChoices):
    """Where the text of a version is from."""

    FILE = "file", _("a file")
    EDITOR = "editor", _("the editor")
    MACHINE = "machine", _("the speech recogniser")
    TRANSLATION = "translation", _("the translation page")
    RESTORED = "restored", _("an earlier version")
