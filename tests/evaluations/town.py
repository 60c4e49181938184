"""A municipality that evaluates three solutions with four evaluators."""

from __future__ import annotations

from typing import Any

from protect.evaluations import services
from protect.evaluations.models import Candidate, CriteriaSet, Evaluation, Pairing, Round
from protect.organisations import audit
from protect.organisations.models import Role
from tests.remembered import remembered
from tests.world import World, make_organisation, make_user, reference_data

#: A small set: two groups with three criteria, so that results can be worked out by hand.
GROUPS = [
    {
        "code": "performance", "label": "Performance", "help": "How well.",
        "criteria": [
            {"code": "fit", "label": "Fit", "question": "Does it fit?", "anchors": ["no", "hardly", "half", "nearly", "yes"]},
            {"code": "proof", "label": "Proof", "question": "Is it proven?", "anchors": ["no", "own", "some", "others", "all"]},
        ],
    },
    {
        "code": "cost", "label": "Cost", "help": "What it takes.",
        "criteria": [
            {"code": "price", "label": "Price", "question": "Is it cheap?", "anchors": ["no", "hardly", "so so", "yes", "very"]},
        ],
    },
]  # fmt: skip
KNOCK_OUTS = [{"code": "lawful", "label": "Lawful", "question": "May it be used here?"}]
PROVIDERS = {"Amber": "Acme Barriers", "Blue": "Bollard Works", "Coral": "Calm Places"}


@remembered
def town() -> World:
    reference_data()
    w = World(make_organisation("Town"), make_organisation("Elsewhere"), make_organisation("Police", "police"),
              make_organisation("Firm", "solution_provider"))  # fmt: skip
    w.people["lead"] = make_user("lead@example.org", w.municipality, Role.LEAD, name="Lea Lead")
    w.people["viewer"] = make_user("viewer@example.org", w.municipality, Role.VIEWER)
    w.people["stranger_lead"] = make_user("other@example.org", w.other_municipality, Role.LEAD)
    for number in range(1, 5):
        w.people[f"judge{number}"] = make_user(
            f"judge{number}@example.org", w.municipality, Role.EXPERT, name=f"Judge Number{number}"
        )
    return w


def begun(w: World) -> Evaluation:
    """With the small criteria, three candidates and nobody who judges yet."""
    with audit.acting(w.lead, "test"):
        made = services.begin(w.municipality, "Barriers for deliveries", by=w.lead)
        services.change_criteria(draft(made), GROUPS, KNOCK_OUTS)
        services.agree_weights(
            draft(made),
            {"groups": {"performance": 60, "cost": 40}, "performance": {"fit": 50, "proof": 50}},
            as_range=True,
        )
        for name, provider in PROVIDERS.items():
            services.add_candidate(
                made, {"name": name, "summary": f"{name} holds.", "provider": provider, "country": "BE"}
            )
    return made


def draft(evaluation: Evaluation) -> CriteriaSet:
    return evaluation.criteria_sets.first()


def candidate(evaluation: Evaluation, name: str) -> Candidate:
    return evaluation.candidates.get(name=name)


def with_judges(w: World, count: int = 3) -> Round:
    """Assigned, opened, everybody without a conflict."""
    evaluation = begun(w)
    with audit.acting(w.lead, "test"):
        for number in range(1, count + 1):
            services.add_evaluator(
                evaluation, w.people[f"judge{number}"], [["performance"], ["cost"], [], []][number - 1]
            )
        round_ = services.plan_round(evaluation, "information")
        services.assign(round_)
        services.open_round(round_)
    for one in evaluation.evaluators.all():
        with audit.acting(one.user, "test"):
            services.declare(one, {})
    return Round.objects.get(pk=round_.pk)


def levels(fit: int | None, proof: int | None, price: int | None) -> dict[str, dict[str, Any]]:
    given = {"fit": fit, "proof": proof, "price": price}
    return {code: {"value": value, "rationale": f"seen {code}", "evidence": ""} for code, value in given.items()}


#: What everybody thinks: Amber performs, Blue is cheap, Coral is in between.
USUAL = {"Amber": (4, 4, 1), "Blue": (2, 2, 4), "Coral": (3, 3, 2)}


def give(pairing: Pairing, fit: int | None, proof: int | None, price: int | None) -> None:
    with audit.acting(pairing.evaluator.user, "test"):
        services.save_scores(pairing, levels(fit, proof, price))
        services.hand_in(pairing)


def judged(w: World, count: int = 3, scores: Any = None) -> Evaluation:
    """Everybody handed in; the scores are open."""
    round_ = with_judges(w, count)
    for pairing in round_.pairings.select_related("candidate", "evaluator__user"):
        give(pairing, *(scores or USUAL)[pairing.candidate.name])
    return Evaluation.objects.get(pk=round_.evaluation_id)
