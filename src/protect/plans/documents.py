"""The security plan of a space: a living document in versions. Its sections hold words by hand and blocks filled from data."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment
from protect.organisations.access import Derived, Restricted
from protect.organisations.fields import CodeListField
from protect.plans.states import PLAN_OPEN, PlanState
from protect.reference.models import ReferenceSet
from protect.spaces.models import Space


class SecurityPlan(Restricted):
    """One version. ``assessment`` is the approved one its results come from: whoever may not read that reads no plan."""

    sources = ("space", "assessment")

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="security_plans")
    assessment = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("assessment")
    )
    template = models.ForeignKey(ReferenceSet, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="successors")
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    review_on = models.DateField(_("look through it again by"), null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approval_note = models.CharField(_("note on the approval"), max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "version"], name="security_plan_version_once"),
            models.UniqueConstraint(
                fields=["space"], condition=Q(state__in=[str(one.value) for one in PLAN_OPEN]),
                name="one_open_security_plan_of_a_space",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    @property
    def is_open(self) -> bool:
        return self.state in PLAN_OPEN


class PlanSection(Derived):
    """One section: its words, and which blocks of data follow them."""

    sources = ("plan",)

    plan = models.ForeignKey(SecurityPlan, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), blank=True)
    blocks = CodeListField(_("filled from the data"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="section_code_once")]

    def __str__(self) -> str:
        return self.title


class PlanSeal(Derived):
    """The version as it was approved: the whole document and its digest. Nothing changes it."""

    sources = ("plan",)

    plan = models.OneToOneField(SecurityPlan, on_delete=models.CASCADE, related_name="seal")
    document: models.JSONField = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256
