"""The inbox as people meet it: by keyboard, on a phone, light and dark."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from protect.assessments.models import Assessment, State
from protect.organisations.models import Share
from tests.world import world


@pytest.mark.parametrize(("size", "dark", "role"), [((1280, 800), True, "lead"), ((360, 740), False, "viewer")])
def test_tasks_are_put_off_and_news_is_read(new_page, live_server, sign_in, axe, size, dark, role):
    w = world()
    Assessment.objects.filter(pk=w.assessment.pk).update(
        state=State.APPROVED, lead=w.people[role], approved_at=timezone.now(), review_on=timezone.localdate()
    )
    type(w.space).objects.filter(pk=w.space.pk).update(marking="RED")
    for thing in (w.space, w.assessment):
        Share.objects.create(
            object_type=thing._meta.label_lower, object_id=thing.pk, person=w.people[role], reason="x",
            created_by=w.administrator,
        )  # fmt: skip
    page = new_page(width=size[0], height=size[1], dark=dark)
    sign_in(page, live_server, w.people[role])
    page.goto(live_server.url + "/inbox/")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    axe(page)
    details = page.locator("details.put-off summary").first
    details.focus()
    page.keyboard.press("Enter")
    until = (timezone.localdate() + dt.timedelta(days=5)).isoformat()
    page.locator("details.put-off[open] input[name=until]").fill(until)
    page.locator("details.put-off[open] button").press("Enter")
    page.get_by_text("It comes back on that day").wait_for()
    page.get_by_role("link", name="Put off (1)").press("Enter")
    page.get_by_role("button", name="Take back").wait_for()
    page.goto(live_server.url + "/inbox/")
    page.get_by_role("button", name="Mark all as read").press("Enter")
    page.get_by_text("marked as read").wait_for()
    page.goto(live_server.url + "/inbox/mails/")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    axe(page)
