"""Language, time zone and name of a person; the language of a visitor."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from protect.organisations.middleware import PersonMiddleware
from protect.organisations.models import AuditEntry, User
from tests.world import make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_user("ana@testa.example", make_organisation(), name="Ana")


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


def send(client, **values):
    values = {"name": "Ana", "language": "en", "time_zone": "Europe/Brussels", **values}
    return client.post(reverse("web:preferences"), values)


def test_settings_are_kept_and_audited_without_the_name(signed_in, person):
    assert send(signed_in, name="Ana Pop", language="ro", time_zone="Europe/Bucharest").status_code == 302
    person.refresh_from_db()
    assert (person.name, person.language, person.time_zone) == ("Ana Pop", "ro", "Europe/Bucharest")
    entry = AuditEntry.objects.get(object_type="organisations.user", object_id=person.pk, verb="changed")
    assert entry.changes["language"] == ["en", "ro"]
    assert "Ana Pop" not in str(entry.changes)


def test_saving_the_same_again_leaves_no_trace(signed_in):
    before = AuditEntry.objects.count()
    send(signed_in)
    assert AuditEntry.objects.count() == before


def test_pages_come_in_the_language_of_the_person(signed_in):
    send(signed_in, language="el")
    page = signed_in.get(reverse("web:home"))
    assert '<html lang="el"' in page.content.decode()
    assert page.headers["Content-Language"] == "el"


def test_dates_and_times_follow_language_and_time_zone(person):
    moment = dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)

    def shown(language: str, zone: str) -> str:
        User.objects.filter(pk=person.pk).update(language=language, time_zone=zone)
        request = RequestFactory().get("/")
        request.user = User.objects.get(pk=person.pk)
        from django.http import HttpResponse

        render = Template("{{ moment|date:'DATETIME_FORMAT' }}").render
        return PersonMiddleware(lambda _r: HttpResponse(render(Context({"moment": moment}))))(request).content.decode()

    assert shown("en", "Europe/Lisbon").startswith("30 June 2026, 23:30")
    assert shown("de", "Europe/Athens").startswith("1. Juli 2026")


@pytest.mark.parametrize(
    ("field", "value"), [("language", "xx"), ("time_zone", "Mars/Base"), ("time_zone", "../etc/passwd"), ("name", " ")]
)
def test_wrong_values_are_refused_beside_their_field(signed_in, person, field, value):
    answer = send(signed_in, **{field: value})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    person.refresh_from_db()
    assert (person.name, person.language, person.time_zone) == ("Ana", "en", "Europe/Brussels")


def test_a_visitor_chooses_a_language_for_the_device(client):
    answer = client.post(reverse("web:language"), {"language": "nl", "next": reverse("web:glossary")})
    assert answer.headers["Location"] == reverse("web:glossary")
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "nl"
    assert '<html lang="nl"' in client.get(reverse("account_login")).content.decode()


def test_the_choice_in_the_footer_is_kept_with_the_account(signed_in, person):
    signed_in.post(reverse("web:language"), {"language": "lt"})
    person.refresh_from_db()
    assert (person.language, person.time_zone) == ("lt", "Europe/Brussels")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_choosing_a_language_never_leads_elsewhere(client, target):
    answer = client.post(reverse("web:language"), {"language": "de", "next": target})
    assert answer.headers["Location"] == reverse("web:home")


def test_an_unknown_language_is_refused_with_words(client):
    answer = client.post(reverse("web:language"), {"language": "xx"}, follow=True)
    assert "This language is not offered" in answer.content.decode()
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies
