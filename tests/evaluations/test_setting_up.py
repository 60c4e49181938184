"""From a template to an evaluation of one's own: candidates by hand and from files, criteria, versions, steps."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from protect.evaluations import reading, services
from protect.evaluations.models import Candidate, Evaluation
from protect.evaluations.queries import overview, proposing, weights
from tests.calls.town import clean_world, drafted
from tests.evaluations.town import begun, candidate, draft, town, with_judges

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(db):
    return town()


def test_it_begins_with_eight_steps_and_six_groups_of_criteria(w):
    made = services.begin(w.municipality, "Barriers", by=w.lead)
    criteria_set = draft(made)
    assert len(made.steps) == 8 and len(criteria_set.groups) == 6 and criteria_set.knock_outs
    assert all(len(one["anchors"]) == 5 for one in criteria_set.criteria)
    assert sum(weights.overall(criteria_set).values()) == pytest.approx(1)
    path = overview.path(made)
    assert [one.state for one in path] == ["next", *["open"] * 7]


def test_steps_are_ticked_left_out_and_named_by_the_city(w):
    made = services.begin(w.municipality, "Barriers", by=w.lead)
    made = services.change_step(made, "context", {"done": True, "note": "walked on Monday"})
    made = services.change_step(made, "vulnerabilities", {"off": True, "title": "Our weak points"})
    assert [one.state for one in overview.path(made)][:3] == ["done", "off", "next"]
    assert overview.path(made)[1].title == "Our weak points"
    with pytest.raises(ValidationError):
        services.change_step(made, "nothing", {"done": True})


def test_weights_of_the_groups_are_those_that_were_published_with_the_call(w):
    from protect.calls import services as calling

    call = calling.begin(w.municipality, "Barriers", by=w.lead)
    points = {"performance": 40, "readiness": 10, "compliancy": 10, "physical": 10, "cost": 20, "other": 10}
    calling.set_points(call, points)
    call.refresh_from_db()
    assert draft(services.begin(w.municipality, "Barriers", by=w.lead, call=call)).agreed["groups"] == points
    with pytest.raises(ValidationError):
        services.begin(w.other_municipality, "Barriers", by=w.stranger_lead, call=call)


def test_a_list_of_candidates_comes_in_whole_or_not_at_all(w):
    made = begun(w)
    file = SimpleUploadedFile("list.csv", b"name;provider;country\nDawn;Dawn Ltd;be\nEcho;Echo Ltd;nl\n")
    assert services.import_candidates(made, reading.candidates(reading.table_of(file)), "list.csv") == 2
    assert candidate(made, "Dawn").identity.country == "BE"
    twice = SimpleUploadedFile("list.csv", b"name\nFog\nAmber\n")
    with pytest.raises(ValidationError, match="Line 3"):
        services.import_candidates(made, reading.candidates(reading.table_of(twice)), "list.csv")
    assert not Candidate.objects.filter(name="Fog").exists()
    for name, content in (("list.csv", b"title\nFog\n"), ("list.exe", b"name\nFog\n"), ("list.xlsx", b"no workbook")):
        with pytest.raises(ValidationError):
            reading.candidates(reading.table_of(SimpleUploadedFile(name, content)))


def test_criteria_that_do_not_fit_are_refused_with_all_reasons(w):
    criteria_set = draft(begun(w))
    groups = [{**one, "criteria": [dict(c) for c in one["criteria"]]} for one in criteria_set.groups]
    groups[0]["criteria"][0]["anchors"] = ["one"]
    groups[1]["criteria"] = []
    with pytest.raises(ValidationError) as refused:
        services.change_criteria(criteria_set, groups, [])
    told = " ".join(refused.value.messages)
    assert "“Fit” needs words" in told and "“Cost” has one to 10 criteria" in told


def test_a_frozen_set_changes_only_as_a_new_version_with_a_reason(w):
    evaluation = with_judges(w).evaluation
    with pytest.raises(ValidationError):
        services.new_version(evaluation, " ", by=w.lead)
    second = services.new_version(evaluation, "noise was forgotten", by=w.lead)
    assert (second.version, second.is_frozen, second.groups) == (2, False, evaluation.criteria_sets.last().groups)
    with pytest.raises(ValidationError, match="not frozen yet"):
        services.new_version(evaluation, "again", by=w.lead)
    groups = [{**one, "criteria": [dict(c) for c in one["criteria"]]} for one in second.groups]
    groups[0]["criteria"][0]["question"] = "Does it fit our market?"
    codes = [one["code"] for one in services.change_criteria(second, groups, []).criteria]
    # Scores belong to the words they were given under.
    assert codes == ["fit_v2", "proof", "price"]


def test_what_a_person_does_on_the_pages(w, client):
    client.force_login(w.lead)
    client.post(reverse("evaluations:begin"), {"organisation": w.municipality.pk, "title": "Barriers"})
    made = Evaluation.objects.get()
    added = {"name": "Amber", "summary": "A gate.", "provider": "Acme", "country": "BE"}
    assert client.post(reverse("evaluations:candidates", args=[made.pk]), added).status_code == 302
    page = client.get(reverse("evaluations:candidates", args=[made.pk])).content.decode()
    assert "Amber" in page and "Acme" in page
    words = {"label": "Noise", "question": "Is it quiet?", **{f"anchor{n}": f"level {n}" for n in range(5)}}
    client.post(reverse("evaluations:add_criterion", args=[made.pk, "other"]), words)
    assert draft(made).criteria[-1]["code"] == "noise" and draft(made).agreed["other"]["noise"] == 0
    client.post(reverse("evaluations:move", args=[made.pk, "noise"]))
    assert [one["code"] for one in draft(made).criteria][-2] == "noise"
    client.post(reverse("evaluations:remove", args=[made.pk, "noise"]))
    client.post(
        reverse("evaluations:add_group", args=[made.pk]), {"label": "Climate", "help": "Does it help the trees?"}
    )
    lines = "Lawful here: May it be used?\nQuiet: Is it below 60 dB?"
    client.post(reverse("evaluations:knock_outs", args=[made.pk]), {"knock_outs": lines})
    criteria_set = draft(made)
    assert [one["label"] for one in criteria_set.knock_outs] == ["Lawful here", "Quiet"]
    assert criteria_set.knock_outs[0]["code"] == "lawful" and criteria_set.groups[-1]["label"] == "Climate"
    client.force_login(w.viewer)
    assert client.get(reverse("evaluations:detail", args=[made.pk])).status_code == 200
    assert client.post(reverse("evaluations:candidates", args=[made.pk]), {"name": "Dawn"}).status_code == 403


def test_what_the_call_asks_for_becomes_criteria(client):
    """From the weak point to the criterion: a must knocks out, a should is scored, and nothing is taken twice."""
    from protect.calls import services as calling

    w = clean_world()
    call = calling.begin(w.municipality, "Barriers", by=w.lead)
    annex = calling.add_annex(
        call,
        w.municipality,
        {"category": "square", "objective": "Only who belongs there.", "threat_types": ["vehicle"]},
    )
    wanted = calling.add_wanted(annex, w.requirement)
    made = services.begin(w.municipality, "Barriers", by=w.lead, call=call)
    assert services.take_requirements(draft(made), by=w.lead) == (1, 0)
    assert services.take_requirements(draft(made), by=w.lead) == (0, 0)
    last = draft(made).knock_outs[-1]
    assert (
        last["label"] == "Keeps vehicles out and lets deliveries in."
        and last["question"] == "Tested by a recognised standard."
    )
    services.change_criteria(draft(made), draft(made).groups, [])
    calling.change_wanted(wanted, {"obligation": "should", "text": "Quiet.", "measure_of_success": "Below 60 dB."})
    client.force_login(w.lead)
    client.post(reverse("evaluations:take_requirements", args=[made.pk]))
    new = draft(made).groups[0]["criteria"][-1]
    assert (new["label"], new["question"], len(new["anchors"])) == ("Quiet.", "Below 60 dB.", 5)
    with pytest.raises(ValidationError):
        services.take_requirements(draft(services.begin(w.municipality, "Other", by=w.lead)), by=w.lead)


def test_weak_points_propose_criteria_and_say_why(client):
    """One for each threat, function and phase of what is to be treated; the criterion itself tells nothing of the weak point."""
    w = clean_world()
    w.scenario.applicable, w.scenario.threat_type, w.scenario.phases = True, "vehicle", ["execution"]
    w.scenario.save()
    made = services.begin(w.municipality, "Barriers", by=w.lead)
    rows = proposing.proposed(proposing.weak_points(made, w.lead), draft(made))
    vehicle = next(one for one in rows if one.code == "threat_vehicle")
    assert vehicle.because == [w.vulnerability] and "1 weak point" in vehicle.why
    assert {one.family.part for one in rows} == {"threats", "functions", "phases"}
    client.force_login(w.lead)
    where = reverse("evaluations:proposed", args=[made.pk])
    assert str(w.vulnerability) in client.get(where).content.decode()
    function = next(one for one in rows if one.family.part == "functions")
    assert client.post(where, {"code": ["threat_vehicle", function.code, "nonsense"]}).status_code == 302
    taken = {one["code"]: one for one in draft(made).criteria}
    assert {"threat_vehicle", function.code} <= set(taken) and len(taken["threat_vehicle"]["anchors"]) == 5
    assert str(w.vulnerability) not in str(draft(made).groups)
    assert vehicle.why in client.get(reverse("evaluations:criteria", args=[made.pk])).content.decode()
    assert weights.overall(draft(made))["threat_vehicle"] == 0  # until the city gives it some
    with pytest.raises(ValidationError, match="Choose at least one"):
        services.take_proposed(draft(made), ["threat_vehicle"], by=w.lead)


def test_only_what_is_to_be_treated_and_may_be_seen_proposes_criteria():
    w = clean_world()
    made = services.begin(w.municipality, "Barriers", by=w.lead)
    assert proposing.weak_points(made, w.lead) == [w.vulnerability]
    assert proposing.weak_points(made, w.other) == []
    type(w.vulnerability).objects.filter(pk=w.vulnerability.pk).update(decision="accept")
    assert proposing.weak_points(made, w.lead) == []


def test_behind_a_call_only_its_own_weak_points_propose():
    w = clean_world()
    other = type(w.vulnerability).objects.get(pk=w.vulnerability.pk)
    other.pk, other.lineage, other._state.adding = None, uuid.uuid4(), True
    other.save()
    call = drafted(w)
    made = services.begin(w.municipality, "Barriers", by=w.lead, call=call)
    assert proposing.weak_points(made, w.lead) == [w.vulnerability]
    free = services.begin(w.municipality, "Other", by=w.lead)
    assert len(proposing.weak_points(free, w.lead)) == 2
