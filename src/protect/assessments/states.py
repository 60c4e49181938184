"""The life of an assessment, in one place: from which state each verb leads where, and who may do it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.moves import Move


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PREPARED = "prepared", _("Prepared")
    ON_SITE = "on_site", _("On site")
    SCORING = "scoring", _("Scoring")
    CONSENSUS = "consensus", _("Consensus")
    REVIEW = "review", _("In review")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Superseded")
    EXPIRED = "expired", _("Expired")

    @classmethod
    def open_states(cls) -> frozenset[str]:
        return frozenset({cls.DRAFT, cls.PREPARED, cls.ON_SITE, cls.SCORING, cls.CONSENSUS, cls.REVIEW})


class Mode(models.TextChoices):
    QUICK = "quick", _("Quick: one space, ten rows, three levels, one hour")
    FULL = "full", _("Full: sub-areas, usage states, a team")


def _to(source: str, target: str, permission: str = "assessments.edit") -> Move:
    return Move(frozenset({source}), target, permission)


BACK = "assessments.lead"
#: How each kind of assessment ends, whatever it went through.
_END = {
    "approve": _to(State.REVIEW, State.APPROVED, "assessments.approve"),
    # By the approval of a later version, and by the date of the review.
    "supersede": Move(frozenset({State.APPROVED, State.EXPIRED}), State.SUPERSEDED),
    "expire": _to(State.APPROVED, State.EXPIRED, ""),
}

#: By kind of assessment. Opened scores are never made blind again, so nothing leads from the consensus back to scoring.
MOVES: dict[str, dict[str, Move]] = {
    Mode.FULL: {
        "prepare": _to(State.DRAFT, State.PREPARED),
        "go_on_site": _to(State.PREPARED, State.ON_SITE),
        "score": _to(State.ON_SITE, State.SCORING),
        "agree": _to(State.SCORING, State.CONSENSUS),
        "review": _to(State.CONSENSUS, State.REVIEW),
        "back_to_draft": _to(State.PREPARED, State.DRAFT, BACK),
        "back_to_preparation": _to(State.ON_SITE, State.PREPARED, BACK),
        "back_on_site": _to(State.SCORING, State.ON_SITE, BACK),
        "back_to_agreeing": _to(State.REVIEW, State.CONSENSUS, BACK),
        **_END,
    },
    Mode.QUICK: {
        "score": _to(State.DRAFT, State.SCORING),
        "review": _to(State.SCORING, State.REVIEW),
        "back_to_draft": _to(State.SCORING, State.DRAFT, BACK),
        "back_to_scoring": _to(State.REVIEW, State.SCORING, BACK),
        **_END,
    },
}
#: The guided path: one step on, whoever edits.
FORWARD: dict[str, dict[str, str]] = {
    mode: {
        source: move.target
        for move in moves.values()
        if move.permission == "assessments.edit"
        for source in move.source
    }
    for mode, moves in MOVES.items()
}  # fmt: skip
#: One step back, with a reason, by whoever leads.
BACKWARD: dict[str, dict[str, str]] = {
    mode: {source: move.target for move in moves.values() if move.permission == BACK for source in move.source}
    for mode, moves in MOVES.items()
}
