"""Forms of one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.organisations.conflicts import Guarded
from protect.organisations.models import Organisation, OrganisationKind


class DeleteForm(forms.Form):
    typed = forms.CharField(
        label=_("Type your e-mail address to confirm"),
        max_length=254,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


class AskForm(forms.Form):
    """An organisation asks to join."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose")), *OrganisationKind.choices])
    country = forms.CharField(
        label=_("Country (two letters)"), min_length=2, max_length=2, help_text=_("Such as LT or ES.")
    )
    contact = forms.CharField(
        label=_("Contact of the organisation"),
        max_length=200,
        required=False,
        help_text=_("Its website, switchboard or shared mailbox, by which we can see that it is you."),
    )
    person = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail at the organisation"),
        max_length=254,
        help_text=_("We write to it first; you become the organisation's administrator."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    why = forms.CharField(label=_("Why you want to join"), max_length=2000, widget=forms.Textarea({"rows": 4}))
    website = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Kept with the request; whoever is refused reads it."),
    )


class SecondFactorForm(Guarded, forms.Form):
    required = forms.BooleanField(
        label=_("Every member needs a second factor"),
        required=False,
        help_text=_("Who has none sets it up at the next step they take, and reaches nothing else before."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Stands in the audit log."))

    def values_of(self, stored: Organisation) -> dict[str, Any]:
        return {"required": stored.requires_second_factor}
