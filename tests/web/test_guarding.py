"""Methods, headers and the end of sessions; settings of production as a process of its own has them."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from django.urls import reverse

from protect.web import guarding
from tests.project.test_safekeeping import environment
from tests.world import make_organisation, make_user


@pytest.fixture
def lead(db):
    return make_user("lead@example.org", make_organisation("Town"), "lead")


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "CONNECT", "PROPFIND"])
def test_methods_that_no_page_knows_are_refused(client, method):
    answer = client.generic(method, "/account/login/")
    assert answer.status_code == 405 and answer["Allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("path", ["/account/login/", "/no/such/page/", "/static/web/theme.js", "/favicon.ico"])
def test_every_answer_tells_the_browser_what_it_may_do(db, client, path):
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    for part in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy and "http:" not in policy and "*" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in answer


def age(client, **seconds):
    session = client.session
    for name, value in seconds.items():
        session[name] = int(time.time()) - value
    session.save()


@pytest.mark.parametrize("old", [{"seen": 2 * 3600 + 60}, {"began": 12 * 3600 + 60}])
def test_a_forgotten_session_ends_and_what_was_typed_is_given_back(client, lead, old):
    client.force_login(lead)
    assert client.get(reverse("spaces:list")).status_code == 200
    age(client, **old)
    answer = client.post(reverse("spaces:new"), {"name": "x", "description": "Thoughts on the square"})
    assert answer.status_code == 401 and "Thoughts on the square" in answer.content.decode()
    assert answer["Clear-Site-Data"] == '"cache"'
    assert client.get(reverse("spaces:list")).status_code == 302


def test_a_page_asked_after_the_end_leads_to_the_sign_in(client, lead):
    client.force_login(lead)
    age(client, seen=2 * 3600 + 60)
    answer = client.get(reverse("spaces:list"))
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))


def test_a_script_is_told_in_its_own_words(client, lead):
    client.force_login(lead)
    age(client, seen=3 * 3600)
    answer = client.post("/spaces/1/map/save/", {"do": "put"}, content_type="application/json")
    assert answer.status_code == 401 and "Sign in again" in answer.json()["error"]


def test_use_keeps_a_session_alive_and_is_noted_every_five_minutes(client, lead, django_assert_num_queries):
    client.force_login(lead)
    client.get(reverse("spaces:list"))
    age(client, seen=guarding.NOTED_EVERY + 5)
    client.get(reverse("spaces:list"))
    assert time.time() - client.session["seen"] < 5
    before = client.session["seen"]
    age(client, seen=100)
    client.get(reverse("spaces:list"))
    assert client.session["seen"] < before


def test_signing_out_empties_the_browser_s_memory(client, lead):
    client.force_login(lead)
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache"'


def test_cookies_of_production_are_bound_to_host_and_https(tmp_path):
    import subprocess
    import sys

    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE']='protect.project.settings'\n"
        "from django.conf import settings as s\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.KNOWN_BROWSER_COOKIE, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(tmp_path, PROTECT_ENV="production"), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.stdout.split() == [
        "__Host-session", "__Host-csrf", "__Host-known-browser", "True", "True", "True", "Lax", "31536000", "True",
    ], done.stderr  # fmt: skip


def test_a_form_of_another_site_is_refused(lead):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lead)
    answer = strict.post(reverse("spaces:new"), {"name": "x"}, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403


def test_a_refused_sign_in_stands_in_the_server_s_log_without_what_was_typed(client, lead, caplog):
    client.post(reverse("account_login"), {"login": "lead@example.org", "password": "wrong\nINJECTED line"})
    (line,) = [one.getMessage() for one in caplog.records if one.name == "protect.security"]
    assert line.startswith("sign-in refused, from 127.0.0.1, account ")
    assert "lead" not in line and "INJECTED" not in line and "\n" not in line


def test_a_sign_that_no_text_has_is_not_looked_for(client, lead):
    client.force_login(lead)
    for asked in ("a%00b", "%00ab%00", "a%0%000b"):
        answer = client.get(f"{reverse('practices:own')}?q={asked}")
        assert answer.status_code == 200 and answer.context["listing"].text == "ab"
