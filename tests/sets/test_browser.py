"""A lead copies a scale, gives a level the town's own name, looks at it and publishes it; every page on a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse

from protect.reference.services import latest
from protect.sets.models import OwnSet
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
            page.screenshot(path=str(Path(PICTURES) / f"sets-{name}-{width}-{scheme}.png"), full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.deep
def test_a_scale_in_the_words_of_the_town(page, live_server, sign_in, axe):
    w = world()
    sign_in(page, live_server, w.lead)
    page.goto(live_server.url + reverse("sets:list"))
    looked_at(page, axe, "list")
    source = latest("scale_set", "platform-default")
    page.goto(live_server.url + reverse("sets:copy", args=[source.pk]))
    page.locator("#id_title").fill("Our scale")
    looked_at(page, axe, "copy")
    page.locator("main form [type=submit]").last.click()
    page.get_by_role("heading", name="Our scale").first.wait_for()
    made = OwnSet.objects.get(title="Our scale")
    looked_at(page, axe, "detail")

    page.goto(live_server.url + reverse("sets:part", args=[made.pk, "bands.high"]))
    page.locator("#id_label").fill("Much")
    looked_at(page, axe, "part")
    page.locator("main form [type=submit]").first.click()
    page.get_by_text("Saved").first.wait_for()
    for name in ("matrix", "preview", "changes"):
        page.goto(live_server.url + reverse(f"sets:{name}", args=[made.pk]))
        looked_at(page, axe, name)
    page.goto(live_server.url + reverse("sets:publish", args=[made.pk]))
    page.locator("#id_note").fill("Our own words for the risk levels.")
    if page.locator("#id_confirmed").count():
        page.locator("#id_confirmed").check()
    looked_at(page, axe, "publish")
    page.locator("main form [type=submit]").first.click()
    page.get_by_text("Version 1 is published").wait_for()
    assert made.versions.get().content["bands"][2]["label"] == "Much"
