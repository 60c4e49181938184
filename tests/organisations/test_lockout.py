"""Guessing pauses, by account and by network address; nobody learns whether there is an account."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache, caches
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.new_server import new_server
from tests.world import PASSWORD

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.RATE_LIMITS
    cache.clear()
    yield
    cache.clear()


def attempt(client, email, password="not the right pass phrase", address="192.0.2.1"):
    answer = client.post(reverse("account_login"), {"login": email, "password": password}, REMOTE_ADDR=address)
    return answer.status_code, answer.content.decode()


def plain(text):
    return re.sub(r'(value="[^"]*"|nonce\S+)', "", text)


def test_an_account_pauses_after_five_wrong_passwords_and_says_for_how_long(w, client):
    for number in range(5):
        status, text = attempt(client, w.viewer.email, address=f"192.0.2.{number}")
        assert "do not belong together" in text
    status, text = attempt(
        client, w.viewer.email, PASSWORD, address="198.51.100.7"
    )  # from anywhere, even the right one
    assert status == 200 and "Wait 15 minutes" in text
    assert attempt(client, w.lead.email, PASSWORD)[0] == 302  # others come in


def test_an_address_without_account_gets_the_same_answers(w, client):
    for number in range(7):
        known = attempt(client, w.viewer.email, address=f"192.0.2.{number}")
        unknown = attempt(client, "nobody@testa.example", address=f"198.51.100.{number}")
        assert (known[0], plain(known[1])) == (unknown[0], plain(unknown[1])), number


def test_one_network_address_pauses_however_many_accounts_it_tries(w, client):
    for number in range(30):
        assert "do not belong together" in attempt(client, f"person{number}@testa.example")[1]
    assert "Wait 15 minutes" in attempt(client, w.viewer.email, PASSWORD)[1]
    assert attempt(client, w.viewer.email, PASSWORD, address="198.51.100.7")[0] == 302


def test_the_right_password_costs_nothing_and_ends_no_pause(w, client):
    for _again in range(8):
        assert attempt(client, w.viewer.email, PASSWORD)[0] == 302
        client.logout()


def test_forwarded_addresses_count_only_behind_trusted_proxies(w, client, settings):
    for number in range(30):
        client.post(
            reverse("account_login"),
            {"login": f"person{number}@testa.example", "password": "x"},
            REMOTE_ADDR="192.0.2.1",
            HTTP_X_FORWARDED_FOR=f"203.0.113.{number}",
        )
    assert "Wait 15 minutes" in attempt(client, w.viewer.email, PASSWORD)[1]


def test_too_many_requests_get_a_page_that_says_so(w, client):
    for _again in range(60):
        cache_free = client.post(reverse("account_login"), {"login": "", "password": ""}, REMOTE_ADDR="192.0.2.1")
    answer = client.post(reverse("account_login"), {"login": "", "password": ""}, REMOTE_ADDR="192.0.2.1")
    assert cache_free.status_code == 200 and answer.status_code == 429
    assert "Wait a minute" in answer.content.decode() and answer.headers["Retry-After"]


@pytest.mark.django_db(transaction=True)
def test_the_count_is_kept_in_the_database_for_all_processes(w, client, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "protect_cache"}
    }
    call_command("createcachetable")
    for _again in range(5):
        attempt(client, w.viewer.email)
    caches["default"].close()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM protect_cache")
        assert cursor.fetchone()[0] > 0
    assert "Wait 15 minutes" in attempt(client, w.viewer.email, PASSWORD)[1]


def test_asking_for_a_new_password_answers_the_same_to_everybody(w, client):
    answers = []
    for email in (w.viewer.email, "nobody@testa.example"):
        answer = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        answers.append(plain(answer.content.decode()))
    assert answers[0] == answers[1]
    assert [one.to[0] for one in mail.outbox] == [w.viewer.email, "nobody@testa.example"]
    assert "/account/password/reset/key/" in mail.outbox[0].body
    assert "no account" in mail.outbox[1].body


def test_the_link_in_the_mail_sets_a_new_password_once_and_ends_the_pause(w, client):
    for number in range(6):
        attempt(client, w.viewer.email, address=f"192.0.2.{number}")
    client.post(reverse("account_reset_password"), {"email": w.viewer.email})
    link = re.search(r"http\S+(/account/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    page = client.get(link, follow=True)
    assert "New password again" in page.content.decode()
    where, new = page.redirect_chain[-1][0], "seven lanterns by the river"
    assert "15" in client.post(where, {"password1": "too short", "password2": "too short"}).content.decode()
    done = client.post(where, {"password1": new, "password2": new}, follow=True)
    assert done.redirect_chain[-1][0] == reverse("account_reset_password_from_key_done")
    assert attempt(client, w.viewer.email, new, address="198.51.100.9")[0] == 302
    again = Client().get(link, follow=True).content.decode()
    assert "used already or is too old" in again and "New password again" not in again


def test_a_mail_server_that_does_not_answer_breaks_no_page(w, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = client.post(reverse("account_reset_password"), {"email": w.viewer.email})
    assert answer.status_code == 302


GUESSING = """
import sys
from protect.project.cli import set_up
set_up()
from django.test import Client
client = Client(REMOTE_ADDR=sys.argv[1], SERVER_NAME="localhost")
for _again in range(3):
    answer = client.post("/account/login/", {"login": "lead@testa.example", "password": "not the right pass phrase"})
    print("tried" if "do not belong together" in answer.content.decode() else "paused")
"""


@pytest.mark.deep
def test_processes_that_guess_at_the_same_time_are_counted_together(tmp_path, tmp_path_factory):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PROTECT_", "DJANGO_"))}
    environment = {**clean, "PROTECT_ENV": "demo", "PROTECT_DATA": str(tmp_path), "PYTHONPATH": "src"}
    run = {"env": environment, "cwd": ROOT, "stdout": subprocess.PIPE, "text": True}
    new_server(tmp_path_factory, tmp_path)
    guessers = [subprocess.Popen([sys.executable, "-c", GUESSING, f"192.0.2.{number}"], **run) for number in range(4)]
    answers = "".join(one.communicate(timeout=200)[0] for one in guessers).split()
    assert len(answers) == 12 and 1 <= answers.count("tried") <= 5, answers
