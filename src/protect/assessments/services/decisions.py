"""Vulnerabilities and what is decided about each: treat, accept, transfer or watch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.assessments.models import Assessment, Decision, Scenario, State, Vulnerability
from protect.assessments.services.common import require_open, save_changes, touch
from protect.assessments.services.requirements import refuse_if_required
from protect.organisations import audit
from protect.organisations.models import Verb
from protect.organisations.services import bin
from protect.spaces.models import Attachment


@transaction.atomic
def write_vulnerability(
    assessment: Assessment,
    *,
    statement: str,
    scenarios: Iterable[Scenario],
    photos: Iterable[Attachment] = (),
    vulnerability: Vulnerability | None = None,
) -> Vulnerability:
    """State a weak point that at least one scenario of this assessment showed, or change ``vulnerability``."""
    require_open(assessment)
    scenarios, photos = list(scenarios), list(photos)
    if not statement.strip():
        raise ValidationError({"statement": _("Say in one sentence what the weak point is.")})
    if not scenarios:
        raise ValidationError({"scenarios": _("Choose at least one scenario that shows this weak point.")})
    if any(scenario.assessment_id != assessment.pk for scenario in scenarios):
        raise ValidationError({"scenarios": _("A scenario of another assessment cannot be chosen here.")})
    if any(photo.space_id != assessment.space_id for photo in photos):
        raise ValidationError({"photos": _("A photo of another space cannot be chosen here.")})
    new = vulnerability is None
    vulnerability = vulnerability or Vulnerability(assessment=assessment, position=assessment.vulnerabilities.count())
    if new:
        vulnerability.statement = statement
        vulnerability.save()
        vulnerability.scenarios.set(scenarios)
        vulnerability.photos.set(photos)
        audit.record(Verb.CREATED, vulnerability)
    else:
        save_changes(vulnerability, {"statement": statement, "scenarios": scenarios, "photos": photos})
    touch(assessment)
    return vulnerability


@transaction.atomic
def decide(vulnerability: Vulnerability, values: dict[str, Any]) -> Vulnerability:
    """Record the decision. Accepting needs reason, signatory and review date; handing over needs to whom; watching a date."""
    assessment = vulnerability.assessment
    require_open(assessment)
    if assessment.state not in {State.SCORING, State.CONSENSUS, State.REVIEW}:
        raise ValidationError(_("Decisions follow the scores; this assessment is not there yet."))
    decision = values.get("decision")
    if decision not in Decision.values:
        raise ValidationError({"decision": _("Choose treat, accept, transfer or watch.")})
    Vulnerability.objects.select_for_update().get(pk=vulnerability.pk)
    refuse_if_required(vulnerability, decision)
    needed = {
        Decision.TREAT: (),
        Decision.ACCEPT: ("reason", "signatory", "review_on"),
        Decision.TRANSFER: ("transferred_to", "reason"),
        Decision.WATCH: ("reason", "review_on"),
    }[Decision(decision)]
    missing = {name: _("Needed for this decision.") for name in needed if not values.get(name)}
    if missing:
        raise ValidationError(missing)
    save_changes(vulnerability, {**values, "decided_by": audit.actor(), "decided_at": timezone.now()})
    touch(assessment)
    return vulnerability


@transaction.atomic
def remove_vulnerability(vulnerability: Vulnerability) -> None:
    require_open(vulnerability.assessment)
    bin.put(
        vulnerability,
        permission="spaces.edit",
        stands_on=_("Objectives or requirements were written from “%(name)s”; remove or change them first.")
        % {"name": vulnerability},
    )
