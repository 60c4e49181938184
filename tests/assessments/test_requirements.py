"""Nothing is required without a vulnerability that is to be treated."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from protect.assessments import document, importing, services
from protect.assessments.models import Assessment, Objective, Requirement
from protect.assessments.queries import progress
from protect.assessments.queries.versions import compare
from protect.organisations import audit
from protect.organisations.services import bin
from tests.assessments.town import Town
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
VALUES = {"text": "Closes the gate.", "obligation": "must", "measure_of_success": "Within 10 s."}


@pytest.fixture
def town():
    return remembered(Town)()


@pytest.fixture
def assessment(town):
    with audit.acting(town.lead, "test"):
        found = town.scored()
        for row in found.scenarios.filter(applicable=True):
            services.agree(row, {"probability": 3, "consequence": 4, "rationale": "Discussed."})
        services.move_on(found)
        yield found


@pytest.fixture
def weak(assessment):
    """One that is to be treated, one that is watched, one undecided."""
    found = {}
    for name in ("treat", "watch", ""):
        one = services.write_vulnerability(
            assessment, statement=f"Weak point {name}.", scenarios=[assessment.scenarios.first()]
        )
        if name:
            services.decide(one, {"decision": name, "reason": "So.", "review_on": "2030-01-01"})
        found[name] = one
    return found


def test_a_requirement_stands_on_at_least_one_vulnerability(assessment):
    with pytest.raises(ValidationError, match="at least one vulnerability"):
        services.write_requirement(assessment, vulnerabilities=[], **VALUES)
    with pytest.raises(IntegrityError), transaction.atomic():
        Requirement.objects.create(assessment=assessment, **VALUES)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objective.objects.create(assessment=assessment, text="Closed.")


@pytest.mark.parametrize("decision", ["watch", ""])
def test_only_what_is_to_be_treated_gives_requirements(assessment, weak, decision):
    for verb in (services.write_requirement, services.write_objective):
        values = VALUES if verb is services.write_requirement else {"text": "Closed."}
        with pytest.raises(ValidationError, match="not to be treated"):
            verb(assessment, vulnerabilities=[weak["treat"], weak[decision]], **values)


def test_a_vulnerability_of_another_assessment_gives_none(town, assessment, weak):
    space = type(town.space).objects.create(organisation=town.organisation, name="Park", main_category="square")
    other = services.create_assessment(space, by=town.lead)
    with pytest.raises(ValidationError, match="another assessment"):
        services.write_requirement(other, vulnerabilities=[weak["treat"]], **VALUES)


@pytest.mark.parametrize("name", ["text", "measure_of_success", "obligation"])
def test_a_requirement_says_what_how_binding_and_by_what_one_sees_it(assessment, weak, name):
    with pytest.raises(ValidationError):
        services.write_requirement(assessment, vulnerabilities=[weak["treat"]], **{**VALUES, name: " "})


def test_what_requirements_were_written_from_stays_to_be_treated(assessment, weak):
    made = services.write_requirement(assessment, vulnerabilities=[weak["treat"]], **VALUES)
    with pytest.raises(ValidationError, match="written from it"):
        services.decide(weak["treat"], {"decision": "watch", "reason": "So.", "review_on": "2030-01-01"})
    with pytest.raises(ValidationError, match="were written from"):
        services.remove_vulnerability(weak["treat"])
    services.remove_from_vulnerability(made)
    services.decide(weak["treat"], {"decision": "watch", "reason": "So.", "review_on": "2030-01-01"})


def test_a_requirement_comes_back_from_the_bin_with_its_vulnerabilities(assessment, weak):
    services.decide(weak["watch"], {"decision": "treat"})
    both = [weak["treat"], weak["watch"]]
    made = services.write_requirement(assessment, vulnerabilities=both, **VALUES)
    aim = services.write_objective(assessment, vulnerabilities=both, text="Closed.")
    for one in (made, aim):
        services.remove_from_vulnerability(one)
    for model in (Objective, Requirement):
        assert not model.objects.exists()
    from protect.organisations.models import Binned

    for binned in list(Binned.objects.all()):
        bin.restore(binned)
    assert Requirement.objects.get().vulnerabilities == both
    assert Objective.objects.get().vulnerabilities == both


def test_a_whole_open_assessment_goes_into_the_bin_and_comes_back_with_them(town, weak, assessment):
    services.write_requirement(assessment, vulnerabilities=[weak["treat"]], **VALUES)
    from protect.assessments.services.removal import delete_assessment

    kept = delete_assessment(assessment)
    assert not Requirement.objects.exists()
    bin.restore(kept)
    assert Requirement.objects.get().vulnerability == weak["treat"]


def test_a_new_version_takes_them_along_and_asks_where_nothing_is_treated_any_more(town, assessment, weak):
    aim = services.write_objective(assessment, vulnerabilities=[weak["treat"]], text="Closed.")
    services.write_requirement(assessment, vulnerabilities=[weak["treat"]], objective=aim, **VALUES)
    services.decide(weak[""], {"decision": "treat"})
    services.approve(assessment, by=town.lead)
    again = services.open_new_version(Assessment.objects.get(pk=assessment.pk), by=town.lead)
    copied = again.requirements.get()
    assert copied.lineage == assessment.requirements.get().lineage
    assert copied.objective == again.objectives.get()
    assert copied.vulnerability.assessment == again
    again.state = "review"
    assert any("not to be treated" in sentence for sentence in progress.obstacles(again))


def test_differences_between_versions_tell_requirements(assessment, weak, town):
    before = document.build(assessment)
    services.write_requirement(assessment, vulnerabilities=[weak["treat"]], **VALUES)
    found = compare(before, document.build(Assessment.objects.get(pk=assessment.pk)))
    assert [(one.kind, one.change, one.title) for one in found] == [("requirement", "new", "Closes the gate.")]


def test_a_file_from_before_there_were_requirements_is_read_and_compared(assessment):
    import json

    now = document.build(assessment)
    old = {name: value for name, value in now.items() if name not in {"objectives", "requirements"}}
    assert importing.read(json.dumps(old))
    assert compare(old, now) == []


def test_a_file_with_a_requirement_on_nothing_is_refused(assessment, weak):
    import json

    services.write_requirement(assessment, vulnerabilities=[weak["treat"]], **VALUES)
    sent = json.loads(json.dumps(document.build(assessment)))
    sent["requirements"][0]["vulnerabilities"] = []
    with pytest.raises(ValidationError, match="requirements/0/vulnerabilities"):
        importing.read(json.dumps(sent))
    sent["requirements"][0]["vulnerabilities"] = ["00000000-0000-4000-8000-000000000000"]
    with pytest.raises(ValidationError, match="not described"):
        importing.read(json.dumps(sent))


def test_the_page_says_what_is_still_without_a_requirement_and_leads_to_the_form(client, town, assessment, weak):
    client.force_login(town.lead)
    page = client.get(reverse("assessments:requirements", args=[assessment.pk])).content.decode()
    assert "To be treated, and nothing is required yet" in page
    where = reverse("assessments:add_requirement", args=[assessment.pk])
    form = client.get(f"{where}?vulnerability={weak['treat'].pk}").context["form"]
    assert form.initial["vulnerabilities"] == [weak["treat"]]
    sent = {**VALUES, "vulnerabilities": [weak["treat"].pk], "functions": ["restrict"]}
    answer = client.post(where, sent, follow=True)
    assert "Closes the gate." in answer.content.decode()
    assert "To be treated, and nothing is required yet" not in answer.content.decode()


def test_nothing_is_added_to_what_is_approved(client, town):
    with audit.acting(town.lead, "test"):
        approved = town.approved()
    client.force_login(town.lead)
    assert client.get(reverse("assessments:add_requirement", args=[approved.pk])).status_code == 403
    with pytest.raises(ValidationError, match="read-only"):
        services.write_objective(approved, vulnerabilities=approved.vulnerabilities.all(), text="Closed.")
