"""The life of an entry as one state machine: proposed, reviewed, published, retired.

    >>> [step.verb for step in STEPS if State.PROPOSED in step.before]
    ['review']

Whatever changes a state goes through ``services.move``, which asks the permission of the step. A published entry cannot
be changed: it is taken up again, which brings it back to the beginning, so that nothing unreviewed is ever published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from protect.catalogue.models import Entry, State


@dataclass(frozen=True)
class Step:
    """``before`` are the states it can be taken from, ``after`` the one it leads to."""

    verb: str
    label: str | Promise
    help: str | Promise
    before: frozenset[str]
    after: str
    permission: str
    needs_reason: bool = False
    #: Whether all that a reader needs must be there.
    needs_whole: bool = False


STEPS = (
    Step(
        "review", _("Mark as reviewed"), _("Somebody other than the proposer has read it and finds it right."),
        frozenset({State.PROPOSED}), State.REVIEWED, "catalogue.review", needs_whole=True,
    ),
    Step(
        "send_back", _("Send back"), _("Something has to be changed first; say what."),
        frozenset({State.REVIEWED}), State.PROPOSED, "catalogue.send_back", needs_reason=True,
    ),
    Step(
        "publish", _("Publish"), _("It stands in the catalogue for everybody its marking lets in."),
        frozenset({State.REVIEWED}), State.PUBLISHED, "catalogue.publish", needs_whole=True,
    ),
    Step(
        "retire", _("Retire"), _("It is no longer offered; who used it still finds it, with the reason."),
        frozenset({State.PUBLISHED}), State.RETIRED, "catalogue.retire", needs_reason=True,
    ),
    Step(
        "reopen", _("Take up again"), _("Back to a proposal, to be changed and reviewed anew."),
        frozenset({State.PUBLISHED, State.RETIRED}), State.PROPOSED, "catalogue.reopen", needs_reason=True,
    ),
)  # fmt: skip
BY_VERB = {step.verb: step for step in STEPS}


def steps_of(entry: Entry, user: Any) -> list[Step]:
    """The steps that this person may take now."""
    return [step for step in STEPS if entry.state in step.before and user.has_perm(step.permission, entry)]
