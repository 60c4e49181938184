"""Calls of the invented year: one that was reviewed, signed and published, and one that is still being written."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from protect.assessments.models import Requirement
from protect.calls import leak_check
from protect.calls import services as calling
from protect.calls.models import Call
from protect.organisations import audit
from protect.organisations.models import Organisation, User
from protect.project.demo import accounts

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


def call_out(organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    """Brașov asks the market; Eindhoven is about to."""
    signers = {"police": people["expert"], "privacy": people["assessor"], "procurement": people["administrator"]}
    call = _written(organisations[accounts.BRASOV], people["rfi"], "Movable barriers for deliveries (invented)")
    with audit.acting(people["rfi"], "demo"):
        calling.submit(call, by=people["rfi"])
        for one in leak_check.check(call):
            calling.clear(call, one.fingerprint, "Invented, and of no real place.", by=people["rfi"])
    for reviewer, person in signers.items():
        with audit.acting(person, "demo"):
            calling.sign(call, reviewer, by=person, note="Read in full (invented).")
    with audit.acting(people["lead"], "demo"):
        calling.publish(Call.objects.get(pk=call.pk))
    _written(organisations[accounts.EINDHOVEN], people["lead.eindhoven"], "Barriers that open for rescue (invented)")


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
