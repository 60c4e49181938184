from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.cooperation import queries
from protect.cooperation.models import Exchange, Opening, Profile
from protect.organisations import languages
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import DateField, SeveralField, SeveralOf, text_area
from protect.organisations.markings import Marking
from protect.organisations.models import AUTHORITY_KINDS, Organisation, User
from protect.practices.models import Practice
from protect.practices.states import SHOWN


class ProfileForm(Guarded, forms.ModelForm):
    marking = forms.ChoiceField(
        label=_("Who reads it"), widget=forms.RadioSelect,
        choices=[(Marking.GREEN.value, _("authorities on this platform")), (Marking.CLEAR.value, _("everybody"))],
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=languages.choices, required=False, widget=forms.SelectMultiple({"size": 6})
    )
    threat_types = SeveralField("threat_type", label=_("Threat types"), required=False)
    space_categories = SeveralField("psoi_category", label=_("Kinds of public space"), required=False)
    steps = SeveralField("method_step", label=_("Steps of the method"), required=False)
    handlers = SeveralOf(User.objects.none(), label=_("Who gets requests"), required=False)

    class Meta:
        model = Profile
        fields = (
            "is_open", "marking", "about", "seeks", "contact", "languages", "threat_types", "space_categories", "steps",
            "handlers",
        )  # fmt: skip
        widgets = {"about": text_area(4), "seeks": text_area(3)}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["handlers"]
        field.queryset = queries.members(self.instance.organisation)
        field.help_text = Profile._meta.get_field("handlers").help_text

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class AskForm(forms.ModelForm):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("For"))
    threat_types = SeveralField("threat_type", label=_("Threat types it is about"), required=False)
    by_when = DateField(label=_("Answer wanted by"), required=False)
    field_order = ("organisation", "topic", "wanted", "offered", "practice", "threat_types", "by_when")

    class Meta:
        model = Exchange
        fields = ("topic", "wanted", "offered", "practice", "threat_types", "by_when")
        widgets = {"wanted": text_area(4), "offered": text_area(3)}

    def __init__(self, reader: Any, asking: list[Organisation], profile: Profile, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in asking])
        if len(asking) == 1:
            field.initial = asking[0]
            field.widget = forms.HiddenInput()
        seen: Any = Practice.objects.visible_to(reader).filter(state__in=SHOWN)  # type: ignore[attr-defined]
        self.fields["practice"].queryset = seen.filter(organisation=profile.organisation).only("title")  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class MessageForm(forms.Form):
    text = forms.CharField(label=_("Message"), max_length=5000, widget=text_area(4))


class StepForm(forms.Form):
    text = forms.CharField(label=_("Message with it"), max_length=5000, required=False, widget=text_area(3))


class OpeningForm(forms.ModelForm):
    reader: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=_("Who else reads it"), required=False, empty_label=_("All authorities on this platform")
    )

    class Meta:
        model = Opening
        fields = ("reader",)

    def __init__(self, exchange: Exchange, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Organisation.objects.filter(kind__in=AUTHORITY_KINDS).exclude(pk__in=exchange.sides)
        self.fields["reader"].queryset = others.order_by("name")  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    """Of a visitor. ``website`` is a field that no person sees."""

    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "email"}))
    subject = forms.CharField(label=_("Subject"), max_length=120)
    text = forms.CharField(
        label=_("Message"), max_length=5000, widget=text_area(6),
        help_text=_("Nothing about weak points of a place, please: e-mail is open."),
    )  # fmt: skip
    website = forms.CharField(
        required=False, label=_("Leave this empty"), widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"})
    )

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())
