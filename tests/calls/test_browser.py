"""Calls in a real browser: accessible, within 360 pixels, and public without scripts."""

import pytest
from django.urls import reverse

from protect.calls.models import Call
from tests.calls.town import clean_world, in_review, published

pytestmark = pytest.mark.django_db(transaction=True)


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_pages_of_a_call_are_accessible_and_fit_a_phone(new_page, live_server, sign_in, axe):
    w = clean_world()
    call = in_review(w)
    annex = call.annexes.get()
    wide, phone = new_page(), new_page(dark=True, width=360)
    for page in (wide, phone):
        sign_in(page, live_server, w.lead)
    for name in ("detail", "questions", "leaks", "preview", "sign"):
        where = live_server.url + reverse(f"calls:{name}", args=[call.pk])
        for page in (wide, phone):
            page.goto(where)
            axe(page)
            assert fits(page), name
    Call.objects.update(state="draft")
    for where in (
        reverse("calls:annex", args=[call.pk, annex.pk]),
        reverse("calls:add_question", args=[call.pk]),
        reverse("calls:points", args=[call.pk]),
        reverse("assessments:requirements", args=[w.assessment.pk]),
        reverse("assessments:add_requirement", args=[w.assessment.pk]),
    ):
        phone.goto(live_server.url + where)
        axe(phone)
        assert fits(phone), where


def test_a_published_call_is_read_without_an_account_and_without_scripts(new_page, live_server, axe):
    publication = published(clean_world()).publication
    page = new_page(width=360, javascript=False)
    page.goto(live_server.url + reverse("calls:public_list"))
    page.get_by_role("link", name=publication.title).click()
    assert page.get_by_role("heading", level=1).inner_text() == publication.title
    assert page.get_by_text("Keeps vehicles out and lets deliveries in.").count() == 1
    scripted = new_page(width=360)
    scripted.goto(live_server.url + reverse("calls:public", args=[publication.pk]))
    axe(scripted)
    assert fits(scripted)
