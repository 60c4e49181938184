"""What the five cities do about their weak points: actions in every state, some late, some blocked, one verified; security plans.

Dates are relative to today, and so are the states: nothing here is dated back but by its own days.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from protect.assessments.models import Assessment, State
from protect.catalogue.models import Entry
from protect.evaluations.models import Selected
from protect.exercises import services as exercising
from protect.exercises.models import Finding
from protect.organisations import audit
from protect.organisations.models import Organisation, Role, User
from protect.plans import services as planning
from protect.plans.models import Action
from protect.plans.queries.levels import scenarios_of
from protect.portfolios.models import PortfolioDecision
from protect.project.demo.cities import CITIES


@dataclass(frozen=True)
class Told:
    """An action: days from today, euros, the state it is brought to; ``who``: a role of the city, or words."""

    title: str
    state: str
    who: str
    start: int
    due: int
    cost: int
    spent: int = 0
    progress: int = 0
    note: str = ""
    waits: tuple[int, ...] = field(default=())
    target: bool = False
    #: Of the catalogue's measures that came with the platform, against vehicles where there is one.
    category: str = ""


ACTIONS = (
    Told("Seats that stop a vehicle at the main entrance (invented)", "verified", "Roads department", -160, -60, 48_000, 46_350,
         note="Set before the spring market; the stalls kept their places.", category="physical"),
    Told("Lamps along the side lane replaced (invented)", "done", "Street lighting", -90, -10, 21_500, 19_980),
    Told("Movable barrier for deliveries ordered (invented)", "running", "assessor", -60, -12, 64_000, 12_800, 60,
         "The firm asks for four more weeks; the foundation is ready.", target=True, category="physical"),
    Told("Attention course for stall holders (invented)", "running", "expert", -20, 25, 3_200, 900, 40,
         "Two of five evenings held, 46 people.", target=True, category="method"),
    Told("Movable barrier put in and tried (invented)", "planned", "Roads department", -2, 40, 18_000, waits=(2,), target=True),
    Told("Sentences for the loudspeakers in five languages (invented)", "planned", "assessor", 10, 70, 2_400, waits=(3,),
         category="actuator"),
    Told("People counted at the ways in (invented)", "decided", "", 30, 150, 27_000, category="sensor"),
    Told("Trees in tubs instead of blocks on the west side (invented)", "proposed", "", 60, 210, 35_000),
    Told("Fence around the whole place (invented)", "dropped", "", 0, 120, 90_000),
)  # fmt: skip
#: How far the security plan of each city is.
PLANS = {"brasov": "approved", "eindhoven": "draft", "larissa": "review", "malaga": "draft", "vilnius": "approved"}
DROPPED = "It would close a place that lives from being open. Invented."
STEPS = ("decide", "plan", "start", "finish")
REACHED = {"decide": "decided", "plan": "planned", "start": "running", "finish": "done"}


def act(organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    """Actions on the requirements of the newest approved assessment of each city; with a security plan each."""
    for city in CITIES:
        owner = organisations[city.municipality]
        lead, assessor, expert = (_who(people, owner, role) for role in (Role.LEAD, Role.ASSESSOR, Role.EXPERT))
        held = Assessment.objects.filter(
            organisation=owner, state__in=[State.APPROVED, State.EXPIRED], requirements__isnull=False
        )
        # Squares first: the comparison with other authorities has a kind of place that all five have.
        newest = held.select_related("space").order_by("-approved_at")
        assessment = newest.filter(space__main_category="square").first() or newest.first()
        if assessment is None or lead is None:
            continue
        with audit.acting(lead, "demo"):
            made = _actions(
                owner, assessment, lead, {"assessor": assessor or lead, "expert": expert or assessor or lead}
            )
            accepted = assessment.vulnerabilities.filter(decision="accept").first()
            if accepted is not None:
                planning.propose_action(
                    owner, "Neighbours told whom to call (invented)", by=lead, acceptances=[accepted],
                    values={"due_on": timezone.localdate() + dt.timedelta(days=20), "cost_planned": 0},
                )  # fmt: skip
            for decision in PortfolioDecision.objects.filter(study__organisation=owner, taken_back_at=None):
                planning.take_over(decision, by=lead)
            for lesson in Finding.objects.filter(run__exercise__organisation=owner, kind="lesson").order_by("pk")[:1]:
                exercising.act_on(lesson, by=lead)
            if city.key == "brasov":
                _proof(made[0], lead)
            _plan(assessment, lead, PLANS[city.key])


def _who(people: dict[str, User], organisation: Organisation, role: str) -> User | None:
    ours = organisation.memberships.filter(role=role).order_by("pk").values_list("user_id", flat=True).first()
    return next((one for one in people.values() if one.pk == ours), None)


def _actions(owner: Organisation, assessment: Assessment, lead: User, persons: dict[str, User]) -> list[Action]:
    today, requirements = timezone.localdate(), list(assessment.requirements.all())
    solution = Selected.objects.filter(organisation=owner, withdrawn_at=None).order_by("pk").first()
    made: list[Action] = []
    for number, told in enumerate(ACTIONS):
        person = persons.get(told.who)
        values: dict[str, Any] = {
            "starts_on": today + dt.timedelta(days=told.start), "due_on": today + dt.timedelta(days=told.due),
            "cost_planned": told.cost * 100, "funding": "Town budget, title Safety (invented)", "responsible": person,
            "responsible_name": "" if person else told.who, "partners": "Police, market office" if number % 2 else "Police",
            "entry": _measure(told.category) if told.category else None,
            "selected": solution if told.title.startswith("Movable barrier for deliveries") else None,
        }  # fmt: skip
        one = planning.propose_action(
            owner, told.title, by=lead, requirements=[requirements[number % len(requirements)]], values=values,
            description="Invented for the demonstration.",
        )  # fmt: skip
        made.append(one)
        if told.waits:
            one = planning.set_predecessors(one, [made[before] for before in told.waits])
        if told.target:
            planning.set_targets(one, _levels(one, 2, 3, "We expect it to be harder by then. Invented."), by=lead)
        if told.state == "dropped":
            planning.drop(one, by=lead, reason=DROPPED)
        elif told.state != "proposed":
            _bring(one, told, lead)
    return made


def _measure(category: str) -> Entry | None:
    shipped = Entry.objects.filter(organisation=None, category=category, information_only=False).order_by("name")
    return next((one for one in shipped if "vehicle" in one.threat_types), shipped.first())


def _bring(action: Action, told: Told, lead: User) -> None:
    goal = "done" if told.state == "verified" else told.state
    for verb in STEPS:
        if action.state == goal:
            break
        action = planning.move(action, verb, by=lead)
        if verb == "start":
            # As its owner reports it, before it is done.
            planning.report(
                action, {"progress": told.progress, "cost_spent": told.spent * 100, "progress_note": told.note}
            )
    if told.state == "verified":
        planning.verify(
            action, _levels(action, 1, 3, "Tried with a lorry of the fire service: it stood. Invented."), by=lead
        )


def _levels(action: Action, probability: int, consequence: int, why: str) -> dict[Any, dict[str, Any]]:
    values = {"probability": probability, "consequence": consequence, "confidence": "medium", "rationale": why}
    return {one: dict(values) for one in scenarios_of(action)}


def _proof(action: Action, lead: User) -> None:
    """A drawing that says that it is one. A verified action takes none: it comes before."""
    from PIL import Image, ImageDraw

    other = Action.objects.filter(organisation=action.organisation_id, state="done").order_by("pk").first()
    if other is None:
        return
    picture = Image.new("RGB", (480, 320), "#dbeaf7")
    drawing = ImageDraw.Draw(picture)
    for x in range(60, 460, 80):
        drawing.rectangle((x, 120, x + 12, 280), fill="#33587c")
        drawing.ellipse((x - 14, 90, x + 26, 130), fill="#ffe08a")
    drawing.text((20, 20), "Invented drawing, no photo", fill="black")
    file = io.BytesIO()
    picture.save(file, "PNG")
    size = file.tell()
    file.seek(0)
    planning.add_evidence(
        other, file, name="lamps.png", size=size, title="Lamps along the lane (invented drawing)",
        description="Five lamps in a row along a lane, drawn.", by=lead,
    )  # fmt: skip


def _plan(assessment: Assessment, lead: User, state: str) -> None:
    plan = planning.begin_plan(assessment.space, by=lead)
    words = {
        "daily": "Invented. Bollards are checked when the market opens. At events two stewards stand at each way in; at a raised "
        "level the police add a patrol and the town opens the second lane for rescue.",
        "incident": "Invented. Whoever sees something calls 112 and then the duty desk. People go to the school yard.",
        "training": "Invented. Stall holders are trained in spring; police, fire service and town practise together in autumn.",
    }
    for code, text in words.items():
        planning.change_section(plan.sections.get(code=code), {"text": text})
    if state == "draft":
        return
    planning.move_plan(plan, "submit", by=lead)
    if state == "review":
        return
    review = timezone.localdate() + dt.timedelta(days=365)
    planning.approve_plan(plan, by=lead, note="Invented: read by police and operator.", review_on=review)
