"""Who is told of an action, and when: its owner before and at the day, those who lead once it is late."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from protect.organisations.models import AuditEntry, Verb
from protect.plans import tasks
from protect.plans.states import State
from protect.reminders import services as reminding
from protect.reminders.calendars import calendar_of
from protect.reminders.tasks import daily

DAY = dt.timedelta(days=1)


def told() -> dict[str, str]:
    found = {message.to[0]: message.body for message in mail.outbox}
    mail.outbox.clear()
    return found


def test_the_owner_is_reminded_once_a_stage_and_the_lead_when_it_is_late(town):
    due = timezone.localdate() + 40 * DAY
    town.ready("Bollards", due_on=due)
    assert tasks.send_reminders(due - 31 * DAY) == 0
    assert tasks.send_reminders(due - 30 * DAY) == 1 and set(told()) == {town.anna.email}
    assert tasks.send_reminders(due - 29 * DAY) == 0
    tasks.send_reminders(due)
    assert set(told()) == {town.anna.email}
    tasks.send_reminders(due + 14 * DAY)
    found = told()
    assert set(found) == {town.anna.email, town.lead.email} and "those who lead are told" in found[town.lead.email]
    assert tasks.send_reminders(due + 15 * DAY) == 0


def test_mails_name_an_action_only_where_the_organisation_allows_it(town):
    made = town.ready("Bollards", due_on=timezone.localdate())
    tasks.send_reminders()
    body = told()[town.anna.email]
    assert "Bollards" not in body and reverse("plans:action", args=[made.pk]) in body
    reminding.change_policy(town.organisation, {"names_in_mails": True})
    type(made).objects.update(due_on=timezone.localdate() - DAY)
    tasks.send_reminders()
    assert "Bollards" in told()[town.anna.email]


@pytest.mark.parametrize("state", [State.PROPOSED, State.DONE])
def test_nobody_is_reminded_of_what_is_only_proposed_or_done(town, state):
    town.ready(state=state, starts_on=timezone.localdate() - 60 * DAY, due_on=timezone.localdate() - 30 * DAY)
    assert tasks.send_reminders() == 0


def test_without_an_owner_those_who_lead_are_told(town):
    town.ready(responsible=None, responsible_name="Roads department", due_on=timezone.localdate())
    tasks.send_reminders()
    assert set(told()) == {town.lead.email}


def test_whoever_wants_no_reminders_gets_none_and_who_cannot_see_it_neither(town):
    made = town.ready(due_on=timezone.localdate())
    reminding.change_wishes(town.anna, {"reminders": False})
    assert tasks.send_reminders() == 0
    reminding.change_wishes(town.anna, {"reminders": True})
    type(made).objects.update(marking="RED")
    assert tasks.send_reminders() == 0


def test_the_daily_job_reminds(town):
    town.ready("Late", due_on=timezone.localdate() - DAY)
    daily()
    assert "1 action is due" in told()[town.anna.email]


def test_own_actions_stand_in_the_private_calendar(town):
    due = timezone.localdate() + 3 * DAY
    made = town.ready("Bollards", due_on=due)
    text = calendar_of(town.anna).decode()
    assert f"UID:action-{made.pk}@protect" in text and f"DTSTART;VALUE=DATE:{due:%Y%m%d}" in text
    assert "Bollards" not in text and "An action is due" in text
    assert "action-" not in calendar_of(town.bert).decode()
    assert f"UID:action-{made.pk}@protect" in calendar_of(town.lead).decode()  # whoever leads sees all of the plan


def test_a_list_of_actions_goes_out_as_a_calendar(town, client):
    due = timezone.localdate() + 3 * DAY
    town.ready("Bollards", due_on=due)
    town.ready("Lamps", state="verified")
    client.force_login(town.vera)
    answer = client.get(reverse("plans:list"), {"format": "ics", "state": "decided"})
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["SUMMARY"]) == f"Due: Bollards ({town.space.name})" and event.decoded("DTSTART") == due
    assert AuditEntry.objects.filter(verb=Verb.EXPORTED, note="actions as ICS").count() == 1
