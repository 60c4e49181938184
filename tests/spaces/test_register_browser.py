"""The pages of the register as people use them: accessible in both colours, at 360 px, without scripts, without a mouse."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse

from protect.organisations import audit
from protect.spaces import services
from tests.world import picture, world

pytestmark = pytest.mark.django_db(transaction=True)

#: Name a folder to look at the pages oneself.
PICTURES = os.environ.get("PROTECT_PICTURES")


@pytest.fixture
def w():
    made = world()
    with audit.acting(made.lead, "test"):
        services.change_space(
            made.space,
            {
                "description": "The market square between the town hall and the cathedral.",
                "further_categories": ["shopping", "nightlife", "culture"],
                "crowd_class": "up_to_10000",
                "surroundings": "Eight streets lead here; the northern ones are open to delivery traffic until eleven.",
                "symbolic_notes": "The town meets here on its national day.",
            },
        )
        services.save_measure(
            made.space, {"functions": ["restrict", "protect"], "threat_types": ["vehicle", "vbied"], "photo": made.photo,
                         "sub_area": made.sub_area, "hours": "always", "owner_name": "Public works"}, measure=made.measure,
        )  # fmt: skip
        services.remove_part(services.save_contact(made.space, {"name": "Wrong Number"}))
    return made


def pages(w) -> dict[str, str]:
    space = w.space.pk
    return {
        "list": reverse("spaces:list"),
        "list-nothing": reverse("spaces:list") + "?q=nothing",
        "new": reverse("spaces:new"),
        "detail": reverse("spaces:detail", args=[space]),
        "change": reverse("spaces:change", args=[space]),
        "measure": reverse("spaces:part", args=[space, "measures", w.measure.pk]),
        "entrance": reverse("spaces:add_part", args=[space, "entrances"]),
        "photo": reverse("spaces:change_attachment", args=[space, w.photo.pk]),
        "upload": reverse("spaces:add_attachment", args=[space]),
    }


def take_picture(page, name):
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize(("dark", "width"), [(False, 360), (True, 820), (False, 1280), (True, 360)])
@pytest.mark.deep
def test_every_page_is_accessible_light_and_dark_and_fits_a_phone(live_server, new_page, sign_in, axe, w, dark, width):
    page = new_page(dark=dark, width=width)
    sign_in(page, live_server, w.lead)
    for name, address in pages(w).items():
        page.goto(live_server.url + address)
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px wider than {width}"
        take_picture(page, f"{name}-{width}-{'dark' if dark else 'light'}")
    page.goto(live_server.url + pages(w)["new"])
    page.get_by_role("button", name="Add to the register").click()
    page.get_by_text("Not saved yet").wait_for()
    axe(page)
    take_picture(page, f"errors-{width}-{'dark' if dark else 'light'}")


def test_the_register_is_kept_without_scripts(live_server, new_page, sign_in, w):
    page = new_page(javascript=False)
    sign_in(page, live_server, w.lead)
    page.goto(live_server.url + reverse("spaces:new"))
    page.get_by_label("Name", exact=False).first.fill("Harbour Steps")
    page.get_by_label("Main category").select_option("square")
    page.get_by_role("button", name="Add to the register").click()
    page.get_by_role("link", name="Record an existing measure").click()
    page.get_by_label("Name", exact=False).first.fill("Stone steps")
    page.get_by_label("Natural", exact=True).check()
    page.get_by_label("Category", exact=False).first.select_option("physical")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Add a photo or document").click()
    page.get_by_label("Photo or PDF").set_input_files(
        {"name": "steps.jpg", "mimeType": "image/jpeg", "buffer": picture("olive").getvalue()}
    )
    page.get_by_label("What is to be seen").fill("Steps down to the water")
    page.get_by_role("button", name="Save").click()
    shown = page.get_by_alt_text("Steps down to the water")
    shown.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert shown.evaluate("image => image.complete && image.naturalWidth > 0")
    page.get_by_role("button", name="Remove Stone steps").click()
    page.get_by_role("button", name="Undo Stone steps").click()
    page.get_by_text("“Stone steps” is back.").wait_for()
    assert page.get_by_role("button", name="Remove Stone steps").count() == 1


def test_a_form_is_filled_without_a_mouse_and_errors_lead_to_their_field(live_server, page, sign_in, w):
    sign_in(page, live_server, w.lead)
    page.goto(live_server.url + reverse("spaces:add_part", args=[w.space.pk, "contacts"]))
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Not saved yet").wait_for()
    page.locator(".alert-danger a").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_name"
    page.keyboard.type("Night porter")
    page.keyboard.press("Enter")
    page.get_by_role("cell", name="Night porter").first.wait_for()


def test_what_was_typed_is_not_lost_unasked(live_server, page, sign_in, w):
    sign_in(page, live_server, w.lead)
    page.goto(live_server.url + reverse("spaces:change", args=[w.space.pk]))
    page.get_by_label("Busy times").fill("Saturdays")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Cancel").click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
