"""The button of a row of filters holds its word in every language, on a tablet, too, where the row is full."""

from __future__ import annotations

import pytest
from django.urls import reverse

from protect.organisations.models import User
from tests.world import world

#: The shared row of filters, and those that lists have of their own.
LISTS = ("calls:list", "plans:list", "exercises:list", "overlays:list", "captions:own", "watching:list")
OVER = "[...document.querySelectorAll('main form[method=get] button')].map(one => one.scrollWidth - one.clientWidth)"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["el", "de", "fr"])
def test_the_button_of_filters_is_as_wide_as_its_word(new_page, live_server, sign_in, language):
    w = world()
    User.objects.update(language=language)
    page = new_page(width=768, locale=language)
    sign_in(page, live_server, w.lead)
    looked_at = 0
    for name in LISTS:
        page.goto(live_server.url + reverse(name))
        assert page.locator("html").get_attribute("lang") == language, name
        over = page.evaluate(OVER)
        looked_at += len(over)
        assert [one for one in over if one > 0] == [], name
    assert looked_at >= 4  # an empty list has no filters
