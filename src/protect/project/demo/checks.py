"""Checklists of the demonstration: answered by the people of the story, deterministic, and invented."""

from __future__ import annotations

import random

from protect.assessments.models import Assessment
from protect.checklists import services as asking
from protect.checklists.models import Checklist
from protect.checklists.questions import QuestionSet
from protect.checklists.scope import asked
from protect.organisations import audit
from protect.organisations.models import User

#: Places whose checklist was answered; where a place is assessed again there is one of each time, to be compared.
PLACES = {"fountain", "north_station", "night_street", "arcade", "park_square", "market_hall", "arena", "bus_station"}
#: By group of the checklist: seen where it is good, seen where it is not, and the idea that follows.
BY_GROUP: dict[str, tuple[str, str, str]] = {
    "A": ("The name hangs in the control room.", "The deputy left in spring.", "Name a deputy before the season."),
    "B": (
        "The police told it at the last round.",
        "Nobody could say when it was last talked over.",
        "Ask the police for a talk twice a year.",
    ),
    "C": (
        "Plan of March, with map and telephone numbers.",
        "The plan shows the kiosks that are gone.",
        "Bring the map up to date.",
    ),
    "D": (
        "Stallholders were briefed at the opening.",
        "The new security firm has not been briefed.",
        "A sheet of one page for everybody who starts.",
    ),
    "E": (
        "Seen on foot from all four streets.",
        "A delivery van stood on the square for an hour.",
        "Agree a time for deliveries.",
    ),
    "F": (
        "Gates close and open; tried out.",
        "The side gate does not lock.",
        "Repair the lock and say who holds the key.",
    ),
    "G": (
        "Walked at dusk, every lamp was lit.",
        "Two lamps by the trees are dark.",
        "Report the lamps and cut the hedge.",
    ),
    "H": (
        "Counted from the balcony on a Saturday.",
        "The queue reaches the carriageway.",
        "Let the queue run along the wall.",
    ),
    "I": (
        "The bins by the stage are see-through.",
        "Parcels are left at the kiosk.",
        "One place where goods are received.",
    ),
    "J": (
        "Film on the panes of the ground floor.",
        "Nobody knows the switch of the ventilation.",
        "Mark the switch and show it to each shift.",
    ),
    "K": (
        "The flight rule is on the event's leaflet.",
        "Nobody knows whom to call.",
        "Put one number on the sheet of the stewards.",
    ),
    "L": (
        "The fire brigade explained the signs in May.",
        "It has not been talked over with staff.",
        "Ask the fire brigade for half an hour.",
    ),
    "M": (
        "Loudspeakers heard everywhere; text in four languages.",
        "People who do not hear are not reached.",
        "Use the two screens for texts.",
    ),
    "N": (
        "Kit and defibrillator by the café, checked in June.",
        "The kit is locked in the office after six.",
        "Move the kit to the wall outside.",
    ),
    "O": (
        "Shopkeepers and police meet each quarter.",
        "The hotel was never asked.",
        "Invite the hotel to the next round.",
    ),
    "P": (
        "People in wheelchairs tried the way.",
        "No sign says why the camera is there.",
        "Put up a sign with purpose and contact.",
    ),
    "Q": (
        "Agreed with the social services.",
        "It is not written down who cares for relatives.",
        "Add a page to the plan.",
    ),
}
ANSWERS = ("yes", "yes", "yes", "partly", "partly", "no", "no", "unknown", "not_applicable")


def answer_checklist(assessment: Assessment, people: list[User], *, place: str, until: float = 1.0) -> Checklist | None:
    """A checklist for this version of the assessment; ``until``: how much of it was answered. Several people take turns."""
    if place not in PLACES:
        return None
    checklist = asking.begin(assessment.space, by=people[0], mode=assessment.mode, assessment=assessment)
    questions = asked(QuestionSet(checklist.question_set).questions, checklist.scope)
    for number, question in enumerate(questions[: round(len(questions) * until)]):
        # A place does not change much in a year: most answers of the next version are those of the last.
        dice = random.Random(f"{place}/{question.code}")
        said = dice.choice(ANSWERS)
        if assessment.version > 1 and dice.random() < 0.25:
            said = {"no": "partly", "partly": "yes", "unknown": "yes"}.get(said, said)
        good, bad, idea = BY_GROUP.get(question.group, ("", "", ""))
        tells = dice.random() < 0.4
        by = people[number % len(people)]
        values = {"answer": said}
        if said in {"no", "partly"} and tells:
            values |= {"evidence": bad, "improvement": idea}
        elif said == "yes" and tells:
            values |= {"evidence": good}
        elif said == "not_applicable":
            values |= {"reason": "There is nothing of the kind at this place."}
        elif said == "unknown":
            values |= {"who_knows": "The operator of the place"}
        with audit.acting(by, "demo"):
            asking.answer(checklist, question.code, values, by=by)
    if until == 1.0:
        asking.hand_in(checklist, by=people[0])
    return checklist
