"""Mails about kept searches: counts and links, once, to those who want them, of what they may see."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from protect.catalogue import services
from protect.catalogue.models import Entry, SavedSearch
from protect.organisations.models import Role
from protect.reminders.news import send_news
from protect.reminders.services.wishes import change_wishes, unsubscribe_token
from tests.catalogue.making import make_entry, publish
from tests.world import make_organisation, make_user, reference_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    reference_data()
    town, other = make_organisation("Town"), make_organisation("Other Town")
    return {
        "lead": make_user("lead@example.org", town, Role.LEAD),
        "second": make_user("second@example.org", town, Role.LEAD),
        "elsewhere": make_user("elsewhere@example.org", other, Role.LEAD),
        "town": town,
    }


def kept(person, query="", name="Secretquestion"):
    search = services.keep_search(person, name, query, notify=True)
    SavedSearch.objects.filter(pk=search.pk).update(told_until=timezone.now() - dt.timedelta(days=1))
    return search


def published(people, **values):
    return publish(make_entry(people["town"], people["lead"], **values), people["second"], people["lead"])


def test_a_mail_tells_how_much_is_new_once_and_names_nothing(people):
    search = kept(people["lead"], "category=actuator&q=quaylamp")
    published(people, name="Quaylamp alpha")
    published(people, name="Quaylamp beta")
    published(people, name="Fence", category="physical")
    mail.outbox = []
    assert send_news() == 1 and send_news() == 0
    (sent,) = mail.outbox
    assert "2 new entries" in sent.body and reverse("catalogue:search", args=[search.pk]) in sent.body
    for word in ("Quaylamp", "quaylamp", "Secretquestion", "Town"):
        assert word not in sent.body + sent.subject
    assert "List-Unsubscribe" in sent.extra_headers


def test_what_the_person_may_not_see_is_not_counted(people):
    kept(people["elsewhere"])
    entry = published(people, name="Quaylamp")
    assert send_news() == 0
    Entry.objects.filter(pk=entry.pk).update(marking="GREEN")
    assert send_news() == 1


def test_what_was_there_before_is_not_news(people):
    published(people)
    services.keep_search(people["lead"], "All", "", notify=True)
    assert send_news() == 0


def test_nobody_gets_a_mail_who_does_not_want_one(people, client):
    published(people)
    search = kept(people["lead"])
    services.change_search(search, notify=False)
    kept(people["second"])
    change_wishes(people["second"], {"catalogue": False})
    assert send_news() == 0
    third = make_user("third@example.org", people["town"], Role.VIEWER)
    kept(third)
    address = reverse("reminders:unsubscribe", args=[unsubscribe_token(third, "catalogue")])
    assert "news of the catalogue" in client.get(address).content.decode()
    assert client.post(address).status_code == 200 and send_news() == 0


def test_a_mail_that_could_not_be_sent_comes_the_next_day(people, monkeypatch):
    from smtplib import SMTPException

    from protect.reminders import news

    published(people)
    kept(people["lead"])

    def broken(*args, **options):
        raise SMTPException("no")

    with monkeypatch.context() as now:
        now.setattr(news, "send", broken)
        assert send_news() == 0
    assert send_news() == 1


def test_the_link_of_a_mail_leads_its_owner_to_the_answers_and_nobody_else(people, client):
    search = kept(people["lead"], "category=sensor")
    client.force_login(people["lead"])
    assert client.get(reverse("catalogue:search", args=[search.pk])).url.endswith("?category=sensor&sort=newest")
    client.force_login(people["second"])
    assert client.get(reverse("catalogue:search", args=[search.pk])).status_code == 404
