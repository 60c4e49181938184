"""Names and values of the comparison of two versions, in the reader's words."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from protect.assessments.models import Assessment, Scenario, Vulnerability
from protect.assessments.requirements import Requirement
from protect.reference import terms

register = template.Library()

#: Vocabulary of the fields that hold codes.
VOCABULARIES = {
    "threat_type": "threat_type",
    "threat_types": "threat_type",
    "usage_state": "usage_state",
    "usage_states": "usage_state",
    "phases": "threat_phase",
    "decision": "decision",
    "origin": "measure_origin",
    "category": "measure_category",
    "functions": "measure_function",
    "condition": "measure_condition",
    "kind": "sub_area_kind",
}


@register.filter
def kind_name(kind: str) -> str:
    names = {
        "assessment": _("Assessment"),
        "sub_area": _("Sub-area"),
        "measure": _("Existing measure"),
        "scenario": _("Scenario"),
        "vulnerability": _("Vulnerability"),
        "objective": _("Objective"),
        "requirement": _("Requirement"),
    }
    return names.get(kind, kind)


@register.filter
def code_name(title: str) -> str:
    """A row without title is named by its threat type."""
    return terms.label("threat_type", title)


@register.filter
def field_name(name: str) -> str:
    for model in (Scenario, Vulnerability, Requirement, Assessment):
        for field in model._meta.get_fields():
            if field.name == name and hasattr(field, "verbose_name"):
                return str(field.verbose_name).capitalize()
    return name.replace("_", " ").capitalize()


@register.filter
def value_text(value: Any, name: str) -> str:
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    vocabulary = VOCABULARIES.get(name)
    if isinstance(value, (list, tuple)):
        return ", ".join(terms.label(vocabulary, str(one)) if vocabulary else _plain(one) for one in value)
    return terms.label(vocabulary, str(value)) if vocabulary else str(value)


def _plain(value: Any) -> str:
    return "–" if value is None or value == "" else str(value)
