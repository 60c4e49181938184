"""Open assessments and their rows into the bin, and what must hold for them to come back. What was approved stays."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.assessments.models import Assessment, Scenario, Snapshot, State, Visit, Vulnerability
from protect.assessments.requirements import FromVulnerability
from protect.assessments.services.common import require_open
from protect.organisations.binning import Binned
from protect.organisations.services import bin


@transaction.atomic
def delete_assessment(assessment: Assessment) -> Binned:
    """An open assessment with its team, rows and scores. Raises ValidationError once it was approved: a record stays."""
    if not assessment.is_open or Snapshot.objects.filter(assessment=assessment).exists():
        raise ValidationError(_("“%(name)s” was approved; what was approved is kept.") % {"name": assessment})
    return bin.put(assessment, permission="spaces.delete")


def may_come_back(assessment: Assessment) -> None:
    """One open assessment of a space at a time."""
    other = Assessment.objects.filter(space=assessment.space_id, state__in=State.open_states()).first()
    if other is not None and assessment.is_open:
        raise ValidationError(_("“%(title)s” is open for this space now; finish it first.") % {"title": other})


def may_come_back_into(part: Scenario | Visit | Vulnerability | FromVulnerability) -> None:
    require_open(part.assessment)
