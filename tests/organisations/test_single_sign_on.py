"""Single sign-on against a real provider on this machine: every message between the three goes over HTTP."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.urls import reverse

from protect.organisations import second_factor, services
from protect.organisations.models import Organisation, User
from protect.project import single_sign_on
from protect.project.environment import SettingError
from tests.world import world

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LOGIN = "/account/single-sign-on/town/login/"
SECRET = "a secret of the tests"

PEOPLE = {
    "viewer": {"email": "Viewer@testa.example", "email_verified": True, "name": "Vera Viewer"},
    "unverified": {"email": "lead@testa.example", "email_verified": False, "name": "Mal Ory"},
    "silent": {"email": "lead@testa.example", "name": "Mal Ory"},
    "words": {"email": "lead@testa.example", "email_verified": "true", "name": "Mal Ory"},
    "invited": {"email": "invited@testa.example", "email_verified": True, "name": "Inga Invited"},
    "stranger": {"email": "stranger@nowhere.example", "email_verified": True, "name": "Stan Stranger"},
    "colleague": {"email": "colleague@town.example", "email_verified": True, "name": "Cora Colleague"},
    "lookalike": {"email": "x@evil-town.example", "email_verified": True, "name": "Lou Kalike"},
    "closed": {"email": "closed@testa.example", "email_verified": True, "name": "Carl Osed"},
}


@contextlib.contextmanager
def provider(redirect: str) -> Iterator[str]:
    """Its address, while it runs."""
    node = shutil.which("node")
    if not node or not (ROOT / "node_modules/oidc-provider").is_dir():
        pytest.skip("no Node or no oidc-provider: run make setup")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [node, str(HERE / "provider.mjs"), str(port), redirect, json.dumps(PEOPLE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout and "ready" in process.stdout.readline()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider("http://testserver/account/single-sign-on/town/login/callback/") as address:
        yield address


def configured(settings, monkeypatch, issuer: str, **more: str) -> single_sign_on.SingleSignOn:
    """As the environment variables of the administrator would do it."""
    values = {"ISSUER": issuer, "CLIENT_ID": "protect", "CLIENT_SECRET": SECRET, "NAME": "Town account", **more}
    for name, value in values.items():
        monkeypatch.setenv(f"PROTECT_OIDC_{name}", value)
    found = single_sign_on.read(production=False)
    assert found
    settings.SINGLE_SIGN_ON = found
    settings.SOCIALACCOUNT_PROVIDERS = found.providers()
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {**policy, "form-action": [*policy["form-action"], *found.origins]}
    }
    return found


@pytest.fixture
def come_in(settings, monkeypatch, issuer, client) -> Callable[..., object]:
    """``come_in("viewer")``: signs in at the provider and follows back; returns the platform's answer to the callback."""

    def act(who: str, **more: str):
        configured(settings, monkeypatch, issuer, **more)
        away = client.post(LOGIN)
        assert away.status_code == 302 and away.url.startswith(issuer), away.content.decode()
        at_provider = requests.Session()
        answer = at_provider.get(away.url, allow_redirects=False)
        for _step in range(12):
            if answer.status_code == 200:  # its page: who are you, then: may they know
                answer = at_provider.post(answer.url, data={"id": who}, allow_redirects=False)
                continue
            target = urljoin(answer.url, answer.headers["Location"])
            if urlsplit(target).hostname == "testserver":
                parts = urlsplit(target)
                return client.get(f"{parts.path}?{parts.query}")
            answer = at_provider.get(target, allow_redirects=False)
        raise AssertionError("the provider never led back")

    return act


def who_is_in(client) -> str:
    page = client.get(reverse("account_overview"))
    return page.context["request"].user.email if page.status_code == 200 else ""


def test_a_known_address_comes_in_and_stays_the_same_account(w, client, come_in):
    assert come_in("viewer").status_code == 302
    assert who_is_in(client) == w.viewer.email
    assert SocialAccount.objects.get().user == w.viewer
    assert not SocialToken.objects.exists()  # nothing of the provider's is kept that opens anything there
    w.viewer.refresh_from_db()
    assert w.viewer.name == "Testa Viewer"  # what the provider says changes nothing here
    client.logout()
    User.objects.filter(pk=w.viewer.pk).update(email="married@testa.example")
    come_in("viewer")  # the second time the provider's own number counts, not the address
    assert who_is_in(client) == "married@testa.example"


@pytest.mark.parametrize("who", ["unverified", "silent", "words"])
def test_an_address_that_the_provider_has_not_verified_opens_nothing(w, client, come_in, who):
    answer = come_in(who)
    assert answer.status_code == 403 and "does not confirm" in answer.content.decode()
    assert who_is_in(client) == "" and not SocialAccount.objects.exists()


def test_who_is_neither_known_nor_invited_stays_outside(w, client, come_in):
    before = User.objects.count()
    answer = come_in("stranger")
    assert answer.status_code == 403 and "nobody has invited" in answer.content.decode()
    assert (User.objects.count(), who_is_in(client)) == (before, "")


def test_an_invited_person_gets_account_and_role(w, client, come_in):
    services.invite(w.municipality, "invited@testa.example", "assessor", by=w.administrator)
    come_in("invited")
    made = User.objects.get(email="invited@testa.example")
    assert (who_is_in(client), made.name, made.memberships.get().role) == (made.email, "Inga Invited", "assessor")
    assert not made.has_usable_password()


def test_a_configured_domain_comes_in_with_its_role_and_no_other_domain(w, client, come_in):
    rule = {"DOMAIN": "town.example", "ORGANISATION": w.municipality.name, "ROLE": "viewer"}
    come_in("colleague", **rule)
    made = User.objects.get(email="colleague@town.example")
    assert made.memberships.get().organisation == w.municipality and made.memberships.get().role == "viewer"
    client.logout()
    assert come_in("lookalike", **rule).status_code == 403


def test_a_domain_whose_organisation_is_not_there_lets_nobody_in(w, client, come_in):
    answer = come_in("colleague", DOMAIN="town.example", ORGANISATION="No such town")
    assert answer.status_code == 403 and not Organisation.objects.filter(name="No such town").exists()


def test_a_closed_account_stays_closed(w, client, come_in):
    User.objects.create_user("closed@testa.example", None, name="C", is_active=False)
    assert "closed" in come_in("closed").content.decode()
    assert who_is_in(client) == ""


def test_the_second_factor_of_the_provider_counts_where_the_setting_says_so(w, client, come_in):
    services.require_second_factor(w.municipality, True, reason="x")
    come_in("viewer")
    assert client.get(reverse("web:home")).url == reverse("account_second_factor")
    client.logout()
    come_in("viewer", SECOND_FACTOR="1")
    assert client.get(reverse("web:home")).status_code == 200


def test_an_own_second_factor_is_asked_after_the_provider(w, client, come_in):
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(w.viewer, "A" * 32)
    assert second_factor.has_one(w.viewer)
    assert come_in("viewer").url == reverse("mfa_authenticate")
    assert who_is_in(client) == ""


def test_a_foreign_answer_is_not_taken(w, client, settings, monkeypatch, issuer):
    configured(settings, monkeypatch, issuer)
    answer = client.get(LOGIN + "callback/", {"code": "stolen", "state": "made up"})
    assert "did not sign you in" in answer.content.decode() and who_is_in(client) == ""


def test_looking_at_the_address_alone_leads_nowhere(client, settings, monkeypatch, issuer, db):
    configured(settings, monkeypatch, issuer)
    assert "Continue" in client.get(LOGIN).content.decode()


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"ISSUER": "login.town.example"}, "write an address"),
        ({"ISSUER": "http://login.town.example"}, "https: only"),
        ({"ISSUER": "https://login.town.example", "CLIENT_SECRET": ""}, "PROTECT_OIDC_CLIENT_SECRET is not"),
        ({"ISSUER": "https://login.town.example", "DOMAIN": "town.example"}, "both"),
    ],
)
def test_what_is_half_configured_stops_the_start(monkeypatch, values, word):
    for name, value in {"CLIENT_ID": "x", "CLIENT_SECRET": "y", **values}.items():
        monkeypatch.setenv(f"PROTECT_OIDC_{name}", value)
    with pytest.raises(SettingError, match=word):
        single_sign_on.read(production=True)


@pytest.mark.deep
@pytest.mark.django_db(transaction=True)
def test_in_a_browser_the_policy_lets_the_form_go_to_the_provider(live_server, page, settings, monkeypatch, axe):
    w = world()
    with provider(f"{live_server.url}/account/single-sign-on/town/login/callback/") as address:
        configured(settings, monkeypatch, address)
        page.goto(live_server.url + "/account/login/")
        axe(page)
        page.get_by_role("button", name="Sign in through Town account").click()
        page.get_by_label("Who").fill("viewer")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Allow").click()
        page.get_by_text(w.viewer.name).first.wait_for()
        assert urlsplit(page.url).path == "/"
