"""Forms of organisations, members, sharing and the log. What is allowed is checked by the services."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.organisations import verifying
from protect.organisations.access import Restricted
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import DateField, LongSelect
from protect.organisations.markings import Marking
from protect.organisations.models import Membership, Organisation, Role, Share, User, Verb
from protect.organisations.queries import trail
from protect.organisations.rules import may_mark

ROLE_HELP = _(
    "Administrators manage people and read the log; leads approve and share; assessors write and score; experts "
    "contribute; viewers read; RFI officers handle requests for information; providers and observers read only what is "
    "public or theirs."
)


class OrganisationForm(Guarded, forms.ModelForm):
    class Meta:
        model = Organisation
        fields = ["name", "kind", "country", "contact"]

    def __init__(self, *args: Any, sets_kind: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not sets_kind:
            del self.fields["kind"]

    def _post_clean(self) -> None:
        """The service checks and saves; the form only reads."""

    def validate_unique(self) -> None:
        """Told by the service, whatever the case of the letters."""


class NewOrganisationForm(OrganisationForm):
    administrator = forms.EmailField(
        label=_("E-mail of its first administrator"), help_text=_("They are invited and then invite the others.")
    )


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.VIEWER, help_text=ROLE_HELP)


class FirstAdministratorForm(InviteForm):
    """For whoever runs the platform, who lets nobody else in."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        role: Any = self.fields["role"]
        role.choices, role.initial = [(Role.ADMINISTRATOR.value, Role.ADMINISTRATOR.label)], Role.ADMINISTRATOR
        role.help_text = _("The administrator then invites the others. The members are told by mail.")


class RoleForm(Guarded, forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, help_text=ROLE_HELP)

    def __init__(self, membership: Membership, *args: Any, **options: Any) -> None:
        super().__init__(*args, about=membership, **options)

    def values_of(self, stored: Membership) -> dict[str, Any]:
        return {"role": stored.role}


class JoinForm(forms.Form):
    """For whoever has no account yet."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 15 characters of any kind; four or five words are good. It never has to be changed."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label=_("Password again"),
        widget=forms.PasswordInput({"autocomplete": "new-password", "data-again": "yes"}),
        strip=False,
    )

    def clean_again(self) -> str:
        again = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise ValidationError(_("The two passwords differ; type the same one twice."))
        return again


class MarkingForm(Guarded, forms.Form):
    """Offers the present marking and those that the reader's role may give (``rules.may_mark``)."""

    marking = forms.ChoiceField(label=_("Marking"), choices=Marking.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Stands in the history."))

    def __init__(self, about: Restricted, reader: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, about=about, **options)
        offered = [pair for pair in Marking.choices if may_mark(reader, about, pair[0])]
        field: Any = self.fields["marking"]
        field.choices = offered
        if len(offered) < len(Marking.choices):
            field.help_text = _(
                "Markings that let readers outside the organisation in are given by its administrators, and TLP:RED is "
                "lowered by its leads."
            )


class ExpiryForm(Guarded, forms.Form):
    until = DateField(label=_("Until (empty: until you end it)"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Stands in the history."))

    def told_by(self, stored: Share, name: str) -> Any:
        return apps.get_model(stored.object_type)(pk=stored.object_id)

    def values_of(self, stored: Share) -> dict[str, Any]:
        last = stored.expires_at - dt.timedelta(seconds=1) if stored.expires_at else None
        return {"until": timezone.localdate(last) if last else None}


class ShareForm(forms.Form):
    """Asks for an organisation under TLP:AMBER and for a person under TLP:RED; other markings name nobody."""

    prefix = "share"

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Partner organisation"))
    person = forms.EmailField(
        label=_("E-mail of the person"),
        help_text=_(
            "A colleague reads it at once; anybody else is asked by mail, and reads it when they have accepted."
        ),
    )
    until = DateField(label=_("Until (empty: until you end it)"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Stands in the history."))

    def __init__(self, about: Restricted, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if about.marking == Marking.AMBER:
            del self.fields["person"]
            partners: Any = self.fields["organisation"]
            partners.queryset = Organisation.objects.exclude(pk=about.organisation_id)
        else:
            del self.fields["organisation"]
            self.fields["person"].widget.attrs["list"] = "own-people"
            self.owner_id = about.organisation_id

    def clean_person(self) -> User | str:
        """A colleague; or just the address, so that nobody learns whether there is an account with it."""
        address = self.cleaned_data["person"]
        colleagues = User.objects.filter(memberships__organisation=self.owner_id, is_active=True)
        return colleagues.filter(email__iexact=address).first() or address


class LogForm(forms.Form):
    """Filter of the log, kept in the address."""

    text = forms.CharField(label=_("Text"), required=False, max_length=100)
    person = forms.TypedChoiceField(label=_("Person"), required=False, coerce=int, empty_value=None, widget=LongSelect)
    verb = forms.ChoiceField(label=_("What was done"), required=False, choices=[("", _("anything")), *Verb.choices])
    kind = forms.ChoiceField(label=_("Kind of object"), required=False)
    object = forms.IntegerField(label=_("Number of the object"), required=False, min_value=1)
    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("Until"), required=False)

    def __init__(self, organisation: Organisation, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        person: Any = self.fields["person"]
        person.choices = [("", _("anybody")), *trail.people_in(organisation)]
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("any")), *trail.kinds()]

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("since") and found.get("until") and found["since"] > found["until"]:
            self.add_error("until", _("This day is before the first one."))
        return found

    def wanted(self) -> trail.Filter:
        """What is valid of it; a wrong field is told and otherwise ignored."""
        self.is_valid()
        found = self.cleaned_data
        return trail.Filter(
            person=found.get("person"),
            verb=found.get("verb", ""),
            kind=found.get("kind", ""),
            object_id=found.get("object"),
            since=found.get("since"),
            until=found.get("until"),
            text=found.get("text", ""),
        )


class CheckpointForm(forms.Form):
    """An earlier checkpoint, from a mail or typed off a printed page."""

    checkpoint = forms.CharField(
        label=_("Earlier checkpoint"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("The whole text of the mail or file. Empty: only what the platform itself kept is compared."),
    )

    def clean_checkpoint(self) -> list[verifying.Mark]:
        text = self.cleaned_data["checkpoint"]
        if not text.strip():
            return []
        try:
            return verifying.from_text(text)
        except verifying.CheckpointError as error:
            raise ValidationError(str(error)) from None
