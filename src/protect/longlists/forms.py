from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from protect.longlists.models import LEVELS, Longlist, Place
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import SeveralOf, text_area
from protect.organisations.models import Organisation
from protect.spaces.models import Space

MOST_FACTORS, MOST_SEATS = 12, 50
NOT_KNOWN = ""


class LonglistForm(Guarded, forms.ModelForm):
    seats = forms.IntegerField(
        label=_("Places on the shortlist"), min_value=1, max_value=MOST_SEATS, initial=3,
        help_text=_("How many assessments you can begin in the coming year."),
    )  # fmt: skip

    class Meta:
        model = Longlist
        fields = ("name", "note", "seats")
        widgets = {"note": text_area(2)}


class NewLonglistForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation that owns it"))
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example: Which squares next year?"))
    note = forms.CharField(label=_("What it is for"), required=False, widget=text_area(2), max_length=2000)
    seats = forms.IntegerField(
        label=_("Places on the shortlist"), min_value=1, max_value=MOST_SEATS, initial=3,
        help_text=_("How many assessments you can begin in the coming year."),
    )  # fmt: skip

    def __init__(self, organisations: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = organisations
        if len(organisations) == 1:
            field.initial = organisations[0]
            field.widget = forms.HiddenInput()


class AddPlacesForm(forms.Form):
    spaces = SeveralOf(Space.objects.none(), label=_("Spaces of the register that are not on the list yet"))

    def __init__(self, spaces: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["spaces"].queryset = spaces  # type: ignore[attr-defined]


class ScoreForm(Guarded, forms.Form):
    """One field for each factor of the list, with what its levels mean."""

    def __init__(self, place: Place, *args: Any, **options: Any) -> None:
        self.factors = place.longlist.factors
        super().__init__(*args, about=place, **options)
        for one in self.factors:
            levels = [(number, f"{number} – {text}") for number, text in enumerate(one["levels"], 1)]
            self.fields[f"f-{one['code']}"] = forms.TypedChoiceField(
                label=one["label"], help_text=one["question"], required=False, coerce=int, empty_value=None,
                choices=[(NOT_KNOWN, _("Not known")), *levels], widget=forms.RadioSelect,
            )  # fmt: skip
        self.fields["note"] = forms.CharField(
            label=_("What the scores rest on"), required=False, widget=text_area(2), max_length=4000
        )

    def values_of(self, stored: Any) -> dict[str, Any]:
        return {**{f"f-{one['code']}": stored.scores.get(one["code"]) for one in self.factors}, "note": stored.note}

    @property
    def scores(self) -> dict[str, int | None]:
        return {one["code"]: self.cleaned_data.get(f"f-{one['code']}") for one in self.factors}


class FactorForm(forms.Form):
    """One factor; left without a name it goes."""

    code = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    label = forms.CharField(label=_("Factor"), max_length=80, required=False)
    question = forms.CharField(label=_("Question"), max_length=300, required=False)
    rising = forms.TypedChoiceField(
        label=_("A high score means"),
        choices=[("1", _("more need of an assessment")), ("", _("less need of an assessment"))],
        coerce=bool, required=False,
    )  # fmt: skip
    weight = forms.IntegerField(label=_("Weight (points)"), min_value=0, max_value=100, required=False, initial=0)
    levels = forms.CharField(
        label=_("The five levels, one a line, from 1 to 5"), required=False, widget=text_area(5), max_length=2000
    )

    def clean_levels(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["levels"].splitlines() if line.strip()]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        return code if re.fullmatch(r"[a-z][a-z0-9_]{0,39}", code) else ""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("label"):
            return found
        if not found.get("question"):
            self.add_error("question", _("Say what is asked."))
        if "levels" in found and len(found["levels"]) != LEVELS:
            self.add_error("levels", _("Write five lines, one for each level; there are %d.") % len(found["levels"]))
        return found

    def as_factor(self) -> dict[str, Any] | None:
        values = self.cleaned_data
        if not values.get("label"):
            return None
        code = values["code"] or slugify(values["label"]).replace("-", "_")[:40] or "factor"
        if not code[0].isalpha():
            code = f"f_{code}"[:40]
        return {
            "code": code, "label": values["label"], "question": values["question"], "rising": bool(values["rising"]),
            "weight": values["weight"] or 0, "levels": values["levels"],
        }  # fmt: skip


FactorFormSet = forms.formset_factory(FactorForm, extra=1, max_num=MOST_FACTORS, absolute_max=MOST_FACTORS + 1)


class SignForm(forms.Form):
    reason = forms.CharField(label=_("Why these places"), widget=text_area(3), max_length=4000)
    confirmed = forms.BooleanField(label=_("I sign this shortlist. The list becomes read-only."))

    def __init__(self, places: list[Place], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = places
        for place in places:
            self.fields[f"chosen-{place.pk}"] = forms.BooleanField(required=False)
            self.fields[f"reason-{place.pk}"] = forms.CharField(required=False, max_length=500)

    @property
    def chosen(self) -> dict[int, str]:
        values = self.cleaned_data
        return {one.pk: values[f"reason-{one.pk}"] for one in self.places if values[f"chosen-{one.pk}"]}
