"""Something happened that makes it necessary to look again: recorded, and taken back where it was a mistake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.assessments.models import Assessment, State
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.reminders.models import Trigger
from protect.reminders.queries import open_triggers
from protect.spaces.models import Space

#: Long ago is a mistake in the year.
OLDEST = dt.timedelta(days=5 * 365)


@transaction.atomic
def record_trigger(
    spaces: Iterable[Space], kind: str, *, happened_on: dt.date, note: str = "", by: User | None
) -> list[Trigger]:
    """Note the event at each space; where an approved assessment stands, its next date becomes today, with the reason.

    A date that is today or past already stays. Raises ValidationError by field.
    """
    today = timezone.localdate()
    if kind not in Trigger.Kind.values:
        raise ValidationError({"kind": _("Choose what happened from the list.")})
    if happened_on > today:
        raise ValidationError({"happened_on": _("This day has not come yet; write when it happened.")})
    if happened_on < today - OLDEST:
        raise ValidationError({"happened_on": _("This is more than five years ago; check the year.")})
    made = []
    for space in spaces:
        trigger = Trigger(space=space)
        standing = _standing(space)
        values = {"kind": kind, "happened_on": happened_on, "note": note.strip(), "recorded_by": by}
        if standing is not None and (standing.review_on is None or standing.review_on > today):
            values |= {"assessment": standing, "earlier_date": standing.review_on}
            save_changes(standing, {"review_on": today}, note=str(Trigger.Kind(kind).label))
        save_changes(trigger, values)
        made.append(trigger)
    return made


def _standing(space: Space) -> Assessment | None:
    return space.assessments.filter(state__in=[State.APPROVED, State.EXPIRED]).order_by("-version").first()


@transaction.atomic
def withdraw_trigger(trigger: Trigger) -> Trigger:
    """It was a mistake: the entry stays in the history, and the date goes back unless another event holds it."""
    trigger = Trigger.objects.select_for_update().get(pk=trigger.pk)
    if trigger.withdrawn_at is not None:
        raise ValidationError(_("This was taken back already."))
    save_changes(trigger, {"withdrawn_at": timezone.now()}, note=_("taken back"))
    moved = trigger.assessment
    if moved is None or moved.state not in {State.APPROVED, State.EXPIRED} or trigger.earlier_date is None:
        return trigger
    others = open_triggers().filter(space=trigger.space_id).order_by("recorded_at", "pk")
    heir = others.first()
    if heir is not None:
        # The date stays where it is; who takes back the last event gets the old one.
        if heir.earlier_date is None:
            save_changes(heir, {"assessment": moved, "earlier_date": trigger.earlier_date}, note=_("taken over"))
        return trigger
    values: dict[str, Any] = {"review_on": trigger.earlier_date}
    if moved.state == State.EXPIRED and trigger.earlier_date >= timezone.localdate():
        values["state"] = State.APPROVED
    save_changes(moved, values, verb=Verb.MOVED_ON if "state" in values else Verb.CHANGED, note=_("event taken back"))
    return trigger
