"""A study of measures within a budget: candidates, their effects on scenarios, what was computed, alternatives, the decision."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, Confidence, Requirement, Scenario
from protect.catalogue.models import Entry
from protect.evaluations.models import Candidate as EvaluatedSolution
from protect.evaluations.models import Selected
from protect.organisations.access import Derived, Reach, Restricted, rule_for
from protect.organisations.fields import CodeListField
from protect.portfolios.states import OPEN, State

#: Nobody's budget is larger; it also keeps sums within what every database counts.
MOST_MONEY = 2_000_000_000
#: Alternatives that are kept to be compared side by side.
MOST_ALTERNATIVES = 4
MOST_LEVELS = 4


def amount(label: Any, **options: Any) -> models.PositiveBigIntegerField:
    return models.PositiveBigIntegerField(label, validators=[MaxValueValidator(MOST_MONEY)], **options)


def unseen(reach: Reach) -> Any:
    """Keys of studies that stand on an assessment which this reader does not see."""
    seen = Assessment.objects.filter(Assessment.visibility(reach)).order_by()
    return Ground.objects.exclude(assessment__in=seen.values("pk")).order_by().values("study_id")


def narrowed(reach: Reach, prefix: str = "") -> Q:
    """A study says much of every assessment that it stands on: it is read by whoever reads all of them."""
    return ~Q(**{f"{prefix}pk__in": unseen(reach)})


class Scope(models.TextChoices):
    TREATED = "treated", _("rows behind weak points that are to be treated")
    ALL = "all", _("all rows that apply")


class Reading(models.TextChoices):
    """How effects and costs are read while portfolios are looked for."""

    STATED = "stated", _("as stated")
    CAUTIOUS = "cautious", _("cautiously: only what is sure, costs at their highest")


class Study(Restricted):
    """What is asked: which of the candidates, within this budget, for the weak points of these assessments."""

    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(_("what it is for"), blank=True, max_length=3000)
    budget_buy = amount(_("budget to buy, in euro"))
    budget_year = amount(
        _("budget a year, in euro"), null=True, blank=True,
        help_text=_("To run, staff and keep what was bought. Empty: no limit."),
    )  # fmt: skip
    years = models.PositiveSmallIntegerField(
        _("years"), default=5, validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Over which the cost to buy is spread where cost per year is told."),
    )  # fmt: skip
    scope = models.CharField(_("rows that count"), max_length=8, choices=Scope.choices, default=Scope.TREATED)
    reading = models.CharField(
        _("effects and costs are read"), max_length=8, choices=Reading.choices, default=Reading.STATED
    )
    step = models.PositiveSmallIntegerField(
        _("a level above weighs how many times as much"), default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("Default of the platform: one very high row weighs as much as three high ones."),
    )  # fmt: skip
    cover_musts = models.BooleanField(
        _("every “must” requirement is served"), default=False,
        help_text=_("Only portfolios in which each of them has a measure."),
    )  # fmt: skip
    openness_least = models.SmallIntegerField(
        _("openness: checks helped less checks burdened, at least"), null=True, blank=True, default=0,
        validators=[MinValueValidator(-1000), MaxValueValidator(1000)],
        help_text=_("What nobody judged counts as a burden. Empty: no limit, and a fortress may win."),
    )  # fmt: skip
    privacy_most = models.PositiveSmallIntegerField(
        _("measures that handle personal data, at most"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    hours_most = models.PositiveIntegerField(
        _("staff hours a year, at most"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    loss_low = amount(_("loss of one event, lowest, in euro"), null=True, blank=True)
    loss_best = amount(
        _("loss of one event, best estimate, in euro"), null=True, blank=True,
        help_text=_("For the sentence on what one must believe. No value of a life is in it unless you put one in."),
    )  # fmt: skip
    loss_high = amount(_("loss of one event, highest, in euro"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    state_reason = models.CharField(_("reason"), max_length=500, blank=True)
    assessments: models.ManyToManyField = models.ManyToManyField(
        Assessment, through="Ground", related_name="+", verbose_name=_("assessments")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name_plural = "studies"
        indexes = [models.Index(fields=["organisation", "state"], name="study_by_owner")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach)

    def markings(self) -> list[str]:
        return [*super().markings(), *(m for one in self.assessments.select_related("space") for m in one.markings())]


class StudyPart(Derived):
    """Base of what belongs to one study."""

    sources = ("study",)

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach, "study__")


class Ground(StudyPart):
    """One assessment that the study stands on."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="grounds")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["study", "assessment"], name="assessment_once_a_study")]

    def __str__(self) -> str:
        return str(self.assessment)


class Origin(models.TextChoices):
    ENTRY = "entry", _("catalogue")
    SOLUTION = "solution", _("evaluated solution")
    IDEA = "idea", _("own idea")


class Candidate(StudyPart):
    """A measure that could be bought: costs, staff, what it does to openness and privacy, what it needs and rules out.

    Its words are copied: the catalogue may go on, and the study stays as it was. The entry is linked for those who see it.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="candidates")
    name = models.CharField(_("measure"), max_length=120)
    note = models.TextField(_("what it is"), blank=True, max_length=2000)
    origin = models.CharField(_("comes from"), max_length=8, choices=Origin.choices, default=Origin.IDEA)
    entry = models.ForeignKey(Entry, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    selected = models.ForeignKey(
        Selected, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    # Chosen in an evaluation of the same organisation; linked for those who read that.
    evaluated = models.ForeignKey(
        EvaluatedSolution, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    buy_low = amount(_("cost to buy, lowest"), null=True, blank=True)
    buy_best = amount(
        _("cost to buy, best estimate"), null=True, blank=True,
        help_text=_("In euro. Empty: nobody knows yet, so it is not chosen."),
    )  # fmt: skip
    buy_high = amount(_("cost to buy, highest"), null=True, blank=True)
    year_low = amount(_("cost a year, lowest"), null=True, blank=True)
    year_best = amount(_("cost a year, best estimate"), null=True, blank=True)
    year_high = amount(_("cost a year, highest"), null=True, blank=True)
    guessed = models.BooleanField(_("costs are estimates"), default=True, help_text=_("Neither offered nor measured."))
    cost_source = models.CharField(_("where the costs come from"), max_length=200, blank=True)
    hours = models.PositiveIntegerField(
        _("staff hours a year"), null=True, blank=True, help_text=_("Empty: nobody knows yet.")
    )
    personal_data = models.BooleanField(_("handles personal data"), default=False)
    #: Openness check -> answer; absent is "not judged".
    openness: models.JSONField = models.JSONField(default=dict, blank=True)
    threat_types = CodeListField(_("threat types"))
    functions = CodeListField(_("functions"))
    excludes: models.ManyToManyField = models.ManyToManyField(
        "self", blank=True, symmetrical=True, verbose_name=_("cannot be had together with")
    )
    needs: models.ManyToManyField = models.ManyToManyField(
        "self", blank=True, symmetrical=False, related_name="needed_by", verbose_name=_("needs")
    )
    requirements: models.ManyToManyField = models.ManyToManyField(
        Requirement, blank=True, related_name="+", verbose_name=_("requirements that it serves")
    )
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["study", "name"], name="candidate_measure_once_a_study")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_cost(self) -> bool:
        return self.buy_best is not None


class Effect(Derived):
    """By how many levels one measure lowers one row, how sure that is, and who says so."""

    sources = ("candidate",)

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="effects")
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="+")
    probability = models.PositiveSmallIntegerField(
        _("probability lower by, levels"), default=0, validators=[MaxValueValidator(MOST_LEVELS)]
    )
    consequence = models.PositiveSmallIntegerField(
        _("consequence lower by, levels"), default=0, validators=[MaxValueValidator(MOST_LEVELS)]
    )
    sure = models.CharField(_("how sure"), max_length=6, choices=Confidence.choices, default=Confidence.MEDIUM)
    says = models.CharField(_("who says so"), max_length=150, blank=True)
    source = models.CharField(_("what it rests on"), max_length=300, blank=True)
    #: False: proposed by the platform from words in common, and nobody has looked at it yet.
    confirmed = models.BooleanField(default=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["candidate", "scenario"], name="effect_once_a_measure_and_row")]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.scenario}"

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach, "candidate__study__")


class RunState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Computation(StudyPart):
    """What was found, by a job. ``fingerprint`` is that of everything that went in: where it differs, the result is stale."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="computations")
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    content: models.JSONField = models.JSONField(default=dict)
    error = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(RunState(self.state).label)

    @property
    def is_on(self) -> bool:
        return self.state in (RunState.WAITING, RunState.RUNNING)


class Alternative(StudyPart):
    """A portfolio that is kept to be compared: one of those found, or one picked by hand."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="alternatives")
    name = models.CharField(_("name"), max_length=80)
    by_hand = models.BooleanField(default=False)
    candidates: models.ManyToManyField = models.ManyToManyField(
        Candidate, blank=True, related_name="+", verbose_name=_("measures")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["study", "name"], name="alternative_name_once_a_study")]

    def __str__(self) -> str:
        return self.name


class PortfolioDecision(StudyPart):
    """What was decided, by whom and why. Never changed; taken back it stays readable, with the reason."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="decisions")
    candidates: models.ManyToManyField = models.ManyToManyField(
        Candidate, blank=True, related_name="+", verbose_name=_("measures")
    )
    alternative = models.CharField(_("alternative"), max_length=80)
    reason = models.TextField(_("reasons"), max_length=3000)
    signatory = models.CharField(_("signed by (name and function)"), max_length=200)
    #: Another portfolio within the budget takes more off the rows; then the reason says why it is not that one.
    against_best = models.BooleanField(default=False)
    #: Costs, residual levels, requirements and openness as they were before those who decided.
    figures: models.JSONField = models.JSONField(default=dict)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["study"], condition=Q(taken_back_at=None), name="one_decision_of_a_study_holds"
            )
        ]

    def __str__(self) -> str:
        return self.alternative

    @property
    def holds(self) -> bool:
        return self.taken_back_at is None
