"""The shell in a real browser: signing in by the form, light and dark, phone, without JavaScript, weight."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.world import PASSWORD, make_space, make_user, reference_data

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = {
    "light": {},
    "dark": {"dark": True},
    "phone": {"phone": True},
    "dark phone": {"phone": True, "dark": True},
}


@pytest.fixture
def lead(db):
    from tests.world import make_organisation

    reference_data()
    municipality = make_organisation()
    person = make_user("lead@testa.example", municipality, name="Testa Lead")
    make_space(municipality, "Old Market", person)
    return person


def sign_in_by_form(page, live_server, password=PASSWORD):
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_label("E-mail").or_(page.get_by_label("Email")).first.fill("lead@testa.example")
    page.get_by_label("Password").first.fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def no_sideways_scrolling(page):
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the screen"


@pytest.mark.parametrize(
    "look", [pytest.param(one, marks=[] if number == 0 else [pytest.mark.deep]) for number, one in enumerate(LOOKS)]
)
def test_sign_in_and_the_pages_around_it(new_page, live_server, lead, axe, script_weight, look):
    page = new_page(**LOOKS[look])
    for name in ("web:home", "account_reset_password", "account_login", "web:glossary", "web:help"):
        page.goto(live_server.url + reverse(name))
        assert page.locator("html").get_attribute("data-bs-theme") == ("dark" if "dark" in look else "light")
        axe(page)
        no_sideways_scrolling(page)
    sign_in_by_form(page, live_server, "wrong pass phrase")
    expect(page.locator(".alert-danger, .invalid-feedback").first).to_be_visible()
    axe(page)
    sign_in_by_form(page, live_server)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Testa Lead")
    expect(page.get_by_role("link", name="Old Market", exact=True)).to_be_visible()
    for name in ("web:home", "web:preferences", "account_change_password", "account_logout"):
        page.goto(live_server.url + reverse(name))
        axe(page)
        no_sideways_scrolling(page)
    page.locator(".menu > summary").click()
    axe(page)
    no_sideways_scrolling(page)
    page.expected.append("404")
    page.goto(live_server.url + "/no/such/page/")
    axe(page)
    assert script_weight(page) < 40


def test_nothing_of_it_needs_javascript(new_page, live_server, lead):
    page = new_page(javascript=False)
    sign_in_by_form(page, live_server)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Testa Lead")
    page.goto(live_server.url + reverse("web:preferences"))
    page.get_by_label("Name").fill("Testa Leader")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("saved")
    expect(page.locator(".menu > summary")).to_contain_text("Testa Leader")
    page.get_by_role("contentinfo").get_by_label("Language").select_option("de")
    page.get_by_role("contentinfo").get_by_role("button").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.locator(".menu > summary").click()
    page.locator(".menu-items button[type=submit]").click()
    expect(page.locator(".menu")).to_have_count(0)


def test_by_keyboard_alone(page, live_server, lead, sign_in):
    sign_in(page, live_server, lead)
    page.goto(live_server.url + reverse("web:home"))
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.locator(".menu > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu > .menu-items")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".menu > .menu-items")).to_be_hidden()
    expect(page.locator(".menu > summary")).to_be_focused()
    places = page.locator(".place-menu").filter(has_text="Security plans")
    places.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(places.get_by_role("link", name="Budgets")).to_be_focused()
    page.keyboard.press("Escape")
    expect(places.locator(".menu-items")).to_be_hidden()
    expect(places.locator("summary")).to_be_focused()


def test_the_appearance_is_kept_on_the_device(page, live_server, lead):
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_label("Appearance").select_option("dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.get_by_label("Appearance").select_option("auto")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_typed_text_is_not_lost_without_a_question(page, live_server, lead, sign_in):
    sign_in(page, live_server, lead)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(live_server.url + reverse("web:preferences"))
    page.get_by_label("Name").press_sequentially("x")
    page.goto(live_server.url + reverse("web:home"))
    assert asked == ["beforeunload"]
    page.goto(live_server.url + reverse("web:preferences"))
    page.get_by_label("Name").press_sequentially("y")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("saved")
    assert asked == ["beforeunload"]


@pytest.mark.deep
def test_every_page_of_the_manual_is_accessible_on_a_phone(live_server, new_page, axe):
    from protect.web import manual

    page = new_page(phone=True)
    for name in manual.names():
        page.goto(
            live_server.url + (reverse("web:help") if name == manual.START else reverse("web:help_page", args=[name]))
        )
        axe(page)
