from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, Scenario
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import SeveralField, SeveralOf, choices, text_area
from protect.spaces.models import ExistingMeasure

APPLIES = ((True, _("It applies here")), (False, _("It does not apply here")))


def _applies(value: Any) -> bool:
    return str(value) == "True"


class ScenarioForm(Guarded, forms.ModelForm):
    """One row of the recording form."""

    threat_type = forms.ChoiceField(label=_("Threat type"), choices=choices("threat_type"))
    usage_state = forms.ChoiceField(label=_("Usage state"))
    applicable = forms.TypedChoiceField(
        label=_("Does this threat type matter here?"), choices=APPLIES, coerce=_applies, widget=forms.RadioSelect
    )
    phases = SeveralField("threat_phase", label=_("Attack phases this row looks at"), required=False)
    measures = SeveralOf(
        ExistingMeasure.objects.none(),
        label=_("Existing measures that count here"),
        required=False,
    )

    class Meta:
        model = Scenario
        fields = (
            "threat_type", "sub_area", "usage_state", "applicable", "reason", "title", "text", "public_text", "phases",
            "measures", "weaknesses", "improvement_ideas",
        )  # fmt: skip
        widgets = {
            "text": text_area(4),
            "public_text": text_area(2),
            "weaknesses": text_area(3),
            "improvement_ideas": text_area(2),
        }
        help_texts = {
            "text": _(
                "The effects on people and place: who is there, where they can go, what is lost. Never how it is done."
            ),
            "public_text": _("What others may read: no names, no places within the site, no weak points."),
            "reason": _("For example: no vehicle can reach this part."),
        }

    def __init__(self, assessment: Assessment, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        area = self.fields["sub_area"]
        assert isinstance(area, forms.ModelChoiceField)
        area.queryset = assessment.space.sub_areas.all()
        area.empty_label = _("The whole space")
        states = self.fields["usage_state"]
        assert isinstance(states, forms.ChoiceField)
        looked_at = set(assessment.usage_states) | {self.instance.usage_state}
        states.choices = [choice for choice in choices("usage_state")() if choice[0] in looked_at]
        self.fields["measures"].queryset = assessment.space.measures.all()  # type: ignore[attr-defined]
        self.fields["title"].label = _("Title of the scenario")
        area.label = _("Sub-area")
        if self.instance.pk and self.instance.scores.exists():
            for name in ("threat_type", "sub_area", "usage_state"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Scored already; this stays as it is.")


class QuickRowForm(Guarded, forms.ModelForm):
    """One of the ten rows of the quick mode: a title, or the reason why it does not apply."""

    applicable = forms.TypedChoiceField(label=_("Matters here?"), choices=APPLIES, coerce=_applies)

    class Meta:
        model = Scenario
        fields = ("title", "applicable", "reason")
        labels = {"title": _("What could happen here?"), "reason": _("Reason, if it does not apply")}
