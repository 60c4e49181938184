"""What is typed before something goes for good, and the days that kinds of data are kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from protect.organisations import retention
from protect.organisations.conflicts import Guarded
from protect.organisations.models import Organisation


class ForgetForm(forms.Form):
    typed = forms.CharField(label=_("Its name"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, name: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.name = name
        self.fields["typed"].help_text = _("Type “%(name)s” to show that you mean this one.") % {"name": name}

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if " ".join(typed.split()).casefold() != " ".join(self.name.split()).casefold():
            raise ValidationError(_("This is another name; nothing was deleted."))
        return typed


class RetentionForm(Guarded, forms.Form):
    """A number of days for each kind that there is."""

    def __init__(self, organisation: Organisation, *args: Any, **options: Any) -> None:
        super().__init__(*args, about=organisation, **options)
        holding = retention.all_days(organisation)
        for kind in retention.kinds():
            least, most = retention.limits(kind)
            may_be_never = retention.within(kind, 0) == 0
            text = _("%(reason)s Default: %(default)s; between %(least)s and %(most)s days.")
            if may_be_never:
                text = _("%(reason)s Default: %(default)s; 0 (never) or between %(least)s and %(most)s days.")
            self.fields[kind.code] = forms.IntegerField(
                label=_("%(kind)s (days)") % {"kind": kind.label},
                initial=holding[kind.code],
                min_value=0 if may_be_never else least,
                max_value=most,
                help_text=text % {"reason": kind.reason, "default": kind.default, "least": least, "most": most},
            )

    def values_of(self, stored: Organisation) -> dict[str, Any]:
        return dict(retention.all_days(stored))
