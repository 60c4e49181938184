"""What somebody chooses before a report is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from protect.reports.layouts.queries import STANDARD


class ReportForm(forms.Form):
    """Language of the report, and for the summary whether the place may be named. Bound to the query of a download."""

    language = forms.ChoiceField(label=_("Language of the report"), choices=settings.LANGUAGES, required=False)
    layout = forms.ChoiceField(
        label=_("Template of the full report"),
        required=False,
        help_text=_("Chapters, order and texts; the figures are the same."),
    )
    name_the_space = forms.BooleanField(
        label=_("Name the place in the summary for the council"),
        required=False,
        help_text=_("The summary is public. Without this it speaks of “a public space of the town”."),
    )

    def __init__(
        self, *args: Any, may_name: bool = True, layouts: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if layouts:
            own = [("", _("as your organisation chose")), *layouts, (STANDARD, _("the platform's own, complete"))]
            self.fields["layout"].choices = own  # type: ignore[attr-defined]
        else:
            del self.fields["layout"]
        if not may_name:
            del self.fields["name_the_space"]


class SealedFileForm(forms.Form):
    """A file to be compared with the sealed ones."""

    LARGEST = 100_000_000

    file = forms.FileField(label=_("File (PDF or JSON)"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.LARGEST:
            raise forms.ValidationError(
                _("This file has more than %(most)s MB; no sealed file is that large.")
                % {"most": self.LARGEST // 1_000_000}
            )
        return file
