"""Sentences of the demonstration: effects on people and place, and protection. Never how anything would be done."""

from __future__ import annotations

from typing import Any

#: Threat type: (weakness observed, idea for improvement, reason behind a score).
BY_THREAT: dict[str, tuple[str, str, str]] = {
    "firearms": (
        "Two of the ways out lead into the same narrow street.",
        "Agree with the neighbours which doors stay open for people looking for shelter.",
        "People could get out of sight on two sides; the warning would reach them late.",
    ),
    "sharp_object": (
        "Staff at the stalls have no agreed way of calling for help.",
        "First-aid sets for heavy bleeding at two marked points, and an hour of practice for the staff.",
        "People stand close together at the busiest time; help is near and attentive.",
    ),
    "vehicle": (
        "The row of planters has a gap where deliveries come in.",
        "A movable barrier for the delivery entrance, with a named person for opening and closing.",
        "Planters and trees cover most of the edge; the delivery side is open in the morning.",
    ),
    "ied": (
        "Bins with a closed body stand beside the seats.",
        "Transparent bins, and a round of the place before it fills.",
        "The place is tidy and watched; who takes a report is not known to everybody.",
    ),
    "pbied": (
        "A queue forms on the pavement in front of the entrance.",
        "A second entrance at the busiest time, so that the queue stays short.",
        "The densest crowd is at the entrance for about half an hour.",
    ),
    "uavied": (
        "Nobody is named to watch the open sky at events.",
        "Ask the police which restrictions of the air space can be had for the event days.",
        "Only the event days draw attention; the place is open to the sky.",
    ),
    "vbied": (
        "Parking bays lie directly at the terraces.",
        "Move six bays to the other side of the street and use the room for trees.",
        "Vehicles stand near people by day; windows nearby are old glass.",
    ),
    "chemical": (
        "The ventilation inlet can be reached from the street.",
        "A grille at the inlet, and a tested way of switching the ventilation off.",
        "Open air helps; inside, the ventilation could be stopped only by the caretaker.",
    ),
    "biological": (
        "There is no agreed contact at the health authority.",
        "Put the health authority on the list of contacts and into the yearly exercise.",
        "Nothing points to this place; the consequence would show late.",
    ),
    "radiological": (
        "Staff do not know whom to ask when something is found that they cannot name.",
        "One telephone number for all finds, printed on the key cards.",
        "Nothing points to this place; cleaning would close it for long.",
    ),
}  # fmt: skip

#: Threat type: why it does not apply, and what was seen that shows it.
NOT_APPLICABLE: dict[str, str] = {
    "uavied": "Checked on site: every part where people stay lies under a closed roof; the open yard is outside the boundary.",
    "vbied": "Checked on site: steps on all sides and no way wide enough for a vehicle; seen on both visits.",
    "radiological": "Outside the boundary: looked at in the regional plan, which the national office keeps.",
}

#: Public wording, where something is told to people outside.
PUBLIC = "The town has looked at this kind of danger here and is improving the place step by step."

#: ``(name, origin, category, functions, threat types, condition, hours, notes)``
MEASURES: list[tuple[str, str, str, list[str], list[str], str, str, str]] = [
    ("Row of planters", "emplaced", "physical", ["restrict", "protect"], ["vehicle", "vbied"], "works", "always",
     "Anchored; checked every spring."),
    ("Old trees along the edge", "natural", "physical", ["restrict"], ["vehicle"], "works", "always", "Older than the square."),
    ("Cameras at two corners", "emplaced", "sensor", ["surveil", "detect"], ["sharp_object", "ied"], "weak", "day and night",
     "One of them looks against the evening sun."),
    ("Patrol on foot", "emplaced", "method", ["surveil", "respond"], ["sharp_object", "firearms", "ied"], "works",
     "at the busiest times", "Two officers who are known to the stallholders."),
    ("Loudspeakers for announcements", "emplaced", "ict", ["alert"], ["firearms", "ied", "chemical"], "unknown",
     "during events", "Not tried since last year."),
    ("Retractable bollard", "emplaced", "actuator", ["restrict"], ["vehicle", "vbied"], "broken", "evenings",
     "Stays down since the winter; a repair is ordered."),
    ("Steps on the south side", "natural", "physical", ["restrict", "protect"], ["vehicle"], "works", "always",
     "With a ramp for wheelchairs."),
    ("Stewards at the entrance", "emplaced", "method", ["detect", "respond"], ["pbied", "sharp_object"], "works",
     "events only", "Briefed before every event."),
]  # fmt: skip

#: ``(threat types that show it, statement, decision)``; {day} is replaced by nothing: dates come from the loader.
VULNERABILITIES: list[tuple[list[str], str, dict[str, Any]]] = [
    (["vehicle", "vbied"], "The edge of the place is open to vehicles at the delivery entrance.",
     {"decision": "treat", "reason": "A movable barrier is in next year's budget; until then the stewards close the gap."}),
    (["firearms", "sharp_object"], "A warning does not reach everybody within a minute.",
     {"decision": "transfer", "transferred_to": "Fire and rescue service (invented)",
      "reason": "The service owns the warning system and renews it this year."}),
    (["chemical"], "The ventilation can be stopped by one person only, who is not always there.",
     {"decision": "watch", "reason": "The operator trains two more people; we look again after the training.",
      "review_in": 120}),
    (["biological", "radiological"], "There is no agreed contact for finds that nobody can name.",
     {"decision": "accept", "reason": "The regional plan covers it; a plan of our own would bring little.",
      "signatory": "Deputy mayor (invented)", "review_in": 300}),
]  # fmt: skip

#: By vulnerability that is to be treated: objective; then requirements (must or should, what, by what one sees it, functions).
REQUIRED: dict[str, tuple[str, list[tuple[str, str, str, list[str]]]]] = {
    "The edge of the place is open to vehicles at the delivery entrance.": (
        "Only vehicles that belong there reach the place, and deliveries and rescue go on as before.",
        [
            ("must", "Keeps vehicles out at a delivery entrance and lets named ones in.",
             "Tested by a recognised standard at the mass and speed that the survey of the entrance gives.",
             ["restrict", "protect"]),
            ("must", "Leaves a passage for wheelchairs, prams and two people side by side.",
             "1.5 m clear at one passage at least, measured on site.", ["protect"]),
            ("should", "Opens for rescue vehicles without a key on site.",
             "Open in 30 seconds, tried with the fire service four times a year.", ["respond"]),
            ("should", "Tells the control room when it is open longer than a delivery takes.",
             "Message after 15 minutes, at most one false message a week.", ["detect", "alert"]),
        ],
    ),
}  # fmt: skip
