"""The side of those who asked: an answer once it was opened. Seen by whoever sees the call; before the opening there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.answers.models.provided import Submission, YesNo
from protect.calls.models import Call
from protect.organisations.access import Derived, Reach, rule_for

#: Folders above that hide answers from some of the call's readers, as a blind evaluation does from its evaluators.
_hidden: list[Callable[[Reach], models.Q]] = []


def hide(condition: Callable[[Reach], models.Q]) -> None:
    """Said at start-up: which answers a reader may not see although the call is theirs to read."""
    if condition not in _hidden:
        _hidden.append(condition)


class OpenedAnswer(Derived):
    """One submission as the call's readers have it since the opening, with what they note about it."""

    sources = ("call",)

    class Decision(models.TextChoices):
        ADMITTED = "admitted", _("goes on to evaluation")
        NOT_ADMITTED = "not_admitted", _("does not go on")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="opened_answers")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    provider_name = models.CharField(max_length=200)
    solution = models.CharField(max_length=160)
    #: What the provider wrote in words of its own, for the search.
    said = models.TextField(blank=True, editable=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # Screening, by a person.
    complete = models.CharField(_("complete?"), max_length=3, choices=YesNo.choices, blank=True)
    eligible = models.CharField(_("eligible?"), max_length=3, choices=YesNo.choices, blank=True)
    in_scope = models.CharField(_("in scope?"), max_length=3, choices=YesNo.choices, blank=True)
    decision = models.CharField(_("decision"), max_length=12, choices=Decision.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    screened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    screened_at = models.DateTimeField(null=True, blank=True)
    # Feedback, in its own words for each provider.
    feedback = models.TextField(_("feedback to the provider"), max_length=6000, blank=True)
    feedback_sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="number_once_a_call")]

    def __str__(self) -> str:
        return f"{self.number}. {self.solution} – {self.provider_name}"

    @classmethod
    def visibility(cls, reach: Reach) -> models.Q:
        rule = rule_for(cls, reach)
        for condition in _hidden:
            rule &= ~condition(reach)
        return rule

    @property
    def document(self) -> dict[str, Any]:
        """Exactly what was submitted."""
        return self.submission.document
