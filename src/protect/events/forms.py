"""Forms of those who organise."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.calls.models import Publication
from protect.catalogue.models import Entry
from protect.events import languages
from protect.events.models import (
    Event,
    EventKind,
    Profile,
    Room,
    Series,
    Session,
    Speaker,
    Talk,
    Track,
)
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import LongSelect, text_area
from protect.organisations.moments import LocalMoment, zones
from protect.reference import terms


class Zoned(Guarded, forms.ModelForm):
    """Reads and shows times by the clock of the event."""

    def __init__(self, *args: Any, zone: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        named = zone or (self.data.get("time_zone") if self.is_bound else "") or getattr(self.instance, "time_zone", "")
        known = named if named in zoneinfo.available_timezones() else "Europe/Brussels"
        for field in self.fields.values():
            if isinstance(field, LocalMoment):
                field.zone = zoneinfo.ZoneInfo(known)


class NewEventForm(forms.Form):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation that holds it"))
    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of event"), choices=EventKind.choices)

    def __init__(self, organisations: Any, *args: Any) -> None:
        super().__init__(*args)
        one_of_them(self.fields["organisation"], organisations)


def one_of_them(field: Any, organisations: Any) -> None:
    """Asked only where there is a choice."""
    field.queryset = organisations
    if len(organisations) == 1:
        field.initial = organisations[0]
        field.widget = forms.HiddenInput()


class Languages(forms.MultipleChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(choices=languages.choices, required=False, widget=forms.SelectMultiple({"size": 6}), **options)


class EventForm(Zoned):
    begins_at = LocalMoment(label=_("Begins"), required=False)
    ends_at = LocalMoment(label=_("Ends"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone of the place"), choices=zones, widget=LongSelect)
    languages = Languages(label=_("Languages"))
    interpretation = Languages(label=_("Interpretation into"))

    class Meta:
        model = Event
        fields = (
            "title", "kind", "series", "summary", "about", "time_zone", "begins_at", "ends_at", "is_online", "venue",
            "address", "city", "country", "languages", "interpretation", "target_groups", "partners", "funding",
            "access_note", "contact", "entries", "calls",
        )  # fmt: skip
        widgets = {
            "about": text_area(6), "partners": text_area(3), "access_note": text_area(2),
            "entries": forms.SelectMultiple({"size": 6}), "calls": forms.SelectMultiple({"size": 4}),
        }  # fmt: skip

    def __init__(self, reader: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        series: Any = Series.objects.visible_to(reader)  # type: ignore[attr-defined]
        self.fields["series"].queryset = series.filter(organisation=self.instance.organisation)  # type: ignore[attr-defined]
        self.fields["entries"].queryset = entries_for(reader)  # type: ignore[attr-defined]
        self.fields["calls"].queryset = Publication.objects.visible_to(reader).defer("document")  # type: ignore[attr-defined]

    def clean_country(self) -> str:
        code = str(self.cleaned_data["country"]).strip().upper()
        if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise forms.ValidationError(_("Two letters, such as RO."))
        return code


def entries_for(reader: Any) -> Any:
    """What is published in the catalogue: an event shows it to whoever reads the entry itself."""
    return Entry.objects.visible_to(reader).filter(state="published").only("pk", "name", "code", "language")  # type: ignore[attr-defined]


class SeriesForm(Guarded, forms.ModelForm):
    class Meta:
        model = Series
        fields = ("name", "about")
        widgets = {"about": text_area(4)}


class NewSeriesForm(forms.ModelForm):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation that holds it"))
    field_order = ("organisation", "name", "about")

    class Meta:
        model = Series
        fields = ("name", "about")
        widgets = {"about": text_area(4)}

    def __init__(self, organisations: Any, *args: Any) -> None:
        super().__init__(*args)
        one_of_them(self.fields["organisation"], organisations)


class RoomForm(Guarded, forms.ModelForm):
    link = forms.URLField(
        label=_("Link to join"), required=False, max_length=400, assume_scheme="https",
        help_text=_("Stands on no page: only who is registered is told."),
    )  # fmt: skip

    class Meta:
        model = Room
        fields = ("name", "about", "capacity", "link")


class TrackForm(Guarded, forms.ModelForm):
    class Meta:
        model = Track
        fields = ("name",)


class SessionForm(Zoned):
    begins_at = LocalMoment(label=_("Begins"))
    ends_at = LocalMoment(label=_("Ends"))
    language = forms.ChoiceField(label=_("Language"), required=False)
    step = forms.ChoiceField(label=_("Step of the method"), required=False)

    class Meta:
        model = Session
        fields = (
            "title", "kind", "begins_at", "ends_at", "room", "track", "language", "step", "abstract", "entries",
        )  # fmt: skip
        widgets = {"abstract": text_area(6), "entries": forms.SelectMultiple({"size": 6})}

    def __init__(self, event: Event, reader: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, zone=event.time_zone, **options)
        self.fields["room"].queryset = event.rooms.all()  # type: ignore[attr-defined]
        self.fields["track"].queryset = event.tracks.all()  # type: ignore[attr-defined]
        self.fields["entries"].queryset = entries_for(reader)  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", "–"), *languages.choices()]  # type: ignore[attr-defined]
        self.fields["step"].choices = [("", "–"), *terms.choices("method_step")]  # type: ignore[attr-defined]


class TalkForm(forms.ModelForm):
    class Meta:
        model = Talk
        fields = ("speaker", "function")

    def __init__(self, speakers: Any, *args: Any) -> None:
        super().__init__(*args)
        self.fields["speaker"].queryset = speakers  # type: ignore[attr-defined]
        self.fields["speaker"].label_from_instance = lambda one: f"{one.name}, {one.works_for}".rstrip(", ")  # type: ignore[attr-defined]


class FileForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("PDF, DOCX, XLSX, ODT or a photo (JPEG, PNG, WebP)."))
    description = forms.CharField(
        label=_("What it is"),
        max_length=300,
        help_text=_("Of a photo: what is to be seen, for those who do not see it."),
    )
    credit = forms.CharField(label=_("Whose it is"), max_length=200, required=False)
    session: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Session"), required=False)

    def __init__(self, event: Event, *args: Any) -> None:
        super().__init__(*args)
        self.fields["session"].queryset = event.sessions.all()  # type: ignore[attr-defined]


class SpeakerForm(Guarded, forms.ModelForm):
    class Meta:
        model = Speaker
        fields = ("name", "role", "works_for", "email")


class NewSpeakerForm(forms.ModelForm):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation whose list it is"))
    field_order = ("organisation", "name", "role", "works_for", "email")

    class Meta:
        model = Speaker
        fields = ("name", "role", "works_for", "email")

    def __init__(self, organisations: Any, *args: Any) -> None:
        super().__init__(*args)
        one_of_them(self.fields["organisation"], organisations)


class ProfileForm(Guarded, forms.ModelForm):
    web_address = forms.URLField(label=_("Page of the speaker"), required=False, max_length=300, assume_scheme="https")
    photo = forms.FileField(
        label=_("Photo"), required=False, help_text=_("JPEG, PNG or WebP; it takes the former's place.")
    )

    class Meta:
        model = Profile
        fields = ("biography", "web_address")
        widgets = {"biography": text_area(6)}


class ConsentForm(forms.Form):
    consent_note = forms.CharField(
        label=_("How the consent was given"), max_length=300, help_text=_("Such as: by mail on 3 May 2026.")
    )
    confirmed = forms.BooleanField(
        label=_(
            "The speaker was told what becomes public (photo, biography, page), and that the consent can be withdrawn."
        )
    )


class MoveForm(forms.Form):
    begins_at = LocalMoment(label=_("Begins"))
    ends_at = LocalMoment(label=_("Ends"))
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=text_area(2), help_text=_("Its readers are told.")
    )

    def __init__(self, event: Event, *args: Any) -> None:
        super().__init__(*args, initial={"begins_at": event.begins_at, "ends_at": event.ends_at})
        for name in ("begins_at", "ends_at"):
            self.fields[name].zone = event.zone  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=text_area(2), help_text=_("Its readers are told.")
    )


class ScheduleForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("frab or pentabarf (JSON, XML), iCalendar, XLSX, ODS or CSV. Nothing changes before you say so."),
    )
