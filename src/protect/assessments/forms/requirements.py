"""Objectives and requirements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, Decision, Vulnerability
from protect.assessments.requirements import FromVulnerability, Objective, Obligation, Requirement
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import SeveralField, SeveralOf, text_area


class _FromVulnerability(Guarded, forms.Form):
    text = forms.CharField(label=_("Text"), widget=text_area(2))
    vulnerabilities = SeveralOf(
        Vulnerability.objects.none(),
        label=_("Written from these vulnerabilities"),
        help_text=_("Those that you decided to treat. One at least: nothing is asked for without a need."),
    )

    def __init__(self, assessment: Assessment, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        treated = assessment.vulnerabilities.filter(decision=Decision.TREAT)
        self.fields["vulnerabilities"].queryset = treated  # type: ignore[attr-defined]

    def values_of(self, stored: FromVulnerability) -> dict[str, Any]:
        return {"text": stored.text, "vulnerabilities": stored.vulnerabilities}


class ObjectiveForm(_FromVulnerability):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = _("Objective")
        self.fields["text"].help_text = _("One sentence: what shall be different afterwards. No product, no brand.")


class RequirementForm(_FromVulnerability):
    obligation = forms.ChoiceField(label=_("Must or should"), choices=Obligation.choices, widget=forms.RadioSelect)
    measure_of_success = forms.CharField(
        label=_("Measure of success"),
        widget=text_area(2),
        help_text=_("How one will see that it is met: a figure with its unit, a test, a date."),
    )
    functions = SeveralField("measure_function", label=_("Functions wanted"), required=False)
    objective: forms.ModelChoiceField = forms.ModelChoiceField(
        Objective.objects.none(), label=_("Serves this objective"), required=False, empty_label=_("none of them")
    )

    field_order = ("text", "obligation", "measure_of_success", "vulnerabilities", "objective", "functions")

    def __init__(self, assessment: Assessment, *args: Any, **options: Any) -> None:
        super().__init__(assessment, *args, **options)
        self.fields["text"].label = _("Requirement")
        self.fields["text"].help_text = _(
            "What it does, not how: say what is needed and leave the way to the provider."
        )
        self.fields["objective"].queryset = assessment.objectives.all()  # type: ignore[attr-defined]
        if not assessment.objectives.exists():
            del self.fields["objective"]

    def values_of(self, stored: FromVulnerability) -> dict[str, Any]:
        assert isinstance(stored, Requirement)
        return {
            **super().values_of(stored),
            "obligation": stored.obligation,
            "measure_of_success": stored.measure_of_success,
            "functions": stored.functions,
            "objective": stored.objective,
        }
