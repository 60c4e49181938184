"""Questions of providers about a call. Who asked stays on the provider's side; the other side has question and answer alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.answers.models.provided import ProvidersOwn
from protect.calls.models import Publication
from protect.organisations.access import Restricted


class Clarification(Restricted):
    """A question about a call, of nobody in particular. Once answered it is TLP:CLEAR: everybody reads both."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="clarifications")
    question = models.TextField(_("question"), max_length=2000)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return self.question[:80]


class Asked(ProvidersOwn):
    """That this provider asked it: for the provider's own people, so that they see what became of it."""

    clarification = models.OneToOneField(Clarification, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("question"), max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name_plural = "asked"

    def __str__(self) -> str:
        return self.text[:80]
