"""Files at the editors' desk, known by their content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from protect.organisations import files
from protect.pages.models.images import encoded


class DescribedImageForm(BaseImageForm):
    """Says beside the field what the model would refuse."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            encoded(file)
        return file


class CheckedDocumentForm(BaseDocumentForm):
    """PDF, DOCX, XLSX and ODT by their content, and nothing in them that does something."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file or "file" not in self.changed_data:
            return file
        name = Path(str(file.name)).name
        found = files.read(file, name, file.size, with_office=True)
        if not isinstance(found, files.Document):
            raise ValidationError(_("“%(name)s” is a picture; add it under “Images”.") % {"name": name})
        return ContentFile(found.content, name=Path(name).stem + found.suffix)
