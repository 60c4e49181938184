"""The form that takes an extract."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from protect.organisations.models import Organisation, User
from protect.spaces.extracts.sniff import MAX_FILE, megabytes
from protect.spaces.imports.listing import organisations_of


class ExtractForm(forms.Form):
    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label=_("Organisation whose map it is")
    )
    file = forms.FileField(
        label=_("Map extract or table"),
        help_text=_(
            "Map: OpenStreetMap (.osm.pbf, .osm, .osm.gz, .osm.bz2) or GeoJSON. List of places: GeoPackage, Shapefile "
            "(as ZIP), KML, KMZ, CSV or XLSX. At most %(size)s. The file itself is not kept."
        ),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".pbf,.osm,.gz,.bz2,.geojson,.json,.gpkg,.zip,.kml,.kmz,.csv,.txt,.tsv,.xlsx"}
        ),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations_of(user)
        mine = list(field.queryset[:2])
        if len(mine) == 1:
            field.initial = mine[0]
            field.empty_label = None
        self.fields["file"].help_text = self.fields["file"].help_text % {"size": megabytes(MAX_FILE)}

    def clean_file(self) -> UploadedFile:
        """Only the size; what the file holds is judged where it is read, and told on the page of the import."""
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > MAX_FILE:
            raise forms.ValidationError(
                _("The file has %(size)s; at most %(limit)s are taken. Cut the file to the town."),
                params={"size": megabytes(upload.size or 0), "limit": megabytes(MAX_FILE)},
            )
        return upload
