"""What an answer leads to, by a person's decision: an existing measure (step 2), a weak point noted at a scenario (step 4)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.assessments import services as assessing
from protect.assessments.models import Scenario
from protect.checklists.models import Answer
from protect.organisations.changes import save_changes
from protect.spaces import services as register
from protect.spaces.models import ExistingMeasure


@transaction.atomic
def make_measure(answered: Answer, values: dict[str, Any]) -> ExistingMeasure:
    """Record the existing measure that an answer speaks of; the answer remembers it."""
    measure = register.save_measure(answered.checklist.space, values)
    save_changes(answered, {"measure_keys": [*answered.measure_keys, measure.pk]})
    return measure


@transaction.atomic
def note_at_scenario(answered: Answer, scenario: Scenario, *, weakness: str, idea: str = "") -> Scenario:
    """Add a weak point (and an idea) to what stands at a scenario. Nothing is scored by it; the scorers read it."""
    if answered.checklist.assessment_id != scenario.assessment_id:
        raise ValidationError({"scenario": _("This scenario is of another assessment.")})
    if not weakness.strip() and not idea.strip():
        raise ValidationError({"weakness": _("Write what was seen; without it there is nothing to note.")})
    scenario = Scenario.objects.select_for_update(of=("self",)).select_related("assessment__space").get(pk=scenario.pk)
    assessing.change_scenario(
        scenario,
        {
            "weaknesses": _appended(scenario.weaknesses, weakness),
            "improvement_ideas": _appended(scenario.improvement_ideas, idea),
        },
    )
    save_changes(answered, {"scenarios": [*answered.scenarios.all(), scenario]})
    return scenario


def _appended(text: str, more: str) -> str:
    more = more.strip()
    return text if not more or more in text else f"{text}\n{more}".strip()
