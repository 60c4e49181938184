"""A study that can be computed, as the services make it: one assessment in review, two weak points, five measures."""

from __future__ import annotations

from typing import Any

from protect.assessments.models import Assessment, Basis, Consensus, Scenario, Vulnerability
from protect.assessments.services import write_requirement, write_vulnerability
from protect.organisations import audit
from protect.portfolios import services
from protect.portfolios.models import Candidate, Study

#: Threat type -> probability and consequence that were agreed on, of five.
AGREED = {"vehicle": (4, 5), "firearms": (2, 4), "sharp_object": (3, 2), "ied": (2, 5), "chemical": (0, 0)}
#: Name, cost to buy, a year, openness, handles personal data.
MEASURES: tuple[tuple[str, int | None, int, dict[str, str], bool], ...] = (
    ("Planters", 30_000, 2_000, {"looks": "better", "multi_functionality": "better"}, False),
    ("Steel posts", 50_000, 500, {"looks": "worse", "accessibility": "attention"}, False),
    ("Wardens", 0, 40_000, {"accessibility": "better"}, False),
    ("Cameras", 25_000, 6_000, {}, True),
    ("Magic", None, 0, {}, False),
)
EFFECTS = {
    ("Planters", "vehicle"): (1, 1, "high"),
    ("Steel posts", "vehicle"): (2, 1, "high"),
    ("Wardens", "sharp_object"): (1, 0, "medium"),
    ("Wardens", "firearms"): (0, 1, "low"),
    ("Cameras", "sharp_object"): (1, 0, "low"),
    ("Magic", "ied"): (2, 2, "low"),
}
NEUTRAL = dict.fromkeys(("accessibility", "multi_functionality", "proportionality", "looks", "sustainability"), "none")


def agreed(assessment: Assessment, words: str = "") -> dict[str, Scenario]:
    """Levels for each row, and two weak points that are to be treated with a requirement each; rows by threat type."""
    rows = {one.threat_type: one for one in assessment.scenarios.filter(applicable=True)}
    for threat, row in rows.items():
        probability, consequence = AGREED.get(threat, (1, 2))
        Consensus.objects.create(scenario=row, basis=Basis.CURRENT, probability=probability, consequence=consequence)
    for number, threats in enumerate((("vehicle", "ied"), ("firearms", "sharp_object", "chemical"))):
        weak = write_vulnerability(
            assessment, statement=f"{words}Weak point {number}", scenarios=[rows[one] for one in threats]
        )
        Vulnerability.objects.filter(pk=weak.pk).update(decision="treat")
        weak.refresh_from_db()
        write_requirement(
            assessment, text=f"{words}Requirement {number}", vulnerabilities=[weak],
            obligation="must" if number == 0 else "should", measure_of_success="Seen",
            functions=["restrict"] if number == 0 else [],
        )  # fmt: skip
    return rows


def ground(w: Any, space: Any = None, words: str = "") -> tuple[Assessment, dict[str, Scenario]]:
    from tests.world import make_assessment, make_space

    with audit.acting(w.lead, "test"):
        made = make_assessment(
            space or make_space(w.municipality, f"{words}Market", w.lead), w.lead, title=f"{words}Market"
        )
        rows = agreed(made, words)
        Assessment.objects.filter(pk=made.pk).update(state="review")
    made.refresh_from_db()
    return made, rows


def study(w: Any, words: str = "", space: Any = None, **wishes: Any) -> Study:
    """With all measures and effects; ``names`` of the candidates begin with ``words``."""
    assessment, rows = ground(w, space, words)
    with audit.acting(w.lead, "test"):
        values = {
            "name": f"{words}Study",
            "budget_buy": 60_000,
            "budget_year": 50_000,
            "openness_least": None,
            **wishes,
        }
        made = services.begin(w.municipality, values, [assessment], by=w.lead)
        some = {}
        for name, buy, year, openness, personal in MEASURES:
            some[name] = services.save_candidate(
                made,
                {
                    "name": f"{words}{name}", "note": words, "buy_best": buy, "year_best": year, "hours": 100,
                    "openness": {**NEUTRAL, **openness}, "personal_data": personal,
                },
            )  # fmt: skip
        services.save_effects(
            made, {(some[name].pk, rows[threat].pk): cell for (name, threat), cell in EFFECTS.items()}, says="Police"
        )
        some["Planters"].requirements.set(assessment.requirements.filter(obligation="must"))
    made.refresh_from_db()
    return made


def named(made: Study, *names: str) -> list[Candidate]:
    return [made.candidates.get(name__endswith=name) for name in names]


def computed(w: Any, **options: Any) -> Study:
    made = study(w, **options)
    with audit.acting(w.lead, "test"):
        services.run(services.request(made, by=w.lead).pk)
    made.refresh_from_db()
    return made


def decided(w: Any, **options: Any) -> Any:
    made = computed(w, **options)
    with audit.acting(w.lead, "test"):
        kept = services.keep(made, f"{options.get('words', '')}Posts", named(made, "Steel posts", "Wardens"))
        return services.decide(
            kept, reason="They last.", signatory="A. Mayor, mayor", by=w.lead, why_not_best="The council wants them."
        )
