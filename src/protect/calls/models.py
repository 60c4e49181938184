"""A call to providers: what is asked, for which need, of whom it may tell what, and what was published of it.

The call and its parts are restricted like everything of an assessment. What outsiders read is another object, the
``Publication`` (``publications.py``): a document put together field by field, which holds nothing else.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Requirement
from protect.assessments.requirements import Obligation
from protect.calls.states import State
from protect.organisations.access import Derived, Restricted
from protect.organisations.fields import CodeListField
from protect.organisations.models import Organisation
from protect.reference.models import ReferenceSet


class Call(Restricted):
    title = models.CharField(
        _("title"),
        max_length=160,
        help_text=_("Outsiders read it: name the need, not the place."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    template = models.ForeignKey(ReferenceSet, on_delete=models.PROTECT, related_name="+")
    #: Section code -> text of one's own, before what the platform puts together.
    sections: models.JSONField = models.JSONField(default=dict)
    #: Criterion code -> points; together 100.
    criteria: models.JSONField = models.JSONField(default=dict)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Brussels")
    questions_until = models.DateTimeField(_("questions until"), null=True, blank=True)
    answers_until = models.DateTimeField(_("answers until"), null=True, blank=True)
    opens_at = models.DateTimeField(
        _("answers are opened"),
        null=True,
        blank=True,
        help_text=_("Until then nobody is to read an answer."),
    )
    languages = CodeListField(_("languages of answers"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "state"])]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT


class CallPart(Derived):
    """Base of what belongs to one call."""

    sources = ("call",)

    class Meta:
        abstract = True


class Annex(CallPart):
    """What one city needs and what outsiders may know of its place. A joint call has several beside its shared core."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="annexes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    category = models.CharField(_("kind of place"), max_length=20)
    crowd_class = models.CharField(_("crowd class"), max_length=20, blank=True)
    surroundings = models.TextField(
        _("surroundings, in general words"),
        blank=True,
        help_text=_("What such a place is like: no name, no street, no part of it, nothing that is weak."),
    )
    objective = models.TextField(_("objective"), help_text=_("What shall be different afterwards."))
    threat_types = CodeListField(_("threat types"))
    phases = CodeListField(_("attack phases"))
    functions = CodeListField(_("functions wanted"))
    scenario = models.TextField(
        _("generic scenario"),
        blank=True,
        help_text=_("What would happen to people and place, in general. Never how it would be done."),
    )
    #: Criterion code -> points of this city; empty: those of the call.
    criteria: models.JSONField = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "annexes"
        constraints = [models.UniqueConstraint(fields=["call", "organisation"], name="one_annex_a_city_and_call")]

    def __str__(self) -> str:
        return str(self.organisation)


class Wanted(Derived):
    """One requirement as outsiders read it. It stands on a requirement of an assessment: the database keeps none without."""

    sources = ("annex",)
    # It begins as the requirement stands in the assessment, which not every reader of the call may see: what it said
    # before it was written for outsiders is nothing for the call's history.
    personal_fields: ClassVar[tuple[str, ...]] = ("text", "measure_of_success")
    audit_name = _("requirement in a call")

    annex = models.ForeignKey(Annex, on_delete=models.CASCADE, related_name="wanted")
    # Not told to whoever may not see it; the text below is written for outsiders.
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+")
    obligation = models.CharField(_("must or should"), max_length=6, choices=Obligation.choices)
    text = models.TextField(_("requirement, as outsiders read it"))
    measure_of_success = models.TextField(_("measure of success, as outsiders read it"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "wanted"
        constraints = [models.UniqueConstraint(fields=["annex", "requirement"], name="requirement_once_an_annex")]

    def __str__(self) -> str:
        return self.text[:80]


class QuestionKind(models.TextChoices):
    TEXT = "text", _("text")
    NUMBER = "number", _("number with unit")
    CHOICE = "choice", _("choice")
    SCALE = "scale", _("scale")
    TABLE = "table", _("table")
    FILE = "file", _("file")
    PROOF = "proof", _("yes or no, with proof")


class Question(CallPart):
    """One question to every provider. ``options`` and ``columns`` hold one entry a line."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="questions")
    code = models.CharField(max_length=40)
    text = models.CharField(_("question"), max_length=500)
    help = models.CharField(_("help"), max_length=500, blank=True)
    kind = models.CharField(_("kind of answer"), max_length=10, choices=QuestionKind.choices)
    mandatory = models.BooleanField(_("must be answered"), default=False)
    unit = models.CharField(_("unit"), max_length=30, blank=True, help_text=_("For a number, such as EUR or weeks."))
    options = models.TextField(_("choices, one a line"), blank=True, max_length=3000)
    several = models.BooleanField(_("several may be chosen"), default=False)
    columns = models.TextField(_("columns of the table, one a line"), blank=True, max_length=800)
    lowest = models.PositiveSmallIntegerField(_("scale from"), default=1)
    highest = models.PositiveSmallIntegerField(_("scale to"), default=5)
    condition = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("asked only if this question"),
    )
    condition_values = models.TextField(_("was answered with one of these, one a line"), blank=True, max_length=1000)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "code"], name="question_code_once_a_call")]

    def __str__(self) -> str:
        return self.text[:80]


class QuestionStock(Restricted):
    """Questions that an organisation asks again and again."""

    name = models.CharField(_("name"), max_length=120)
    #: As in reference data of the kind ``call_questions``.
    questions: models.JSONField = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Signature(CallPart):
    """A reviewer's name under the very text that was read: as soon as it changes, the signature holds no more."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="signatures")
    reviewer = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "reviewer", "digest"], name="reviewer_signs_once")]

    def __str__(self) -> str:
        return self.reviewer


class Clearance(CallPart):
    """Somebody looked at one finding in one text and says why it may stay. Another text is another finding."""

    personal_fields = ("found",)
    audit_name = _("cleared finding")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="clearances")
    fingerprint = models.CharField(max_length=64)
    found = models.CharField(max_length=300)
    reason = models.CharField(_("why it may stay"), max_length=300)
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    cleared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["call", "fingerprint"], name="finding_cleared_once")]

    def __str__(self) -> str:
        return self.found[:80]


# In modules of their own, which Django looks for here.
from protect.calls.following import Follow as Follow  # noqa: E402
from protect.calls.following import Told as Told  # noqa: E402
from protect.calls.publications import Publication as Publication  # noqa: E402
