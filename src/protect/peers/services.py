"""Taking part, not any more, and the publication of each month."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation
from protect.peers import figures, gathering
from protect.peers.models import Participation, Publication


@transaction.atomic
def decide(organisation: Organisation, *, takes_part: bool) -> Participation:
    """From the next publication on. Told in the log of the organisation."""
    found = Participation.objects.select_for_update().filter(organisation=organisation).first()
    made = found or Participation(organisation=organisation)
    note = _("takes part in the comparison") if takes_part else _("takes no part in the comparison")
    save_changes(made, {"takes_part": takes_part}, note=note)
    return made


def taking_part() -> list[int]:
    found = Participation.objects.filter(takes_part=True).order_by("organisation_id")
    return list(found.values_list("organisation_id", flat=True))


@transaction.atomic
def publish(today: dt.date | None = None) -> Publication | None:
    """Once a month; None where this month's is there. By the daily job, which may run twice."""
    month = (today or timezone.localdate()).replace(day=1)
    if Publication.objects.filter(month__gte=month).exists():
        return None
    last = Publication.objects.first()
    given = gathering.given_by(taking_part())
    document, contributors = figures.publish(
        given, last.document if last else None, last.contributors if last else None
    )
    # What was published before and is not now is remembered: its return is compared with what was told then.
    kept = {name: who for name, who in (last.contributors if last else {}).items() if name not in contributors}
    return Publication.objects.create(month=month, document=document, contributors={**kept, **contributors})
