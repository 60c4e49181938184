"""Passkey and app in a real browser: the policy stays strict, the pages are accessible, the codes work."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from protect.organisations import services
from protect.organisations.models import JoinRequest
from protect.organisations.services import joining
from tests.organisations.test_second_factor import code_of
from tests.world import PASSWORD, world

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = {
    "name": "Rescue of Elsewhere",
    "kind": "fire_rescue",
    "country": "LT",
    "person": "Rita Rescue",
    "email": "rita@rescue.example",
    "why": "We plan the street festival together with the town.",
}
#: Name a folder to look at the pages oneself.
PICTURES = os.environ.get("PROTECT_PICTURES")


@pytest.fixture
def device():
    """``device(page)``: the page's browser gets a passkey device whose owner always agrees."""

    def attach(page):
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return session

    return attach


def home_of(live_server) -> str:
    """Passkeys are for names, not numbers."""
    return live_server.url.replace("127.0.0.1", "localhost")


def sign_in_by_form(page, home, person):
    page.goto(home + reverse("account_login"))
    page.get_by_label("E-mail").fill(person.email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_set_up_where_required_and_then_opens_the_account_alone(live_server, page, axe, device):
    w = world()
    services.require_second_factor(w.municipality, True, reason="x")
    device(page)
    home = home_of(live_server)
    sign_in_by_form(page, home, w.viewer)
    page.get_by_role("heading", name="First a second factor").wait_for()
    axe(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of this passkey").fill("Work laptop")
    axe(page)
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.get_by_role("link", name="I have kept them").click()
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(home + reverse("account_login"))
    page.get_by_role("button", name="Use a passkey instead").click()
    page.get_by_text(w.viewer.name).first.wait_for()
    assert "login" not in page.url
    page.goto(home + reverse("mfa_list_webauthn"))
    assert "Work laptop" in page.content() and "without password" in page.content()
    assert Authenticator.objects.get(user=w.viewer, type="webauthn").last_used_at


@pytest.mark.deep
def test_a_simple_key_is_asked_for_after_the_password(live_server, page, axe, device):
    w = world()
    device(page)
    home = home_of(live_server)
    sign_in_by_form(page, home, w.viewer)
    page.get_by_text(w.viewer.name).first.wait_for()
    page.goto(home + reverse("mfa_add_webauthn"))
    page.get_by_label("Sign in with it alone").uncheck()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    axe(page)
    page.goto(home + reverse("mfa_activate_totp"))
    picture = page.locator("img.qr")
    assert picture.get_attribute("src").startswith("data:image/svg+xml")
    assert picture.evaluate("one => one.complete && one.naturalWidth > 0")
    axe(page)
    page.context.clear_cookies()
    sign_in_by_form(page, home, w.viewer)
    page.get_by_role("heading", name="Second step").wait_for()
    axe(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text(w.viewer.name).first.wait_for()
    assert "second-factor" not in page.url


def test_an_app_is_set_up_without_scripts_and_asked_for(live_server, new_page):
    w = world()
    page = new_page(javascript=False, phone=True)
    sign_in_by_form(page, live_server.url, w.viewer)
    page.goto(live_server.url + reverse("mfa_activate_totp"))
    secret = page.locator("#secret").inner_text()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Set up").click()
    codes = page.locator("#codes li").all_inner_texts()
    assert len(codes) == 10
    page.context.clear_cookies()
    sign_in_by_form(page, live_server.url, w.viewer)
    page.get_by_label("Code").fill(codes[3])
    page.get_by_role("button", name="Sign in").click()
    assert re.search(r":\d+/$", page.url), page.url


@pytest.mark.deep
def test_every_page_of_the_account_is_accessible_light_and_dark_and_fits_a_phone(live_server, new_page, sign_in, axe):
    w = world()
    names = [
        "account_overview", "account_sessions", "account_sign_ins", "account_data", "account_delete", "mfa_index",
        "mfa_list_webauthn", "account_change_password", "account_reauthenticate",
    ]  # fmt: skip
    public = ["account_login", "account_reset_password", "organisations:ask"]
    for dark, width in ((False, 360), (True, 1280)):
        page = new_page(dark=dark, width=width)
        for name in [*public, *names]:
            if name == names[0]:
                sign_in(page, live_server, w.viewer)
            page.goto(live_server.url + reverse(name))
            axe(page)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} is {wide} px wider than {width}"
            if PICTURES:
                shade = "dark" if dark else "light"
                picture = Path(PICTURES) / f"{name.replace(':', '-')}-{width}-{shade}.png"
                page.screenshot(path=str(picture), full_page=True)
        asked = JoinRequest.objects.first() or joining.confirm_request(joining.ask_to_join(ASKED, language="en"))
        for person, address in (
            (w.platform_administrator, reverse("organisations:requests")),
            (w.platform_administrator, reverse("organisations:request", args=[asked.pk])),
            (w.administrator, reverse("organisations:second_factor", args=[w.municipality.pk])),
        ):
            sign_in(page, live_server, person)
            page.goto(live_server.url + address)
            axe(page)


def test_a_password_can_be_looked_at_and_says_in_words_how_strong_it_is(live_server, page, sign_in):
    w = world()
    sign_in(page, live_server, w.viewer)
    page.goto(live_server.url + reverse("account_change_password"))
    field = page.locator("#id_password1")
    field.fill("kites")
    page.get_by_text("Still weak").wait_for()
    field.fill("kites over quiet harbours at dawn")
    page.get_by_text("Strong.").wait_for()
    page.get_by_role("button", name="Show the password").nth(1).click()
    assert field.get_attribute("type") == "text"
    page.get_by_role("button", name="Hide the password").click()
    assert field.get_attribute("type") == "password"
