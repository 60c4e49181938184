"""Evaluations: to declare ties, to score, to weigh, to agree, to end a round."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.evaluations.models import Evaluator, Pairing, Round, Stakeholder
from protect.evaluations.rules import HANDLING
from protect.organisations import waiting
from protect.organisations.models import User
from protect.organisations.waiting import Asked, Tasks, Waiting

NAMED = {"title": "evaluation__title", "organisation_id": "evaluation__organisation_id"}


def _told(kind: str, one: Any, page: str, about: str, why: Any, *keys: Any, since: Any = None) -> Waiting:
    return Waiting(
        kind, one.title, reverse(f"evaluations:{page}", args=[one.evaluation_id, *keys]), f"evaluations.{about}", one.pk,
        one.organisation_id, why, waiting.day(since),
    )  # fmt: skip


def declaring(person: User) -> Tasks:
    """Before anything is judged."""
    found = waiting.seen(Evaluator, person).filter(user=person, declared_at=None)

    def tell(one: Any) -> Waiting:
        return _told("declaration", one, "mine", "evaluator", _("you are an evaluator and have not declared your ties"))

    return [Asked(found, tell, ("evaluation_id",), NAMED)]


def judging(person: User) -> Tasks:
    """One line an evaluation and round, however many candidates are left."""
    mine = waiting.seen(Pairing, person).filter(
        evaluator__user=person, evaluator__declared_at__isnull=False, handed_in_at=None, abstained_because="",
        round__opened_at__isnull=False, round__revealed_at=None,
    )  # fmt: skip

    def tell(one: Any) -> Waiting:
        why = _("you are an evaluator and have not handed in all")
        return _told("judging", one, "mine", "round", why, since=one.opened_at)

    # A round by the pairings in it that the person sees.
    found = Round.objects.filter(pk__in=mine.order_by().values("round"))
    return [Asked(found, tell, ("evaluation_id", "opened_at"), NAMED)]


def weighing(person: User) -> Tasks:
    found = waiting.seen(Stakeholder, person).filter(user=person, weightings=None, evaluation__rounds__opened_at=None)

    def tell(one: Any) -> Waiting:
        return _told("weighing", one, "weights", "stakeholder", _("you speak for “%(name)s”") % {"name": one.name})

    return [Asked(found.distinct(), tell, ("evaluation_id", "name"), NAMED)]


def rounds(person: User) -> Tasks:
    """For who handles it: all is handed in and not shown, or levels still have to be agreed."""
    own = waiting.leading(person, *HANDLING)
    left = Pairing.objects.filter(round=OuterRef("pk"), handed_in_at=None, abstained_because="")
    some = Pairing.objects.filter(round=OuterRef("pk"))
    ready = Q(~Exists(left), Exists(some), opened_at__isnull=False, revealed_at=None)
    agreed = Q(revealed_at__isnull=False, consensus=None, evaluation__decisions=None)
    found = waiting.seen(Round, person).filter(ready | agreed, evaluation__organisation__in=own)

    def tell(one: Any) -> Waiting:
        if one.revealed_at is None:
            return _told("round", one, "round", "round", _("everybody has handed in"), one.pk, since=one.opened_at)
        why = _("scores are open, and levels are to be agreed")
        return _told("round", one, "round", "round", why, one.pk, since=one.revealed_at)

    return [Asked(found.distinct(), tell, ("evaluation_id", "opened_at", "revealed_at"), NAMED)]


def register() -> None:
    waiting.task("declaration", _("Declaration of interests"), waiting.CHOOSING, declaring)
    waiting.task("judging", _("Candidates to score"), waiting.CHOOSING, judging)
    waiting.task("weighing", _("Weights to give"), waiting.CHOOSING, weighing)
    waiting.task("round", _("Rounds to bring on"), waiting.CHOOSING, rounds)
