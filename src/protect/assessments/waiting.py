"""Tasks in assessments: to score, to move on, to approve."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, State
from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Waiting

#: The page that moves an assessment on, by its state.
PAGES = {
    State.DRAFT: "preparation", State.PREPARED: "site", State.ON_SITE: "scenarios", State.SCORING: "scoring",
    State.CONSENSUS: "consensus", State.REVIEW: "results",
}  # fmt: skip


def _open(person: User, **conditions: Any) -> Any:
    found = waiting.seen(Assessment, person).filter(**conditions).select_related("space").defer("space__wkb")
    return found.order_by("changed_at", "pk")[: waiting.MOST]


def _told(kind: str, one: Assessment, page: str, why: Any) -> Waiting:
    # Called as its space unless somebody gave it another name.
    named = one.title if one.space.name in one.title else f"{one.title} ({one.space.name})"
    return Waiting(
        kind, named, reverse(f"assessments:{page}", args=[one.pk]),
        "assessments.assessment", one.pk, one.organisation_id, why, waiting.day(one.changed_at),
    )  # fmt: skip


def scores(person: User) -> list[Waiting]:
    found = _open(person, state=State.SCORING, team__user=person, team__scores=True, team__handed_in_at=None)
    return [_told("scores", one, "scoring", _("you are on the team and have not handed in")) for one in found]


def moving(person: User) -> list[Waiting]:
    states = [State.DRAFT, State.PREPARED, State.ON_SITE, State.SCORING, State.CONSENSUS]
    found = _open(person, state__in=states, lead=person)
    return [_told("moving", one, PAGES[State(one.state)], _("you lead it")) for one in found]


def approvals(person: User) -> list[Waiting]:
    own = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    found = _open(person, state=State.REVIEW, organisation__in=own) if own else []
    return [_told("approval", one, "results", _("you decide for your organisation")) for one in found]


def register() -> None:
    waiting.task("scores", _("Scores to hand in"), waiting.ASSESSING, scores)
    waiting.task("approval", _("Assessments to decide and approve"), waiting.ASSESSING, approvals)
    waiting.task("moving", _("Assessments to move on"), waiting.ASSESSING, moving)
