"""Forms of whoever writes a call."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Requirement
from protect.assessments.requirements import Obligation
from protect.calls.models import Annex, Call, Question, QuestionStock, Wanted
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import LongSelect, SeveralField, choices, text_area
from protect.organisations.models import AUTHORITY_KINDS, Organisation
from protect.organisations.moments import LocalMoment, zones


class NewCallForm(forms.Form):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation that asks"))
    title = forms.CharField(
        label=_("Title"), max_length=160, help_text=_("Outsiders read it: name the need, not the place.")
    )

    def __init__(self, organisations: Any, *args: Any) -> None:
        super().__init__(*args)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        if organisations.count() == 1:
            self.fields["organisation"].initial = organisations.first()


class CallForm(Guarded, forms.ModelForm):
    questions_until = LocalMoment(label=_("Questions until"), required=False)
    answers_until = LocalMoment(label=_("Answers until"), required=False)
    opens_at = LocalMoment(
        label=_("Answers are opened"),
        required=False,
        help_text=_("Until then nobody is to read an answer."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones, widget=LongSelect)
    languages = forms.CharField(label=_("Languages of answers"), help_text=_("Two letters each: en, nl."))

    field_order = ("title", "time_zone", "questions_until", "answers_until", "opens_at", "languages")

    class Meta:
        model = Call
        fields = ("title", "time_zone", "questions_until", "answers_until", "opens_at")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        zone = self.data.get("time_zone") if self.is_bound else self.instance.time_zone
        known = zone if zone in zoneinfo.available_timezones() else self.instance.time_zone
        for field in self.fields.values():
            if isinstance(field, LocalMoment):
                field.zone = zoneinfo.ZoneInfo(known)
        self.initial["languages"] = ", ".join(self.instance.languages)

    def values_of(self, stored: Call) -> dict[str, Any]:
        return {**super().values_of(stored), "languages": stored.languages}

    def clean_languages(self) -> list[str]:
        return [one.strip().lower() for one in self.cleaned_data["languages"].split(",") if one.strip()]


class SectionForm(Guarded, forms.Form):
    text = forms.CharField(label=_("Text"), widget=text_area(10), required=False)

    def __init__(self, code: str, *args: Any, **options: Any) -> None:
        self.code = code
        super().__init__(*args, **options)

    def values_of(self, stored: Call) -> dict[str, Any]:
        return {"text": stored.sections.get(self.code, "")}


class PointsForm(Guarded, forms.Form):
    """100 points over the criteria; ``about`` is the call or a city's annex."""

    def __init__(self, call: Call, *args: Any, **options: Any) -> None:
        self.call = call
        super().__init__(*args, **options)
        for one in call.template.content["criteria"]:
            self.fields[one["code"]] = forms.IntegerField(
                label=_(one["label"]), help_text=_(one["help"]), min_value=0, max_value=100
            )
        assert self.about is not None
        self.initial = {**self.values_of(self.about), **self.initial}

    def values_of(self, stored: Any) -> dict[str, Any]:
        return dict(stored.criteria or self.call.criteria)


class AnnexForm(Guarded, forms.ModelForm):
    category = forms.ChoiceField(label=_("Kind of place"), choices=choices("psoi_category"))
    crowd_class = forms.ChoiceField(label=_("Crowd class"), choices=choices("crowd_class", "–"), required=False)
    threat_types = SeveralField("threat_type", label=_("Threat types"))
    phases = SeveralField("threat_phase", label=_("Attack phases"), required=False)
    functions = SeveralField("measure_function", label=_("Functions wanted"), required=False)

    class Meta:
        model = Annex
        fields = (
            "category", "crowd_class", "surroundings", "objective", "scenario", "threat_types", "phases", "functions",
        )  # fmt: skip
        widgets = {"surroundings": text_area(3), "objective": text_area(3), "scenario": text_area(4)}


class NewAnnexForm(AnnexForm):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("City"))
    field_order = ("organisation",)

    def __init__(self, call: Call, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        there = call.annexes.values("organisation")
        free = Organisation.objects.filter(kind__in=AUTHORITY_KINDS).exclude(pk__in=there)
        self.fields["organisation"].queryset = free  # type: ignore[attr-defined]
        if not there:
            self.fields["organisation"].initial = call.organisation


class AddWantedForm(forms.Form):
    requirement: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Requirement of an assessment"))

    def __init__(self, annex: Annex, user: Any, *args: Any) -> None:
        super().__init__(*args)
        seen: Any = Requirement.objects.visible_to(user)  # type: ignore[attr-defined]
        there = annex.wanted.values("requirement")
        own = seen.filter(assessment__organisation=annex.organisation).exclude(pk__in=there)
        self.fields["requirement"].queryset = own.select_related("assessment__space")  # type: ignore[attr-defined]
        self.fields["requirement"].label_from_instance = _requirement_label  # type: ignore[attr-defined]


def _requirement_label(one: Any) -> str:
    return f"{one.get_obligation_display()}: {one} – {one.assessment}"


class WantedForm(Guarded, forms.ModelForm):
    obligation = forms.ChoiceField(label=_("Must or should"), choices=Obligation.choices, widget=forms.RadioSelect)

    class Meta:
        model = Wanted
        fields = ("obligation", "text", "measure_of_success")
        widgets = {"text": text_area(3), "measure_of_success": text_area(2)}


class QuestionForm(Guarded, forms.ModelForm):
    class Meta:
        model = Question
        fields = (
            "text", "help", "kind", "mandatory", "unit", "options", "several", "columns", "lowest", "highest", "condition",
            "condition_values",
        )  # fmt: skip
        widgets = {
            "text": text_area(2), "options": text_area(4), "columns": text_area(3), "condition_values": text_area(2),
        }  # fmt: skip

    def __init__(self, call: Call, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        before = call.questions.filter(kind__in=("choice", "proof"))
        if self.instance.pk:
            before = before.filter(position__lt=self.instance.position)
        self.fields["condition"].queryset = before  # type: ignore[attr-defined]


class StockForm(forms.Form):
    name = forms.CharField(label=_("Keep these questions under the name"), max_length=120)


class TakeStockForm(forms.Form):
    stock: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Add the questions kept as"))

    def __init__(self, call: Call, user: Any, *args: Any) -> None:
        super().__init__(*args)
        seen: Any = QuestionStock.objects.visible_to(user)  # type: ignore[attr-defined]
        self.fields["stock"].queryset = seen.filter(organisation=call.organisation)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class SignForm(forms.Form):
    reviewer = forms.ChoiceField(label=_("I sign for"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, call: Call, digest: str, open_ones: list[dict[str, Any]], *args: Any) -> None:
        super().__init__(*args, initial={"seen": digest})
        self.fields["reviewer"].choices = [  # type: ignore[attr-defined]
            (one["code"], f"{one['label']}: {one['question']}") for one in open_ones
        ]
