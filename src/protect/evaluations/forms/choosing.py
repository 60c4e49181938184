"""Forms of whoever decides, and of whoever brings a decision table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.evaluations.models import Choice, Evaluation
from protect.evaluations.queries import tabled
from protect.organisations.forming import SeveralOf, text_area


class DecideForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is decided"), choices=Choice.choices)
    chosen = SeveralOf(None, label=_("Chosen"), required=False)
    reason = forms.CharField(
        label=_("Reason"), widget=text_area(4), max_length=4000, required=False,
        help_text=_("You may decide against the ranking; then the reason must be there."),
    )  # fmt: skip
    confirmed = forms.BooleanField(label=_("I record this decision. It stays as it is; a later one may follow."))

    def __init__(self, evaluation: Evaluation, *args: Any) -> None:
        super().__init__(*args)
        self.fields["chosen"].queryset = evaluation.candidates.all()  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    name = forms.CharField(label=_("Name of the solution"), max_length=160)
    summary = forms.CharField(
        label=_("Summary for everybody"), widget=text_area(4), max_length=2000, required=False,
        help_text=_("Everybody reads it: no place, no weak point, no score."),
    )  # fmt: skip


class TableForm(forms.Form):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation that owns it"))
    title = forms.CharField(label=_("Title"), max_length=160)
    method = forms.ChoiceField(label=_("Method"), choices=tabled.choices, initial="topsis")
    file = forms.FileField(
        label=_("File (CSV or XLSX)"),
        help_text=_(
            "The first column names the alternatives, the others are criteria. Rows #weight and #direction (higher or lower) "
            "stand above; some methods ask for further rows, such as #low and #high."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def __init__(self, organisations: Any, *args: Any) -> None:
        super().__init__(*args)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        if organisations.count() == 1:
            self.fields["organisation"].initial = organisations.first()


class MethodForm(forms.Form):
    method = forms.ChoiceField(label=_("Method"), choices=tabled.choices)
