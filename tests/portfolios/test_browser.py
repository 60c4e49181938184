"""A lead with the keyboard alone: effects in the grid, the result, a mark of the picture, an alternative, the decision."""

from __future__ import annotations

import pytest
from django.urls import reverse

from protect.portfolios.models import Effect, PortfolioDecision
from tests.portfolios.making import study
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)


def fits(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_study_from_the_grid_to_the_decision(new_page, live_server, sign_in, axe):
    w = world()
    made = study(w, budget_buy=110_000)
    lead, phone = new_page(), new_page(phone=True, dark=True)
    for page in (lead, phone):
        sign_in(page, live_server, w.lead)

    def look(name: str, *more: int, query: str = "") -> None:
        for page in (lead, phone):
            page.goto(live_server.url + reverse(f"portfolios:{name}", args=[made.pk, *more]) + query)
            axe(page)
            fits(page)

    look("candidates")
    look("candidate", made.candidates.first().pk)
    look("effects")
    # Arrow keys lead from cell to cell; Tab to the button, Enter sends.
    first = lead.locator(".effect-cell").first
    first.focus()
    lead.keyboard.press("ArrowDown")
    lead.keyboard.press("ArrowUp")
    lead.keyboard.press("ArrowRight")
    lead.keyboard.type("p1c1!")
    lead.keyboard.press("ArrowDown")
    lead.keyboard.type("c2?")
    lead.get_by_role("button", name="Save", exact=True).focus()
    lead.keyboard.press("Enter")
    lead.get_by_text("effects changed.").wait_for()
    assert Effect.objects.filter(candidate=made.candidates.all()[1]).count() >= 2
    look("result")
    button = lead.get_by_role("button", name="Find the best portfolios").first
    button.focus()
    lead.keyboard.press("Enter")
    lead.get_by_role("heading", name="What each budget buys").wait_for()
    look("result")
    mark = lead.locator(".front-drawing a").nth(1)
    mark.focus()
    lead.keyboard.press("Enter")
    lead.wait_for_url("**point=1#portfolio")
    axe(lead)
    lead.get_by_label("Name of the alternative").fill("Small")
    lead.keyboard.press("Enter")
    lead.get_by_text("“Small” is kept.").wait_for()
    lead.goto(live_server.url + reverse("portfolios:by_hand", args=[made.pk]))
    lead.get_by_label("Name of the alternative").fill("All")
    for box in lead.get_by_role("checkbox").all():
        box.check()
    lead.get_by_role("button", name="Save").click()
    look("compare")
    look("detail")
    look("print")
    look("decide")
    lead.get_by_label("Small", exact=True).check()
    lead.get_by_label("Reasons").fill("A beginning.")
    lead.get_by_label("Why not").fill("Money comes next year.")
    lead.get_by_label("Signed by").fill("A. Mayor, mayor")
    lead.get_by_role("button", name="Decide").click()
    lead.get_by_text("It is decided.").wait_for()
    look("decision", PortfolioDecision.objects.get().pk)


def test_a_small_town_begins_without_scripts(new_page, live_server, sign_in):
    w = world()
    made = study(w)
    page = new_page(javascript=False, phone=True)
    sign_in(page, live_server, w.lead)
    page.goto(live_server.url + reverse("portfolios:detail", args=[made.pk]))
    page.get_by_role("button", name="Find the best portfolios").click()
    page.get_by_text("Begin with").wait_for()
    fits(page)
