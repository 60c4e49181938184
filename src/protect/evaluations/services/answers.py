"""Answers to a call become candidates: those that the screening admitted, each once."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.answers.models import CityScreening, OpenedAnswer
from protect.evaluations.models import Candidate, Evaluation, Hideable
from protect.evaluations.services.setting_up import MOST_CANDIDATES, add_candidate
from protect.organisations.changes import save_changes


def to_take(evaluation: Evaluation) -> list[OpenedAnswer]:
    """Answers of the call that are no candidates yet and that its city admitted, in the order in which they were opened.

    The city that published the call decides on the answer itself; each partner of a joint call by its own screening.
    """
    if evaluation.call_id is None:
        return []
    there = evaluation.candidates.exclude(answer=None).values("answer_id")
    admitted = OpenedAnswer.objects.filter(call_id=evaluation.call_id)
    goes_on = OpenedAnswer.Decision.ADMITTED
    assert evaluation.call is not None
    if evaluation.organisation_id == evaluation.call.organisation_id:
        admitted = admitted.filter(decision=goes_on)
    else:
        own = CityScreening.objects.filter(organisation=evaluation.organisation_id, decision=goes_on)
        admitted = admitted.filter(pk__in=own.values("opened"))
    return list(admitted.exclude(pk__in=there).select_related("submission"))


@transaction.atomic
def take_answers(evaluation: Evaluation) -> list[Candidate]:
    """All of ``to_take``. Where provider or product is hidden they are called by their number: a name tells whose it is.

    Raises ValidationError where there is none, or once the scoring has begun.
    """
    wanted = to_take(evaluation)
    if not wanted:
        raise ValidationError(_("There is no admitted answer that is not on the list yet."))
    if evaluation.candidates.count() + len(wanted) > MOST_CANDIDATES:
        raise ValidationError(_("An evaluation has at most %(most)d candidates.") % {"most": MOST_CANDIDATES})
    return [_taken(evaluation, one) for one in wanted]


def _taken(evaluation: Evaluation, opened: OpenedAnswer) -> Candidate:
    said, provider = opened.document["solution"], opened.document["provider"]
    # A product's name leads to its provider, and a provider's own words name both.
    nameless = evaluation.hides(Hideable.PROVIDER) or evaluation.hides(Hideable.PRODUCT)
    name = _("Solution %(number)d") % {"number": opened.number} if nameless else opened.solution
    values = {
        "name": name[:120],
        # Words of the provider, who may name themselves in them: for evaluators they stand with the other answers.
        "summary": "" if nameless else said["summary"],
        "provider": opened.provider_name[:160],
        "country": provider["country"][:2],
        "contact": said["contact"][:200],
    }
    if said["consent_summary"] == "yes":
        values |= {
            "consent_on": opened.submission.submitted_at.date(),
            "consent_note": _("Given with the answer to the call."),
        }
    made = add_candidate(evaluation, values)
    save_changes(made, {"answer": opened})
    return made
