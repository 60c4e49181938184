"""Followers get a mail when there is news: once, with what is public, ended by one click."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from protect.calls import services, tasks
from protect.calls.models import Follow
from tests.calls.town import clean_world, published, signed
from tests.world import SECRET

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return clean_world()


def test_a_new_call_is_told_to_those_who_follow_new_calls_once(w, django_capture_on_commit_callbacks, monkeypatch):
    services.follow(w.provider)
    queued = []
    monkeypatch.setattr(tasks, "_enqueue", lambda *args: queued.append(args))
    call = signed(w)
    with django_capture_on_commit_callbacks(execute=True):
        publication = services.publish(call)
    assert queued == [(publication.pk, "published")]
    mail.outbox = []
    assert tasks.send_news(*queued[0]) == 1 and tasks.send_news(*queued[0]) == 0
    (message,) = mail.outbox
    assert message.to == [w.provider.email] and reverse("calls:public", args=[publication.pk]) in message.body
    assert publication.title in message.subject and SECRET not in message.body + message.subject


def test_news_of_one_call_go_to_those_who_follow_it_alone(w):
    publication = published(w).publication
    services.follow(w.other, publication)
    services.follow(w.provider)
    assert [one.email for one in tasks.followers(publication, "clarified 1")] == [w.other.email]
    mail.outbox = []
    assert tasks.send_news(publication.pk, "clarified 1") == 1
    assert tasks.send_news(publication.pk, "clarified 2") == 1  # another question is other news
    assert tasks.send_news(publication.pk, "withdrawn") == 1
    assert len(mail.outbox) == 3


def test_one_click_ends_the_mails_and_following_again_begins_them(w):
    publication = published(w).publication
    services.follow(w.provider, publication)
    mail.outbox = []
    tasks.send_news(publication.pk, "withdrawn")
    link = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    assert Client().post(link[link.index("/", 8) :]).status_code == 200
    assert tasks.followers(publication, "clarified 1") == []
    services.follow(w.provider, publication)
    assert tasks.followers(publication, "clarified 1") == [w.provider]


def test_following_is_a_button_for_whoever_is_signed_in(client, w):
    publication = published(w).publication
    where = reverse("calls:follow", args=[publication.pk])
    assert client.post(where).status_code == 302 and not Follow.objects.exists()
    client.force_login(w.provider)
    client.post(where)
    client.post(where)
    assert Follow.objects.get().user == w.provider
    assert "Follow no more" in client.get(reverse("calls:public", args=[publication.pk])).content.decode()
    client.post(where, {"end": "yes"})
    client.post(reverse("calls:follow_new"))
    assert [one.publication for one in Follow.objects.all()] == [None]
