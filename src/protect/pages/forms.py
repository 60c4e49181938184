from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.organisations.conflicts import Guarded
from protect.pages.models import MapPlace


class AppointForm(forms.Form):
    email = forms.EmailField(label=_("E-mail of somebody with an account here"), max_length=254)


class MapPlaceForm(Guarded, forms.ModelForm):
    class Meta:
        model = MapPlace
        fields = ["city", "latitude", "longitude"]
        help_texts = {"latitude": _("In degrees, north is positive."), "longitude": _("In degrees, east is positive.")}
