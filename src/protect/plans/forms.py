"""Forms of whoever proposes, plans, reports on and verifies actions, and of whoever writes a security plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from protect.assessments.models import Confidence, Decision, Scenario, State, Vulnerability
from protect.assessments.requirements import Requirement
from protect.catalogue.models import Entry
from protect.evaluations.models import Selected
from protect.organisations.access import READING_ROLES
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import DateField, LongSelect, SeveralOf, text_area
from protect.organisations.models import User
from protect.plans.documents import PlanSection, SecurityPlan
from protect.plans.models import Action, ActionScore
from protect.plans.money import Cents
from protect.plans.queries import blocks
from protect.reference.scale_sets import ScaleSet
from protect.spaces.models import Space

CURRENCIES = ("EUR", "BGN", "CHF", "CZK", "DKK", "GBP", "HUF", "NOK", "PLN", "RON", "SEK", "UAH")


def people_of(organisation: Any) -> Any:
    """Whom an action can be given to: those who read what belongs to the organisation."""
    mine = Q(memberships__organisation=organisation, memberships__role__in=sorted(READING_ROLES))
    return User.objects.filter(mine, is_active=True).order_by("name", "pk")


class ActionForm(Guarded, forms.ModelForm):
    cost_planned = Cents(label=_("Cost planned"), required=False)
    cost_spent = Cents(label=_("Cost spent"), required=False)
    currency = forms.ChoiceField(label=_("Currency"))
    starts_on = DateField(label=_("Start"), required=False)
    due_on = DateField(label=_("Due"), required=False)

    class Meta:
        model = Action
        fields = (
            "title", "description", "space", "responsible", "responsible_name", "partners", "cost_planned", "cost_spent",
            "currency", "funding", "starts_on", "due_on", "entry", "selected",
        )  # fmt: skip
        widgets = {"description": text_area(4), "entry": LongSelect, "selected": LongSelect}

    def __init__(self, reader: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        action = self.instance
        fields: dict[str, Any] = self.fields
        known = list(dict.fromkeys([*CURRENCIES, *([action.currency] if action.currency else [])]))
        fields["currency"].choices = [(one, one) for one in known]
        if action.assessment_id is not None:
            # It stands on something about this space.
            del fields["space"]
        else:
            spaces: Any = Space.objects.visible_to(reader)
            fields["space"].queryset = spaces.filter(organisation=action.organisation_id, archived_at=None)
            fields["space"].empty_label = _("The whole town")
        if reader.has_perm("plans.lead", action):
            fields["responsible"].queryset = people_of(action.organisation_id)
            fields["responsible"].empty_label = _("Nobody of the organisation")
        else:
            # Only those who lead choose among the people of the organisation.
            del fields["responsible"]
        if action.pk is None or action.state == "proposed":
            del fields["cost_spent"]
        entries: Any = Entry.objects.visible_to(reader)
        fields["entry"].queryset = entries.filter(version__gt=0).only("pk", "name").order_by("name", "pk")
        if action.entry_id and not entries.filter(pk=action.entry_id).exists():
            # Named by somebody who sees more: whoever changes the rest neither reads nor loses it.
            del fields["entry"]
        solutions: Any = Selected.objects.visible_to(reader)
        # One that was taken off the list stays where it was named.
        listed = Q(withdrawn_at=None) | Q(pk=action.selected_id)
        fields["selected"].queryset = solutions.filter(listed).order_by("name", "pk")
        fields["selected"].label_from_instance = lambda one: f"{one.name} ({one.provider})"

    def clean_cost_spent(self) -> int:
        return int(self.cleaned_data.get("cost_spent") or 0)


class RequirementChoice(SeveralOf):
    def label_from_instance(self, obj: Any) -> str:
        weak = obj.vulnerability if isinstance(obj, Requirement) else obj
        return (
            f"{obj} ({weak.assessment.space}: {weak})"
            if isinstance(obj, Requirement)
            else f"{obj} ({weak.assessment.space})"
        )


def requirements_for(reader: Any, organisation: Any, space: Any = None) -> Any:
    """What an action of ``organisation`` can stand on: of the assessments that hold or are being made."""
    seen: Any = Requirement.objects.visible_to(reader)
    found = seen.filter(assessment__organisation=organisation).exclude(assessment__state=State.SUPERSEDED)
    if space is not None:
        found = found.filter(assessment__space=space)
    return found.select_related("vulnerability__assessment__space").defer("vulnerability__assessment__space__wkb")


def acceptances_for(reader: Any, organisation: Any, space: Any = None) -> Any:
    seen: Any = Vulnerability.objects.visible_to(reader)
    found = seen.filter(assessment__organisation=organisation, decision=Decision.ACCEPT)
    found = found.exclude(assessment__state=State.SUPERSEDED)
    if space is not None:
        found = found.filter(assessment__space=space)
    return found.select_related("assessment__space").defer("assessment__space__wkb")


class GroundsForm(Guarded, forms.Form):
    requirements = RequirementChoice(Requirement.objects.none(), label=_("Requirements"), required=False)
    acceptances = RequirementChoice(
        Vulnerability.objects.none(), label=_("Weak points that were accepted"), required=False,
        help_text=_("What is done although the weak point stays: telling people, watching, being ready."),
    )  # fmt: skip

    def __init__(self, reader: Any, organisation: Any, space: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["requirements"].queryset = requirements_for(reader, organisation, space)
        fields["acceptances"].queryset = acceptances_for(reader, organisation, space)

    def values_of(self, stored: Any) -> dict[str, Any]:
        found = list(stored.grounds.select_related("requirement", "acceptance"))
        return {
            "requirements": [one.requirement for one in found if one.requirement],
            "acceptances": [one.acceptance for one in found if one.acceptance],
        }


class ProposeForm(GroundsForm):
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("What is done, in a few words."))
    description = forms.CharField(label=_("Description"), required=False, widget=text_area(3))
    due_on = DateField(label=_("Due"), required=False)
    cost_planned = Cents(label=_("Cost planned, EUR"), required=False)

    field_order = ("title", "description", "requirements", "acceptances", "due_on", "cost_planned")


class ReportForm(Guarded, forms.ModelForm):
    cost_spent = Cents(label=_("Spent so far"), required=False)

    class Meta:
        model = Action
        fields = ("progress", "cost_spent", "progress_note")
        widgets = {
            "progress": forms.NumberInput({"min": 0, "max": 100, "step": 5, "inputmode": "numeric"}),
            "progress_note": text_area(4),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cost_spent"].help_text = _("All that was spent, in %(currency)s.") % {
            "currency": self.instance.currency
        }

    def clean_cost_spent(self) -> int:
        return int(self.cleaned_data.get("cost_spent") or 0)


class PredecessorsForm(Guarded, forms.ModelForm):
    class Meta:
        model = Action
        fields = ("predecessors",)
        field_classes = {"predecessors": SeveralOf}

    def __init__(self, reader: Any, offered: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["predecessors"]
        field.queryset = offered
        field.label_from_instance = lambda one: f"{one} ({one.get_state_display()})"
        field.help_text = _("It can start when all of these are done.")


class EvidenceForm(forms.Form):
    file = forms.FileField(label=_("Photo or PDF"))
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    description = forms.CharField(
        label=_("What is to be seen, in words"), max_length=500, required=False, widget=text_area(2),
        help_text=_("Needed for a photo, for those who cannot see it."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=pgettext_lazy("of a step", "Why"), max_length=500, widget=text_area(2))


class ScoresForm(Guarded, forms.Form):
    """Two levels, how sure, and why, for each scenario. ``optional``: an empty row is left out (targets)."""

    def __init__(
        self,
        scenarios: list[Scenario],
        scale: ScaleSet,
        data: Any = None,
        *,
        optional: bool,
        known: Any,
        about: Any = None,
    ) -> None:
        self.scenarios, self.optional, self.scale = scenarios, optional, scale
        super().__init__(data, about=about, initial=self._values(known))
        for one in scenarios:
            for side in ("probability", "consequence"):
                axis = getattr(scale, side)
                levels = [(str(level.value), f"{level.value} – {level.label}") for level in axis]
                empty = [("", _("No target") if optional else "–")]
                self.fields[f"{side}-{one.pk}"] = forms.ChoiceField(
                    label=axis.title, choices=[*empty, *levels, ("0", _("cannot judge"))], required=not optional
                )
            self.fields[f"confidence-{one.pk}"] = forms.ChoiceField(label=_("How sure"), choices=Confidence.choices)
            self.fields[f"rationale-{one.pk}"] = forms.CharField(
                label=_("Why it will be so") if optional else _("What you saw"), widget=text_area(2), required=not optional,
                max_length=2000,
            )  # fmt: skip

    def _values(self, known: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in self.scenarios:
            score = known.get(one.pk)
            for side in ("probability", "consequence"):
                found[f"{side}-{one.pk}"] = "" if score is None else str(getattr(score, side))
            found[f"confidence-{one.pk}"] = score.confidence if score else Confidence.MEDIUM.value
            found[f"rationale-{one.pk}"] = score.rationale if score else ""
        return found

    def values_of(self, stored: Any) -> dict[str, Any]:
        """What the targets of the action hold now."""
        targets = stored.scores.filter(basis=ActionScore.Basis.TARGET, withdrawn_at=None)
        return self._values({one.scenario_id: one for one in targets})

    def rows(self) -> list[tuple[Scenario, list[Any]]]:
        names = ("probability", "consequence", "confidence", "rationale")
        return [(one, [self[f"{name}-{one.pk}"] for name in names]) for one in self.scenarios]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for one in self.scenarios:
            sides = [found.get(f"{side}-{one.pk}") for side in ("probability", "consequence")]
            if self.optional and bool(sides[0]) != bool(sides[1]):
                self.add_error(
                    f"{'consequence' if sides[0] else 'probability'}-{one.pk}", _("Choose both levels or none.")
                )
        return found

    @property
    def given(self) -> dict[Scenario, dict[str, Any]]:
        data = self.cleaned_data
        return {
            one: {
                "probability": int(data[f"probability-{one.pk}"]),
                "consequence": int(data[f"consequence-{one.pk}"]),
                "confidence": data[f"confidence-{one.pk}"],
                "rationale": data[f"rationale-{one.pk}"].strip(),
            }
            for one in self.scenarios
            if data.get(f"probability-{one.pk}")
        }


class SecurityPlanForm(Guarded, forms.ModelForm):
    review_on = DateField(label=_("Look through it again by"), required=False)

    class Meta:
        model = SecurityPlan
        fields = ("title", "review_on")


class SectionForm(Guarded, forms.ModelForm):
    blocks = forms.MultipleChoiceField(
        label=_("Filled in from the data, after the words"), choices=blocks.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = PlanSection
        fields = ("title", "text", "blocks")
        widgets = {"text": text_area(12)}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # A block of a folder that is not there keeps its place.
        self.kept = [one for one in self.instance.blocks if one not in blocks.codes()]

    def clean_blocks(self) -> list[str]:
        chosen = self.cleaned_data["blocks"]
        order = [*self.instance.blocks, *blocks.codes()]
        return sorted([*chosen, *self.kept], key=order.index)


class NewSectionForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(label=_("Text"), required=False, widget=text_area(8))


class ApprovePlanForm(forms.Form):
    note = forms.CharField(label=_("Note"), required=False, max_length=500)
    review_on = DateField(label=_("Look through it again by"), required=False)
    confirmed = forms.BooleanField(label=_("I have read this plan and approve it."))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
