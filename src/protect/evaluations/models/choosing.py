"""What was decided, and what everybody may read of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.evaluations.models.setting_up import Candidate, Evaluation, EvaluationPart
from protect.organisations.access import Restricted
from protect.organisations.markings import Marking


class Choice(models.TextChoices):
    SHORTLIST = "shortlist", _("Shortlist")
    SELECTION = "selection", _("Selection")
    NONE = "none", _("No suitable solution")


class Decision(EvaluationPart):
    """People decide; the ranking advises. A record is never changed: a later decision is a further record."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(_("what is decided"), max_length=10, choices=Choice.choices)
    chosen = models.ManyToManyField(Candidate, blank=True, related_name="+", verbose_name=_("chosen"))
    reason = models.TextField(_("reason"), blank=True)
    against_ranking = models.BooleanField(default=False)
    #: The order that was before them: ``{"rank", "name", "value", "coverage"}`` each.
    ranking: models.JSONField = models.JSONField(default=list)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Selected(Restricted):
    """A chosen solution as everybody reads it, with its provider's consent. Always TLP:CLEAR.

    The candidate is named only for the machinery, and is none of its sources: whoever reads this learns nothing of it.
    """

    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="selected")
    name = models.CharField(_("solution"), max_length=160)
    provider = models.CharField(_("provider"), max_length=160)
    country = models.CharField(_("country (two letters)"), max_length=2, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    consent_on = models.DateField()
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name_plural = "selected"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(marking=Marking.CLEAR.value), name="a_selected_solution_is_public"
            )
        ]

    def __str__(self) -> str:
        return self.name
