"""Forms of whoever plans and runs an exercise, and of those at the table."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Scenario
from protect.exercises.models import Arm, Entry, EntryKind, Exercise, Finding, Function, Inject, Run
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import DateField, LongSelect, choices, text_area
from protect.organisations.moments import LocalMoment, zones
from protect.spaces.models import Space


class NewExerciseForm(forms.Form):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation that owns it"))
    title = forms.CharField(
        label=_("Title"), max_length=160, help_text=_("Participants read it on their phones: name no weak point.")
    )
    threat = forms.ChoiceField(
        label=_("Begin with a template"), required=False,
        help_text=_("It brings situation, objectives, functions and messages, and is yours to change."),
    )  # fmt: skip

    def __init__(self, organisations: Any, templates: list[dict[str, Any]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = organisations
        if len(organisations) == 1:
            field.initial = organisations[0]
            field.widget = forms.HiddenInput()
        offered = [(one["threat"], one["title"]) for one in templates]
        self.fields["threat"].choices = [("", _("Begin empty")), *offered]  # type: ignore[attr-defined]


class PlanForm(Guarded, forms.ModelForm):
    planned_for = LocalMoment(label=_("Planned for"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones, widget=LongSelect)
    threat_type = forms.ChoiceField(
        label=_("Threat type"), choices=choices("threat_type", _("none of the ten")), required=False
    )

    class Meta:
        model = Exercise
        fields = (
            "title", "space", "scenario", "threat_type", "objectives", "situation", "rules", "solution", "time_zone",
            "planned_for",
        )  # fmt: skip
        widgets = {"objectives": text_area(4), "situation": text_area(5), "rules": text_area(3)}

    def __init__(self, reader: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        owner = self.instance.organisation
        spaces: Any = Space.objects.visible_to(reader)  # type: ignore[attr-defined]
        self.fields["space"].queryset = spaces.filter(organisation=owner)  # type: ignore[attr-defined]
        scenarios: Any = Scenario.objects.visible_to(reader)  # type: ignore[attr-defined]
        scenarios = scenarios.filter(assessment__organisation=owner, applicable=True).exclude(title="")
        field = self.fields["scenario"]
        field.queryset = scenarios.select_related("assessment__space").order_by("assessment", "position")  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.assessment.space}: {one}"  # type: ignore[attr-defined]
        named = (self.data.get("time_zone") if self.is_bound else "") or self.instance.time_zone
        known = named if named in zoneinfo.available_timezones() else "Europe/Brussels"
        self.fields["planned_for"].zone = zoneinfo.ZoneInfo(known)  # type: ignore[attr-defined]


class FunctionForm(Guarded, forms.ModelForm):
    class Meta:
        model = Function
        fields = ("label", "task", "played_by")


class InjectForm(Guarded, forms.ModelForm):
    expected = forms.CharField(
        label=_("Decisions expected"), required=False, widget=text_area(5),
        help_text=_("One a line: what your plans foresee. Participants do not see them."),
    )  # fmt: skip

    class Meta:
        model = Inject
        fields = ("minute", "channel", "to", "title", "text")
        widgets = {"text": text_area(5)}

    def __init__(self, exercise: Exercise, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = exercise.functions.all()  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["expected"] = self.values_of(self.instance)["expected"]

    def values_of(self, stored: Any) -> dict[str, Any]:
        found = super().values_of(stored)
        return {**found, "expected": "\n".join(one.text for one in stored.expected.all())}


class RunForm(forms.ModelForm):
    arm = forms.ChoiceField(label=_("Line"), choices=Arm.choices)

    class Meta:
        model = Run
        fields = ("arm", "conditions", "by_clock")


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=text_area(2))


class JoinForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), max_length=12,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class SeatForm(forms.Form):
    function: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=_("Your function"), widget=forms.RadioSelect, empty_label=None
    )
    name = forms.CharField(
        label=_("Your name, if you like"), max_length=80, required=False,
        help_text=_("The function is enough. A name is deleted some time after the exercise."),
    )  # fmt: skip

    def __init__(self, run: Run, *args: Any) -> None:
        super().__init__(*args)
        self.fields["function"].queryset = run.exercise.functions.all()  # type: ignore[attr-defined]


class EntryForm(forms.ModelForm):
    """``key`` comes with the form: pressed twice, it is written once."""

    kind = forms.ChoiceField(label=_("Kind"), choices=EntryKind.choices, widget=forms.RadioSelect)
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    clock = forms.FloatField(required=False, widget=forms.HiddenInput)
    waited = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=0, max_value=10**7)

    class Meta:
        model = Entry
        fields = ("kind", "inject", "text")
        widgets = {"text": text_area(3)}

    def __init__(self, injects: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["inject"]
        field.queryset = injects  # type: ignore[attr-defined]
        field.empty_label = _("nothing in particular")  # type: ignore[attr-defined]


class JumpForm(forms.Form):
    minute = forms.IntegerField(label=_("Minute"), min_value=0, max_value=24 * 60)


class FindingForm(Guarded, forms.ModelForm):
    due_on = DateField(label=_("Until"), required=False)

    class Meta:
        model = Finding
        fields = ("kind", "text", "inject", "owner", "due_on")
        widgets = {"text": text_area(2)}

    def __init__(self, exercise: Exercise, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["inject"].queryset = exercise.injects.all()  # type: ignore[attr-defined]


class SummaryForm(Guarded, forms.ModelForm):
    class Meta:
        model = Run
        fields = ("summary", "conditions")
        widgets = {"summary": text_area(5)}
