"""A longlist with its factors, and the spaces on it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.access import Derived, Restricted
from protect.spaces.models import Space

LEVELS = 5


class Longlist(Restricted):
    """Its factors are copied from a set at the beginning and may be changed until it is signed; then nothing changes."""

    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(_("what it is for"), blank=True)
    #: ``{"code", "label", "question", "rising", "weight", "levels": [five texts]}`` each.
    factors: models.JSONField = models.JSONField(default=list)
    factor_set = models.CharField(max_length=80, help_text="Key and version of the set it began with.")
    seats = models.PositiveSmallIntegerField(
        _("places on the shortlist"), default=3, help_text=_("How many assessments you can begin in the coming year.")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(_("reasons"), blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None


class Place(Derived):
    """One space on a longlist: seen by whoever sees both."""

    sources = ("longlist", "space")

    longlist = models.ForeignKey(Longlist, on_delete=models.CASCADE, related_name="places")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    #: Factor code -> 1 to 5; absent is "not known".
    scores: models.JSONField = models.JSONField(default=dict)
    note = models.TextField(_("what the scores rest on"), blank=True)
    chosen = models.BooleanField(_("on the shortlist"), default=False)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["longlist", "space"], name="space_once_on_a_longlist")]

    def __str__(self) -> str:
        return str(self.space)

    def score(self, code: str) -> int | None:
        found: Any = self.scores.get(code)
        return found if isinstance(found, int) else None
