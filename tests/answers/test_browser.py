"""Two competitors and the RFI officer in a real browser: written with and without scripts, submitted, opened, read."""

import pytest
from django.urls import reverse

from protect.answers import documents
from protect.answers.models import Draft, OpenedAnswer
from tests.answers.market import RIVAL_WORD, drafted, market, open_now, submitted
from tests.calls.test_browser import fits

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_competitors_answer_and_the_officer_opens(new_page, live_server, sign_in, axe):
    w = market()
    submitted(w, w.rival, w.rival_organisation, RIVAL_WORD)
    draft = drafted(w)
    page, officer = new_page(), new_page(dark=True, width=360)
    sign_in(page, live_server, w.provider)
    sign_in(officer, live_server, w.rfi_officer)

    # Typed, and saved by itself.
    where = live_server.url + reverse("answers:questions", args=[draft.pk])
    page.goto(where)
    page.locator("form[data-ready=true]").wait_for()
    assert page.get_by_text("On which legal basis").is_hidden()
    page.locator("input[name=q-personal_data][value=yes]").check()
    page.get_by_label("On which legal basis").fill("Public interest.")
    page.locator("[data-state]", has_text="Saved at").wait_for()
    page.locator("form[data-autosave]:not([data-changed])").wait_for()
    page.locator("[data-state]", has_text="Saved at").wait_for()
    said = documents.said_by(Draft.objects.get(pk=draft.pk))[1]
    assert said["personal_data"] == "yes" and said["legal_basis"] == "Public interest."

    page.goto(live_server.url + reverse("answers:preview", args=[draft.pk]))
    axe(page)
    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_role("heading", name="Receipt").wait_for()
    axe(page)
    assert RIVAL_WORD not in page.content()

    # Sealed for the officer until it is time.
    at_call = live_server.url + reverse("calls:detail", args=[w.call.pk])
    officer.goto(at_call)
    axe(officer)
    assert fits(officer)
    assert officer.get_by_text("Answers are sealed until").count() == 1
    assert officer.get_by_role("button", name="Open the answers").count() == 0
    open_now(w)
    officer.goto(at_call)
    officer.get_by_role("button", name="Open the answers").click()
    officer.get_by_role("button", name="Yes").click()
    officer.get_by_role("heading", name="Opened answers").wait_for()
    axe(officer)
    assert fits(officer)
    officer.get_by_role("link", name=RIVAL_WORD).click()
    axe(officer)
    assert fits(officer)
    assert OpenedAnswer.objects.count() == 2


def test_pages_of_an_answer_are_accessible_and_fit_a_phone(new_page, live_server, sign_in, axe):
    w = market()
    draft = drafted(w)
    wide, phone = new_page(), new_page(dark=True, width=360)
    for page in (wide, phone):
        sign_in(page, live_server, w.provider)
    for step in ("facts", "requirements", "questions", "files", "ask"):
        for page in (wide, phone):
            page.goto(live_server.url + reverse(f"answers:{step}", args=[draft.pk]))
            axe(page)
            assert fits(page), step
    for where in (reverse("answers:list"), reverse("answers:start", args=[w.publication.pk])):
        phone.goto(live_server.url + where)
        axe(phone)
        assert fits(phone), where
