"""What folders above tell this one at start-up, because it may not import them: which objects can be shared, words of codes.

Called from ``AppConfig.ready``:

    registry.register("spaces.space", permission="spaces.share", page="spaces:detail")
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from protect.organisations.access import Restricted, Visible


@dataclass(frozen=True)
class Shareable:
    """A restricted model whose marking and readers can be changed on the page ``organisations:share``."""

    label: str
    permission: str
    page: str


_shareable: dict[str, Shareable] = {}


@dataclass(frozen=True)
class Opening:
    """A change about to let readers in: another marking, or one more named reader."""

    marking: str
    organisation: Any = None
    person: Any = None


@dataclass(frozen=True)
class LeakPreview:
    """What a page shows before an opening takes effect. ``fingerprint`` differs as soon as the content does."""

    fingerprint: str
    context: dict[str, Any]


_preview: list[tuple[str, Callable[[Restricted, Opening, Any], LeakPreview]]] = []


def show_before_sharing(template: str, preview: Callable[[Restricted, Opening, Any], LeakPreview]) -> None:
    """Said once by the folder that knows what would leak: nothing is opened before somebody saw ``template``."""
    _preview[:] = [(template, preview)]


def leak_preview(about: Restricted, opening: Opening, asker: Any) -> tuple[str, LeakPreview] | None:
    """Template and content of the page to be shown before ``opening``."""
    return (_preview[0][0], _preview[0][1](about, opening, asker)) if _preview else None


#: Fields that hold codes of a vocabulary of ``reference``, for the history in words.
VOCABULARY_OF_FIELD = {
    "main_category": "psoi_category",
    "further_categories": "psoi_category",
    "crowd_class": "crowd_class",
    "threat_type": "threat_type",
    "threat_types": "threat_type",
    "usage_state": "usage_state",
    "usage_states": "usage_state",
    "phases": "threat_phase",
    "category": "measure_category",
    "functions": "measure_function",
    "origin": "measure_origin",
    "condition": "measure_condition",
    "function": "team_function",
    "circle": "team_circle",
    "categories": "psoi_category",
    "sub_area_kinds": "sub_area_kind",
    "space_categories": "psoi_category",
    "steps": "method_step",
    "family": "measure_family",
    "approach": "measure_approach",
    "horizon": "measure_horizon",
    "cost_purchase": "cost_band",
    "cost_yearly": "cost_band",
    "criteria": "measure_criterion",
    "judgement": "effect_answer",
    "answer": "question_answer",
    "other_answer": "question_answer",
}

#: Kinds of object as the histories call them.
KINDS = {
    "spaces.space": _("space"),
    "spaces.spacestate": _("usage state"),
    "spaces.contact": _("contact"),
    "spaces.subarea": _("sub-area"),
    "spaces.entrance": _("entrance"),
    "spaces.attachment": _("photo or document"),
    "spaces.existingmeasure": _("existing measure"),
    "spaces.mapimport": _("import"),
    "spaces.candidate": _("place in an extract"),
    "assessments.assessment": _("assessment"),
    "assessments.teammember": _("team member"),
    "assessments.visit": _("visit"),
    "assessments.preparationitem": _("preparation"),
    "assessments.scenario": _("scenario"),
    "assessments.score": _("score"),
    "assessments.consensus": _("consensus"),
    "assessments.vulnerability": _("vulnerability"),
    "assessments.objective": _("objective"),
    "assessments.requirement": _("requirement"),
    "assessments.snapshot": _("approved state"),
    "reports.sealed": _("sealed files"),
    "organisations.auditchain": _("audit log"),
    "checklists.checklist": _("checklist"),
    "checklists.answer": _("answer of a checklist"),
    "editions.edition": _("redacted edition"),
    "editions.editionphoto": _("photo of an edition"),
    "sets.ownset": _("set of an organisation"),
    "sets.version": _("version of a set"),
    "longlists.longlist": _("longlist"),
    "longlists.place": _("place on a longlist"),
    "catalogue.entry": _("entry of the catalogue"),
    "catalogue.aspect": _("check or side effect"),
    "catalogue.entryphoto": _("photo of the catalogue"),
    "catalogue.comment": _("comment"),
    "catalogue.savedsearch": _("search kept"),
    "calls.call": _("call"),
    "calls.annex": _("need of a city in a call"),
    "calls.wanted": _("requirement in a call"),
    "calls.question": _("question of a call"),
    "calls.questionstock": _("kept questions"),
    "calls.signature": _("signature under a call"),
    "calls.clearance": _("cleared finding"),
    "calls.publication": _("published call"),
    "evaluations.evaluation": _("evaluation"),
    "evaluations.candidate": _("candidate"),
    "evaluations.identity": _("who offers a solution"),
    "evaluations.criteriaset": _("criteria and weights"),
    "evaluations.stakeholder": _("stakeholder"),
    "evaluations.weighting": _("weights of a stakeholder"),
    "evaluations.evaluator": _("evaluator"),
    "evaluations.conflict": _("conflict of interest"),
    "evaluations.round": _("round of an evaluation"),
    "evaluations.pairing": _("assignment of an evaluator"),
    "evaluations.score": _("score of an evaluator"),
    "evaluations.consensus": _("agreed level"),
    "evaluations.knockout": _("answer to a knock-out criterion"),
    "evaluations.decision": _("decision of an evaluation"),
    "evaluations.selected": _("selected solution"),
    "evaluations.decisiontable": _("decision table"),
    "demonstrations.demonstration": _("demonstration"),
    "demonstrations.person": _("person of a demonstration"),
    "demonstrations.step": _("line of a programme"),
    "demonstrations.metric": _("metric of a demonstration"),
    "demonstrations.run": _("run of a demonstration"),
    "demonstrations.seat": _("post of an observer"),
    "demonstrations.observation": _("value of an observer"),
    "demonstrations.remark": _("remark of an observer"),
    "demonstrations.approval": _("approval of a plan"),
    "demonstrations.demoday": _("Demo Day"),
    "demonstrations.demodayitem": _("part of a Demo Day"),
    "demonstrations.publicdemoday": _("published Demo Day"),
    "overlays.eventoverlay": _("event on a space"),
    "overlays.difference": _("row that differs during an event"),
    "overlays.temporarymeasure": _("temporary measure"),
    "overlays.checkitem": _("line of the list for a day"),
    "overlays.signoff": _("signature under an event"),
    "incidents.incident": _("entry of the incident log"),
    "incidents.measureresult": _("how a measure did"),
    "incidents.incidentphoto": _("photo of the incident log"),
    "incidents.lookagain": _("look again because of an incident"),
    "incidents.threatlevel": _("change of the threat level"),
    "incidents.leveleffect": _("space that a threat level concerns"),
    "exercises.exercise": _("exercise"),
    "exercises.function": _("function at the table"),
    "exercises.inject": _("message of an exercise"),
    "exercises.expected": _("decision expected"),
    "exercises.run": _("run of an exercise"),
    "exercises.release": _("message released"),
    "exercises.participant": _("participant of an exercise"),
    "exercises.entry": _("entry of an exercise"),
    "exercises.judgement": _("judgement of an expected decision"),
    "exercises.finding": _("finding of an exercise"),
    "exercises.event": _("line of an exercise log"),
    "events.series": _("series of events"),
    "events.event": _("seminar or webinar"),
    "events.room": _("room or link"),
    "events.track": _("track of a programme"),
    "events.eventfile": _("photo or document of an event"),
    "events.session": _("session"),
    "events.speaker": _("speaker"),
    "events.profile": _("profile of a speaker"),
    "events.talk": _("speaker on a programme"),
    "events.registration": _("registration for an event"),
    "events.question": _("question of a self-test"),
    "events.feedback": _("feedback on an event"),
    "events.place": _("place in a session"),
    "events.import": _("programme from a file"),
    "recordings.recording": _("recording"),
    "recordings.chapter": _("chapter of a recording"),
    "recordings.mediafile": _("file of a recording"),
    "recordings.poster": _("picture of a recording"),
    "recordings.upload": _("file that is being uploaded"),
    "captions.track": _("captions"),
    "captions.trackversion": _("version of captions"),
    "captions.manner": _("work on captions"),
    "captions.brought": _("caption file"),
    "captions.dictation": _("first draft of captions"),
    "captions.work": _("working copy of captions"),
    "captions.passage": _("words of a recording"),
    "organisations.organisation": _("organisation"),
    "organisations.membership": _("membership"),
    "organisations.invitation": _("invitation"),
    "organisations.user": _("account"),
    "organisations.joinrequest": _("request to join"),
}


def register(label: str, *, permission: str, page: str) -> None:
    _shareable[label.lower()] = Shareable(label.lower(), permission, page)


def shareable(label: str) -> tuple[type[Restricted], Shareable] | None:
    """Model and terms of sharing of ``label``; None for what cannot be shared."""
    found = _shareable.get(label.lower())
    model = visible_model(label)
    return (model, found) if found and model and issubclass(model, Restricted) else None


def shareable_labels() -> list[str]:
    """Of every kind of object that can be shared, in the order in which the folders said so."""
    return list(_shareable)


@dataclass(frozen=True)
class Deletable:
    """A model whose objects go into the bin as a whole: who may do it, and the service that does."""

    model: Any
    permission: str
    delete: Callable[[Any], Any]


_deletable: dict[str, Deletable] = {}


def register_deletable(label: str, *, permission: str, delete: Callable[[Any], Any]) -> None:
    _deletable[label.lower()] = Deletable(visible_model(label), permission, delete)


def deletable(label: str) -> Deletable | None:
    return _deletable.get(label.lower())


def visible_model(label: str) -> type[Visible] | None:
    """The model called ``app.model``, if seeing it is decided by the one rule; None for any other word."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    return model if issubclass(model, Visible) else None


def page_of(about: models.Model) -> str:
    """Address of the page of an object, or of the object in whose history it is told; empty without one."""
    root = getattr(about, "root", about)
    found = _shareable.get(root._meta.label_lower)
    if found is None:
        return ""
    try:
        return reverse(found.page, args=[root.pk])
    except NoReverseMatch:
        return ""
