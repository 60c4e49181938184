"""Every page of an assessment at every point of its path, without a browser."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from protect.assessments import services
from protect.assessments.models import Assessment, Mode, Score, State

STEPS = ("detail", "preparation", "site", "measures", "scenarios", "scoring", "consensus", "results")


def address(name, *args):
    return reverse(f"assessments:{name}", args=args)


@pytest.fixture
def lead(client, town):
    client.force_login(town.lead)
    return client


def pages_of(assessment):
    row = assessment.scenarios.first()
    found = [address(step, assessment.pk) for step in STEPS]
    found += [address("scenario", assessment.pk, row.pk), address("explain", assessment.pk, row.pk)]
    return [
        *found,
        address("consensus_row", assessment.pk, row.pk),
        reverse("spaces:detail", args=[assessment.space_id]),
    ]


@pytest.mark.parametrize("point", ["in_scoring", "scored", "approved"])
def test_every_page_opens_at_every_point_of_the_path_within_20_queries(
    lead, town, point, django_assert_max_num_queries
):
    assessment = getattr(town, point)()
    for page in pages_of(assessment):
        with django_assert_max_num_queries(20):
            response = lead.get(page)
        assert response.status_code == 200, page
        assert "TLP:AMBER+STRICT" in response.content.decode(), page


def test_pages_without_an_assessment_open(lead, town):
    for page in (address("list"), address("import"), address("begin", town.space.pk), reverse("web:home")):
        assert lead.get(page).status_code == 200, page


def test_forms_of_the_path_open(lead, town):
    assessment = town.scored()
    member = assessment.team.last()
    for page in (
        address("add_member", assessment.pk),
        address("member", assessment.pk, member.pk),
        address("add_visit", assessment.pk),
        address("add_scenario", assessment.pk) + "?threat_type=vehicle",
        address("add_vulnerability", assessment.pk),
        address("step_back", assessment.pk),
        address("approve", assessment.pk),
    ):
        assert lead.get(page).status_code == 200, page


def test_the_whole_path_by_forms_only(client, town):
    """As a browser without JavaScript would send it: begin, prepare, describe, score, agree, decide, approve."""
    client.force_login(town.lead)
    response = client.post(address("begin", town.space.pk), {"mode": "full", "usage_states": ["normal"]})
    assessment = Assessment.objects.get()
    assert response.url == address("preparation", assessment.pk)
    values = {"title": "Market", "mandate": "Council", "managing_body": "Town", "lead": town.lead.pk}
    assert client.post(address("preparation", assessment.pk), values).status_code == 302
    member = {"user": town.anna.pk, "function": "police", "circle": "core", "scores": "on"}
    assert client.post(address("add_member", assessment.pk), member).status_code == 302
    client.post(address("move_on", assessment.pk))
    client.post(address("move_on", assessment.pk))
    rows = list(assessment.scenarios.all())
    base = {"usage_state": "normal", "applicable": "True", "title": "Something happens", "text": "People are hurt."}
    assert (
        client.post(
            address("scenario", assessment.pk, rows[0].pk), {**base, "threat_type": rows[0].threat_type}
        ).status_code
        == 302
    )
    for row in rows[1:]:
        sent = {"threat_type": row.threat_type, "usage_state": "normal", "applicable": "False", "reason": "Not here."}
        assert client.post(address("scenario", assessment.pk, row.pk), sent).status_code == 302
    client.post(address("move_on", assessment.pk))
    key = f"{rows[0].pk}-current"
    for person, level in ((town.anna, "5"), (town.lead, "2")):
        client.force_login(person)
        scores = {
            f"{key}-probability": level,
            f"{key}-consequence": "4",
            f"{key}-confidence": "high",
            f"{key}-rationale": "Seen.",
        }
        assert client.post(address("scoring", assessment.pk), scores).status_code == 302
        client.post(address("hand_in", assessment.pk))
    assessment.refresh_from_db()
    assert assessment.state == State.CONSENSUS
    strip = client.get(address("consensus", assessment.pk)).content.decode()
    assert "probability by 3 levels" in strip
    agreed = {"probability": "4", "consequence": "4", "confidence": "medium", "rationale": "Agreed."}
    assert client.post(address("consensus_row", assessment.pk, rows[0].pk), agreed).status_code == 302
    client.post(address("move_on", assessment.pk))
    weak = {"statement": "The gate stays open.", "scenarios": [rows[0].pk]}
    assert client.post(address("add_vulnerability", assessment.pk), weak).status_code == 302
    found = assessment.vulnerabilities.get()
    response = client.post(address("decide", assessment.pk, found.pk), {"decision": "accept"})
    assert response.status_code == 200
    assert response.content.decode().count("Needed for this decision") >= 3
    client.post(address("decide", assessment.pk, found.pk), {"decision": "treat"})
    assert client.post(address("approve", assessment.pk), {"confirmed": "on"}).status_code == 302
    assessment.refresh_from_db()
    assert assessment.state == State.APPROVED
    results = client.get(address("results", assessment.pk)).content.decode()
    assert "Very high" in results


def test_autosave_keeps_one_line_and_says_what_is_missing(client, town):
    assessment = town.in_scoring()
    client.force_login(town.anna)
    row = assessment.scenarios.first()
    sent = {f"{row.pk}-current-probability": "0"}
    response = client.post(address("scoring", assessment.pk), sent, headers={"accept": "application/json"})
    assert response.status_code == 200
    assert response.json()["missing"] == 3
    sent = {f"{row.pk}-current-consequence": "3", f"{row.pk}-current-rationale": "Crowded."}
    response = client.post(address("scoring", assessment.pk), sent, headers={"accept": "application/json"})
    assert response.json()["missing"] == 2
    score = Score.objects.get()
    assert (score.probability, score.consequence, score.rationale) == (0, 3, "Crowded.")


def test_autosave_refuses_a_level_off_the_scale_by_line(client, town):
    assessment = town.in_scoring()
    client.force_login(town.anna)
    key = f"{assessment.scenarios.first().pk}-current"
    for wrong in ("9", "x", "-1"):
        response = client.post(
            address("scoring", assessment.pk), {f"{key}-probability": wrong}, headers={"accept": "application/json"}
        )
        assert response.status_code == 422
        assert list(response.json()["errors"]) == [key]
    assert not Score.objects.exists()


def test_the_pages_show_nobody_else_s_score_while_blind(client, town):
    assessment = town.in_scoring()
    anna = assessment.team.get(user=town.anna)
    for row in assessment.scenarios.filter(applicable=True):
        services.save_score(row, anna, {"probability": 5, "consequence": 5, "rationale": "SECRET-REASON"})
    client.force_login(town.lead)
    for page in pages_of(assessment):
        assert "SECRET-REASON" not in client.get(page).content.decode(), page


def test_quick_mode_takes_three_pages(client, town):
    client.force_login(town.lead)
    client.post(address("begin", town.space.pk), {"mode": "quick"})
    assessment = Assessment.objects.get()
    assert assessment.mode == Mode.QUICK
    page = client.get(address("scenarios", assessment.pk)).content.decode()
    assert len(re.findall(r"<fieldset", page)) == 10
    client.post(address("examples", assessment.pk))
    rows = list(assessment.scenarios.all())
    sent = {}
    for row in rows:
        sent |= {f"{row.pk}-title": row.title or "Something", f"{row.pk}-applicable": "True", f"{row.pk}-reason": ""}
    assert client.post(address("scenarios", assessment.pk), {**sent, "go_on": "1"}).status_code == 302
    client.post(address("move_on", assessment.pk))
    scores = {}
    for row in rows:
        scores |= {f"{row.pk}-current-probability": "3", f"{row.pk}-current-consequence": "3"}
    client.post(address("scoring", assessment.pk), scores)
    client.post(address("move_on", assessment.pk))
    assessment.refresh_from_db()
    assert assessment.state == State.REVIEW
    assert client.get(address("results", assessment.pk)).status_code == 200


def test_differences_of_two_versions_are_told_field_by_field(lead, town):
    first = town.approved()
    second = services.open_new_version(first, by=town.lead, score_anew=False)
    services.change_scenario(second.scenarios.first(), {"title": "Another title"})
    page = lead.get(address("versions", second.pk, first.pk)).content.decode()
    assert "Another title" in page
    assert "1 difference" in page


def test_changes_of_a_new_version_are_marked_where_they_are(lead, town):
    second = services.open_new_version(town.approved(), by=town.lead, score_anew=False)
    rows = address("scenarios", second.pk)
    assert "in this version" not in lead.get(rows).content.decode()
    services.change_scenario(second.scenarios.first(), {"title": "Another title"})
    services.add_scenario(second, {"threat_type": "vehicle", "usage_state": "normal", "title": "At night"})
    page = lead.get(rows).content.decode()
    assert page.count("changed in this version") == 1
    assert page.count("new in this version") == 1
    assert "What changed since the version before" in lead.get(address("detail", second.pk)).content.decode()


def test_a_vulnerability_says_how_far_the_members_agree(lead, town):
    page = lead.get(address("results", town.approved().pk)).content.decode()
    assert "The members differ by up to 3 levels." in page


def test_an_exported_assessment_comes_in_again_through_the_page(lead, town):
    import json

    from django.core.files.uploadedfile import SimpleUploadedFile

    from protect.assessments import document

    first = town.approved()
    file = SimpleUploadedFile("a.json", json.dumps(document.of(first)).encode(), "application/json")
    response = lead.post(address("import"), {"organisation": town.organisation.pk, "file": file})
    assert response.status_code == 302
    assert Assessment.objects.count() == 2
    broken = SimpleUploadedFile("a.json", b'{"format": "other"}', "application/json")
    response = lead.post(address("import"), {"organisation": town.organisation.pk, "file": broken})
    assert response.status_code == 200
    assert Assessment.objects.count() == 2


def test_the_list_filters_and_exports(lead, town):
    assessment = town.approved()
    assert assessment.title in lead.get(address("list") + "?state=approved&q=market").content.decode()
    assert "Nothing matches" in lead.get(address("list") + "?state=draft").content.decode()
    export = lead.get(address("list") + "?format=csv").content.decode()
    assert "TLP:AMBER+STRICT" in export
