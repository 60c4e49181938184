"""A published call and two providers who answer it, as the platform makes them."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any
from unittest import mock

from django.utils import timezone

from protect.answers import services
from protect.answers.models import Draft, Submission
from protect.calls.models import Call, Publication
from protect.organisations import audit
from protect.organisations.models import Organisation, OrganisationKind, Role, User
from tests.calls.town import clean_world, published
from tests.remembered import remembered
from tests.world import World, make_organisation, make_user

#: Nobody but the first provider may ever meet it before the opening.
WORD = "Zephyrgate"
RIVAL_WORD = "Quillbarrier"

FACTS: dict[str, Any] = {
    "solution": f"{WORD} bollards", "category": "physical", "summary": f"{WORD} rises and sinks.", "threat_types": ["vehicle"],
    "phases": ["execution"], "functions": ["protect", "restrict"], "approach": "technical", "maturity": 8,
    "cost_purchase": "medium", "cost_yearly": "low", "limits": "Not in floods.", "contact": "sales@fences.example",
    "consent_summary": "yes",
}  # fmt: skip
MET = {"1.1": {"how": "full", "proof": "Tested by IWA 14-1 in 2031."}}
#: Every mandatory question of the shipped set, one answer of each kind.
SAID: dict[str, Any] = {
    "solution": f"{WORD} bollards", "summary": "It rises.", "approach": "technical", "met": [["1.1", "Fully", "A test."]],
    "performance": "7.5 t at 64 km/h.", "readiness": 8, "delivery": 12, "site": "Power.", "personal_data": "no", "ai": "no",
    "purchase": 12000.5, "yearly": 900, "limits": "Floods.", "accessibility": {"answer": "yes", "proof": "EN 17210."},
}  # fmt: skip


@remembered
def market() -> World:
    """``clean_world`` with a published ``call``, and ``rival``, who is of another provider."""
    w = clean_world()
    call = published(w)
    w.parts |= {"call": call, "publication": call.publication}
    w.parts["rival_organisation"] = make_organisation("Gates of Glass SE", OrganisationKind.SOLUTION_PROVIDER)
    w.people["rival"] = make_user("seller@glass.example", w.rival_organisation, Role.PROVIDER, name="Rhea Rival")
    w.people["colleague"] = make_user("second@fences.example", w.solution_provider, Role.LEAD, name="Cole Colleague")
    w.people["keeper"] = make_user("keeper@fences.example", w.solution_provider, Role.ADMINISTRATOR)
    w.people["bystander"] = make_user("watch@fences.example", w.solution_provider, Role.OBSERVER)
    return w


def drafted(
    w: World, by: User | None = None, organisation: Organisation | None = None, word: str = WORD, **facts: Any
) -> Draft:
    """Everything answered, not submitted."""
    person = by or w.provider
    with audit.acting(person, "test"):
        draft = services.begin(w.publication, organisation or w.solution_provider, by=person)
        mine = {name: value.replace(WORD, word) if isinstance(value, str) else value for name, value in FACTS.items()}
        services.write_facts(draft, {**mine, **facts})
        services.meet_requirements(draft, MET)
        services.answer_questions(draft, {**SAID, "solution": f"{word} bollards"})
    return Draft.objects.get(pk=draft.pk)


def submitted(
    w: World, by: User | None = None, organisation: Organisation | None = None, word: str = WORD
) -> Submission:
    draft = drafted(w, by, organisation, word)
    with audit.acting(by or w.provider, "test"):
        return services.submit(draft, by=by or w.provider)


def both_submitted(w: World) -> tuple[Submission, Submission]:
    return submitted(w), submitted(w, w.rival, w.rival_organisation, RIVAL_WORD)


@contextlib.contextmanager
def at(moment: dt.datetime) -> Any:
    """The server's clock shows ``moment``."""
    with mock.patch("django.utils.timezone.now", lambda: moment):
        yield


def after_deadline(w: World) -> Any:
    return at(w.publication.answers_until + dt.timedelta(seconds=1))


def when_opened(w: World) -> Any:
    return at(w.publication.opens_at)


def opened(w: World) -> Call:
    """Both submitted and opened at their time, by the officer."""
    both_submitted(w)
    with when_opened(w), audit.acting(w.rfi_officer, "test"):
        services.open_answers(w.call, by=w.rfi_officer)
    return Call.objects.get(pk=w.call.pk)


def open_now(w: World) -> None:
    """The same without a changed clock: the dates of the publication lie behind us."""
    now = timezone.now()
    dates = {
        "questions_until": now - dt.timedelta(3),
        "answers_until": now - dt.timedelta(2),
        "opens_at": now - dt.timedelta(1),
    }
    Publication.objects.filter(pk=w.publication.pk).update(**dates)
