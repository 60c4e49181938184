"""The evaluation of the answers to Brașov's call: seven candidates, four evaluators, a shortlist, a tabletop being judged."""

from __future__ import annotations

import contextlib

from django.core.exceptions import ValidationError

from protect.calls.models import Call
from protect.evaluations import services as evaluating
from protect.evaluations.models import Candidate, Evaluation, Round
from protect.organisations import audit
from protect.organisations.models import User
from protect.project.demo import accounts

#: By provider whose answer goes on: how good its solution is in each group, six digits, 0 to 4.
DIGITS = {
    accounts.PROVIDER: "343244",
    accounts.RIVAL: "334322",
    "Green Hinge BV (invented)": "243334",
    "Kerbline SRL (invented)": "332222",
    "Mat and Market SA (invented)": "221143",
    "Count Only UAB (invented)": "232233",
    "Arch Works AE (invented)": "323131",
}
NOT_CHOSEN = ("Mat and Market SA (invented)", "Arch Works AE (invented)")
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


def prepare(call: Call, people: dict[str, User]) -> Evaluation:
    """Before any answer is opened: criteria that the weak points ask for, weights of three voices, four evaluators."""
    rfi = people["rfi"]
    with audit.acting(rfi, "demo"):
        made = evaluating.begin(call.organisation, "Barriers that open for deliveries (invented)", by=rfi, call=call)
        evaluating.change(
            made, {"note": "Invented for the demonstration: no provider and no product of these names exists."}
        )
        for key in ("context", "vulnerabilities", "requirements"):
            evaluating.change_step(made, key, {"done": True, "note": "Talked over in September (invented)."})
        criteria_set = made.criteria_sets.get()
        with contextlib.suppress(ValidationError):  # a demonstration whose weak points name no such threat
            evaluating.take_proposed(criteria_set, ["threat_vehicle", "threat_vbied"], by=people["lead"])
        criteria_set.refresh_from_db()
        extra = {one["code"]: 5 for one in criteria_set.groups if one["code"] == "weak_threats"}
        for name, points in WEIGHTS.items():
            said = {**points, "performance": points["performance"] - sum(extra.values()), **extra}
            evaluating.weigh(evaluating.add_stakeholder(made, name), criteria_set, "groups", "points", said)
        evaluating.agree_weights_by_mean(criteria_set)
        fields = [one["code"] for one in criteria_set.groups]
        for number, one in enumerate(("assessor", "expert", "assessor2", "administrator")):
            evaluating.add_evaluator(made, people[one], [fields[number], fields[-1 - number]])
    return made


def evaluate(people: dict[str, User]) -> None:
    """Brașov: the admitted answers are judged and a shortlist chosen; the tabletop waits for two evaluators."""
    lead, rfi = people["lead"], people["rfi"]
    made = Evaluation.objects.exclude(call=None).get()
    with audit.acting(rfi, "demo"):
        evaluating.take_answers(made)
        _check(made, rfi)
        first = evaluating.plan_round(
            made, "information", "What the providers wrote, and what they answered when asked."
        )
        evaluating.assign(first)
        evaluating.open_round(first)
    for one in made.evaluators.all():
        with audit.acting(one.user, "demo"):
            evaluating.declare(one, {})
    for pairing in first.pairings.select_related("candidate__identity", "evaluator__user"):
        with audit.acting(pairing.evaluator.user, "demo"):
            evaluating.save_scores(pairing, _levels(first, pairing.candidate.identity.provider, pairing.evaluator_id))
            evaluating.hand_in(pairing)
    judges = [people["assessor"], people["expert"]]
    with audit.acting(lead, "demo"):
        chosen = list(
            made.candidates.exclude(identity__provider__in=NOT_CHOSEN).select_related("answer__submission", "identity")
        )
        evaluating.decide(
            made, "shortlist", chosen, by=lead,
            reason="The five that hold in nearly every weighting; the mat needs people we do not have at night (invented).",
        )  # fmt: skip
        for candidate in chosen:
            assert candidate.answer is not None
            summary = candidate.answer.document["solution"]["summary"]
            evaluating.publish(candidate, name=candidate.answer.solution, summary=summary)
        second = evaluating.plan_round(
            made, "tabletop", "A delivery lorry arrives while the market is full (invented)."
        )
        evaluating.assign(second, chosen)
        evaluating.open_round(second)
    for pairing in second.pairings.filter(evaluator__user__in=judges).select_related("evaluator__user"):
        with audit.acting(pairing.evaluator.user, "demo"):
            evaluating.save_scores(
                pairing, {"usability": {"value": 3, "rationale": "The guard managed alone (invented)."}}
            )
            evaluating.hand_in(pairing)


def shown_candidate() -> Candidate:
    """The one that Brașov tries on its square."""
    return Candidate.objects.get(identity__provider=accounts.RIVAL)


def judge_the_demonstration(people: dict[str, User]) -> None:
    """What was seen on the square, as a round of its own beside that of the information."""
    candidate = shown_candidate()
    judges = [people[one] for one in ("assessor", "expert", "assessor2")]
    with audit.acting(people["rfi"], "demo"):
        third = evaluating.plan_round(candidate.evaluation, "demonstration", "Played twice on the square (invented).")
        for one in candidate.evaluation.evaluators.filter(user__in=judges):
            evaluating.pair(third, one, candidate)
        evaluating.open_round(third)
    for number, pairing in enumerate(third.pairings.select_related("evaluator__user")):
        said = {
            "fit": (4, "Every van stood in time (invented)."),
            "usability": (2 + number % 2, "Once it did not open."),
        }
        with audit.acting(pairing.evaluator.user, "demo"):
            evaluating.save_scores(
                pairing, {code: {"value": value, "rationale": why} for code, (value, why) in said.items()}
            )
            evaluating.hand_in(pairing)


def _check(made: Evaluation, by: User) -> None:
    for candidate in made.candidates.select_related("identity"):
        for one in made.criteria_sets.get().knock_outs:
            fails = candidate.identity.provider == "Arch Works AE (invented)" and one["code"] == "rescue_routes"
            reason = "The ladder of the fire service does not pass under it (invented)." if fails else ""
            evaluating.check_knock_out(candidate, one["code"], passed=not fails, reason=reason, by=by)


def _levels(round_: Round, provider: str, evaluator: int) -> dict[str, dict[str, object]]:
    """The same in every demonstration: around the digit of the group, one apart now and then, one thing nobody could tell."""
    digits = DIGITS[provider]
    groups = [one["code"] for one in round_.criteria_set.groups]
    found: dict[str, dict[str, object]] = {}
    for number, criterion in enumerate(round_.criteria_set.criteria):
        place = groups.index(criterion["group"])
        level = int(digits[place if place < len(digits) else 0])  # the weak points are a part of performance
        apart = (number * 3 + len(provider) + evaluator) % 5 == 0
        value = min(level + 1, 4) if apart else level
        unknown = criterion["code"] == "end_of_life" and provider.startswith(("Kerbline", "Mat and Market"))
        found[criterion["code"]] = {"value": None if unknown else value, "rationale": SEEN, "evidence": ""}
    return found
