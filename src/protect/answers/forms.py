"""Forms of a provider, and of whoever handles a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from protect.answers import documents, fields
from protect.answers.models import CityScreening, Clarification, Draft, DraftAnswer, OpenedAnswer
from protect.answers.models.provided import YesNo
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import SeveralField, choices, text_area
from protect.organisations.models import Organisation


class StartForm(forms.Form):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation that answers"))

    def __init__(self, organisations: Sequence[Organisation], *args: Any) -> None:
        super().__init__(*args)
        keys = [one.pk for one in organisations]
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=keys)  # type: ignore[attr-defined]
        if len(keys) == 1:
            self.fields["organisation"].initial = keys[0]


class FactsForm(Guarded, forms.ModelForm):
    category = forms.ChoiceField(label=_("Category"), choices=choices("measure_category", "–"), required=False)
    threat_types = SeveralField("threat_type", label=_("Threat types it helps against"), required=False)
    phases = SeveralField("threat_phase", label=_("Attack phases in which it helps"), required=False)
    functions = SeveralField("measure_function", label=_("Functions"), required=False)
    space_categories = SeveralField(
        "psoi_category", label=_("Kinds of public space it is for"), required=False,
        help_text=_("None chosen: it can be used in all of them."),
    )  # fmt: skip
    approach = forms.ChoiceField(
        label=_("Human-centred or technical"), choices=choices("measure_approach", "–"), required=False
    )
    maturity = forms.TypedChoiceField(
        label=_("Technology readiness level"), required=False, coerce=int, empty_value=None,
        choices=[("", "–"), *((str(one), str(one)) for one in range(1, 10))],
        help_text=_("From 1 (basic principles observed) to 9 (proven in operation)."),
    )  # fmt: skip
    cost_purchase = forms.ChoiceField(
        label=_("Cost to buy and install"), choices=choices("cost_band", "–"), required=False
    )
    cost_yearly = forms.ChoiceField(label=_("Cost a year"), choices=choices("cost_band", "–"), required=False)
    consent_summary = forms.ChoiceField(
        label=_("May name, solution and short description be published if you are selected?"), required=False,
        choices=YesNo.choices, widget=forms.RadioSelect,
    )  # fmt: skip

    class Meta:
        model = Draft
        fields = documents.FACTS
        widgets = {"summary": text_area(4), "limits": text_area(4)}


@dataclass
class Line:
    """One question or requirement on the page, with its fields."""

    code: str
    label: str
    mandatory: bool
    names: list[str] = field(default_factory=list)
    question: Mapping[str, Any] = field(default_factory=dict)
    rows: int = 0
    bound: list[Any] = field(default_factory=list)

    @property
    def table(self) -> list[list[Any]]:
        width = len(self.question["columns"])
        return [self.bound[start : start + width] for start in range(0, len(self.bound), width)]


class LinesForm(Guarded, forms.Form):
    """Base of the two long forms. ``said`` is what can be kept of them: lines with a refused field are left out."""

    about_what = ""

    def __init__(self, draft: Draft, data: Any = None, **options: Any) -> None:
        self.lines: list[Line] = []
        super().__init__(data, about=draft, **options)
        given = self.given_of(draft)
        for line, made in self.made_lines(draft.publication.document, given):
            line.names = list(made)
            self.fields.update(made)
            self.lines.append(line)
        self.initial = {**self.values_of(draft), **self.initial}
        # The hidden word of what was loaded was made before there were fields.
        for line in self.lines:
            line.bound = [self[name] for name in line.names]

    def made_lines(
        self, call: Mapping[str, Any], given: Mapping[str, Any]
    ) -> list[tuple[Line, dict[str, forms.Field]]]:
        raise NotImplementedError

    def given_of(self, stored: Draft) -> dict[str, Any]:
        return {one.code: one.value for one in stored.answers.filter(about=self.about_what)}

    def told_by(self, stored: Any, name: str) -> models.Model:
        code = next((line.code for line in self.lines if name in line.names), "")
        return stored.answers.filter(about=self.about_what, code=code).first() or stored  # type: ignore[no-any-return]

    def compared(self) -> list[str]:
        """A cell that the page did not have (somebody added rows meanwhile) says nothing."""
        tables = {name for line in self.lines if line.rows for name in line.names}
        return [name for name in super().compared() if name not in tables or self.html_name(name) in self.data]

    def settled(self, stored: Draft) -> dict[str, Any]:
        """By code what is to be kept, from the merged values; cells that the page did not have as they are stored."""
        present = self.values_of(stored)
        compared = set(self.compared())
        cleaned = {
            name: value if name in compared or name not in present else present[name]
            for name, value in self.cleaned_data.items()
        }
        found = {}
        for line in self.lines:
            if all(name in cleaned for name in line.names):
                found[line.code] = self.value_of(line, cleaned)
        return found

    def value_of(self, line: Line, cleaned: Mapping[str, Any]) -> Any:
        raise NotImplementedError


class RequirementsForm(LinesForm):
    about_what = DraftAnswer.About.REQUIREMENT

    def made_lines(
        self, call: Mapping[str, Any], given: Mapping[str, Any]
    ) -> list[tuple[Line, dict[str, forms.Field]]]:
        found = []
        for city in call["cities"]:
            for one in city["wanted"]:
                name = f"r-{one['code']}"
                made: dict[str, forms.Field] = {
                    name: forms.ChoiceField(
                        label=_t("How it is met"), choices=fields.how_choices(), required=False, widget=forms.RadioSelect
                    ),
                    f"{name}-proof": forms.CharField(
                        label=_t("Proof"), required=False, max_length=fields.LONGEST_TEXT, widget=text_area(2),
                        help_text=_t("How it was measured or tried, by whom, and where that can be read."),
                    ),
                }  # fmt: skip
                question = {**one, "city": city["organisation"]["name"]}
                found.append((Line(one["code"], one["text"], True, question=question), made))
        return found

    def values_of(self, stored: Draft) -> dict[str, Any]:
        given = self.given_of(stored)
        values = {}
        for line in self.lines:
            said = given.get(line.code) or {}
            values[f"r-{line.code}"] = said.get("how", "")
            values[f"r-{line.code}-proof"] = said.get("proof", "")
        return values

    def value_of(self, line: Line, cleaned: Mapping[str, Any]) -> Any:
        how, proof = cleaned[f"r-{line.code}"], cleaned[f"r-{line.code}-proof"].strip()
        return {"how": how, "proof": proof} if how or proof else None


class QuestionsForm(LinesForm):
    about_what = DraftAnswer.About.QUESTION

    def made_lines(
        self, call: Mapping[str, Any], given: Mapping[str, Any]
    ) -> list[tuple[Line, dict[str, forms.Field]]]:
        found = []
        numbers = {one["code"]: number for number, one in enumerate(call["questions"], 1)}
        data = self.data if self.is_bound else None
        for number, one in enumerate(call["questions"], 1):
            rows = fields.rows_shown(one, given.get(one["code"]), data) if one["kind"] == "table" else 0
            question = {**one, "number": number, "condition_number": numbers.get(one.get("condition", ""))}
            line = Line(one["code"], f"{number}. {one['text']}", one["mandatory"], question=question, rows=rows)
            found.append((line, fields.fields_for(one, line.label, rows)))
        return found

    def values_of(self, stored: Draft) -> dict[str, Any]:
        given = self.given_of(stored)
        values: dict[str, Any] = {}
        for line in self.lines:
            values |= fields.as_fields(line.question, given.get(line.code), line.rows)
        return {name: value for name, value in values.items() if name in self.fields}

    def settled(self, stored: Draft) -> dict[str, Any]:
        return {code: said for code, said in super().settled(stored).items() if self._kind(code) != "file"}

    def _kind(self, code: str) -> str:
        return next(str(line.question["kind"]) for line in self.lines if line.code == code)

    def value_of(self, line: Line, cleaned: Mapping[str, Any]) -> Any:
        return fields.from_fields(line.question, cleaned) if line.names else None


class AttachForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("A PDF, a picture (JPEG, PNG, WebP), or a DOCX, XLSX or ODT without macros; at most 25 MB."),
    )
    question = forms.ChoiceField(label=_("Goes with"), required=False)

    def __init__(self, draft: Draft, *args: Any) -> None:
        super().__init__(*args)
        asked = [
            (one["code"], f"{number}. {one['text']}")
            for number, one in enumerate(draft.publication.document["questions"], 1)
            if one["kind"] == "file"
        ]
        self.fields["question"].choices = [("", _("the whole answer")), *asked]  # type: ignore[attr-defined]


class BringInForm(forms.Form):
    file = forms.FileField(label=_("Filled-in form (XLSX)"))


class SubmitForm(forms.Form):
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    incomplete = forms.BooleanField(label=_("I submit although something is missing"), required=False)

    def __init__(self, digest: str, is_incomplete: bool, *args: Any) -> None:
        super().__init__(*args)
        self.fields["seen"].initial = digest
        if not is_incomplete:
            del self.fields["incomplete"]


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"), max_length=2000, widget=text_area(4),
        help_text=_("It is published with the answer, without telling who asked. Name neither yourself nor your product."),
    )  # fmt: skip


class ClarifyForm(Guarded, forms.Form):
    question = forms.CharField(
        label=_("Question, as everybody will read it"), max_length=2000, widget=text_area(3),
        help_text=_("Reword it where it tells who asks."),
    )  # fmt: skip
    answer = forms.CharField(label=_("Answer"), max_length=4000, widget=text_area(6))
    checked = forms.BooleanField(label=_("What the check found may stay"), required=False)

    unguarded = ("checked",)

    def values_of(self, stored: Clarification) -> dict[str, Any]:
        return {"question": stored.question, "answer": stored.answer}


class AskBackForm(forms.Form):
    text = forms.CharField(label=_("Question to this provider"), max_length=2000, widget=text_area(4))


class ReplyForm(forms.Form):
    text = forms.CharField(label=_("Your reply"), max_length=4000, widget=text_area(6))


class ScreeningForm(Guarded, forms.ModelForm):
    class Meta:
        model = OpenedAnswer
        fields = ("complete", "eligible", "in_scope", "decision", "reason")
        widgets = {"reason": text_area(3)}


class CityScreeningForm(Guarded, forms.ModelForm):
    class Meta:
        model = CityScreening
        fields = ("in_scope", "decision", "reason")
        widgets = {"reason": text_area(3)}


class FeedbackForm(Guarded, forms.ModelForm):
    class Meta:
        model = OpenedAnswer
        fields = ("feedback",)
        widgets = {"feedback": text_area(10)}
