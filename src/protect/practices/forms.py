"""Forms of those who write, review and try practices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.catalogue.models import Entry
from protect.organisations import languages
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import DateField, KeepsUnseen, SeveralField, text_area
from protect.practices.models import Practice, Remark, Trial
from protect.practices.states import SHOWN

#: (title, help, fields) of the parts of the template.
SECTIONS = (
    (
        _("What and where"), "",
        ("kind", "title", "summary", "language", "translation_of", "city", "country", "contact"),
    ),
    (_("The story"), _("So that a stranger understands it. Never how an attack would be done."), ("context", "problem", "done")),
    (
        _("Cost and upkeep"), _("What it cost you, as a range; leave open what you do not know."),
        ("cost_low", "cost_high", "currency", "cost_year", "upkeep"),
    ),
    (_("Effect"), "", ("effect", "evidence", "figures")),
    (_("What others should know"), "", ("went_wrong", "rights", "transfer")),
    (_("What it is about"), _("By these it is found."), ("threat_types", "space_categories", "steps", "entries")),
)  # fmt: skip
HELP = {
    "context": _("The place in general, who uses it, what was there before."),
    "done": _("Step by step, and who took part."),
    "upkeep": _("What it takes to keep it working: hours, money, people."),
    "effect": _("What is different since. Say so if you do not know yet."),
    "figures": _("What was counted or measured, how, before and after, over what time."),
    "went_wrong": _("What you would do differently. Others learn most from this."),
    "rights": _("Personal data, free movement, access for people with disabilities; what you did about it."),
    "transfer": _("People, permissions, money, time; for whom it is not suited."),
}  # fmt: skip


class PracticeForm(Guarded, KeepsUnseen, forms.ModelForm):
    language = forms.ChoiceField(label=_("Language of the text"), choices=languages.choices, initial=languages.present)
    threat_types = SeveralField("threat_type", label=_("Threat types"), required=False)
    space_categories = SeveralField(
        "psoi_category", label=_("Kinds of public space"), required=False,
        help_text=_("None ticked means that it fits all of them."),
    )  # fmt: skip
    steps = SeveralField("method_step", label=_("Steps of the method"), required=False)

    class Meta:
        model = Practice
        fields = tuple(name for _title, _help, names in SECTIONS for name in names)
        widgets = {name: text_area(4) for name in Practice.TEXTS} | {
            "summary": text_area(2),
            "entries": forms.SelectMultiple({"size": 6}),
        }
        help_texts = HELP

    def __init__(self, reader: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.reader = reader
        seen: Any = Practice.objects.visible_to(reader)  # type: ignore[attr-defined]
        originals = seen.filter(translation_of=None, state__in=SHOWN).exclude(pk=self.instance.pk)
        self.offer("translation_of", originals.only("title"), seen.only("title"))
        self.fields["translation_of"].help_text = _("Of a published practice, if this is the same in another language.")
        self.fields["entries"].queryset = self._offered()  # type: ignore[attr-defined]

    def _offered(self) -> Any:
        entries: Any = Entry.objects.visible_to(self.reader).filter(state="published")  # type: ignore[attr-defined]
        return entries.only("pk", "name", "code", "language")

    def values_of(self, stored: Any) -> dict[str, Any]:
        """Only of what is offered: other entries may be named that this person does not see."""
        values = super().values_of(stored)
        return values | {"entries": list(self._offered().filter(pk__in=stored.entries.values("pk")))}

    def clean_country(self) -> str:
        value: str = self.cleaned_data["country"].strip().upper()
        if value and not (len(value) == 2 and value.isascii() and value.isalpha()):
            raise forms.ValidationError(_("Two letters, such as RO."))
        return value

    def clean_currency(self) -> str:
        value: str = self.cleaned_data["currency"].strip().upper()
        if value and not (len(value) == 3 and value.isascii() and value.isalpha()):
            raise forms.ValidationError(_("Three letters, such as EUR."))
        return value

    def clean_cost_year(self) -> int | None:
        value: int | None = self.cleaned_data["cost_year"]
        if value is not None and not 1990 <= value <= 2100:
            raise forms.ValidationError(_("Four digits, such as 2024."))
        return value

    @property
    def values(self) -> dict[str, Any]:
        """Entries that the reader does not see stay named."""
        found = {name: self.cleaned_data[name] for name in self.Meta.fields}
        found["entries"] = list(found["entries"])
        if self.instance.pk:
            found["entries"] += list(self.instance.entries.exclude(pk__in=self._offered().values("pk")))
        return found

    @property
    def sections(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        return [(title, text, [self[name] for name in names]) for title, text, names in SECTIONS]


def choose_one(form: Any, organisations: Any) -> None:
    """For which organisation; asked only where there is a choice."""
    field = form.fields["organisation"]
    field.queryset = organisations
    if len(organisations) == 1:
        field.initial = organisations[0]
        field.widget = forms.HiddenInput()


class NewPracticeForm(PracticeForm):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation whose practice it is"))

    def __init__(self, reader: Any, organisations: Any, *args: Any, **options: Any) -> None:
        super().__init__(reader, *args, **options)
        choose_one(self, organisations)


class StepForm(forms.Form):
    review_on = DateField(
        label=_("To be looked at again on"),
        required=False,
        help_text=_("Left open: in two years. It is outdated from then on."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False, widget=text_area(3))

    def __init__(self, *args: Any, needs_reason: bool, needs_date: bool) -> None:
        super().__init__(*args)
        self.fields["reason"].required = needs_reason
        if not needs_reason:
            self.fields["reason"].label = _("Note")
        if not needs_date:
            del self.fields["review_on"]


class RemarkForm(forms.Form):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("For"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Remark.Kind.choices[:2])
    text = forms.CharField(
        label=_("Text"), max_length=3000, widget=text_area(4),
        help_text=_("Authorities on this platform read it, and whose practice it is; the public does not. "
                    "Write nothing about weak points of a place."),
    )  # fmt: skip

    def __init__(self, organisations: Any, *args: Any) -> None:
        super().__init__(*args)
        choose_one(self, organisations)


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Answer"), max_length=3000, widget=text_area(4))


class TrialForm(Guarded, forms.ModelForm):
    class Meta:
        model = Trial
        fields = ("where", "since", "result", "differed", "contact", "is_public")
        widgets = {"differed": text_area(5)}

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewTrialForm(TrialForm):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation that tried it"))
    field_order = ("organisation", *TrialForm.Meta.fields)

    def __init__(self, organisations: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choose_one(self, organisations)
