"""How much the inbox asks the database, for somebody for whom something of every kind waits and happened."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from protect.answers import services as answering
from protect.answers.models import OpenedAnswer, QuestionBack
from protect.assessments.models import Assessment, TeamMember
from protect.calls.models import Call
from protect.catalogue import services as cataloguing
from protect.checklists.models import Checklist
from protect.cooperation import services as cooperating
from protect.cooperation.models import Exchange
from protect.demonstrations.models import Demonstration
from protect.evaluations.models import Evaluator, Stakeholder
from protect.events.models import Event, Place, Registration
from protect.exercises.models import Exercise, Run
from protect.incidents.models import Incident
from protect.organisations import waiting
from protect.organisations.asking import JoinRequest
from protect.organisations.markings import Marking
from protect.organisations.models import Membership, Role, User
from protect.overlays.models import EventOverlay
from protect.pages.models import HomePage
from protect.plans.documents import SecurityPlan
from protect.plans.models import Action, ActionNotice
from protect.portfolios.models import Computation
from protect.practices import services as practising
from protect.practices.models import Practice
from protect.recordings.models import Recording
from protect.reports.models import Sealed
from protect.spaces.models import MapImport
from tests.answers import market as selling
from tests.calls import town as calling
from tests.captions import making as captioning
from tests.catalogue.making import make_entry
from tests.cooperation import making as exchanging
from tests.demonstrations.making import planned
from tests.evaluations import town as judging
from tests.events import making as events
from tests.pages import making as pages
from tests.plans.making import PlanTown
from tests.portfolios.making import computed
from tests.practices import making as practices
from tests.remembered import remembered
from tests.world import make_space, make_user, share

pytestmark = pytest.mark.django_db

#: Of a page of the inbox, whatever waits.
MOST = 40


@remembered
def busy() -> Any:
    """``person`` administers the town and another, writes answers for a provider, edits pages and runs the platform."""
    w = selling.market()
    w.people["person"] = p = w.administrator
    Membership.objects.create(user=p, organisation=w.solution_provider, role=Role.PROVIDER)
    _market(w, p)
    _choosing(w, p)
    _acting(w, p)
    _knowing(w, p)
    _assessing(w, p)
    _shared(w, p)
    User.objects.filter(pk=p.pk).update(is_platform_administrator=True)
    JoinRequest.objects.create(
        name="New town", kind="municipality", country="BE", email="a@b.example", why="x", secret_digest="x",
        confirmed_at=timezone.now(),
    )  # fmt: skip
    return w


def _market(w: Any, p: User) -> None:
    now = timezone.now()
    answering.ask(w.publication, w.solution_provider, "Is there power?", by=p)
    w.publication.clarifications.update(answered_at=now)
    selling.both_submitted(w)
    selling.open_now(w)
    answering.open_answers(w.call, by=w.rfi_officer)
    first = OpenedAnswer.objects.get(submission__organisation=w.solution_provider)
    OpenedAnswer.objects.filter(pk=first.pk).update(feedback="Thank you", feedback_sent_at=now)
    QuestionBack.objects.create(opened=first, text="How wide?", asked_by=w.rfi_officer)
    # One more that takes answers, with a question and a draft; one to open; one in review and one begun.
    more = calling.published(w)
    w.parts |= {"call": more, "publication": more.publication}
    answering.ask(w.publication, w.rival_organisation, "Is there water?", by=w.rival)
    selling.drafted(w)
    late = calling.published(w)
    w.parts |= {"publication": late.publication}
    selling.open_now(w)
    calling.in_review(w)
    Call.objects.filter(pk=calling.drafted(w).pk).update(created_by=p)


def _choosing(w: Any, p: User) -> None:
    for number in range(1, 4):
        w.people[f"judge{number}"] = make_user(f"judge{number}@testa.example", w.municipality, Role.EXPERT)
    judging.judged(w)
    w.people["judge1"] = p
    judging.with_judges(w)
    begun = judging.begun(w)
    Evaluator.objects.create(evaluation=begun, user=p)
    Stakeholder.objects.create(evaluation=begun, name="Police", user=p)
    for number in range(3):
        planned(w, f"Plan {number}")
    over = planned(w, "Over")
    Demonstration.objects.filter(pk=over.pk).update(ends_at=timezone.now() - dt.timedelta(days=3))
    soon = events.drafted(w)
    now = timezone.now()
    Event.objects.filter(pk=soon.pk).update(
        begins_at=now + dt.timedelta(days=9), ends_at=now + dt.timedelta(days=9, hours=3)
    )
    session = events.published(w, "Places").sessions.first()
    asks = Registration.objects.create(
        event=session.event, name="A. Visitor", email="a@b.example", kind="municipality", country="BE", secret_digest="y",
        code="y",
    )  # fmt: skip
    Place.objects.create(registration=asks, session=session, since=now)


def _acting(w: Any, p: User) -> None:
    now, today = timezone.now(), timezone.localdate()
    town = PlanTown()
    Membership.objects.create(user=p, organisation=town.organisation, role=Role.ADMINISTRATOR)
    Action.objects.filter(pk=town.ready("Mine", state="planned").pk).update(responsible=p)
    town.action("To decide")
    Action.objects.filter(pk=town.ready("Done").pk).update(state="done", done_on=today)
    late = town.ready("Late")
    for days in (1, 2):
        notice = ActionNotice.objects.create(
            user=p, action=late, stage="escalated", about_day=today - dt.timedelta(days=days)
        )
        ActionNotice.objects.filter(pk=notice.pk).update(sent_at=now - dt.timedelta(days=days))
    SecurityPlan.objects.create(
        organisation=town.organisation, space=town.space, assessment=town.assessment, title="Plan", state="in_review",
        template=town.assessment.scale_set,
    )  # fmt: skip
    Incident.objects.create(
        organisation=w.municipality, space=w.space, kind="near_miss", happened_at=now, what="A car."
    )
    exercise = Exercise.objects.create(organisation=w.municipality, title="Night on the square")
    Run.objects.create(exercise=exercise, state="ended", number=1)
    for number in range(3):
        one = EventOverlay.objects.create(
            organisation=town.organisation, assessment=town.assessment, name=f"Market {number}", state="review",
            begins_at=now + dt.timedelta(days=4), ends_at=now + dt.timedelta(days=5),
        )  # fmt: skip
        # Signed as it was then: looked into.
        one.signatures.create(function="town", agrees=True, reason="x", digest="before", signed_by=p)
    computed(w)
    Computation.objects.update(asked_by=p)


def _knowing(w: Any, p: User) -> None:
    today = timezone.localdate()
    make_entry(w.municipality, w.assessor)
    told = make_entry(w.municipality, w.assessor, name="Told")
    cataloguing.comment(told, w.municipality, "question", "How high?", by=p)
    cataloguing.comment(told, w.municipality, "question", "And how wide?", by=w.lead)
    practising.move(practices.drafted(w), "submit", by=w.assessor)
    old = practices.published(w, "Old")
    Practice.objects.filter(pk=old.pk).update(review_on=today, written_by=p)
    practising.say(old, w.other_municipality, "question", "Which lock?", by=w.other)
    practices.tried(w, old)
    exchanging.described(w.municipality)
    incoming = exchanging.asked(w, "Theirs")
    Exchange.objects.filter(pk=incoming.pk).update(organisation=w.police, asked=w.municipality)
    mine = exchanging.asked(w, "Ours")
    Membership.objects.filter(user=w.officer).update(role=Role.ADMINISTRATOR)
    officer = User.objects.get(pk=w.officer.pk)
    cooperating.write(mine, "Gladly.", by=officer)
    cooperating.move(mine, "agree", by=officer)
    cooperating.propose(mine, w.other_municipality, by=officer)
    recording = captioning.recorded(w)
    Recording.objects.filter(pk=recording.pk).update(state="ready", asked_by=p, ended_at=timezone.now())
    track = captioning.captioned(w, recording)
    from protect.captions.services import begin

    begin(recording, language="ro", kind="captions", source=track, asked=True, by=w.lead)
    pages.appointed(w, p)
    above = pages.home()
    pages.page(above, "Empty", [pages.box("no such list")])
    behind = above.copy_for_translation(pages_locale("de"))
    behind.save_revision().publish()
    type(behind).objects.filter(pk=behind.pk).update(last_published_at=timezone.now() - dt.timedelta(days=9))
    HomePage.objects.filter(pk=above.pk).update(last_published_at=timezone.now())


def pages_locale(code: str) -> Any:
    from wagtail.models import Locale

    return Locale.objects.get_or_create(language_code=code)[0]


def _assessing(w: Any, p: User) -> None:
    now, today = timezone.now(), timezone.localdate()
    Checklist.objects.filter(pk=w.checklist.pk).update(created_by=p)
    MapImport.objects.filter(pk=w.map_import.pk).update(started_by=p, state="confirm")
    MapImport.objects.create(
        organisation=w.municipality, file_name="b.osm", state="done", started_by=p, finished_at=now
    )
    base = Assessment.objects.get(pk=w.assessment.pk)
    for name, values in {
        "scored": {"state": "scoring"}, "led": {"state": "prepared", "lead": p}, "reviewed": {"state": "review"},
        "again": {"state": "approved", "lead": p, "review_on": today, "approved_at": now, "approved_by": p},
    }.items():  # fmt: skip
        base.pk = None
        base.space, base.title = make_space(w.municipality, f"Place {name}"), f"Assessment {name}"
        base.save(force_insert=True)
        Assessment.objects.filter(pk=base.pk).update(**values)
        w.parts[name] = Assessment.objects.get(pk=base.pk)
    TeamMember.objects.create(assessment=w.scored, name="P", function="police", user=p, scores=True)
    Sealed.objects.create(assessment=w.again, made_at=now)


def _shared(w: Any, p: User) -> None:
    """Of three kinds, by another town."""
    space = make_space(w.other_municipality, "Theirs", w.other)
    type(space).objects.filter(pk=space.pk).update(marking=Marking.RED)
    share(space, person=p)
    for one in (w.again, practices.published(w, "Named", public=False)):
        type(one).objects.filter(pk=one.pk).update(marking=Marking.RED)
        share(one, person=p)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def test_with_something_of_every_kind_a_page_of_the_inbox_asks_few_questions(client):
    w = busy()
    person = User.objects.get(pk=w.person.pk)
    told = {one.kind for one in waiting.tasks_of(person)}
    assert set(waiting.task_kinds()) - told == set()
    happened = {one.kind for one in waiting.news_of(person, timezone.now() - dt.timedelta(days=30))}
    assert set(waiting.news_kinds()) - {"job_failed"} - happened == set()
    client.force_login(person)
    assert client.get(reverse("inbox:list")).status_code == 200
    for page in ("inbox:list", "inbox:number"):
        cache.delete(f"inbox-number-{person.pk}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(page)).status_code == 200
        assert len(asked) < MOST, "\n".join(one["sql"][:200] for one in asked)
