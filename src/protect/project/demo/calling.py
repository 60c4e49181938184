"""Calls of the invented year: one whose answers were opened and are evaluated, one that is open, one being written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.utils import timezone

from protect.answers import services as answering
from protect.answers.models import OpenedAnswer
from protect.assessments.models import Requirement
from protect.calls import leak_check
from protect.calls import services as calling
from protect.calls.models import Call
from protect.organisations import audit
from protect.organisations.models import AuditEntry, Organisation, User
from protect.project.demo import accounts, evaluating, firms, offers

NEED = {
    "category": "square",
    "crowd_class": "up_to_2000",
    "surroundings": "A paved place with shops, terraces and deliveries in the morning. Invented.",
    "objective": "Only vehicles that belong there come in, and deliveries and rescue go on as before.",
    "threat_types": ["vehicle", "vbied"],
    "phases": ["execution"],
    "functions": ["restrict", "protect", "detect"],
    "scenario": "A vehicle gets among people on foot; many are hurt and the place is closed for days. Invented.",
}


#: Days ago: published, a question answered, submitted, opened, screened.
PUBLISHED, CLARIFIED, PREPARED, SUBMITTED, OPENED, SCREENED = 60, 50, 40, 26, 24, 18


def call_out(organisations: dict[str, Organisation], people: dict[str, User], entries: list[AuditEntry]) -> None:
    """Brașov has asked the market once, and asks again; Eindhoven is about to. ``entries``: of the trail, not written yet."""
    _answered(organisations, people, entries)
    call = _published(organisations[accounts.BRASOV], people, "Movable barriers for deliveries (invented)")
    with audit.acting(people["provider"], "demo"):
        draft = answering.begin(call.publication, organisations[accounts.PROVIDER], by=people["provider"])
        answering.write_facts(draft, {"solution": "Kerb that rises (invented)", "category": "physical"})
    _written(organisations[accounts.EINDHOVEN], people["lead.eindhoven"], "Barriers that open for rescue (invented)")


@contextmanager
def _on(moment: dt.datetime, entries: list[AuditEntry]) -> Iterator[None]:
    """What happened then: services stamp "now" and keep deadlines by it, so they are shown the clock of that day."""
    before = len(entries)
    with mock.patch.object(timezone, "now", lambda: moment):
        yield
    for entry in entries[before:]:
        entry.at = moment


def _answered(organisations: dict[str, Organisation], people: dict[str, User], entries: list[AuditEntry]) -> None:
    """Seven competitors and an institute answered; their answers were opened and screened, and one was told why not.

    What counts was fixed before: the criteria of the evaluation freeze with the opening.
    """
    stages = (PUBLISHED, CLARIFIED, PREPARED, SUBMITTED, OPENED, SCREENED)
    days = {ago: timezone.now() - dt.timedelta(days=ago) for ago in stages}
    with _on(days[PUBLISHED], entries):
        call = _published(organisations[accounts.BRASOV], people, "Keeping vehicles out of a busy square (invented)")
        others = firms.found()
    publication = call.publication
    who = {
        accounts.PROVIDER: people["provider"],
        accounts.RIVAL: people["provider2"],
        accounts.RESEARCH: people["research"],
        **{name: person for name, (_organisation, person) in others.items()},
    }
    those = {**organisations, **{name: organisation for name, (organisation, _person) in others.items()}}
    with _on(days[CLARIFIED], entries):
        with audit.acting(people["provider"], "demo"):
            asked = answering.ask(publication, organisations[accounts.PROVIDER], offers.ASKED, by=people["provider"])
        with audit.acting(people["rfi"], "demo"):
            answering.clarify(asked.clarification, offers.ASKED, offers.TOLD, by=people["rfi"], checked=True)
    with _on(days[PREPARED], entries):
        evaluating.prepare(call, people)
    wanted = [one["code"] for city in publication.document["cities"] for one in city["wanted"]]
    with _on(days[SUBMITTED], entries):
        for name, facts, said in [*offers.OFFERS, *firms.offers()]:
            person = who[name]
            with audit.acting(person, "demo"):
                draft = answering.begin(publication, those[name], by=person)
                answering.write_facts(draft, facts)
                answering.meet_requirements(draft, dict.fromkeys(wanted, offers.MET.get(name, firms.MET)))
                answering.answer_questions(draft, said)
                answering.submit(draft, by=person, incomplete=True)
    with _on(days[OPENED], entries), audit.acting(people["rfi"], "demo"):
        answering.open_answers(Call.objects.get(pk=call.pk), by=people["rfi"])
    with _on(days[SCREENED], entries), audit.acting(people["rfi"], "demo"):
        for one in OpenedAnswer.objects.filter(call=call):
            answering.screen(one, offers.SCREENED.get(one.provider_name, firms.SCREENED), by=people["rfi"])
            if one.provider_name in offers.FEEDBACK:
                answering.write_feedback(one, offers.FEEDBACK[one.provider_name])
                answering.send_feedback(one)


def _published(organisation: Organisation, people: dict[str, User], title: str) -> Call:
    """Written, checked, signed by three, published by the lead."""
    signers = {"police": people["expert"], "privacy": people["assessor"], "procurement": people["administrator"]}
    call = _written(organisation, people["rfi"], title)
    with audit.acting(people["rfi"], "demo"):
        calling.submit(call, by=people["rfi"])
        for one in leak_check.check(call):
            calling.clear(call, one.fingerprint, "Invented, and of no real place.", by=people["rfi"])
    for reviewer, person in signers.items():
        with audit.acting(person, "demo"):
            calling.sign(call, reviewer, by=person, note="Read in full (invented).")
    with audit.acting(people["lead"], "demo"):
        calling.publish(Call.objects.get(pk=call.pk))
    return Call.objects.get(pk=call.pk)


def _written(organisation: Organisation, by: User, title: str) -> Call:
    """Everything filled in; the requirements are those of the city's own assessments."""
    today = timezone.now().replace(hour=10, minute=0, second=0, microsecond=0)
    with audit.acting(by, "demo"):
        call = calling.begin(organisation, title, by=by)
        calling.change(
            call,
            {
                "questions_until": today + dt.timedelta(days=14),
                "answers_until": today + dt.timedelta(days=35),
                "opens_at": today + dt.timedelta(days=35, hours=1),
            },
        )
        annex = calling.add_annex(call, organisation, NEED)
        first = Requirement.objects.filter(assessment__organisation=organisation).order_by("pk").first()
        if first is not None:
            for one in first.assessment.requirements.all():
                calling.add_wanted(annex, one)
    return call
