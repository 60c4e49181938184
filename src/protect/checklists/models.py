"""The checklist of one space: questions asked on site, what was answered, seen and thought of. It computes nothing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, Scenario, Visit
from protect.checklists.collected import Arrival, ArrivalState, Submission
from protect.checklists.scope import Scope
from protect.organisations.access import Derived
from protect.organisations.fields import CodeListField
from protect.reference.models import ReferenceSet
from protect.spaces.models import Attachment, Space, SubArea

__all__ = ["Answer", "Arrival", "ArrivalState", "Checklist", "Mode", "Said", "State", "Submission"]


class Mode(models.TextChoices):
    QUICK = "quick", _("One hour: twenty questions on one page")
    FULL = "full", _("Full: all questions in scope, group by group")


class State(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("handed in")


class Checklist(Derived):
    """One round of questions about a space, for an assessment or before there is one.

    Seen by whoever sees the space and, where there is one, the assessment. It keeps the version of the questions it was
    begun with, and who and what they concern: the scope, taken from space and assessment and widened by hand.
    """

    sources = ("space", "assessment")

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="checklists")
    assessment = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.CASCADE, related_name="checklists"
    )
    visit = models.ForeignKey(
        Visit, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("visit")
    )
    question_set = models.ForeignKey(ReferenceSet, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(_("mode"), max_length=5, choices=Mode.choices, default=Mode.FULL)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)
    # An empty list: not limited by it.
    categories = CodeListField(_("kinds of space"))
    threat_types = CodeListField(_("threat types"))
    usage_states = CodeListField(_("usage states"))
    sub_area_kinds = CodeListField(_("kinds of sub-area"))
    added = CodeListField(_("questions added by hand"))
    everything = models.BooleanField(_("ask every question"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["space"], condition=Q(state="open"), name="one_open_checklist_per_space")
        ]

    def __str__(self) -> str:
        return f"{self.question_set.title}, {self.created_at:%Y-%m-%d}"

    @property
    def root(self) -> models.Model:
        """Its history is told with the assessment, or with the space where there is none."""
        return self.assessment or self.space

    @property
    def is_quick(self) -> bool:
        return self.mode == Mode.QUICK

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN and (self.assessment is None or self.assessment.is_open)

    @property
    def scope(self) -> Scope:
        return Scope(
            categories=frozenset(self.categories),
            threats=frozenset(self.threat_types),
            usage_states=frozenset(self.usage_states),
            sub_areas=frozenset(self.sub_area_kinds),
            added=frozenset(self.added),
            everything=self.everything,
            quick=self.is_quick,
        )


class Said(models.TextChoices):
    """The codes of the vocabulary question_answer; labels for people come from there."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class Answer(Derived):
    """What was answered to one question, overall or for one part of the site. The last writer's; the trail has the rest."""

    sources = ("checklist",)

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=10)
    sub_area = models.ForeignKey(SubArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=14, choices=Said.choices, blank=True)
    reason = models.CharField(_("why it does not apply"), max_length=300, blank=True)
    who_knows = models.CharField(_("who can answer"), max_length=200, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    improvement = models.TextField(_("idea for improvement"), blank=True)
    photos = models.ManyToManyField(Attachment, blank=True, related_name="+", verbose_name=_("photos"))
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    # Two people said different things at the same time: what the earlier one said, until somebody settles it.
    other_answer = models.CharField(max_length=14, choices=Said.choices, blank=True)
    other_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What came of it. Keys of measures, not a relation: a measure recorded by mistake can be removed again.
    measure_keys = models.JSONField(default=list, blank=True)
    scenarios = models.ManyToManyField(Scenario, blank=True, related_name="+", verbose_name=_("noted at scenarios"))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "question"], condition=Q(sub_area__isnull=True), name="one_overall_answer"
            ),
            models.UniqueConstraint(fields=["checklist", "question", "sub_area"], name="one_answer_per_sub_area"),
            models.CheckConstraint(
                condition=~Q(answer="not_applicable") | ~Q(reason=""), name="answer_not_applicable_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def key(self) -> str:
        """As forms name it: ``E3-0`` overall, ``E3-17`` for sub-area 17."""
        return f"{self.question}-{self.sub_area_id or 0}"
