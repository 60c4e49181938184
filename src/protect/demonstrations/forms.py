"""Forms of whoever plans a demonstration, of its observers, and of Demo Days."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.demonstrations.models import (
    DemoDay,
    DemoDayItem,
    Demonstration,
    Metric,
    MetricKind,
    Observation,
    Person,
    Question,
    Run,
    Seat,
    Step,
)
from protect.evaluations.models import Candidate
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import LongSelect, text_area
from protect.organisations.moments import LocalMoment, Zoned, zones
from protect.spaces.models import Space


class NewDemonstrationForm(forms.Form):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation that owns it"))
    title = forms.CharField(
        label=_("Title"), max_length=160, help_text=_("Observers read it on their phones: name no weak point.")
    )

    def __init__(self, organisations: Any, *args: Any) -> None:
        super().__init__(*args)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = organisations
        if len(organisations) == 1:
            field.initial = organisations[0]
            field.widget = forms.HiddenInput()


class PlanForm(Zoned):
    begins_at = LocalMoment(label=_("Begins"), required=False)
    ends_at = LocalMoment(label=_("Ends"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones, widget=LongSelect)

    class Meta:
        model = Demonstration
        fields = (
            "title", "space", "scenario", "solution", "provider", "candidate", "time_zone", "begins_at", "ends_at", "safety",
            "privacy",
        )  # fmt: skip
        widgets = {name: text_area(4) for name in ("scenario", "safety", "privacy")}

    def __init__(self, reader: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        spaces: Any = Space.objects.visible_to(reader)  # type: ignore[attr-defined]
        self.fields["space"].queryset = spaces.filter(organisation=self.instance.organisation)  # type: ignore[attr-defined]
        candidates: Any = Candidate.objects.visible_to(reader)  # type: ignore[attr-defined]
        field = self.fields["candidate"]
        field.queryset = candidates.filter(evaluation__organisation=self.instance.organisation)  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.evaluation}: {one}"  # type: ignore[attr-defined]


class AfterwardsForm(Guarded, forms.ModelForm):
    class Meta:
        model = Demonstration
        fields = ("limits", "lessons", "costs")
        widgets = {name: text_area(5) for name in fields}


class PersonForm(Guarded, forms.ModelForm):
    class Meta:
        model = Person
        fields = ("function", "name", "organisation_name")


class StepForm(Zoned):
    at = LocalMoment(label=_("Time"))

    class Meta:
        model = Step
        fields = ("at", "what", "who", "where")


class MetricForm(Guarded, forms.ModelForm):
    class Meta:
        model = Metric
        fields = ("label", "kind", "unit", "better", "target")


class RunForm(forms.ModelForm):
    class Meta:
        model = Run
        fields = ("arm", "conditions")


class SeatForm(forms.ModelForm):
    class Meta:
        model = Seat
        fields = ("label",)


class ApprovalForm(forms.Form):
    question = forms.ChoiceField(label=_("What you approve"))
    note = forms.CharField(label=_("Note"), required=False, max_length=500)
    confirmed = forms.BooleanField(label=_("I have read this plan and approve it for this question."))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, questions: Iterable[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["question"].choices = [(one, Question(one).label) for one in questions]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=text_area(2))


class ObserveForm(forms.Form):
    """One field for each metric; what is left empty stays as it was."""

    #: Chosen by the links above the form; the form says for which run it was opened.
    run = forms.ModelChoiceField(Run.objects.none(), widget=forms.HiddenInput)
    remark = forms.CharField(label=_("What else you noticed"), required=False, max_length=500, widget=text_area(2))

    def __init__(self, seat: Seat, runs: Any, metrics: list[Metric], *args: Any, run: Run | None = None) -> None:
        super().__init__(*args)
        self.metrics = metrics
        field = self.fields["run"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = runs
        field.initial = run
        known = {one.metric_id: one.value for one in Observation.objects.filter(seat=seat, run=run)} if run else {}
        for metric in metrics:
            self.fields[f"m-{metric.pk}"] = self._field(metric, known.get(metric.pk))
        self.order_fields(["run", *(f"m-{one.pk}" for one in metrics), "remark"])

    def _field(self, metric: Metric, known: float | None) -> forms.Field:
        if metric.kind == MetricKind.YES_NO:
            return forms.TypedChoiceField(
                label=metric.label, choices=[("1", _("yes")), ("0", _("no"))], widget=forms.RadioSelect, required=False,
                coerce=float, empty_value=None, initial="" if known is None else str(int(known)),
            )  # fmt: skip
        return forms.FloatField(
            label=f"{metric.label} ({metric.unit})", required=False, initial=known,
            widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
        )  # fmt: skip

    @property
    def values(self) -> dict[Metric, float | None]:
        return {one: self.cleaned_data[f"m-{one.pk}"] for one in self.metrics}


class NewDayForm(forms.Form):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation that owns it"))
    title = forms.CharField(label=_("Title"), max_length=160)
    about = forms.CharField(label=_("What it is about"), help_text=_("The public reads it."), widget=text_area(4))

    def __init__(self, organisations: Any, *args: Any) -> None:
        super().__init__(*args)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0]
            self.fields["organisation"].widget = forms.HiddenInput()


class DayForm(Guarded, forms.ModelForm):
    class Meta:
        model = DemoDay
        fields = ("title", "about")
        widgets = {"about": text_area(4)}


class ItemForm(Zoned):
    begins_at = LocalMoment(label=_("Begins"))
    ends_at = LocalMoment(label=_("Ends"))
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones, widget=LongSelect)
    address = forms.URLField(
        label=_("Link to watch or register"), max_length=300, required=False, assume_scheme="https"
    )

    class Meta:
        model = DemoDayItem
        fields = ("title", "time_zone", "begins_at", "ends_at", "about", "solution", "address")
        widgets = {"about": text_area(4)}


class NewItemForm(ItemForm):
    city: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("City"))
    field_order = ("city", *ItemForm.Meta.fields)

    def __init__(self, cities: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["city"].queryset = cities  # type: ignore[attr-defined]
        if len(cities) == 1:
            self.fields["city"].initial = cities[0]
