"""Pictures of the public pages: each says in words what it shows, and nothing of who took it, where and with what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.images.models import AbstractImage, AbstractRendition

from protect.organisations import files


class DescribedImage(AbstractImage):
    """What Wagtail keeps of a picture, with a description that must be there."""

    description = models.CharField(
        gettext_lazy("what it shows"),
        max_length=255,
        help_text=gettext_lazy("For those who do not see it. It is read out and stands in for the picture."),
    )

    admin_form_fields = ("title", "file", "description")

    class Meta(AbstractImage.Meta):
        verbose_name = gettext_lazy("picture")
        verbose_name_plural = gettext_lazy("pictures")

    def save(self, *args: Any, **options: Any) -> None:
        """Here, and not in a form, because Wagtail has several ways in: whatever is stored was encoded by us."""
        file: Any = self.file  # type: ignore[has-type]
        if file and not file._committed:
            self.file = encoded(file)
            self._set_image_file_metadata()
        super().save(*args, **options)


def encoded(file: Any) -> ContentFile:
    """The picture with its pixels alone. Raises ValidationError for what is none."""
    file.seek(0)
    name = Path(str(file.name)).name
    photo = files.read(file, name, file.size)
    if not isinstance(photo, files.Photo):
        raise ValidationError(_("“%(name)s” is no picture.") % {"name": name})
    return ContentFile(photo.content, name=Path(name).stem + photo.suffix)


class DescribedRendition(AbstractRendition):
    image = models.ForeignKey(DescribedImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="one_rendition_of_a_kind")
        ]

    @property
    def url(self) -> str:
        return reverse("pages:picture", args=[self.pk])
