"""Preparation: mandate, managing body, team, visits, checklist."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.assessments.models import Assessment, PreparationItem, State, TeamMember, Visit
from protect.assessments.services.common import require_open, save_changes, touch
from protect.organisations import audit
from protect.organisations.access import READING_ROLES
from protect.organisations.models import Membership, User, Verb
from protect.organisations.services import bin

EDITABLE = ("title", "mandate", "managing_body", "lead", "usage_states", "site_notes", "scores_inherent", "review_on")


@transaction.atomic
def change_assessment(assessment: Assessment, values: dict[str, Any]) -> Assessment:
    """Change the fields of preparation and site (``EDITABLE``); any other name is a programming error."""
    require_open(assessment)
    wrong = set(values) - set(EDITABLE)
    if wrong:
        raise TypeError(f"not editable here: {sorted(wrong)}")
    save_changes(assessment, values)
    return assessment


@transaction.atomic
def put_on_team(
    assessment: Assessment,
    *,
    name: str,
    function: str,
    circle: str = "core",
    scores: bool = True,
    user: User | None = None,
    organisation_name: str = "",
    member: TeamMember | None = None,
) -> TeamMember:
    """Add a person to the team, or change ``member``. Somebody with an account must be able to see the assessment.

    Raises ValidationError if the account may not read it (share it first), or if the person is on the team already.
    """
    require_open(assessment)
    if user is not None and not assessment.is_visible_to(user):
        raise ValidationError(
            _(
                "%(person)s may not read this assessment; give them a role in the organisation or share it with theirs first."
            )
            % {"person": user}
        )
    if user is not None and assessment.team.filter(user=user).exclude(pk=member.pk if member else None).exists():
        raise ValidationError(_("%(person)s is on the team already.") % {"person": user})
    if circle == "informed":
        scores = False
    member = member or TeamMember(assessment=assessment)
    save_changes(
        member,
        {
            "name": name,
            "function": function,
            "circle": circle,
            "scores": scores,
            "user": user,
            "organisation_name": organisation_name,
        },
    )
    touch(assessment)
    return member


@transaction.atomic
def take_off_team(member: TeamMember) -> None:
    """Remove a member. Somebody who has scored stays: their judgement is part of the record."""
    require_open(member.assessment)
    if member.given_scores.exists():
        raise ValidationError(_("%(person)s has scored already and stays in the record.") % {"person": member})
    audit.record(Verb.DELETED, member)
    member.delete()


@transaction.atomic
def write_visit(assessment: Assessment, values: dict[str, Any], visit: Visit | None = None) -> Visit:
    require_open(assessment)
    visit = visit or Visit(assessment=assessment)
    save_changes(visit, values)
    touch(assessment)
    return visit


@transaction.atomic
def remove_visit(visit: Visit) -> None:
    require_open(visit.assessment)
    bin.put(visit, permission="spaces.edit")


@transaction.atomic
def tick(assessment: Assessment, key: str, *, done: bool, note: str = "") -> PreparationItem:
    """Tick or untick one line of the preparation checklist (``key`` from the step template)."""
    require_open(assessment)
    known = {item["key"] for heading in assessment.steps.content["preparation"] for item in heading["items"]}
    if key not in known:
        raise ValidationError(_("The checklist has no line “%(key)s”.") % {"key": key})
    item = PreparationItem.objects.filter(assessment=assessment, key=key).first() or PreparationItem(
        assessment=assessment, key=key
    )
    if item.done != done or item.note != note or item.pk is None:
        changed = item.done != done
        values: dict[str, Any] = {"done": done, "note": note}
        if changed:
            values |= {"done_by": audit.actor() if done else None, "done_at": timezone.now() if done else None}
        save_changes(item, values)
    return item


def may_be_on_team(assessment: Assessment) -> list[User]:
    """People with an account who can be offered for the team: those who read the assessment through their organisation."""
    reading = Membership.objects.filter(organisation=assessment.organisation_id, role__in=READING_ROLES)
    return list(User.objects.filter(is_active=True, pk__in=reading.values("user_id")).order_by("name"))


def opening_states() -> frozenset[str]:
    return frozenset({State.DRAFT, State.PREPARED, State.ON_SITE})
