from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, Scenario
from protect.checklists.models import Checklist, Mode
from protect.checklists.questions import QuestionSet
from protect.checklists.scope import asked
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import SeveralField, text_area
from protect.reference import terms
from protect.reference.models import ReferenceSet
from protect.spaces.models import Space


class BeginForm(forms.Form):
    mode = forms.ChoiceField(label=_("How much time is there?"), choices=Mode.choices, widget=forms.RadioSelect)
    assessment = forms.ModelChoiceField(
        Assessment.objects.none(),
        label=_("For which assessment?"),
        required=False,
        empty_label=_("None: for the space alone"),
        help_text=_("With an assessment, its threat types and usage states decide what is asked."),
    )
    question_set = forms.ModelChoiceField(
        ReferenceSet.objects.none(), label=_("Questions"), empty_label=None, help_text=_("This version stays with it.")
    )

    def __init__(self, space: Space, assessments: Any, sets: list[ReferenceSet], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["assessment"].queryset = assessments  # type: ignore[attr-defined]
        chosen = self.fields["question_set"]
        chosen.queryset = ReferenceSet.objects.filter(pk__in=[one.pk for one in sets])  # type: ignore[attr-defined]
        chosen.initial = sets[0].pk if sets else None
        if len(sets) < 2:
            chosen.widget = forms.HiddenInput()


class ScopeForm(Guarded, forms.ModelForm):
    """Whom and what the questions concern: prefilled from space and assessment, widened or narrowed by hand."""

    categories = SeveralField("psoi_category", label=_("Kinds of space"), required=False)
    threat_types = SeveralField("threat_type", label=_("Threat types"), required=False)
    usage_states = SeveralField("usage_state", label=_("Usage states"), required=False)
    sub_area_kinds = SeveralField("sub_area_kind", label=_("Kinds of sub-area"), required=False)
    added = forms.MultipleChoiceField(
        label=_("Questions outside this scope that are asked all the same"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Checklist
        fields = ("mode", "everything", "categories", "threat_types", "usage_states", "sub_area_kinds", "added")
        widgets = {"mode": forms.RadioSelect}
        help_texts = {"everything": _("Then nothing below limits the questions.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        checklist: Checklist = self.instance
        questions = QuestionSet(checklist.question_set).questions
        within = {one.code for one in asked(questions, checklist.scope)} - set(checklist.added)
        outside = [(one.code, f"{one.code} {one.text}") for one in questions if one.code not in within]
        added = self.fields["added"]
        assert isinstance(added, forms.MultipleChoiceField)
        added.choices = outside
        if not outside:
            added.widget = forms.MultipleHiddenInput()
        for name in ("categories", "threat_types", "usage_states", "sub_area_kinds"):
            self.fields[name].help_text = _("Nothing ticked: it limits nothing.")


class PhotosForm(forms.Form):
    """Photos of the space that show it, and a new one."""

    # Keys of the photos that were ticked when the page was opened: only those can be taken off by it.
    as_loaded = forms.CharField(required=False, widget=forms.HiddenInput)
    photos = forms.MultipleChoiceField(
        label=_("Photos of this space that show it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    file = forms.FileField(label=_("New photo"), required=False)
    description = forms.CharField(
        label=_("What is to be seen, in words"), required=False, max_length=500, widget=text_area(2)
    )

    def __init__(self, photos: list[Any], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self.fields["photos"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = [(str(one.pk), f"{one.title}: {one.description}".rstrip(": ")) for one in photos]
        if not photos:
            chosen.widget = forms.MultipleHiddenInput()
        self.fields["file"].widget.attrs["accept"] = "image/*"


class ScenarioField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        name = f"{terms.label('threat_type', obj.threat_type)} · {obj.sub_area or _('The whole space')}"
        return f"{name} · {obj.title}" if obj.title else name


class NoteForm(forms.Form):
    """What an answer adds to a scenario."""

    scenario = ScenarioField(Scenario.objects.none(), label=_("Scenario"), empty_label=None)
    weakness = forms.CharField(label=_("Weak point observed"), required=False, widget=text_area(3), max_length=3000)
    idea = forms.CharField(label=_("Idea for improvement"), required=False, widget=text_area(2), max_length=3000)

    def __init__(self, scenarios: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["scenario"].queryset = scenarios  # type: ignore[attr-defined]
