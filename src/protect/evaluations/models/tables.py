"""A decision problem that came as a table: alternatives by criteria with numbers, as a panel brought it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.access import Restricted


class DecisionTable(Restricted):
    """Raw numbers with direction and weight of each criterion, and the method that the panel published beforehand."""

    title = models.CharField(_("title"), max_length=160)
    file_name = models.CharField(max_length=120)
    #: Method of ``evaluations.tabled``; may be changed to look from another side.
    method = models.CharField(_("method"), max_length=30)
    alternatives: models.JSONField = models.JSONField(default=list)
    #: ``{"name", "direction", "weight"}`` each, and what else the method asks of a criterion.
    criteria: models.JSONField = models.JSONField(default=list)
    #: Numbers, (alternatives, criteria).
    matrix: models.JSONField = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title
