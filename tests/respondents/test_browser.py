"""From the lead's desk to a phone outside and back: link, code, answers, handing in; a withdrawn link closes at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core import mail
from django.urls import reverse

from protect.assessments.models import Score, State
from protect.respondents import services
from protect.respondents.models import Respondent
from tests.respondents.world import last_code, last_link
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PROTECT_PICTURES")


def picture(page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"respondent-{name}.png"), full_page=True)


def test_an_expert_outside_scores_on_a_phone(live_server, new_page, sign_in, axe):
    w = world()
    w.assessment.state = State.SCORING
    w.assessment.save()
    w.assessment.scenarios.exclude(pk=w.scenario.pk).update(applicable=False, reason="Not here.")
    desk = new_page()
    sign_in(desk, live_server, w.lead)
    desk.goto(live_server.url + reverse("respondents:ask", args=["scoring", w.assessment.pk]))
    axe(desk)
    desk.locator("#id_email").fill("olga.operator@metro.example")
    desk.locator("#id_name").fill("Olga Operator")
    desk.locator("#id_function").select_option("owner_operator")
    desk.locator("#id_note").fill("Think of the evening rush.")
    picture(desk, "ask")
    desk.get_by_role("button", name="Send the link").click()
    desk.get_by_text("Olga Operator is asked by mail.").wait_for()
    axe(desk)
    picture(desk, "detail")

    phone = new_page(phone=True)
    phone.goto(live_server.url + last_link())
    axe(phone)
    phone.get_by_role("button", name="Send me a code").click()
    phone.get_by_text("A code is on its way.").wait_for()
    picture(phone, "door")
    phone.locator("#id_code").fill(last_code())
    phone.get_by_role("button", name="Open").click()
    phone.get_by_role("heading", name="Your scores").wait_for()
    phone.locator("[data-grid][data-ready]").wait_for()
    axe(phone)
    wide = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    picture(phone, "scoring")
    key = f"{w.scenario.pk}-current"
    phone.locator(f"label[for='{key}-probability-4']").click()
    phone.locator(f"label[for='{key}-consequence-2']").click()
    phone.locator("[data-state]").get_by_text("Saved at").wait_for()
    phone.get_by_role("button", name="I have finished: hand in").click()
    phone.get_by_text("You handed in on").wait_for()
    axe(phone)
    assert mail.outbox[-1].subject.startswith("Receipt")
    assert Score.objects.get().probability == 4

    phone.expected.append("404")
    services.revoke(Respondent.objects.get())
    phone.reload()
    phone.get_by_role("heading", name="This link is not open").wait_for()
    axe(phone)
    picture(phone, "gone")
