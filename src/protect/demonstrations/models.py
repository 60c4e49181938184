"""A demonstration with its people, programme, metrics, runs, observers and what they saw."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.demonstrations.states import State
from protect.evaluations.models import Candidate
from protect.organisations.access import Derived, Restricted
from protect.spaces.models import Space


class Function(models.TextChoices):
    """The four roles that every demonstration has filled, and others who take part."""

    OWNER = "owner", _("owner of the demonstration")
    EVALUATION = "evaluation", _("evaluation coordinator")
    PRACTITIONER = "practitioner", _("practitioner coordinator")
    TECHNICAL = "technical", _("technical coordinator")
    OTHER = "other", _("takes part")


#: Without one of each nobody answers for the day.
NEEDED = (Function.OWNER, Function.EVALUATION, Function.PRACTITIONER, Function.TECHNICAL)


class Demonstration(Restricted):
    sources = ("space",)

    title = models.CharField(
        _("title"), max_length=160, help_text=_("Observers read it on their phones: name no weak point.")
    )
    space = models.ForeignKey(
        Space, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("public space")
    )
    scenario = models.TextField(
        _("scenario that is played"), blank=True,
        help_text=_("What happens, for whom, and what is to be shown. The same for baseline and innovation."),
    )  # fmt: skip
    solution = models.CharField(_("solution that is tried"), max_length=160, blank=True)
    provider = models.CharField(_("its provider"), max_length=160, blank=True)
    # Shown to whoever may see it; the demonstration stands without it.
    candidate = models.ForeignKey(
        Candidate, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("candidate of an evaluation"),
        help_text=_("What was measured then stands on the sheets of its demonstration round."),
    )  # fmt: skip
    begins_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Brussels")
    safety = models.TextField(
        _("safety"),
        blank=True,
        help_text=_("Who is near, what could hurt them, who stops it and how, first aid, insurance."),
    )
    privacy = models.TextField(
        _("privacy"),
        blank=True,
        help_text=_("Which personal data arise, on what ground, how people are told, when they go."),
    )
    limits = models.TextField(
        _("limits"), blank=True, help_text=_("What was staged, the weather, what a real day would have in addition.")
    )
    lessons = models.TextField(_("lessons"), blank=True)
    costs = models.TextField(
        _("costs"), blank=True, help_text=_("Of the day, and what was learnt of those of the solution.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    state_reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-begins_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "state"], name="demonstration_by_owner")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == State.PLANNED


class DemonstrationPart(Derived):
    """Base of what belongs to one demonstration."""

    sources = ("demonstration",)

    class Meta:
        abstract = True


class Person(DemonstrationPart):
    """Who does what on the day. A name and a function, no more."""

    personal_fields: ClassVar[tuple[str, ...]] = ("name",)
    audit_name = _("person of a demonstration")

    demonstration = models.ForeignKey(Demonstration, on_delete=models.CASCADE, related_name="persons")
    function = models.CharField(_("function"), max_length=12, choices=Function.choices)
    name = models.CharField(_("name"), max_length=150)
    organisation_name = models.CharField(_("organisation"), max_length=150, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Step(DemonstrationPart):
    """One line of the programme: when, what, who and where."""

    demonstration = models.ForeignKey(Demonstration, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField(_("time"))
    what = models.CharField(_("what"), max_length=200)
    who = models.CharField(_("who"), max_length=150, blank=True)
    where = models.CharField(_("where"), max_length=150, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.what


class Better(models.TextChoices):
    HIGHER = "higher", _("higher is better")
    LOWER = "lower", _("lower is better")


class MetricKind(models.TextChoices):
    NUMBER = "number", _("number with unit")
    YES_NO = "yes_no", _("yes or no")


class Metric(DemonstrationPart):
    """What is measured in every run, in the same way in baseline and innovation."""

    demonstration = models.ForeignKey(Demonstration, on_delete=models.CASCADE, related_name="metrics")
    label = models.CharField(
        _("what is measured"),
        max_length=120,
        help_text=_("Observers read it: for example, seconds until it was noticed."),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=MetricKind.choices, default=MetricKind.NUMBER)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    better = models.CharField(_("direction"), max_length=6, choices=Better.choices, default=Better.LOWER)
    target = models.FloatField(
        _("target"), null=True, blank=True, help_text=_("For yes or no: the share of runs, in per cent.")
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class Arm(models.TextChoices):
    BASELINE = "baseline", _("baseline (as it is today)")
    INNOVATION = "innovation", _("innovation (with the solution)")


class Run(DemonstrationPart):
    """The scenario played once."""

    demonstration = models.ForeignKey(Demonstration, on_delete=models.CASCADE, related_name="runs")
    arm = models.CharField(_("line"), max_length=10, choices=Arm.choices)
    number = models.PositiveSmallIntegerField()
    conditions = models.CharField(
        _("conditions"), max_length=300, blank=True, help_text=_("Weather, crowd, what differed.")
    )
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["demonstration", "arm", "number"], name="run_number_once_a_line"),
            models.UniqueConstraint(
                fields=["demonstration"], condition=Q(begun_at__isnull=False, ended_at=None), name="one_run_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{Arm(self.arm).label}, {_('run')} {self.number}"

    @property
    def is_on(self) -> bool:
        return self.begun_at is not None and self.ended_at is None


class Seat(DemonstrationPart):
    """A place to watch from, with a link for whoever stands there. No account, no name: the place is enough."""

    demonstration = models.ForeignKey(Demonstration, on_delete=models.CASCADE, related_name="seats")
    label = models.CharField(
        _("post"), max_length=80, help_text=_("Where or what this observer watches. They read it; it names no person.")
    )
    secret_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def holds(self) -> bool:
        return self.revoked_at is None and timezone.now() < self.expires_at


class Observation(Derived):
    """What one observer measured in one run; a second entry corrects the first, and the trail keeps both."""

    sources = ("run",)

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="observations")
    metric = models.ForeignKey(Metric, on_delete=models.CASCADE, related_name="observations")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="observations")
    #: 1 and 0 for yes and no.
    value = models.FloatField(_("value"))
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "metric", "seat"], name="one_value_a_run_metric_and_seat")
        ]

    def __str__(self) -> str:
        return f"{self.metric}: {self.value:g}"


class Remark(Derived):
    """What an observer noticed beside the metrics."""

    sources = ("run",)

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="remarks")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="remarks")
    text = models.CharField(_("remark"), max_length=500)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Question(models.TextChoices):
    SAFETY = "safety", _("safety")
    PRIVACY = "privacy", _("privacy")


class Approval(DemonstrationPart):
    """Somebody's yes to the plan as it stood; when the plan changes, it holds no more."""

    demonstration = models.ForeignKey(Demonstration, on_delete=models.CASCADE, related_name="approvals")
    question = models.CharField(max_length=8, choices=Question.choices)
    digest = models.CharField(max_length=64)
    note = models.CharField(_("note"), max_length=500, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["demonstration", "question", "digest"], name="plan_approved_once_a_question"
            )
        ]

    def __str__(self) -> str:
        return str(Question(self.question).label)


# In a module of its own, which Django looks for here.
from protect.demonstrations.days import DemoDay as DemoDay  # noqa: E402
from protect.demonstrations.days import DemoDayItem as DemoDayItem  # noqa: E402
from protect.demonstrations.days import PublicDemoDay as PublicDemoDay  # noqa: E402
