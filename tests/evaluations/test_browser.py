"""Evaluations in a real browser: accessible, within 360 pixels, live weights with and without scripts."""

import pytest
from django.urls import reverse

from protect.evaluations import services
from tests.evaluations.town import USUAL, candidate, draft, judged, town, with_judges

pytestmark = pytest.mark.django_db(transaction=True)


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def address(live_server, name, *args):
    return live_server.url + reverse(f"evaluations:{name}", args=args)


def test_pages_of_who_handles_it_are_accessible_and_fit_a_phone(new_page, live_server, sign_in, axe):
    w = town()
    made = judged(w, scores={**USUAL, "Blue": (2, None, 3)})
    round_ = made.rounds.get()
    services.decide(made, "shortlist", [candidate(made, "Amber")], reason="", by=w.lead)
    services.new_version(made, "the traders were not asked", by=w.lead)
    traders = services.add_stakeholder(made, "Traders")
    services.weigh(traders, draft(made), "groups", "points", {"performance": 20, "cost": 80})
    wide, phone = new_page(), new_page(dark=True, width=360)
    for page in (wide, phone):
        sign_in(page, live_server, w.lead)
    for name, *more in (
        ("detail",), ("candidates",), ("criteria",), ("weights",), ("rounds",), ("round", round_.pk), ("checks",),
        ("discuss", round_.pk, candidate(made, "Amber").pk), ("ranking",), ("decide",), ("weigh", traders.pk, "groups"),
    ):  # fmt: skip
        where = address(live_server, name, made.pk, *more)
        for page in (wide, phone) if name in {"ranking", "criteria", "discuss"} else (phone,):
            page.goto(where)
            axe(page)
            assert fits(page), name


def test_the_sheet_of_an_evaluator_works_by_thumb(new_page, live_server, sign_in, axe):
    w = town()
    round_ = with_judges(w)
    sheet = round_.pairings.filter(evaluator__user=w.judge1).first()
    page = new_page(phone=True)
    sign_in(page, live_server, w.judge1)
    page.goto(address(live_server, "mine", round_.evaluation_id))
    axe(page)
    page.get_by_role("link", name=sheet.candidate.name).click()
    axe(page)
    assert fits(page)
    page.get_by_label("3 – nearly").check()
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("Kept; nobody else sees it.").wait_for()
    assert sheet.scores.get().value == 3


def test_the_ranking_follows_the_weights_with_and_without_scripts(new_page, live_server, sign_in):
    w = town()
    made = judged(w)
    for javascript in (True, False):
        page = new_page(javascript=javascript)
        sign_in(page, live_server, w.viewer)
        page.goto(address(live_server, "ranking", made.pk))
        first = page.locator("#ranked tbody tr").first
        assert "Amber" in first.inner_text()
        page.get_by_label("Performance").fill("10")
        page.get_by_label("Cost").fill("90")
        if not javascript:
            page.get_by_role("button", name="Recalculate").click()
        page.get_by_text("You are trying other weights").wait_for()
        page.locator("#ranked tbody tr").first.filter(has_text="Blue").wait_for()
    page.goto(address(live_server, "selected"))
    assert page.get_by_text("Nothing here yet").count() == 1
