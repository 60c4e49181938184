"""The overview as a lead and a reader of the council meet it; one sheet of paper."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from protect.incidents.models import Incident
from protect.organisations import audit
from protect.plans import services as planning
from tests.plans.making import PlanTown
from tests.world import make_space, world

#: What would change something, if it were offered.
CHANGING = "main form[method=post] button, main a[href$='/change/'], main a[href$='/add/'], main a[href*='/new/']"


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


def test_a_reader_of_the_council_opens_every_figure_and_is_offered_nothing_to_change(
    new_page, live_server, sign_in, axe
):
    town = PlanTown(inherent=True)
    with audit.acting(town.lead, "test"):
        today = timezone.localdate()
        late = town.ready("Barrier ordered", state="running", due_on=today - dt.timedelta(days=1))
        planning.set_targets(late, town.levels(late, 2, 3), by=town.lead)
        town.ready("Guard rails moved", state="verified")
        plan = planning.begin_plan(town.space, by=town.lead)
        planning.move_plan(plan, "submit", by=town.lead)
        plan = planning.approve_plan(plan, by=town.lead)
    Incident.objects.create(
        organisation=town.organisation, space=town.space, kind="near_miss", happened_at=timezone.now(), what="A van.",
        state="reviewed",
    )  # fmt: skip
    page = new_page(phone=True)
    sign_in(page, live_server, town.vera)
    page.goto(live_server.url + reverse("dashboard:town", args=[town.organisation.pk]))
    figures = page.eval_on_selector_all(
        "main .town-figures a", "all => all.map((one) => [one.getAttribute('href'), one.textContent.trim()])"
    )
    wanted = {address: int(told[0]) for address, text in figures if (told := re.findall(r"^\d+", text))}
    assert len(wanted) >= 10
    opened = set()
    for address, number in wanted.items():
        page.goto(live_server.url + address)
        assert page.locator(CHANGING).count() == 0, (address, page.locator(CHANGING).first.inner_text())
        # The list counts what the figure said.
        assert re.search(rf"(^|\D){number}(\D|$)", page.locator("main").inner_text()), (address, number)
        path = address.partition("?")[0]
        if path not in opened:
            opened.add(path)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    assert len(opened) >= 3
    for name, args in (
        ("plans:action", [late.pk]), ("plans:board", []), ("plans:timeline", []), ("plans:levels", [town.space.pk]),
        ("plans:document", [plan.pk]), ("assessments:over_time", [town.space.pk]), ("overlays:list", []),
        ("portfolios:list", []), ("exercises:list", []), ("incidents:detail", [Incident.objects.get().pk]),
    ):  # fmt: skip
        page.goto(live_server.url + reverse(name, args=args))
        assert page.get_by_role("heading", level=1).count() == 1
        assert page.locator(CHANGING).count() == 0, (name, page.locator(CHANGING).first.inner_text())
    assert page.goto(live_server.url + reverse("plans:change", args=[late.pk])).status == 403
    page.expected.append("403")
