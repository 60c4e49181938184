"""What the other four cities evaluated and selected in the invented year: six solutions each, five on the shortlist."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from protect.evaluations import services as evaluating
from protect.evaluations.models import Evaluation, Round
from protect.organisations import audit
from protect.organisations.models import Organisation, User
from protect.project.demo import accounts

#: By city: title, then six solutions: name for the evaluators, what it is, who offers it, how good it is in each group
#: (six digits, 0 to 4). The last one is not selected.
CITIES: dict[str, tuple[str, str, tuple[tuple[str, str, str, str, str], ...]]] = {
    "eindhoven": (accounts.EINDHOVEN, "Knowing how full a square is (invented)", (
        ("Lidar counting", "Counts people at the ways in without pictures.", "Count Only UAB", "LT", "433323"),
        ("Floor sensors", "Mats under the paving that feel steps.", "Step Feel BV", "NL", "323223"),
        ("Phone signals, counted", "Counts signals and keeps none.", "Many Ears Ltd", "IE", "332342"),
        ("Stewards with a counter", "Trained people with an app.", "Kind Crowd SRL", "RO", "243344"),
        ("Crowd forecast", "Says two hours ahead how full it will be.", "Tomorrow Places SA", "ES", "322233"),
        ("Flying camera", "Looks from above, by day.", "High View GmbH", "AT", "331111"),
    )),
    "larissa": (accounts.LARISSA, "Noticing and calling (invented)", (
        ("Course for stall holders", "Two evenings: what to notice, whom to call.", "Eyes Open OE", "GR", "343344"),
        ("Call points", "Posts with a button and a voice.", "Call Post AE", "GR", "333223"),
        ("One number for all", "A number that the town, police and stalls share.", "Shared Line Ltd", "CY", "344344"),
        ("Bag alert by camera", "Marks what stands alone for long.", "Still Things SAS", "FR", "322222"),
        ("Market wardens", "Two people in a vest, all day.", "Warden Works AE", "GR", "343234"),
        ("Scent detector", "Sniffs the air at the ways in.", "Air Nose GmbH", "DE", "211111"),
    )),
    "malaga": (accounts.MALAGA, "Telling people where to go (invented)", (
        ("Prepared sentences", "Loudspeakers with sentences in five languages.", "Clear Voice SL", "ES", "433333"),
        ("Light that points", "Lamps along the way that run outwards.", "Follow Light BV", "NL", "332233"),
        ("Text to every phone near", "A message to all phones in the place.", "Near Note UAB", "LT", "333342"),
        ("Signs that turn", "Signs that change with the situation.", "Turn Sign SRL", "IT", "332323"),
        ("Volunteers of the quarter", "Neighbours who know the ways.", "Good Neighbours SL", "ES", "234444"),
        ("Sirens", "Sirens on four roofs.", "Loud Roof GmbH", "DE", "231232"),
    )),
    "vilnius": (accounts.VILNIUS, "Feeling safe after dark (invented)", (
        ("Lamps that follow people", "Brighter where somebody walks.", "Warm Light UAB", "LT", "433334"),
        ("Open ground floors", "Shops that light their windows until one.", "Street Rooms MB", "LT", "334344"),
        ("Night host", "Somebody who is there, with a kiosk.", "Night Kiosk MB", "LT", "343234"),
        ("Trimmed hedges", "Sight from path to path, kept twice a year.", "Green Line UAB", "LT", "344344"),
        ("Emergency post with video", "Sees only when it is pressed.", "Press Here SA", "PL", "332223"),
        ("Floodlights", "Bright everywhere, all night.", "Bright Mast GmbH", "DE", "322121"),
    )),
}  # fmt: skip
SEEN = "Read in what was sent (invented)."


def select(organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    for key, (municipality, title, solutions) in CITIES.items():
        lead = people[f"lead.{key}"]
        judges = [people[f"{role}.{key}"] for role in ("administrator", "assessor", "assessor2")]
        made = _judged(organisations[municipality], title, solutions, lead, judges)
        with audit.acting(lead, "demo"):
            chosen = list(made.candidates.all())[:-1]
            evaluating.decide(made, "shortlist", chosen, by=lead, reason="They fit our places best (invented).")
            for one in chosen:
                evaluating.publish(one, name=f"{one.name} (invented)", summary=f"{one.summary} Invented.")


def _judged(
    organisation: Organisation, title: str, solutions: tuple[tuple[str, ...], ...], lead: User, judges: list[User]
) -> Evaluation:
    """One round on what the providers wrote, handed in by everybody."""
    consent = {"consent_on": timezone.localdate() - dt.timedelta(days=7), "consent_note": "By letter (invented)."}
    with audit.acting(lead, "demo"):
        made = evaluating.begin(organisation, title, by=lead)
        for name, summary, provider, country, _digits in solutions:
            known = {"provider": f"{provider} (invented)", "country": country, **consent}
            evaluating.add_candidate(made, {"name": name, "summary": summary, **known})
        criteria_set = made.criteria_sets.get()
        for candidate in made.candidates.all():
            for one in criteria_set.knock_outs:
                evaluating.check_knock_out(candidate, one["code"], passed=True, reason="", by=lead)
        for judge in judges:
            evaluating.add_evaluator(made, judge)
        first = evaluating.plan_round(made, "information", "What the providers wrote.")
        evaluating.assign(first)
        evaluating.open_round(first)
    for one in made.evaluators.all():
        with audit.acting(one.user, "demo"):
            evaluating.declare(one, {})
    digits = {one[0]: one[4] for one in solutions}
    for pairing in first.pairings.select_related("candidate", "evaluator__user"):
        with audit.acting(pairing.evaluator.user, "demo"):
            evaluating.save_scores(pairing, _levels(first, digits[pairing.candidate.name], pairing.evaluator_id))
            evaluating.hand_in(pairing)
    return made


def _levels(round_: Round, digits: str, evaluator: int) -> dict[str, dict[str, object]]:
    """Around the digit of the group, one apart now and then."""
    groups = [one["code"] for one in round_.criteria_set.groups]
    return {
        one["code"]: {
            "value": min(4, int(digits[groups.index(one["group"])]) + ((number + evaluator) % 4 == 0)),
            "rationale": SEEN,
            "evidence": "",
        }
        for number, one in enumerate(round_.criteria_set.criteria)
    }
