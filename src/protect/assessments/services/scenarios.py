"""Scenarios: one row for each threat type, sub-area and usage state that matters, or a reason why it does not apply."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.assessments.models import Assessment, Scenario, State
from protect.assessments.queries.prompts import prompts_for
from protect.assessments.services.common import require_open, save_changes, touch
from protect.organisations.services import bin

#: Fields of the recording form that a scenario's form may set.
EDITABLE = (
    "threat_type",
    "sub_area",
    "usage_state",
    "applicable",
    "reason",
    "title",
    "text",
    "public_text",
    "phases",
    "measures",
    "weaknesses",
    "improvement_ideas",
    "position",
)


def threat_codes(assessment: Assessment) -> list[str]:
    """The ten threat types of the assessment's own list, in its order."""
    content = assessment.threat_types.content
    return [threat["code"] for threat in content["threat_types"]]


def _check(assessment: Assessment, values: dict[str, Any]) -> None:
    wrong = set(values) - set(EDITABLE)
    if wrong:
        raise TypeError(f"not a field of the recording form: {sorted(wrong)}")
    if "threat_type" in values and values["threat_type"] not in threat_codes(assessment):
        raise ValidationError(
            {"threat_type": _("“%(code)s” is not among the threat types.") % {"code": values["threat_type"]}}
        )
    sub_area = values.get("sub_area")
    if sub_area is not None and sub_area.space_id != assessment.space_id:
        raise ValidationError({"sub_area": _("This sub-area belongs to another space.")})
    if any(measure.space_id != assessment.space_id for measure in values.get("measures", ())):
        raise ValidationError({"measures": _("A measure of another space cannot count here.")})
    if values.get("applicable") is False and not values.get("reason", "").strip():
        raise ValidationError({"reason": _("Say why this threat type does not apply here.")})


@transaction.atomic
def add_scenario(assessment: Assessment, values: dict[str, Any]) -> Scenario:
    """Add a row of the recording form. Raises ValidationError by field."""
    require_open(assessment)
    _check(assessment, values)
    scenario = Scenario(assessment=assessment)
    values = {"position": len(threat_codes(assessment)) + assessment.scenarios.count(), **values}
    save_changes(scenario, values)
    touch(assessment)
    return scenario


@transaction.atomic
def change_scenario(scenario: Scenario, values: dict[str, Any]) -> Scenario:
    """Change a row. While scores exist it stays the same place, state and threat: judgements were made of exactly that."""
    assessment = scenario.assessment
    require_open(assessment)
    _check(assessment, values)
    fixed = {"threat_type", "sub_area", "usage_state"} & set(values)
    if fixed and any(getattr(scenario, name) != values[name] for name in fixed) and scenario.scores.exists():
        raise ValidationError(
            _("This row has been scored; its threat type, sub-area and usage state stay as they are.")
        )
    if values.get("applicable"):
        values = {**values, "reason": ""}
    save_changes(scenario, values)
    touch(assessment)
    return scenario


@transaction.atomic
def remove_scenario(scenario: Scenario) -> None:
    """Remove a row, unless it is the last of its threat type (say “not applicable” instead) or has been scored."""
    assessment = scenario.assessment
    require_open(assessment)
    if scenario.scores.exists() and assessment.state != State.DRAFT:
        raise ValidationError(_("This row has been scored; mark it as not applicable instead of removing it."))
    if not assessment.scenarios.filter(threat_type=scenario.threat_type).exclude(pk=scenario.pk).exists():
        raise ValidationError(_("Every threat type needs an answer; mark this row as not applicable and say why."))
    bin.put(scenario, permission="spaces.edit")


@transaction.atomic
def start_from_examples(assessment: Assessment) -> int:
    """Give every applicable row that is still empty the example for this kind of place; returns how many."""
    require_open(assessment)
    prompts = prompts_for(assessment.space)
    filled = 0
    for row in assessment.scenarios.filter(applicable=True, title="", text=""):
        prompt = prompts.get(row.threat_type)
        if prompt is not None:
            change_scenario(row, {"title": prompt.title, "text": prompt.text})
            filled += 1
    return filled
