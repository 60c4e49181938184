from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from protect.organisations.conflicts import Guarded
from protect.organisations.forming import text_area
from protect.reports.layouts.models import Layout
from protect.reports.layouts.parts import CHAPTERS, TEXT
from protect.reports.layouts.services import LONGEST_TEXT, LONGEST_TITLE


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name of the template"), max_length=80)


class LayoutForm(Guarded, forms.ModelForm):
    logo_file = forms.FileField(
        label=_("Logo"), required=False, help_text=_("JPEG, PNG or WebP. It is written anew: only its pixels stay.")
    )
    remove_logo = forms.BooleanField(label=_("Take the logo off"), required=False)

    class Meta:
        model = Layout
        fields = ("name", "cover_title", "footer", "logo_alt")

    unguarded = ("remove_logo",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.instance.logo:
            del self.fields["remove_logo"]

    def _post_clean(self) -> None:
        """The service checks and saves; the form only reads."""

    def validate_unique(self) -> None:
        """Told by the service."""


class PartForm(forms.Form):
    """One chapter or own text: whether it is printed, where, and what it says."""

    code = forms.CharField(widget=forms.HiddenInput)
    shown = forms.BooleanField(label=_("Print"), required=False)
    position = forms.IntegerField(label=_("Order"), min_value=1, max_value=999)
    title = forms.CharField(label=_("Heading"), required=False, max_length=LONGEST_TITLE)
    text = forms.CharField(label=_("Text"), required=False, max_length=LONGEST_TEXT, widget=text_area(5))

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code != TEXT and code not in CHAPTERS:
            raise ValidationError(_("There is no such chapter."))
        return code

    @property
    def chapter(self) -> Any:
        """Its name; empty for an own text."""
        return CHAPTERS.get(self["code"].value() or "", "")


PartFormSet = forms.formset_factory(PartForm, extra=0, max_num=60, absolute_max=60)


def initial_parts(layout: Layout) -> list[dict[str, Any]]:
    """What is printed, in its order; then what is not; last an empty text to be filled in."""
    shown = [{"shown": True, **one} for one in layout.parts]
    there = {one["code"] for one in layout.parts}
    rest = [{"code": code, "shown": False} for code in CHAPTERS if code not in there]
    new = {"code": TEXT, "shown": False}
    return [{**one, "position": number * 10} for number, one in enumerate([*shown, *rest, new], 1)]


def parts_of(formset: Any) -> list[dict[str, Any]]:
    """What was chosen, in order. An own text is printed if it has a text, and goes when it is emptied."""
    rows = sorted(formset.cleaned_data, key=lambda row: row["position"])
    chosen = []
    for row in rows:
        if row["code"] == TEXT:
            if row["title"].strip() or row["text"].strip():
                chosen.append({"code": TEXT, "title": row["title"], "text": row["text"]})
        elif row["shown"]:
            chosen.append({"code": row["code"]})
    return chosen
