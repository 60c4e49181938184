"""One inbox: tasks computed from the things, news kept as read or not, mails as each person wants them; nothing leaks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from protect.answers import services as answering
from protect.answers.models import OpenedAnswer
from protect.assessments.models import Assessment, State, TeamMember
from protect.catalogue import services as cataloguing
from protect.demonstrations.models import Demonstration
from protect.inbox import kept, mails, queries, services
from protect.inbox.models import Mailed, Notification, Pace, Snooze
from protect.inbox.queries import Inbox, urgency_of
from protect.organisations import services as organising
from protect.organisations import waiting
from protect.organisations.asking import JoinRequest
from protect.organisations.markings import Marking
from protect.organisations.models import Role, Share, User
from protect.organisations.personal import forget
from protect.organisations.waiting import Waiting
from protect.portfolios.models import Computation
from protect.reminders import tasks
from protect.reminders.services.wishes import change_wishes, unsubscribe_token
from protect.reports.models import Sealed
from protect.spaces.models import MapImport
from tests.answers import market as selling
from tests.calls import town as calling
from tests.catalogue.making import make_entry
from tests.demonstrations.making import planned
from tests.evaluations import town as judging
from tests.plans.making import PlanTown
from tests.portfolios.making import computed
from tests.remembered import remembered
from tests.world import SECRET, make_organisation, make_user, world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def w():
    return world()


def kinds_of(person: User) -> set[str]:
    return {one.kind for one in waiting.tasks_of(User.objects.get(pk=person.pk))}


def of_kind(person: User, kind: str) -> list[Waiting]:
    return [one for one in waiting.tasks_of(User.objects.get(pk=person.pk)) if one.kind == kind]


def told_to(person: User) -> set[str]:
    return {one.kind for one in waiting.news_of(User.objects.get(pk=person.pk), timezone.now() - dt.timedelta(days=30))}


def of_news(person: User, kind: str) -> waiting.News:
    since = timezone.now() - dt.timedelta(days=30)
    (found,) = [one for one in waiting.news_of(User.objects.get(pk=person.pk), since) if one.kind == kind]
    return found


# -- tasks are the state of the things


def test_scores_wait_for_a_member_until_they_are_handed_in(w):
    Assessment.objects.filter(pk=w.assessment.pk).update(state=State.SCORING)
    member = TeamMember.objects.get(assessment=w.assessment, user=w.assessor)
    (task,) = of_kind(w.assessor, "scores")
    assert task.address == reverse("assessments:scoring", args=[w.assessment.pk]) and w.space.name in task.title
    TeamMember.objects.filter(pk=member.pk).update(handed_in_at=timezone.now())
    assert not of_kind(w.assessor, "scores")


def test_an_open_assessment_is_its_leads_to_move_on_and_a_reviewed_one_the_leads_of_the_town_to_approve(w):
    Assessment.objects.filter(pk=w.assessment.pk).update(lead=w.assessor, state=State.ON_SITE)
    assert of_kind(w.assessor, "moving") and not of_kind(w.lead, "moving")
    Assessment.objects.filter(pk=w.assessment.pk).update(state=State.REVIEW)
    assert not of_kind(w.assessor, "moving") and not of_kind(w.assessor, "approval")
    assert of_kind(w.lead, "approval") and of_kind(w.administrator, "approval") and not of_kind(w.viewer, "approval")


def test_a_date_is_told_to_the_last_lead_from_thirty_days_before(w):
    today = timezone.localdate()
    Assessment.objects.filter(pk=w.assessment.pk).update(state=State.APPROVED, lead=w.lead, approved_at=timezone.now())
    for days, told in ((31, False), (30, True), (-5, True)):
        Assessment.objects.filter(pk=w.assessment.pk).update(review_on=today + dt.timedelta(days=days))
        assert bool(of_kind(w.lead, "review")) is told, days
    assert urgency_of(of_kind(w.lead, "review")[0], today) == "overdue"
    assert not of_kind(w.assessor, "review")


def test_a_checklist_waits_for_who_began_it(w):
    assert "checklist" in kinds_of(w.lead) | kinds_of(w.assessor) | kinds_of(w.administrator)
    assert "checklist" not in kinds_of(w.viewer)


def test_somebody_else_than_the_proposer_reviews_and_a_lead_publishes(w):
    entry = make_entry(w.municipality, w.assessor)
    assert of_kind(w.lead, "entry") and of_kind(w.expert, "entry")
    assert not of_kind(w.assessor, "entry") and not of_kind(w.other, "entry")
    type(entry).objects.filter(pk=entry.pk).update(state="reviewed")
    assert of_kind(w.lead, "entry") and not of_kind(w.expert, "entry")


def test_requests_to_join_wait_for_who_runs_the_platform_alone(w):
    JoinRequest.objects.create(
        name="New Town", kind="municipality", country="BE", person="N", email="n@example.org", why="x",
        secret_digest="1" * 64, confirmed_at=timezone.now(),
    )  # fmt: skip
    assert of_kind(w.platform_administrator, "join_request") and not of_kind(w.administrator, "join_request")


def test_an_import_that_waits_is_its_bringers(w):
    MapImport.objects.filter(pk=w.map_import.pk).update(state="checked", started_by=w.assessor)
    assert of_kind(w.assessor, "import") and not of_kind(w.lead, "import")


def test_a_call_in_review_waits_for_reviewers_until_they_signed():
    w = calling.clean_world()
    call = calling.in_review(w)
    signers = [one for one in w.people.values() if any(x.key == call.pk for x in of_kind(one, "call_signature"))]
    assert w.viewer not in signers and w.provider not in signers and w.other not in signers and signers
    first = signers[0]
    from protect.calls.models import Call, Signature

    Signature.objects.create(call=call, reviewer="security", digest="x", signed_by=first)
    assert not of_kind(first, "call_signature")
    Call.objects.get(pk=call.pk).save()  # changed after the signature: it is asked for again
    assert of_kind(first, "call_signature")


def test_questions_opening_and_screening_wait_for_who_handles_the_call():
    w = selling.market()
    answering.ask(w.publication, w.solution_provider, "Is there power?", by=w.provider)
    (task,) = of_kind(w.lead, "clarification")
    assert task.due == w.publication.answers_until.date() and not of_kind(w.viewer, "clarification")
    assert not of_kind(w.provider, "clarification")
    draft = selling.drafted(w)
    assert of_kind(w.provider, "answer_draft") and not of_kind(w.rival, "answer_draft")
    answering.submit(draft, by=w.provider)
    assert not of_kind(w.provider, "answer_draft") and not told_to(w.provider) & {"answer_opened", "feedback"}
    with selling.when_opened(w):
        assert of_kind(w.lead, "opening") and not of_kind(w.viewer, "opening")
    selling.open_now(w)
    answering.open_answers(w.call, by=w.rfi_officer)
    assert of_kind(w.lead, "screening") and not of_kind(w.lead, "opening") and not of_kind(w.viewer, "screening")
    assert "answer_opened" in told_to(w.provider) and not told_to(w.rival)
    OpenedAnswer.objects.update(feedback="Thank you", feedback_sent_at=timezone.now())
    assert "feedback" in told_to(w.provider) and "feedback" not in told_to(w.lead)


def test_an_evaluator_declares_first_then_scores_and_hands_in(client):
    w = judging.town()
    evaluation = judging.judged(w)
    from protect.evaluations.models import Evaluator, Pairing, Round

    Round.objects.filter(evaluation=evaluation).update(revealed_at=None)
    pairing = Pairing.objects.filter(round__evaluation=evaluation).select_related("evaluator__user").first()
    judge = pairing.evaluator.user
    Pairing.objects.filter(pk=pairing.pk).update(handed_in_at=None)
    assert len(of_kind(judge, "judging")) == 1 and not of_kind(w.viewer, "judging")
    assert not of_kind(w.lead, "round")
    Evaluator.objects.filter(pk=pairing.evaluator_id).update(declared_at=None)
    assert kinds_of(judge) & {"judging", "declaration"} == {"declaration"}
    client.force_login(judge)
    assert "Declaration of interests" in client.get(reverse("inbox:list")).content.decode()
    Evaluator.objects.filter(pk=pairing.evaluator_id).update(declared_at=timezone.now())
    Pairing.objects.filter(pk=pairing.pk).update(handed_in_at=timezone.now())
    assert not of_kind(judge, "judging") and of_kind(w.lead, "round")


def test_a_whole_plan_waits_for_approval_and_a_day_that_is_over_for_its_end(w):
    found = planned(w)
    assert (
        of_kind(w.lead, "demo_approval")
        and of_kind(w.expert, "demo_approval")
        and not of_kind(w.viewer, "demo_approval")
    )
    past = timezone.now() - dt.timedelta(days=3)
    Demonstration.objects.filter(pk=found.pk).update(begins_at=past, ends_at=past + dt.timedelta(hours=2))
    assert of_kind(w.lead, "demo_closing") and not of_kind(w.expert, "demo_closing")
    assert not of_kind(w.lead, "demo_approval")


def test_every_task_leads_to_a_page_that_its_reader_may_open(w, client):
    Assessment.objects.filter(pk=w.assessment.pk).update(state=State.REVIEW)
    make_entry(w.municipality, w.assessor)
    planned(w)
    asked = 0
    for person in w.people.values():
        client.force_login(person)
        for one in waiting.tasks_of(User.objects.get(pk=person.pk)):
            assert client.get(one.address).status_code in {200, 302}, (person, one)
            assert one.kind in waiting.task_kinds()
            asked += 1
    assert asked > 5


def test_nothing_is_told_of_what_the_reader_cannot_see_any_more(w):
    Assessment.objects.filter(pk=w.assessment.pk).update(state=State.REVIEW)
    assert of_kind(w.lead, "approval")
    Assessment.objects.filter(pk=w.assessment.pk).update(marking=Marking.RED)
    assert not of_kind(w.lead, "approval")


def test_actions_wait_for_their_owner_then_for_somebody_else_to_verify():
    town = remembered(PlanTown)()
    made = town.ready("Bollards", state="planned")
    (task,) = of_kind(town.anna, "action")
    assert task.due == made.due_on and not of_kind(town.lead, "action")
    town.action("A second thing")
    assert of_kind(town.lead, "action_decide") and not of_kind(town.anna, "action_decide")
    from protect.plans.models import ActionNotice

    ActionNotice.objects.create(user=town.lead, action=made, stage="escalated", about_day=made.due_on)
    assert "escalation" in told_to(town.lead) and "escalation" not in told_to(town.anna)
    type(made).objects.filter(pk=made.pk).update(state="done")
    assert of_kind(town.lead, "action_verify") and not of_kind(town.anna, "action")
    type(made).objects.filter(pk=made.pk).update(responsible=town.lead)
    assert not of_kind(town.lead, "action_verify")


def test_an_incident_waits_to_be_reviewed_and_an_exercise_to_be_reported_on(w):
    from protect.exercises.models import Exercise, Run
    from protect.incidents.models import Incident

    found = Incident.objects.create(
        organisation=w.municipality, space=w.space, kind="near_miss", happened_at=timezone.now(), what=SECRET
    )
    assert of_kind(w.assessor, "incident") and not of_kind(w.viewer, "incident") and not of_kind(w.other, "incident")
    assert SECRET not in of_kind(w.assessor, "incident")[0].title
    Incident.objects.filter(pk=found.pk).update(state="reviewed")
    assert of_kind(w.lead, "incident") and not of_kind(w.assessor, "incident")
    exercise = Exercise.objects.create(organisation=w.municipality, title="Night on the square")
    run = Run.objects.create(exercise=exercise, state="ended", number=1)
    (task,) = of_kind(w.assessor, "exercise_report")
    assert task.key == run.pk and not of_kind(w.viewer, "exercise_report")


def test_an_event_in_review_waits_for_a_signature_and_not_for_who_signed():
    from protect.overlays import readiness
    from protect.overlays.models import EventOverlay, SignOff

    town = remembered(PlanTown)()
    now = timezone.now()
    made = EventOverlay.objects.create(
        organisation=town.organisation, assessment=town.assessment, name="Winter market", state="review",
        begins_at=now + dt.timedelta(days=4), ends_at=now + dt.timedelta(days=5),
    )  # fmt: skip
    (task,) = of_kind(town.anna, "event")
    assert task.due == made.begins_at.date() and not of_kind(town.vera, "event")
    SignOff.objects.create(
        overlay=made, function="town", agrees=True, reason="x", digest=readiness.digest(made), signed_by=town.lead
    )
    assert of_kind(town.anna, "event") and not of_kind(town.lead, "event")


# -- news


def test_what_is_shared_is_told_to_the_person_once_and_gone_with_the_share(w):
    Assessment.objects.filter(pk=w.assessment.pk).update(marking=Marking.RED)
    type(w.space).objects.filter(pk=w.space.pk).update(marking=Marking.RED)
    for thing in (w.space, w.assessment):
        Share.objects.create(
            object_type=thing._meta.label_lower, object_id=thing.pk, person=w.other, reason="x", created_by=w.lead
        )
    box = Inbox(w.other)
    assert [one.news.title for one in box.news if one.news.about == "spaces.space"] == [w.space.name]
    assert Notification.objects.filter(user=w.other).count() == 2 == box.unread
    assert Inbox(w.other).unread == 2 and Notification.objects.filter(user=w.other).count() == 2
    Share.objects.update(revoked_at=timezone.now())
    after = Inbox(User.objects.get(pk=w.other.pk))
    assert after.news == [] and after.unread == 0
    assert SECRET not in str(list(Notification.objects.values()))


def test_a_finished_job_and_a_comment_are_told_to_whose_they_are(w):
    MapImport.objects.filter(pk=w.map_import.pk).update(state="done", started_by=w.assessor, finished_at=timezone.now())
    assert "job_done" in told_to(w.assessor) and "job_done" not in told_to(w.lead)
    MapImport.objects.filter(pk=w.map_import.pk).update(state="failed")
    assert "job_failed" in told_to(w.assessor)
    found = computed(w)
    assert of_news(w.lead, "job_done").address == reverse("portfolios:result", args=[found.pk])
    Computation.objects.update(state="failed")
    assert of_news(w.lead, "job_failed").title == found.name and not told_to(w.viewer) & {"job_done", "job_failed"}
    Computation.objects.all().delete()
    Assessment.objects.filter(pk=w.assessment.pk).update(approved_by=w.lead)
    sealed = Sealed.objects.create(assessment=w.assessment)
    assert not told_to(w.lead) & {"job_done", "job_failed"}
    Sealed.objects.filter(pk=sealed.pk).update(error="Disk is full")
    assert of_news(w.lead, "job_failed").address == reverse("reports:assessment", args=[w.assessment.pk])
    Sealed.objects.filter(pk=sealed.pk).update(error="", made_at=timezone.now())
    assert w.space.name in of_news(w.lead, "job_done").title
    entry = make_entry(w.municipality, w.assessor)
    cataloguing.comment(entry, w.municipality, "question", "How high?", by=w.lead)
    assert "comment" in told_to(w.assessor) and "comment" not in told_to(w.lead)


def test_read_and_unread_belong_to_the_person(w, client):
    for person in (w.lead, w.viewer):
        Share.objects.create(
            object_type="spaces.space", object_id=w.space.pk, person=person, reason="x", created_by=w.administrator
        )
    type(w.space).objects.filter(pk=w.space.pk).update(marking=Marking.RED)
    client.force_login(w.viewer)
    page = client.get(reverse("inbox:list"))
    row = page.context["box"].news[0].row
    Inbox(w.lead).news
    theirs = Notification.objects.get(user=w.lead)
    client.post(reverse("inbox:read"), {"key": [row.pk, theirs.pk]})
    theirs.refresh_from_db()
    row.refresh_from_db()
    assert row.read_at is not None and theirs.read_at is None
    client.post(reverse("inbox:read"), {"key": row.pk, "unread": "1"})
    row.refresh_from_db()
    assert row.read_at is None
    client.post(reverse("inbox:read"), {"all": "1"})
    assert not Notification.objects.filter(user=w.viewer, read_at=None).exists()


def test_notifications_leave_by_the_rules_of_retention_and_do_not_come_back(w):
    Share.objects.create(
        object_type="spaces.space", object_id=w.space.pk, person=w.viewer, reason="x", created_by=w.lead
    )
    type(w.space).objects.filter(pk=w.space.pk).update(marking=Marking.RED)
    Share.objects.update(created_at=timezone.now() - dt.timedelta(days=20))
    assert Inbox(w.viewer).unread == 1
    before = timezone.now() - dt.timedelta(days=10)
    assert len(kept.due(w.municipality, before)) == 1 and kept.remove(w.municipality, before) == 1
    assert Inbox(w.viewer).news == [] and not Notification.objects.exists()


# -- putting off


def test_a_task_that_is_put_off_stands_aside_until_its_day(w, client):
    Assessment.objects.filter(pk=w.assessment.pk).update(state=State.REVIEW)
    (task,) = of_kind(w.lead, "approval")
    client.force_login(w.lead)
    number = Inbox(w.lead).number
    until = timezone.localdate() + dt.timedelta(days=3)
    client.post(
        reverse("inbox:snooze"), {"code": task.code, "until": until.isoformat(), "next": "/inbox/?kind=approval"}
    )
    box = Inbox(User.objects.get(pk=w.lead.pk))
    assert box.number == number - 1 and task.code not in {one.waiting.code for one in box.tasks}
    assert [one.waiting.code for one in Inbox(w.lead, show="snoozed").tasks] == [task.code]
    assert of_kind(w.administrator, "approval") and Inbox(w.administrator).snoozed == 0  # for one person alone
    later = timezone.now() + dt.timedelta(days=3)
    assert task.code in {one.waiting.code for one in Inbox(w.lead, now=later).tasks}
    client.post(reverse("inbox:wake"), {"code": task.code})
    assert not Snooze.objects.exists()


def test_a_day_that_is_past_or_far_is_refused(w, client):
    today = timezone.localdate()
    for day in (today, today - dt.timedelta(days=1), today + dt.timedelta(days=366)):
        with pytest.raises(ValidationError):
            services.snooze(w.lead, "approval:assessments.assessment:1", day)
    client.force_login(w.lead)
    page = client.post(
        reverse("inbox:snooze"), {"code": "x", "until": "soon", "next": "https://evil.example"}, follow=True
    )
    assert "Choose a day after today" in page.content.decode() and page.redirect_chain[0][0] == reverse("inbox:list")


@given(due=st.none() | st.integers(-400, 400))
def test_every_task_has_one_urgency(due):
    today = dt.date(2031, 5, 5)
    one = Waiting("k", "t", "/", "a.b", 1, None, "w", due=None if due is None else today + dt.timedelta(days=due))
    expected = "later" if due is None or due > 7 else "overdue" if due < 0 else "week"
    assert urgency_of(one, today) == expected


# -- the page


def test_the_page_filters_counts_and_exports(w, client):
    Assessment.objects.filter(pk=w.assessment.pk).update(state=State.REVIEW)
    make_entry(w.municipality, w.assessor, name="Fence of ours")
    client.force_login(w.lead)
    page = client.get(reverse("inbox:list"), {"kind": "entry"})
    assert [one.waiting.kind for one in page.context["box"].tasks] == ["entry"]
    assert {code: number for code, _label, number in page.context["counts"]}["approval"] == 1
    told = client.get(reverse("inbox:list"), {"kind": "entry", "format": "csv"}).content.decode()
    assert "Fence of ours" in told and w.space.name not in told
    assert client.get(reverse("inbox:list"), {"organisation": str(w.other_municipality.pk)}).context["box"].tasks == []


def test_an_empty_inbox_says_what_will_stand_there(client):
    client.force_login(make_user("new@new.example", make_organisation("New town")))
    assert "Nothing waits here" in client.get(reverse("inbox:list")).content.decode()


def test_the_number_in_the_header_is_one_look_into_the_cache(w, client, monkeypatch):
    client.force_login(w.lead)
    first = client.get(reverse("web:help")).content.decode()
    assert f'data-number-from="{reverse("inbox:number")}"' in first
    counted = client.get(reverse("inbox:number")).json()["number"]
    assert counted == Inbox(User.objects.get(pk=w.lead.pk)).number

    def never(*args, **options):
        raise AssertionError("counted for a page")

    with monkeypatch.context() as now:
        now.setattr(waiting, "tasks_of", never)
        second = client.get(reverse("web:help")).content.decode()
        assert "data-number-from" not in second and (not counted or f">{counted}</span>" in second)
        assert client.get(reverse("inbox:number")).json()["number"] == counted
    known, _fresh = queries.known_number(w.lead)
    queries.cache.set(f"inbox-number-{w.lead.pk}", (known, timezone.now().timestamp() - 61), 100)
    assert "data-number-from" in client.get(reverse("web:help")).content.decode()


def test_the_front_page_shows_the_same_scores_as_the_inbox(w, client):
    Assessment.objects.filter(pk=w.assessment.pk).update(state=State.SCORING)
    client.force_login(w.assessor)
    (task,) = of_kind(w.assessor, "scores")
    page = client.get(reverse("web:home")).content.decode()
    assert task.address in page and reverse("inbox:list") in page


# -- mails


def test_mails_come_at_once_daily_or_weekly_and_name_nothing(w):
    Assessment.objects.filter(pk=w.assessment.pk).update(state=State.REVIEW)
    make_entry(w.municipality, w.assessor, name=f"{SECRET} fence")
    mail.outbox = []
    assert mails.often() == mails.daily() == 0
    services.set_paces(w.lead, {"assessing": "now", "running": "daily"})
    assert mails.often() == 1 and mails.often() == 0
    assert "Assessments to decide and approve" in mail.outbox[0].body
    assert reverse("assessments:results", args=[w.assessment.pk]) in mail.outbox[0].body
    assert mails.daily() == 1 and mails.daily() == 0
    assert "catalogue" in mail.outbox[1].body and "approve" not in mail.outbox[1].body
    for sent in mail.outbox:
        assert SECRET not in sent.body + sent.subject and w.space.name not in sent.body
        assert "List-Unsubscribe" in sent.extra_headers


def test_what_may_not_be_seen_any_more_is_in_no_mail(w):
    services.set_paces(w.lead, {"assessing": "now"})
    Assessment.objects.update(state=State.REVIEW, marking=Marking.RED)
    MapImport.objects.all().delete()
    mail.outbox = []
    mails.often()
    assert not any("approve" in sent.body for sent in mail.outbox)


def test_the_link_in_the_mail_ends_these_mails(w, client):
    Assessment.objects.filter(pk=w.assessment.pk).update(state=State.REVIEW)
    services.set_paces(w.lead, {"assessing": "now"})
    address = reverse("reminders:unsubscribe", args=[unsubscribe_token(w.lead, "inbox")])
    assert "mails of the inbox" in client.get(address).content.decode()
    client.post(address)
    assert mails.often() == 0


def test_a_mail_that_could_not_be_sent_comes_the_next_time(w, monkeypatch):
    from smtplib import SMTPException

    Assessment.objects.filter(pk=w.assessment.pk).update(state=State.REVIEW)
    services.set_paces(w.lead, {"assessing": "now"})

    def broken(*args, **options):
        raise SMTPException("no")

    with monkeypatch.context() as now:
        now.setattr(mails, "send", broken)
        assert mails.often() == 0 and not Mailed.objects.exists()
    assert mails.often() == 1


def test_the_weekly_digest_carries_the_inbox_without_what_it_says_anyway(w):
    Assessment.objects.filter(pk=w.assessment.pk).update(state=State.REVIEW)
    make_entry(w.municipality, w.assessor, name=f"{SECRET} fence")
    change_wishes(w.lead, {"digest": True})
    mail.outbox = []
    week = timezone.now() + dt.timedelta(days=7)
    assert tasks.send_digests(week) == 1
    (sent,) = mail.outbox
    assert "Entries of the catalogue to review or publish (1):" in sent.body
    assert sent.body.count(reverse("assessments:results", args=[w.assessment.pk])) == 1 and SECRET not in sent.body
    services.set_paces(w.lead, dict.fromkeys(waiting.GROUPS, "never"))
    assert mails.weekly(w.lead, week) == []


def test_somebody_with_tasks_and_nothing_due_gets_a_digest(w):
    make_entry(w.municipality, w.assessor)
    change_wishes(w.expert, {"digest": True})
    mail.outbox = []
    assert tasks.send_digests(timezone.now() + dt.timedelta(days=7)) == 1


def test_how_soon_is_chosen_in_the_settings_and_told_in_the_log(w, client):
    client.force_login(w.lead)
    page = reverse("inbox:mails")
    assert "digest is off" in client.get(page).content.decode()
    client.post(page, {**dict.fromkeys(waiting.GROUPS, "weekly"), "calling": "now"})
    assert Pace.objects.get(user=w.lead, group="calling").choice == "now"
    assert reverse("inbox:mails") in client.get(reverse("reminders:wishes")).content.decode()
    with pytest.raises(ValidationError):
        services.set_paces(w.lead, {"calling": "hourly"})


def test_with_the_account_goes_the_inbox(w):
    services.set_paces(w.viewer, {"news": "daily"})
    services.snooze(w.viewer, "x:a.b:1", timezone.localdate() + dt.timedelta(days=2))
    Notification.objects.create(user=w.viewer, kind="shared", code="c", happened_at=timezone.now())
    assert {next(iter(one)) for one in kept.of(w.viewer)} == {"notification", "put off", "mails about"}
    forget(w.viewer)
    assert kept.of(w.viewer) == []


def test_a_role_that_is_lost_takes_its_tasks_along(w):
    make_entry(w.municipality, w.assessor)
    assert of_kind(w.expert, "entry")
    organising.change_role(w.municipality.memberships.get(user=w.expert), Role.VIEWER)
    assert not of_kind(w.expert, "entry")
