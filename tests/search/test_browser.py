"""The box in a real browser: by keyboard, with suggestions, without scripts, on a phone."""

from __future__ import annotations

import pytest

from tests.world import SECRET, world


@pytest.mark.parametrize(("size", "dark"), [((1280, 800), False), ((360, 740), True)])
def test_the_box_is_reached_by_a_key_suggests_and_leads_on(new_page, live_server, sign_in, axe, size, dark):
    w = world()
    page = new_page(width=size[0], height=size[1], dark=dark)
    sign_in(page, live_server, w.viewer)
    page.goto(live_server.url + "/spaces/")
    page.keyboard.press("/")
    page.keyboard.type("kestrelm")
    first = page.locator(".site-search-suggestions a").first
    first.wait_for()
    axe(page)
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent").startswith(SECRET)
    page.keyboard.press("Escape")
    assert page.locator(".site-search-suggestions").is_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=kestrelm")
    assert page.locator("mark.hit").count() > 5
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    axe(page)


def test_without_scripts_the_box_is_a_form(new_page, live_server, sign_in):
    w = world()
    page = new_page(javascript=False)
    sign_in(page, live_server, w.viewer)
    page.goto(live_server.url + "/spaces/")
    page.locator(".site-search input").fill("kestrlmoor")
    page.locator(".site-search input").press("Enter")
    assert "Words spelled alike are included." in page.content()
