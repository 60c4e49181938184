"""The newsletter: wanted twice before it is sent, left with one click, and to nobody twice."""

from __future__ import annotations

import datetime as dt
import re
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from protect.newsletters import kept, services, tasks
from protect.newsletters.models import Delivery, Issue, Subscriber
from protect.organisations.models import AuditEntry
from tests.events.making import published
from tests.pages.making import appointed

pytestmark = pytest.mark.django_db

WANTED = {"email": "Reader@Example.org", "language": "en", "topics": ["events"], "website": ""}


def subscribed(email="reader@example.org", language="en", topics=(), confirmed=True) -> Subscriber:
    made = services.subscribe(email, language=language, topics=topics)
    if confirmed:
        services.confirm(made)
    return Subscriber.objects.get(pk=made.pk)


def issue(**more) -> Issue:
    values = {"subject": "Spring", "language": "en", "topic": "", "intro": "Dear all,", **more}
    return services.compose(values, [{"title": "A seminar", "address": "/events/1/", "note": "Testa"}])


def link_in(message) -> str:
    return re.search(r"https?://\S+(/newsletter/\S+)", message.body)[1]


def test_an_address_is_sent_to_only_after_its_owner_confirmed(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("newsletters:subscribe"), WANTED)
    assert b"We sent a mail" in answer.content
    made = Subscriber.objects.get()
    assert (made.email, made.topics, made.confirmed_at) == ("reader@example.org", ["events"], None)
    with pytest.raises(ValidationError):
        services.send(issue())
    link = link_in(mail.outbox[0])
    assert (
        client.get(link).status_code == 200 and Subscriber.objects.get().confirmed_at is None
    )  # followed by a program
    client.post(link)
    assert Subscriber.objects.get().confirmed_at is not None
    assert "reader@example.org" not in str(list(AuditEntry.objects.values()))


def test_nobody_learns_who_gets_it_and_nobody_changes_the_wish_of_others(client, django_capture_on_commit_callbacks):
    there = subscribed(topics=["market"])
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("newsletters:subscribe"), WANTED)
    assert b"We sent a mail" in answer.content
    assert Subscriber.objects.get().topics == there.topics
    assert "already" in mail.outbox[0].body


def test_a_program_that_fills_in_every_field_is_not_written_down(client):
    answer = client.post(reverse("newsletters:subscribe"), {**WANTED, "website": "http://x"})
    assert b"We sent a mail" in answer.content and not Subscriber.objects.exists() and not mail.outbox


def test_mail_programs_leave_by_one_request_without_a_page_and_nothing_stays():
    reader = subscribed()
    made = issue()
    services.send(made)
    tasks.deliver(made.pk, pause=0)
    message = mail.outbox[-1]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert address in message.body
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(address).status_code == 200 and Subscriber.objects.exists()  # looking is not leaving
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.exists() and not Delivery.objects.exists()
    # Asked once more, as such programs do: who has left has left. A link that nobody was given is none.
    assert strict.post(address).status_code == 200
    assert strict.post(address.replace(f"leave/{reader.pk}:", f"leave/{reader.pk + 1}:")).status_code == 404
    assert strict.get(reverse("newsletters:leave", args=[f"{reader.pk}:forged"])).status_code == 404


def test_an_issue_goes_to_those_of_its_language_and_topic_and_to_nobody_twice():
    for email, language, topics in (
        ("a@x.example", "en", []),
        ("b@x.example", "en", ["events"]),
        ("c@x.example", "en", ["market"]),
        ("d@x.example", "fr", []),
    ):
        subscribed(email, language, topics)
    subscribed("e@x.example", confirmed=False)
    made = issue(topic="events")
    assert services.send(made) == 2
    mail.outbox.clear()
    first = Delivery.objects.order_by("pk").first()
    Delivery.objects.filter(pk=first.pk).update(taken_at=timezone.now())  # a job was killed after it took this one
    assert tasks.deliver(made.pk, pause=0) == 1 and tasks.deliver(made.pk, pause=0) == 0
    assert [one.to for one in mail.outbox] == [["b@x.example"]]
    made.refresh_from_db()
    assert made.state == "sent" and made.sent_at
    with pytest.raises(ValidationError):
        services.send(made)
    with pytest.raises(ValidationError):
        services.compose({"subject": "x", "language": "en", "topic": "", "intro": "y"}, [], made)


def test_a_subject_is_one_line_and_no_header(w):
    subscribed()
    made = issue(subject="Spring\r\nBcc: all@x.example")
    services.send(made)
    assert tasks.deliver(made.pk, pause=0) == 1
    assert mail.outbox[-1].subject == "Spring Bcc: all@x.example"
    assert mail.outbox[-1].recipients() == ["reader@example.org"]


def test_what_comes_back_is_noted_and_the_address_forgotten_in_the_end(monkeypatch):
    subscribed()

    def refused(self, **more):
        raise SMTPRecipientsRefused({})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refused)
    for number in range(services.MOST_BOUNCES):
        made = issue(subject=f"Number {number}")
        services.send(made)
        tasks.deliver(made.pk, pause=0)
    assert not Subscriber.objects.exists()
    assert not services.note_bounce("nobody@x.example")


def test_a_server_that_asks_to_come_again_is_no_mail_that_came_back(monkeypatch):
    subscribed()
    made = issue()
    services.send(made)

    asked = []

    def later(self, **more):
        asked.append(self.to)
        raise SMTPRecipientsRefused({"reader@example.org": (450, b"greylisted")})

    for number in range(tasks.MOST_FAILED):  # however many: the others get theirs
        Delivery.objects.create(issue=made, subscriber=subscribed(f"{number}@x.example"))
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", later)
        assert tasks.deliver(made.pk, pause=0) == 0
    assert len(asked) == tasks.MOST_FAILED + 1 and Issue.objects.get().state == "sending"
    assert not Subscriber.objects.exclude(bounces=0).exists()
    tasks.deliver(made.pk, pause=0)  # as the daily job does
    tasks.deliver(made.pk, pause=0)
    assert len(mail.outbox) == len(asked) and Issue.objects.get().state == "sent"


def test_what_a_mail_server_that_was_away_did_not_take_goes_later_and_not_for_ever(monkeypatch):
    for letter in "abcdefghijkl":
        subscribed(f"{letter}@x.example")
    made = issue()
    services.send(made)
    tried = []

    def down(self, **more):
        tried.append(self.to)
        raise OSError("no route")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    assert tasks.deliver(made.pk, pause=0) == 0
    assert len(tried) == tasks.MOST_FAILED  # a server that is away holds up the other jobs no longer than that
    assert not Delivery.objects.exclude(taken_at=None).exists() and Issue.objects.get().state == "sending"
    Issue.objects.update(sending_since=timezone.now() - tasks.TRIED_FOR - dt.timedelta(hours=1))
    tasks.deliver(made.pk, pause=0)
    assert Issue.objects.get().state == "sent" and Subscriber.objects.count() == 12


def test_what_was_not_confirmed_is_forgotten(w):
    old, new, confirmed = (subscribed(f"{one}@x.example", confirmed=one == "c") for one in "abc")
    long_ago = timezone.now() - services.UNCONFIRMED - dt.timedelta(hours=1)
    Subscriber.objects.filter(pk__in=[old.pk, confirmed.pk]).update(created_at=long_ago)
    assert services.forget_old() == 1 and services.forget_old() == 0
    assert set(Subscriber.objects.all()) == {new, confirmed}


def test_an_account_takes_its_subscription_along_in_both_senses(w):
    subscribed(w.viewer.email)
    assert kept.subscriptions_of(w.viewer)[0]["email"] == w.viewer.email
    kept.forget(w.viewer)
    assert not Subscriber.objects.exists()


def test_an_editor_composes_from_what_is_public_looks_and_sends(w, client):
    event = published(w, "A seminar for everybody")
    subscribed()
    client.force_login(appointed(w))
    page = reverse("events:event", args=[event.pk])
    assert b"A seminar for everybody" in client.get(reverse("newsletters:new")).content
    answer = client.post(
        reverse("newsletters:new"),
        {"subject": "Spring", "language": "en", "topic": "", "intro": "Dear <all>,", "items": [page]},
    )
    made = Issue.objects.get()
    assert answer.url == reverse("newsletters:preview", args=[made.pk])
    text = client.get(answer.url).content.decode()
    assert "A seminar for everybody" in text and "Dear &lt;all&gt;," in text
    mail.outbox.clear()
    client.post(reverse("newsletters:send", args=[made.pk]))
    tasks.deliver(made.pk, pause=0)
    assert "Dear <all>," in mail.outbox[0].body and page in mail.outbox[0].body
    assert "1 of 1" in client.get(reverse("newsletters:issues")).content.decode()
    client.post(reverse("newsletters:bounce"), {"email": "reader@example.org"})
    assert Subscriber.objects.get().bounces == 1
