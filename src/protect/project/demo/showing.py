"""Demonstrations of the invented year: each city tried a solution, as the place is and with it; one Demo Day shows all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from protect.demonstrations import services as showing
from protect.demonstrations.models import NEEDED, Demonstration, Function, MetricKind
from protect.organisations import audit
from protect.organisations.models import Organisation, User
from protect.project.demo import accounts, evaluating
from protect.project.demo.cities import CITIES
from protect.spaces.models import Space


@dataclass(frozen=True)
class Show:
    """What was tried, on what, and the values of each run: (metric, unit or "", better, target, baseline, innovation)."""

    title: str
    solution: str
    scenario: str
    metrics: tuple[tuple[str, str, str, float, tuple[float, ...], tuple[float, ...]], ...]
    lesson: str


SHOWS: dict[str, Show] = {
    "brasov": Show(
        "Deliveries through a movable barrier", "Gate that sinks for rescue (invented)",
        "A delivery van without a code comes to the barrier while people cross; then one with a code.",
        (("Seconds until the van stood", "s", "lower", 8.0, (21.0, 17.5, 24.0, 19.0), (6.5, 7.0, 5.5, 8.5)),
         ("Rescue got through at once", "", "higher", 95.0, (1, 1, 1, 1), (1, 1, 0, 1))),
        "The code of the rescue service must work without the town's network: once it did not.",
    ),
    "eindhoven": Show(
        "People counted at the four ways in", "Counting by lidar without pictures (invented)",
        "Three hundred invited people come in and leave by four ways, twice.",
        (("Counted people too many or too few", "people", "lower", 15.0, (48.0, 61.0, 39.0), (9.0, 14.0, 11.0)),),
        "Umbrellas were counted as people; the provider changes that.",
    ),
    "larissa": Show(
        "Finding a left bag", "Attention course for stall holders (invented)",
        "A bag stands alone in a market lane. Who notices, and whom do they call?",
        (("Minutes until somebody called", "min", "lower", 5.0, (14.0, 11.0, 17.0), (4.0, 6.0, 3.5)),
         ("The right number was called", "", "higher", 90.0, (0, 1, 0), (1, 1, 1))),
        "The number should stand on every stall.",
    ),
    "malaga": Show(
        "Clearing a promenade", "Loudspeakers with prepared sentences in five languages (invented)",
        "A part of the promenade is cleared towards the town, in the middle of the day.",
        (("Minutes until it was clear", "min", "lower", 8.0, (12.5,), (7.5,)),),
        "One run of each: it went faster once. The town repeats it in autumn.",
    ),
    "vilnius": Show(
        "Light for the night hours", "Lamps that follow people (invented)",
        "Volunteers cross the square after dark and say what they recognise at ten metres.",
        (("Faces recognised, of ten", "faces", "higher", 8.0, (5.0, 6.0, 4.0, 5.0), (8.0, 9.0, 8.0, 9.0)),),
        "Residents ask for less light after one o'clock.",
    ),
}  # fmt: skip
POSTS = ("Post 1", "Post 2")


def show(organisations: dict[str, Organisation], people: dict[str, User], spaces: dict[str, Space]) -> None:
    """One demonstration a city, closed with its lessons but for the last, and the Demo Day that announced them."""
    for city in CITIES:
        owner = organisations[city.municipality]
        lead = people["lead" if city.key == "brasov" else f"lead.{city.key}"]
        second = people["administrator" if city.key == "brasov" else f"administrator.{city.key}"]
        made = _planned(SHOWS[city.key], owner, spaces[city.places[0].key], lead, city.name)
        with audit.acting(second, "demo"):
            showing.approve(made, "privacy", by=second, note="No pictures are kept (invented).")
        with audit.acting(lead, "demo"):
            showing.approve(made, "safety", by=lead, note="Stewards at both ends (invented).")
            _play(made, SHOWS[city.key])
            showing.change(made, {
                "limits": "Staged and invented: everybody knew that something would come.", "lessons": SHOWS[city.key].lesson,
                "costs": "One day of eight people (invented).",
            })  # fmt: skip
            if city.key != "vilnius":
                showing.close(made)
    with audit.acting(people["lead"], "demo"):
        _announce(organisations, people["lead"])


def _planned(show: Show, owner: Organisation, space: Space, lead: User, town: str) -> Demonstration:
    begins = timezone.now().replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=3)
    with audit.acting(lead, "demo"):
        made = showing.begin(owner, show.title, by=lead, space=space)
        # Brașov tries what came out of its call; its figures stand beside the sheets of the evaluators.
        of_the_call = owner.name == accounts.BRASOV
        offered: dict[str, Any] = {"provider": accounts.RIVAL if of_the_call else accounts.PROVIDER}
        offered |= {"candidate": evaluating.shown_candidate()} if of_the_call else {}
        showing.change(made, {
            "scenario": show.scenario, "solution": show.solution, **offered,
            "begins_at": begins, "ends_at": begins + dt.timedelta(hours=6),
            "safety": "The place is closed for the hour, two stewards can stop everything, first aid stands by. Invented.",
            "privacy": "Only volunteers take part; no pictures are kept. Invented.",
        })  # fmt: skip
        for number, one in enumerate(NEEDED, 1):
            showing.save_person(made, {"function": one, "name": f"Invented person {number}", "organisation_name": town})
        for hour, what in enumerate(("Welcome and rules", "Baseline", "With the solution", "What we saw")):
            at = begins + dt.timedelta(hours=hour)
            showing.save_step(made, {"at": at, "what": what, "who": str(Function.OWNER.label), "where": "Tent"})
        for label, unit, better, target, _before, _after in show.metrics:
            kind = MetricKind.NUMBER if unit else MetricKind.YES_NO
            values = {"label": label, "kind": kind, "unit": unit, "better": better, "target": target}
            showing.save_metric(made, values)
    made.refresh_from_db()
    return made


def _play(made: Demonstration, show: Show) -> None:
    seats = [showing.add_seat(made, label)[0] for label in POSTS]
    metrics = list(made.metrics.all())
    for arm in ("baseline", "innovation"):
        # One tuple a run: the values of all metrics.
        runs = zip(*(one[4] if arm == "baseline" else one[5] for one in show.metrics), strict=True)
        for values in runs:
            run = showing.begin_run(showing.add_run(made, arm))
            for seat in seats:
                showing.observe(seat, run, dict(zip(metrics, values, strict=True)))
            showing.end_run(run)
    showing.remark(seats[0], run, "People asked what was going on, and were told. Invented.")


def _announce(organisations: dict[str, Organisation], lead: User) -> None:
    """In two weeks, for the public: written anew for it, nothing taken from the demonstrations."""
    day = showing.begin_day(
        organisations[accounts.BRASOV], "Demo Days of five cities (invented)",
        "Five towns show what they have tried: the same scenario as it is today, and with a solution. All of it is invented.",
        by=lead,
    )  # fmt: skip
    first = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(days=14)
    for number, city in enumerate(CITIES):
        begins = first + dt.timedelta(hours=2 * number)
        showing.add_item(
            day, organisations[city.municipality],
            {
                "title": SHOWS[city.key].title, "about": "A scenario, played twice. Questions are welcome. Invented.",
                "solution": SHOWS[city.key].solution, "begins_at": begins, "ends_at": begins + dt.timedelta(hours=1),
            },
        )  # fmt: skip
    showing.publish_day(day)
