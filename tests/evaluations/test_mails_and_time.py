"""Evaluators are told by mail what waits for them, once, if they want; years later their names go and the record stays."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from protect.evaluations import kept, mails, services
from protect.evaluations.models import Evaluation, Evaluator, Round, Score, Told
from protect.evaluations.queries.ranking import ranked
from protect.organisations import keeping, retention
from protect.organisations.models import AuditEntry
from protect.reminders.models import Policy, Wishes
from tests.evaluations.town import begun, town, with_judges

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(db):
    return town()


def mails_in(waiting):
    """Kept pages are forgotten at every commit, too; here it is mails that count."""
    return [one for one in waiting if one is not keeping._forget]


def sent_to():
    found = sorted(to for message in mail.outbox for to in message.to)
    mail.outbox = []
    return found


def test_who_is_named_is_told_once_and_without_a_title(w, django_capture_on_commit_callbacks):
    made = begun(w)
    with django_capture_on_commit_callbacks() as waiting:
        services.add_evaluator(made, w.judge1)
    assert len(mails_in(waiting)) == 1
    assert mails.send_news(made.pk, mails.NAMED, 0) == 1
    (message,) = mail.outbox
    assert message.to == ["judge1@example.org"] and f"/evaluations/{made.pk}/mine/" in message.body
    assert made.title not in message.body + message.subject and "List-Unsubscribe" in message.extra_headers
    assert mails.send_news(made.pk, mails.NAMED, 0) == 0
    Policy.objects.create(organisation=w.municipality, names_in_mails=True)
    services.add_evaluator(made, w.judge2)
    assert mails.send_news(made.pk, mails.NAMED, 0) == 1 and made.title in mail.outbox[-1].body


def test_a_round_asks_those_who_judge_in_it_and_its_end_invites_them_to_talk(w):
    round_ = with_judges(w)
    evaluation = round_.evaluation
    services.add_evaluator(evaluation, w.judge4)  # judges nothing in this round
    Wishes.objects.create(user=w.judge2, reminders=False)
    assert mails.send_news(evaluation.pk, mails.OPENED, round_.pk) == 2
    assert sent_to() == ["judge1@example.org", "judge3@example.org"]
    assert mails.send_news(evaluation.pk, mails.REVEALED, round_.pk) == 2
    assert f"/evaluations/{evaluation.pk}/rounds/{round_.pk}/" in mail.outbox[0].body
    assert mails.send_news(evaluation.pk, mails.REVEALED, round_.pk) == 0


def test_what_is_no_longer_so_is_not_told(w):
    round_ = with_judges(w)
    services.end_round(round_, "Enough.")
    assert mails.send_news(round_.evaluation_id, mails.OPENED, round_.pk) == 0
    assert mails.send_news(round_.evaluation_id, mails.REVEALED, 0) == 0 == mails.send_news(0, mails.NAMED, 0)


def test_opening_and_end_of_a_round_are_told_from_within_the_transaction(w, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting:
        round_ = with_judges(w)
    assert len(mails_in(waiting)) == 4  # three named, one round opened
    with django_capture_on_commit_callbacks() as waiting:
        services.end_round(round_, "Enough.")
    assert len(mails_in(waiting)) == 1


def test_names_go_after_their_time_and_the_record_stays(w):
    round_ = with_judges(w)
    evaluation = round_.evaluation
    pairing = round_.pairings.select_related("evaluator").first()
    services.save_scores(pairing, {code: {"value": 3, "rationale": "Seen."} for code in ("fit", "proof", "price")})
    services.hand_in(pairing)
    services.end_round(round_, "Enough.")
    services.add_stakeholder(evaluation, "Police", w.judge4)
    mails.send_news(evaluation.pk, mails.REVEALED, round_.pk)
    before = [(row.candidate.name, row.value) for row in ranked(evaluation, w.lead).rows]
    long_ago = timezone.now() - dt.timedelta(days=2000)
    limit = timezone.now() - dt.timedelta(days=1095)
    assert kept.old_names(w.municipality, limit) == []
    Evaluation.objects.filter(pk=evaluation.pk).update(changed_at=long_ago)
    assert kept.old_names(w.municipality, limit) == []  # its round was opened lately
    Round.objects.filter(pk=round_.pk).update(opened_at=long_ago, revealed_at=long_ago)
    assert [one for one, _since in kept.old_names(w.municipality, limit)] == [evaluation]
    assert kept.old_names(w.other_municipality, limit) == []
    assert kept.remove_old_names(w.municipality, limit) == 1 and kept.remove_old_names(w.municipality, limit) == 0
    assert not Evaluator.objects.filter(evaluation=evaluation).exclude(user=None).exists()
    assert not evaluation.stakeholders.exclude(user=None).exists() and not Told.objects.exists()
    assert Score.objects.filter(pairing=pairing, rationale="Seen.").count() == 3
    assert [(row.candidate.name, row.value) for row in ranked(evaluation, w.lead).rows] == before
    assert AuditEntry.objects.filter(object_type="evaluations.evaluation", note__contains="after their time").exists()


def test_a_round_that_is_running_keeps_its_people(w):
    round_ = with_judges(w)
    long_ago = timezone.now() - dt.timedelta(days=2000)
    Evaluation.objects.update(changed_at=long_ago)
    Round.objects.update(opened_at=long_ago)
    assert kept.old_names(w.municipality, timezone.now()) == [] and round_.is_running


def test_the_rule_is_among_those_of_the_organisation(w):
    assert retention.days(w.municipality, "evaluation_people") == 1095
