from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.editions.models import Edition
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import text_area


class DraftForm(Guarded, forms.Form):
    """Title, ticks and texts of a draft; the page writes its lines itself. A line without a text (a photo) sends none."""

    title = forms.CharField(label=_("Title"), required=False, max_length=200)
    keep = forms.MultipleChoiceField(label=_("Lines that go"), required=False)

    def __init__(self, edition: Edition, *args: Any) -> None:
        super().__init__(*args, about=edition)
        lines = _lines(edition)
        keep: Any = self.fields["keep"]
        keep.choices = [(one["key"], one["label"]) for one in lines]
        for one in lines:
            self.fields[f"text-{one['key']}"] = forms.CharField(
                label=one["label"], required=False, widget=text_area(2), strip=False
            )

    def values_of(self, stored: Edition) -> dict[str, Any]:
        lines = _lines(stored)
        texts = {f"text-{one['key']}": one["text"] for one in lines}
        return {"title": stored.title, "keep": [one["key"] for one in lines if one["keep"]], **texts}

    def compared(self) -> list[str]:
        return [name for name in super().compared() if name == "keep" or self.html_name(name) in self.data]


def _lines(edition: Edition) -> list[dict[str, Any]]:
    return [one for part in edition.content["parts"] for one in part["fields"]]
