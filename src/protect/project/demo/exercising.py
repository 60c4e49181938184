"""Exercises of the invented year: in each city one was played twice, one is ready for next month and one is being written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import cycle

from django.utils import timezone

from protect.exercises import services as playing
from protect.exercises.models import Exercise, Run
from protect.exercises.queries import templates
from protect.organisations import audit
from protect.organisations.models import Organisation, User
from protect.project.demo.cities import CITIES
from protect.spaces.models import Space


@dataclass(frozen=True)
class Played:
    """What was played twice: threat type, solution, judgements of both runs in order (m, p, n), strength, gap, lesson, owner."""

    threat: str
    solution: str
    before: str
    after: str
    strength: str
    gap: str
    lesson: str
    owner: str


PLAYED: dict[str, Played] = {
    "brasov": Played(
        "vehicle", "Key plan for all barriers (invented)", "mpnnpmnnpmpmp", "mmmpmmmpmmpmm",
        "The stage programme was stopped at once.", "Nobody knew who has the key of the east barrier.",
        "One list of keys at every gate and in the control room.", "Head of events"),
    "eindhoven": Played(
        "sharp_object", "Common alarm of the shops (invented)", "npmmpnmmpnmm", "mmmmpmmmpmmm",
        "Shopkeepers cared for the injured until help came.", "The warning went from shop to shop by shouting.",
        "Try the common alarm once a month.", "City centre management"),
    "larissa": Played(
        "ied", "Second assembly point with signs (invented)", "mnmnpnmmpmmp", "mmmpmmmmpmmp",
        "The object was left alone and the owner asked for.", "The assembly point lies in sight of the hall.",
        "Put the second assembly point into the plan and onto the signs.", "Station operator"),
    "malaga": Played(
        "uavied", "List of permitted flights for the stewards (invented)", "pmnmmnnpmpm", "mmmmmmpmmmm",
        "Stewards cleared the seats calmly.", "Nobody could tell whether a drone was the broadcaster's.",
        "The list of permitted flights goes to the control room each morning.", "Events office"),
    "vilnius": Played(
        "chemical", "Sentences for announcements in four languages (invented)", "mpnnmpmnppnm", "mmpmmpmnmpmm",
        "Trains were stopped within a minute.", "People who left through the centre were not kept together.",
        "Agree with the centre who leads people into the open air.", "Public transport operator"),
}  # fmt: skip
READY, DRAFT = (
    ("firearms", "biological", "radiological", "vbied", "pbied"),
    ("chemical", "vehicle", "ied", "firearms", "sharp_object"),
)


def exercise(organisations: dict[str, Organisation], people: dict[str, User], spaces: dict[str, Space]) -> None:
    for number, city in enumerate(CITIES):
        owner, place = organisations[city.municipality], spaces[city.places[0].key]
        lead = people["lead" if city.key == "brasov" else f"lead.{city.key}"]
        with audit.acting(lead, "demo"):
            _play_twice(PLAYED[city.key], owner, place, lead)
            ready = _made(READY[number], owner, place, lead, when=dt.timedelta(days=30))
            playing.make_ready(ready)
            _made(DRAFT[number], owner, place, lead)


def _made(threat: str, owner: Organisation, place: Space, lead: User, when: dt.timedelta | None = None) -> Exercise:
    template, offered = templates()
    title = next(one["title"] for one in offered if one["threat"] == threat)
    made = playing.begin(owner, f"{title} (invented)", by=lead, space=place, template=template, threat=threat)
    if when is not None:
        begins = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) + when
        made = playing.change(made, {"planned_for": begins})
    return made


def _play_twice(told: Played, owner: Organisation, place: Space, lead: User) -> None:
    made = _made(told.threat, owner, place, lead)
    playing.change(made, {"solution": told.solution})
    playing.make_ready(made)
    for arm, letters in (("baseline", told.before), ("innovation", told.after)):
        run = playing.add_run(made, arm, "The same eight people, one hour. Invented.")
        _play(run, letters, lead, arm == "innovation", told)


def _play(run: Run, letters: str, lead: User, again: bool, told: Played) -> None:
    playing.start(run)
    functions = list(run.exercise.functions.all())
    seats = [playing.join(run, one)[0] for one in functions]
    words, judged = {"m": "met", "p": "partly", "n": "not"}, cycle(letters)
    for number, inject in enumerate(run.exercise.injects.prefetch_related("expected")):
        playing.jump(run, inject.minute * 60.0)
        playing.release(run, inject)
        playing.jump(run, inject.minute * 60.0 + (90 if again else 170) + 20 * number)
        seat = seats[number % len(seats)]
        for one in inject.expected.all():
            letter = next(judged)
            playing.judge(run, one, words[letter], by=lead)
            if letter == "m":
                playing.write(run, "decision", one.text, f"d{one.pk}", inject=inject, participant=seat)
        playing.write(
            run,
            "observation",
            "Radio and telephone were used side by side. Invented.",
            f"o{inject.pk}",
            inject=inject,
            author=lead,
        )
    playing.end(run)
    playing.save_finding(run, {"kind": "strength", "text": told.strength}, by=lead)
    if not again:
        playing.save_finding(run, {"kind": "gap", "text": told.gap}, by=lead)
        due = timezone.localdate() + dt.timedelta(days=60)
        playing.save_finding(run, {"kind": "lesson", "text": told.lesson, "owner": told.owner, "due_on": due}, by=lead)
    playing.summarise(run, "Played at a table by invented people; nothing of it happened.")
    playing.report(run)
