"""In a browser: a lead decides, plans and verifies; the owner of an action reports on a phone; all by keyboard."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from protect.organisations import audit
from protect.plans import services
from protect.plans.models import Action
from protect.plans.states import State
from tests.plans.making import PlanTown
from tests.remembered import remembered
from tests.world import picture

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)


@pytest.fixture
def town():
    return busy_town()


@remembered
def busy_town():
    town = PlanTown(inherent=True)
    with audit.acting(town.lead, "test"):
        today = timezone.localdate()
        late = town.ready("Barrier ordered", state=State.RUNNING, due_on=today - DAY)
        waiting = town.ready("Barrier put in", state=State.PLANNED, starts_on=today - DAY)
        services.set_predecessors(waiting, [late])
        services.set_targets(late, town.levels(late, 2, 3), by=town.lead)
        town.ready("Guard rails moved", state=State.VERIFIED)
        town.ready("Lamps replaced", state=State.DONE)
    return town


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize("dark", [False, True])
def test_the_lead_looks_at_everything_on_a_phone_and_on_a_desk(new_page, live_server, sign_in, axe, town, dark):
    plan = services.begin_plan(town.space, by=town.lead)
    action = Action.objects.get(title="Barrier put in")
    for page in (new_page(phone=True, dark=dark), new_page(dark=dark)):
        sign_in(page, live_server, town.lead)
        for name, args in (
            ("list", []), ("board", []), ("timeline", []), ("action", [action.pk]), ("levels", [town.space.pk]),
            ("document", [plan.pk]), ("of_space", [town.space.pk]), ("change", [action.pk]),
        ):  # fmt: skip
            page.goto(live_server.url + reverse(f"plans:{name}", args=args))
            axe(page)
            assert fits(page), name


def test_a_lead_decides_moves_takes_back_and_verifies_by_keyboard(new_page, live_server, sign_in, axe, town):
    page = new_page()
    sign_in(page, live_server, town.lead)
    page.goto(live_server.url + reverse("plans:propose") + f"?requirement={town.requirement.pk}")
    page.locator("#id_title").focus()
    page.keyboard.type("Trees in tubs")
    page.keyboard.press("Enter")
    page.get_by_text("Somebody who leads decides on it.").wait_for()
    page.goto(live_server.url + reverse("plans:board"))
    page.get_by_role("button", name=re.compile("Decide ?: Trees in tubs")).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Undo").wait_for()
    axe(page)
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("Decide ?: Trees in tubs")).wait_for()
    page.get_by_role("link", name=re.compile("verify ?: Lamps replaced")).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Probability").first.select_option("1")
    page.get_by_label("Consequence").first.select_option("2")
    page.get_by_label("What you saw").fill("One sees faces at twenty metres.")
    axe(page)
    page.get_by_role("button", name="Verify").click()
    page.get_by_text("One sees faces at twenty metres.").wait_for()
    assert Action.objects.get(title="Lamps replaced").state == State.VERIFIED


def test_the_owner_reports_with_a_photo_on_a_phone(new_page, live_server, sign_in, axe, town, tmp_path):
    photo = tmp_path / "barrier.jpg"
    photo.write_bytes(picture().getvalue())
    page = new_page(phone=True)
    sign_in(page, live_server, town.anna)
    page.goto(live_server.url + reverse("plans:list") + "?flag=mine")
    page.get_by_role("link", name="Barrier ordered").click()
    page.get_by_role("link", name="Report", exact=True).click()
    page.get_by_label("Progress (%)").fill("80")
    page.get_by_label("Spent so far").fill("999.50")
    page.get_by_label("How it goes").fill("The foundation is ready.")
    axe(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The foundation is ready.").wait_for()
    page.get_by_role("link", name="Add a photo or document").click()
    page.get_by_label("Photo or PDF").set_input_files(str(photo))
    page.get_by_label("What is to be seen, in words").fill("A foundation of concrete")
    page.get_by_role("button", name="Add").click()
    page.get_by_alt_text("A foundation of concrete").wait_for()
    axe(page)
    assert fits(page)
    assert page.get_by_role("link", name="Change", exact=True).count() == 0
    made = Action.objects.get(title="Barrier ordered")
    assert (made.progress, made.cost_spent) == (80, 99_950)
