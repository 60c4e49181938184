"""What was decided about a budget becomes proposed actions, each measure once; the decision then stands on its own feet."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.assessments.requirements import Requirement
from protect.organisations.markings import Marking
from protect.organisations.models import User
from protect.plans.models import Action
from protect.plans.origins import Source
from protect.plans.services.actions import propose_action
from protect.plans.states import State
from protect.portfolios.models import PortfolioDecision, Study
from protect.portfolios.queries.decided import decided_measures

KIND = "portfolio"


@transaction.atomic
def take_over(decision: PortfolioDecision, *, by: User) -> list[Action]:
    """A proposed action for each measure and each space whose requirements it serves; what was taken over is left out.

    Its planned cost is the best estimate of buying it, and stands with the first of its actions. Raises ValidationError for a
    decision that was taken back, or whose study only named people read.
    """
    study = Study.objects.select_for_update().get(pk=decision.study_id)
    if not decision.holds:
        raise ValidationError(_("This decision was taken back."))
    if study.effective_marking == Marking.RED:
        raise ValidationError(
            _("Only named people read this study. Propose the actions by hand, with words that others may read.")
        )
    taken = set(Action.objects.filter(source_kind=KIND).values_list("source_key", flat=True))
    made: list[Action] = []
    for measure in decided_measures(decision):
        if measure.candidate.pk in taken:
            continue
        by_space: dict[int, list[Requirement]] = defaultdict(list)
        # Named at the measure; else those of the weak points whose rows it lowers.
        weak = measure.vulnerabilities
        served = measure.requirements or list(
            Requirement.objects.filter(vulnerability__in=weak).order_by("position", "pk")
        )
        for one in served:
            by_space[one.assessment.space_id].append(one)
        best = measure.buy[1]
        source = Source(KIND, measure.candidate.pk, str(study))
        common: dict[str, Any] = {"by": by, "description": measure.candidate.note, "source": source}
        for number, requirements in enumerate(by_space.values() or [[]]):
            cost = best * 100 if best is not None and number == 0 else None
            values = {
                "cost_planned": cost, "entry": measure.candidate.entry, "selected": measure.candidate.selected,
            }  # fmt: skip
            made.append(
                propose_action(study.organisation, measure.name, requirements=requirements, values=values, **common)
            )
    return made


def refuse_to_take_back(decision: PortfolioDecision) -> None:
    """Asked by the portfolios: what is decided, planned or done already was paid for because of it."""
    keys = list(decision.candidates.values_list("pk", flat=True))
    begun = Action.objects.filter(source_kind=KIND, source_key__in=keys).exclude(
        state__in=[State.PROPOSED, State.DROPPED]
    )
    if begun.exists():
        raise ValidationError(_("Actions from this decision are under way; drop them first."))
