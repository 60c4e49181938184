"""An event in a browser: a lead plans it and judges a row by keyboard; the list is ticked on a phone without a connection."""

from __future__ import annotations

import pytest
from django.urls import reverse

from protect.overlays.models import CheckItem, EventOverlay
from tests.overlays.making import approved, signed
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_lead_plans_a_market_and_sees_what_differs(new_page, live_server, sign_in, axe):
    w = world()
    base = approved(w)
    lead = new_page()
    sign_in(lead, live_server, w.lead)
    lead.goto(live_server.url + reverse("spaces:detail", args=[w.space.pk]))
    lead.get_by_role("link", name="Plan an event").click()
    lead.locator("#id_name").focus()
    lead.keyboard.type("Christmas market")
    lead.locator("#id_begins_at").fill("2026-12-12T10:00")
    lead.locator("#id_ends_at").fill("2026-12-12T20:00")
    lead.locator("#id_expected_people").fill("900")
    lead.locator("#id_organiser").fill("Traders")
    lead.locator("#id_about").fill("Stalls")
    axe(lead)
    lead.locator("#id_about").press("Tab")
    lead.keyboard.press("Enter")
    lead.get_by_text("Say next what differs").wait_for()
    made = EventOverlay.objects.get()
    row = base.scenarios.first()
    lead.goto(live_server.url + reverse("overlays:row", args=[made.pk, row.lineage]))
    lead.get_by_label("judged otherwise").check()
    lead.locator("#id_probability").select_option("5")
    lead.locator("#id_consequence").select_option("5")
    lead.get_by_label("Reason").fill("A crowd stands there.")
    axe(lead)
    lead.get_by_role("button", name="Save").click()
    lead.get_by_text("A crowd stands there.").wait_for()
    axe(lead)
    phone = new_page(phone=True, dark=True)
    sign_in(phone, live_server, w.viewer)
    phone.goto(live_server.url + reverse("overlays:detail", args=[made.pk]))
    axe(phone)
    assert fits(phone)
    phone.goto(live_server.url + reverse("assessments:over_time", args=[w.space.pk]))
    axe(phone)
    assert fits(phone)


def test_ticks_of_the_day_survive_a_lost_connection(new_page, live_server, sign_in, axe):
    w = world()
    made = signed(w)
    phone = new_page(phone=True)
    sign_in(phone, live_server, w.expert)
    phone.goto(live_server.url + reverse("overlays:day", args=[made.pk]))
    axe(phone)
    assert fits(phone)
    phone.expected.append("ERR_INTERNET_DISCONNECTED")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Close the barrier").focus()
    phone.keyboard.press("Enter")
    phone.get_by_text("No connection.").wait_for()
    assert not CheckItem.objects.filter(done_at__isnull=False).exists()
    phone.context.set_offline(False)
    phone.get_by_text("All ticks are sent.").wait_for(timeout=15_000)
    assert CheckItem.objects.get(done_at__isnull=False).done_by == w.expert
    phone.reload()
    phone.get_by_text("1 of 2 done").wait_for()
    phone.goto(live_server.url + reverse("overlays:sheet", args=[made.pk]))
    axe(phone)
    assert fits(phone)
