"""The life of an action and of a security plan, in one place: from which state each verb leads where, and who may do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from protect.organisations import moves


class State(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    DECIDED = "decided", _("Decided")
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    VERIFIED = "verified", _("Verified")
    DROPPED = "dropped", _("Dropped")


#: Something is still to be done.
OPEN = (State.PROPOSED, State.DECIDED, State.PLANNED, State.RUNNING)
#: Decided, and not done yet: what can be late, and what the target counts with.
PENDING = (State.DECIDED, State.PLANNED, State.RUNNING)
#: A successor need not wait for it any more.
RELEASING = (State.DONE, State.VERIFIED, State.DROPPED)
#: Columns of the board; what was dropped is in the table.
BOARD = (State.PROPOSED, State.DECIDED, State.PLANNED, State.RUNNING, State.DONE, State.VERIFIED)


@dataclass(frozen=True)
class Move(moves.Move):
    """``reason``: has to be given. ``undo``: the verb that takes it back at once. ``page``: it asks more than a button can."""

    label: str | Promise = ""
    reason: bool = False
    undo: str = ""
    page: bool = False


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


LEAD, REPORT, VERIFY = "plans.lead", "plans.report", "plans.verify"

MOVES: dict[str, Move] = {
    "decide": Move(_from(State.PROPOSED), State.DECIDED, LEAD, pgettext_lazy("action", "Decide"), undo="undecide"),
    "plan": Move(_from(State.DECIDED), State.PLANNED, LEAD, _("Mark as planned"), undo="unplan"),
    "start": Move(_from(State.PLANNED), State.RUNNING, REPORT, pgettext_lazy("action", "Start"), undo="pause"),
    "finish": Move(_from(State.RUNNING), State.DONE, REPORT, _("Mark as done"), undo="resume"),
    "verify": Move(_from(State.DONE), State.VERIFIED, VERIFY, _("Score again and verify"), page=True),
    "undecide": Move(_from(State.DECIDED), State.PROPOSED, LEAD, _("Back to proposed"), undo="decide"),
    "unplan": Move(_from(State.PLANNED), State.DECIDED, LEAD, _("Back to decided"), undo="plan"),
    "pause": Move(_from(State.RUNNING), State.PLANNED, REPORT, _("Back to planned"), undo="start"),
    "resume": Move(_from(State.DONE), State.RUNNING, REPORT, _("Not done yet"), undo="finish"),
    "unverify": Move(_from(State.VERIFIED), State.DONE, LEAD, _("Take the verification back"), reason=True, page=True),
    "drop": Move(_from(*OPEN), State.DROPPED, LEAD, pgettext_lazy("action", "Drop"), reason=True, page=True),
    "take_up": Move(_from(State.DROPPED), State.PROPOSED, LEAD, _("Take up again")),
}  # fmt: skip

#: What a button, the board and a whole selection can do.
SIMPLE = tuple(verb for verb, move in MOVES.items() if not move.page)
FORWARD = ("decide", "plan", "start", "finish", "verify", "take_up")


def moves_for(action: Any, user: Any) -> list[tuple[str, Move]]:
    """Verbs that ``user`` may do with ``action`` now, those that lead on first."""
    found = [
        (verb, move)
        for verb, move in MOVES.items()
        if action.state in move.source and user.has_perm(move.permission, action)
    ]
    return sorted(found, key=lambda one: one[0] not in FORWARD)


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Superseded")


PLAN_OPEN = (PlanState.DRAFT, PlanState.IN_REVIEW)

PLAN_MOVES: dict[str, Move] = {
    "submit": Move(_from(PlanState.DRAFT), PlanState.IN_REVIEW, "plans.write", _("Hand in for review")),
    "return": Move(_from(PlanState.IN_REVIEW), PlanState.DRAFT, "plans.write", _("Back to the draft")),
    "approve": Move(_from(PlanState.IN_REVIEW), PlanState.APPROVED, "plans.approve", _("Approve"), page=True),
    # Done by the approval of the next version, never by a button.
    "supersede": Move(_from(PlanState.APPROVED), PlanState.SUPERSEDED, "plans.approve", _("Supersede"), page=True),
}
