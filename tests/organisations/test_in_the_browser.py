"""The pages as people use them: accessible in both colours, at 360 px, and without scripts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse

from protect.organisations import services
from protect.organisations.models import Role
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)

#: Name a folder to look at the pages oneself.
PICTURES = os.environ.get("PROTECT_PICTURES")


def pages(w) -> dict[str, str]:
    organisation = [w.municipality.pk]
    services.invite(
        w.municipality, "somebody.with.a.long.address@department.testa.example", "viewer", by=w.administrator
    )
    services.set_marking(w.space, "AMBER", reason="Joint patrols with the police", by=w.administrator)
    services.share(w.space, organisation=w.police, reason="Joint patrols", by=w.lead)
    services.set_marking(w.assessment, "RED", reason="Before the summit", by=w.administrator)
    services.change_role(w.municipality.memberships.get(user=w.lead), Role.ADMINISTRATOR)
    return {
        "list": reverse("organisations:list"),
        "detail": reverse("organisations:detail", args=organisation),
        "change": reverse("organisations:change", args=organisation),
        "invite": reverse("organisations:invite", args=organisation),
        "log": reverse("organisations:log", args=organisation),
        "history": reverse("organisations:history", args=["spaces.space", w.space.pk]),
        "share": reverse("organisations:share", args=["spaces.space", w.space.pk]),
        "share-red": reverse("organisations:share", args=["assessments.assessment", w.assessment.pk]),
    }


@pytest.mark.deep
def test_every_page_is_accessible_light_and_dark_and_fits_a_phone(live_server, new_page, sign_in, axe):
    w = world()
    addresses = pages(w)
    for dark, width in ((False, 360), (True, 820), (False, 1280), (True, 360)):
        page = new_page(dark=dark, width=width)
        sign_in(page, live_server, w.administrator)
        for name, address in addresses.items():
            page.goto(live_server.url + address)
            axe(page)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} is {wide} px wider than {width}"
            if PICTURES:
                shade = "dark" if dark else "light"
                page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}-{shade}.png"), full_page=True)


@pytest.mark.deep
def test_joining_and_sharing_work_without_scripts(live_server, new_page, sign_in, axe):
    w = world()
    administrator = new_page(javascript=False)
    sign_in(administrator, live_server, w.administrator)
    administrator.goto(live_server.url + reverse("organisations:invite", args=[w.municipality.pk]))
    administrator.get_by_label("E-mail").fill("new@testa.example")
    administrator.get_by_label("Role").select_option("administrator")
    administrator.get_by_role("button", name="Invite").click()
    link = administrator.locator("code").inner_text()

    newcomer = new_page(phone=True)
    newcomer.goto(link)
    axe(newcomer)
    if PICTURES:
        newcomer.screenshot(path=str(Path(PICTURES) / "join-360-light.png"), full_page=True)
    newcomer.get_by_label("Your name").fill("New Comer")
    newcomer.locator("#id_password").fill("kites over quiet harbours")
    newcomer.get_by_label("Password again").fill("kites over quiet harbours")
    newcomer.get_by_role("button", name="Make my account and join").click()
    newcomer.get_by_text("Welcome. You belong to").wait_for()
    newcomer.goto(live_server.url + reverse("organisations:share", args=["spaces.space", w.space.pk]))
    newcomer.get_by_label("TLP:AMBER –").check()
    newcomer.get_by_label("Reason").fill("Joint patrols")
    newcomer.get_by_role("button", name="Change the marking").click()
    newcomer.get_by_role("button", name="I have seen it").click()
    newcomer.get_by_text("The marking is TLP:AMBER now.").wait_for()
    newcomer.locator("#id_share-organisation").select_option(label=w.police.name)
    newcomer.locator("#id_share-reason").fill("Joint patrols")
    newcomer.get_by_role("button", name="Next: see what they would read").click()
    newcomer.get_by_role("button", name="I have seen it").click()
    newcomer.get_by_text("Shared.").wait_for()
    assert w.space.is_visible_to(w.officer)
