from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.organisations.conflicts import Guarded
from protect.organisations.forming import text_area
from protect.organisations.models import Organisation
from protect.treatments.models import Use


class ReasonForm(forms.Form):
    reason = forms.CharField(required=False, max_length=500)


class UseForm(Guarded, forms.ModelForm):
    """``spaces``: those of the register that may be named."""

    class Meta:
        model = Use
        fields = ("told_as", "space", "since", "experience")
        widgets = {"experience": text_area(4)}

    def __init__(self, spaces: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.space_id and not spaces.filter(pk=self.instance.space_id).exists():
            # Named by somebody who sees more: whoever changes the rest neither reads nor loses it.
            del self.fields["space"]
            return
        field = self.fields["space"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = spaces
        field.empty_label = _("None in particular")
        field.help_text = _("Shown only to those who may see the space.")


class NewUseForm(UseForm):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation that uses it"))

    field_order = ("organisation",)

    def __init__(self, organisations: Any, spaces: Any, *args: Any, **options: Any) -> None:
        super().__init__(spaces, *args, **options)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = organisations
        if len(organisations) == 1:
            field.initial = organisations[0]
