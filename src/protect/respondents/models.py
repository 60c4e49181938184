"""Somebody outside who answers one thing by a link, without an account, and sees nothing else."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, TeamMember
from protect.checklists.models import Checklist, Said
from protect.organisations.access import Derived
from protect.organisations.fields import CodeListField


class Respondent(Derived):
    """One person, one task, one link. Of the secret in the link, the code and the session only digests are kept.

    The task is either the scoring of an assessment (then a team member stands for the respondent) or a checklist.
    """

    sources = ("assessment", "checklist")
    # The trail outlives the right to know them.
    personal_fields: ClassVar[tuple[str, ...]] = ("email", "name", "note")

    assessment = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.CASCADE, related_name="respondents"
    )
    checklist = models.ForeignKey(
        Checklist, null=True, blank=True, on_delete=models.CASCADE, related_name="respondents"
    )
    member = models.OneToOneField(
        TeamMember, null=True, blank=True, on_delete=models.SET_NULL, related_name="respondent"
    )
    email = models.EmailField(_("e-mail"), blank=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    function = models.CharField(_("function"), max_length=20)
    circle = models.CharField(_("circle"), max_length=10, default="involved")
    language = models.CharField(_("language"), max_length=10, default="en")
    note = models.TextField(_("what you write to them"), max_length=2000, blank=True)
    shows_titles = models.BooleanField(_("titles of the scenarios"), default=True)
    shows_sub_areas = models.BooleanField(_("names of the sub-areas"), default=True)
    shows_texts = models.BooleanField(_("texts of the scenarios"), default=False)
    groups = CodeListField(_("groups of questions"))
    secret_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    code_digest = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    codes_since = models.DateTimeField(null=True, blank=True)
    session_digest = models.CharField(max_length=64, blank=True)
    session_until = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(assessment=None) ^ Q(checklist=None), name="respondent_has_one_task_and_no_other"
            )
        ]

    def __str__(self) -> str:
        return self.name or _("Respondent %(number)s") % {"number": self.pk}

    @property
    def audit_name(self) -> str:
        return f"respondent {self.pk}"

    @property
    def task(self) -> Assessment | Checklist:
        return self.assessment or self.checklist  # type: ignore[return-value]

    @property
    def scores(self) -> bool:
        return self.assessment_id is not None

    @property
    def is_open(self) -> bool:
        """The link still leads somewhere (perhaps only to what was handed in)."""
        return self.revoked_at is None and self.erased_at is None and self.expires_at > timezone.now()

    @property
    def state(self) -> str:
        """In one word for the lead."""
        if self.revoked_at is not None:
            return str(_("withdrawn"))
        if self.handed_in_at is not None:
            return str(_("handed in"))
        if self.expires_at <= timezone.now():
            return str(_("expired"))
        return str(_("has begun")) if self.opened_at else str(_("not opened yet"))


class RespondentAnswer(Derived):
    """What a respondent said to one question of the checklist; beside the answers of the team until it is taken over."""

    sources = ("respondent",)

    respondent = models.ForeignKey(Respondent, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=10)
    answer = models.CharField(_("answer"), max_length=14, choices=Said.choices, blank=True)
    reason = models.CharField(_("why it does not apply"), max_length=300, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    improvement = models.TextField(_("idea for improvement"), blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    taken_over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["respondent", "question"], name="one_answer_per_respondent_and_question")
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def root(self) -> models.Model:
        return self.respondent.root
