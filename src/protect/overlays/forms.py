"""Forms of whoever prepares, signs and ends an overlay."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from protect.incidents.forms import coordinate
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import LongSelect, SeveralField, choices, text_area
from protect.organisations.moments import LocalMoment, Zoned, zones
from protect.overlays.models import Change, CheckItem, Difference, EventOverlay, Function, TemporaryMeasure
from protect.overlays.reading import Reading, Row
from protect.reference import terms
from protect.reference.scale_sets import ScaleSet


class PlanForm(Zoned):
    begins_at = LocalMoment(label=_("Begins"))
    ends_at = LocalMoment(label=_("Ends"))
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones, widget=LongSelect)
    crowd_class = forms.ChoiceField(
        label=_("Class of crowd"), required=False, choices=choices("crowd_class", _("not known"))
    )

    class Meta:
        model = EventOverlay
        fields = (
            "name", "time_zone", "begins_at", "ends_at", "expected_people", "crowd_class", "organiser", "about",
        )  # fmt: skip
        widgets = {"about": text_area(4)}

    def _post_clean(self) -> None:
        """The service checks and saves; the form only reads."""


def level_choices(scale: ScaleSet, side: str) -> list[tuple[str, str]]:
    told = [(str(one.value), f"{one.value} – {one.label}") for one in getattr(scale, side)]
    return [("", _now("choose")), *told, ("0", _now("cannot judge"))]


class Judged(forms.Form):
    """Mixin: the two levels on the scale of the assessment, confidence and reason."""

    probability = forms.TypedChoiceField(
        label=_("Probability during the event"), coerce=int, empty_value=None, required=False
    )
    consequence = forms.TypedChoiceField(
        label=_("Consequence during the event"), coerce=int, empty_value=None, required=False
    )
    confidence = forms.ChoiceField(label=_("How sure"), required=False)
    reason = forms.CharField(
        label=_("Reason"), required=False, widget=text_area(3),
        help_text=_("What of the event makes it so: people, stalls, closed ways. Never how it would be done."),
    )  # fmt: skip

    def offer(self, scale: ScaleSet) -> None:
        for side in ("probability", "consequence"):
            self.fields[side].choices = level_choices(scale, side)  # type: ignore[attr-defined]
            self.fields[side].help_text = getattr(scale, side).question
        self.fields["confidence"].choices = terms.choices("confidence")  # type: ignore[attr-defined]
        self.fields["confidence"].initial = "medium"


class RowForm(Guarded, Judged):
    """How one row of the assessment is during the event."""

    change = forms.ChoiceField(
        label=_("During the event"), required=False, widget=forms.RadioSelect,
        choices=[("", _("as on any other day")), *[one for one in Change.choices if one[0] != Change.ADDED]],
    )  # fmt: skip
    field_order = ("change", "probability", "consequence", "confidence", "reason")

    def __init__(self, overlay: EventOverlay, reading: Reading, row: Row, data: Any = None) -> None:
        self.key = row.key
        super().__init__(data, about=overlay)
        self.offer(reading.scale)
        if row.difference is None:
            # To begin with, the levels of any other day: what differs is changed from there.
            self.initial |= {"probability": row.probability, "consequence": row.consequence, "confidence": "medium"}

    def values_of(self, stored: Any) -> dict[str, Any]:
        names = ("change", "probability", "consequence", "confidence", "reason")
        found = Difference.objects.filter(overlay=stored, row=self.key).first()
        return {name: getattr(found, name) if found else "" for name in names}


class AddedRowForm(Guarded, Judged, forms.ModelForm):
    threat_type = forms.ChoiceField(label=_("Threat type"))
    area = forms.ChoiceField(label=_("Part of the space"), required=False)
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("Such as: crowd before the stage."))
    field_order = ("threat_type", "area", "title", "probability", "consequence", "confidence", "reason")

    class Meta:
        model = Difference
        fields = ("threat_type", "area", "title", "probability", "consequence", "confidence", "reason")

    def __init__(self, reading: Reading, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["threat_type"].choices = list(reading.base.threats.items())  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", _now("The whole space")), *((one, one) for one in reading.areas)]  # type: ignore[attr-defined]
        self.offer(reading.scale)

    def _post_clean(self) -> None:
        """The service checks and saves; the form only reads."""


class MeasureForm(Zoned):
    set_up_at = LocalMoment(label=_("Stands from"))
    remove_at = LocalMoment(label=_("Gone by"))
    threat_types = SeveralField("threat_type", label=_("Against"), required=False)
    lat = coordinate(_("Latitude"), 90)
    lon = coordinate(_("Longitude"), 180)

    class Meta:
        model = TemporaryMeasure
        fields = ("name", "place", "lat", "lon", "set_up_at", "remove_at", "responsible", "threat_types", "note")

    def _post_clean(self) -> None:
        """The service checks and saves; the form only reads."""


class CheckForm(Zoned):
    at = LocalMoment(label=_("When"))

    class Meta:
        model = CheckItem
        fields = ("at", "what", "responsible")

    def _post_clean(self) -> None:
        """The service checks and saves; the form only reads."""


class SignForm(forms.Form):
    function = forms.ChoiceField(label=_("You sign"))
    agrees = forms.TypedChoiceField(
        label=_("Your answer"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("yes, it can take place like this")), ("no", _("no, it goes back"))],
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=text_area(2))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, functions: list[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["function"].choices = [(one, Function(one).label) for one in functions]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=text_area(2))


class CopyForm(forms.Form):
    begins_at = LocalMoment(
        label=_("Begins next time"),
        help_text=_("All other times move along with it: set-up, removal, the list of the day."),
    )  # fmt: skip

    def __init__(self, overlay: EventOverlay, *args: Any) -> None:
        super().__init__(*args)
        field: Any = self.fields["begins_at"]
        field.zone = zoneinfo.ZoneInfo(overlay.time_zone)
