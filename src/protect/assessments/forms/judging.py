"""Consensus, decisions, approval."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.assessments.forms.levels import levels
from protect.assessments.models import Assessment, Confidence, Consensus, Scenario, TeamMember, Vulnerability
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import DateField, SeveralOf, choices, text_area
from protect.reference.scale_sets import ScaleSet
from protect.spaces.models import Attachment


class ConsensusForm(Guarded, forms.Form):
    """What the team agrees on for one row; the fields follow the scale set."""

    rationale = forms.CharField(label=_("Rationale"), required=False, widget=text_area(3))
    confidence = forms.ChoiceField(
        label=_("How sure is the team?"),
        choices=Confidence.choices,
        initial=Confidence.MEDIUM,
        widget=forms.RadioSelect,
    )
    notes = forms.CharField(label=_("Notes of the discussion"), required=False, widget=text_area(2))
    absent = SeveralOf(TeamMember.objects.none(), label=_("Absent"), required=False)

    def __init__(self, scale: ScaleSet, assessment: Assessment, row: Scenario, basis: str, *args: Any) -> None:
        self.scale, self.basis = scale, basis
        super().__init__(*args, about=row)
        added: dict[str, forms.Field] = {}
        if scale.factor_based:
            for factor in scale.factors:
                added[f"factor_{factor.code}"] = forms.ChoiceField(
                    label=factor.label,
                    help_text=factor.question,
                    choices=[
                        *((str(value), f"{value} – {text}") for value, text in enumerate(factor.levels, 1)),
                        ("0", _("Cannot judge")),
                    ],
                )
        else:
            for name, axis in (("probability", scale.probability), ("consequence", scale.consequence)):
                added[name] = forms.ChoiceField(
                    label=axis.title, help_text=axis.question, choices=levels(axis), widget=forms.RadioSelect
                )
        self.fields = {**added, **self.fields}
        self.fields["absent"].queryset = assessment.team.filter(scores=True)  # type: ignore[attr-defined]

    def told_by(self, stored: Scenario, name: str) -> Scenario | Consensus:
        return stored.consensus.filter(basis=self.basis).first() or stored

    def values_of(self, stored: Scenario) -> dict[str, Any]:
        """What the team has agreed on; nothing before it has."""
        kept = stored.consensus.filter(basis=self.basis).first()
        if kept is None:
            return {}
        values: dict[str, Any] = {
            "probability": str(kept.probability),
            "consequence": str(kept.consequence),
            "confidence": kept.confidence,
            "rationale": kept.rationale,
            "notes": kept.notes,
            "absent": list(kept.absent.all()),
        }
        return values | {f"factor_{code}": str(level) for code, level in kept.factors.items()}

    def judgement(self) -> dict[str, Any]:
        """What the service takes: levels or factors, confidence, rationale, notes."""
        values = {name: self.cleaned_data[name] for name in ("confidence", "rationale", "notes")}
        if self.scale.factor_based:
            values["factors"] = {
                factor.code: int(self.cleaned_data[f"factor_{factor.code}"]) for factor in self.scale.factors
            }
        else:
            values |= {name: int(self.cleaned_data[name]) for name in ("probability", "consequence")}
        return values


class VulnerabilityForm(Guarded, forms.Form):
    statement = forms.CharField(
        label=_("Weak point"),
        widget=text_area(2),
        help_text=_("One sentence: what is weak, where, and when. No name of a person."),
    )
    scenarios = SeveralOf(Scenario.objects.none(), label=_("Shown by these scenarios"))
    photos = SeveralOf(Attachment.objects.none(), label=_("Photos"), required=False)

    def __init__(self, assessment: Assessment, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = assessment.scenarios.filter(applicable=True).select_related("sub_area")
        scenarios = self.fields["scenarios"]
        assert isinstance(scenarios, forms.ModelMultipleChoiceField)
        scenarios.queryset = rows
        scenarios.label_from_instance = _row_label  # type: ignore[assignment, method-assign]
        photos = assessment.space.attachments.filter(kind="photo")
        if photos.exists():
            self.fields["photos"].queryset = photos  # type: ignore[attr-defined]
        else:
            del self.fields["photos"]

    def values_of(self, stored: Vulnerability) -> dict[str, Any]:
        found = {"scenarios": list(stored.scenarios.all()), "photos": list(stored.photos.all())}
        return {"statement": stored.statement, **found}


def _row_label(scenario: Any) -> str:
    from protect.reference import terms

    where = scenario.sub_area.name if scenario.sub_area else _("the whole space")
    threat = terms.label("threat_type", scenario.threat_type)
    return f"{threat}, {where}" + (f": {scenario.title}" if scenario.title else "")


class DecisionForm(Guarded, forms.ModelForm):
    """What is decided about a vulnerability; which fields are needed depends on the decision."""

    decision = forms.ChoiceField(label=_("Decision"), choices=choices("decision"), widget=forms.RadioSelect)
    review_on = DateField(label=_("Look again on"), required=False)

    class Meta:
        model = Vulnerability
        fields = ("decision", "reason", "signatory", "transferred_to", "review_on")
        widgets = {"reason": text_area(3)}
        help_texts = {
            "reason": _("Needed to accept, hand over or watch."),
            "signatory": _("Needed to accept: who takes the responsibility."),
            "transferred_to": _("Needed to hand over: to whom."),
        }


class ApproveForm(Guarded, forms.ModelForm):
    unguarded = ("confirmed",)

    review_on = DateField(
        label=_("Assess again by"),
        required=False,
        help_text=_("Left empty, after the time your organisation set: a year, if nothing else."),
    )
    approval_note = forms.CharField(label=_("Note on the approval"), max_length=500, required=False)
    confirmed = forms.BooleanField(
        label=_("I approve this version. It becomes read-only; a change opens a new version.")
    )

    class Meta:
        model = Assessment
        fields = ("review_on", "approval_note")


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500)


class NewVersionForm(forms.Form):
    score_anew = forms.TypedChoiceField(
        label=_("What is it for?"),
        choices=(
            ("anew", _("Assess again: the rows are copied, everybody scores blind again")),
            ("correct", _("Correct: scores and consensus are kept, only what you change differs")),
        ),
        coerce=lambda value: value == "anew",
        initial="anew",
        widget=forms.RadioSelect,
    )


class ImportForm(forms.Form):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation that will own it"))
    file = forms.FileField(
        label=_("Assessment as JSON"), help_text=_("A file exported from this platform, at most 60 MB.")
    )
