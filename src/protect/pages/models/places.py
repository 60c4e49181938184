"""Where a participating city lies on the public map: said, and taken back, by its own organisation."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.models import Organisation


class MapPlace(models.Model):
    """On the map for everybody while it exists; the row itself is the consent, and goes with it."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="map_place")
    city = models.CharField(_("city"), max_length=80)
    latitude = models.FloatField(_("latitude"), validators=[MinValueValidator(-85.0), MaxValueValidator(85.0)])
    longitude = models.FloatField(_("longitude"), validators=[MinValueValidator(-180.0), MaxValueValidator(180.0)])

    class Meta:
        ordering = ["city", "pk"]

    def __str__(self) -> str:
        return self.city

    @property
    def owner_id(self) -> int:
        return self.organisation_id

    @property
    def root(self) -> Organisation:
        return self.organisation
