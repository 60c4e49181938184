"""Who judges what, alone and then together."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.evaluations.models.setting_up import (
    HIGHEST,
    Candidate,
    CriteriaSet,
    Evaluation,
    EvaluationPart,
    not_blind,
)
from protect.organisations.access import Derived, Reach, rule_for
from protect.organisations.fields import CodeListField


class Evaluator(EvaluationPart):
    """Somebody who judges. Nobody scores before having declared which providers they have a tie to."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="evaluators")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("person")
    )
    expertise = CodeListField(_("knows about"))
    declared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "user"], name="evaluator_once")]

    def __str__(self) -> str:
        return str(self.user) if self.user else str(_("Former evaluator"))

    @property
    def audit_name(self) -> str:
        """By number: the audit trail is never altered and names nobody."""
        return f"evaluator {self.pk}"


def judged_blind(reach: Reach) -> Q:
    """Of opened answers: those that are candidates in a blind evaluation in which the reader judges."""
    if reach.user_id is None:
        return Q(pk__in=[])
    judged = Candidate.objects.filter(evaluation__blind=True, evaluation__evaluators__user_id=reach.user_id)
    return Q(pk__in=judged.exclude(answer=None).values("answer_id"))


class Conflict(Derived):
    """A tie of an evaluator to whoever offers a candidate: the pair is blocked. Hidden as the provider's name is."""

    sources = ("candidate",)
    personal_fields = ("reason",)
    audit_name = _("conflict of interest")

    evaluator = models.ForeignKey(Evaluator, on_delete=models.CASCADE, related_name="conflicts")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="conflicts")
    reason = models.CharField(_("kind of tie"), max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evaluator", "candidate"], name="conflict_once_a_pair")]

    def __str__(self) -> str:
        return str(_("conflict of interest"))

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & not_blind(reach)


class RoundKind(models.TextChoices):
    INFORMATION = "information", _("Information of the providers")
    TABLETOP = "tabletop", _("Tabletop on our scenario")
    DEMONSTRATION = "demonstration", _("Demonstration")


class Round(EvaluationPart):
    """One kind of evaluation on the same criteria. Scores are sealed until all are in or the lead ends it."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="rounds")
    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=14, choices=RoundKind.choices)
    note = models.TextField(_("scenario, or what the scores rest on"), blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.TextField(_("why it ended before all scores were in"), blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "kind"], name="round_once_a_kind")]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def is_running(self) -> bool:
        return self.opened_at is not None and self.revealed_at is None


class Pairing(Derived):
    """One evaluator judges one candidate in one round."""

    sources = ("round",)

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="pairings")
    evaluator = models.ForeignKey(Evaluator, on_delete=models.CASCADE, related_name="pairings")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="pairings")
    by_hand = models.BooleanField(default=False)
    abstained_because = models.CharField(_("why no scores are given"), max_length=300, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["candidate__position", "candidate_id", "evaluator_id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "evaluator", "candidate"], name="pair_once_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.evaluator}"

    @property
    def audit_name(self) -> str:
        return f"{self.candidate}: evaluator {self.evaluator_id}"

    @property
    def is_done(self) -> bool:
        return self.handed_in_at is not None or bool(self.abstained_because)


class Score(Derived):
    """One evaluator's level of one criterion. Sealed: before the round is revealed its writer alone sees it."""

    sources = ("pairing",)

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=40)
    # Empty is "no information": missing, never 0.
    value = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    rationale = models.TextField(_("rationale"), blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["pairing", "criterion"], name="criterion_scored_once_a_pair"),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__lte=HIGHEST), name="evaluation_level_is_on_the_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pairing}: {self.criterion}"

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        """Sealed until revealed: leads and administrators see no more than anybody else."""
        rule = rule_for(cls, reach)
        if reach.user_id is None:
            return Q(pk__in=[])
        return rule & (Q(pairing__round__revealed_at__isnull=False) | Q(pairing__evaluator__user_id=reach.user_id))


class Consensus(Derived):
    """What the evaluators agreed on for one criterion of one candidate, after they saw where they differ."""

    sources = ("round",)

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="consensus")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="consensus")
    criterion = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    rationale = models.TextField(_("rationale"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "consensus"
        constraints = [
            models.UniqueConstraint(fields=["round", "candidate", "criterion"], name="agreed_once_a_criterion"),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__lte=HIGHEST), name="agreed_level_is_on_the_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.criterion}"


class KnockOut(Derived):
    """Whether a candidate has what must be there. Who fails is listed and not ranked."""

    sources = ("candidate",)

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="knock_outs")
    code = models.CharField(max_length=40)
    passed = models.BooleanField(_("passed"))
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["candidate", "code"], name="knock_out_once_a_candidate")]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.code}"
