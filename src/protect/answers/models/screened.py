"""What a partner city of a joint call says of an opened answer: each city decides for itself what goes on to its evaluation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.answers.models.opened import OpenedAnswer
from protect.answers.models.provided import YesNo
from protect.organisations.access import Derived, Reach
from protect.organisations.models import Organisation


class CityScreening(Derived):
    """Read by the readers of the call, as the issuer's own screening is. The formal check stays with the issuer."""

    sources = ("opened",)

    opened = models.ForeignKey(OpenedAnswer, on_delete=models.CASCADE, related_name="city_screenings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    in_scope = models.CharField(_("in scope for our need?"), max_length=3, choices=YesNo.choices, blank=True)
    decision = models.CharField(_("decision"), max_length=12, choices=OpenedAnswer.Decision.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    screened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    screened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["organisation__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["opened", "organisation"], name="city_screens_an_answer_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.opened}"

    @classmethod
    def visibility(cls, reach: Reach) -> models.Q:
        # As its answer: who judges blind does not learn from here whose it is.
        return models.Q(opened__in=OpenedAnswer.objects.filter(OpenedAnswer.visibility(reach)))
