"""The play: runs with their clock, who joined, what was released, said, decided, judged and learnt."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.exercises.clock import Clock
from protect.exercises.models.plan import Exercise, ExercisePart, Expected, Function, Inject
from protect.exercises.states import LIVE, OPEN_TO_JOIN, OPEN_TO_NOTES, RunState
from protect.organisations.access import Derived


class Arm(models.TextChoices):
    BASELINE = "baseline", _("baseline (as it is today)")
    INNOVATION = "innovation", _("with the solution")


class Run(ExercisePart):
    """The exercise played once."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="runs")
    arm = models.CharField(_("line"), max_length=10, choices=Arm.choices, default=Arm.BASELINE)
    number = models.PositiveSmallIntegerField()
    conditions = models.CharField(
        _("conditions"), max_length=300, blank=True, help_text=_("Who was at the table, what differed from last time.")
    )
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.READY)
    clock_shown = models.FloatField(default=0.0)
    clock_since = models.DateTimeField(null=True, blank=True)
    by_clock = models.BooleanField(
        _("release messages by the clock"), default=False, help_text=_("Otherwise a facilitator releases each by hand.")
    )
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Empty once nobody can join any more.
    code = models.CharField(max_length=8, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    #: Number of the newest line of the event log; whoever waits for news looks at nothing else.
    last_event = models.PositiveIntegerField(default=0)
    summary = models.TextField(_("in short"), blank=True, help_text=_("What this run showed, in a few sentences."))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "arm", "number"], name="exercise_run_number_once_a_line"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="exercise_code_once"),
            models.UniqueConstraint(
                fields=["exercise"], condition=Q(state__in=("running", "paused")), name="exercise_one_run_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{Arm(self.arm).label}, {_('run')} {self.number}"

    @property
    def clock(self) -> Clock:
        return Clock(self.clock_shown, self.clock_since)

    @property
    def seconds(self) -> float:
        return self.clock.at(timezone.now())

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def takes_notes(self) -> bool:
        return self.state in OPEN_TO_NOTES

    @property
    def can_be_joined(self) -> bool:
        return (
            self.state in OPEN_TO_JOIN
            and bool(self.code)
            and self.code_until is not None
            and timezone.now() < self.code_until
        )


class RunPart(Derived):
    sources: ClassVar[tuple[str, ...]] = ("run",)

    class Meta:
        abstract = True


class Release(RunPart):
    """A message was given to the table."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="releases")
    inject = models.ForeignKey(Inject, on_delete=models.PROTECT, related_name="releases")
    at = models.DateTimeField(default=timezone.now)
    clock = models.FloatField()
    by_clock = models.BooleanField(default=False)

    class Meta:
        ordering = ["clock", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "inject"], name="inject_released_once_a_run")]

    def __str__(self) -> str:
        return str(self.inject)


class Participant(RunPart):
    """Somebody at the table with a phone: a function, a name only if they like, and no account."""

    personal_fields: ClassVar[tuple[str, ...]] = ("name",)

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="participants")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="participants")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=80, blank=True)
    secret_digest = models.CharField(max_length=64, unique=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="participant_number_once_a_run")]

    def __str__(self) -> str:
        return f"{self.function} {self.number}" + (f" ({self.name})" if self.name else "")

    @property
    def audit_name(self) -> str:
        return f"participant {self.number}"


class EntryKind(models.TextChoices):
    DECISION = "decision", _("decision")
    OBSERVATION = "observation", _("observation")


class Entry(RunPart):
    """What somebody decided, or saw, as it was typed. It is added to, never changed: a correction is another entry."""

    audit_name = _("entry of an exercise")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(_("kind"), max_length=11, choices=EntryKind.choices)
    inject = models.ForeignKey(
        Inject, null=True, blank=True, on_delete=models.PROTECT, related_name="entries", verbose_name=_("about")
    )
    text = models.TextField(_("text"), max_length=1000)
    #: One of the two: at the table, or running it.
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Seconds of the exercise clock when it was typed.
    clock = models.FloatField()
    at = models.DateTimeField(default=timezone.now)
    #: Made by the sender: what is sent again because no answer came is written once.
    key = models.CharField(max_length=40)
    #: It waited on a phone without a network before it arrived.
    late = models.BooleanField(default=False)

    class Meta:
        ordering = ["clock", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="entry_once_a_key")]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def who(self) -> str:
        return str(self.participant.function) if self.participant else str(_("facilitator"))


class Verdict(models.TextChoices):
    MET = "met", _("met")
    PARTLY = "partly", _("partly met")
    NOT = "not", _("not met")


class Judgement(RunPart):
    """Whether a decision that was expected was taken in this run."""

    sources: ClassVar[tuple[str, ...]] = ("run", "expected")
    audit_name = _("judgement of an expected decision")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="judgements")
    expected = models.ForeignKey(Expected, on_delete=models.PROTECT, related_name="judgements")
    verdict = models.CharField(_("judgement"), max_length=6, choices=Verdict.choices)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "expected"], name="one_judgement_a_run")]

    def __str__(self) -> str:
        return f"{self.expected}: {Verdict(self.verdict).label}"


class FindingKind(models.TextChoices):
    STRENGTH = "strength", _("strength")
    GAP = "gap", _("gap")
    LESSON = "lesson", _("lesson")


class Finding(RunPart):
    """What went well, what was missing, what is to be done about it and by whom."""

    personal_fields: ClassVar[tuple[str, ...]] = ("owner",)
    audit_name = _("finding of an exercise")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(_("kind"), max_length=8, choices=FindingKind.choices)
    text = models.CharField(_("what was found"), max_length=500)
    inject = models.ForeignKey(
        Inject, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("at which message")
    )
    owner = models.CharField(_("who takes care of it"), max_length=120, blank=True)
    due_on = models.DateField(_("until"), null=True, blank=True)
    #: Key of the action that was proposed from it.
    action = models.BigIntegerField(null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Event(RunPart):
    """One line of the log that every screen follows: numbered without gaps within a run, never changed."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    #: Empty: everybody at the table. "staff": facilitators. A number: the people of that function, and facilitators.
    audience = models.CharField(max_length=20, blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="event_number_once_a_run")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
