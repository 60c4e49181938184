"""The link, the code and the session: only the mailbox opens it, it ends at once, and it opens nothing else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from protect.assessments.models import State
from protect.organisations.models import AuditEntry
from protect.respondents import answering, services
from protect.respondents.models import Respondent
from tests.respondents.world import ADDRESS, ask, asked, come_in, last_code, last_link
from tests.test_every_url import ADDRESSES, DECISIONS, sorted_out
from tests.world import SECRET, World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """Mails go out when the transaction has ended."""

    def run(verb):
        with django_capture_on_commit_callbacks(execute=True):
            return verb()

    return run


@pytest.fixture
def mails(settings, monkeypatch):
    """Within a test's transaction: what waits for its end happens at once."""
    from django.db import transaction

    monkeypatch.setattr(transaction, "on_commit", lambda verb, *a, **k: verb())


def test_a_link_and_a_code_from_the_mailbox_open_the_one_task(w, mails):
    w.assessment.state = State.SCORING
    w.assessment.save()
    _respondent, secret = ask(w, w.assessment)
    assert mail.outbox[-1].to == [ADDRESS]
    assert secret in last_link()
    client = Client()
    door = client.get(last_link()).content.decode()
    assert SECRET not in door and ADDRESS not in door
    client.post(last_link(), {"send": "1"})
    assert client.get(reverse("respondents:task")).status_code == 404
    response = client.post(last_link(), {"code": last_code()})
    assert response["Location"] == reverse("respondents:task")
    cookie = client.cookies["protect_respondent"]
    assert cookie["path"] == "/respond/" and cookie["httponly"]
    page = client.get(reverse("respondents:task"))
    assert page.status_code == 200
    assert "Think of the evening rush." in page.content.decode()


def test_nothing_secret_is_in_the_database(w, mails):
    respondent, secret = ask(w, w.assessment)
    Client().post(last_link(), {"send": "1"})
    code = last_code()
    stored = Respondent.objects.values().get(pk=respondent.pk)
    assert not any(str(value) in (secret, code) for value in stored.values())
    for entry in AuditEntry.objects.all():
        told = f"{entry.changes} {entry.note} {entry.object_name}"
        assert secret not in told and code not in told and ADDRESS not in told and "Olga" not in told


def test_codes_are_few_short_lived_and_work_once(w, mails):
    _respondent, secret = ask(w, w.assessment)
    client, where = Client(), reverse("respondents:door", args=[secret])
    client.post(where, {"send": "1"})
    code = last_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _number in range(answering.CODE_TRIES):
        assert client.post(where, {"code": wrong}).status_code == 200
    assert client.post(where, {"code": code}).status_code == 200  # used up by wrong tries
    client.post(where, {"send": "1"})
    Respondent.objects.update(code_expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert client.post(where, {"code": last_code()}).status_code == 200
    client.post(where, {"send": "1"})
    code = last_code()
    assert client.post(where, {"code": code}).status_code == 302
    assert Client().post(where, {"code": code}).status_code == 200
    sent = len(mail.outbox)
    for _number in range(5):
        client.post(where, {"send": "1"})
    assert len(mail.outbox) == sent + answering.CODES_AN_HOUR - 3
    assert "Too many codes" in client.post(where, {"send": "1"}).content.decode()


@pytest.mark.parametrize("how", ["revoked", "replaced", "expired", "closed", "red"])
def test_a_link_that_has_ended_opens_nothing_at_once(w, mails, how):
    w.assessment.state = State.SCORING
    w.assessment.save()
    respondent, secret = ask(w, w.assessment)
    client = come_in(secret)
    assert client.get(reverse("respondents:task")).status_code == 200
    if how == "revoked":
        services.revoke(respondent)
    elif how == "replaced":
        services.send_again(respondent)
    elif how == "red":
        w.assessment.marking = "RED"
        w.assessment.save()
    elif how == "expired":
        Respondent.objects.update(expires_at=timezone.now())
    else:
        client.post(reverse("respondents:leave"))
    for response in (client.get(reverse("respondents:task")), client.post(reverse("respondents:task"), {})):
        assert response.status_code == 404
    quiet = client.post(reverse("respondents:task"), {}, headers={"accept": "application/json"})
    assert quiet.status_code == 410
    door = client.get(reverse("respondents:door", args=[secret]))
    assert door.status_code == (200 if how == "closed" else 404)
    if how != "closed":
        assert "This link is not open" in door.content.decode()
    if how == "revoked":
        assert not w.assessment.team.filter(by_link=True).exists()


def test_with_a_ticket_every_other_address_is_as_closed_as_to_a_stranger(w, mails):
    w.assessment.state = State.SCORING
    w.assessment.save()
    asked(w)
    _respondent, secret = ask(w, w.assessment, email="second@metro.example")
    client, stranger = come_in(secret), Client()
    # The ticket is not even sent there; a browser that did so all the same is no further.
    ticket = client.cookies["protect_respondent"].value
    nosy = Client(HTTP_COOKIE=f"protect_respondent={ticket}")
    seen = 0
    for name, route in ADDRESSES:
        if name in ("respondents:task", "respondents:hand_in", "respondents:leave") or name not in DECISIONS:
            continue
        for address in sorted_out(w, name, route):
            mine, theirs = nosy.get(address), stranger.get(address)
            assert mine.status_code == theirs.status_code, address
            assert mine.headers.get("Location") == theirs.headers.get("Location"), address
            if mine.status_code == 200 and not mine.streaming:
                assert SECRET not in mine.content.decode("utf-8", "replace"), address
            assert nosy.post(address, {}).status_code == stranger.post(address, {}).status_code, address
            seen += 1
    assert seen > 60


def test_a_person_who_is_signed_in_gets_nothing_more_by_a_link(w, mails):
    _respondent, secret = ask(w, w.assessment)
    client = Client()
    client.force_login(w.provider)
    come_in(secret, client)
    assert client.get(reverse("assessments:detail", args=[w.assessment.pk])).status_code == 404


def test_only_leads_ask_and_no_link_holds_longer_than_sixty_days(w):
    where = reverse("respondents:ask", args=["scoring", w.assessment.pk])
    client = Client()
    client.force_login(w.lead)
    late = timezone.localdate() + dt.timedelta(days=61)
    sent = {"email": ADDRESS, "name": "O", "function": "owner_operator", "circle": "core", "language": "en"}
    page = client.post(where, {**sent, "until": late.isoformat()})
    assert "at most 60 days" in page.content.decode()
    assert not Respondent.objects.exists()
    assert client.post(where, {**sent, "until": timezone.localdate().isoformat()}).status_code == 302
    assert client.post(where, {**sent, "until": timezone.localdate().isoformat()}).status_code == 200  # twice
    assert Respondent.objects.count() == 1


def test_personal_data_is_forgotten_after_the_end_and_judgements_stay(w, mails):
    respondent, _secret = ask(w, w.assessment)
    assert services.forget_old() == 0
    Respondent.objects.update(expires_at=timezone.now() - services.FORGET_AFTER - dt.timedelta(days=1))
    assert services.forget_old() == 1
    assert services.forget_old() == 0
    respondent.refresh_from_db()
    assert (respondent.email, respondent.name, respondent.note) == ("", "", "")
    assert "Olga" not in respondent.member.name
    assert not AuditEntry.objects.filter(changes__icontains="Olga").exists()


def test_the_history_of_a_respondent_is_told_with_what_was_asked(w):
    scoring, checklist = asked(w)
    assert scoring.root == w.assessment and checklist.root == checklist.checklist.root
    client = Client()
    client.force_login(w.lead)
    for one in (scoring, checklist):
        assert client.get(reverse("organisations:history", args=["respondents.respondent", one.pk])).status_code == 200
        assert client.get(reverse("organisations:who", args=["respondents.respondent", one.pk])).status_code == 200
