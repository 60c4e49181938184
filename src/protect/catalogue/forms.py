from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from protect.catalogue.models import Aspect, Comment, Entry
from protect.catalogue.services import GROUPS, Aspects
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import SeveralField, SeveralOf, choices, text_area
from protect.organisations.models import Organisation
from protect.reference import terms

GROUP_TITLES = {"openness": _("Does the place stay open?"), "effect": _("Side effects")}
#: (title, help, fields) of the parts of the form.
SECTIONS = (
    (_("What it is"), "", ("kind", "name", "summary", "description", "language", "provider_name", "web_address")),
    (
        _("What it does"),
        _("Codes by which it is found and proposed for a weak point."),
        ("category", "functions", "threat_types", "phases", "space_categories", "family", "approach", "horizon"),
    ),
    (_("When it helps"), "", ("helps_when", "helps_not", "new_weaknesses")),
    (
        _("Cost and upkeep"), _("Orders of magnitude for one place."),
        ("cost_purchase", "cost_yearly", "cost_drivers", "upkeep", "criteria"),
    ),
    (_("Personal data"), "", ("personal_data", "needs_dpia", "privacy_note", "information_only")),
    (_("Sources"), "", ("evidence",)),
)  # fmt: skip


class EntryForm(Guarded, forms.ModelForm):
    """All of an entry, with one judgement and one note for each openness check and side effect."""

    category = forms.ChoiceField(label=_("Category"), choices=choices("measure_category"))
    functions = SeveralField("measure_function", label=_("Functions"), required=False)
    threat_types = SeveralField("threat_type", label=_("Threat types"), required=False)
    phases = SeveralField("threat_phase", label=_("Phases of an attack"), required=False)
    space_categories = SeveralField(
        "psoi_category", label=_("Kinds of public space it fits"), required=False,
        help_text=_("None ticked means that it fits all of them."),
    )  # fmt: skip
    family = forms.ChoiceField(label=_("Family"), choices=choices("measure_family"))
    approach = forms.ChoiceField(label=_("What carries it"), choices=choices("measure_approach"))
    horizon = forms.ChoiceField(label=_("Horizon"), choices=choices("measure_horizon"))
    cost_purchase = forms.ChoiceField(label=_("Cost to get"), choices=choices("cost_band"), initial="not_known")
    cost_yearly = forms.ChoiceField(label=_("Cost a year"), choices=choices("cost_band"), initial="not_known")
    criteria = SeveralField("measure_criterion", label=_("What to judge it by"), required=False)
    web_address = forms.URLField(
        label=_("Public web page"), required=False, max_length=300, assume_scheme="https"
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the texts"), choices=lambda: settings.LANGUAGES)

    class Meta:
        model = Entry
        fields = tuple(name for _title, _help, names in SECTIONS for name in names)
        widgets = {
            name: text_area(3) for name in (*Entry.TEXTS[1:], "evidence")
        } | {"summary": text_area(2)}  # fmt: skip
        help_texts = {
            "description": _("What people should know before they ask further. Never how an attack would be done."),
            "helps_not": _("Say it as plainly as when it helps."),
            "new_weaknesses": _(
                "A queue before a gate, a key in many hands: what to watch. In general, not of one place."
            ),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kept = self._aspects(self.instance) if self.instance.pk else {}
        for group, vocabulary in GROUPS.items():
            for term in terms.terms(vocabulary):
                judgement, note = kept.get((group, term.code), ("not_judged", ""))
                self.fields[f"{group}-{term.code}"] = forms.ChoiceField(
                    label=term.label, help_text=term.help, choices=choices("effect_answer"), initial=judgement
                )
                self.fields[f"{group}-{term.code}-note"] = forms.CharField(
                    label=_("Note: %(name)s") % {"name": term.label}, required=False, max_length=500, initial=note
                )

    @staticmethod
    def _aspects(entry: Any) -> dict[tuple[str, str], tuple[str, str]]:
        return {(one.group, one.code): (one.judgement, one.note) for one in entry.aspects.all()}

    def values_of(self, stored: Any) -> dict[str, Any]:
        values = super().values_of(stored)
        kept = self._aspects(stored)
        for group, vocabulary in GROUPS.items():
            for code in terms.codes(vocabulary):
                judgement, note = kept.get((group, code), ("not_judged", ""))
                values |= {f"{group}-{code}": judgement, f"{group}-{code}-note": note}
        return values

    def told_by(self, stored: Any, name: str) -> Any:
        group, _dash, code = name.removesuffix("-note").partition("-")
        aspect = Aspect.objects.filter(entry=stored, group=group, code=code).first() if code else None
        return aspect or stored

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    @property
    def aspects(self) -> Aspects:
        return {
            (group, code): (self.cleaned_data[f"{group}-{code}"], self.cleaned_data[f"{group}-{code}-note"].strip())
            for group, vocabulary in GROUPS.items()
            for code in terms.codes(vocabulary)
        }

    @property
    def sections(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        return [(title, text, [self[name] for name in names]) for title, text, names in SECTIONS]

    @property
    def ledgers(self) -> list[tuple[Any, list[tuple[forms.BoundField, forms.BoundField]]]]:
        return [
            (
                GROUP_TITLES[group],
                [(self[f"{group}-{code}"], self[f"{group}-{code}-note"]) for code in terms.codes(words)],
            )
            for group, words in GROUPS.items()
        ]


class NewEntryForm(EntryForm):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation that proposes it"))

    def __init__(self, organisations: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = organisations
        if len(organisations) == 1:
            field.initial = organisations[0]


class StepForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False, widget=text_area(3))

    def __init__(self, needs_reason: bool, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = needs_reason
        if not needs_reason:
            self.fields["reason"].label = _("Note")


class RelatedForm(Guarded, forms.ModelForm):
    related = SeveralOf(Entry.objects.none(), label=_("Related entries"), required=False)

    class Meta:
        model = Entry
        fields = ("related",)

    def __init__(self, offered: Any, *args: Any, **options: Any) -> None:
        self.offered = offered
        super().__init__(*args, **options)
        self.fields["related"].queryset = offered  # type: ignore[attr-defined]

    def values_of(self, stored: Any) -> dict[str, Any]:
        """Only of what is offered: other entries may be related that this person does not see."""
        return {"related": list(self.offered.filter(pk__in=stored.related.values("pk")))}


class CommentForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("For"))
    kind = forms.ChoiceField(label=_("Kind of comment"), choices=Comment.Kind.choices)
    text = forms.CharField(
        label=_("Comment"), max_length=3000, widget=text_area(4),
        help_text=_("Authorities on this platform read it, and the owner of the entry; the public does not. "
                    "Write nothing about weak points of a place."),
    )  # fmt: skip

    def __init__(self, organisations: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = organisations
        if len(organisations) == 1:
            field.initial = organisations[0]


class SearchForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    notify = forms.BooleanField(
        label=_("Tell me by mail when something new answers it"), required=False,
        help_text=_("At most one mail a day. It carries numbers and links, no names."),
    )  # fmt: skip
