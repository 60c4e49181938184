"""The invented texts of ``learning.py``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Told:
    """A practice of a city; ``entries`` are codes of the catalogue."""

    key: str
    city: str
    state: str
    marking: str
    entries: tuple[str, ...]
    values: dict[str, Any]


@dataclass(frozen=True)
class Guide:
    """A document; ``versions``: label, day, what changed, lines of its page."""

    city: str
    marking: str
    values: dict[str, Any]
    versions: tuple[tuple[str, dt.date, str, list[str]], ...]


PRACTICES: tuple[Told, ...] = (
    Told(
        "brasov", "brasov", "published", "CLEAR", ("staff_resilience", "joint_decisions"),
        {
            "kind": "good_practice", "title": "Morning round before the market (invented)", "language": "en",
            "summary": "Traders, wardens and police walk the square together before it opens (invented).",
            "city": "Brașov", "country": "RO", "contact": "safety@brasov.example.org",
            "context": "Invented example. A market on the main square, twice a week, some ninety stalls.",
            "problem": "Nobody knew which vans belonged there, and what was out of place was found by chance.",
            "done": "Every market day three people walk one round of a quarter of an hour: a trader, a warden, an officer. "
                    "They fill in one page and take a photo of what is out of place. The page hangs in the market office.",
            "cost_low": 0, "cost_high": 1500, "currency": "EUR", "cost_year": 2024,
            "upkeep": "Three times a quarter of an hour a market day, and somebody who asks for the page.",
            "effect": "Vans that nobody knew were moved before the crowd came.",
            "evidence": "measured",
            "figures": "Counted for 26 market days before and after: 41 unknown vans before, 6 after.",
            "went_wrong": "For the first month traders came late; a coffee at the end of the round changed that.",
            "rights": "No names on the page, photos of things and not of people, kept for a month.",
            "transfer": "One person who keeps it going. Not suited where traders change every time.",
            "threat_types": ["vehicle", "ied"], "space_categories": ["square"], "steps": ["measures"],
        },
    ),
    Told(
        "eindhoven", "eindhoven", "published", "CLEAR", ("bollards_and_planters",),
        {
            "kind": "lesson", "title": "The planter gate that nobody could open (invented)", "language": "en",
            "summary": "A movable planter kept vehicles out, and the fire engine, too, until the key was shared (invented).",
            "city": "Eindhoven", "country": "NL", "contact": "openspace@eindhoven.example.org",
            "context": "Invented example. A street of bars, closed to cars from Thursday to Saturday evening.",
            "problem": "Rising posts were too dear, so a planter on wheels closed the street.",
            "done": "The planter was locked with the key of the fire service, tried with the largest engine each spring.",
            "cost_low": 9000, "cost_high": 14000, "currency": "EUR", "cost_year": 2022,
            "upkeep": "Grease, a lock each second year, one trial a year.",
            "effect": "No car came in at night. In the first year an ambulance waited four minutes.",
            "evidence": "observed", "figures": "",
            "went_wrong": "We bought the lock before we asked the services. Their keys did not fit; it took a year to change.",
            "rights": "People in wheelchairs could not pass beside it at first; now there is a gap of 1.20 m.",
            "transfer": "Ask fire and ambulance before you order. Try it with the largest vehicle, at night.",
            "threat_types": ["vehicle", "vbied"], "space_categories": ["nightlife"], "steps": ["measures", "plan"],
        },
    ),
    Told(
        "larissa", "larissa", "published", "CLEAR", ("loudspeakers",),
        {
            "kind": "good_practice", "title": "Warnings in four languages from local voices (invented)", "language": "en",
            "summary": "Short texts, recorded beforehand by people of the town, tell a festival crowd where to go (invented).",
            "city": "Larissa", "country": "GR", "contact": "festival@larissa.example.org",
            "context": "Invented example. A festival at the old theatre with guests from several countries.",
            "problem": "The siren made people stand still and look at each other.",
            "done": "Eight texts under ten seconds each were written with the fire service and spoken by actors of the town.",
            "cost_low": 3000, "cost_high": 6000, "currency": "EUR", "cost_year": 2023,
            "upkeep": "A test before each festival; new texts when the ways out change.",
            "effect": "In the exercise people began to walk sooner and in the right direction.",
            "evidence": "measured", "figures": "Two exercises with 120 people each: first steps after 48 s before, 19 s after.",
            "went_wrong": "The first recordings were too fast for older guests; we spoke them again, slower.",
            "rights": "Screens show the same words for people who do not hear.",
            "transfer": "A loudspeaker at each way out, and somebody who may press the button.",
            "threat_types": ["firearms", "sharp_object"], "space_categories": ["culture"], "steps": ["exercise", "measures"],
        },
    ),
    Told(
        "malaga", "malaga", "published", "CLEAR", ("path_lights", "uncrowded_layout"),
        {
            "kind": "case_study", "title": "Salidas señaladas en el pavimento (invented)", "language": "es",
            "summary": "Unas losas más claras llevan a la calle ancha más cercana, también a quien no lee señales (inventado).",
            "city": "Málaga", "country": "ES", "contact": "espaciopublico@malaga.example.org",
            "context": "Ejemplo inventado. Una plaza renovada, con muchos visitantes y poca luz de noche.",
            "problem": "Los visitantes salían todos por donde habían entrado.",
            "done": "Al renovar la plaza se puso una línea de losas claras; personas con baja visión eligieron el contraste.",
            "cost_low": 20000, "cost_high": 35000, "currency": "EUR", "cost_year": 2021,
            "upkeep": "Limpieza como el resto de la plaza.",
            "effect": "En los simulacros la gente se reparte mejor entre las salidas.",
            "evidence": "observed", "figures": "",
            "went_wrong": "Con lluvia las losas claras resbalaban; se cambiaron en una segunda obra.",
            "rights": "Sin datos personales. La línea ayuda a personas con baja visión.",
            "transfer": "Hacerlo cuando se renueva el suelo; por sí solo no compensa la obra.",
            "threat_types": ["firearms", "vehicle"], "space_categories": ["square", "culture"], "steps": ["measures"],
        },
    ),
    Told(
        "vilnius", "vilnius", "published", "GREEN", ("capability_training",),
        {
            "kind": "good_practice", "title": "Table-top evening with the neighbours (invented)", "language": "en",
            "summary": "Hotels, a church and a theatre play one scenario with the services, once a year (invented).",
            "city": "Vilnius", "country": "LT", "contact": "safety@vilnius.example.org",
            "context": "Invented example. A square with twelve houses that open to the public.",
            "problem": "Everybody had a plan, and no plan knew of the others.",
            "done": "Three hours, two questions, one list of actions with owners; a different host each year.",
            "cost_low": 500, "cost_high": 2000, "currency": "EUR", "cost_year": 2024,
            "upkeep": "One week of preparation a year.",
            "effect": "The houses call each other now. Whether more is different nobody has measured.",
            "evidence": "opinion", "figures": "",
            "went_wrong": "The second evening had no host until a week before; choose the next one at the end of each.",
            "rights": "No recording; notes name functions and not people.",
            "transfer": "A host that everybody knows, and food.",
            "threat_types": ["firearms", "sharp_object", "vehicle"], "space_categories": ["square", "worship", "culture"],
            "steps": ["exercise", "exchange"],
        },
    ),
    Told(
        "brasov2", "brasov", "in_review", "AMBER_STRICT", ("temporary_barriers",),
        {
            "kind": "case_study", "title": "Winter market with barriers that stay warm (invented)", "language": "en",
            "summary": "Temporary barriers froze to the ground until they stood on mats (invented).",
            "city": "Brașov", "country": "RO", "contact": "safety@brasov.example.org",
            "context": "Invented example. A market in the snow, six weeks long.",
            "problem": "Barriers could not be moved for the fire engine in the morning.",
            "done": "Rubber mats under the feet, and a shovel beside each.",
            "cost_low": 400, "cost_high": 900, "currency": "EUR", "cost_year": 2024, "upkeep": "Dry the mats once a week.",
            "effect": "Each barrier was moved within two minutes.", "evidence": "observed", "figures": "",
            "went_wrong": "The first mats were stolen; the second ones carry the arms of the town.",
            "rights": "Ways stay wide enough for wheelchairs.", "transfer": "Mats, a shovel, one who looks each morning.",
            "threat_types": ["vehicle"], "space_categories": ["square"], "steps": ["measures"],
        },
    ),
)  # fmt: skip

#: Practice, city that tried it, what it tells.
TRIALS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "brasov", "vilnius",
        {"where": "Vilnius, weekly market (invented)", "since": 2025, "result": "same", "is_public": True,
         "contact": "safety@vilnius.example.org",
         "differed": "Invented. Fewer stalls, so two people are enough. The page became a message in the traders' group."},
    ),
    (
        "larissa", "eindhoven",
        {"where": "Eindhoven, light festival (invented)", "since": 2025, "result": "worse", "is_public": True, "contact": "",
         "differed": "Invented. Open streets are louder than a theatre: we needed twice as many loudspeakers."},
    ),
)  # fmt: skip

#: Practice (by the city whose assessor answers), city that speaks, kind, text, answer.
REMARKS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "brasov",
        "larissa",
        "question",
        "Invented: who walks when the warden is ill?",
        "Invented: the market office sends one.",
    ),
    (
        "eindhoven",
        "malaga",
        "comment",
        "Invented: we had the same with a rising post; its key lies at the fire station now.",
        "",
    ),
)

DOCUMENTS: tuple[Guide, ...] = (
    Guide(
        "brasov", "CLEAR",
        {"kind": "guideline", "title": "Walking a square before an event (invented)", "language": "en",
         "about": "Invented example. One page for those who walk a place before people come: what to look at, whom to call.",
         "threat_types": ["vehicle", "ied"], "space_categories": ["square"], "steps": ["measures"]},
        (
            ("1.0", dt.date(2023, 4, 3), "", ["Look at the ways in.", "Look at what stands alone.", "Call the market office."]),
            ("1.1", dt.date(2024, 3, 18), "Ways for wheelchairs came in (invented).",
             ["Look at the ways in.", "Look at what stands alone.", "Is there room for wheelchairs?", "Call the market office."]),
        ),
    ),
    Guide(
        "vilnius", "CLEAR",
        {"kind": "template", "title": "Invitation to a table-top evening (invented)", "language": "en",
         "about": "Invented example. A letter to neighbours of a square, to be changed as you like.",
         "space_categories": ["square"], "steps": ["exercise"]},
        (
            ("1", dt.date(2023, 9, 1), "", ["Dear neighbours,", "one evening, two questions, one list."]),
            ("2", dt.date(2024, 9, 2), "Shorter (invented).", ["Dear neighbours,", "come and play with us."]),
        ),
    ),
    Guide(
        "malaga", "CLEAR",
        {"kind": "report", "title": "Two drills on a renewed square (invented)", "language": "en",
         "about": "Invented example. What was counted in two drills, and how.",
         "threat_types": ["firearms"], "space_categories": ["square", "culture"], "steps": ["demonstration"]},
        (
            ("1.0", dt.date(2022, 5, 9), "", ["First drill: counted at four ways out."]),
            ("2.0", dt.date(2023, 5, 15), "The second drill came in (invented).",
             ["First drill: counted at four ways out.", "Second drill: the same, at night."]),
        ),
    ),
)  # fmt: skip

PROFILES: dict[str, dict[str, Any]] = {
    "larissa": {
        "is_open": True, "marking": "CLEAR", "contact": "exchange@larissa.example.org", "languages": ["el", "en"],
        "about": "Invented example. Festivals at old places, warnings in several languages.",
        "seeks": "How others keep many small streets open.", "threat_types": ["firearms", "sharp_object"],
        "space_categories": ["culture", "square"], "steps": ["exercise", "demonstration"],
    },
    "vilnius": {
        "is_open": True, "marking": "GREEN", "contact": "exchange@vilnius.example.org", "languages": ["lt", "en", "pl"],
        "about": "Invented example. Table-top evenings with neighbours of a square.", "seeks": "Figures on what they change.",
        "space_categories": ["square", "worship"], "steps": ["exercise", "exchange"],
    },
}  # fmt: skip
