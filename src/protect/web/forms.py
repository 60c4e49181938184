from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from protect.organisations.models import User


def _zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones()) if "/" in name]


class PreferencesForm(forms.ModelForm):
    """Name, language and time zone of the person."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Dates and numbers follow it too. Texts not translated yet are shown in English."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones)

    class Meta:
        model = User
        fields = ("name", "language", "time_zone")

    def clean(self) -> dict[str, Any]:
        return super().clean() or {}
