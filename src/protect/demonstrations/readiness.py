"""What a demonstration still lacks, in sentences; and the plan as those who approve it read it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from protect.demonstrations.models import NEEDED, Approval, Demonstration, Function, Question
from protect.reference.models import digest_of

#: What is approved is these fields, the people, the programme and what is measured. Limits and lessons come afterwards.
PLAN = (
    "title",
    "space_id",
    "scenario",
    "solution",
    "provider",
    "begins_at",
    "ends_at",
    "time_zone",
    "safety",
    "privacy",
)


def plan(demonstration: Demonstration) -> dict[str, Any]:
    """The plan as one document, the same for the same plan."""
    return {
        **{name: str(getattr(demonstration, name) or "") for name in PLAN},
        "persons": [[one.function, one.name, one.organisation_name] for one in demonstration.persons.all()],
        "steps": [[one.at.isoformat(), one.what, one.who, one.where] for one in demonstration.steps.all()],
        "metrics": [
            [one.label, one.kind, one.unit, one.better, one.target] for one in demonstration.metrics.all()
        ],
    }  # fmt: skip


def digest(demonstration: Demonstration) -> str:
    return digest_of(plan(demonstration))


def missing(demonstration: Demonstration) -> list[str]:
    """Before anybody can approve it."""
    found = []
    for name, told in (
        ("scenario", _("Write the scenario that is played.")),
        ("solution", _("Name the solution that is tried.")),
        ("begins_at", _("Set the time.")),
        ("safety", _("Say how people are kept safe.")),
        ("privacy", _("Say which personal data arise, or that none do.")),
    ):
        if not getattr(demonstration, name):
            found.append(told)
    filled = {one.function for one in demonstration.persons.all()}
    found += [_("Name the %(function)s.") % {"function": Function(one).label} for one in NEEDED if one not in filled]
    if not demonstration.metrics.all():
        found.append(_("Say what is measured: at least one metric."))
    return found


def approvals(demonstration: Demonstration) -> dict[str, Approval]:
    """Those that hold for the plan as it is now, by question."""
    held = demonstration.approvals.filter(digest=digest(demonstration)).select_related("approved_by")
    return {one.question: one for one in held}


def is_approved(demonstration: Demonstration) -> bool:
    """Whether nothing is missing of what ``not_approved`` names; of what was fetched before it asks nothing."""
    now = digest(demonstration)
    held = {one.question for one in demonstration.approvals.all() if one.digest == now}
    return held.issuperset(Question.values)


def not_approved(demonstration: Demonstration) -> list[str]:
    """Before anything is played."""
    held = approvals(demonstration)
    return [
        _("The approval for %(question)s is missing.") % {"question": one.label} for one in Question if one not in held
    ]


def missing_to_close(demonstration: Demonstration) -> list[str]:
    found = []
    if not demonstration.limits.strip():
        found.append(_("Write down the limits: what was staged, and what a real day would have in addition."))
    if not demonstration.lessons.strip():
        found.append(_("Write down the lessons."))
    if demonstration.runs.filter(begun_at__isnull=False, ended_at=None).exists():
        found.append(_("End the run that is on."))
    return found
