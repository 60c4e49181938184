from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from protect.newsletters.models import Issue, Topic
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import text_area
from protect.pages import boxes

#: Live lists from which an issue is composed, and how much of each is offered.
OFFERED = ("news", "events", "recordings", "practices", "selected", "calls")
MOST = 10


class SubscribeForm(forms.Form):
    """``website`` is a field that no person sees."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    topics = forms.MultipleChoiceField(
        label=_("Topics"), choices=Topic.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all."),
    )  # fmt: skip
    website = forms.CharField(
        required=False, label=_("Leave this empty"), widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"})
    )


class IssueForm(Guarded, forms.ModelForm):
    class Meta:
        model = Issue
        fields = ("subject", "language", "topic", "intro")
        widgets = {"intro": text_area(8)}

    items = forms.MultipleChoiceField(label=_("What it tells"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kept = {one["address"]: one for one in self.instance.items}
        self.offered = {**kept, **{one["address"]: one for one in offered()}}
        self.fields["items"].choices = [(address, one["title"]) for address, one in self.offered.items()]  # type: ignore[attr-defined]
        self.initial.setdefault("items", list(kept))

    @property
    def chosen(self) -> list[dict[str, str]]:
        return [self.offered[address] for address in self.cleaned_data["items"]]


class BounceForm(forms.Form):
    email = forms.EmailField(label=_("Address whose mail came back"), max_length=254)


def offered() -> list[dict[str, str]]:
    """What is public now, as a visitor sees it."""
    found = []
    for kind in OFFERED:
        if boxes.has(kind):
            for row in boxes.show(kind, most=MOST).rows:
                found.append({"title": str(row.title), "address": str(row.address), "note": str(row.note)})
    return found
