"""The second factor: set up, asked for, required by an organisation or the platform; nothing else is reachable before."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.urls import reverse

from protect.organisations import second_factor, services
from protect.organisations.models import AuditEntry, Organisation, Verb
from tests.world import PASSWORD


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def sign_in(client, person, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": person.email, "password": password})


def set_up_app(client) -> str:
    """Walks through the pages as a person does; returns the secret."""
    page = client.get(reverse("mfa_activate_totp"))
    if page.status_code == 302:
        assert "confirm" in page.url
        client.post(page.url, {"password": PASSWORD})
        page = client.get(reverse("mfa_activate_totp"))
    text = page.content.decode()
    secret = re.search(r'id="secret">([A-Z2-7]+)<', text)[1]
    assert 'src="data:image/svg+xml;base64,' in text
    assert "incorrect" not in text
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done.status_code == 302 and done.url == reverse("mfa_view_recovery_codes")
    return secret


def test_with_an_app_the_password_alone_opens_nothing(w, client):
    sign_in(client, w.viewer)
    secret = set_up_app(client)
    codes = re.findall(r'<li class="col">(\S+)</li>', client.get(reverse("mfa_view_recovery_codes")).content.decode())
    assert len(codes) == 10
    assert codes[0] in client.get(reverse("mfa_download_recovery_codes")).content.decode()
    client.logout()
    assert sign_in(client, w.viewer).url == reverse("mfa_authenticate")
    assert client.get(reverse("spaces:list")).status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert "not right" in wrong
    done = client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert done.status_code == 302 and client.get(reverse("spaces:list")).status_code == 200
    client.logout()
    sign_in(client, w.viewer)
    assert "not right" in client.post(reverse("mfa_authenticate"), {"code": codes[0]}).content.decode()  # once only
    assert secret not in str(list(Authenticator.objects.values())), "the database holds the secret in the clear"


@pytest.mark.django_db(transaction=True)
def test_the_owner_is_told_by_mail_of_every_change(w, client):
    sign_in(client, w.viewer)
    set_up_app(client)
    client.post(reverse("mfa_deactivate_totp"))
    told = [(one.to, one.subject) for one in mail.outbox]
    assert ([w.viewer.email], "An authenticator app was added") in told
    assert ([w.viewer.email], "The authenticator app was removed") in told
    assert "127.0.0.1" in mail.outbox[0].body and "Hello from" not in mail.outbox[0].body
    notes = AuditEntry.objects.filter(verb=Verb.CHANGED, object_id=w.viewer.pk).values_list("note", flat=True)
    assert {"second factor added: authenticator app", "second factor removed: authenticator app"} <= set(notes)
    assert not Authenticator.objects.filter(user=w.viewer).exists()  # recovery codes go with the last factor


def test_an_organisation_requires_it_and_nothing_else_is_reachable_until_done(w, client):
    services.require_second_factor(w.municipality, True, reason="Real weak points are kept here")
    sign_in(client, w.viewer)
    wanted = reverse("account_second_factor")
    for name in ("web:home", "spaces:list", "web:help", "account_overview", "account_data", "mfa_index"):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer.url) == (302, wanted), name
    answer = client.post(reverse("spaces:detail", args=[w.space.pk]))
    assert answer.url == wanted
    page = client.get(wanted).content.decode()
    assert "what you sent was not kept" in page
    set_up_app(client)
    assert client.get(reverse("spaces:detail", args=[w.space.pk])).status_code == 200
    assert client.get(wanted).status_code == 302
    removal = client.get(reverse("mfa_deactivate_totp")).content.decode()
    assert "this is the only one" in removal
    client.post(reverse("mfa_deactivate_totp"))
    assert second_factor.has_one(w.viewer)


def test_other_organisations_are_not_asked(w, client):
    services.require_second_factor(w.municipality, True, reason="x")
    sign_in(client, w.other)
    assert client.get(reverse("spaces:list")).status_code == 200


@pytest.mark.parametrize(
    ("setting", "asked", "free"),
    [
        ("nobody", [], ["platform_administrator", "administrator", "viewer"]),
        ("platform", ["platform_administrator"], ["administrator", "viewer"]),
        ("administrators", ["platform_administrator", "administrator", "other_administrator"], ["lead"]),
        ("everybody", ["platform_administrator", "viewer", "provider"], []),
    ],
)
def test_the_platform_requires_it_of_those_its_setting_names(w, client, settings, setting, asked, free):
    settings.SECOND_FACTOR = setting
    for name in [*asked, *free]:
        client.force_login(getattr(w, name))
        answer = client.get(reverse("web:help"))
        assert (answer.status_code == 302) == (name in asked), name


def test_a_production_server_requires_it_of_platform_administrators():
    import os
    import subprocess
    import sys

    code = "from protect.project import settings; print(settings.SECOND_FACTOR, settings.CACHES['default']['BACKEND'])"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PROTECT_")}
    environment = {**clean, "PROTECT_SECRET_KEY": "k" * 60, "PYTHONPATH": "src"}
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert found.stdout.split() == ["platform", "django.core.cache.backends.db.DatabaseCache"], found.stderr


def test_only_its_administrators_set_the_rule_with_a_reason_that_is_told(w, client):
    page = reverse("organisations:second_factor", args=[w.municipality.pk])
    for person, status in ((w.lead, 403), (w.other_administrator, 404), (w.platform_administrator, 403)):
        client.force_login(person)
        assert client.post(page, {"required": "on", "reason": "x"}).status_code == status
    client.force_login(w.administrator)
    assert client.post(page, {"required": "on", "reason": ""}).status_code == 200
    assert not Organisation.objects.get(pk=w.municipality.pk).requires_second_factor
    client.post(page, {"required": "on", "reason": "Insurance asks for it"})
    assert Organisation.objects.get(pk=w.municipality.pk).requires_second_factor
    told = AuditEntry.objects.get(verb=Verb.CHANGED, organisation=w.municipality, note="Insurance asks for it")
    assert told.changes == {"requires_second_factor": [False, True]}


def test_long_after_the_sign_in_the_password_is_asked_again_before_a_factor_changes(w, client):
    sign_in(client, w.viewer)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.status_code == 302 and answer.url.startswith(reverse("account_reauthenticate"))
    client.post(answer.url, {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_code_is_not_guessed(w, client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.RATE_LIMITS
    sign_in(client, w.viewer)
    TOTP.activate(w.viewer, "A" * 32)
    client.logout()
    sign_in(client, w.viewer)
    answers = [client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode() for _try in range(6)]
    assert all("not right" in one for one in answers[:5])
    assert "pause of up to 15 minutes" in answers[5]


def test_a_lost_factor_is_taken_off_by_command(w, client):
    from click.testing import CliRunner

    from protect.project.cli import cli, people  # noqa: F401  registers its commands

    TOTP.activate(w.viewer, "A" * 32)
    done = CliRunner().invoke(cli, ["reset-second-factor", w.viewer.email, "--yes"])
    assert "1 taken off" in done.output, done.output
    assert sign_in(client, w.viewer).url == "/"
    assert CliRunner().invoke(cli, ["reset-second-factor", "no@body.example", "--yes"]).exit_code == 1
