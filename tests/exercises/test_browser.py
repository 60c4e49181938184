"""One exercise in a browser: a facilitator, three people with phones, a projector; one phone loses its network for a while."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from protect.exercises import live, services
from protect.exercises.models import Entry, Run
from tests.exercises.making import opened, ready, running, seated
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_screen_is_left(transactional_db):
    yield
    live.hub.stop()


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_facilitator_with_three_participants(new_page, live_server, sign_in, axe):
    w = world()
    exercise = ready(w)
    lead = new_page()
    sign_in(lead, live_server, w.lead)
    lead.goto(live_server.url + reverse("exercises:add_run", args=[exercise.pk]))
    lead.locator("#id_conditions").focus()
    lead.keyboard.type("First time")
    lead.keyboard.press("Enter")
    lead.get_by_text("Join with a phone").wait_for()
    axe(lead)
    run = Run.objects.get()

    phones = {}
    for number, label in enumerate(("Operator of the place", "Police", "Communication")):
        phone = phones[label] = new_page(phone=True, dark=number == 1)
        phone.goto(live_server.url + reverse("exercises:join"))
        phone.get_by_label("Code").fill(run.code.lower())
        axe(phone)
        phone.get_by_role("button", name="Go on").click()
        phone.get_by_label(label).check()
        axe(phone)
        phone.get_by_role("button", name="Sit down").click()
        phone.get_by_text("It has not begun yet.").wait_for()
        phone.get_by_text("● connected").wait_for()
    wall = new_page(width=1280)
    sign_in(wall, live_server, w.viewer)
    wall.goto(live_server.url + reverse("exercises:projector", args=[exercise.pk, run.pk]))
    wall.get_by_text(run.code).first.wait_for()
    axe(wall)
    lead.get_by_text(re.compile("● Police 2: connected")).wait_for()

    lead.locator("#b-start").click()
    for phone in phones.values():
        phone.get_by_label("decision").wait_for()  # by itself
    first, second = exercise.injects.all()[:2]
    lead.locator(f"#b-release-{first.pk}").click()
    phones["Operator of the place"].get_by_role("heading", name=first.title).wait_for()
    lead.locator(f"#b-release-{second.pk}").click()
    for phone in phones.values():
        phone.get_by_role("heading", name=second.title).wait_for()
    assert phones["Police"].get_by_role("heading", name=first.title).count() == 0
    wall.get_by_role("heading", name=second.title).wait_for()
    assert wall.get_by_role("heading", name=first.title).count() == 0
    axe(wall)

    # One phone loses its network; what is typed is kept, and arrives once.
    police = phones["Police"]
    police.expected.append("ERR_INTERNET_DISCONNECTED")
    police.context.set_offline(True)
    police.get_by_label("decision").check()
    police.get_by_label("About").select_option(label=second.title)
    police.get_by_label("Text").fill("We lead people out by the south exit.")
    police.get_by_role("button", name="Send").click()
    police.get_by_text("kept on this device, not sent yet").wait_for()
    police.get_by_label("observation").check()
    police.get_by_label("Text").fill("Radio is overloaded.")
    police.get_by_role("button", name="Send").click()
    axe(police)
    assert fits(police) and Entry.objects.count() == 0
    operator = phones["Operator of the place"]
    operator.get_by_label("decision").check()
    operator.get_by_label("Text").fill("Doors stay open.")
    operator.get_by_role("button", name="Send").click()
    operator.locator("[data-sent]").get_by_text("Doors stay open.").wait_for()
    lead.locator("#run").get_by_text("Doors stay open.").wait_for()
    police.get_by_label("Text").fill("Half a thou")
    police.context.set_offline(False)
    police.locator("[data-sent]").get_by_text("Radio is overloaded.").wait_for(timeout=40_000)
    lead.locator("#run").get_by_text("We lead people out by the south exit.").first.wait_for()
    # A sentence that is half typed outlives a reload.
    police.reload()
    assert police.get_by_label("Text").input_value() == "Half a thou"
    assert police.get_by_label("observation").is_checked()
    police.get_by_label("Text").fill("")
    assert police.evaluate("localStorage.length") == 0
    assert Entry.objects.filter(participant__function__label="Police").count() == 2

    # The facilitator notes, judges and ends, by keyboard; what is typed meanwhile is not swept away by news.
    lead.get_by_label("Text").fill("Nobody asked for the assembly point.")
    services.write(run, "decision", "Buses are ordered.", "other", author=w.lead)
    lead.locator("#run").get_by_text("Buses are ordered.").wait_for()
    assert lead.get_by_label("Text").input_value() == "Nobody asked for the assembly point."
    lead.get_by_role("button", name="Save").click()
    lead.locator("#run").get_by_text("Nobody asked for the assembly point.").wait_for()
    expected = first.expected.first()
    lead.locator(f"#b-judge-{expected.pk}-partly").focus()
    lead.keyboard.press("Enter")
    lead.locator(f"#b-judge-{expected.pk}-partly[aria-pressed=true]").wait_for()
    axe(lead)
    lead.locator("#b-hold").click()
    lead.locator("#b-end").click()
    # News that draw the board anew while the question stands there do not swallow the answer.
    services.write(run, "observation", "Late news.", "late", author=w.lead)
    lead.locator("#run").get_by_text("Late news.").wait_for()
    lead.get_by_role("button", name="Yes").click()
    lead.get_by_role("heading", name="After-action report").wait_for()
    axe(lead)
    operator.get_by_text("The exercise has ended.").wait_for()
    for phone in phones.values():
        assert fits(phone)


def test_without_scripts_a_phone_reads_and_writes(new_page, live_server):
    w = world()
    run = running(w)
    _person, secret = seated(run)
    inject = run.exercise.injects.filter(to=None).first()
    services.release(run, inject)
    phone = new_page(phone=True, javascript=False)
    phone.goto(live_server.url + reverse("exercises:table", args=[secret]))
    phone.get_by_role("heading", name=inject.title).wait_for()
    phone.get_by_label("decision").check()
    phone.get_by_label("Text").fill("We set up a cordon.")
    phone.get_by_role("button", name="Send").click()
    phone.get_by_text("Saved at").wait_for()
    assert Entry.objects.get().text == "We set up a cordon."


def test_the_board_works_at_360_pixels_and_in_dark(new_page, live_server, sign_in, axe):
    w = world()
    run = opened(w)
    page = new_page(phone=True, dark=True)
    sign_in(page, live_server, w.lead)
    for name in ("run", "projector"):
        page.goto(live_server.url + reverse(f"exercises:{name}", args=[run.exercise_id, run.pk]))
        page.locator("[data-clock]").wait_for()
        axe(page)
        assert fits(page), name
    for address in (
        reverse("exercises:list"), reverse("exercises:begin"), reverse("exercises:detail", args=[run.exercise_id]),
    ):  # fmt: skip
        page.goto(live_server.url + address)
        axe(page)
        assert fits(page), address
