"""What the cities add to the catalogue: practices in every state of their life, comments, uses, measures for weak points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from protect.assessments.models import Vulnerability
from protect.catalogue import services as cataloguing
from protect.catalogue.models import Entry
from protect.organisations import audit
from protect.organisations import services as organising
from protect.organisations.models import Organisation, User
from protect.project.demo import accounts
from protect.project.demo.cities import CITIES, City
from protect.reference import terms
from protect.spaces.models import Space
from protect.treatments import queries
from protect.treatments import services as treating

SOURCE = "Invented for the demonstration."


@dataclass(frozen=True)
class Practice:
    """``until``: how far its life got; ``marking``: who reads it then. What is not said is that of ``COMMON``."""

    name: str
    summary: str
    description: str
    until: str
    marking: str
    values: dict[str, Any]
    use: str = "joint_decisions"


COMMON: dict[str, Any] = {
    "kind": "good_practice", "category": "method", "family": "structural", "approach": "human_centred", "horizon": "short",
    "functions": ["respond", "adapt"], "threat_types": list(terms.codes("threat_type")), "phases": ["execution"],
    "cost_purchase": "staff_time", "cost_yearly": "staff_time", "criteria": ["readiness"],
    "helps_when": "The same people meet again and know each other's telephone numbers.",
    "helps_not": "Nobody has the time to prepare the meeting and to follow up.",
    "cost_drivers": "Hours of those who take part.", "upkeep": "A date for the next time, and one person who asks.",
    "new_weaknesses": "Lists of names and numbers that lie about.", "evidence": SOURCE,
}  # fmt: skip

PRACTICES: dict[str, Practice] = {
    "brasov": Practice(
        "Morning round before the market (invented)",
        "Traders, wardens and police walk the square together before it opens.",
        "Invented. A quarter of an hour, one page, a photo of what is out of place; done on every market day.",
        "published", "CLEAR", {"functions": ["detect", "surveil", "respond"], "category": "method"}, "staff_resilience",
    ),
    "eindhoven": Practice(
        "Planter gate with a shared key (invented)",
        "A movable planter opens for rescue services with the key of the fire service.",
        "Invented. Tried with the largest engine each spring; replaced by rising posts later.",
        "retired", "GREEN",
        {"category": "physical", "approach": "technical", "threat_types": ["vehicle", "vbied"],
         "functions": ["protect", "restrict"], "cost_purchase": "medium", "cost_yearly": "low"},
        "bollards_and_planters",
    ),
    "larissa": Practice(
        "Loudspeaker texts in four languages (invented)",
        "Short texts for warnings, spoken beforehand by people from the town.",
        "Invented. Eight texts, each under ten seconds, tested with visitors of the festival.",
        "published", "GREEN", {"category": "actuator", "functions": ["alert"], "phases": ["execution", "post_attack_escape"]},
        "loudspeakers",
    ),
    "malaga": Practice(
        "Ways out shown in the paving (invented)",
        "Lighter stones lead to the next wide street, also for those who do not read signs.",
        "Invented. Laid when the square was renewed; people with low sight helped to choose the contrast.",
        "reviewed", "GREEN",
        {"category": "physical", "approach": "technical", "functions": ["respond", "overcome"], "cost_purchase": "high"},
        "path_lights",
    ),
    "vilnius": Practice(
        "Table-top evening with the neighbours (invented)",
        "Hotels, a church and a theatre play one scenario with the services, once a year.",
        "Invented. Three hours, two questions, one list of actions with owners.",
        "proposed", "AMBER_STRICT", {"phases": list(terms.codes("threat_phase")), "functions": ["other", "adapt"]},
        "capability_training",
    ),
}  # fmt: skip

COMMENTS = {
    "brasov": ("bollards", "experience", "Invented: ours froze in January; a heated sleeve helped."),
    "eindhoven": ("crowd_guidance", "question", "Invented: who trains your stewards for people who do not hear?"),
    "larissa": ("path_lights", "experience", "Invented: batteries lasted three years at the sea."),
    "malaga": ("temporary_barriers", "correction", "Invented: name the free width for wheelchairs in the plan, too."),
    "vilnius": ("staff_resilience", "experience", "Invented: short sessions at the shift change reached everybody."),
}


def fill_catalogue(organisations: dict[str, Organisation], people: dict[str, User], spaces: dict[str, Space]) -> None:
    for city in CITIES:
        _city(city, organisations[city.municipality], people, spaces)
    with audit.acting(people["assessor"], "demo"):
        cataloguing.propose(
            organisations[CITIES[0].municipality],
            {**COMMON, "kind": "solution", "name": "Bench that holds its ground (invented)",
             "summary": "A bench with a foundation, as its maker describes it.", "category": "physical", "approach": "technical",
             "provider_name": accounts.PROVIDER, "threat_types": ["vehicle"], "functions": ["protect"],
             "description": "Invented product of an invented maker; shows an entry that is not whole yet."},
            by=people["assessor"],
        )  # fmt: skip


def _city(city: City, owner: Organisation, people: dict[str, User], spaces: dict[str, Space]) -> None:
    local = "" if city.key == "brasov" else f".{city.key}"
    lead, assessor, administrator = (people[f"{role}{local}"] for role in ("lead", "assessor", "administrator"))
    practice = PRACTICES[city.key]
    values = {**COMMON, **practice.values, "name": practice.name, "summary": practice.summary}
    with audit.acting(assessor, "demo"):
        entry = cataloguing.propose(
            owner, {**values, "description": practice.description}, by=assessor, aspects=_judged(city.key)
        )
    steps = {
        "proposed": (),
        "reviewed": ("review",),
        "published": ("review", "publish"),
        "retired": ("review", "publish", "retire"),
    }
    for verb in steps[practice.until]:
        with audit.acting(lead, "demo"):
            reason = "Replaced by something better (invented)." if verb == "retire" else ""
            entry = cataloguing.move(entry, verb, by=lead, reason=reason)
    if practice.marking != "AMBER_STRICT":
        with audit.acting(administrator, "demo"):
            organising.set_marking(
                entry, practice.marking, reason="Others may learn from it (invented)", by=administrator
            )
    code, kind, text = COMMENTS[city.key]
    officer = people[f"police.{city.key}"]
    with audit.acting(officer, "demo"):
        force = Organisation.objects.get(memberships__user=officer)
        cataloguing.comment(Entry.objects.get(code=code), force, kind, text, by=officer)
    with audit.acting(lead, "demo"):
        use = treating.record_use(
            owner,
            Entry.objects.get(code=practice.use),
            {"told_as": f"A place in {city.name} (invented)", "space": spaces[city.places[0].key], "since": 2021,
             "experience": "Invented: took longer to agree on than to do."},
            by=lead,
        )  # fmt: skip
        cataloguing.keep_search(lead, "New practices (invented)", "kind=good_practice", notify=True)
        weak_points = Vulnerability.objects.filter(assessment__organisation=owner, decision="treat").order_by("pk")
        for weak_point in weak_points.select_related("assessment__space", "assessment__threat_types")[:3]:
            chosen: list[Entry] = []
            for _step in range(2):
                found, _count = queries.proposals(queries.need_of(weak_point), lead, chosen, by_gap=bool(chosen))
                if found:
                    treating.choose(weak_point, found[0].entry, by=lead, reason="Talked over on site (invented).")
                    chosen.append(found[0].entry)
    if city.key in ("brasov", "larissa"):
        with audit.acting(administrator, "demo"):
            organising.set_marking(use, "GREEN", reason="We agree that others read it (invented)", by=administrator)


def _judged(seed: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Every check and side effect, with a remark on one of each."""
    found = {
        (group, code): ("none", "Nothing worth a remark (invented).")
        for group, vocabulary in cataloguing.GROUPS.items()
        for code in terms.codes(vocabulary)
    }
    found[("openness", "accessibility")] = ("better", f"People with disabilities had a say in {seed} (invented).")
    found[("effect", "upkeep")] = ("attention", "Somebody has to keep it going (invented).")
    return found
