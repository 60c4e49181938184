"""From the results of an assessment to chosen measures, and to what stays open; on a phone, light and dark."""

from __future__ import annotations

import pytest
from django.urls import reverse

from protect.catalogue import shipping
from protect.catalogue.models import Entry
from protect.treatments.models import Choice
from tests.catalogue.test_browser import looked_at
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_weak_point_gets_measures_and_says_what_stays_open(page, live_server, sign_in, axe):
    w = world()
    shipping.sync()
    sign_in(page, live_server, w.lead)
    page.goto(live_server.url + reverse("assessments:results", args=[w.assessment.pk]))
    page.get_by_role("region", name="From weak points to measures").get_by_role("link").first.click()
    page.get_by_role("heading", name="Proposals of the catalogue").wait_for()
    page.get_by_text("Nothing is chosen yet").wait_for()
    first = page.locator("section[aria-labelledby=proposals] li.border").first
    first.get_by_label("Why").fill("Fits the square.")
    first.get_by_role("button", name="Choose").click()
    page.get_by_text("1 chosen measure meets").wait_for()
    page.get_by_text("Fits the square.").wait_for()
    looked_at(page, axe, "proposals")
    assert Choice.objects.count() == 1
    entry = Entry.objects.get(code="bollards")
    page.goto(live_server.url + reverse("treatments:new_use", args=[entry.pk]))
    page.locator("#id_told_as").fill("A market square")
    looked_at(page, axe, "new-use")
    page.locator("#id_told_as").fill("A market square")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="A market square").wait_for()
    looked_at(page, axe, "use")
    page.goto(live_server.url + reverse("treatments:of_space", args=[w.space.pk]))
    page.get_by_role("heading", name="Nothing is told yet").wait_for()
    looked_at(page, axe, "of-space")
