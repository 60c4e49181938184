"""Taking part and the comparison as an administrator and a reader meet them."""

from __future__ import annotations

import pytest

from protect.peers.models import Publication
from protect.peers.services import decide
from tests.world import make_organisation, world


@pytest.mark.parametrize(("size", "dark"), [((1280, 800), True), ((360, 740), False)])
def test_an_administrator_takes_part_and_reads_what_all_tell(new_page, live_server, sign_in, axe, size, dark):
    w = world()
    for number in range(4):
        decide(make_organisation(f"Town {number}"), takes_part=True)
    cells = {
        "levels|square|vehicle": {"levels": {"high": 3, "low": 0}},
        "measures|square|vehicle|access_point|physical": {"often": 2, "cost": [1, 2], "effect": 1},
    }
    Publication.objects.create(month="2031-01-01", document={"cells": cells})
    page = new_page(width=size[0], height=size[1], dark=dark)
    sign_in(page, live_server, w.administrator)
    page.goto(f"{live_server.url}/comparison/{w.municipality.pk}/")
    page.get_by_text("Only organisations that take part").wait_for()
    axe(page)
    page.get_by_role("link", name="Taking part").press("Enter")
    axe(page)
    page.get_by_role("button", name="Take part", exact=True).press("Enter")
    page.get_by_text("takes part from the next").wait_for()
    page.goto(f"{live_server.url}/comparison/{w.municipality.pk}/")
    page.get_by_text("60 to 80 in 100").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    axe(page)
