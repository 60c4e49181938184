"""The vulnerability assessment of one space by the method of the EU Vulnerability Assessment Tool."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.assessments.states import Mode, State
from protect.organisations.access import Derived, Reach, Restricted, rule_for
from protect.organisations.fields import CodeListField
from protect.reference.models import ReferenceSet
from protect.spaces.models import Attachment, ExistingMeasure, Space, SubArea


class Basis(models.TextChoices):
    """Which situation a score judges."""

    CURRENT = "current", _("current: with the measures present")
    INHERENT = "inherent", _("inherent: as if there were no measures")


class Confidence(models.TextChoices):
    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")


#: Stored in probability or consequence when a member says "cannot judge". None means: not answered yet.
CANNOT_JUDGE = 0


class Assessment(Restricted):
    """One version of the assessment of one space. Approved versions are read-only; a change opens a new version."""

    sources = ("space",)

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="assessments")
    version = models.PositiveIntegerField(default=1)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="successors")
    mode = models.CharField(_("mode"), max_length=5, choices=Mode.choices, default=Mode.FULL)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(_("title"), max_length=200)
    scale_set = models.ForeignKey(ReferenceSet, on_delete=models.PROTECT, related_name="+")
    threat_types = models.ForeignKey(ReferenceSet, on_delete=models.PROTECT, related_name="+")
    steps = models.ForeignKey(ReferenceSet, on_delete=models.PROTECT, related_name="+")
    mandate = models.TextField(_("mandate"), blank=True)
    managing_body = models.CharField(_("managing body"), max_length=200, blank=True)
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    usage_states = CodeListField(_("usage states looked at"))
    site_notes = models.TextField(_("what is in scope, and what was found on site"), blank=True)
    scores_inherent = models.BooleanField(
        _("score also without measures"),
        default=False,
        help_text=_("A second score as if there were no measures shows their credit."),
    )
    # Set once by the lead, or when the last member has scored: from then on the team sees each other's scores.
    scores_opened_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField(_("assess again by"), null=True, blank=True)
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
        constraints = [models.UniqueConstraint(fields=["space", "version"], name="version_once_per_space")]
        indexes = [
            models.Index(fields=["organisation", "state"]),
            models.Index(fields=["-changed_at"]),
            models.Index(fields=["review_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    @property
    def is_open(self) -> bool:
        return self.state in State.open_states()

    @property
    def is_quick(self) -> bool:
        return self.mode == Mode.QUICK


class AssessmentPart(Derived):
    """Base of what belongs to one assessment."""

    sources = ("assessment",)

    class Meta:
        abstract = True


class TeamMember(AssessmentPart):
    personal_fields = ("name",)

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("name"), max_length=150)
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    function = models.CharField(_("function"), max_length=20)
    circle = models.CharField(_("circle"), max_length=10, default="core")
    scores = models.BooleanField(_("scores"), default=True)
    # Judges by a link of their own, without an account: nobody else enters or sees these scores before they open.
    by_link = models.BooleanField(default=False, editable=False)
    # "I have finished": a judgement counts as given only when its author says so; the last one opens all.
    handed_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "user"], condition=Q(user__isnull=False), name="person_once_per_team"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_name(self) -> str:
        """The audit trail is never altered, so it names nobody: by account where there is one, else by function."""
        return self.user.audit_name if self.user else self.function


class Visit(AssessmentPart):
    # People's names: the audit trail says that they changed, not what they were.
    personal_fields = ("participants",)

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="visits")
    starts_at = models.DateTimeField(_("date and time"))
    usage_state = models.CharField(_("usage state seen"), max_length=10)
    participants = models.CharField(_("who took part"), max_length=300, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d}"


class PreparationItem(AssessmentPart):
    """One ticked or noted line of the preparation checklist; its wording is in the step template."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="preparation")
    key = models.CharField(max_length=60)
    done = models.BooleanField(default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "key"], name="preparation_item_once")]

    def __str__(self) -> str:
        return self.key


class Scenario(AssessmentPart):
    """One row of the recording form: one threat type at one part of the site in one usage state."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scenarios")
    threat_type = models.CharField(_("threat type"), max_length=20)
    sub_area = models.ForeignKey(SubArea, null=True, blank=True, on_delete=models.PROTECT, related_name="scenarios")
    usage_state = models.CharField(_("usage state"), max_length=10, default="normal")
    applicable = models.BooleanField(_("applies here"), default=True)
    reason = models.CharField(_("reason why it does not apply"), max_length=300, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("what would happen (internal)"), blank=True)
    public_text = models.TextField(_("redacted text for others"), blank=True)
    phases = CodeListField(_("attack phases"))
    measures = models.ManyToManyField(
        ExistingMeasure, blank=True, related_name="scenarios", verbose_name=_("measures that count")
    )
    weaknesses = models.TextField(_("weaknesses observed"), blank=True)
    improvement_ideas = models.TextField(_("ideas for improvement"), blank=True)
    # The same row in every version of the assessment: differences are told row by row.
    lineage = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(applicable=True) | ~Q(reason=""), name="not_applicable_needs_a_reason")
        ]

    def __str__(self) -> str:
        return self.title or self.threat_type


class Score(Derived):
    """One member's judgement of one scenario, made alone. Others see it only once the scores are open."""

    sources = ("scenario",)

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="scores")
    # Nobody is taken off the team with their scores; with the whole assessment both go.
    member = models.ForeignKey(TeamMember, on_delete=models.RESTRICT, related_name="given_scores")
    basis = models.CharField(max_length=10, choices=Basis.choices, default=Basis.CURRENT)
    probability = models.PositiveSmallIntegerField(null=True, blank=True)
    consequence = models.PositiveSmallIntegerField(null=True, blank=True)
    factors = models.JSONField(default=dict, blank=True)  # of the factor-based set: {factor code: level}
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence.choices, default=Confidence.MEDIUM)
    rationale = models.TextField(_("rationale"), blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scenario", "member", "basis"], name="score_once_per_member_and_basis")
        ]

    def __str__(self) -> str:
        return f"{self.scenario}: {self.member}"

    @property
    def audit_name(self) -> str:
        """By number: the audit trail is never altered and names nobody."""
        who = f"person {self.member.user_id}" if self.member.user_id else self.member.function
        return f"{self.scenario}: {who}"

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        """Blind until opened: before that a member sees their own scores and nobody else's, leads and administrators included."""
        rule = rule_for(cls, reach)
        if reach.user_id is None:
            return Q(pk__in=[])
        return rule & (Q(scenario__assessment__scores_opened_at__isnull=False) | Q(member__user_id=reach.user_id))

    @property
    def is_complete(self) -> bool:
        return self.probability is not None and self.consequence is not None


class Consensus(Derived):
    """What the team agreed on for one scenario, with its reasons and who was absent."""

    sources = ("scenario",)

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="consensus")
    basis = models.CharField(max_length=10, choices=Basis.choices, default=Basis.CURRENT)
    probability = models.PositiveSmallIntegerField()  # 0 = cannot judge: the row stays open
    consequence = models.PositiveSmallIntegerField()
    factors = models.JSONField(default=dict, blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence.choices, default=Confidence.MEDIUM)
    rationale = models.TextField(_("rationale"), blank=True)
    notes = models.TextField(_("notes of the discussion"), blank=True)
    absent = models.ManyToManyField(TeamMember, blank=True, related_name="+", verbose_name=_("absent"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scenario", "basis"], name="consensus_once_per_basis")]

    def __str__(self) -> str:
        return f"{self.scenario}"


class Decision(models.TextChoices):
    TREAT = "treat", _("treat")
    ACCEPT = "accept", _("accept")
    TRANSFER = "transfer", _("transfer")
    WATCH = "watch", _("watch")


class Vulnerability(AssessmentPart):
    """A weak point that one or more scenarios showed, and what was decided about it. Its level is the highest of theirs."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="vulnerabilities")
    scenarios = models.ManyToManyField(Scenario, related_name="vulnerabilities")
    statement = models.TextField(_("statement"))
    photos = models.ManyToManyField(Attachment, blank=True, related_name="+", verbose_name=_("photos"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    signatory = models.CharField(_("signed by (name and function)"), max_length=200, blank=True)
    transferred_to = models.CharField(_("handed over to"), max_length=200, blank=True)
    review_on = models.DateField(_("look again on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    lineage = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "vulnerabilities"

    def __str__(self) -> str:
        return self.statement[:80]


class Snapshot(AssessmentPart):
    """The whole assessment as it was at approval: the document that report, export and comparison of versions read."""

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="snapshot")
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256


# In a module of their own, which Django looks for here.
from protect.assessments.requirements import Objective as Objective  # noqa: E402
from protect.assessments.requirements import Requirement as Requirement  # noqa: E402
