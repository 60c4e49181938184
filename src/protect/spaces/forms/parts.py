from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.organisations.conflicts import Guarded
from protect.organisations.forming import SeveralField, choices, text_area
from protect.spaces.models import Contact, Entrance, ExistingMeasure, Space, SpaceState, SubArea

USED_BY = (
    ("people", _("People")),
    ("vehicles", _("Vehicles")),
    ("deliveries", _("Deliveries")),
    ("emergency", _("Emergency services")),
)


class PartForm(Guarded, forms.ModelForm):
    """Base: the sub-areas and photos to choose from are those of the space."""

    def __init__(self, space: Space, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "sub_area" in self.fields:
            area = self.fields["sub_area"]
            assert isinstance(area, forms.ModelChoiceField)
            area.queryset = space.sub_areas.all()
            area.required = False
            area.label = _("Sub-area")
            area.empty_label = _("The whole space")
        if "photo" in self.fields:
            photo = self.fields["photo"]
            assert isinstance(photo, forms.ModelChoiceField)
            photo.queryset = space.attachments.filter(kind="photo")
            photo.required = False
            photo.empty_label = _("None")


class SubAreaForm(PartForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=choices("sub_area_kind"))

    class Meta:
        model = SubArea
        fields = ("name", "kind")


class EntranceForm(PartForm):
    used_by = forms.MultipleChoiceField(
        label=_("Used by"), choices=USED_BY, required=False, widget=forms.CheckboxSelectMultiple
    )
    width_m = forms.FloatField(
        label=_("Free width (m)"),
        min_value=0,
        max_value=500,
        required=False,
        help_text=_("Between fixed obstacles: whether a vehicle fits depends on it."),
    )

    class Meta:
        model = Entrance
        fields = ("name", "sub_area", "used_by", "width_m", "notes")


class MeasureForm(PartForm):
    origin = forms.ChoiceField(
        label=_("Natural or emplaced"), choices=choices("measure_origin"), widget=forms.RadioSelect
    )
    category = forms.ChoiceField(label=_("Category"), choices=choices("measure_category"))
    functions = SeveralField("measure_function", label=_("Functions"), required=False)
    threat_types = SeveralField("threat_type", label=_("Threat types it counters"), required=False)
    condition = forms.ChoiceField(label=_("Condition"), choices=choices("measure_condition"), initial="unknown")

    class Meta:
        model = ExistingMeasure
        fields = (
            "name", "origin", "category", "functions", "threat_types", "sub_area", "owner_name", "condition", "hours",
            "photo", "notes",
        )  # fmt: skip
        widgets = {"notes": text_area(2)}


class StateForm(PartForm):
    state = forms.ChoiceField(label=_("Usage state"), choices=choices("usage_state"))
    people = forms.IntegerField(label=_("People present (estimate)"), min_value=0, max_value=10_000_000, required=False)

    class Meta:
        model = SpaceState
        fields = ("state", "when", "people")
        help_texts = {"when": _("For example: Saturdays from 8 to 14.")}


class ContactForm(PartForm):
    class Meta:
        model = Contact
        fields = ("name", "function", "organisation_name", "phone", "email")
        help_texts = {"name": _("Personal data: only who must be reached, and only how.")}
