"""Events in a browser: a visitor in another time zone, one without scripts, and whoever organises on a phone."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import reverse

from protect.events import services
from protect.events.models import Registration, Speaker
from tests.events.making import published
from tests.world import picture, world

pytestmark = pytest.mark.django_db(transaction=True)


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_visitors_and_organisers_read_an_event(new_page, live_server, sign_in, axe, script_weight):
    w = world()
    event = published(w)
    speaker = Speaker.objects.get()
    services.write_profile(speaker, {"biography": "Knows squares."}, (picture(), "me.jpg", 900))
    services.give_consent(speaker, "by mail")
    services.add_file(event, picture("red"), name="a.jpg", size=900, description="The hall", by=w.lead)
    session = event.sessions.first()
    services.save_question(session, {"text": "Who looks?", "options": "Nobody\nA team", "right": 2})
    away = new_page(timezone_id="America/New_York")
    away.goto(live_server.url + reverse("events:event", args=[event.pk]))
    away.get_by_text("Beside them stand yours: America/New York.").wait_for()
    assert away.get_by_text("(03:00 your time)").count() >= 2 and script_weight(away) < 40
    axe(away)
    here = new_page(timezone_id="America/New_York", phone=True, dark=True)
    for address in (
        f"/events/{event.pk}/",
        "/events/",
        f"/events/{event.pk}/programme/",
        f"/events/speakers/{speaker.pk}/",
        f"/events/sessions/{session.pk}/test/",
    ):
        here.goto(live_server.url + address)
        assert overflow(here) <= 0, address
        axe(here)
    near = new_page(timezone_id="Europe/Athens")
    near.goto(live_server.url + "/events/")
    assert near.get_by_text("your time").count() == 0
    plain = new_page(javascript=False)
    plain.goto(live_server.url + "/events/")
    plain.get_by_label("Topic, speaker or place").fill("brasov")
    plain.get_by_role("button", name="Search").click()
    plain.get_by_role("link", name=event.title).click()
    plain.get_by_role("link", name=f"{event.title}: opening").click()
    plain.get_by_text("Knows squares.").wait_for()
    phone = new_page(phone=True)
    sign_in(phone, live_server, w.lead)
    for address in (
        "manage/",
        f"manage/{event.pk}/",
        f"manage/{event.pk}/change/",
        f"manage/speakers/{speaker.pk}/",
        f"manage/{event.pk}/sessions/{session.pk}/test/",
    ):
        phone.goto(f"{live_server.url}/events/{address}")
        axe(phone)
        assert overflow(phone) <= 0, address


def test_a_visitor_registers_on_a_phone_and_is_checked_in(new_page, live_server, sign_in, axe, settings):
    w = world()
    event = services.open_registration(published(w), {"registers": True, "registers_until": None})
    phone = new_page(phone=True, dark=True)
    phone.goto(live_server.url + reverse("events:event", args=[event.pk]))
    phone.get_by_role("link", name="Register").click()
    axe(phone)
    phone.get_by_label("Name").fill("Ana Visitor")
    phone.get_by_label("E-mail").fill("ana@visitor.example")
    phone.get_by_label("Kind of organisation").select_option("police")
    phone.get_by_label("Country (two letters)").fill("ro")
    phone.get_by_role("button", name="Register").click()
    phone.get_by_text("We wrote to ana@visitor.example.").wait_for()
    link = re.search(r"/events/registrations/[\w-]+/", mail.outbox[0].body)[0]
    plain = new_page(javascript=False, width=820)
    plain.goto(live_server.url + link)
    assert plain.get_by_role("img", name="Code for the door").is_visible()
    phone.goto(live_server.url + link)
    axe(phone)
    assert overflow(phone) <= 0
    # As a browser sends it, with the origin that the page lets it tell.
    phone.get_by_label("What you need to take part").fill("A seat at the front")
    phone.get_by_role("button", name="Save").click()
    phone.get_by_text("Saved.").wait_for()
    assert Registration.objects.get().needs == "A seat at the front"
    door = new_page(phone=True)
    sign_in(door, live_server, w.lead)
    made = Registration.objects.get()
    door.goto(live_server.url + reverse("events:door", args=[event.pk, made.code]))
    axe(door)
    door.get_by_role("button", name="Check in").click()
    door.get_by_text("Welcome.").wait_for()
    for name in ("people", "check_in_list", "numbers"):
        door.goto(live_server.url + reverse(f"events:{name}", args=[event.pk]))
        axe(door)
        assert overflow(door) <= 0, name
    assert made.places.get().came_at
