"""Forms of those who organise."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from protect.events import linked
from protect.events.models import (
    Event,
    EventKind,
    Feedback,
    Profile,
    Question,
    Registration,
    Room,
    Series,
    Session,
    Speaker,
    Talk,
    Track,
)
from protect.organisations import languages
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import LongSelect, SeveralOf, text_area
from protect.organisations.models import OrganisationKind
from protect.organisations.moments import LocalMoment, Zoned, zones
from protect.reference import terms


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


class Linking(Zoned):
    """Offers what its reader sees of other folders; what is linked already and they do not see stays so."""

    def __init__(self, reader: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.links = {name: rows for name, rows in linked.offered(reader).items() if name in self.fields}
        for name, rows in self.links.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def values_of(self, stored: Any) -> dict[str, Any]:
        values = super().values_of(stored)
        for name, rows in self.links.items():
            values[name] = list(rows.filter(pk__in=getattr(stored, name).order_by().values("pk")))
        return values

    @property
    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        for name, rows in self.links.items() if self.instance.pk else ():
            found[name] = [*found[name], *getattr(self.instance, name).exclude(pk__in=rows.order_by().values("pk"))]
        return found


class EventForm(Linking):
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
            "access_note", "contact", "entries", "practices", "calls", "demo_days", "exercises",
        )  # fmt: skip
        widgets = {
            "about": text_area(6), "partners": text_area(3), "access_note": text_area(2),
            "entries": forms.SelectMultiple({"size": 6}), "practices": forms.SelectMultiple({"size": 6}),
            "calls": forms.SelectMultiple({"size": 4}), "demo_days": forms.SelectMultiple({"size": 4}),
            "exercises": forms.SelectMultiple({"size": 4}),
        }  # fmt: skip

    def __init__(self, reader: Any, *args: Any, **options: Any) -> None:
        super().__init__(reader, *args, **options)
        series: Any = Series.objects.visible_to(reader)  # type: ignore[attr-defined]
        self.fields["series"].queryset = series.filter(organisation=self.instance.organisation)  # type: ignore[attr-defined]

    def clean_country(self) -> str:
        return two_letters(self.cleaned_data["country"])


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


class SessionForm(Linking):
    begins_at = LocalMoment(label=_("Begins"))
    ends_at = LocalMoment(label=_("Ends"))
    language = forms.ChoiceField(label=_("Language"), required=False)
    step = forms.ChoiceField(label=_("Step of the method"), required=False)

    class Meta:
        model = Session
        fields = (
            "title", "kind", "begins_at", "ends_at", "room", "track", "language", "step", "abstract", "entries",
            "practices",
        )  # fmt: skip
        widgets = {
            "abstract": text_area(6),
            "entries": forms.SelectMultiple({"size": 6}),
            "practices": forms.SelectMultiple({"size": 6}),
        }

    def __init__(self, event: Event, reader: Any, *args: Any, **options: Any) -> None:
        super().__init__(reader, *args, zone=event.time_zone, **options)
        self.fields["room"].queryset = event.rooms.all()  # type: ignore[attr-defined]
        self.fields["track"].queryset = event.tracks.all()  # type: ignore[attr-defined]
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


class OwnProfileForm(forms.ModelForm):
    """What a speaker writes behind the link."""

    role = forms.CharField(label=_("Your role"), max_length=150, required=False)
    works_for = forms.CharField(label=_("Your organisation"), max_length=200, required=False)
    web_address = forms.URLField(label=_("Your page"), required=False, max_length=300, assume_scheme="https")
    photo = forms.FileField(label=_("Photo"), required=False, help_text=_("JPEG, PNG or WebP."))
    consents = forms.BooleanField(
        label=_("I agree that photo, biography and page are public beside the programme."),
        required=False,
        help_text=_("Without it the programme has your name, role and organisation alone. You can take it back here."),
    )
    field_order = ("role", "works_for", "biography", "web_address", "photo", "consents")

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


class OpeningForm(Zoned):
    registers_until = LocalMoment(label=_("Registration closes"), required=False, help_text=_("Empty: when it ends."))

    class Meta:
        model = Event
        fields = ("registers", "registers_until")


class LimitForm(Guarded, forms.ModelForm):
    kinds = forms.MultipleChoiceField(
        label=_("Only for"), required=False, choices=OrganisationKind.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("None: for everybody. Else these ask, and you admit each of them."),
    )  # fmt: skip

    class Meta:
        model = Session
        fields = ("places", "kinds")


class RegistrationForm(forms.ModelForm):
    """Of a visitor. ``website`` is a field that no person sees."""

    sessions = SeveralOf(Session.objects.none(), label=_("Sessions"), required=False)
    website = forms.CharField(
        required=False, label=_("Leave this empty"), widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"})
    )
    field_order = ("name", "email", "works_for", "kind", "country", "sessions", "needs", "website")

    class Meta:
        model = Registration
        fields = ("name", "email", "works_for", "kind", "country", "needs")
        widgets = {
            "name": forms.TextInput({"autocomplete": "name"}),
            "email": forms.EmailInput({"autocomplete": "email"}),
            "works_for": forms.TextInput({"autocomplete": "organization"}),
            "country": forms.TextInput({"autocomplete": "country", "maxlength": 2, "size": 2}),
            "needs": text_area(2),
        }  # fmt: skip

    def __init__(self, event: Event, sessions: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["sessions"]
        field.queryset = Session.objects.filter(pk__in=[one.pk for one in sessions])  # type: ignore[attr-defined]
        known: dict[Any, Session] = {one.pk: one for one in sessions}
        field.label_from_instance = lambda one: label_of(known.get(one.pk, one), event)  # type: ignore[attr-defined,arg-type]
        if len(sessions) == 1 and not self.is_bound and not self.initial.get("sessions"):
            self.initial["sessions"] = sessions
        self.fields["needs"].help_text = _(
            "Such as: a place for a wheelchair, captions, sign language. Only if you like."
        )

    def clean_country(self) -> str:
        return two_letters(self.cleaned_data["country"])

    @property
    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}


class ChangeRegistrationForm(RegistrationForm):
    """By the link: the address stays, because the link was sent to it."""

    class Meta(RegistrationForm.Meta):
        fields = ("name", "works_for", "kind", "country", "needs")  # type: ignore[assignment]


class FeedbackForm(forms.ModelForm):
    useful = forms.TypedChoiceField(label=_("How useful it was"), coerce=int, widget=forms.RadioSelect)
    organised = forms.TypedChoiceField(label=_("How well it was organised"), coerce=int, widget=forms.RadioSelect)

    class Meta:
        model = Feedback
        fields = ("useful", "organised", "takes", "better")
        widgets = {"takes": text_area(3), "better": text_area(3)}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        words = [(5, _("5 – very")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 – not at all"))]
        for name in ("useful", "organised"):
            self.fields[name].choices = words  # type: ignore[attr-defined]


def label_of(session: Session, event: Event) -> str:
    """“16 July 2020, 10:00–11:30 Case studies (on request: police; 3 places left)”."""
    from protect.events.services.registering import free
    from protect.events.templatetags.events import plain_span

    more: list[Any] = []
    if session.kinds:
        names = dict(OrganisationKind.choices)
        more.append(
            _("on request, only for: %(kinds)s") % {"kinds": ", ".join(str(names[one]) for one in session.kinds)}
        )
    if getattr(session, "is_mine", False):
        return f"{plain_span(session, event)} {session}"
    used = getattr(session, "used", None)
    left = free(session) if used is None or session.places is None else max(session.places - used, 0)
    if left is not None:
        more.append(
            ngettext("%(count)d place left", "%(count)d places left", left) % {"count": left}
            if left
            else _("waiting list")
        )
    return f"{plain_span(session, event)} {session}" + (f" ({'; '.join(map(str, more))})" if more else "")


def two_letters(text: str) -> str:
    code = str(text).strip().upper()
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise forms.ValidationError(_("Two letters, such as RO."))
    return code


class QuestionForm(Guarded, forms.ModelForm):
    class Meta:
        model = Question
        fields = ("text", "options", "right", "because")
        widgets = {"options": text_area(5)}


class TestForm(forms.Form):
    """One choice a question; all are asked."""

    __test__ = False  # no test of pytest's

    def __init__(self, questions: list[Question], *args: Any) -> None:
        super().__init__(*args)
        self.questions = questions
        for one in questions:
            self.fields[f"q-{one.pk}"] = forms.TypedChoiceField(
                label=one.text, choices=list(enumerate(one.answers, 1)), coerce=int, widget=forms.RadioSelect
            )

    @property
    def given(self) -> dict[int, int]:
        return {one.pk: self.cleaned_data[f"q-{one.pk}"] for one in self.questions}
