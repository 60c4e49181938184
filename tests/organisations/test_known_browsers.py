"""Nobody keeps somebody else out by guessing: a browser in which its owner signed in before is counted by itself."""

from __future__ import annotations

import re
import time
from unittest import mock

import pytest
from django.conf import settings as stored
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from protect.organisations.known_browsers import DAYS, KEPT
from tests.organisations.test_lockout import attempt
from tests.world import PASSWORD, make_user

COOKIE = stored.KNOWN_BROWSER_COOKIE
NEW = "seven lanterns by the river"


@pytest.fixture(autouse=True)
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.RATE_LIMITS
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def known(w) -> Client:
    """A browser in which the viewer signed in, and out again."""
    client = Client()
    assert attempt(client, w.viewer.email, PASSWORD)[0] == 302
    client.post(reverse("account_logout"))
    assert client.get(reverse("spaces:list")).status_code == 302
    return client


def under_attack(person, address="203.0.113.{}"):
    for number in range(6):
        status, text = attempt(Client(), person.email, address=address.format(number))
    assert status == 200 and "Wait 15 minutes" in text


def test_while_others_guess_the_owner_comes_in_from_a_browser_that_is_known(w, known):
    for _quarter_after_quarter in range(3):
        under_attack(w.viewer)
        assert attempt(known, w.viewer.email, PASSWORD)[0] == 302
        known.post(reverse("account_logout"))
    assert "Wait" in attempt(Client(), w.viewer.email, PASSWORD, address="192.0.2.77")[1]  # any other still waits


def test_nor_do_guesses_of_a_colleague_behind_the_same_address_keep_anybody_out(w, known):
    for number in range(30):
        attempt(Client(), f"person{number}@testa.example")
    assert "Wait" in attempt(Client(), w.lead.email, PASSWORD)[1]
    assert attempt(known, w.viewer.email, PASSWORD)[0] == 302


def test_in_a_known_browser_guessing_pauses_as_everywhere(w, known):
    for _again in range(5):
        assert "do not belong together" in attempt(known, w.viewer.email)[1]
    assert "Wait 15 minutes" in attempt(known, w.viewer.email, PASSWORD)[1]
    assert attempt(Client(), w.viewer.email, PASSWORD)[0] == 302  # nor does that keep the owner out elsewhere


def test_it_is_known_for_those_who_came_in_there_and_for_nobody_else(w, known):
    under_attack(w.lead)
    assert "Wait" in attempt(known, w.lead.email, PASSWORD)[1]
    known.force_login(w.viewer)  # by another door, which leaves no cookie of its own
    assert known.cookies[COOKIE].value and w.viewer.email not in known.cookies[COOKIE].value


@pytest.mark.parametrize("how", ["forged", "old", "password changed elsewhere", "foreign"])
def test_a_word_that_does_not_hold_any_more_is_as_good_as_none(w, known, how, settings):
    when = time.time()
    if how == "forged":
        known.cookies[COOKIE] = known.cookies[COOKIE].value[:-1] + "x"
    elif how == "old":
        when += (DAYS + 1) * 86400
    elif how == "foreign":
        known.cookies[COOKIE] = "[1]"
    else:
        w.viewer.set_password(NEW)
        w.viewer.save()
    with mock.patch("django.core.signing.time.time", return_value=when):
        under_attack(w.viewer)
        assert "Wait" in attempt(known, w.viewer.email, NEW if "changed" in how else PASSWORD)[1]


def test_who_gets_a_new_password_by_mail_comes_in_from_there_at_once(w, client):
    client.post(reverse("account_reset_password"), {"email": w.viewer.email})
    link = re.search(r"http\S+(/account/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    page = client.get(link, follow=True).redirect_chain[-1][0]
    assert client.post(page, {"password1": NEW, "password2": NEW}).status_code == 302
    under_attack(w.viewer)
    assert attempt(client, w.viewer.email, NEW)[0] == 302


def test_a_tablet_is_known_for_the_last_few_who_used_it(w):
    tablet, people = Client(), [make_user(f"one{number}@testa.example") for number in range(KEPT + 1)]
    for one in people:
        assert attempt(tablet, one.email, PASSWORD)[0] == 302
        tablet.post(reverse("account_logout"))
    for one in (people[0], people[1]):
        under_attack(one)
    assert "Wait" in attempt(tablet, people[0].email, PASSWORD)[1]
    assert attempt(tablet, people[1].email, PASSWORD)[0] == 302


def test_the_cookie_is_out_of_reach_of_scripts_and_says_nothing(w, known):
    found = known.cookies[COOKIE]
    assert found["httponly"] and found["samesite"] == "Lax" and found["path"] == "/"
    assert int(found["max-age"]) == DAYS * 86400
    assert "argon2" not in found.value and "md5" not in found.value
