from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.organisations.conflicts import Guarded
from protect.organisations.forming import DateField
from protect.reminders.models import Policy, Trigger, Wishes
from protect.reminders.queries import policy_of, wishes_of


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


class PolicyForm(Guarded, forms.ModelForm):
    """About the organisation: its row is there to be locked before the first rules are saved."""

    class Meta:
        model = Policy
        fields = ("months", "before_days", "after_days", "names_in_mails")

    def values_of(self, stored: Any) -> dict[str, Any]:
        policy = policy_of(stored.pk)
        return {name: getattr(policy, name) for name in self.Meta.fields}

    def told_by(self, stored: Any, name: str) -> Any:
        policy = policy_of(stored.pk)
        return policy if policy.pk else stored


class WishesForm(Guarded, forms.ModelForm):
    class Meta:
        model = Wishes
        fields = ("reminders", "digest", "weekday", "inbox", "catalogue", "calls")

    def values_of(self, stored: Any) -> dict[str, Any]:
        wishes = wishes_of(stored)
        return {name: getattr(wishes, name) for name in self.Meta.fields}
