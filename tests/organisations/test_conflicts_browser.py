"""The merge page and the scoring grid as people meet them: without scripts, on a phone, accessible in both colours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from protect.assessments.models import Score, State
from tests.organisations.forms_on_pages import opened
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PROTECT_PICTURES")


def test_the_merge_page_on_a_phone_without_scripts(live_server, new_page, sign_in, axe):
    w = world()
    where = reverse("spaces:change", args=[w.space.pk])
    lead = Client()
    lead.force_login(w.lead)
    for scripts, page in ((False, new_page(phone=True, javascript=False)), (True, new_page(phone=True, dark=True))):
        page.expected.append("409")
        sign_in(page, live_server, w.assessor)
        page.goto(live_server.url + where)
        page.locator("#id_busy_times").fill("After the concerts, and when the ship is in.")
        w.space.refresh_from_db()
        lead.post(
            where, {**opened(lead, where), "busy_times": f"{w.space.busy_times} and Saturdays", "town": "Newtown"}
        )
        page.get_by_role("button", name="Save").click()
        page.get_by_role("heading", name="Two people changed the same").wait_for()
        if scripts:
            axe(page)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"merge-360-{scripts}.png"), full_page=True)
        page.get_by_label("A third, as written here").check()
        page.locator("#id_busy_times").fill("Saturdays, after concerts, and when the ship is in.")
        page.get_by_role("button", name="Save what I chose").click()
        page.get_by_text("Saved.").wait_for()
        w.space.refresh_from_db()
        assert w.space.busy_times == "Saturdays, after concerts, and when the ship is in."
        assert w.space.town == "Newtown"


def test_the_scoring_grid_asks_in_the_line(live_server, page, sign_in, axe):
    w = world()
    w.assessment.state = State.SCORING
    w.assessment.save()
    where = reverse("assessments:scoring", args=[w.assessment.pk])
    key = f"{w.scenario.pk}-current"
    page.expected.append("409")
    sign_in(page, live_server, w.assessor)
    page.goto(live_server.url + where)
    page.locator("[data-grid][data-ready]").wait_for()
    tablet = Client()
    tablet.force_login(w.assessor)
    word = opened(tablet, where, f"{key}-rationale")[f"{key}-as_loaded"]
    sent = {f"{key}-as_loaded": word, f"{key}-probability": "2"}
    assert tablet.post(where, sent, headers={"accept": "application/json"}).status_code == 200
    page.locator(f"label[for='{key}-probability-4']").click()
    page.locator("fieldset [data-met]").wait_for()
    axe(page)
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / "scoring-asks.png"))
    assert Score.objects.get().probability == 2
    page.get_by_role("button", name="Keep what stands here").click()
    page.locator("[data-state]").get_by_text("Saved at").wait_for()
    assert Score.objects.get().probability == 4
    assert page.locator("fieldset [data-met]").count() == 0
