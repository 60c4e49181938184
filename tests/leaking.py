"""A town for the invariant test: random objects, each with a secret word; an oracle written by hand; and every surface.

To add a kind of object, write a function that makes one and name what it hangs on:

    @kind("sub_area", within="space")
    def sub_area(town, space, word):
        return register.save_sub_area(space.row, {"name": word, "kind": "access_point"}, geometry=square())

The name is that of ``tests/world.py``, so that the addresses decided in ``tests/url_decisions/`` find it. Pages of the new
kind are then probed by themselves. Kinds with a marking of their own are ``restricted=True``.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from protect.answers import documents
from protect.answers.models import CityScreening, Draft, OpenedAnswer, QuestionBack, Submission
from protect.assessments import document
from protect.assessments import services as assessing
from protect.assessments.models import Assessment, Consensus, Score, Snapshot, TeamMember, Vulnerability
from protect.calls import services as calling
from protect.calls.models import Call, Publication
from protect.captions import services as captioning
from protect.catalogue import services as cataloguing
from protect.checklists import services as checking
from protect.checklists.models import Arrival, ArrivalState
from protect.demonstrations import services as showing
from protect.demonstrations.models import Run
from protect.editions import services as redacting
from protect.editions.models import Edition
from protect.evaluations import services as evaluating
from protect.evaluations.models import Round
from protect.events import services as holding
from protect.exercises import services as exercising
from protect.exercises.models import Function, Inject
from protect.formats.captions.cues import Cue, Track
from protect.incidents import services as logging
from protect.library import glossing
from protect.library import services as shelving
from protect.longlists import services as listing
from protect.organisations import audit
from protect.organisations.models import Organisation, OrganisationKind, Role, User, Verb
from protect.overlays import services as overlaying
from protect.plans import services as planning
from protect.plans.models import Action, ActionScore, SecurityPlan
from protect.portfolios import services as budgeting
from protect.portfolios.models import Ground, PortfolioDecision, Study
from protect.practices import services as practising
from protect.practices.models import Practice, Trial
from protect.recordings import services as recording
from protect.recordings.models import Recording
from protect.reference.services import latest
from protect.reminders import services as reminding
from protect.respondents import services as asking
from protect.respondents.models import RespondentAnswer
from protect.sets import services as sets
from protect.spaces import services as register
from protect.spaces.models import Candidate, MapImport
from protect.treatments import services as treating
from tests.deciding import Decision
from tests.world import make_organisation, make_space, make_user, picture, square

WORD = re.compile(r"Vexil\d{4}")
TAG = re.compile(r"<[^>]*>")

#: Written out here, not imported: the oracle must not share a mistake with the platform.
AUTHORITIES = {"municipality", "police", "fire_rescue", "ambulance", "national_authority"}
READING = {"administrator", "lead", "assessor", "expert", "viewer", "rfi_officer"}
ZONE = zoneinfo.ZoneInfo("Europe/Brussels")


@dataclass(eq=False)
class Thing:
    """One object with its secret word, mirrored by hand: marking and owner are not read back from the database."""

    kind: str
    row: Any
    word: str
    sources: list[Thing]
    owner: Organisation
    marking: str | None = None
    former: set[str] = field(default_factory=set)
    copied: set[str] = field(default_factory=set)  # words that were copied into it on purpose
    is_gone: bool = False
    is_due: bool = False  # to be assessed again soon
    is_archived: bool = False
    took: list[Thing] = field(default_factory=list)  # what lies in the bin with it

    @property
    def label(self) -> str:
        return self.row._meta.label_lower

    def hangs_on(self, other: Thing) -> bool:
        return any(one is other or one.hangs_on(other) for one in self.sources)

    def ancestor(self, name: str) -> Thing | None:
        if self.kind == name:
            return self
        return next((found for one in self.sources if (found := one.ancestor(name))), None)


@dataclass(frozen=True)
class Kind:
    name: str
    make: Callable[..., Any]
    within: str
    restricted: bool
    also: str = ""  # the kind of a second thing, of the same owner, that it stands on


KINDS: dict[str, Kind] = {}


def kind(
    name: str, *, within: str = "", restricted: bool = False, also: str = ""
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register_it(make: Callable[..., Any]) -> Callable[..., Any]:
        KINDS[name] = Kind(name, make, within, restricted, also)
        return make

    return register_it


# -- kinds


@kind("space", restricted=True)
def _space(town: Town, owner: Organisation, word: str) -> Any:
    texts = {name: f"{word} {name}" for name in ("town", "owner_name", "description", "hazard_notes")}
    return make_space(owner, f"{word} Square", town.keeper(owner), **texts)


@kind("sub_area", within="space")
def _sub_area(town: Town, space: Thing, word: str) -> Any:
    return register.save_sub_area(space.row, {"name": word, "kind": "access_point"}, geometry=square(size=0.0004))


@kind("entrance", within="space")
def _entrance(town: Town, space: Thing, word: str) -> Any:
    return register.save_entrance(space.row, {"name": word, "used_by": ["people"], "notes": word})


@kind("measure", within="space")
def _measure(town: Town, space: Thing, word: str) -> Any:
    values = {"name": word, "origin": "emplaced", "category": "physical", "functions": ["restrict"], "notes": word}
    return register.save_measure(space.row, values)


@kind("usage_state", within="space")
def _usage_state(town: Town, space: Thing, word: str) -> Any:
    free = [one for one in ("peak", "event", "night", "works") if not space.row.states.filter(state=one).exists()]
    return register.save_state(space.row, {"state": free[0], "when": word}) if free else None


@kind("contact", within="space")
def _contact(town: Town, space: Thing, word: str) -> Any:
    return register.save_contact(space.row, {"name": word, "email": f"{word}@example.org", "phone": "0721 123 456"})


@kind("photo", within="space")
def _photo(town: Town, space: Thing, word: str) -> Any:
    file = picture()
    size = len(file.getvalue())
    return register.add_attachment(
        space.row, file, name="x.jpg", size=size, title=word, description=word, by=town.keeper(space.owner)
    )


@kind("assessment", within="space", restricted=True)
def _assessment(town: Town, space: Thing, word: str) -> Any:
    made = assessing.create_assessment(space.row, by=town.keeper(space.owner), title=word)
    return assessing.change_assessment(made, {"mandate": word, "site_notes": word})


@kind("scenario", within="assessment")
def _scenario(town: Town, assessment: Thing, word: str) -> Any:
    values = {"threat_type": "vehicle", "usage_state": "normal", "title": word, "text": word, "weaknesses": word}
    return assessing.add_scenario(assessment.row, values)


@kind("vulnerability", within="assessment")
def _vulnerability(town: Town, assessment: Thing, word: str) -> Any:
    return assessing.write_vulnerability(assessment.row, statement=word, scenarios=[assessment.row.scenarios.first()])


@kind("objective", within="vulnerability")
def _objective(town: Town, vulnerability: Thing, word: str) -> Any:
    return assessing.write_objective(*_treated(vulnerability), text=word, vulnerabilities=[vulnerability.row])


@kind("requirement", within="vulnerability")
def _requirement(town: Town, vulnerability: Thing, word: str) -> Any:
    return assessing.write_requirement(
        *_treated(vulnerability), text=word, vulnerabilities=[vulnerability.row], obligation="must",
        measure_of_success=word,
    )  # fmt: skip


def _treated(vulnerability: Thing) -> tuple[Assessment]:
    """Its assessment; to be treated, which a draft cannot decide yet."""
    Vulnerability.objects.filter(pk=vulnerability.row.pk).update(decision="treat")
    return (Assessment.objects.get(pk=vulnerability.row.assessment_id),)


@kind("visit", within="assessment")
def _visit(town: Town, assessment: Thing, word: str) -> Any:
    at = timezone.now() - dt.timedelta(days=1)
    return assessing.write_visit(assessment.row, {"starts_at": at, "usage_state": "normal", "notes": word})


@kind("member", within="assessment")
def _member(town: Town, assessment: Thing, word: str) -> Any:
    return assessing.put_on_team(assessment.row, name=word, function="police")


@kind("consensus", within="scenario")
def _consensus(town: Town, scenario: Thing, word: str) -> Any:
    if scenario.row.consensus.exists():
        return None
    made = Consensus.objects.create(scenario=scenario.row, probability=2, consequence=2, rationale=word, notes=word)
    audit.record(Verb.CREATED, made, note=word)
    return made


@kind("score", within="scenario")
def _score(town: Town, scenario: Thing, word: str) -> Any:
    """Of one of the people; blind until the scores are open."""
    author = town.people[int(word[-2:]) % len(town.people)]
    if scenario.row.scores.filter(member__user=author).exists():
        return None
    member, _new = TeamMember.objects.get_or_create(
        assessment=scenario.row.assessment, user=author, defaults={"name": author.name, "function": "police"}
    )
    made = Score.objects.create(scenario=scenario.row, member=member, probability=1, consequence=1, rationale=word)
    audit.record(Verb.SCORED, made)
    return made


def _blind(town: Town, score: Thing, person: User | None) -> bool:
    if person is None:
        return False
    assessment = score.ancestor("assessment")
    return assessment in town.opened or score.row.member.user_id == person.pk


@kind("checklist", within="assessment")
def _checklist(town: Town, assessment: Thing, word: str) -> Any:
    space = assessment.row.space
    if space.checklists.filter(state="open").exists() or not assessment.row.is_open:
        return None
    return checking.begin(space, by=town.keeper(assessment.owner), assessment=assessment.row)


@kind("early_checklist", within="space")
def _early_checklist(town: Town, space: Thing, word: str) -> Any:
    """Before there is an assessment."""
    if space.row.checklists.filter(state="open").exists():
        return None
    return checking.begin(space.row, by=town.keeper(space.owner), mode="quick")


def _answered(town: Town, checklist: Thing, word: str) -> Any:
    content: Any = checklist.row.question_set.content
    codes = [one["code"] for one in content["questions"] if one.get("quick") or not checklist.row.is_quick]
    free = [code for code in codes if not checklist.row.answers.filter(question=code).exists()]
    if not checklist.row.is_open or not free:
        return None
    texts = {"answer": "no", "evidence": word, "improvement": word, "who_knows": word}
    return checking.answer(checklist.row, free[0], texts, by=town.keeper(checklist.owner)).answer


kind("answer", within="checklist")(_answered)
kind("early_answer", within="early_checklist")(_answered)


@kind("scoring_respondent", within="assessment")
def _scoring_respondent(town: Town, assessment: Thing, word: str) -> Any:
    return _ask_outside(town, assessment, word)


@kind("respondent", within="checklist")
def _respondent(town: Town, checklist: Thing, word: str) -> Any:
    return _ask_outside(town, checklist, word)


def _ask_outside(town: Town, task: Thing, word: str) -> Any:
    if not task.row.is_open:
        return None
    address = f"{word}@outside.example".lower()
    # The mail tells them what was written to them, and nothing of the space.
    town.outside[address] = {word}
    values = {"email": address, "name": word, "function": "owner_operator", "circle": "involved", "language": "en"}
    until = timezone.localdate(town.now()) + dt.timedelta(days=5)
    return asking.ask(task.row, {**values, "note": word}, until=until, by=town.keeper(task.owner))[0]


@kind("respondent_answer", within="respondent")
def _respondent_answer(town: Town, respondent: Thing, word: str) -> Any:
    if respondent.row.answers.filter(question="A1").exists():
        return None
    return RespondentAnswer.objects.create(respondent=respondent.row, question="A1", answer="no", evidence=word)


@kind("trigger", within="space")
def _trigger(town: Town, space: Thing, word: str) -> Any:
    today = timezone.localdate(town.now())
    by = town.keeper(space.owner)
    return reminding.record_trigger([space.row], "incident", happened_on=today, note=word, by=by)[0]


@kind("arrival", within="assessment")
def _arrival(town: Town, assessment: Thing, word: str) -> Any:
    """Taken in: one that waits for a decision is thrown away after some days."""
    return Arrival.objects.create(
        space=assessment.row.space, assessment=assessment.row, question_set=latest("question_set", "quick-check"),
        file_name=f"{word}.csv", usage_state="normal", created_by=town.keeper(assessment.owner),
        report={"lines": [], "submissions": []}, state=ArrivalState.DONE, done_at=town.now(),
    )  # fmt: skip


@kind("own_set", restricted=True)
def _own_set(town: Town, owner: Organisation, word: str) -> Any:
    made = sets.begin_copy(latest("question_set", "quick-check"), owner, word, note=word, by=town.keeper(owner))
    values = {"title": word}
    sets.change_part(made, "groups.A", values)
    return made


@kind("own_version", within="own_set")
def _own_version(town: Town, own_set: Thing, word: str) -> Any:
    if own_set.row.newest is not None:
        return None
    return sets.publish(own_set.row, word, by=town.keeper(own_set.owner))


@kind("longlist", restricted=True)
def _longlist(town: Town, owner: Organisation, word: str) -> Any:
    return listing.begin(owner, f"{word} squares", note=word, by=town.keeper(owner))


@kind("longlist_place", within="longlist", also="space")
def _longlist_place(town: Town, longlist: Thing, word: str, space: Thing) -> Any:
    if longlist.row.places.filter(space=space.row).exists():
        return None
    listing.add_places(longlist.row, [space.row])
    return listing.score(longlist.row.places.get(space=space.row), {"crowd": 4}, note=word)


@kind("call", restricted=True)
def _call(town: Town, owner: Organisation, word: str) -> Any:
    made = calling.begin(owner, f"{word} call", by=town.keeper(owner))
    return calling.write_section(made, "annexes", word)


@kind("annex", within="call")
def _annex(town: Town, call: Thing, word: str) -> Any:
    if call.row.annexes.filter(organisation=call.owner).exists():
        return None
    texts = {"surroundings": word, "objective": word, "scenario": word}
    return calling.add_annex(call.row, call.owner, {"category": "square", "threat_types": ["vehicle"], **texts})


@kind("wanted", within="annex")
def _wanted(town: Town, annex: Thing, word: str) -> Any:
    """Its text is written for outsiders; the requirement behind it stays with those who see that."""
    own = next((one for one in town.of_kind("requirement") if one.owner == annex.owner), None)
    if own is None or annex.row.wanted.filter(requirement=own.row).exists():
        return None
    made = calling.add_wanted(annex.row, own.row)
    return calling.change_wanted(made, {"obligation": "must", "text": word, "measure_of_success": word})


@kind("question", within="call")
def _question(town: Town, call: Thing, word: str) -> Any:
    return calling.write_question(call.row, {"text": word, "help": word, "kind": "text", "mandatory": False})


@kind("question_stock", restricted=True)
def _question_stock(town: Town, owner: Organisation, word: str) -> Any:
    call = calling.begin(owner, "A call", by=town.keeper(owner))
    calling.write_question(call, {"text": word, "help": "", "kind": "text", "mandatory": False})
    made = calling.keep_as_stock(call, word, by=town.keeper(owner))
    call.delete()
    return made


@kind("evaluation", restricted=True)
def _evaluation(town: Town, owner: Organisation, word: str) -> Any:
    made = evaluating.begin(owner, f"{word} evaluation", by=town.keeper(owner))
    return evaluating.change(made, {"note": word})


@kind("contender", within="evaluation")
def _contender(town: Town, evaluation: Thing, word: str) -> Any:
    return evaluating.add_candidate(evaluation.row, {"name": word, "summary": word, "provider": word, "country": "BE"})


@kind("stakeholder", within="evaluation")
def _stakeholder(town: Town, evaluation: Thing, word: str) -> Any:
    return evaluating.add_stakeholder(evaluation.row, word)


@kind("criteria_set", within="evaluation")
def _criteria_set(town: Town, evaluation: Thing, word: str) -> Any:
    """Worded by the city, once."""
    row = evaluation.row.criteria_sets.first()
    if row.is_frozen or any(one["code"] == "own" for one in row.criteria):
        return None
    own = {"code": "own", "label": word, "question": word, "anchors": [word] * 5}
    groups = [
        {**one, "criteria": [*one["criteria"], *([own] if not number else [])]} for number, one in enumerate(row.groups)
    ]
    return evaluating.change_criteria(row, groups, row.knock_outs)


@kind("evaluation_round", within="evaluation")
def _evaluation_round(town: Town, evaluation: Thing, word: str) -> Any:
    there = set(evaluation.row.rounds.values_list("kind", flat=True))
    free = [one for one in ("tabletop", "demonstration") if one not in there]
    return evaluating.plan_round(evaluation.row, free[0], word) if free else None


@kind("knock_out", within="contender")
def _knock_out(town: Town, contender: Thing, word: str) -> Any:
    code = contender.row.evaluation.criteria_sets.first().knock_outs[0]["code"]
    if contender.row.knock_outs.exists():
        return None
    by = town.keeper(contender.owner)
    return evaluating.check_knock_out(contender.row, code, passed=False, reason=word, by=by)


@kind("agreed", within="contender")
def _agreed(town: Town, contender: Thing, word: str) -> Any:
    """What evaluators agreed on, in a round whose scores are open."""
    if contender.row.consensus.exists():
        return None
    evaluation = contender.row.evaluation
    judged, _new = Round.objects.get_or_create(
        evaluation=evaluation, kind="information", defaults={"criteria_set": evaluation.criteria_sets.first()}
    )
    Round.objects.filter(pk=judged.pk).update(opened_at=town.now(), revealed_at=town.now())
    said = {"fit": {"value": 2, "rationale": word}}
    return evaluating.agree(judged, contender.row, said, by=town.keeper(contender.owner))[0]


@kind("decision_table", restricted=True)
def _decision_table(town: Town, owner: Organisation, word: str) -> Any:
    content = {
        "alternatives": [word, "wall"], "matrix": [[1.0], [2.0]], "criteria": [{"name": word, "higher": True, "weight": 1.0}],
    }  # fmt: skip
    by = town.keeper(owner)
    return evaluating.keep_table(owner, f"{word} table", content, method="promethee_2", file_name=f"{word}.csv", by=by)


@kind("answered_call", restricted=True)
def _answered_call(town: Town, owner: Organisation, word: str) -> Any:
    """Published, so that answers stand on it. What everybody reads of it says nothing; the call behind it has the word."""
    made = calling.begin(owner, f"{word} call", by=town.keeper(owner))
    told = {
        "title": "A call", "issuer": {"name": "A town", "country": "BE"}, "demonstration": True, "languages": ["en"],
        "sections": [], "questions": [], "criteria": [],
        "cities": [
            {
                "organisation": {"name": "A town", "country": "BE"}, "category": "square", "crowd_class": "", "surroundings": "",
                "objective": "Quiet.", "threat_types": ["vehicle"], "phases": [], "functions": [], "scenario": "", "wanted": [],
                "criteria": {},
            }
        ],
    }  # fmt: skip
    day = town.now() - dt.timedelta(days=1)
    Publication.objects.create(
        organisation=owner, call=made, marking="CLEAR", title="A call", document=told, sha256="0" * 64, published_at=day,
        questions_until=day, answers_until=day, opens_at=day,
    )  # fmt: skip
    Call.objects.filter(pk=made.pk).update(state="opened")
    made.refresh_from_db()
    return made


@kind("opened_answer", within="answered_call")
def _opened_answer(town: Town, call: Thing, word: str) -> Any:
    """What was opened, screened and asked back, all with one word. Of a firm in which none of the readers is."""
    firm = make_organisation(f"Firm {town.words}", "solution_provider")
    facts: dict[str, Any] = dict.fromkeys(("solution", "summary", "limits", "contact"), word)
    draft = Draft.objects.create(publication=call.row.publication, organisation=firm, **facts)
    document = {
        "provider": {"name": word, "country": "BE", "kind": "solution_provider"}, "demonstration": True, "requirements": {},
        "answers": {}, "files": [], "solution": {name: getattr(draft, name) for name in documents.FACTS},
    }  # fmt: skip
    submission = Submission.objects.create(
        organisation=firm, draft=draft, publication=draft.publication, document=document, sha256="0" * 64,
        submitted_at=town.now(),
    )  # fmt: skip
    made = OpenedAnswer.objects.create(
        call=call.row, submission=submission, number=call.row.opened_answers.count() + 1, provider_name=word, solution=word,
        said=word, reason=word, feedback=word, decision="admitted", screened_at=town.now(), opened_at=town.now(),
    )  # fmt: skip
    audit.record(Verb.MOVED_ON, made, note=word)
    QuestionBack.objects.create(opened=made, text=word, reply=word)
    CityScreening.objects.create(opened=made, organisation=town.organisations[0], decision="admitted", reason=word)
    return made


@kind("demonstration", restricted=True)
def _demonstration(town: Town, owner: Organisation, word: str) -> Any:
    made = showing.begin(owner, f"{word} demonstration", by=town.keeper(owner))
    texts = dict.fromkeys(("scenario", "solution", "provider", "safety", "privacy", "limits", "lessons", "costs"), word)
    return showing.change(made, {**texts, "begins_at": town.now(), "ends_at": town.now() + dt.timedelta(hours=4)})


@kind("study", within="assessment", restricted=True)
def _study(town: Town, assessment: Thing, word: str) -> Any:
    """On a draft, which the service refuses: states of assessments are moved elsewhere."""
    owner = assessment.owner
    made = Study.objects.create(
        organisation=owner, name=f"{word} study", note=word, budget_buy=9_000, openness_least=None,
        created_by=town.keeper(owner),
    )  # fmt: skip
    Ground.objects.create(study=made, assessment=assessment.row)
    audit.record(Verb.CREATED, made)
    return made


@kind("candidate_measure", within="study")
def _candidate_measure(town: Town, study: Thing, word: str) -> Any:
    """A measure with an effect, a result, an alternative and a decision, all with one word."""
    row = study.row
    values = {"name": word, "note": word, "buy_best": 5, "year_best": 1, "cost_source": word}
    made = budgeting.save_candidate(row, values)
    scenario = row.assessments.get().scenarios.filter(applicable=True).first()
    if scenario is not None:
        budgeting.save_effects(row, {(made.pk, scenario.pk): (1, 0, "high")}, says=word, source=word)
    budgeting.run(budgeting.request(row, by=town.keeper(study.owner)).pk)
    if row.alternatives.count() < 4:
        budgeting.keep(row, word, [made], by_hand=True)
    if not row.decisions.exists():
        # Decided without moving the study on: further measures can be made.
        record = PortfolioDecision.objects.create(study=row, alternative=word, reason=word, signatory=word)
        record.candidates.add(made)
        audit.record(Verb.APPROVED, record)
    return made


@kind("metric", within="demonstration")
def _metric(town: Town, demonstration: Thing, word: str) -> Any:
    """A metric, a person, a line of the programme, a post and a run with a value and a remark, all with one word."""
    row = demonstration.row
    showing.save_person(row, {"function": "owner", "name": word, "organisation_name": word})
    showing.save_step(row, {"at": town.now(), "what": word, "who": word, "where": word})
    made = showing.save_metric(row, {"label": word, "kind": "number", "unit": word, "better": "lower", "target": None})
    seat, _secret = showing.add_seat(row, word)
    run = showing.add_run(row, "baseline", word)
    # Approvals are asked of people; here the run counts as begun.
    Run.objects.filter(pk=run.pk).update(begun_at=town.now(), ended_at=town.now())
    run.refresh_from_db()
    showing.observe(seat, run, {made: 3.0}, word)
    return made


@kind("demo_day", restricted=True)
def _demo_day(town: Town, owner: Organisation, word: str) -> Any:
    made = showing.begin_day(owner, f"{word} day", word, by=town.keeper(owner))
    values = {"title": word, "about": word, "begins_at": town.now(), "ends_at": town.now() + dt.timedelta(hours=1)}
    showing.add_item(made, owner, values)
    return made


@kind("action", within="requirement", restricted=True)
def _action(town: Town, requirement: Thing, word: str) -> Any:
    values = dict.fromkeys(("partners", "funding", "responsible_name"), word)
    days = {"starts_on": timezone.localdate(), "due_on": timezone.localdate() + dt.timedelta(days=5)}
    owner = requirement.owner
    return planning.propose_action(
        owner, f"{word} action", by=town.keeper(owner), description=word, requirements=[requirement.row],
        values={**values, **days, "responsible": town.keeper(owner)},
    )  # fmt: skip


@kind("evidence", within="action")
def _evidence(town: Town, action: Thing, word: str) -> Any:
    file = picture(colour=f"#{int(word[-4:]):06x}")
    return planning.add_evidence(
        Action.objects.get(pk=action.row.pk), file, name="a.jpg", size=len(file.getvalue()), title=word, description=word,
        by=town.keeper(action.owner),
    )  # fmt: skip


@kind("action_score", within="action")
def _action_score(town: Town, action: Thing, word: str) -> Any:
    """A target, with its reason; decided, so that it counts."""
    row = Action.objects.get(pk=action.row.pk)
    if row.scores.exists():
        return None
    Action.objects.filter(pk=row.pk).update(state="decided")
    made = ActionScore.objects.create(
        action=row, scenario=row.assessment.scenarios.first(), basis="target", probability=1, consequence=1, rationale=word,
        recorded_at=town.now(),
    )  # fmt: skip
    audit.record(Verb.SCORED, made)
    return made


@kind("security_plan", within="assessment", restricted=True)
def _security_plan(town: Town, assessment: Thing, word: str) -> Any:
    made = planning.begin_plan(assessment.row.space, by=town.keeper(assessment.owner))
    planning.change_plan(made, {"title": word})
    # Filled from this assessment, as if it were the approved one.
    SecurityPlan.objects.filter(pk=made.pk).update(assessment=assessment.row.pk)
    made.refresh_from_db()
    return made


@kind("plan_section", within="security_plan")
def _plan_section(town: Town, plan: Thing, word: str) -> Any:
    return planning.add_section(SecurityPlan.objects.get(pk=plan.row.pk), word, word)


@kind("incident", within="space", restricted=True)
def _incident(town: Town, space: Thing, word: str) -> Any:
    values = {
        "kind": "near_miss", "happened_at": town.now() - dt.timedelta(hours=1), "space": space.row, "where": word,
        "what": word, "lesson": word, "lat": 42.66, "lon": 23.46,
    }  # fmt: skip
    return logging.report(space.owner, values, by=town.keeper(space.owner))


@kind("measure_result", within="incident")
def _measure_result(town: Town, incident: Thing, word: str) -> Any:
    """How a measure of the space did. The measure is read with its space, so the word stands in what is said of it alone."""
    row = incident.row
    values = {"name": f"Barrier {town.words}", "origin": "emplaced", "category": "physical", "functions": ["restrict"]}
    measure = register.save_measure(row.space, values)
    logging.judge_measures(row, {measure: ("failed", word)})
    return row.results.get(measure=measure)


@kind("incident_photo", within="incident")
def _incident_photo(town: Town, incident: Thing, word: str) -> Any:
    if incident.row.photos.exists():
        return None
    file, by = picture(), town.keeper(incident.owner)
    size = len(file.getvalue())
    return logging.add_photo(incident.row, file, name="x.jpg", size=size, description=word, by=by)


@kind("threat_level", restricted=True)
def _threat_level(town: Town, owner: Organisation, word: str) -> Any:
    """Told by a town for its own spaces, which are looked at again: the reason there has none of its words."""
    Organisation.objects.filter(pk=owner.pk).update(country="XX")
    owner.country = "XX"
    values = dict.fromkeys(("before", "after", "source", "note"), word)
    made = logging.record_level(owner, {**values, "decided_on": town.now().date()}, by=town.keeper(owner))
    logging.spread(made.pk)
    return made


@kind("exercise", restricted=True)
def _exercise(town: Town, owner: Organisation, word: str) -> Any:
    made = exercising.begin(owner, f"{word} exercise", by=town.keeper(owner))
    exercising.save_function(made, {"label": word, "task": word, "played_by": word})
    values = {"minute": 0, "title": word, "text": word, "channel": "phone"}
    exercising.save_inject(made, values, [word])
    return exercising.change(made, dict.fromkeys(("situation", "objectives", "rules", "solution"), word))


@kind("exercise_run", within="exercise")
def _exercise_run(town: Town, exercise: Thing, word: str) -> Any:
    """Played: with somebody at the table, a decision, a judgement and a finding, all with one word."""
    row, by = exercise.row, town.keeper(exercise.owner)
    row.refresh_from_db()
    if row.is_draft:
        exercising.make_ready(row)
    run = exercising.add_run(row, "baseline", word)
    exercising.start(run)
    function, inject = Function.objects.filter(exercise=row).first(), Inject.objects.filter(exercise=row).first()
    exercising.release(run, inject)
    person, _secret = exercising.join(run, function, word)
    exercising.write(run, "decision", word, f"k{run.pk}", participant=person, inject=inject)
    exercising.judge(run, inject.expected.first(), "met", by=by)
    exercising.save_finding(run, {"kind": "lesson", "text": word, "owner": word}, by=by)
    run = exercising.end(run)
    return exercising.summarise(run, word)


@kind("series", restricted=True)
def _series(town: Town, owner: Organisation, word: str) -> Any:
    return holding.begin_series(owner, {"name": word, "about": word}, by=town.keeper(owner))


@kind("event", restricted=True)
def _event(town: Town, owner: Organisation, word: str) -> Any:
    """Published and past, so that its marking alone says who reads it, and it can go into the bin."""
    by, begins = town.keeper(owner), dt.datetime(2019, 7, 17, 8, tzinfo=dt.UTC)
    made = holding.begin(owner, f"{word} seminar", "seminar", by=by)
    texts = dict.fromkeys(("summary", "about", "venue", "city", "target_groups", "partners", "funding"), word)
    values = {
        "begins_at": begins,
        "ends_at": begins + dt.timedelta(hours=8),
        "languages": ["en"],
        "contact": "a@b.example",
    }
    made = holding.change(made, {**texts, **values})
    values = {
        "title": f"{word} session",
        "abstract": word,
        "begins_at": begins,
        "ends_at": begins + dt.timedelta(hours=1),
    }
    values["room"] = holding.save_room(made, {"name": word, "about": word, "link": f"https://meet.example/{word}"})
    values["track"] = holding.save_track(made, {"name": word})
    session = holding.save_session(made, values)
    holding.save_question(session, {"text": word, "options": f"{word}\nNo", "right": 1, "because": word})
    # Speakers are known to their organisation whatever the event is marked: they have no word of an event.
    speaker = holding.add_speaker(owner, {"name": "Somebody Speaks"}, by=by)
    holding.put_on(session, speaker, "speaker")
    file = picture()
    holding.add_file(made, file, name="x.jpg", size=len(file.getvalue()), description=word, credit=word, by=by)
    text = f"title;date;start;end\n{word};2019-07-17;10:00;11:00\n".encode()
    holding.look_at(made, f"{word}.csv", text, by=by)
    return holding.publish(made)


@kind("recording", within="event", restricted=True)
def _recording(town: Town, event: Thing, word: str) -> Any:
    """Published, so that its marking and its event say who reads it."""
    values = {"title": word, "about": word, "language": "en", "session": event.row.sessions.first()}
    made = recording.begin(event.row, values, by=town.keeper(event.owner))
    recording.save_chapter(made, {"begins_ms": 0, "title": word})
    Recording.objects.filter(pk=made.pk).update(published_at=town.now())
    return Recording.objects.get(pk=made.pk)


@kind("caption_track", within="recording")
def _caption_track(town: Town, recorded: Thing, word: str) -> Any:
    """Offered before its review, so that whoever sees the recording reads it; one a recording."""
    if recorded.row.tracks.exists():
        return None
    by = town.keeper(recorded.owner)
    made = captioning.begin(recorded.row, language="en", kind="captions", by=by)
    captioning.offer(made, True)
    captioning.write(made, Track((Cue(0, 4000, f"Here is {word} again."),)), origin="file", note=word, by=by)
    captioning.look_at(made, f"{word}.srt", f"1\n00:00:01,000 --> 00:00:03,000\n{word}\n".encode(), by=by)
    return type(made).objects.get(pk=made.pk)


@kind("overlay", within="assessment", restricted=True)
def _overlay(town: Town, assessment: Thing, word: str) -> Any:
    """An event on the space of an assessment that is sealed."""
    base = Assessment.objects.get(pk=assessment.row.pk)
    if not Snapshot.objects.filter(assessment=base).exists():
        return None
    now = town.now()
    values = {
        "name": f"{word} market", "begins_at": now, "ends_at": now + dt.timedelta(hours=4), "organiser": word, "about": word,
    }  # fmt: skip
    return overlaying.begin(base, values, by=town.keeper(assessment.owner))


@kind("temporary_measure", within="overlay")
def _temporary_measure(town: Town, overlay: Thing, word: str) -> Any:
    """With a row that is there only then and a line of the list, all with one word."""
    row = type(overlay.row).objects.get(pk=overlay.row.pk)
    threat = row.assessment.scenarios.first().threat_type
    overlaying.add_row(
        row, {"threat_type": threat, "area": "", "title": word, "probability": 1, "consequence": 1, "reason": word}
    )
    overlaying.save_check(row, {"at": row.begins_at, "what": word, "responsible": word})
    values = {"name": word, "place": word, "set_up_at": row.begins_at, "remove_at": row.ends_at, "responsible": word}
    return overlaying.save_measure(row, {**values, "note": word})


@kind("map_import", restricted=True)
def _map_import(town: Town, owner: Organisation, word: str) -> Any:
    made = MapImport.objects.create(
        organisation=owner, file_name=f"{word}.osm", state=MapImport.State.DONE, started_by=town.keeper(owner)
    )
    audit.record(Verb.IMPORTED, made)
    return made


@kind("candidate", within="map_import")
def _candidate(town: Town, found_in: Thing, word: str) -> Any:
    # Taken over as a space of the same town, which may be marked more strictly than the import.
    taken = next((one for one in town.of_kind("space") if one.owner == found_in.owner), None)
    made = Candidate(
        organisation=found_in.owner,
        found_in=found_in.row,
        source=f"osm:way/{word}",
        name=word,
        main_category="square",
        kind="place=square",
        space=taken.row if taken else None,
    )
    made.geometry = square()
    made.save()
    return made


@kind("entry", restricted=True)
def _entry(town: Town, owner: Organisation, word: str) -> Any:
    texts = {name: f"{word} {name}" for name in ("summary", "description", "helps_when", "new_weaknesses", "evidence")}
    values = {
        "kind": "measure",
        "name": word,
        "category": "physical",
        "threat_types": ["vehicle"],
        "family": "structural",
    }
    return cataloguing.propose(
        owner,
        {**values, "approach": "technical", "horizon": "short", **texts},
        by=town.keeper(owner),
        aspects={("openness", "looks"): ("worse", word)},
    )


@kind("entry_photo", within="entry")
def _entry_photo(town: Town, entry: Thing, word: str) -> Any:
    if entry.row.photos.exists():
        return None
    file, by = picture(), town.keeper(entry.owner)
    size = len(file.getvalue())
    return cataloguing.add_photo(entry.row, file, name="x.jpg", size=size, description=word, credit=word, by=by)


@kind("comment", within="entry")
def _comment(town: Town, entry: Thing, word: str) -> Any:
    return cataloguing.comment(entry.row, entry.owner, "experience", word, by=town.keeper(entry.owner))


@kind("practice", restricted=True)
def _practice(town: Town, owner: Organisation, word: str) -> Any:
    """Published, so that its marking alone says who reads it."""
    texts = dict.fromkeys(("title", "summary", "city", *Practice.TEXTS), word)
    made = practising.write(owner, {**texts, "threat_types": ["vehicle"]}, by=town.keeper(owner))
    file = picture()
    size = len(file.getvalue())
    practising.add_photo(made, file, name="x.jpg", size=size, description=word, credit=word, by=town.keeper(owner))
    Practice.objects.filter(pk=made.pk).update(state="published", published_at=town.now())
    return Practice.objects.get(pk=made.pk)


@kind("document", restricted=True)
def _document(town: Town, owner: Organisation, word: str) -> Any:
    """Published, with one version."""
    by = town.keeper(owner)
    made = shelving.begin(owner, {"title": word, "about": word}, by=by)
    file = io.BytesIO(b"%PDF-1.4 " + word.encode())
    day = dt.date(2024, 5, 1)
    shelving.add_version(made, file, name=f"{word}.pdf", size=20, label=word, dated=day, change_note=word, by=by)
    return shelving.move(made, "publish", by=by)


@kind("term", restricted=True)
def _term(town: Town, owner: Organisation, word: str) -> Any:
    by = town.keeper(owner)
    return glossing.move(glossing.add(owner, {"word": word, "text": word}, by=by), "publish", by=by)


@kind("remark_on_practice", within="practice")
def _remark_on_practice(town: Town, practice: Thing, word: str) -> Any:
    by = town.keeper(practice.owner)
    return practising.say(practice.row, practice.owner, "question", word, by=by)


@kind("trial", within="practice")
def _trial(town: Town, practice: Thing, word: str) -> Any:
    """By the town itself, which the service refuses: so it is of the owner of its practice, as the oracle has it."""
    made = Trial(
        practice=practice.row, organisation=practice.owner, author=town.keeper(practice.owner), where=word, since=2024,
        result="same", differed=word,
    )  # fmt: skip
    made.save()
    audit.record(Verb.CREATED, made)
    return made


@kind("use", within="entry", restricted=True)
def _use(town: Town, entry: Thing, word: str) -> Any:
    by = town.keeper(entry.owner)
    return treating.record_use(entry.owner, entry.row, {"told_as": word, "experience": word}, by=by)


@kind("choice", within="vulnerability", also="entry")
def _choice(town: Town, vulnerability: Thing, word: str, entry: Thing) -> Any:
    """A choice is called by its entry; its own word is the reason."""
    type(entry.row).objects.filter(pk=entry.row.pk).update(state="published")
    try:
        return treating.choose(vulnerability.row, entry.row, by=town.keeper(entry.owner), reason=word)
    finally:
        type(entry.row).objects.filter(pk=entry.row.pk).update(state="proposed")


def _reads_for(town: Town, person: User | None) -> set[int]:
    if person is None:
        return set()
    return {owner for (key, owner), role in town.roles.items() if key == person.pk and role in READING}


def _for_an_authority(town: Town, person: User | None) -> bool:
    authorities = {one.pk for one in town.organisations if one.kind in AUTHORITIES}
    return bool(authorities & _reads_for(town, person))


def _proposal(town: Town, thing: Thing, person: User | None) -> bool:
    """Nothing here is ever published: whatever its marking, it is not for the public."""
    entry = thing.ancestor("entry")
    assert entry is not None
    mine = entry.owner.pk in _reads_for(town, person)
    return entry.marking != "CLEAR" or mine or _for_an_authority(town, person)


def _comments(town: Town, thing: Thing, person: User | None) -> bool:
    """Of authorities for authorities, and for whoever owns the entry."""
    return _for_an_authority(town, person) or thing.owner.pk in _reads_for(town, person)


#: What narrows a kind further than its sources do.
NARROWED: dict[str, Callable[[Town, Thing, User | None], bool]] = {
    "score": _blind,
    "entry": _proposal,
    "entry_photo": _proposal,
    "comment": _comments,
    "remark_on_practice": _comments,
    "trial": _comments,
    "use": _proposal,
    "choice": _proposal,
}


class Town:
    """Four organisations, their people, and everything made during one example."""

    KINDS_OF = (
        ("Aldermoor", OrganisationKind.MUNICIPALITY),
        ("Brackwater", OrganisationKind.MUNICIPALITY),
        ("Cold Harbour Police", OrganisationKind.POLICE),
        ("Dunmore Fences", OrganisationKind.SOLUTION_PROVIDER),
    )

    def __init__(self) -> None:
        """The rows that all examples share: organisations, people, and a signed-in client for each of them."""
        self.organisations = [make_organisation(name, kind_of) for name, kind_of in self.KINDS_OF]
        self.keepers = {
            one.pk: make_user(f"keeper{number}@x.example", one, Role.ADMINISTRATOR, name=f"Keeper {number}")
            for number, one in enumerate(self.organisations)
        }
        self.people = [make_user(f"person{number}@x.example", name=f"Person {number}") for number in range(4)]
        self.readers: list[User | None] = [None, *self.keepers.values(), *self.people]
        self.clients = {one.pk if one else None: _client(one) for one in self.readers}
        self.begin()

    def begin(self) -> None:
        self.things: list[Thing] = []
        self.words = 0
        self.offset = dt.timedelta()
        self.roles = {(self.keepers[one.pk].pk, one.pk): "administrator" for one in self.organisations}
        self.inactive: set[int] = set()
        self.shares: list[dict[str, Any]] = []
        self.opened: set[Thing | None] = set()
        self.outside: dict[str, set[str]] = {}  # address of somebody without an account -> what they were told

    def want_everything(self) -> None:
        """Mails and calendars name what they may, and everybody has them: with names left out nothing could leak."""
        for one in self.organisations:
            reminding.change_policy(one, {"names_in_mails": True})
        self.calendars = {
            one.pk: reverse("reminders:calendar", args=[reminding.open_calendar(one)]) for one in self.readers if one
        }

    # -- what there is

    def keeper(self, owner: Organisation) -> User:
        return self.keepers[owner.pk]

    def now(self) -> dt.datetime:
        return REAL_NOW() + self.offset

    def of_kind(self, name: str) -> list[Thing]:
        return [one for one in self.things if one.kind == name and not one.is_gone]

    def restricted(self) -> list[Thing]:
        return [one for one in self.things if one.marking is not None and not one.is_gone]

    def new_word(self) -> str:
        self.words += 1
        return f"Vexil{self.words:04d}"

    # -- the oracle

    def sees(self, person: User | None, thing: Thing) -> bool:
        """TLP in plain words, from what was done and not from what is stored."""
        if thing.marking is not None and not self._own(person, thing):
            return False
        if not all(self.sees(person, source) for source in thing.sources):
            return False
        narrowed = NARROWED.get(thing.kind)
        return narrowed is None or (narrowed(self, thing, self._active(person)))

    def _active(self, person: User | None) -> User | None:
        return None if person is None or person.pk in self.inactive else person

    def _own(self, person: User | None, thing: Thing) -> bool:
        if thing.marking == "CLEAR":
            return True
        person = self._active(person)
        if person is None:
            return False
        named = [one for one in self.shares if one["about"] is thing and not one["ended"] and self._holds(one["until"])]
        if thing.marking == "RED":
            return any(one["person"] == person.pk for one in named)
        reads_for = {one.pk for one in self.organisations if self.reads_for(person, one)}
        if thing.owner.pk in reads_for:
            return True
        if thing.marking == "AMBER":
            return any(one["organisation"] in reads_for for one in named)
        authorities = {one.pk for one in self.organisations if one.kind in AUTHORITIES}
        return thing.marking == "GREEN" and bool(authorities & reads_for)

    def reads_for(self, person: User, organisation: Organisation) -> bool:
        return self._active(person) is not None and self.roles.get((person.pk, organisation.pk)) in READING

    def _holds(self, until: dt.date | None) -> bool:
        """A share holds to the end of its last day, by the clock of the server's time zone."""
        return until is None or self.now().astimezone(ZONE).date() <= until

    def allowed(self, person: User | None) -> set[str]:
        """Words that this person may meet."""
        found: set[str] = set()
        for one in self.things:
            if not self.sees(person, one):
                continue
            found |= {one.word, *one.copied}
            if one.former and person is not None and self.roles.get((person.pk, one.owner.pk)) in READING:
                found |= one.former
        return found


REAL_NOW = timezone.now


def _client(person: User | None) -> Client:
    client = Client(raise_request_exception=True)
    if person is not None:
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


# -- surfaces: every address that somebody decided about, and those that depend on more than that


class Scene:
    """Looks to the decisions of addresses like a ``World``: one thing of each kind, near the one in focus."""

    def __init__(self, town: Town, focus: Thing) -> None:
        self.parts: dict[str, Any] = {}
        there = [one for one in town.things if not one.is_gone]
        chain = [focus]
        while chain[-1].sources:
            chain.append(chain[-1].sources[0])
        # Nothing of one space with an assessment of another: what is not near the focus only where it stands alone.
        for one in [one for one in there if not one.sources] + [
            one for top in reversed(chain) for one in there if one.hangs_on(top)
        ]:
            self.parts[one.kind] = one.row
        self.parts |= {one.kind: one.row for one in reversed(chain)}
        self.municipality = focus.owner
        self.viewer = self.lead = town.keeper(focus.owner)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["parts"][name]
        except KeyError:
            raise AttributeError(name) from None


def addresses(name: str, decision: Decision, scene: Scene) -> list[str]:
    """Of one decided name for a scene; none where the scene lacks a kind."""
    try:
        with transaction.atomic():
            chosen = decision.kwargs(scene)  # type: ignore[arg-type]
        return [
            reverse(name, kwargs=one) + decision.query for one in (chosen if isinstance(chosen, list) else [chosen])
        ]
    except (AttributeError, ObjectDoesNotExist, NoReverseMatch, ValidationError):
        return []


def more_addresses(town: Town, focus: Thing) -> Iterator[str]:
    """What the decisions do not say: parameters, exports, histories, search with a letter missing."""
    lists = reverse("spaces:list"), reverse("assessments:list")
    for one in lists:
        yield from (
            one,
            f"{one}?format=csv",
            f"{one}?q=Vexil",
            f"{one}?archived=1",
            f"{one}?organisation={focus.owner.pk}",
        )
    yield reverse("web:home")
    for one in (reverse("plans:list"), reverse("plans:board"), reverse("plans:timeline")):
        yield from (one, f"{one}?q={focus.word[:-1]}", f"{one}?organisation={organisation_of(focus)}")
    yield reverse("plans:list") + "?format=csv"
    yield reverse("plans:documents")
    for state in ("proposed", "published"):
        yield reverse("catalogue:list") + f"?state={state}"
        yield reverse("catalogue:list") + f"?state={state}&format=csv"
        yield reverse("catalogue:list") + f"?state={state}&q={focus.word[:-1]}q"
    if focus.kind == "entry":
        yield reverse("catalogue:compare") + f"?entry={focus.row.pk}&entry={focus.row.pk}"
    for name in ("calls:list", "evaluations:list", "evaluations:tables", "demonstrations:list"):
        yield from (
            reverse(name) + "?format=csv",
            reverse(name) + f"?q={focus.word[:-1]}&organisation={focus.owner.pk}",
        )
    for name in ("practices:list", "practices:own", "library:list", "library:own"):
        yield from (reverse(name) + "?format=csv", reverse(name) + f"?q={focus.word[:-1]}")
    yield reverse("practices:feed")
    for name in ("events:list", "events:own", "events:speakers"):
        yield from (reverse(name) + "?when=all&format=csv", reverse(name) + f"?q={focus.word[:-1]}")
    for name in ("events:all_calendar", "events:feed"):
        yield reverse(name)
    yield reverse("overlays:list") + "?format=csv"
    yield reverse("incidents:list") + "?q=Vexil"
    yield reverse("incidents:list") + "?format=csv"
    yield reverse("incidents:map_data")
    yield reverse("incidents:levels") + "?format=csv"
    yield reverse("editions:list")
    yield reverse("spaces:map_list_data") + "?bbox=23,42,24,43"
    yield reverse("spaces:candidates") + "?q=Vexil"
    for which in ("with", "by"):
        yield reverse("organisations:shared") + f"?list={which}"
        yield reverse("organisations:shared") + f"?list={which}&format=csv"
    organisation = focus.owner.pk
    yield reverse("organisations:bin", args=[organisation])
    yield reverse("organisations:retention_preview", args=[organisation])
    yield reverse("reminders:list")
    yield reverse("reminders:list") + "?format=csv"
    yield reverse("organisations:log", args=[organisation])
    yield reverse("organisations:log", args=[organisation]) + "?format=csv"
    yield reverse("organisations:log", args=[organisation]) + f"?kind={focus.label}&object={focus.row.pk}"
    sees = reverse("organisations:sees", args=[organisation])
    yield from (f"{sees}?who={who}" for who in ("public", "authority"))
    yield from (f"{sees}?who=organisation-{one.pk}" for one in town.organisations)
    yield from (f"{sees}?who=member-{one.pk}" for one in [*town.people, town.keeper(focus.owner)])
    # A word one letter short and one letter wrong: the page repeats what was asked, and must not complete it.
    for query in (focus.word[:-1], focus.word[:-1] + "q", "Vexil"):
        yield reverse("search:page") + f"?q={query}"
        yield reverse("search:suggestions") + f"?q={query}"
    for name in ("history", "who", "share"):
        yield reverse(f"organisations:{name}", args=[focus.label, focus.row.pk])
    if isinstance(focus.row, Edition):
        yield reverse("editions:detail", args=[focus.row.pk])
        yield reverse("editions:edit", args=[focus.row.pk])
        yield from (reverse("editions:export", args=[focus.row.pk, suffix]) for suffix in ("html", "json"))
        yield from (reverse("editions:photo", args=[key]) for key in focus.row.photos.values_list("pk", flat=True))


def organisation_of(thing: Thing) -> int:
    return int(thing.owner.pk)


def words_in(response: Any) -> set[str]:
    """Every secret word in an answer: page, file, workbook, address it sends to; also where marks stand within a word."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    text = content.decode("utf-8", "replace") + " " + str(dict(response.headers))
    return set(WORD.findall(text)) | set(WORD.findall(TAG.sub("", text)))


def drawn_as_text(template: str, data: Any, files: Any = None) -> Any:
    """Stands for ``reports.pdf.render``: all that would be set, without setting it."""
    from protect.reports.pdf import Rendered

    return Rendered(json.dumps([template, data], default=str).encode(), "ua-1")


def seal(assessment: Assessment) -> None:
    """Approved, with its sealed document: reports and comparisons read that from now on."""
    Snapshot.objects.create(assessment=assessment, document=document.build(assessment), sha256="0" * 64)
    soon = timezone.localdate() + dt.timedelta(days=20)
    Assessment.objects.filter(pk=assessment.pk).update(state="approved", approved_at=timezone.now(), review_on=soon)


def make_edition(about: Thing, audience: str, by: User) -> Edition:
    return redacting.make_edition(about.row, audience, by=by)
