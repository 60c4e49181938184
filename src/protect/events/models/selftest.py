"""A short self-test of a session: questions with one right answer. Only that somebody passed is kept, never what they said."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.events.models.event import narrowed
from protect.events.models.programme import Session
from protect.organisations.access import Derived, Reach, rule_for


class Question(Derived):
    sources = ("session",)

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=500)
    options = models.TextField(_("answers"), max_length=2000, help_text=_("One a line, two to six."))
    right = models.PositiveSmallIntegerField(
        _("line of the right answer"), help_text=_("1 is the first line; the order on the page is the same.")
    )
    because = models.CharField(_("why"), max_length=500, blank=True, help_text=_("Shown with the result."))

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach, "session__event__")

    @property
    def answers(self) -> list[str]:
        return [line.strip() for line in self.options.splitlines() if line.strip()]
