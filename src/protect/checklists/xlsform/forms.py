from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment
from protect.checklists.models import Mode
from protect.organisations.forming import choices
from protect.organisations.models import Organisation
from protect.reference.models import ReferenceSet


class _OfSpace(forms.Form):
    """What both forms of a space ask: which assessment, which questions."""

    assessment = forms.ModelChoiceField(
        Assessment.objects.none(),
        label=_("For which assessment?"),
        required=False,
        empty_label=_("None: for the space alone"),
    )
    question_set = forms.ModelChoiceField(ReferenceSet.objects.none(), label=_("Questions"), empty_label=None)

    def __init__(self, assessments: Any, sets: list[ReferenceSet], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sets = sets
        self.fields["assessment"].queryset = assessments  # type: ignore[attr-defined]
        chosen = self.fields["question_set"]
        chosen.queryset = ReferenceSet.objects.filter(pk__in=[one.pk for one in sets])  # type: ignore[attr-defined]


class TabletForm(_OfSpace):
    """Which form to make for a space."""

    mode = forms.ChoiceField(
        label=_("How much time is there?"), choices=Mode.choices, widget=forms.RadioSelect, initial=Mode.FULL
    )
    field_order = ("mode", "assessment", "question_set")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # As where a checklist is begun: the first on offer.
        self.fields["question_set"].initial = self.sets[0].pk if self.sets else None
        self.fields["assessment"].help_text = _(
            "With an assessment, its threat types and usage states decide what is asked."
        )


class AnswersForm(_OfSpace):
    """Answers that were collected."""

    file = forms.FileField(
        label=_("Answers from Kobo or ODK"),
        help_text=_(
            "CSV, XLSX, or the ZIP of ODK Central with the photos; at most 100 MB and 50 submissions. It is only looked at first."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.zip"}),
    )
    usage_state = forms.ChoiceField(label=_("Usage state seen, where the file does not say it"), initial="normal")
    field_order = ("file", "assessment", "usage_state", "question_set")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["usage_state"].choices = choices("usage_state")  # type: ignore[attr-defined]
        self.fields["assessment"].help_text = _("Each submission becomes a visit of it.")
        named = self.fields["question_set"]
        named.required = False
        named.empty_label = _("As the file says")  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """An XLSForm that becomes a set of questions."""

    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label=_("Organisation whose set it becomes")
    )
    file = forms.FileField(
        label=_("XLSForm"),
        help_text=_(
            "A spreadsheet (.xlsx) with the sheets survey, choices and settings, at most 10 MB. It is only looked at first."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, organisations: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["organisation"]
        chosen.queryset = organisations
        mine = list(organisations[:2])
        if len(mine) == 1:
            chosen.initial, chosen.empty_label = mine[0], None

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if (upload.size or 0) > 10_000_000:
            raise forms.ValidationError(_("The file has more than 10 MB; a form is far smaller."))
        return upload
