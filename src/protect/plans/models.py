"""Actions, what they stand on, their proof and what they changed; who was reminded."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, Confidence, Scenario, Vulnerability
from protect.assessments.requirements import Requirement
from protect.catalogue.models import Entry
from protect.evaluations.models import Selected
from protect.organisations.access import Derived, Restricted
from protect.plans.states import OPEN, State
from protect.spaces.models import SearchField, Space


class Action(Restricted):
    """Something a town does about a weak point. Without a space it is for the whole town.

    ``assessment`` is the one its requirement or acceptance is of: whoever may not read that does not read the action.
    """

    sources = ("space", "assessment")
    # A person outside may be named by their name.
    personal_fields: ClassVar[tuple[str, ...]] = ("responsible_name",)

    space = models.ForeignKey(
        Space, null=True, blank=True, on_delete=models.PROTECT, related_name="actions", verbose_name=_("public space")
    )
    assessment = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="actions", editable=False
    )
    title = models.CharField(_("title"), max_length=200, help_text=_("What is done, in a few words."))
    description = models.TextField(_("description"), blank=True)
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("measure of the catalogue"),
    )  # fmt: skip
    # Everybody reads it: the action shows nothing by it that its reader may not know.
    selected = models.ForeignKey(
        Selected, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("selected solution"), help_text=_("Of the public list, where a town evaluated it."),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    state_reason = models.CharField(_("reason"), max_length=500, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("owner (person of the organisation)"),
    )  # fmt: skip
    responsible_name = models.CharField(
        _("owner (partner organisation or role)"), max_length=200, blank=True,
        help_text=_("For example: Roads department, or Police, district 2."),
    )  # fmt: skip
    partners = models.CharField(_("partners"), max_length=300, blank=True)
    # Money in the smallest unit of the currency: sums stay exact.
    cost_planned = models.BigIntegerField(_("cost planned"), null=True, blank=True)
    cost_spent = models.BigIntegerField(_("cost spent"), default=0)
    currency = models.CharField(
        _("currency"), max_length=3, default="EUR", validators=[RegexValidator(r"^[A-Z]{3}$", _("Three letters, such as EUR."))]
    )  # fmt: skip
    funding = models.CharField(_("funding"), max_length=200, blank=True)
    starts_on = models.DateField(_("start"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    predecessors = models.ManyToManyField(
        "self", blank=True, symmetrical=False, related_name="successors", verbose_name=_("waits for")
    )
    progress = models.PositiveSmallIntegerField(_("progress (%)"), default=0, validators=[MaxValueValidator(100)])
    progress_note = models.TextField(_("how it goes"), blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    # Where it came from, if not from the assessment: a lesson of an exercise, an incident, a portfolio. See plans.origins.
    source_kind = models.CharField(max_length=30, blank=True, editable=False)
    source_key = models.BigIntegerField(null=True, blank=True, editable=False)
    source_words = models.CharField(max_length=300, blank=True, editable=False)
    search_text = SearchField(editable=False, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "state", "due_on"], name="action_by_state"),
            models.Index(fields=["space", "state"], name="action_by_space"),
            models.Index(fields=["responsible", "state"], name="action_by_owner"),
            models.Index(fields=["source_kind", "source_key"], name="action_by_source"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="action_progress_at_most_100"),
            models.CheckConstraint(condition=Q(cost_spent__gte=0), name="action_spent_not_below_0"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def searchable(self) -> str:
        return f"{self.title} {self.responsible_name} {self.partners} {self.funding}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def owner_words(self) -> str:
        """Who answers for it, in words; empty while nobody does."""
        return str(self.responsible) if self.responsible_id else self.responsible_name


class Ground(Derived):
    """Why there is the action: one requirement, or one weak point that was accepted. Seen by whoever sees both ends."""

    sources = ("action", "requirement", "acceptance")
    audit_name = _("ground of an action")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="grounds")
    requirement = models.ForeignKey(
        Requirement, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    acceptance = models.ForeignKey(
        Vulnerability, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(requirement__isnull=False, acceptance__isnull=True)
                | Q(requirement__isnull=True, acceptance__isnull=False),
                name="ground_is_a_requirement_or_an_acceptance",
            ),
            models.UniqueConstraint(
                fields=["action", "requirement"], condition=Q(requirement__isnull=False), name="requirement_once"
            ),
            models.UniqueConstraint(
                fields=["action", "acceptance"], condition=Q(acceptance__isnull=False), name="acceptance_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.requirement or self.acceptance)

    @property
    def vulnerabilities(self) -> list[Vulnerability]:
        if self.acceptance is not None:
            return [self.acceptance]
        assert self.requirement is not None
        return self.requirement.vulnerabilities


class ActionPart(Derived):
    """Base of what belongs to one action."""

    sources = ("action",)

    class Meta:
        abstract = True


class ActionScore(Derived):
    """A level of one scenario with the action: as hoped (target), or as judged again once it was done (residual).

    Stands beside the approved assessment, whose seal it leaves as it is; a later version is judged anew by its team.
    """

    class Basis(models.TextChoices):
        TARGET = "target", _("target: once it is done")
        RESIDUAL = "residual", _("residual: judged after it was done")

    sources = ("action", "scenario")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="scores")
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="action_scores")
    basis = models.CharField(max_length=10, choices=Basis.choices)
    probability = models.PositiveSmallIntegerField()  # 0 = cannot judge: the row is open then
    consequence = models.PositiveSmallIntegerField()
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence.choices, default=Confidence.MEDIUM)
    rationale = models.TextField(_("rationale"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "scenario", "basis"], condition=Q(withdrawn_at__isnull=True),
                name="one_score_of_an_action_in_force",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["scenario", "basis"], name="action_score_by_scenario")]

    def __str__(self) -> str:
        return f"{self.scenario}: {self.get_basis_display()}"


class Evidence(ActionPart):
    """A photo or document that shows what was done."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photo")
        DOCUMENT = "document", _("document")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    file = models.FileField(upload_to="actions/%Y/%m/", max_length=200)
    thumbnail = models.FileField(upload_to="actions/small/%Y/%m/", max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=200)
    description = models.CharField(_("what is to be seen, in words"), max_length=500, blank=True)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name_plural = "evidence"
        constraints = [models.UniqueConstraint(fields=["action", "sha256"], name="evidence_once")]

    def __str__(self) -> str:
        return self.title


class ActionNotice(models.Model):
    """A reminder of an action that was sent, so that it is sent once."""

    class Stage(models.TextChoices):
        BEFORE = "before", _("soon due")
        DUE = "due", _("due")
        ESCALATED = "escalated", _("overdue, told to those who lead")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    about_day = models.DateField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "action", "stage", "about_day"], name="each_action_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.about_day}"


# In a module of their own, which Django looks for here.
from protect.plans.documents import PlanSeal as PlanSeal  # noqa: E402
from protect.plans.documents import PlanSection as PlanSection  # noqa: E402
from protect.plans.documents import SecurityPlan as SecurityPlan  # noqa: E402
