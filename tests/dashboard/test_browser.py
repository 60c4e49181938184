"""The overview as a lead and a reader of the council meet it; one sheet of paper."""

from __future__ import annotations

import re

import pytest

from tests.world import make_space, world


@pytest.mark.parametrize(("size", "dark", "role"), [((1280, 800), True, "lead"), ((360, 740), False, "viewer")])
def test_a_number_opens_its_list_by_keyboard(new_page, live_server, sign_in, axe, size, dark, role):
    w = world()
    make_space(w.municipality, "Second place", w.lead)
    page = new_page(width=size[0], height=size[1], dark=dark)
    sign_in(page, live_server, w.people[role])
    page.goto(live_server.url + "/overview/")
    page.get_by_role("heading", name="at a glance").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    axe(page)
    link = page.get_by_role("link", name=re.compile("Never assessed"))
    number = int(link.inner_text().split(":")[0])
    link.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=re.compile(rf"^{number} spaces?$")).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    axe(page)
    if role == "lead":
        page.goto(live_server.url + "/overview/")
        sheet = page.pdf(format="A4")
        assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 1
