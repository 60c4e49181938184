"""From the public list to a comparison, and a proposal on its way to the catalogue; every page on a phone, light and dark."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse

from protect.catalogue import shipping
from protect.catalogue.models import Entry, State
from tests.catalogue.making import make_entry
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PROTECT_PICTURES")


def looked_at(page, axe, name: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, name
    axe(page)
    for width in (360, 820, 1280) if PICTURES else ():
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=str(Path(PICTURES) / f"catalogue-{name}-{width}-{scheme}.png"), full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_the_public_filters_reads_and_compares_by_keyboard(page, live_server, axe):
    world()
    shipping.sync()
    page.goto(live_server.url + reverse("catalogue:list"))
    page.get_by_role("status").get_by_text("38 entries").wait_for()
    looked_at(page, axe, "list")
    page.locator("summary", has_text="Category").focus()
    page.keyboard.press("Enter")
    page.locator("#f-category-physical").focus()
    page.keyboard.press("Space")
    page.locator("#q").focus()
    page.keyboard.type("bolards")
    page.keyboard.press("Enter")
    page.get_by_text("Words that are spelled alike").wait_for()
    assert "category=physical" in page.url
    for box in page.locator("input[name=entry]").all()[:2]:
        box.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Compare side by side").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Side by side").wait_for()
    looked_at(page, axe, "compare")
    page.locator("thead a").first.click()
    page.get_by_role("heading", name="When it does not help").wait_for()
    looked_at(page, axe, "detail")


@pytest.mark.deep
def test_a_proposal_is_written_reviewed_by_another_and_published(page, live_server, sign_in, axe):
    w = world()
    shipping.sync()
    entry = make_entry(w.municipality, w.assessor, helps_not="")
    sign_in(page, live_server, w.lead)
    for name, address in (
        ("proposal", reverse("catalogue:detail", args=[entry.pk])),
        ("change", reverse("catalogue:change", args=[entry.pk])),
        ("related", reverse("catalogue:related", args=[entry.pk])),
        ("photo", reverse("catalogue:add_photo", args=[entry.pk])),
        ("comment", reverse("catalogue:comment", args=[entry.pk])),
        ("keep", reverse("catalogue:keep_search") + "?category=sensor"),
        ("searches", reverse("catalogue:searches")),
        ("review-missing", reverse("catalogue:step", args=[entry.pk, "review"])),
    ):
        page.goto(live_server.url + address)
        looked_at(page, axe, name)
    page.goto(live_server.url + reverse("catalogue:change", args=[entry.pk]))
    page.locator("#id_helps_not").fill("By day.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    Entry.objects.filter(pk=entry.pk).update(changed_by=w.assessor)  # otherwise a third person would have to review
    for label in ("Mark as reviewed", "Publish"):
        page.goto(live_server.url + reverse("catalogue:detail", args=[entry.pk]))
        page.get_by_role("link", name=label).click()
        page.wait_for_url("**/step/**")
        looked_at(page, axe, label.split()[0].lower())
        page.get_by_role("button", name=label).click()
        page.get_by_text("Done:").wait_for()
    assert Entry.objects.get(pk=entry.pk).state == State.PUBLISHED
