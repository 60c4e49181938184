"""Alternatives kept side by side, and the decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.portfolios.models import MOST_ALTERNATIVES, Alternative, Candidate, PortfolioDecision, Study
from protect.portfolios.services.setting_up import held, move

#: Asked before a decision is taken back; raises ValidationError where something stands on it.
_obstacles: list[Callable[[PortfolioDecision], None]] = []


def before_taking_back(ask: Callable[[PortfolioDecision], None]) -> None:
    """Said at start-up by folders above whose objects stand on decisions (plans)."""
    if ask not in _obstacles:
        _obstacles.append(ask)


@transaction.atomic
def keep(
    study: Study,
    name: str,
    members: Iterable[Candidate],
    *,
    by_hand: bool = False,
    alternative: Alternative | None = None,
) -> Alternative:
    """Keep a portfolio, or change the measures of one that was picked by hand. At most four; each portfolio once."""
    stored = held(study)
    some = list(members)
    if any(one.study_id != stored.pk for one in some):
        raise ValidationError({"candidates": _("Choose measures of this study.")})
    others = list(
        stored.alternatives.exclude(pk=alternative.pk if alternative else None).prefetch_related("candidates")
    )
    if alternative is None and len(others) >= MOST_ALTERNATIVES:
        raise ValidationError(_("Four alternatives are kept already. Take one away first."))
    clean = name.strip()[:80]
    if not clean:
        raise ValidationError({"name": _("Give it a name.")})
    if any(one.name == clean for one in others):
        raise ValidationError({"name": _("There is an alternative of this name already.")})
    same = next((one for one in others if {c.pk for c in one.candidates.all()} == {c.pk for c in some}), None)
    if same is not None:
        raise ValidationError(_("“%(name)s” is this very portfolio.") % {"name": same})
    made = alternative or Alternative(study=stored, by_hand=by_hand)
    save_changes(made, {"name": clean, "candidates": some})
    return made


@transaction.atomic
def rename_alternative(alternative: Alternative, name: str) -> Alternative:
    return keep(alternative.study, name, alternative.candidates.all(), alternative=alternative)


@transaction.atomic
def drop_alternative(alternative: Alternative) -> None:
    held(alternative.study)
    audit.record(Verb.DELETED, alternative)
    alternative.delete()


@transaction.atomic
def decide(
    alternative: Alternative, *, reason: str, signatory: str, by: User, why_not_best: str = ""
) -> PortfolioDecision:
    """One alternative becomes the decision, with the figures as they stand.

    Raises ValidationError without reason or signatory, while the result is out of date, and for a portfolio that takes less off
    than the best one without the reason for that.
    """
    from protect.portfolios.queries.results import latest, sealed_figures, standing_of

    stored = held(alternative.study)
    wrong: dict[str, Any] = {}
    if not reason.strip():
        wrong["reason"] = _("Say why.")
    if not signatory.strip():
        wrong["signatory"] = _("Say who signs, and in which function.")
    if wrong:
        raise ValidationError(wrong)
    result = latest(stored)
    if result.computation is None or result.is_stale:
        raise ValidationError(
            _("The result is out of date: something was changed since. Have it computed again first.")
        )
    members = list(alternative.candidates.all())
    if not members:
        raise ValidationError(_("It holds no measure."))
    standing = standing_of(result, [one.pk for one in members])
    if standing.is_below and not why_not_best.strip():
        raise ValidationError(
            {"why_not_best": _("Another portfolio within the budget takes more off, or this one breaks a limit. Say why it is "
                               "this one.")}
        )  # fmt: skip
    why = "\n\n".join(filter(None, (reason.strip(), why_not_best.strip() if standing.is_below else "")))
    made = PortfolioDecision(study=stored, decided_by=by)
    save_changes(
        made,
        {
            "candidates": members, "alternative": alternative.name, "reason": why[:3000], "signatory": signatory.strip()[:200],
            "against_best": standing.is_below, "figures": sealed_figures(result, alternative.name, [one.pk for one in members]),
        },
        verb=Verb.APPROVED,
    )  # fmt: skip
    move(stored, "decide")
    return made


@transaction.atomic
def take_back(decision: PortfolioDecision, *, reason: str) -> PortfolioDecision:
    """While nothing stands on it: the record stays and says so, and the study is open again."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is taken back.")})
    stored = PortfolioDecision.objects.select_for_update().get(pk=decision.pk)
    if not stored.holds:
        raise ValidationError(_("It was taken back already."))
    for ask in _obstacles:
        ask(stored)
    save_changes(
        stored, {"taken_back_at": timezone.now(), "taken_back_reason": reason.strip()[:500]}, note=reason.strip()[:300]
    )
    move(stored.study, "take_back", reason.strip()[:500])
    return stored
