"""Questions back to a provider about its opened answer: read by those who asked the market, and by this provider alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.answers.models.opened import OpenedAnswer
from protect.answers.models.provided import own_people
from protect.organisations.access import Derived, Reach


class QuestionBack(Derived):
    sources = ("opened",)

    opened = models.ForeignKey(OpenedAnswer, on_delete=models.CASCADE, related_name="questions_back")
    text = models.TextField(_("question"), max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    reply = models.TextField(_("reply"), max_length=4000, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name_plural = "questions back"

    def __str__(self) -> str:
        return self.text[:80]

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        # As its answer: who judges blind does not learn from here whose it is.
        opened = OpenedAnswer.objects.filter(OpenedAnswer.visibility(reach))
        return Q(opened__in=opened) | own_people(reach, "opened__submission__")
