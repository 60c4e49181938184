from __future__ import annotations

from protect.assessments.models import Assessment, State
from protect.organisations.models import Organisation, User
from protect.reports.layouts.models import Layout

#: Chosen in a form for the platform's own report, whatever the organisation's default is.
STANDARD = "standard"


def choices(assessment: Assessment) -> list[tuple[str, str]]:
    """Number and name of the templates that its organisation has."""
    return [(str(one.pk), one.name) for one in Layout.objects.filter(organisation=assessment.organisation_id)]


def chosen(assessment: Assessment, choice: str = "") -> Layout | None:
    """The template of that number, the organisation's default for "", None for the platform's own report."""
    mine = Layout.objects.filter(organisation=assessment.organisation_id)
    if choice == STANDARD:
        return None
    return mine.filter(pk=int(choice)).first() if choice else mine.filter(is_default=True).first()


def example(organisation: Organisation, reader: User) -> Assessment | None:
    """What a preview shows: the newest approved assessment that the reader sees, else the newest there is."""
    seen = Assessment.objects.visible_to(reader).filter(organisation=organisation)
    approved = seen.filter(state__in=[State.APPROVED, State.EXPIRED, State.SUPERSEDED])
    return approved.order_by("-approved_at").first() or seen.order_by("-changed_at").first()
