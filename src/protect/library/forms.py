from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.library.models import Document, Term
from protect.organisations import languages
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import DateField, KeepsUnseen, SeveralField, text_area


def choose_owner(form: Any, organisations: Any) -> None:
    """Asked only where there is a choice."""
    field = form.fields["organisation"]
    field.queryset = organisations
    if len(organisations) == 1:
        field.initial = organisations[0]
        field.widget = forms.HiddenInput()


class DocumentForm(Guarded, KeepsUnseen, forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=languages.choices, initial=languages.present)
    threat_types = SeveralField("threat_type", label=_("Threat types"), required=False)
    space_categories = SeveralField("psoi_category", label=_("Kinds of public space"), required=False)
    steps = SeveralField("method_step", label=_("Steps of the method"), required=False)

    class Meta:
        model = Document
        fields = ("title", "kind", "about", "language", "threat_types", "space_categories", "steps", "replaces")
        widgets = {"about": text_area(4)}

    def __init__(self, reader: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        seen: Any = Document.objects.visible_to(reader)  # type: ignore[attr-defined]
        others = seen.filter(organisation__in=self.owners(reader)).exclude(pk=self.instance.pk)
        self.offer("replaces", others, seen)

    def owners(self, reader: Any) -> Any:
        return [self.instance.organisation_id]


class NewDocumentForm(DocumentForm):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation that gives it out"))
    field_order = ("organisation", *DocumentForm.Meta.fields)

    def __init__(self, reader: Any, organisations: Any, *args: Any, **options: Any) -> None:
        self.organisations = organisations
        super().__init__(reader, *args, **options)
        choose_owner(self, organisations)

    def owners(self, reader: Any) -> Any:
        return self.organisations


class TermForm(Guarded, KeepsUnseen, forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=languages.choices, initial=languages.present)

    class Meta:
        model = Term
        fields = ("word", "text", "language", "translation_of")
        widgets = {"text": text_area(3)}

    def __init__(self, reader: Any, owners: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        seen: Any = Term.objects.visible_to(reader)  # type: ignore[attr-defined]
        originals = seen.filter(organisation__in=owners, translation_of=None).exclude(pk=self.instance.pk)
        self.offer("translation_of", originals, seen)


class NewTermForm(TermForm):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Organisation that adds it"))
    field_order = ("organisation", *TermForm.Meta.fields)

    def __init__(self, reader: Any, owners: Any, *args: Any, **options: Any) -> None:
        super().__init__(reader, owners, *args, **options)
        choose_owner(self, owners)


class VersionForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("PDF, DOCX, XLSX, ODT or a picture; told by what is in it."))
    label = forms.CharField(
        label=_("Version"), max_length=30, help_text=_("As it stands on the document, such as 2.1.")
    )
    dated = DateField(label=_("Date of the document"), initial=timezone.localdate)
    change_note = forms.CharField(
        label=_("What changed"), max_length=500, required=False, widget=text_area(2),
        help_text=_("From the second version on."),
    )  # fmt: skip


class StepForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False, widget=text_area(2))

    def __init__(self, *args: Any, needs_reason: bool) -> None:
        super().__init__(*args)
        self.fields["reason"].required = needs_reason
        if not needs_reason:
            self.fields["reason"].label = _("Note")
