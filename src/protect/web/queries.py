"""What the front page tells a person: what waits for them, what is open, what is due again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, State
from protect.assessments.queries.overview import Glance, glances
from protect.organisations import waiting
from protect.organisations.access import Reach
from protect.organisations.models import User
from protect.spaces.models import Space

#: How far ahead a review is announced on the front page.
SOON = dt.timedelta(days=60)
#: Rows of each list there; the registers show the rest.
SHOWN = 8

#: What moves an assessment on, by its state: the page to go to and the word on the button.
NEXT: dict[str, tuple[str, str | Promise]] = {
    State.DRAFT: ("preparation", _("Prepare")),
    State.PREPARED: ("site", _("Describe the site")),
    State.ON_SITE: ("scenarios", _("Write scenarios")),
    State.SCORING: ("scoring", _("Score")),
    State.CONSENSUS: ("consensus", _("Agree on scores")),
    State.REVIEW: ("results", _("Decide and approve")),
}


@dataclass(frozen=True)
class OpenOne:
    """An open assessment with its levels so far, and the next step for those who may take it."""

    assessment: Assessment
    glance: Glance
    next_address: str = ""
    next_step: str | Promise = ""


def front_page(person: User) -> dict[str, Any]:
    """Everything the signed-in front page shows, in a number of queries that does not grow with the data."""
    own = list(Reach.of(person).roles)
    today = timezone.localdate()
    seen = Assessment.objects.visible_to(person).select_related("space", "organisation", "scale_set")
    seen = seen.defer("scale_set__content", "space__wkb")
    opened = seen.filter(state__in=State.open_states(), organisation__in=own)
    due = seen.filter(state__in=[State.APPROVED, State.EXPIRED], review_on__lte=today + SOON).order_by("review_on")
    spaces = Space.objects.visible_to(person)
    unassessed = spaces.filter(assessments=None, archived_at=None, organisation__in=own)
    open_rows, due_rows, unassessed_rows = list(opened[:SHOWN]), list(due[:SHOWN]), list(unassessed[:SHOWN])
    return {
        # Of the inbox what comes first; the rest is one click away.
        "to_score": waiting.tasks_of(person, {"scores"})[:SHOWN],
        "open": _with_next_step(person, open_rows),
        "open_count": _count(opened, open_rows),
        "due": due_rows,
        "due_count": _count(due, due_rows),
        "unassessed": [(one, person.has_perm("spaces.edit", one)) for one in unassessed_rows],
        "unassessed_count": _count(unassessed, unassessed_rows),
        "spaces": spaces.order_by().count(),
        "assessments": seen.order_by().count(),
        "may_create": person.has_perm("spaces.create"),
        "today": today,
    }


def _count(found: QuerySet[Any], shown: list[Any]) -> int:
    """How many there are; asks the database only where the list was cut."""
    return len(shown) if len(shown) < SHOWN else found.order_by().count()


def _with_next_step(person: User, listed: list[Assessment]) -> list[OpenOne]:
    glimpse = glances(listed)
    found = []
    for one in listed:
        page, word = NEXT[one.state]
        may = person.has_perm("assessments.edit", one)
        address = reverse(f"assessments:{page}", args=[one.pk]) if may else ""
        found.append(OpenOne(one, glimpse[one.pk], address, word if may else ""))
    return found
