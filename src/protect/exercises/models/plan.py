"""The plan: situation, objectives, functions at the table, injects with time and channel, decisions expected."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Scenario
from protect.exercises.states import State
from protect.organisations.access import Derived, Restricted
from protect.reference.models import ReferenceSet
from protect.spaces.models import Space


class Exercise(Restricted):
    sources = ("space", "scenario")

    title = models.CharField(
        _("title"), max_length=160, help_text=_("Participants read it on their phones: name no weak point.")
    )
    space = models.ForeignKey(
        Space, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("public space")
    )
    # Whoever may not see the scenario does not see the exercise made from it.
    scenario = models.ForeignKey(
        Scenario, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("scenario of an assessment"),
    )  # fmt: skip
    threat_type = models.CharField(_("threat type"), max_length=20, blank=True)
    template = models.ForeignKey(ReferenceSet, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    objectives = models.TextField(
        _("objectives"), blank=True, help_text=_("One a line: what this exercise is to show.")
    )
    situation = models.TextField(
        _("situation at the beginning"), blank=True,
        help_text=_("What everybody knows before it begins: effects on people and place, never how an attack is made."),
    )  # fmt: skip
    solution = models.CharField(
        _("solution of the second run"), max_length=160, blank=True,
        help_text=_("If the same exercise is played once as things are and once with a solution."),
    )  # fmt: skip
    rules = models.TextField(
        _("rules at the table"), blank=True,
        help_text=_("Which word stops the exercise, what holds in a real emergency, that nobody is marked."),
    )  # fmt: skip
    planned_for = models.DateTimeField(_("planned for"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Brussels")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    state_reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "state"], name="exercise_by_owner")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT


class ExercisePart(Derived):
    """Base of what belongs to one exercise."""

    sources = ("exercise",)

    class Meta:
        abstract = True


class Function(ExercisePart):
    """A seat at the table: several people may share it, each with a phone."""

    personal_fields: ClassVar[tuple[str, ...]] = ("played_by",)

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="functions")
    label = models.CharField(_("function"), max_length=80)
    task = models.CharField(_("what it decides"), max_length=300, blank=True)
    played_by = models.CharField(
        _("who is invited"), max_length=200, blank=True, help_text=_("A service is enough; names are deleted later.")
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["exercise", "label"], name="function_once_an_exercise")]

    def __str__(self) -> str:
        return self.label


class Channel(models.TextChoices):
    """How a message reaches the table; the codes are those of the templates."""

    RADIO = "radio", _("radio")
    PHONE = "phone", _("telephone")
    CONTROL_ROOM = "control_room", _("control room")
    EYEWITNESS = "eyewitness", _("eyewitness")
    ALARM = "alarm", _("alarm system")
    EMAIL = "email", _("e-mail")
    SOCIAL_MEDIA = "social_media", _("social media")
    NEWS = "news", _("news")
    OTHER = "other", _("other")


class Inject(ExercisePart):
    """What the table learns, when and how."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="injects")
    minute = models.PositiveSmallIntegerField(_("minute"), help_text=_("Of the exercise clock."))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("message"), max_length=2000)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices, default=Channel.PHONE)
    to = models.ForeignKey(
        Function, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("only to"),
        help_text=_("Empty: everybody gets it, and the projector shows it."),
    )  # fmt: skip

    class Meta:
        ordering = ["minute", "pk"]

    def __str__(self) -> str:
        return self.title


class Expected(Derived):
    """A decision that the plans foresee at this message."""

    sources = ("inject",)
    audit_name = _("decision expected")

    inject = models.ForeignKey(Inject, on_delete=models.CASCADE, related_name="expected")
    text = models.CharField(_("decision expected"), max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text
