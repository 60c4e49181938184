"""The hour on a phone: one tap an answer, and nothing is lost when the connection drops."""

from __future__ import annotations

import re

import pytest

from protect.checklists import services
from protect.checklists.models import Answer
from protect.organisations import audit
from tests.world import world


@pytest.mark.deep
@pytest.mark.django_db(transaction=True)
def test_the_hour_on_a_phone(new_page, live_server, sign_in, axe, script_weight) -> None:
    from playwright.sync_api import expect

    w = world()
    w.checklist.delete()
    with audit.acting(w.lead, "test"):
        checklist = services.begin(w.space, by=w.lead, mode="quick", assessment=w.assessment)
    page = new_page(phone=True)
    sign_in(page, live_server, w.lead)
    page.goto(f"{live_server.url}/checklists/{checklist.pk}/quick/")
    form = page.locator("[data-asking][data-ready]")
    expect(form).to_be_visible()
    lines = page.locator("[data-line]")
    expect(lines).to_have_count(20)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert script_weight(page) < 40

    def tap(number: int, answer: str) -> None:
        lines.nth(number).locator(f"label[for$='-{answer}']").tap()

    box = lines.nth(0).locator("label.btn").first.bounding_box()
    assert box["height"] >= 44 and box["width"] >= 44
    tap(0, "yes")
    expect(page.locator("[data-state]")).to_contain_text("Saved at")
    # "Not applicable" goes with its reason, which opens at once.
    tap(1, "not_applicable")
    reason = lines.nth(1).get_by_label("Why does it not apply here?")
    expect(reason).to_be_focused()
    reason.fill("There is no road.")
    expect(page.locator("[data-progress-text]")).to_have_text("2 / 20")
    expect(form).to_have_attribute("data-waiting", "0")

    page.expected.append("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    tap(2, "no")
    lines.nth(2).get_by_text("Evidence and idea").tap()
    lines.nth(2).get_by_label("What was seen or said").fill("Nobody was told.")
    # What opens and closes is as easy to tap when it stands among filled fields.
    heights = page.eval_on_selector_all(
        "[data-line] summary, [data-line] p > a", "found => found.map(one => one.offsetHeight)"
    )
    assert min(heights) >= 24
    expect(page.locator("[data-state]")).to_contain_text("No connection")
    page.context.set_offline(False)
    expect(form).to_have_attribute("data-waiting", "0")
    expect(page.locator("[data-state]")).to_contain_text(re.compile("Saved at"))
    codes = page.eval_on_selector_all("[data-line]", "found => found.map(one => one.dataset.line.split('-')[0])")
    said = {one.question: (one.answer, one.reason or one.evidence) for one in Answer.objects.all()}
    assert said == {
        codes[0]: ("yes", ""),
        codes[1]: ("not_applicable", "There is no road."),
        codes[2]: ("no", "Nobody was told."),
    }

    # Somebody else answered in the meantime: the last one stands, and the page says so.
    with audit.acting(w.assessor, "test"):
        services.answer(checklist, codes[3], {"answer": "partly"}, by=w.assessor)
    tap(3, "yes")
    expect(lines.nth(3).locator("[data-note]")).to_contain_text("in the meantime")
    assert Answer.objects.get(question=codes[3]).other_answer == "partly"
    # By keyboard: 3 answers and moves on.
    lines.nth(4).locator("input[type=radio]").first.focus()
    page.keyboard.press("3")
    expect(lines.nth(5).locator("input[type=radio]").first).to_be_focused()
    expect(page.locator("[data-progress-text]")).to_have_text("5 / 20")
    expect(form).to_have_attribute("data-waiting", "0")
