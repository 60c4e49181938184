"""Tasks in assessments: to score, to move on, to approve."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, State
from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Asked, Tasks, Waiting

#: The page that moves an assessment on, by its state.
PAGES = {
    State.DRAFT: "preparation", State.PREPARED: "site", State.ON_SITE: "scenarios", State.SCORING: "scoring",
    State.CONSENSUS: "consensus", State.REVIEW: "results",
}  # fmt: skip


def _asked(kind: str, person: User, why: Any, **conditions: Any) -> Asked:
    def tell(one: Any) -> Waiting:
        # Called as its space unless somebody gave it another name.
        named = one.title if one.space in one.title else f"{one.title} ({one.space})"
        return Waiting(
            kind, named, reverse(f"assessments:{PAGES[State(one.state)]}", args=[one.pk]),
            "assessments.assessment", one.pk, one.organisation_id, why, waiting.day(one.changed_at),
        )  # fmt: skip

    found = waiting.seen(Assessment, person).filter(**conditions).order_by("changed_at", "pk")
    return Asked(found, tell, ("title", "state", "organisation_id", "changed_at"), {"space": "space__name"})


def scores(person: User) -> Tasks:
    mine = {"team__user": person, "team__scores": True, "team__handed_in_at": None}
    return [_asked("scores", person, _("you are on the team and have not handed in"), state=State.SCORING, **mine)]


def moving(person: User) -> Tasks:
    states = [State.DRAFT, State.PREPARED, State.ON_SITE, State.SCORING, State.CONSENSUS]
    return [_asked("moving", person, _("you lead it"), state__in=states, lead=person)]


def approvals(person: User) -> Tasks:
    own = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD)
    return [_asked("approval", person, _("you decide for your organisation"), state=State.REVIEW, organisation__in=own)]


def register() -> None:
    waiting.task("scores", _("Scores to hand in"), waiting.ASSESSING, scores)
    waiting.task("approval", _("Assessments to decide and approve"), waiting.ASSESSING, approvals)
    waiting.task("moving", _("Assessments to move on"), waiting.ASSESSING, moving)
