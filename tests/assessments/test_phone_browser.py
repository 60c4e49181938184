"""Scoring on a phone: nothing that has the focus lies under the bar that stays in sight, in whatever language it speaks."""

import pytest
from django.urls import reverse

from protect.organisations.models import User
from tests.assessments.town import Town

pytestmark = pytest.mark.django_db(transaction=True)

#: Whether the lower edge of what has the focus is seen, of what is a field to write in.
SEEN = """() => {
  const one = document.activeElement;
  if (!one || one.tagName !== "TEXTAREA") return null;
  const box = one.getBoundingClientRect();
  const met = document.elementFromPoint(box.left + box.width / 2, box.bottom - 2);
  return met === one;
}"""


@pytest.mark.parametrize("language", ["fr", "el", "lt"])
def test_without_a_connection_the_message_covers_no_rationale(new_page, live_server, sign_in, language):
    town = Town()
    made = town.in_scoring()
    User.objects.filter(pk=town.anna.pk).update(language=language)
    page = new_page(width=360, height=640)
    page.expected += ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"]
    sign_in(page, live_server, town.anna)
    page.goto(live_server.url + reverse("assessments:scoring", args=[made.pk]))
    message = page.locator("[data-grid]").get_attribute("data-offline")
    page.context.set_offline(True)
    lines = page.locator("fieldset.score-line")
    for number in range(3):
        lines.nth(number).locator("label.btn").nth(1).click()
    page.locator("[data-state]", has_text=f"{message} 3").wait_for()
    lines.first.locator("summary").focus()
    seen = []
    for _stop in range(40):
        page.keyboard.press("Tab")
        if (found := page.evaluate(SEEN)) is not None:
            seen.append(found)
    assert seen[:3] == [True, True, True]
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
