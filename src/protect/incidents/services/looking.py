"""An entry of the log makes spaces be looked at again: the one it happened at, and similar ones."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.incidents.models import Incident, LookAgain
from protect.organisations import audit
from protect.organisations.models import User, Verb
from protect.reminders.models import Trigger
from protect.reminders.services import record_trigger
from protect.spaces.models import Space


@transaction.atomic
def look_again(incident: Incident, spaces: Iterable[Space], *, by: User, note: str = "") -> list[LookAgain]:
    """A trigger at each of ``spaces`` that has none from this entry. Their own people say so, nobody else.

    The trigger names neither the entry's words nor its place: who may read the space need not read the entry.
    """
    if not incident.is_visible_to(by):
        raise PermissionDenied(_("This entry was not shared with you."))
    Incident.objects.select_for_update().get(pk=incident.pk)
    wanted = list(spaces)
    for space in wanted:
        if not by.has_perm("reminders.record", space):
            raise PermissionDenied(_("Your role does not allow this here."))
    known = set(incident.looks.filter(trigger__withdrawn_at=None).values_list("trigger__space_id", flat=True))
    fresh = [one for one in wanted if one.pk not in known]
    if not fresh:
        raise ValidationError(_("Choose a space that is not looked at again because of this entry already."))
    day = timezone.localdate(incident.happened_at)
    made = []
    for kind, chosen in (
        (Trigger.Kind.INCIDENT, [one for one in fresh if one.pk == incident.space_id]),
        (Trigger.Kind.INCIDENT_ELSEWHERE, [one for one in fresh if one.pk != incident.space_id]),
    ):
        for trigger in record_trigger(chosen, kind, happened_on=day, note=note, by=by):
            look = LookAgain.objects.create(incident=incident, trigger=trigger)
            audit.record(Verb.CREATED, look)
            made.append(look)
    return made
