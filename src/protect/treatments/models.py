"""A measure chosen for a vulnerability, and an entry of the catalogue that is in use somewhere."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Vulnerability
from protect.catalogue.models import Entry, narrowed
from protect.organisations.access import Derived, Reach, Restricted, rule_for
from protect.spaces.models import Space


class Choice(Derived):
    """One entry chosen for one vulnerability. Stands beside the sealed assessment: choosing begins when that is approved.

    The same weak point in a later version of the assessment has the same ``lineage``; its choices are found by it.
    """

    sources = ("vulnerability", "entry")
    # The history of an assessment is read by people who may not see the entry.
    audit_name = _("chosen measure")

    vulnerability = models.ForeignKey(Vulnerability, on_delete=models.CASCADE, related_name="choices")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="choices")
    reason = models.CharField(_("why"), max_length=500, blank=True)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    chosen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["chosen_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["vulnerability", "entry"], name="entry_chosen_once")]

    def __str__(self) -> str:
        return str(self.entry)

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach, "entry__")


class Use(Restricted):
    """An entry in use somewhere. Others read it once its owner gave it a marking that lets them in: that is the consent.

    What they read are the words of ``told_as``; which space of the register it is, only those know who see the space.
    """

    sources = ("entry",)

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="uses", verbose_name=_("entry"))
    space = models.ForeignKey(
        Space, null=True, blank=True, on_delete=models.SET_NULL, related_name="uses",
        verbose_name=_("space of the register"),
    )  # fmt: skip
    told_as = models.CharField(
        _("the place in words that others may read"), max_length=200,
        help_text=_("For example: market square of a town of 50,000. No name, if others should not know it."),
    )  # fmt: skip
    since = models.PositiveSmallIntegerField(_("in use since (year)"), null=True, blank=True)
    experience = models.TextField(
        _("experience"), blank=True, max_length=3000,
        help_text=_("What helps others: what it took, what surprised you. Nothing about weak points."),
    )  # fmt: skip
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.entry}: {self.told_as}"

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach, "entry__")
