"""An evaluation of the invented year: seven solutions, four evaluators, a shortlist, and a tabletop that is being judged."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from protect.evaluations import services as evaluating
from protect.evaluations.models import Evaluation, Round
from protect.organisations import audit
from protect.organisations.models import Organisation, User
from protect.project.demo import accounts

#: Name for the evaluators, what it is, who offers it, and how good it is in each group: six digits, 0 to 4.
SOLUTIONS = (
    ("Lowering bollards", "Bollards that sink for deliveries and rescue.", "Sink and Rise Ltd", "BE", "334322"),
    ("Turning planters", "Planters that turn aside by hand.", "Green Hinge BV", "NL", "243334"),
    ("Sliding gate", "A gate that slides along the kerb.", "Kerbline SRL", "RO", "332222"),
    ("Tyre-stopping mat", "A mat that is laid out for an event.", "Mat and Market SA", "ES", "221143"),
    ("Seats with a core", "Benches that stop a vehicle.", "Sit Safe OÜ", "EE", "343244"),
    ("Camera with counting", "Counts vehicles at the edge, no number plates.", "Count Only UAB", "LT", "232233"),
    ("Steel arch", "An arch with lights over the street.", "Arch Works AE", "GR", "323131"),
)
#: Their providers agreed to be named.
SHORTLIST = ("Seats with a core", "Lowering bollards", "Turning planters", "Sliding gate", "Camera with counting")
WEIGHTS = {
    "Police": {"performance": 45, "readiness": 15, "compliancy": 15, "physical": 10, "cost": 5, "other": 10},
    "Traders on the square": {
        "performance": 20,
        "readiness": 10,
        "compliancy": 15,
        "physical": 10,
        "cost": 15,
        "other": 30,
    },
    "Finance department": {
        "performance": 25,
        "readiness": 15,
        "compliancy": 15,
        "physical": 10,
        "cost": 30,
        "other": 5,
    },
}
SEEN = "Read in the answer and asked back by telephone (invented)."


def evaluate(organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    """Brașov: the information is judged and a shortlist chosen; the tabletop waits for two evaluators."""
    lead, rfi = people["lead"], people["rfi"]
    judges = [people[one] for one in ("assessor", "expert", "assessor2", "administrator")]
    with audit.acting(rfi, "demo"):
        made = _prepared(organisations[accounts.BRASOV], rfi, judges)
        first = evaluating.plan_round(
            made, "information", "What the providers wrote, and what they answered when asked."
        )
        evaluating.assign(first)
        evaluating.open_round(first)
    for one in made.evaluators.all():
        with audit.acting(one.user, "demo"):
            evaluating.declare(one, {})
    for pairing in first.pairings.select_related("candidate", "evaluator__user"):
        with audit.acting(pairing.evaluator.user, "demo"):
            evaluating.save_scores(pairing, _levels(first, pairing.candidate.name, pairing.evaluator_id))
            evaluating.hand_in(pairing)
    with audit.acting(lead, "demo"):
        chosen = list(made.candidates.filter(name__in=SHORTLIST))
        evaluating.decide(
            made, "shortlist", chosen, by=lead,
            reason="The five that hold in nearly every weighting; the mat needs people we do not have at night (invented).",
        )  # fmt: skip
        for candidate in made.candidates.filter(name__in=SHORTLIST):
            evaluating.publish(candidate, name=f"{candidate.name} (invented)", summary=f"{candidate.summary} Invented.")
        second = evaluating.plan_round(
            made, "tabletop", "A delivery lorry arrives while the market is full (invented)."
        )
        evaluating.assign(second, chosen)
        evaluating.open_round(second)
    for pairing in second.pairings.filter(evaluator__user__in=judges[:2]).select_related("evaluator__user"):
        with audit.acting(pairing.evaluator.user, "demo"):
            evaluating.save_scores(
                pairing, {"usability": {"value": 3, "rationale": "The guard managed alone (invented)."}}
            )
            evaluating.hand_in(pairing)


def _prepared(organisation: Organisation, by: User, judges: list[User]) -> Evaluation:
    made = evaluating.begin(organisation, "Barriers that open for deliveries (invented)", by=by)
    evaluating.change(
        made, {"note": "Invented for the demonstration: no provider and no product of these names exists."}
    )
    for key in ("context", "vulnerabilities", "requirements"):
        evaluating.change_step(made, key, {"done": True, "note": "Talked over in September (invented)."})
    consent = timezone.localdate() - dt.timedelta(days=7)
    for name, summary, provider, country, _digits in SOLUTIONS:
        candidate = evaluating.add_candidate(
            made, {"name": name, "summary": summary, "provider": f"{provider} (invented)", "country": country}
        )
        if name in SHORTLIST:
            known = {
                "provider": f"{provider} (invented)",
                "consent_on": consent,
                "consent_note": "By letter (invented).",
            }
            evaluating.write_identity(candidate.identity, known)
    criteria_set = made.criteria_sets.get()
    for name, points in WEIGHTS.items():
        evaluating.weigh(evaluating.add_stakeholder(made, name), criteria_set, "groups", "points", points)
    evaluating.agree_weights_by_mean(criteria_set)
    fields = [one["code"] for one in criteria_set.groups]
    for number, judge in enumerate(judges):
        evaluating.add_evaluator(made, judge, [fields[number], fields[-1 - number]])
    arch = made.candidates.get(name="Steel arch")
    for candidate in made.candidates.all():
        for one in criteria_set.knock_outs:
            fails = candidate == arch and one["code"] == "rescue_routes"
            reason = "The ladder of the fire service does not pass under it (invented)." if fails else ""
            evaluating.check_knock_out(candidate, one["code"], passed=not fails, reason=reason, by=by)
    return made


def _levels(round_: Round, name: str, evaluator: int) -> dict[str, dict[str, object]]:
    """The same in every demonstration: around the digit of the group, one apart now and then, one thing nobody could tell."""
    digits = next(one[4] for one in SOLUTIONS if one[0] == name)
    groups = [one["code"] for one in round_.criteria_set.groups]
    found: dict[str, dict[str, object]] = {}
    for number, criterion in enumerate(round_.criteria_set.criteria):
        level = int(digits[groups.index(criterion["group"])])
        apart = (number * 3 + len(name) + evaluator) % 5 == 0
        value = min(level + 1, 4) if apart else level
        unknown = criterion["code"] == "end_of_life" and name in {"Sliding gate", "Tyre-stopping mat"}
        found[criterion["code"]] = {"value": None if unknown else value, "rationale": SEEN, "evidence": ""}
    return found
