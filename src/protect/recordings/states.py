"""From an empty recording to one that can be watched. Whether it is published is another question."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.moves import Move


class State(models.TextChoices):
    UPLOADING = "uploading", _("waits for its file")
    WAITING = "waiting", _("waits to be converted")
    TRANSCODING = "transcoding", _("is being converted")
    READY = "ready", _("ready")
    FAILED = "failed", _("could not be converted")


MOVES: dict[str, Move] = {
    # The whole file is there.
    "receive": Move(frozenset({State.UPLOADING}), State.WAITING, "recordings.edit"),
    "begin_converting": Move(frozenset({State.WAITING, State.TRANSCODING}), State.TRANSCODING),
    "finish": Move(frozenset({State.TRANSCODING}), State.READY),
    "fail": Move(frozenset({State.WAITING, State.TRANSCODING}), State.FAILED),
    "try_again": Move(frozenset({State.FAILED}), State.WAITING, "recordings.edit"),
    # Another file in the place of the one that is there.
    "replace": Move(frozenset({State.FAILED, State.READY}), State.UPLOADING, "recordings.edit"),
}
#: The job has something to do.
ON = (State.WAITING.value, State.TRANSCODING.value)
