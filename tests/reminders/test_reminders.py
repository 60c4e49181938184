"""What is due, why, and who is told: once, in their language, without names, and only what they may see."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from protect.assessments.models import Assessment, State
from protect.assessments.services import lifecycle
from protect.organisations.markings import Marking
from protect.organisations.models import AuditEntry, Role, User
from protect.reminders import services, tasks
from protect.reminders.dates import Stage, last_weekday, stage_of
from protect.reminders.models import Notice, Trigger, Wishes
from protect.reminders.queries import Listing, waiting_for
from tests.world import SECRET, make_assessment, make_organisation, make_space, make_user, world

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 6, 10)  # a Wednesday
days = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))


@pytest.fixture
def town():
    return make_organisation()


@pytest.fixture
def lead(town):
    return make_user("lead@town.example", town, name="Lia Lead")


def approved(space, by, due: dt.date, **values) -> Assessment:
    made = make_assessment(space, by)
    values = {
        "state": State.APPROVED,
        "review_on": due,
        "approved_at": timezone.now() - dt.timedelta(days=300),
    } | values
    Assessment.objects.filter(pk=made.pk).update(**values)
    made.refresh_from_db()
    return made


def in_days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


@given(due=days, wait=st.integers(-400, 400), before=st.integers(1, 180), after=st.integers(1, 180))
def test_every_day_has_one_stage_and_stages_only_go_on(due, wait, before, after):
    order = [None, Stage.BEFORE, Stage.DUE, Stage.AFTER]
    today = due + dt.timedelta(days=wait)
    now, next_day = (stage_of(due, day, before, after) for day in (today, today + dt.timedelta(days=1)))
    assert order.index(next_day) - order.index(now) in {0, 1}
    assert (now == Stage.DUE) == (0 <= wait < after) and (now is None) == (wait < -before)


@given(today=days, weekday=st.integers(0, 6))
def test_the_last_weekday_is_within_a_week(today, weekday):
    found = last_weekday(today, weekday)
    assert found.weekday() == weekday and 0 <= (today - found).days < 7


@given(start=days, weekday=st.integers(0, 6), runs=st.lists(st.integers(1, 5), min_size=5, max_size=40))
def test_a_digest_comes_once_a_week_even_if_the_server_was_off_on_its_day(start, weekday, runs):
    """Runs some days apart: every week whose day passed is told at the first run after it, and never twice."""
    until, sent, today = start, [], start
    for gap in runs:
        today += dt.timedelta(days=gap)
        day = last_weekday(today, weekday)
        if until < day:
            until = today
            sent.append(day)
    assert len(sent) == len(set(sent)) and all(
        later - sooner == dt.timedelta(days=7) for sooner, later in zip(sent, sent[1:], strict=False)
    )


def test_before_due_and_after_are_told_once_each_to_the_lead(town, lead):
    approved(make_space(town, by=lead), lead, TODAY)
    sent = {}
    for day in range(-40, 60):
        on = TODAY + dt.timedelta(days=day)
        if tasks.send_reminders(on) + tasks.send_reminders(on):
            sent[day] = mail.outbox[-1].body
    assert list(sent) == [-30, 0, 14]
    assert mail.outbox[0].to == [lead.email]


def test_a_reminder_names_no_space_unless_the_organisation_allows_it_and_never_a_red_one(town, lead):
    space = make_space(town, f"{SECRET} Square", by=lead)
    approved(space, lead, TODAY)
    assert tasks.send_reminders(TODAY) == 1
    assert SECRET not in mail.outbox[0].body + mail.outbox[0].subject and "/assessments/" in mail.outbox[0].body
    services.change_policy(town, {"names_in_mails": True})
    Notice.objects.all().delete()
    tasks.send_reminders(TODAY)
    assert SECRET in mail.outbox[1].body
    Assessment.objects.update(marking=Marking.RED)
    Notice.objects.all().delete()
    assert tasks.send_reminders(TODAY) == 0  # nobody is named as a reader of it, so nobody is told


def test_without_a_lead_who_sees_it_the_administrators_are_told(town):
    gone = make_user("gone@town.example", town)
    administrator = make_user("admin@town.example", town, Role.ADMINISTRATOR)
    approved(make_space(town), gone, TODAY)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    tasks.send_reminders(TODAY)
    assert [one.to for one in mail.outbox] == [[administrator.email]]


def test_who_has_begun_already_is_not_reminded(town, lead):
    space = make_space(town, by=lead)
    one = approved(space, lead, TODAY)
    lifecycle.open_new_version(one, by=lead)
    assert tasks.send_reminders(TODAY) == 0


def test_a_mail_that_cannot_be_sent_is_tried_again(town, lead, settings):
    approved(make_space(town, by=lead), lead, TODAY)
    settings.EMAIL_BACKEND = "tests.reminders.no_such.Backend"
    with pytest.raises(ImportError):
        tasks.send_reminders(TODAY)
    assert not Notice.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert tasks.send_reminders(TODAY) == 1


def test_scores_and_approvals_that_wait_are_told_once():
    w = world()
    long_ago = timezone.now() - dt.timedelta(days=5)
    Assessment.objects.filter(pk=w.assessment.pk).update(state=State.SCORING, changed_at=long_ago)
    assert tasks.send_reminders() == tasks.send_reminders() + 2  # the lead and the assessor are on the team
    assert {one.to[0] for one in mail.outbox} == {w.assessor.email, w.lead.email}
    Assessment.objects.filter(pk=w.assessment.pk).update(state=State.REVIEW, changed_at=long_ago)
    tasks.send_reminders()
    assert {one.to[0] for one in mail.outbox[2:]} == {w.lead.email, w.administrator.email}


def test_an_event_brings_the_date_to_today_with_its_reason_and_back_if_it_was_a_mistake(town, lead):
    space = make_space(town, by=lead)
    one = approved(space, lead, in_days(200))
    first, second = (
        services.record_trigger([space], kind, happened_on=in_days(-1), note="Fence cut", by=lead)[0]
        for kind in ("incident", "building_works")
    )
    one.refresh_from_db()
    assert one.review_on == in_days(0)
    assert AuditEntry.objects.filter(object_type="assessments.assessment", note="Incident or near miss here").exists()
    assert Listing(lead, "triggered").found().get().trigger_kind == "building_works"
    services.withdraw_trigger(first)
    one.refresh_from_db()
    assert one.review_on == in_days(0)  # the building works still hold it
    lifecycle.expire_overdue(in_days(1))
    services.withdraw_trigger(second)
    one.refresh_from_db()
    assert (one.review_on, one.state) == (in_days(200), State.APPROVED)
    assert not Listing(lead, "triggered").found().exists()
    with pytest.raises(ValidationError):
        services.withdraw_trigger(second)


def test_an_event_never_moves_a_date_later_and_a_new_version_answers_it(town, lead):
    space = make_space(town, by=lead)
    one = approved(space, lead, in_days(-20), state=State.EXPIRED)
    services.record_trigger([space], "threat_level", happened_on=in_days(0), by=lead)
    one.refresh_from_db()
    assert one.review_on == in_days(-20)
    Assessment.objects.filter(pk=one.pk).update(approved_at=timezone.now() + dt.timedelta(seconds=5))
    assert not Listing(lead, "triggered").found().exists()


@pytest.mark.parametrize(
    ("kind", "day", "field"),
    [("rumour", 0, "kind"), ("incident", 1, "happened_on"), ("incident", -3000, "happened_on")],
)
def test_a_wrong_event_is_refused_by_field(town, lead, kind, day, field):
    with pytest.raises(ValidationError) as refused:
        services.record_trigger([make_space(town)], kind, happened_on=in_days(day), by=lead)
    assert field in refused.value.message_dict


def test_one_event_can_concern_all_spaces_of_the_organisation(client, town, lead):
    spaces = [
        make_space(town, f"S{number}", main_category=kind)
        for number, kind in enumerate(["square", "square", "worship"])
    ]
    elsewhere = make_space(make_organisation("Elsewhere"), "X")
    client.force_login(lead)
    for scope, more in (("category", 2), ("all", 3)):
        client.post(
            reverse("reminders:record", args=[spaces[0].pk]),
            {"kind": "threat_level", "happened_on": in_days(0).isoformat(), "scope": scope},
        )
        assert Trigger.objects.count() == more
        Trigger.objects.all().delete()
    assert not elsewhere.triggers.exists()


def test_the_organisation_sets_after_how_many_months(town, lead):
    from protect.assessments import due

    assert due.months(town) == 12
    services.change_policy(town, {"months": 6})
    assert due.months(town) == 6
    with pytest.raises(ValidationError):
        services.change_policy(town, {"months": 0})


def test_the_list_filters_counts_and_exports(client, town, lead):
    for name, due in (("Old", -5), ("Near", 20), ("Far", 200)):
        approved(make_space(town, name, by=lead), lead, in_days(due))
    make_space(town, "New")
    counts = {state: count for state, _label, count in Listing(lead).counts()}
    assert counts == {"overdue": 1, "soon": 1, "later": 1, "triggered": 0, "never": 1}
    client.force_login(lead)
    body = client.get("/due/?state=never").content.decode()
    assert "New" in body and "Near" not in body
    lines = client.get("/due/?format=csv").content.decode().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["Old", "Near", "Far"]


def wants(user, **values) -> Wishes:
    wishes = services.change_wishes(user, {"digest": True, "weekday": 2, **values})
    Wishes.objects.filter(pk=wishes.pk).update(digest_until=TODAY - dt.timedelta(days=7))
    return wishes


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def test_the_digest_comes_on_its_day_once_and_not_without_anything_to_tell(town, lead):
    wants(lead)
    assert tasks.send_digests(noon(TODAY)) == 0
    Wishes.objects.update(digest_until=TODAY - dt.timedelta(days=7))
    approved(make_space(town, f"{SECRET} Square", by=lead), lead, TODAY + dt.timedelta(days=10))
    assert tasks.send_digests(noon(TODAY - dt.timedelta(days=1))) == 0
    assert tasks.send_digests(noon(TODAY)) == 1 and tasks.send_digests(noon(TODAY)) == 0
    (message,) = mail.outbox
    assert "1 space has to be assessed again" in message.body and SECRET not in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_digest_speaks_the_language_and_lives_in_the_time_zone_of_its_reader(town, lead):
    User.objects.filter(pk=lead.pk).update(time_zone="Pacific/Auckland", language="de")
    wants(lead, weekday=3)
    approved(make_space(town, by=lead), lead, TODAY)
    # Wednesday noon in UTC is Thursday in Auckland.
    assert tasks.send_digests(noon(TODAY)) == 1


def test_the_digest_tells_only_what_its_reader_may_see_at_that_moment():
    w = world()
    approved(make_space(w.municipality, "Second", by=w.lead), w.lead, in_days(3))
    for person in (w.other, w.provider, w.observer, w.officer, w.platform_administrator):
        assert not waiting_for(person), person
    assert waiting_for(w.viewer).soon
    wants(w.viewer)
    w.viewer.memberships.all().delete()
    assert tasks.send_digests(noon(in_days(8))) == 0 and not mail.outbox


def test_one_click_ends_the_mails_without_signing_in(client, lead):
    wants(lead)
    address = reverse("reminders:unsubscribe", args=[services.unsubscribe_token(lead, "digest")])
    assert client.get(address).status_code == 200 and Wishes.objects.get(user=lead).digest
    answer = client.post(address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200 and not Wishes.objects.get(user=lead).digest
    assert Wishes.objects.get(user=lead).reminders
    assert client.post(address[:-3] + "xx/").status_code == 404


def test_who_wants_no_reminders_gets_none(town, lead):
    services.change_wishes(lead, {"reminders": False})
    approved(make_space(town, by=lead), lead, TODAY)
    assert tasks.send_reminders(TODAY) == 0


def test_the_private_calendar_shows_what_its_owner_may_see_and_closes(client, town, lead):
    from icalendar import Calendar

    approved(make_space(town, f"{SECRET} Square", by=lead), lead, TODAY)
    approved(make_space(make_organisation("Elsewhere"), "X"), lead, TODAY)
    secret = services.open_calendar(lead)
    address = reverse("reminders:calendar", args=[secret])
    events = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert [event["dtstart"].dt for event in events] == [TODAY] and SECRET not in str(events)
    assert not Wishes.objects.filter(calendar_digest__contains=secret).exists()
    services.open_calendar(lead)
    assert client.get(address).status_code == 404


def test_the_daily_job_may_run_twice(town, lead):
    approved(make_space(town, by=lead), lead, in_days(0))
    assert tasks.daily() == (1, 0) and tasks.daily() == (0, 0)


def test_pages_of_the_space_and_of_the_settings_lead_there(client):
    w = world()
    client.force_login(w.lead)
    services.record_trigger([w.space], "incident", happened_on=in_days(0), note="Fence cut", by=w.lead)
    body = client.get(reverse("spaces:detail", args=[w.space.pk])).content.decode()
    assert "Fence cut" in body and "Something happened" in body
    for page in ("reminders:wishes", "reminders:list"):
        assert client.get(reverse(page)).status_code == 200
    client.post(reverse("reminders:wishes"), {"digest": "on", "weekday": "4"})
    assert Wishes.objects.get(user=w.lead).weekday == 4 and not Wishes.objects.get(user=w.lead).reminders
    assert "calendar/" in client.post(reverse("reminders:calendar_link"), follow=True).content.decode()
    client.force_login(w.administrator)
    page = reverse("reminders:policy", args=[w.municipality.pk])
    assert client.post(page, {"months": "99", "before_days": "30", "after_days": "14"}).status_code == 200
    assert client.post(page, {"months": "18", "before_days": "30", "after_days": "14"}).status_code == 302


def test_ones_own_data_tell_of_the_mails_and_go_with_the_account(town, lead):
    from protect.organisations import personal

    approved(make_space(town, by=lead), lead, in_days(0))
    wants(lead)
    tasks.send_reminders()
    (rows,) = [rows for code, _title, rows in personal.kept_of(lead) if code == "mails"]
    assert rows[0]["weekly digest"] and rows[1]["reminder"] == "due"
    personal.forget(lead)
    assert not Wishes.objects.exists() and not Notice.objects.exists()
