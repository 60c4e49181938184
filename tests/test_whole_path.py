"""The main job in a real browser: a lead, two assessors and a viewer, from a place to the approved assessment."""

from __future__ import annotations

import pytest
from django.urls import reverse

from protect.assessments.models import Assessment, Score, State
from tests.world import make_organisation, make_space, make_user, reference_data


@pytest.fixture
def town(transactional_db):
    reference_data()
    return make_organisation("Musterburg", "municipality")


@pytest.fixture
def lead(town):
    return make_user("lea@example.org", town, "lead", name="Lea Lead")


@pytest.fixture
def anna(town):
    return make_user("anna@example.org", town, "assessor", name="Anna Berg")


@pytest.fixture
def bert(town):
    return make_user("bert@example.org", town, "assessor", name="Bert Kohl")


@pytest.fixture
def viewer(town):
    return make_user("vera@example.org", town, "viewer", name="Vera Klar")


def path(name, *args):
    return reverse(f"assessments:{name}", args=args)


def press(page, text):
    page.get_by_role("button", name=text).first.click()


@pytest.mark.slow
@pytest.mark.deep
def test_from_a_place_to_the_approved_assessment(
    live_server, new_page, sign_in, axe, script_weight, town, lead, anna, bert, viewer
):
    space = make_space(town, name="Market square", by=lead)
    page = new_page()
    sign_in(page, live_server, lead)
    page.goto(live_server.url + reverse("spaces:detail", args=[space.pk]))
    page.get_by_role("link", name="Begin the assessment").click()
    press(page, "Begin")
    assessment = Assessment.objects.get()

    # Preparation: mandate, two more members.
    page.fill("#id_mandate", "The council asked for it after the summer festival.")
    press(page, "Save")
    for person in (anna, bert):
        page.goto(live_server.url + path("add_member", assessment.pk))
        page.select_option("#id_user", str(person.pk))
        page.select_option("#id_function", "police")
        page.check("input[name=circle][value=core]")
        press(page, "Save")
    axe(page)
    page.goto(live_server.url + path("detail", assessment.pk))
    press(page, "This step is done")
    page.goto(live_server.url + path("detail", assessment.pk))
    press(page, "This step is done")

    # Scenarios: the examples fill what is empty; eight rows do not apply here.
    page.goto(live_server.url + path("scenarios", assessment.pk))
    press(page, "Start empty rows from the examples")
    axe(page)
    rows = list(assessment.scenarios.all())
    assert all(row.title for row in rows)
    page.goto(live_server.url + path("scenario", assessment.pk, rows[5].pk))
    page.check("input[name=applicable][value=False]")
    page.fill("#id_reason", "No open sky above the arcade.")
    press(page, "Save and next row")
    page.goto(live_server.url + path("detail", assessment.pk))
    press(page, "This step is done")

    # Scoring: each alone, one with the keyboard only, one on a phone that loses its connection.
    for person, options in ((lead, {}), (anna, {}), (bert, {"phone": True})):
        own = new_page(**options)
        sign_in(own, live_server, person)
        own.goto(live_server.url + path("scoring", assessment.pk))
        own.wait_for_selector("[data-grid][data-ready=true]")
        if person == lead:
            axe(own)
            assert script_weight(own) < 40
        if person == bert:
            lose_the_connection_and_find_it_again(own, assessment, bert)
        own.locator("[data-line] input:not([type=hidden])").first.focus()
        for _row in range(9):
            own.keyboard.press("2" if person == bert else "5")
            own.keyboard.press("4")
        own.wait_for_selector("[data-grid][data-missing-rows='0']", timeout=20_000)
        press(own, "I have finished")
    assessment.refresh_from_db()
    assert assessment.state == State.CONSENSUS
    assert Score.objects.count() == 27

    # Consensus on a projector, and the results.
    page.goto(live_server.url + path("consensus", assessment.pk))
    assert page.get_by_text("Talk about it").count() >= 9
    axe(page)
    for _row in range(9):
        row = assessment.scenarios.filter(applicable=True, consensus=None).first()
        page.goto(live_server.url + path("consensus_row", assessment.pk, row.pk))
        page.check("input[name=probability][value='4']")
        page.check("input[name=consequence][value='4']")
        page.fill("#id_rationale", "Seen together on site.")
        press(page, "Record")
    axe(page)
    page.goto(live_server.url + path("detail", assessment.pk))
    press(page, "This step is done")
    page.goto(live_server.url + path("add_vulnerability", assessment.pk))
    page.fill("#id_statement", "The west side stays open to traffic on market days.")
    page.locator("input[name=scenarios]").first.check()
    press(page, "Save")
    page.check("input[name=decision][value=treat]")
    press(page, "Record the decision")
    page.goto(live_server.url + path("results", assessment.pk))
    assert page.locator(".heat-map .band-3").count() >= 9
    axe(page)
    page.goto(live_server.url + path("approve", assessment.pk))
    page.check("#id_confirmed")
    press(page, "Approve")
    assessment.refresh_from_db()
    assert assessment.state == State.APPROVED

    # The viewer reads the result and changes nothing.
    reader = new_page(dark=True)
    sign_in(reader, live_server, viewer)
    reader.goto(live_server.url + path("results", assessment.pk))
    assert reader.get_by_text("The west side stays open").count()
    assert not reader.get_by_role("button", name="Remove").count()
    axe(reader)


def lose_the_connection_and_find_it_again(page, assessment, person):
    """What is judged without connection stays on the device, through a reload too, and is sent when it is back."""
    page.expected.append("Failed to load resource")
    page.expected.append("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    first = page.locator("[data-line]").first
    first.locator("label[for$='probability-3']").click()
    page.wait_for_selector("[data-grid][data-waiting='1']")
    assert not Score.objects.filter(member__user=person).exists()
    assert "Kept on this device" in page.locator("[data-state]").inner_text()
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("[data-grid][data-waiting='0']", timeout=20_000)
    assert Score.objects.get(member__user=person).probability == 3


STEPS = ("detail", "preparation", "site", "measures", "scenarios", "scoring", "consensus", "results", "approve")


@pytest.mark.parametrize(("dark", "phone"), [(False, True), (True, False)])
@pytest.mark.deep
def test_every_page_of_the_path_is_accessible_and_fits_a_phone(
    live_server, new_page, sign_in, axe, town, lead, dark, phone
):
    from protect.assessments import services
    from protect.organisations import audit

    with audit.acting(lead, "test"):
        assessment = services.create_assessment(make_space(town, by=lead), by=lead)
        services.start_from_examples(assessment)
    page = new_page(dark=dark, phone=phone)
    sign_in(page, live_server, lead)
    row = assessment.scenarios.first()
    pages = [path(step, assessment.pk) for step in STEPS]
    pages += [path("scenario", assessment.pk, row.pk), path("add_scenario", assessment.pk) + "?threat_type=vehicle"]
    pages += [path("explain", assessment.pk, row.pk), path("consensus_row", assessment.pk, row.pk)]
    pages += [path("add_member", assessment.pk), path("add_visit", assessment.pk), path("list"), path("import")]
    pages += [path("add_vulnerability", assessment.pk), path("begin", assessment.space_id)]
    for address in pages:
        page.goto(live_server.url + address)
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} px too wide"


def test_quick_mode_without_javascript(live_server, new_page, sign_in, town, lead):
    space = make_space(town, by=lead)
    page = new_page(javascript=False)
    sign_in(page, live_server, lead)
    page.goto(live_server.url + path("begin", space.pk))
    page.check("input[name=mode][value=quick]")
    press(page, "Begin")
    press(page, "Start empty rows from the examples")
    press(page, "Save and go on")
    press(page, "This step is done")
    for line in page.locator("[data-line]").all():
        line.locator("label[for$='probability-2']").click()
        line.locator("label[for$='consequence-3']").click()
    page.locator("[data-save]").click()
    press(page, "Scores are done")
    assert Assessment.objects.get().state == State.REVIEW
    assert page.locator(".heat-map").count() == 1
