"""What is to be reached and what is required for it: written from vulnerabilities that are to be treated."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, AssessmentPart, Vulnerability
from protect.organisations.fields import CodeListField


class Obligation(models.TextChoices):
    MUST = "must", _("must")
    SHOULD = "should", _("should")


class FromVulnerability(AssessmentPart):
    """Stands on one vulnerability at least: the database keeps no row without it. Further ones may be named beside it."""

    assessment: Any

    # Not on its own: with its whole assessment a vulnerability goes, and what was written from it.
    vulnerability = models.ForeignKey(
        Vulnerability, on_delete=models.RESTRICT, related_name="%(class)ss", verbose_name=_("vulnerability")
    )
    further_vulnerabilities = models.ManyToManyField(
        Vulnerability, blank=True, related_name="+", verbose_name=_("further vulnerabilities")
    )
    text = models.TextField(_("text"))
    lineage = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.text)[:80]

    @property
    def vulnerabilities(self) -> list[Vulnerability]:
        """All it stands on, the first one first."""
        return [self.vulnerability, *self.further_vulnerabilities.all()]


class Objective(FromVulnerability):
    """What shall be different afterwards, as one sentence."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="objectives")


class Requirement(FromVulnerability):
    """What a solution must or should do, and by what one will see that it does."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="requirements")
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.SET_NULL, related_name="requirements",
        verbose_name=_("objective"),
    )  # fmt: skip
    obligation = models.CharField(_("must or should"), max_length=6, choices=Obligation.choices)
    functions = CodeListField(_("functions wanted"))
    measure_of_success = models.TextField(_("measure of success"))
