from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.inbox.mails import paces_of
from protect.inbox.models import Pace
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import DateField
from protect.organisations.models import User
from protect.organisations.waiting import GROUPS


class SnoozeForm(forms.Form):
    code = forms.CharField(max_length=150, widget=forms.HiddenInput)
    until = DateField(label=_("Put off until"))


class PacesForm(Guarded, forms.Form):
    """One choice a group. About the person: their row is locked before the choices are compared and saved."""

    def __init__(self, data: Any = None, *, about: User) -> None:
        super().__init__(data, about=about)
        for group, label in GROUPS.items():
            self.fields[group] = forms.ChoiceField(label=str(label), choices=Pace.Choice.choices)

    def values_of(self, stored: Any) -> dict[str, Any]:
        return dict(paces_of(stored))
