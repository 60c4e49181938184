"""Forms of whoever sets up a study, judges effects, keeps alternatives and decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import SeveralOf, choices, text_area
from protect.portfolios import defaults, notation
from protect.portfolios.models import MOST_MONEY, Candidate, Effect, Study
from protect.portfolios.queries.field import Field, Row
from protect.reference import terms

WISHES = (
    "name", "note", "budget_buy", "budget_year", "years", "scope", "reading", "step", "cover_musts", "openness_least",
    "privacy_most", "hours_most", "loss_low", "loss_best", "loss_high",
)  # fmt: skip


class AssessmentsField(SeveralOf):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.space.name}: {obj.title}, {_now('version')} {obj.version} ({obj.get_state_display()})"


class BeginForm(forms.Form):
    """The short way: a name, the assessments, a budget."""

    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation that owns it"))
    name = forms.CharField(label=_("Name"), max_length=120)
    assessments = AssessmentsField(Assessment.objects.none(), label=_("Assessments that it stands on"))
    budget_buy = forms.IntegerField(label=_("Budget to buy, in euro"), min_value=0, max_value=MOST_MONEY)
    budget_year = forms.IntegerField(
        label=_("Budget a year, in euro"), min_value=0, max_value=MOST_MONEY, required=False,
        help_text=_("To run, staff and keep what was bought. Empty: no limit."),
    )  # fmt: skip

    def __init__(self, organisations: Any, assessments: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field, rows = self.fields["organisation"], self.fields["assessments"]
        assert isinstance(field, forms.ModelChoiceField) and isinstance(rows, AssessmentsField)
        field.queryset, rows.queryset = organisations, assessments
        if len(organisations) == 1:
            field.initial, field.widget = organisations[0], forms.HiddenInput()


class StudyForm(Guarded, forms.ModelForm):
    class Meta:
        model = Study
        fields = WISHES
        widgets = {"note": text_area(3)}


class AssessmentsForm(Guarded, forms.Form):
    assessments = AssessmentsField(Assessment.objects.none(), label=_("Assessments that it stands on"))

    def __init__(self, some: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["assessments"].queryset = some  # type: ignore[attr-defined]

    def values_of(self, stored: Any) -> dict[str, Any]:
        return {"assessments": list(stored.assessments.all())}


class CandidateForm(Guarded, forms.ModelForm):
    class Meta:
        model = Candidate
        fields = (
            "name", "note", "buy_best", "buy_low", "buy_high", "year_best", "year_low", "year_high", "guessed", "cost_source",
            "hours", "personal_data", "requirements", "needs", "excludes",
        )  # fmt: skip
        widgets = {
            "note": text_area(3),
            **dict.fromkeys(("requirements", "needs", "excludes"), forms.CheckboxSelectMultiple),
        }

    def __init__(self, study: Study, requirements: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        others = study.candidates.exclude(pk=self.instance.pk)
        for name in ("needs", "excludes"):
            self.fields[name].queryset = others  # type: ignore[attr-defined]
            self.fields[name].required = False
        self.fields["requirements"].queryset = requirements  # type: ignore[attr-defined]
        kept = self.instance.openness or {}
        for code in defaults.CHECKS:
            self.fields[f"open-{code}"] = forms.ChoiceField(
                label=terms.label("openness_check", code), help_text=terms.help_text("openness_check", code),
                choices=choices("effect_answer"), initial=kept.get(code, "not_judged"), required=False,
            )  # fmt: skip
        for name in ("threat_types", "functions"):
            vocabulary = "threat_type" if name == "threat_types" else "measure_function"
            self.fields[name] = forms.MultipleChoiceField(
                label=_("Threat types") if name == "threat_types" else _("Functions"), choices=choices(vocabulary),
                widget=forms.CheckboxSelectMultiple, required=False, initial=getattr(self.instance, name),
                help_text=_("From these effects are proposed."),
            )  # fmt: skip

    def values_of(self, stored: Any) -> dict[str, Any]:
        kept = stored.openness or {}
        return {
            **super().values_of(stored),
            **{f"open-{code}": kept.get(code, "not_judged") for code in defaults.CHECKS},
            "threat_types": list(stored.threat_types),
            "functions": list(stored.functions),
        }

    @property
    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        found = {name: value for name, value in self.cleaned_data.items() if not name.startswith("open-")}
        answers = {code: self.cleaned_data.get(f"open-{code}") or "not_judged" for code in defaults.CHECKS}
        return {**found, "openness": {code: one for code, one in answers.items() if one != "not_judged"}}


class EvaluatedChoice(SeveralOf):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.evaluation})"


class SelectedChoice(SeveralOf):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.provider})"


class PickForm(forms.Form):
    """Measures on offer, ticked."""

    def __init__(self, entries: Any, evaluated: Any, solutions: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["entries"] = SeveralOf(entries, label=_("From the catalogue"), required=False)  # type: ignore[arg-type]
        self.fields["evaluated"] = EvaluatedChoice(evaluated, label=_("Chosen in your evaluations"), required=False)  # type: ignore[arg-type]
        self.fields["solutions"] = SelectedChoice(
            solutions, label=_("Selected by towns, on the public list"), required=False
        )  # type: ignore[arg-type]


class GridForm(Guarded, forms.Form):
    """A part of the grid: one cell for each measure and row, in the notation of ``notation``."""

    unguarded = ("says", "source")
    says = forms.CharField(
        label=_("Who says so"), max_length=150, help_text=_("A function, such as police adviser; no name is needed.")
    )
    source = forms.CharField(
        label=_("What it rests on"), max_length=300, required=False,
        help_text=_("A test, a reference, experience here. It is kept with every cell that you change now."),
    )  # fmt: skip

    def __init__(
        self, field: Field, candidates: Sequence[Candidate], rows: Sequence[Row], *args: Any, **options: Any
    ) -> None:
        self.shown = [(one, row) for row in rows for one in candidates]
        super().__init__(*args, about=field.study, **options)
        for one, row in self.shown:
            label = f"{one.name}: {row.label}"
            self.fields[cell_name(one.pk, row.pk)] = CellField(label=label, required=False)

    def values_of(self, stored: Any) -> dict[str, Any]:
        kept = {
            (one.candidate_id, one.scenario_id): notation.write(one.probability, one.consequence, one.sure)
            for one in Effect.objects.filter(
                candidate__in={one.pk for one, _row in self.shown}, scenario__in={row.pk for _one, row in self.shown}
            )
        }
        return {cell_name(one.pk, row.pk): kept.get((one.pk, row.pk), "") for one, row in self.shown}

    def title_of(self, stored: Any) -> str:
        return _now("Effects")

    @property
    def cells(self) -> dict[tuple[int, int], notation.Cell]:
        return {
            (one.pk, row.pk): notation.read(str(self.cleaned_data.get(cell_name(one.pk, row.pk)) or ""))
            for one, row in self.shown
            if cell_name(one.pk, row.pk) in self.cleaned_data
        }


def cell_name(candidate: int, row: int) -> str:
    return f"e-{candidate}-{row}"


class CellField(forms.CharField):
    """``P1``, ``C2!``, ``P1C1?`` or nothing; kept in one way of writing."""

    widget = forms.TextInput

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return notation.write(*notation.read(text))
        except notation.Unreadable:
            raise ValidationError(
                _now("“%(text)s”: write P1, C2 or P1C1, with ! for highly and ? for hardly sure, or leave it empty.")
                % {"text": str(text)[:20]}
            ) from None


class FileForm(forms.Form):
    file = forms.FileField(label=_("Table (CSV or XLSX)"))
    says = forms.CharField(
        label=_("Who says so"), max_length=150, help_text=_("A function, such as police adviser; no name is needed.")
    )


class KeepForm(forms.Form):
    name = forms.CharField(label=_("Name of the alternative"), max_length=80)


class HandForm(Guarded, forms.Form):
    """Measures picked by hand."""

    name = forms.CharField(label=_("Name of the alternative"), max_length=80)
    candidates = SeveralOf(Candidate.objects.none(), label=_("Measures"), required=False)

    def __init__(self, some: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["candidates"].queryset = some  # type: ignore[attr-defined]

    def values_of(self, stored: Any) -> dict[str, Any]:
        return {"name": stored.name, "candidates": list(stored.candidates.all())}


class DecideForm(forms.Form):
    alternative = forms.ChoiceField(label=_("Alternative"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reasons"), max_length=2000, widget=text_area(4))
    why_not_best = forms.CharField(
        label=_("Why not the portfolio that takes most off"), max_length=900, required=False, widget=text_area(2),
        help_text=_("Only if you choose another one. People decide; the result advises."),
    )  # fmt: skip
    signatory = forms.CharField(label=_("Signed by (name and function)"), max_length=200)

    def __init__(self, alternatives: Iterable[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["alternative"].choices = list(alternatives)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=text_area(2))
