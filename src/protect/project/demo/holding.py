"""Events: what the European project PRoTECT really held, told as facts, and one invented webinar that is still to come.

Speakers are named as the project's programmes name them, and nothing more is told of them.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass, field

from django.utils import timezone

from protect.catalogue.models import Entry
from protect.events import services as holding
from protect.events.models import Event, Series, Speaker
from protect.organisations import audit
from protect.organisations import services as organising
from protect.organisations.models import Organisation, User
from protect.project.demo import accounts

REAL = "This event is real: the European project PRoTECT held it. It is told here as a fact, from what the project published."
NO_HOURS = "Our sources tell the day and not the hours; those shown here are assumed."
GROUPS = "Local authorities, law enforcement, practitioners, industry, bodies of the European Union"
FUNDING = "The project PRoTECT was funded by the Internal Security Fund – Police of the European Union."


@dataclass(frozen=True)
class Part:
    """A session: day, hours, title, step of the method, and (name, organisation) of each speaker."""

    begins: tuple[int, int, int, int, int]
    minutes: int
    title: str
    kind: str
    step: str
    abstract: str
    speakers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Held:
    title: str
    kind: str
    summary: str
    about: tuple[str, ...]
    zone: str
    begins: tuple[int, int, int, int, int]
    ends: tuple[int, int, int, int, int]
    city: str = ""
    country: str = ""
    interpretation: tuple[str, ...] = ()
    parts: tuple[Part, ...] = field(default=())


EVENTS: tuple[Held, ...] = (
    Held(
        "First seminar: looking at public spaces", "seminar",
        "The tool and the manual for assessing how vulnerable a public space is, and five audits that tried them.",
        (REAL, "About 85 people from 13 countries came. Tool, manual and five pilot audits were shown.", NO_HOURS),
        "Europe/Bucharest", (2019, 7, 17, 9, 0), (2019, 7, 17, 17, 0), "Brașov", "RO",
    ),
    Held(
        "Second seminar: three webinars", "webinar",
        "Policy, cases from towns, and how solutions are asked for, judged and selected.",
        (REAL, "Over 100 people from 11 countries took part. Whoever registered chose any of the three sessions."),
        "Europe/Brussels", (2020, 7, 15, 10, 0), (2020, 7, 17, 11, 30),
        parts=(
            Part((2020, 7, 15, 10, 0), 90, "Session 1: policy panel", "panel", "exchange",
                 "How policy helps towns to protect public spaces."),
            Part((2020, 7, 16, 10, 0), 90, "Session 2: case studies", "talk", "measures", "What towns and researchers did.",
                 (("G. Cascavilla", ""), ("N. Thatcher", ""), ("S. Rjosk", ""), ("M. Ramon", ""))),
            Part((2020, 7, 17, 10, 0), 90, "Session 3: requests, evaluation and selected solutions", "talk", "evaluation",
                 "Request for information (KEMEA), evaluation framework (TNO), selected solutions (DITSS).",
                 (("I. Chasiotis", "KEMEA"), ("G. van Voorthuijsen", "TNO"),
                  ("P. van de Crommert", "DITSS"))),
        ),
    ),
    Held(
        "Web conference 1: assessing vulnerability", "conference",
        "The checklist, the manual, and places rebuilt in virtual reality.",
        (REAL, NO_HOURS), "Europe/Brussels", (2021, 2, 17, 10, 0), (2021, 2, 17, 12, 0),
        parts=(
            Part((2021, 2, 17, 10, 0), 120, "Checklist, manual and virtual reality", "talk", "assessment",
                 "The vulnerability assessment checklist (DG HOME), the manual (Efus), STEPWISE (DIGINEXT).",
                 (("R. Olszewski", "DG HOME"), ("P. de la Torre", "Efus"),
                  ("A. Schilling", "DIGINEXT"))),
        ),
    ),
    Held(
        "Web conference 3: technology", "conference",
        "Technology in public spaces: sensors, privacy and ethics.",
        (REAL, "About 75 people took part. Tampere told of its project SURE: sensors, privacy and ethics.", NO_HOURS),
        "Europe/Brussels", (2021, 4, 28, 10, 0), (2021, 4, 28, 12, 0),
    ),
    Held(
        "Final event", "final",
        "What five towns learned, what is left for others, and the projects that go on.",
        (REAL, "98 people from 13 countries took part, with 13 speakers."),
        "Europe/Brussels", (2021, 6, 14, 14, 0), (2021, 6, 16, 16, 0), interpretation=("fr",),
        parts=(
            Part((2021, 6, 14, 14, 0), 120, "Session 1: institutions", "panel", "exchange", "What institutions do and plan."),
            Part((2021, 6, 15, 14, 0), 120, "Session 2: tools and their use in towns", "talk", "whole",
                 "The tools of the project and how towns used them."),
            Part((2021, 6, 16, 14, 0), 120, "Session 3: sister projects", "talk", "exchange", "Projects beside it."),
        ),
    ),
)  # fmt: skip


def hold(organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    """The archive of the project, and a webinar in five weeks with two sessions."""
    owner, lead, chief = organisations[accounts.BRASOV], people["lead"], people["administrator"]
    with audit.acting(lead, "demo"):
        values = {"name": "Seminars and webinars of the project PRoTECT", "about": REAL}
        series = holding.begin_series(owner, values, by=lead)
        known: dict[str, Speaker] = {}
        for one in EVENTS:
            _open(_held(one, owner, series, known, lead), lead, chief)
        coming = _coming(owner, lead)
        _open(coming, lead, chief)
        _register(coming)
    with audit.acting(chief, "demo"):
        organising.set_marking(series, "CLEAR", reason="Written for everybody", by=chief)


def _open(event: Event, lead: User, chief: User) -> None:
    holding.publish(event)
    with audit.acting(chief, "demo"):
        organising.set_marking(event, "CLEAR", reason="Written for everybody", by=chief)


def _held(one: Held, owner: Organisation, series: Series, known: dict[str, Speaker], lead: User) -> Event:
    zone = zoneinfo.ZoneInfo(one.zone)
    made = holding.begin(owner, one.title, one.kind, by=lead)
    made = holding.change(
        made,
        {
            "series": series, "summary": one.summary, "about": "\n\n".join(one.about), "time_zone": one.zone,
            "begins_at": dt.datetime(*one.begins, tzinfo=zone), "ends_at": dt.datetime(*one.ends, tzinfo=zone),
            "is_online": not one.city, "city": one.city, "country": one.country, "languages": ["en"],
            "interpretation": list(one.interpretation), "target_groups": GROUPS, "funding": FUNDING,
            "partners": "Efus | https://efus.eu", "contact": "events@example.org",
        },
    )  # fmt: skip
    for part in one.parts:
        begins = dt.datetime(*part.begins, tzinfo=zone)
        values = {
            "title": part.title, "kind": part.kind, "abstract": part.abstract, "step": part.step, "language": "en",
            "begins_at": begins, "ends_at": begins + dt.timedelta(minutes=part.minutes),
        }  # fmt: skip
        session = holding.save_session(made, values)
        for name, works_for in part.speakers:
            if name not in known:
                known[name] = holding.add_speaker(owner, {"name": name, "works_for": works_for}, by=lead)
            holding.put_on(session, known[name], "speaker")
    return made


def _register(event: Event) -> None:
    """More than the second session holds: the last ones stand in line."""
    holding.open_registration(event, {"registers": True, "registers_until": None})
    first, second = event.sessions.all()
    holding.limit(second, 3, [])
    for number, (name, country, kind) in enumerate(GUESTS):
        values = {
            "name": name,
            "email": f"guest{number}@example.org",
            "works_for": "",
            "kind": kind,
            "country": country,
        }
        chosen = [first, second] if number % 2 == 0 else [second]
        holding.register(
            event, {**values, "needs": "Captions" if number == 1 else ""}, chosen, language="en", tell=False
        )


GUESTS = (
    ("Ilka Guestmann (invented)", "RO", "municipality"), ("Odo Visitor (invented)", "FR", "police"),
    ("Pia Attenda (invented)", "GR", "municipality"), ("Quirin Comer (invented)", "LT", "operator"),
    ("Rosa Latecomer (invented)", "ES", "research"),
)  # fmt: skip


def _coming(owner: Organisation, lead: User) -> Event:
    zone = zoneinfo.ZoneInfo("Europe/Bucharest")
    day = timezone.now().astimezone(zone).date() + dt.timedelta(days=35)
    begins = dt.datetime.combine(day, dt.time(10), tzinfo=zone)
    made = holding.begin(owner, "Open evening markets (invented)", "webinar", by=lead)
    made = holding.change(
        made,
        {
            "summary": "How two invented towns keep their evening markets open and safe.",
            "about": "Invented, to show what an event to come looks like.", "time_zone": "Europe/Bucharest",
            "begins_at": begins, "ends_at": begins + dt.timedelta(hours=2), "is_online": True,
            "languages": ["en", "ro"], "interpretation": ["el"], "contact": "events@example.org",
            "target_groups": "Safety officers, police, organisers of markets",
            "access_note": "Live captions in English. Tell us what else you need.",
            "entries": list(Entry.objects.filter(code__in=("crowd_guidance", "temporary_barriers"))),
        },
    )  # fmt: skip
    room = holding.save_room(made, {"name": "Video conference", "link": "https://meet.example.org/markets"})
    texts = (("Who looks at a market, and how", "assessment"), ("Barriers for one evening", "measures"))
    for number, (title, step) in enumerate(texts):
        start = begins + dt.timedelta(hours=number)
        values = {
            "title": title, "kind": "talk", "step": step, "language": "en", "begins_at": start,
            "ends_at": start + dt.timedelta(minutes=50), "room": room, "abstract": "Invented.",
        }  # fmt: skip
        session = holding.save_session(made, values)
        if not number:
            who = {"name": "Zoe Marketwright (invented)", "role": "Safety officer", "works_for": owner.name}
            speaker = holding.add_speaker(owner, who, by=lead)
            holding.put_on(session, speaker, "speaker")
            holding.write_profile(speaker, {"biography": "Invented: ten years of markets, one of them without rain."})
            holding.give_consent(speaker, "invented, as all of this")
    return made
