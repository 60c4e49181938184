"""The day in a browser: a lead plays a run, an observer without an account types on a phone, the live page shows it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from protect.demonstrations.models import Seat
from tests.demonstrations.making import approved
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_day_of_a_demonstration(new_page, live_server, sign_in, axe):
    w = world()
    made = approved(w)
    lead, phone = new_page(), new_page(phone=True, dark=True)
    sign_in(lead, live_server, w.lead)
    lead.goto(live_server.url + reverse("demonstrations:add_seat", args=[made.pk]))
    lead.locator("#id_label").focus()
    lead.keyboard.type("North gate")
    lead.keyboard.press("Enter")
    lead.get_by_text("never again").wait_for()
    axe(lead)
    link = lead.locator("main a[href*='/observe/']").get_attribute("href")
    phone.goto(link)
    phone.get_by_text("Nothing is played yet.").wait_for()
    lead.goto(live_server.url + reverse("demonstrations:add_run", args=[made.pk]))
    lead.locator("#id_arm").select_option("baseline")
    lead.get_by_role("button", name="Save").click()
    lead.get_by_role("button", name="Begin").click()
    lead.get_by_text("On since").wait_for()
    axe(lead)
    phone.get_by_role("link", name="Look again").click()
    phone.get_by_label("Seconds to stop").fill("7.5")
    phone.get_by_label("yes").check()
    phone.get_by_label("What else you noticed").fill("Fog came in.")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    phone.get_by_role("button", name="Save").click()
    phone.get_by_text("Saved at").wait_for()
    lead.get_by_text("Fog came in.").wait_for(timeout=15_000)  # by itself: the page looks again
    lead.get_by_role("button", name="End").click()
    lead.get_by_text("No run is on.").wait_for()
    assert Seat.objects.get().observations.count() == 2
