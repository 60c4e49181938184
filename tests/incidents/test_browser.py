"""The log in a browser: reported on a phone with a photo and the keyboard's help, completed on a map at the desk."""

from __future__ import annotations

import pytest
from django.urls import reverse

from protect.incidents.models import Incident
from tests.world import picture, world

pytestmark = pytest.mark.django_db(transaction=True)


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_near_miss_is_reported_on_a_phone(new_page, live_server, sign_in, axe):
    w = world()
    phone = new_page(phone=True, dark=True)
    phone.context.grant_permissions(["geolocation"], origin=live_server.url)
    phone.context.set_geolocation({"latitude": 42.6605, "longitude": 23.4605})
    sign_in(phone, live_server, w.expert)
    phone.goto(live_server.url + reverse("spaces:detail", args=[w.space.pk]))
    phone.get_by_role("link", name="Report an incident").click()
    phone.get_by_role("button", name="take my position").click()
    phone.get_by_text("Position taken").wait_for()
    phone.get_by_label("What it is").select_option("near_miss")
    phone.get_by_label("What happened").fill("Mr Popescu saw a van come past the open barrier.")
    phone.get_by_label("Photo, if one helps").set_input_files(
        {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": picture().getvalue()}
    )
    phone.get_by_label("What the photo shows").fill("The open barrier")
    axe(phone)
    assert fits(phone)
    phone.get_by_role("button", name="Report").click()
    phone.get_by_text("looks like a name").first.wait_for()
    axe(phone)
    assert fits(phone) and not Incident.objects.exists()
    phone.get_by_label("What happened").fill("A van came past the open barrier and stopped.")
    # The browser lets no page keep a file: it is chosen again.
    phone.get_by_label("Photo, if one helps").set_input_files(
        {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": picture().getvalue()}
    )
    phone.get_by_role("button", name="Report").click()
    phone.get_by_text("Reported. Thank you.").wait_for()
    axe(phone)
    assert fits(phone)
    made = Incident.objects.get()
    assert (made.space, round(made.south, 4), made.photos.count()) == (w.space, 42.6605, 1)


def test_it_is_completed_by_keyboard_and_map_and_stands_on_the_map_of_the_list(new_page, live_server, sign_in, axe):
    from tests.incidents.making import reported

    w = world()
    made = reported(w)
    page = new_page()
    sign_in(page, live_server, w.lead)
    page.goto(live_server.url + reverse("incidents:change", args=[made.pk]))
    page.locator("[data-map=point][data-ready]").wait_for()
    page.locator("[data-map=point] canvas").click(position={"x": 60, "y": 60})
    page.locator("#id_lesson").focus()
    page.keyboard.type("Lock it in the evening.")
    axe(page)
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Lock it in the evening.").wait_for()
    made.refresh_from_db()
    assert made.south is not None
    page.get_by_role("link", name="How the measures did").click()
    page.get_by_label(w.measure.name, exact=True).select_option("failed")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("I have reviewed it").click()
    page.get_by_role("button", name="Close").click()
    page.get_by_text("Closed. It is kept until").wait_for()
    axe(page)
    page.goto(live_server.url + reverse("incidents:list"))
    page.locator("[data-map=list][data-ready]").wait_for()
    axe(page)
    phone = new_page(phone=True)
    sign_in(phone, live_server, w.lead)
    phone.goto(live_server.url + reverse("incidents:list"))
    assert fits(phone)
    axe(phone)
