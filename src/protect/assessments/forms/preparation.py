from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, Mode, PreparationItem, TeamMember, Visit
from protect.assessments.services.preparation import may_be_on_team
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import DateField, SeveralField, choices, text_area
from protect.organisations.models import Organisation
from protect.reference.models import ReferenceSet
from protect.reference.wording import translate
from protect.sets.queries import available_sets, own_references


class BeginForm(forms.Form):
    """How a new assessment begins."""

    mode = forms.ChoiceField(
        label=_("How thorough?"), choices=Mode.choices, initial=Mode.FULL, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("Left empty, it takes the name of the space.")
    )
    usage_states = SeveralField(
        "usage_state",
        label=_("Usage states to look at"),
        initial=["normal"],
        required=False,
        help_text=_("The same place is another place at night or during an event."),
    )
    scale_set = forms.ModelChoiceField(
        ReferenceSet.objects.none(),
        label=_("Scale set (full assessment)"),
        required=False,
        empty_label=_("Five levels (platform default)"),
        help_text=_("The quick mode uses its own three levels."),
    )

    steps = forms.ModelChoiceField(
        ReferenceSet.objects.none(),
        label=_("Step set"),
        required=False,
        empty_label=_("Guided assessment (platform)"),
        help_text=_("The manual beside each step and the checklist of the preparation."),
    )

    def __init__(self, organisation: Organisation, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        scales = [
            one.pk
            for one in available_sets(organisation, "scale_set")
            if one.key not in {"quick-three-level", "platform-default"}
        ]
        self.fields["scale_set"].queryset = ReferenceSet.objects.filter(pk__in=scales).defer("content")  # type: ignore[attr-defined]
        own_steps = own_references(organisation, "step_template").defer("content")
        if own_steps:
            self.fields["steps"].queryset = own_steps  # type: ignore[attr-defined]
        else:
            del self.fields["steps"]


class PreparationForm(Guarded, forms.ModelForm):
    """Mandate and framework."""

    review_on = DateField(
        label=_("Assess again by"),
        required=False,
        help_text=_("Left empty, after the time your organisation set: a year, if nothing else."),
    )

    class Meta:
        model = Assessment
        fields = ("title", "mandate", "managing_body", "lead", "scores_inherent", "review_on")
        widgets = {"mandate": text_area(4)}
        help_texts = {
            "mandate": _("Who asked for this assessment, for what, and who decides afterwards."),
            "managing_body": _("The body that runs the assessment and keeps its results."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = may_be_on_team(self.instance)
        lead = self.fields["lead"]
        assert isinstance(lead, forms.ModelChoiceField)
        keys = [person.pk for person in people] + ([self.instance.lead_id] if self.instance.lead_id else [])
        lead.queryset = lead.queryset.filter(pk__in=keys)  # type: ignore[union-attr]
        lead.required = True
        lead.label = _("Lead")


class SiteForm(Guarded, forms.ModelForm):
    """What is looked at, and what was found on site."""

    usage_states = SeveralField("usage_state", label=_("Usage states looked at"))

    class Meta:
        model = Assessment
        fields = ("usage_states", "site_notes")
        widgets = {"site_notes": text_area(8)}


class MemberForm(Guarded, forms.ModelForm):
    """One person of the team, with an account of the platform or without."""

    function = forms.ChoiceField(label=_("Function"), choices=choices("team_function"))
    circle = forms.ChoiceField(
        label=_("Circle"),
        choices=choices("team_circle"),
        widget=forms.RadioSelect,
        help_text=_("Core and involved can score; informed only hear of the result."),
    )

    class Meta:
        model = TeamMember
        fields = ("user", "name", "organisation_name", "function", "circle", "scores")
        labels = {"user": _("Account"), "scores": _("Scores alone and blind")}
        help_texts = {"user": _("People of your organisation. Somebody else needs a share of this assessment first.")}

    def __init__(self, assessment: Assessment, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        taken = {member.user_id for member in assessment.team.all() if member.pk != self.instance.pk}
        user = self.fields["user"]
        assert isinstance(user, forms.ModelChoiceField)
        people = [person.pk for person in may_be_on_team(assessment) if person.pk not in taken]
        if self.instance.user_id:
            people.append(self.instance.user_id)
        user.queryset = user.queryset.filter(pk__in=people)  # type: ignore[union-attr]
        user.required = False
        user.empty_label = _("No account: scores are entered by the lead")
        self.fields["name"].required = False
        self.fields["name"].help_text = _("Only for somebody without an account.")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("user") and not values.get("name"):
            values["name"] = values["user"].name
        if not values.get("name") and "name" not in self.errors:
            self.add_error("name", _("Choose an account or write a name."))
        return values


class VisitForm(Guarded, forms.ModelForm):
    starts_at = forms.DateTimeField(
        label=_("Date and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    usage_state = forms.ChoiceField(label=_("Usage state seen"), choices=choices("usage_state"))

    class Meta:
        model = Visit
        fields = ("starts_at", "usage_state", "participants", "notes")
        widgets = {"notes": text_area(4)}


class ChecklistForm(Guarded, forms.Form):
    """The preparation checklist as a whole; the page writes its lines itself."""

    def __init__(self, assessment: Assessment, *args: Any, **options: Any) -> None:
        super().__init__(*args, about=assessment, **options)
        self.lines: list[str] = []
        for heading in assessment.steps.content["preparation"]:
            for entry in heading["items"]:
                self.lines.append(entry["key"])
                text = translate(entry["text"])
                self.fields[f"done-{entry['key']}"] = forms.BooleanField(label=text, required=False)
                self.fields[f"note-{entry['key']}"] = forms.CharField(
                    label=_("Note on: %(text)s") % {"text": text}, required=False
                )

    def values_of(self, stored: Assessment) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for item in stored.preparation.all():
            values |= {f"done-{item.key}": item.done, f"note-{item.key}": item.note}
        return {name: values.get(name, name.startswith("note-") and "") for name in self.fields if "-" in name}

    def told_by(self, stored: Assessment, name: str) -> Assessment | PreparationItem:
        return stored.preparation.filter(key=name.partition("-")[2]).first() or stored
