"""Forms of whoever sets an evaluation up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.calls.models import Call
from protect.evaluations.models import Candidate, CriteriaSet, Evaluation, Hideable, Identity
from protect.evaluations.models.setting_up import HIGHEST
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import DateField, text_area


class NewEvaluationForm(forms.Form):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation that decides"))
    title = forms.CharField(label=_("Title"), max_length=160)
    call: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=_("Call that the answers come from"), required=False, empty_label=_("none"),
        help_text=_("The points of the groups are then those that were published with it."),
    )  # fmt: skip

    def __init__(self, organisations: Any, user: Any, *args: Any) -> None:
        super().__init__(*args)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["call"].queryset = Call.objects.visible_to(user)  # type: ignore[attr-defined]
        if organisations.count() == 1:
            self.fields["organisation"].initial = organisations.first()


class EvaluationForm(Guarded, forms.ModelForm):
    hidden = forms.MultipleChoiceField(
        label=_("Hidden from them"), choices=Hideable.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("While they judge blind. Each by itself: a country may matter for delivery, a name does not."),
    )  # fmt: skip
    shortlist_size = forms.IntegerField(label=_("Places on the shortlist"), min_value=1, max_value=50)

    class Meta:
        model = Evaluation
        fields = ("title", "note", "blind", "hidden", "shortlist_size")
        widgets = {"note": text_area(3)}


class StepForm(Guarded, forms.Form):
    """One step of the path; ``about`` is the evaluation."""

    title = forms.CharField(label=_("Name of the step"), max_length=80)
    done_when = forms.CharField(label=_("It is done when"), widget=text_area(2), max_length=500)
    note = forms.CharField(
        label=_("Note, or where it is written down"), widget=text_area(2), max_length=2000, required=False
    )
    done = forms.BooleanField(label=_("It is done"), required=False)
    off = forms.BooleanField(label=_("We leave this step out"), required=False)

    def __init__(self, key: str, *args: Any, **options: Any) -> None:
        self.key = key
        super().__init__(*args, **options)

    def values_of(self, stored: Evaluation) -> dict[str, Any]:
        one: dict[str, Any] = next((one for one in stored.steps if one["key"] == self.key), {})
        return {**{name: one.get(name, "") for name in ("title", "done_when", "note")},
                "done": bool(one.get("done_on")), "off": bool(one.get("off"))}  # fmt: skip


class CandidateForm(Guarded, forms.ModelForm):
    class Meta:
        model = Candidate
        fields = ("name", "summary")
        widgets = {"summary": text_area(4)}


class NewCandidateForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120,
        help_text=_("Evaluators read it: if they are not to know who offers it, be neutral."),
    )  # fmt: skip
    summary = forms.CharField(label=_("Summary"), widget=text_area(3), max_length=4000, required=False)
    provider = forms.CharField(label=_("Provider"), max_length=160, required=False)
    country = forms.CharField(label=_("Country (two letters)"), max_length=2, required=False)
    contact = forms.CharField(label=_("Contact"), max_length=200, required=False)


class IdentityForm(Guarded, forms.ModelForm):
    consent_on = DateField(
        label=_("Agreed to be named in public on"), required=False, help_text=_("Empty: no consent was given.")
    )

    class Meta:
        model = Identity
        fields = ("provider", "country", "contact", "consent_on", "consent_note")


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File (CSV or XLSX)"),
        help_text=_("The first row names the columns: name, summary, provider, country, contact. Only the name must be there."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )  # fmt: skip


class CriterionForm(Guarded, forms.Form):
    """One criterion of a version; ``about`` is the version. Without a code it makes a new one."""

    label = forms.CharField(label=_("Criterion"), max_length=80)
    question = forms.CharField(label=_("Question"), widget=text_area(2), max_length=400)

    def __init__(self, code: str, *args: Any, **options: Any) -> None:
        self.code = code
        super().__init__(*args, **options)
        for level in range(HIGHEST + 1):
            self.fields[f"anchor{level}"] = forms.CharField(
                label=_("Level %(number)d means") % {"number": level}, max_length=300, widget=text_area(2)
            )
        if self.about is not None:
            self.initial = {**self.values_of(self.about), **self.initial}  # type: ignore[arg-type]

    def values_of(self, stored: CriteriaSet) -> dict[str, Any]:
        one: dict[str, Any] = next((one for one in stored.criteria if one["code"] == self.code), {})
        anchors = one.get("anchors", [""] * (HIGHEST + 1))
        return {"label": one.get("label", ""), "question": one.get("question", ""),
                **{f"anchor{level}": text for level, text in enumerate(anchors)}}  # fmt: skip

    @property
    def anchors(self) -> list[str]:
        return [self.cleaned_data[f"anchor{level}"] for level in range(HIGHEST + 1)]


class GroupForm(Guarded, forms.Form):
    label = forms.CharField(label=_("Group"), max_length=80)
    help = forms.CharField(label=_("What it is about"), widget=text_area(2), max_length=400, required=False)

    def __init__(self, code: str, *args: Any, **options: Any) -> None:
        self.code = code
        super().__init__(*args, **options)
        if self.about is not None:
            self.initial = {**self.values_of(self.about), **self.initial}  # type: ignore[arg-type]

    def values_of(self, stored: CriteriaSet) -> dict[str, Any]:
        one: dict[str, Any] = next((one for one in stored.groups if one["code"] == self.code), {})
        return {name: one.get(name, "") for name in ("label", "help")}


class KnockOutsForm(Guarded, forms.Form):
    """All knock-out criteria, one a line: name, colon, question."""

    knock_outs = forms.CharField(
        label=_("Knock-out criteria, one a line"), required=False, max_length=6000, widget=text_area(8),
        help_text=_("Name, a colon, and the question that is answered with yes or no."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.about is not None:
            self.initial = {**self.values_of(self.about), **self.initial}  # type: ignore[arg-type]

    def values_of(self, stored: CriteriaSet) -> dict[str, Any]:
        return {"knock_outs": "\n".join(f"{one['label']}: {one['question']}" for one in stored.knock_outs)}

    def clean_knock_outs(self) -> str:
        text = self.cleaned_data["knock_outs"]
        for number, line in enumerate(text.splitlines(), 1):
            label, colon, question = line.partition(":")
            if line.strip() and not (colon and label.strip() and question.strip()):
                raise forms.ValidationError(
                    _("Line %(number)d: write a name, a colon and a question."), params={"number": number}
                )
            if len(label.strip()) > 80:
                raise forms.ValidationError(
                    _("Line %(number)d: the name is longer than 80 letters."), params={"number": number}
                )
        return str(text)

    @property
    def lines(self) -> list[tuple[str, str]]:
        rows = [line.partition(":") for line in self.cleaned_data["knock_outs"].splitlines() if line.strip()]
        return [(label.strip(), question.strip()) for label, _colon, question in rows]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=text_area(3), max_length=2000)
