"""The desk in a browser under its policy, with the keyboard; and public pages as visitors read them."""

from __future__ import annotations

import pytest

from protect.pages.models import DescribedImage, OrdinaryPage
from tests.events.making import published
from tests.keyboard import Keyboard
from tests.pages.making import appointed, box, home, page
from tests.world import picture, world

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_editor_writes_and_publishes_a_page_with_a_list_and_a_picture(new_page, live_server, sign_in, tmp_path):
    """With the keyboard alone, and without a complaint of the policy."""
    w = world()
    editor = appointed(w)
    above = home()
    published(w, "A seminar for everybody")
    desk = new_page()
    sign_in(desk, live_server, editor)
    hands = Keyboard(desk)
    file = tmp_path / "square.jpg"
    file.write_bytes(picture().read())
    desk.goto(live_server.url + "/editors/images/add/")
    desk.locator("input[type=file]").set_input_files(str(file))
    hands.press("Upload")
    desk.get_by_text("This field is required.").wait_for()  # no picture without a description
    assert not DescribedImage.objects.exists()
    desk.locator("input[type=file]").set_input_files(str(file))
    hands.write("What it shows", "A square with trees")
    hands.press("Upload")
    desk.get_by_text("added").first.wait_for()
    desk.goto(live_server.url + f"/editors/pages/add/pages/ordinarypage/{above.pk}/")
    hands.reach("Title", "textarea", "input")
    desk.keyboard.type("How we work")
    insert(desk, hands, "KC box")
    desk.get_by_label("what it lists").focus()
    desk.keyboard.type("Next")
    insert(desk, hands, "Picture")
    hands.press("Choose", "button")
    desk.locator(".modal-dialog a.image-choice").wait_for()
    desk.locator(".modal-dialog a.image-choice").press("Enter")
    desk.get_by_label("Alt text").wait_for()
    desk.get_by_label("Alt text").fill("A square with trees, seen from above")
    hands.press("More actions")
    hands.press("Publish")
    desk.get_by_text("created and published").wait_for()
    made = OrdinaryPage.objects.get()
    visitor = new_page(javascript=False)
    visitor.goto(live_server.url + made.url)
    visitor.get_by_role("link", name="A seminar for everybody").wait_for()
    shown = visitor.get_by_role("img", name="A square with trees, seen from above")
    assert visitor.request.get(live_server.url + shown.get_attribute("src")).headers["content-type"] == "image/jpeg"


def insert(desk, hands, name: str) -> None:
    """One more part at the end of the page."""
    plus = desk.locator("[data-streamblock-menu-container] button, button.c-sf-add-button").last
    plus.focus()
    desk.keyboard.press("Enter")
    desk.get_by_placeholder("Search options").last.wait_for()
    desk.keyboard.press("Tab")
    desk.keyboard.type(name)
    desk.keyboard.press("Enter")


def test_visitors_read_public_pages_on_every_screen(new_page, live_server, axe, script_weight, view_weight):
    w = world()
    event = published(w, "A seminar for everybody")
    from protect.pages import services

    services.show_on_map(w.municipality, {"city": "Testa", "latitude": 45.65, "longitude": 25.6})
    services.show_on_map(w.other_municipality, {"city": "Elsewhere", "latitude": 54.7, "longitude": 25.3})
    above = home()
    body = [
        {"type": "heading", "value": {"text": "Together", "level": "2"}},
        {"type": "text", "value": "<p>With <b>police</b> and <a href='/help/'>others</a>.</p>"},
        {"type": "quote", "value": {"text": "It works.", "who": "A town"}},
        box("events"),
    ]
    about = page(above, "About us", body, show_in_menus=True, lead="Who we are.")
    addresses = ("/", about.url, "/newsletter/")
    wide = new_page()
    for address in addresses:
        wide.goto(live_server.url + address)
        assert wide.get_by_role("main").count() == wide.get_by_role("banner").count() == 1
        assert wide.get_by_role("contentinfo").count() == 1 and wide.get_by_role("heading", level=1).count() == 1
        axe(wide)
    assert script_weight(wide) < 40
    for address in ("/", about.url, f"/events/{event.pk}/", "/practices/", "/recordings/", "/newsletter/"):
        assert view_weight(new_page(), live_server.url + address) < 100, address
    for options in ({"phone": True}, {"phone": True, "dark": True}, {"width": 820}):
        other = new_page(**options)
        for address in addresses:
            other.goto(live_server.url + address)
            assert other.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
            axe(other)
    plain = new_page(javascript=False)
    plain.goto(live_server.url + "/")
    assert plain.get_by_role("row").count() == 3  # the map's table
    plain.get_by_role("link", name="About us").click()
    plain.get_by_text("It works.").wait_for()
    plain.goto(live_server.url + "/newsletter/")
    plain.get_by_label("E-mail").fill("reader@example.org")
    plain.get_by_role("button", name="Subscribe").click()
    plain.get_by_text("We sent a mail").wait_for()
