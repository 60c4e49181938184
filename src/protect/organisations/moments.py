"""Dates with a time, read and shown by the clock of a named place."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from protect.organisations.conflicts import Guarded

MOMENT = "%Y-%m-%dT%H:%M"
#: A date beyond them is a slip of the finger, and cannot be told in every time zone.
YEARS = range(2000, 2101)


def zones() -> list[tuple[str, str]]:
    return [(one, one) for one in sorted(zoneinfo.available_timezones()) if "/" in one and not one.startswith("Etc")]


class LocalMoment(forms.DateTimeField):
    """A date and time by the clock of ``zone``, which the form sets, with the browser's calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        super().__init__(widget=widget, input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **options)

    zone: zoneinfo.ZoneInfo | None = None

    def to_python(self, value: Any) -> dt.datetime | None:
        if not value:
            return None
        text = str(value).strip()
        for form in ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"):
            try:
                read = dt.datetime.strptime(text, form)
                if read.year not in YEARS:
                    break
                moment = read.replace(tzinfo=self.zone or dt.UTC).astimezone(dt.UTC)
            except (ValueError, OverflowError):
                continue
            if moment.astimezone(self.zone or dt.UTC).replace(tzinfo=None) != read:
                raise forms.ValidationError(
                    _("This hour does not exist on that day: the clocks are put forward. Write another one."),
                    code="gap",
                )
            return moment
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(self.zone or dt.UTC).strftime(MOMENT) if isinstance(value, dt.datetime) else value


class Zoned(Guarded, forms.ModelForm):
    """Reads and shows times by the clock of the zone that the form or its object says."""

    def __init__(self, *args: Any, zone: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        named = zone or (self.data.get("time_zone") if self.is_bound else "") or getattr(self.instance, "time_zone", "")
        known = named if named in zoneinfo.available_timezones() else "Europe/Brussels"
        for field in self.fields.values():
            if isinstance(field, LocalMoment):
                field.zone = zoneinfo.ZoneInfo(known)
