"""The life of an exercise and of a run of it, in one place: from which state each verb leads where, and who may do it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.moves import Move


class State(models.TextChoices):
    """Of the plan."""

    DRAFT = "draft", _("Draft")
    READY = "ready", _("Ready")
    CANCELLED = "cancelled", _("Cancelled")


class RunState(models.TextChoices):
    """Of the plan played once."""

    READY = "ready", _("Ready")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")
    REPORTED = "reported", _("Reported")
    CANCELLED = "cancelled", _("Cancelled")


MOVES: dict[str, Move] = {
    "make_ready": Move(frozenset({State.DRAFT}), State.READY, "exercises.edit"),
    "back_to_draft": Move(frozenset({State.READY}), State.DRAFT, "exercises.edit"),
    "cancel": Move(frozenset({State.DRAFT, State.READY}), State.CANCELLED, "exercises.lead"),
    "reopen": Move(frozenset({State.CANCELLED}), State.DRAFT, "exercises.lead"),
}

RUN_MOVES: dict[str, Move] = {
    "start": Move(frozenset({RunState.READY}), RunState.RUNNING, "exercises.edit"),
    "pause": Move(frozenset({RunState.RUNNING}), RunState.PAUSED, "exercises.edit"),
    "go_on": Move(frozenset({RunState.PAUSED}), RunState.RUNNING, "exercises.edit"),
    "end": Move(frozenset({RunState.RUNNING, RunState.PAUSED}), RunState.ENDED, "exercises.edit"),
    # Ended by mistake.
    "take_end_back": Move(frozenset({RunState.ENDED}), RunState.PAUSED, "exercises.edit"),
    "cancel": Move(
        frozenset({RunState.READY, RunState.RUNNING, RunState.PAUSED}), RunState.CANCELLED, "exercises.edit"
    ),
    "report": Move(frozenset({RunState.ENDED}), RunState.REPORTED, "exercises.edit"),
    "reopen_report": Move(frozenset({RunState.REPORTED}), RunState.ENDED, "exercises.lead"),
}

#: While people sit at the table.
LIVE = frozenset({RunState.RUNNING, RunState.PAUSED})
#: While somebody can come in by the code.
OPEN_TO_JOIN = frozenset({RunState.READY, *LIVE})
#: While what was noted can still be written down.
OPEN_TO_NOTES = frozenset({*OPEN_TO_JOIN, RunState.ENDED})
