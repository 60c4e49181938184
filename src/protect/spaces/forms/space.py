from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.organisations.conflicts import Guarded
from protect.organisations.forming import SeveralField, choices, text_area
from protect.organisations.models import Organisation
from protect.spaces.models import Space
from protect.spaces.services.space import EDITABLE


class SpaceForm(Guarded, forms.ModelForm):
    """What the register says about a space."""

    main_category = forms.ChoiceField(label=_("Main category"), choices=choices("psoi_category", _("Choose")))
    further_categories = SeveralField("psoi_category", label=_("Further categories"), required=False)
    crowd_class = forms.ChoiceField(
        label=_("People present at the busiest usual time"),
        choices=choices("crowd_class", _("Not known")),
        required=False,
    )

    class Meta:
        model = Space
        fields = EDITABLE
        widgets = {
            name: text_area(3)
            for name in ("busy_times", "description", "surroundings", "symbolic_notes", "hazard_notes")
        }
        help_texts = {
            "busy_times": _(
                "For example: market on Saturday from 8 to 14, after concerts, the last shopping days of the year."
            ),
            "surroundings": _("What lies around it, from which side people come."),
            "symbolic_notes": _("Why the place matters to people: history, faith, power, celebrations."),
            "hazard_notes": _("What nearby could make harm worse: fuel, chemicals, heights, water, dense traffic."),
        }

    def clean_further_categories(self) -> list[str]:
        return [code for code in self.cleaned_data["further_categories"] if code != self.data.get("main_category")]


class NewSpaceForm(SpaceForm):
    """A few fields are enough to begin; the rest follows on the page of the space."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation that owns the record"))

    class Meta(SpaceForm.Meta):
        fields: tuple[str, ...] = (  # type: ignore[assignment]
            "name", "main_category", "further_categories", "town", "crowd_class", "description",
        )  # fmt: skip

    def __init__(self, organisations: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = organisations
        if len(organisations) == 1:
            field.initial = organisations[0]
            field.widget = forms.HiddenInput()
        self.order_fields(["organisation"])


class AttachmentForm(Guarded, forms.Form):
    """A photo or a document. ``new`` is False where only its words are changed."""

    file = forms.FileField(
        label=_("Photo or PDF"),
        help_text=_("JPEG, PNG, WebP or PDF, at most 25 MB. Position and camera are taken out of photos."),
    )
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    description = forms.CharField(
        label=_("What is to be seen, in words"),
        max_length=500,
        required=False,
        widget=text_area(2),
        help_text=_("Needed for photos: some readers cannot see them."),
    )

    def __init__(self, *args: Any, new: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not new:
            del self.fields["file"]
