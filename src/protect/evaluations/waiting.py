"""Evaluations: to declare ties, to score, to weigh, to agree, to end a round."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.evaluations.models import Evaluation, Evaluator, Pairing, Round, Stakeholder
from protect.evaluations.rules import HANDLING
from protect.organisations import waiting
from protect.organisations.models import User
from protect.organisations.waiting import Waiting


def _told(kind: str, one: Evaluation, page: str, about: Any, why: Any, *keys: Any, since: Any = None) -> Waiting:
    return Waiting(
        kind, one.title, reverse(f"evaluations:{page}", args=[one.pk, *keys]), about._meta.label_lower, about.pk,
        one.organisation_id, why, waiting.day(since),
    )  # fmt: skip


def judging(person: User) -> list[Waiting]:
    """One line an evaluation and round, however many candidates are left; a declaration of ties comes before it."""
    told = [
        _told("declaration", one.evaluation, "mine", one, _("you are an evaluator and have not declared your ties"))
        for one in waiting.seen(Evaluator, person).filter(user=person, declared_at=None).select_related("evaluation")
    ]
    mine = waiting.seen(Pairing, person).filter(
        evaluator__user=person, evaluator__declared_at__isnull=False, handed_in_at=None, abstained_because="",
        round__opened_at__isnull=False, round__revealed_at=None,
    )  # fmt: skip
    rounds: dict[int, Round] = {}
    for one in mine.select_related("round__evaluation"):
        rounds.setdefault(one.round_id, one.round)
    return told + [
        _told("judging", one.evaluation, "mine", one, _("you are an evaluator and have not handed in all"),
              since=one.opened_at)
        for one in rounds.values()
    ]  # fmt: skip


def weighing(person: User) -> list[Waiting]:
    found = waiting.seen(Stakeholder, person).filter(user=person, weightings=None, evaluation__rounds__opened_at=None)
    return [
        _told("weighing", one.evaluation, "weights", one, _("you speak for “%(name)s”") % {"name": one.name})
        for one in found.select_related("evaluation").distinct()
    ]


def rounds(person: User) -> list[Waiting]:
    """For who handles it: all is handed in and not shown, or levels still have to be agreed."""
    own = waiting.leading(person, *HANDLING)
    left = Pairing.objects.filter(round=OuterRef("pk"), handed_in_at=None, abstained_because="")
    some = Pairing.objects.filter(round=OuterRef("pk"))
    ready = Q(~Exists(left), Exists(some), opened_at__isnull=False, revealed_at=None)
    agreed = Q(revealed_at__isnull=False, consensus=None, evaluation__decisions=None)
    found = waiting.seen(Round, person).filter(ready | agreed, evaluation__organisation__in=own)
    return [
        _told("round", one.evaluation, "round", one, _("everybody has handed in"), one.pk, since=one.opened_at)
        if one.revealed_at is None
        else _told("round", one.evaluation, "round", one, _("scores are open, and levels are to be agreed"), one.pk,
                   since=one.revealed_at)
        for one in found.select_related("evaluation").distinct()
    ]  # fmt: skip


def register() -> None:
    waiting.task("judging", _("Candidates to score"), waiting.CHOOSING, judging)
    waiting.task("weighing", _("Weights to give"), waiting.CHOOSING, weighing)
    waiting.task("round", _("Rounds to bring on"), waiting.CHOOSING, rounds)
