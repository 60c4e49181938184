"""The page of the reports in a browser: accessible, by keyboard, and without JavaScript."""

from __future__ import annotations

import pytest
from django.urls import reverse


@pytest.mark.parametrize("dark", [False, True])
def test_the_page_is_accessible_and_a_download_comes(new_page, live_server, sign_in, axe, example, dark):
    page = new_page(dark=dark)
    sign_in(page, live_server, example.lead)
    page.goto(live_server.url + reverse("reports:assessment", args=[example.assessment.pk]))
    axe(page)
    page.get_by_label("Language of the report").select_option("en")
    button = page.get_by_role("button", name="Download the report")
    button.focus()
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "piata-sfatului-v1-full-TLP-AMBER.pdf"


def test_without_javascript_on_a_phone(new_page, live_server, sign_in, example):
    page = new_page(javascript=False, width=360, height=700)
    sign_in(page, live_server, example.lead)
    page.goto(live_server.url + reverse("reports:assessment", args=[example.assessment.pk]))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_label("Name the place in the summary for the council").check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the summary").click()
    assert waiting.value.suggested_filename == "piata-sfatului-v1-summary-TLP-CLEAR.pdf"
