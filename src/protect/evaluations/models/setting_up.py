"""What is there before anybody judges: the evaluation, its candidates, criteria and weights."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.answers.models import OpenedAnswer
from protect.calls.models import Call
from protect.organisations.access import Derived, Reach, Restricted, rule_for
from protect.organisations.fields import CodeListField
from protect.reference.models import ReferenceSet


class Hideable(models.TextChoices):
    """What a blind evaluation keeps from its evaluators, each by itself."""

    PROVIDER = "provider", _("name of the provider")
    PRODUCT = "product", _("name of the product")
    COUNTRY = "country", _("country")
    CONTACT = "contact", _("contact, and whether the provider agreed to be named")


def everything_hidden() -> list[str]:
    return list(Hideable.values)


#: Level of a criterion: 0 to this, each with its anchor in words.
HIGHEST = 4


class Evaluation(Restricted):
    """How far solutions meet the criteria that a municipality set. Begun from a template, of which it keeps its own copy."""

    sources = ("call",)

    title = models.CharField(_("title"), max_length=160)
    note = models.TextField(_("what it is for"), blank=True)
    call = models.ForeignKey(
        Call, null=True, blank=True, on_delete=models.PROTECT, related_name="evaluations", verbose_name=_("call")
    )
    template = models.ForeignKey(ReferenceSet, on_delete=models.PROTECT, related_name="+")
    #: ``{"key", "title", "why", "done_when", "check", "off", "done_on", "note"}`` each.
    steps: models.JSONField = models.JSONField(default=list)
    blind = models.BooleanField(
        _("evaluators do not see who offers a solution"),
        default=True,
        help_text=_("It stays hidden from them until you show it after the scores are open."),
    )
    #: Of ``Hideable``, while ``blind``: the switch is one, what it hides is chosen field by field.
    hidden = CodeListField(_("hidden from them"), default=everything_hidden)
    shortlist_size = models.PositiveSmallIntegerField(_("places on the shortlist"), default=5)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def hides(self, field: str) -> bool:
        """From its evaluators, now."""
        return self.blind and field in self.hidden


class EvaluationPart(Derived):
    """Base of what belongs to one evaluation."""

    sources = ("evaluation",)

    class Meta:
        abstract = True


class Candidate(EvaluationPart):
    """One solution that is judged. Who offers it stands apart (``Identity``), so that evaluators need not see it."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="candidates")
    name = models.CharField(
        _("name"), max_length=120, help_text=_("Evaluators read it: if they are not to know who offers it, be neutral.")
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("What it is and does, for the evaluators."))
    # Part of the same call as the evaluation, so seen by the same readers; whose it is stands in it (``queries/answered``).
    answer = models.ForeignKey(
        OpenedAnswer, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "name"], name="candidate_name_once"),
            models.UniqueConstraint(fields=["evaluation", "answer"], name="answer_once_an_evaluation"),
        ]

    def __str__(self) -> str:
        return self.name


class Identity(Derived):
    """Who offers a candidate. While an evaluation is blind, none of its evaluators sees it, whatever else they are.

    Single fields that are not hidden from them reach them by ``queries/offered.py`` and by nothing else.
    """

    sources = ("candidate",)
    personal_fields = ("provider", "contact")
    audit_name = _("who offers a solution")

    candidate = models.OneToOneField(Candidate, on_delete=models.CASCADE, related_name="identity")
    provider = models.CharField(_("provider"), max_length=160, blank=True)
    country = models.CharField(_("country (two letters)"), max_length=2, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    consent_on = models.DateField(
        _("agreed to be named in public on"), null=True, blank=True, help_text=_("Empty: no consent was given.")
    )
    consent_note = models.CharField(_("how the consent was given"), max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return self.provider or str(self.candidate)

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & not_blind(reach)


def not_blind(reach: Reach) -> Q:
    """Of what hangs on a candidate: the evaluation is not blind, or the reader is none of its evaluators."""
    shown = Q(candidate__evaluation__blind=False)
    if reach.user_id is None:
        return shown
    return shown | ~Q(candidate__evaluation__evaluators__user_id=reach.user_id)


class CriteriaSet(EvaluationPart):
    """One version of criteria, knock-out criteria and agreed weights. Frozen with the first scoring; then only a new version."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="criteria_sets")
    version = models.PositiveSmallIntegerField(default=1)
    #: ``{"code", "label", "help", "criteria": [{"code", "label", "question", "anchors": [five texts]}]}`` each.
    groups: models.JSONField = models.JSONField(default=list)
    #: ``{"code", "label", "question"}`` each.
    knock_outs: models.JSONField = models.JSONField(default=list)
    #: Points: "groups" -> group code -> points, and group code -> criterion code -> points.
    agreed: models.JSONField = models.JSONField(default=dict)
    #: The agreed weights are the middle, and robustness is looked at over all that stakeholders gave.
    as_range = models.BooleanField(_("weights are kept as a range"), default=True)
    reason = models.TextField(_("why it was changed"), blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "version"], name="criteria_version_once")]

    def __str__(self) -> str:
        return f"{self.evaluation}: {self.version}"

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """All criteria in order, each with its ``group``."""
        return [{**one, "group": group["code"]} for group in self.groups for one in group["criteria"]]


class Stakeholder(EvaluationPart):
    """A voice in what matters: police, traders, residents, the department that pays. Each weighs by itself."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="stakeholders")
    name = models.CharField(_("name"), max_length=80, help_text=_("A role, such as Police or Traders."))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("who gives the weights"),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "name"], name="stakeholder_name_once")]

    def __str__(self) -> str:
        return self.name


class Method(models.TextChoices):
    POINTS = "points", _("100 points")
    SWING = "swing", _("Swing weights")
    PAIRWISE = "pairwise", _("Pairwise comparison (AHP)")
    BEST_WORST = "best_worst", _("Best-worst method")


class Weighting(Derived):
    """What one stakeholder said of one level (the groups, or the criteria of a group). Weights are read from it, not stored."""

    sources = ("stakeholder",)

    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="weightings")
    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.CASCADE, related_name="weightings")
    level = models.CharField(max_length=40)
    method = models.CharField(_("method"), max_length=12, choices=Method.choices, default=Method.POINTS)
    #: points, swing: code -> points. pairwise: "one:other" -> -8..8. best_worst: best, worst, to_best, to_worst.
    answers: models.JSONField = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stakeholder", "criteria_set", "level"], name="level_weighed_once_a_stakeholder"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stakeholder}: {self.level}"
