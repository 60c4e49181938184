"""Photos that readers outside see: encoded anew, without where they were taken, in words for those who do not see them."""

from __future__ import annotations

from typing import IO, Any, TypeVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protect.organisations import audit, files
from protect.organisations.forming import text_area
from protect.organisations.models import User, Verb


class ShownPhoto(models.Model):
    """Beside this: ``file`` and ``thumbnail``, which lie in a folder of their own, and what it belongs to."""

    content_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    description = models.CharField(gettext_lazy("what is to be seen, in words"), max_length=500)
    credit = models.CharField(gettext_lazy("who took it, and by what right it is shown"), max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.description[:80]


P = TypeVar("P", bound=ShownPhoto)


class PhotoForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Photo (JPEG, PNG or WebP)"))
    description = forms.CharField(
        label=gettext_lazy("What is to be seen, in words"), max_length=500, widget=text_area(2),
        help_text=gettext_lazy("For those who cannot see it. No names of people, no number plates."),
    )  # fmt: skip
    credit = forms.CharField(
        label=gettext_lazy("Who took it, and by what right it is shown"), max_length=200,
        help_text=gettext_lazy("For example: Town of Example, own photo, CC BY 4.0."),
    )  # fmt: skip


def add(
    photo: P, beside: Any, file: IO[bytes], *, name: str, size: int, description: str, credit: str, by: User | None
) -> P:
    """Within a transaction of the caller. ``photo``: not saved, names what it belongs to; ``beside``: photos that are there.

    Raises ValidationError by field for what is no photo, has no words, or is there already.
    """
    read = files.read_for(file, name, size)
    if not isinstance(read, files.Photo):
        raise ValidationError({"file": _("Only photos (JPEG, PNG, WebP) can be added here.")})
    if not description.strip():
        raise ValidationError({"description": _("Say in words what the photo shows, for those who cannot see it.")})
    photo.sha256 = files.sha256(read.content)
    if beside.filter(sha256=photo.sha256).exists():
        raise ValidationError({"file": _("This file is here already.")})
    photo.description, photo.credit = description.strip(), credit.strip()
    photo.content_type, photo.width, photo.height = read.content_type, read.width, read.height
    photo.added_by = by
    with files.keeping(read, photo.file, photo.thumbnail):  # type: ignore[attr-defined]
        photo.save()
        audit.record(Verb.CREATED, photo)
    return photo
