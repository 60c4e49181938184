"""Forms of the log and of the threat level. Words that look like personal data are shown, each with a box to clear it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from protect.incidents.levels import ThreatLevel
from protect.incidents.models import NO_NAMES, Incident, MeasureResult, Result
from protect.incidents.services.levels import FOR_OTHERS
from protect.incidents.services.log import findings
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import DateField, SeveralField, choices, text_area
from protect.organisations.markings import Marking
from protect.organisations.models import Organisation
from protect.organisations.moments import LocalMoment
from protect.spaces.models import ExistingMeasure, Space


class Cleared(forms.MultipleChoiceField):
    """One box for each thing that looks like personal data; there only where something was found."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        super().__init__(
            label=_("This points at nobody"), required=False,
            help_text=_("Better take it out of the text. Tick what is no personal data: the name of a street, for example."),
        )  # fmt: skip


class Careful(forms.Form):
    """Mixin: offers to clear what was found in the texts that were sent. Comes before the forms it is mixed into."""

    def offer(self, organisation: Organisation | None, space: Space | None, names: Iterable[str]) -> None:
        """Called once the fields stand: without findings there is nothing to clear and no field."""
        if not self.is_bound or organisation is None:
            return
        texts = {name: self.data.get(self.add_prefix(name), "") for name in names}
        found = findings(organisation, space, texts)
        if found:
            field = Cleared()
            field.choices = [(one.mark, f"“{one.text}” ({one.word})") for one in found]
            self.fields["cleared"] = field

    @property
    def cleared(self) -> list[str]:
        return list(self.cleaned_data.get("cleared", ()))


def coordinate(label: Any, most: int) -> forms.FloatField:
    return forms.FloatField(
        label=label, required=False, min_value=-most, max_value=most,
        widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip


class ReportForm(Careful, forms.Form):
    """The least that an entry needs, for a phone; the rest can be added later."""

    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation"))
    kind = forms.ChoiceField(label=_("What it is"))
    happened_at = LocalMoment(label=_("When"))
    space: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=_("Public space"), required=False, empty_label=_("not in the register")
    )
    sub_area: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=_("Part of the space"), required=False, empty_label=_("the whole space")
    )
    where = forms.CharField(
        label=_("Where, in words"), required=False, max_length=200,
        help_text=_("By what everybody can find again: a gate, a lamp, a stall."),
    )  # fmt: skip
    lat = coordinate(_("Latitude"), 90)
    lon = coordinate(_("Longitude"), 180)
    threat_type = forms.ChoiceField(label=_("Threat type, if one fits"), required=False)
    what = forms.CharField(label=_("What happened"), help_text=NO_NAMES, widget=text_area(4))
    photo = forms.FileField(
        label=_("Photo, if one helps"), required=False,
        help_text=_("Of the place, without people and plates. Position and camera are taken out of the file."),
        widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
    description = forms.CharField(label=_("What the photo shows"), required=False, max_length=300)

    TEXTS = ("where", "what", "description")

    def __init__(
        self, organisations: QuerySet[Organisation], spaces: QuerySet[Space], space: Space | None, zone: Any,
        data: Any = None, files: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(data, files)
        self.fields["kind"].choices = Incident._meta.get_field("kind").choices  # type: ignore[attr-defined]
        self.fields["threat_type"].choices = choices("threat_type", _("none of them, or not known"))  # type: ignore[attr-defined]
        moment: Any = self.fields["happened_at"]
        moment.zone, moment.initial = zone, timezone.now()
        for name, rows in (("organisation", organisations), ("space", spaces)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        listed = list(organisations)
        if len(listed) == 1:
            self.fields["organisation"].initial = listed[0]
            self.fields["organisation"].widget = forms.HiddenInput()
        area: Any = self.fields["sub_area"]
        if space is not None:
            self.fields["space"].initial = space
            self.fields["organisation"].initial = space.organisation_id
            area.queryset = space.sub_areas.all()
        else:
            del self.fields["sub_area"]
        sent = str(self.data.get("organisation", "")) if self.is_bound else ""
        owner = next((one for one in listed if str(one.pk) == sent), None)
        self.offer(owner, space, self.TEXTS)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        space, organisation = values.get("space"), values.get("organisation")
        if space is not None and organisation is not None and space.organisation_id != organisation.pk:
            # Whoever works for two organisations chose the place; that says whose entry it is.
            values["organisation"] = space.organisation
        if values.get("photo") and not values.get("description"):
            self.add_error("description", _now("Say in words what the photo shows, for those who cannot see it."))
        return values


class IncidentForm(Guarded, Careful, forms.ModelForm):
    """The whole entry."""

    happened_at = LocalMoment(label=_("When"))
    lat = coordinate(_("Latitude"), 90)
    lon = coordinate(_("Longitude"), 180)
    threat_type = forms.ChoiceField(label=_("Threat type, if one fits"), required=False)
    usage_state = forms.ChoiceField(label=_("What was on"), required=False)
    field_order = (
        "kind", "happened_at", "space", "sub_area", "where", "lat", "lon", "usage_state", "threat_type", "what", "lesson",
        "source", "cleared",
    )  # fmt: skip
    unguarded = ("cleared",)

    class Meta:
        model = Incident
        fields = (
            "kind", "happened_at", "space", "sub_area", "where", "usage_state", "threat_type", "what", "lesson", "source",
        )  # fmt: skip
        widgets = {"what": text_area(5), "lesson": text_area(4)}

    def __init__(self, spaces: QuerySet[Space], zone: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        incident: Incident = self.instance
        self.fields["happened_at"].zone = zone  # type: ignore[attr-defined]
        self.fields["threat_type"].choices = choices("threat_type", _("none of them, or not known"))  # type: ignore[attr-defined]
        self.fields["usage_state"].choices = choices("usage_state", _("not known"))  # type: ignore[attr-defined]
        self.fields["space"].queryset = spaces  # type: ignore[attr-defined]
        area: Any = self.fields["sub_area"]
        area.queryset = incident.space.sub_areas.all() if incident.space else area.queryset.none()
        self.initial = {**self.initial, "lat": incident.south, "lon": incident.west}
        self.offer(incident.organisation, incident.space, ("where", "what", "lesson"))
        self.order_fields(self.field_order)

    def values_of(self, stored: Any) -> dict[str, Any]:
        return {**super().values_of(stored), "lat": stored.south, "lon": stored.west}

    def _post_clean(self) -> None:
        """The service checks and saves; the form only reads."""


class MeasuresForm(Guarded, Careful, forms.Form):
    """How each measure of the space did: two fields a measure."""

    unguarded = ("cleared",)

    def __init__(self, incident: Incident, measures: list[ExistingMeasure], data: Any = None) -> None:
        super().__init__(data, about=incident)
        self.measures = measures
        answers = [("", _("was not called on, or not known")), *Result.choices]
        for one in measures:
            self.fields[f"result-{one.pk}"] = forms.ChoiceField(label=one.name, choices=answers, required=False)
            self.fields[f"note-{one.pk}"] = forms.CharField(
                label=_now("Note on “%(name)s”") % {"name": one.name}, required=False, max_length=300
            )
        self.initial = {**self.values_of(incident), **self.initial}
        self.offer(incident.organisation, incident.space, [f"note-{one.pk}" for one in measures])

    def values_of(self, stored: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        kept = {one.measure_id: one for one in MeasureResult.objects.filter(incident=stored)}
        for one in getattr(self, "measures", ()):
            there = kept.get(one.pk)
            found |= {f"result-{one.pk}": there.result if there else "", f"note-{one.pk}": there.note if there else ""}
        return found

    @property
    def judged(self) -> Mapping[ExistingMeasure, tuple[str, str]]:
        values = self.cleaned_data
        return {one: (values[f"result-{one.pk}"], values[f"note-{one.pk}"]) for one in self.measures}


class PhotoForm(Careful, forms.Form):
    file = forms.FileField(
        label=_("Photo"), widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("Of the place, without people and plates. Position and camera are taken out of the file."),
    )  # fmt: skip
    description = forms.CharField(label=_("What the photo shows"), max_length=300, help_text=NO_NAMES)

    def __init__(self, incident: Incident, *args: Any) -> None:
        super().__init__(*args)
        self.offer(incident.organisation, incident.space, ("description",))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=text_area(2))


class LookForm(forms.Form):
    """Which places to look at again because of an entry."""

    spaces: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        None, label=_("Look again at"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one space.")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500,
        help_text=_("Who reads the space reads this, even where they may not read the entry. Never how it was done."),
    )  # fmt: skip

    def __init__(self, spaces: QuerySet[Space], here: Space | None, *args: Any) -> None:
        super().__init__(*args)
        field: Any = self.fields["spaces"]
        field.queryset = spaces
        if here is not None and any(one.pk == here.pk for one in spaces):
            field.initial = [here.pk]


class LevelForm(forms.ModelForm):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Told by"))
    decided_on = DateField(label=_("Decided on"))
    threat_types = SeveralField(
        "threat_type", label=_("Only for these threat types"), required=False, help_text=_("None ticked: all.")
    )
    categories = SeveralField(
        "psoi_category", label=_("Only for these kinds of spaces"), required=False, help_text=_("None ticked: all.")
    )
    marking = forms.ChoiceField(label=_("Who reads it"))

    class Meta:
        model = ThreatLevel
        fields = (
            "organisation", "before", "after", "direction", "decided_on", "threat_types", "categories", "source", "note",
            "marking",
        )  # fmt: skip
        widgets = {"note": text_area(3)}

    def __init__(self, organisations: list[Organisation], administers: bool, *args: Any) -> None:
        super().__init__(*args)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in organisations])
        if len(organisations) == 1:
            field.initial, field.widget = organisations[0], forms.HiddenInput()
        self.fields["decided_on"].initial = timezone.localdate
        # To let in anybody outside the own organisation takes an administrator, as everywhere.
        open_ones = [one for one in Marking if administers or one not in FOR_OTHERS]
        self.fields["marking"].choices = [(one.value, one.label) for one in open_ones if one != Marking.RED]  # type: ignore[attr-defined]
        self.fields["marking"].initial = Marking.GREEN.value if administers else Marking.AMBER_STRICT.value
        if not administers:
            self.fields["marking"].help_text = _("An administrator can let in other authorities or everybody.")

    def _post_clean(self) -> None:
        """The service checks and saves; the form only reads."""
