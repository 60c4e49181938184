from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.organisations.forming import DateField
from protect.reminders.models import Policy, Trigger, Wishes


class TriggerForm(forms.ModelForm):
    SCOPES = {
        "space": _("this space only"),
        "category": _("all spaces of the same category in my organisation"),
        "all": _("all spaces of my organisation"),
    }

    happened_on = DateField(label=_("Day"))
    scope = forms.ChoiceField(label=_("Concerns"), choices=tuple(SCOPES.items()), initial="space")

    class Meta:
        model = Trigger
        fields = ("kind", "happened_on", "note")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["happened_on"].initial = timezone.localdate

    def _post_clean(self) -> None:
        """The service checks and saves; the form only reads."""


class PolicyForm(forms.ModelForm):
    class Meta:
        model = Policy
        fields = ("months", "before_days", "after_days", "names_in_mails")


class WishesForm(forms.ModelForm):
    class Meta:
        model = Wishes
        fields = ("reminders", "digest", "weekday")
