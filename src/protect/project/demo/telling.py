"""One assessment after the other, told as far as its story goes: by the people who did it, through the services."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from protect.assessments import services as assessing
from protect.assessments.models import Assessment, Basis, Scenario, TeamMember
from protect.organisations import audit
from protect.organisations import services as organising
from protect.organisations.models import Organisation, User
from protect.project.demo import accounts, texts
from protect.project.demo.checks import answer_checklist
from protect.project.demo.cities import CITIES
from protect.project.demo.stories import FULL, QUICK, Story
from protect.reference import services as reference
from protect.spaces.models import Space

#: Middle of the team's judgements by threat type: probability and consequence, of five.
LEVELS = {
    "firearms": (2, 4), "sharp_object": (4, 2), "vehicle": (3, 4), "ied": (2, 4), "pbied": (2, 4), "uavied": (2, 2),
    "vbied": (2, 5), "chemical": (2, 3), "biological": (1, 4), "radiological": (1, 4),
}  # fmt: skip


@dataclass
class Stage:
    organisations: dict[str, Organisation]
    people: dict[str, User]
    spaces: dict[str, Space]


@dataclass
class Telling:
    story: Story
    assessment: Assessment
    lead: User
    seed: str

    def levels(self, scenario: Scenario, member: int, *, basis: str = Basis.CURRENT) -> dict[str, Any]:
        """What one member judges (0: the lead), deterministic; member -1 is the consensus."""
        dice = random.Random(f"{self.seed}/{scenario.threat_type}/{member}")
        place = random.Random(f"{self.seed}/{scenario.threat_type}")
        probability, consequence = LEVELS[scenario.threat_type]
        probability += place.choice((-1, 0, 0, 1))
        consequence += place.choice((-1, 0, 0))
        if member > 0:
            probability += dice.choice((-1, 0, 0, 0, 1))
            consequence += dice.choice((-1, 0, 0, 1))
        if self.story.disagree and scenario.threat_type in {"vehicle", "pbied"} and member >= 0:
            probability = 2 if member == 0 else 4 if member == 1 else probability
        if basis == Basis.INHERENT:
            probability += 1
        top = 3 if self.assessment.is_quick else 5
        if top == 3:
            probability, consequence = (probability + 1) // 2, (consequence + 1) // 2
        judged: dict[str, Any] = {
            "probability": min(max(probability, 1), top),
            "consequence": min(max(consequence, 1), top),
            "confidence": dice.choice(("medium", "medium", "high", "low")),
            "rationale": texts.BY_THREAT[scenario.threat_type][2],
        }
        if self.story.scale == "factor-based":
            judged["factors"] = _factors(judged)
        if scenario.threat_type in self.story.cannot_judge and member != 1:
            judged |= {"probability": 0, "consequence": 0, "confidence": "low", "factors": {},
                       "rationale": "Nobody in the room knows enough about this; the health authority is asked."}  # fmt: skip
        return judged


def _factors(judged: dict[str, Any]) -> dict[str, int]:
    p, c = judged["probability"], judged["consequence"]
    return {
        "means": p, "occurrence": max(p - 1, 1), "difficulty": p,
        "life_health": c, "object": max(c - 1, 1), "money": max(c - 1, 1), "community": c,
    }  # fmt: skip


def tell(story: Story, stage: Stage) -> Assessment:
    space = stage.spaces[story.place]
    city = next(one for one in CITIES if any(place.key == story.place for place in one.places))
    local = "" if city.key == "brasov" else f".{city.key}"
    lead = stage.people[f"lead{local}"]
    with audit.acting(lead, "demo"):
        if story.again:
            last = space.assessments.order_by("-version")[0]
            assessment = assessing.open_new_version(last, by=lead)
        else:
            scale = reference.latest("scale_set", story.scale) if story.scale else None
            assessment = assessing.create_assessment(
                space, by=lead, mode=story.mode, title=space.name, scale_set=scale, usage_states=["normal", "peak"]
            )
        telling = Telling(story, assessment, lead, f"{story.place}/{assessment.version}")
        if story.marking:
            _mark(telling, stage, city.municipality, local)
        if story.mode == "quick":
            _quick(telling)
        else:
            _full(telling, stage, city.municipality, local)
    return assessment


def _mark(telling: Telling, stage: Stage, municipality: str, local: str) -> None:
    """Marking and readers, of the place and of its assessment: who may not read the place reads no assessment of it."""
    story, lead = telling.story, telling.lead
    partners = {
        "police": accounts.police_of(municipality),
        "operator": accounts.operator_of(municipality),
        "national": accounts.NATIONAL,
    }
    for about in (telling.assessment.space, telling.assessment):
        # To let partners in takes an administrator; whoever marks something TLP:RED is named first.
        by = lead if story.marking == "RED" else stage.people[f"administrator{local}"]
        organising.set_marking(about, story.marking, reason="Agreed with the partners (invented)", by=by)
        for partner in story.share_with:
            organising.share(
                about,
                organisation=stage.organisations[partners[partner]],
                reason="Partner in this assessment",
                by=lead,
                tell=False,
            )
        if story.marking == "RED":
            for person in (story.person, f"assessor{local}", f"assessor2{local}"):
                organising.share(
                    about, person=stage.people[person], reason="Named for this assessment", by=lead, tell=False
                )


def _full(telling: Telling, stage: Stage, municipality: str, local: str) -> None:
    story, assessment = telling.story, telling.assessment
    reached = FULL.index(story.until)
    if not story.again:
        _team(telling, stage, municipality, local)
    mandate = "" if reached == 0 and not story.again else (
        "Asked for by the town council for this year's round of places (invented). The deputy mayor decides afterwards."
    )  # fmt: skip
    assessing.change_assessment(
        assessment, {"mandate": mandate, "scores_inherent": story.inherent, "usage_states": ["normal", "peak"]}
    )
    items = [item["key"] for heading in assessment.steps.content["preparation"] for item in heading["items"]]
    for key in items if reached > 1 else items[:7] if reached == 1 else items[:2]:
        assessing.tick(assessment, key, done=True)
    if reached == 0:
        return
    for number, state in enumerate(("normal", "peak")):
        when = timezone.now() - dt.timedelta(days=story.began - (story.began - story.ended) // 3 - number)
        assessing.write_visit(
            assessment,
            {"starts_at": when.replace(hour=9 + 7 * number, minute=30, second=0, microsecond=0), "usage_state": state,
             "participants": "Lead, police, operator, a shopkeeper", "notes": "Walked from outside to inside (invented)."},
        )  # fmt: skip
    assessing.move_on(assessment)
    if reached == 1:
        return
    assessing.change_assessment(
        assessment, {"site_notes": "The place with the pavements around it; the underground is outside the boundary."}
    )
    assessing.move_on(assessment)
    people = [telling.lead, stage.people[f"assessor{local}"]]
    answer_checklist(assessment, people, place=story.place, until=0.6 if reached == 3 else 1.0)
    _rows(telling)
    if reached == 2:
        return
    assessing.move_on(assessment)
    members = list(assessment.team.filter(scores=True))
    _score(telling, members, story.handed_in if reached == 3 else len(members))
    if reached == 3:
        return
    assessment.refresh_from_db()
    _agree(telling, members, leave_open=2 if reached == 4 else 0)
    if reached == 4:
        return
    assessing.move_on(assessment)
    _decide(telling)
    if reached == 6:
        _approve(telling)


def _team(telling: Telling, stage: Stage, municipality: str, local: str) -> None:
    assessment, story = telling.assessment, telling.story
    team = [(f"assessor{local}", "urban_planner"), (f"assessor2{local}", "owner_operator")]
    if "police" in story.share_with:
        team.append((f"police.{local.strip('.') or 'brasov'}", "police"))
    for key, function in team:
        user = stage.people[key]
        assessing.put_on_team(
            assessment, name=user.name, function=function, user=user,
            organisation_name=accounts.police_of(municipality) if function == "police" else municipality,
        )  # fmt: skip
    assessing.put_on_team(
        assessment, name="Fire officer on duty (invented)", function="fire", circle="informed", scores=False
    )


def _rows(telling: Telling) -> None:
    """A scenario for each threat type, from the examples for this kind of place; what does not apply says why."""
    story, assessment = telling.story, telling.assessment
    rows = list(assessment.scenarios.all())
    for row in rows:
        if row.threat_type in story.not_applicable:
            reason = texts.NOT_APPLICABLE[row.threat_type]
            assessing.change_scenario(row, {"applicable": False, "reason": reason, "title": "", "text": ""})
    assessing.start_from_examples(assessment)
    areas = list(assessment.space.sub_areas.all())
    measures = list(assessment.space.measures.all())
    for number, row in enumerate(assessment.scenarios.filter(applicable=True)):
        weakness, idea, _reason = texts.BY_THREAT[row.threat_type]
        assessing.change_scenario(
            row,
            {
                "weaknesses": weakness,
                "improvement_ideas": idea,
                "public_text": texts.PUBLIC,
                "usage_state": "peak" if number % 3 == 0 else "normal",
                "sub_area": areas[number % len(areas)] if areas and not assessment.is_quick else None,
                "phases": ["execution"],
                "measures": [one for one in measures if row.threat_type in one.threat_types],
            },
        )


def _score(telling: Telling, members: list[TeamMember], handing_in: int) -> None:
    rows = list(telling.assessment.scenarios.filter(applicable=True).select_related("assessment__scale_set"))
    bases = [Basis.CURRENT, Basis.INHERENT] if telling.story.inherent else [Basis.CURRENT]
    for number, member in enumerate(members):
        # Who has not handed in has begun, at most.
        given = rows if number < handing_in else rows[: 4 if number == handing_in else 0]
        with audit.acting(member.user, "demo"):
            for row in given:
                for basis in bases:
                    assessing.save_score(row, member, telling.levels(row, number, basis=basis), basis=basis)
            if number < handing_in:
                assessing.hand_in(TeamMember.objects.get(pk=member.pk))


def _agree(telling: Telling, members: list[TeamMember], leave_open: int) -> None:
    rows = list(telling.assessment.scenarios.filter(applicable=True))
    bases = [Basis.CURRENT, Basis.INHERENT] if telling.story.inherent else [Basis.CURRENT]
    for number, row in enumerate(rows[: len(rows) - leave_open]):
        for basis in bases:
            assessing.agree(
                row,
                {**telling.levels(row, -1, basis=basis), "notes": "Talked over in one round (invented)."},
                basis=basis,
                absent=members[-1:] if number == 3 else [],
            )


def _decide(telling: Telling) -> None:
    story, assessment = telling.story, telling.assessment
    today = timezone.localdate()
    present = {one.statement: one for one in assessment.vulnerabilities.all()}
    for number, index in enumerate(story.vulnerabilities):
        threats, statement, decision = texts.VULNERABILITIES[index]
        rows = list(assessment.scenarios.filter(threat_type__in=threats, applicable=True))
        found = present.pop(statement, None) or assessing.write_vulnerability(
            assessment, statement=statement, scenarios=rows, photos=assessment.space.attachments.all()[:1]
        )
        if story.undecided and number == len(story.vulnerabilities) - 1:
            continue
        _decided(found, decision, today)
    for left in present.values():
        # Carried over from the version before, and decided anew.
        decision = next(values for _t, text, values in texts.VULNERABILITIES if text == left.statement)
        _decided(left, decision, today)
    _require(assessment)


def _require(assessment: Assessment) -> None:
    """What is required of a solution for each vulnerability to be treated; a later version has it from the earlier."""
    for weak in assessment.vulnerabilities.filter(decision="treat"):
        if weak.requirements.exists():
            continue
        aim, required = texts.REQUIRED[weak.statement]
        objective = assessing.write_objective(assessment, text=aim, vulnerabilities=[weak])
        for obligation, text, measure, functions in required:
            assessing.write_requirement(
                assessment, text=text, vulnerabilities=[weak], obligation=obligation, measure_of_success=measure,
                functions=functions, objective=objective,
            )  # fmt: skip


def _decided(found: Any, decision: dict[str, Any], today: dt.date) -> None:
    values = {name: value for name, value in decision.items() if name != "review_in"}
    if "review_in" in decision:
        values["review_on"] = today + dt.timedelta(days=decision["review_in"])
    assessing.decide(found, values)


def _approve(telling: Telling) -> None:
    story = telling.story
    today = timezone.localdate()
    assessing.approve(
        telling.assessment,
        by=telling.lead,
        note="Approved in the safety round of the town (invented).",
        on=today - dt.timedelta(days=story.ended),
        review_on=None if story.due_in is None else today + dt.timedelta(days=story.due_in),
    )


def _quick(telling: Telling) -> None:
    story, assessment = telling.story, telling.assessment
    reached = QUICK.index(story.until)
    if reached == 0:
        return
    answer_checklist(assessment, [telling.lead], place=story.place, until=0.5 if reached == 1 else 1.0)
    _rows(telling)
    assessing.move_on(assessment)
    (member,) = assessment.team.all()
    rows = list(assessment.scenarios.filter(applicable=True))
    for row in rows if reached > 1 else rows[:6]:
        assessing.save_score(row, member, telling.levels(row, 0))
    if reached == 1:
        return
    assessing.move_on(assessment)
    _decide(telling)
    if reached == 3:
        _approve(telling)
