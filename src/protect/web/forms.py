from __future__ import annotations

import zoneinfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from protect.organisations.conflicts import Guarded
from protect.organisations.models import User


def _zones() -> list[tuple[str, str]]:
    """Places people know ("Europe/Athens"); the short legacy names would only make the list longer."""
    return [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones()) if "/" in name]


class PreferencesForm(Guarded, forms.ModelForm):
    """Name, language and time zone of the person."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Dates and numbers follow it too. Texts not translated yet are shown in English."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=_zones, help_text=_("Every time of day on the platform is shown in it.")
    )

    class Meta:
        model = User
        fields = ("name", "language", "time_zone")
