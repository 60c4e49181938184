"""What each city would do within its money: five studies, two of them decided. Invented, and saying so."""

from __future__ import annotations

from dataclasses import dataclass

from protect.assessments.models import Assessment, Decision, Scenario
from protect.catalogue.models import Entry
from protect.evaluations.models import Selected
from protect.organisations import audit
from protect.organisations.models import Organisation, User
from protect.portfolios import services as planning
from protect.portfolios.defaults import CHECKS
from protect.portfolios.models import Candidate, Study
from protect.portfolios.queries import results
from protect.portfolios.services.setting_up import READY
from protect.project.demo.cities import CITIES

#: Entries of the catalogue that every city looked at: (code, to buy, a year, staff hours).
ENTRIES: tuple[tuple[str, int, int, int], ...] = (
    ("bollards", 90_000, 2_500, 20),
    ("bollards_and_planters", 32_000, 3_000, 40),
    ("path_lights", 45_000, 4_000, 10),
    ("loudspeakers", 28_000, 2_000, 30),
    ("staff_resilience", 6_000, 3_000, 160),
    ("video_analytics", 55_000, 12_000, 220),
)


@dataclass(frozen=True)
class Plan:
    """``until``: computed or decided; ``budget`` to buy, and a year; ``own``: an idea of the city's own with its cost."""

    until: str
    budget: tuple[int, int]
    own: tuple[str, int, int]
    reason: str = ""


PLANS: dict[str, Plan] = {
    "brasov": Plan("decided", (130_000, 12_000), ("Deliveries before ten only (invented)", 0, 1_500),
                   "Most for the delivery entrance, and the square stays as open as it is. Invented."),
    "eindhoven": Plan("computed", (90_000, 10_000), ("Volunteers at the arcade (invented)", 2_000, 6_000)),
    "larissa": Plan("computed", (60_000, 8_000), ("Stalls set as a line at the kerb (invented)", 1_000, 500)),
    "malaga": Plan("decided", (150_000, 15_000), ("Benches that hold a car (invented)", 48_000, 800),
                   "Seats are wanted anyway; the council prefers what people use every day. Invented."),
    "vilnius": Plan("draft", (80_000, 9_000), ("Night host with a kiosk (invented)", 12_000, 20_000)),
}  # fmt: skip


def budget(organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    for city in CITIES:
        lead = people["lead" if city.key == "brasov" else f"lead.{city.key}"]
        owner = organisations[city.municipality]
        plan = PLANS[city.key]
        with audit.acting(lead, "demo"):
            made = _begun(owner, plan, lead)
            if made is not None and plan.until != "draft":
                planning.run(planning.request(made, by=lead).pk)
                made.refresh_from_db()
                _kept(made, plan, lead)


def _begun(owner: Organisation, plan: Plan, lead: User) -> Study | None:
    """On the latest assessment of each of two places with a weak point that is to be treated."""
    some: dict[int, Assessment] = {}
    for one in Assessment.objects.filter(
        organisation=owner, state__in=READY, vulnerabilities__decision=Decision.TREAT
    ).order_by("-version", "pk"):
        some.setdefault(one.space_id, one)
    if not some:
        return None
    values = {
        "name": "Measures of the coming year (invented)", "budget_buy": plan.budget[0], "budget_year": plan.budget[1],
        "scope": "all", "note": "Invented for the demonstration.", "loss_low": 500_000, "loss_best": 2_000_000,
        "loss_high": 8_000_000, "openness_least": 0, "reading": "cautious" if plan.until == "decided" else "stated",
    }  # fmt: skip
    made = planning.begin(owner, values, list(some.values())[:2], by=lead)
    known = {one.code: one for one in Entry.objects.filter(code__in=[one[0] for one in ENTRIES])}
    fresh: list[Candidate] = []
    for code, buy, year, hours in ENTRIES:
        if code in known:
            fresh += [
                planning.save_candidate(
                    made,
                    {"buy_low": round(buy * 0.8), "buy_best": buy, "buy_high": round(buy * 1.4), "year_low": year,
                     "year_best": year, "year_high": year, "hours": hours, "cost_source": "Asked around (invented)"},
                    one,
                )
                for one in planning.add_entries(made, [known[code]])
            ]  # fmt: skip
    name, buy, year = plan.own
    fresh.append(
        planning.save_candidate(
            made,
            {
                "name": name, "note": "Invented.", "buy_best": buy, "year_best": year, "hours": 60, "functions": ["restrict"],
                "threat_types": ["vehicle", "vbied"],
                "openness": {**dict.fromkeys(CHECKS, "none"), "multi_functionality": "better"},
            },
        )
    )  # fmt: skip
    solution = Selected.objects.filter(candidate__evaluation__organisation=owner).order_by("pk").first()
    if solution is not None:
        planning.add_solutions(made, [solution])
    planning.propose(made, fresh)
    _judged(made, fresh)
    return made


def _judged(made: Study, some: list[Candidate]) -> None:
    """What the police and the planner said of the rows with vehicles; the rest stays as it was proposed."""
    keys = made.grounds.values("assessment")
    rows = list(Scenario.objects.filter(assessment__in=keys, applicable=True, threat_type__in=["vehicle", "vbied"]))
    said = {"bollards": (2, 1, "high"), "bollards_and_planters": (2, 0, "high")}
    cells = {}
    for one in some:
        code = one.entry.code if one.entry else "own"
        for row in rows:
            cells[one.pk, row.pk] = said.get(code, (1, 0, "medium") if code == "own" else (0, 0, "medium"))
    known = {key: cell for key, cell in cells.items() if cell[:2] != (0, 0)}
    warned = Scenario.objects.filter(
        assessment__in=keys, applicable=True, threat_type__in=["firearms", "sharp_object", "ied"]
    )
    heard = next((one for one in some if one.entry and one.entry.code == "loudspeakers"), None)
    if heard is not None:
        known |= {(heard.pk, row.pk): (0, 1, "high") for row in warned}
    planning.save_effects(made, known, says="Police adviser (invented)", source="Walked together in May (invented)")


def _kept(made: Study, plan: Plan, lead: User) -> None:
    found = results.latest(made)
    if not found.points:
        return
    best = set(found.points[found.best]["members"])
    first = planning.keep(made, "Most for the money", [one for one in found.field.candidates if one.pk in best])
    half = found.points[found.best]["cost"] / 2
    cheap = next((one for one in reversed(found.points) if one["cost"] <= half and one["members"]), None)
    if cheap is not None:
        planning.keep(
            made, "Half the money", [one for one in found.field.candidates if one.pk in set(cheap["members"])]
        )
    own = [one for one in found.field.candidates if one.origin == "idea" or one.pk in best and not one.personal_data]
    if {one.pk for one in own} not in (best, set(cheap["members"]) if cheap else set()):
        planning.keep(made, "Without cameras", own, by_hand=True)
    if plan.until == "decided":
        planning.decide(
            first,
            reason=plan.reason,
            signatory="Deputy mayor (invented)",
            by=lead,
            why_not_best="It is the best one (invented).",
        )
