"""What is due and the mails, as people meet them."""

from __future__ import annotations

import pytest

from tests.world import world


@pytest.mark.parametrize(("size", "dark"), [((1280, 800), True), ((360, 740), False)])
def test_what_is_due_what_happened_and_mails_are_accessible(new_page, live_server, sign_in, axe, size, dark):
    w = world()
    page = new_page(width=size[0], height=size[1], dark=dark)
    sign_in(page, live_server, w.administrator)
    for address in ("/due/?state=never", "/due/mails/", f"/due/spaces/{w.space.pk}/happened/",
                    f"/due/organisations/{w.municipality.pk}/", f"/report-templates/{w.municipality.pk}/"):  # fmt: skip
        page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], address
        axe(page)
    page.locator("[name=name]").fill("Council")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("heading", name="Chapters and own texts").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    axe(page)
