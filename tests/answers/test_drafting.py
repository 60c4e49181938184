"""A provider writes one answer with its colleagues; a draft lacks what it likes, and each kind of answer has its form."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from protect.answers import completeness, documents, services
from protect.answers.forms import QuestionsForm, RequirementsForm
from protect.answers.models import Draft, DraftAnswer
from protect.organisations.models import AuditEntry
from tests.answers.market import FACTS, MET, SAID, drafted
from tests.organisations.forms_on_pages import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(w):
    return services.begin(w.publication, w.solution_provider, by=w.provider)


def missing(draft):
    fresh = Draft.objects.get(pk=draft.pk)
    return documents.missing_of(documents.compose(fresh), fresh.publication.document)


def page(draft, step):
    return reverse(f"answers:{step}", args=[draft.pk])


def test_an_organisation_has_one_answer_to_a_call(w, draft):
    assert services.begin(w.publication, w.solution_provider, by=w.colleague).pk == draft.pk


@pytest.mark.parametrize("person", ["lead", "other", "officer", "platform_administrator", "bystander"])
def test_only_people_of_providers_and_research_answer(client, w, person):
    somebody = getattr(w, person)
    for organisation in (w.municipality, w.solution_provider):
        with pytest.raises(PermissionDenied):
            services.begin(w.publication, organisation, by=somebody)
    client.force_login(somebody)
    where = reverse("answers:start", args=[w.publication.pk])
    assert "belong to none" in client.get(where).content.decode()
    assert client.post(where, {"organisation": w.solution_provider.pk}).status_code == 403
    assert not Draft.objects.exists()


def test_a_provider_begins_on_the_public_page(client, w):
    client.force_login(w.provider)
    where = reverse("answers:start", args=[w.publication.pk])
    assert where in client.get(reverse("calls:public", args=[w.publication.pk])).content.decode()
    answer = client.post(where, {"organisation": w.solution_provider.pk})
    assert answer.headers["Location"] == page(Draft.objects.get(), "facts")
    assert client.post(where, {"organisation": w.rival_organisation.pk}).status_code == 200  # not one of theirs
    assert Draft.objects.count() == 1


def test_a_key_in_an_address_counts_nothing(w):
    """Keys that count up would tell a provider how many others answer."""
    first = services.begin(w.publication, w.solution_provider, by=w.provider)
    second = services.begin(w.publication, w.rival_organisation, by=w.rival)
    assert abs(first.pk - second.pk) > 1000


def test_an_empty_draft_lacks_everything_that_must_be_answered(draft):
    asked = draft.publication.document["questions"]
    codes = [one.code for one in missing(draft)]
    assert codes[: len(completeness.FACTS)] == list(completeness.FACTS)
    assert "1.1" in codes
    assert {one["code"] for one in asked if one["mandatory"] and not one.get("condition")} <= set(codes)


def test_a_whole_draft_lacks_nothing(w):
    assert missing(drafted(w)) == []


def test_a_conditional_question_is_asked_only_where_its_condition_is_met(w):
    draft = drafted(w)
    services.answer_questions(draft, {"personal_data": "yes"})
    assert [one.code for one in missing(draft)] == ["legal_basis"]
    services.answer_questions(draft, {"legal_basis": "Public interest."})
    assert missing(draft) == []
    services.answer_questions(draft, {"personal_data": "no"})
    document = documents.compose(Draft.objects.get(pk=draft.pk))
    assert "legal_basis" not in document["answers"]
    assert draft.answers.filter(code="legal_basis").exists()  # typed is typed


def test_a_condition_on_a_question_that_is_not_asked_is_not_met():
    questions = [
        {"code": "a", "kind": "choice"},
        {"code": "b", "kind": "choice", "condition": "a", "condition_values": ["yes"]},
        {"code": "c", "kind": "text", "condition": "b", "condition_values": ["yes"]},
    ]
    codes = lambda answers: [one["code"] for one in completeness.asked(questions, answers)]  # noqa: E731
    assert codes({"a": "no", "b": "yes"}) == ["a"]
    assert codes({"a": "yes", "b": "yes"}) == ["a", "b", "c"]
    assert codes({"a": ["no", "yes"], "b": {"answer": "yes", "proof": ""}}) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("said", "counts"),
    [({"answer": "yes", "proof": ""}, False), ({"answer": "", "proof": "x"}, False), ({"answer": "yes", "proof": "x"}, True),
     ({"answer": "no", "proof": ""}, True), (None, False)],
)  # fmt: skip
def test_a_yes_counts_with_its_proof_alone(said, counts):
    assert completeness.is_answered({"kind": "proof", "code": "x"}, said, ()) is counts


@pytest.mark.parametrize(
    ("said", "counts"),
    [({"how": "full", "proof": ""}, False), ({"how": "part", "proof": "x"}, True), ({"how": "no", "proof": ""}, True),
     ({"how": "", "proof": "x"}, False), (None, False)],
)  # fmt: skip
def test_a_requirement_is_met_with_proof_alone(said, counts):
    assert completeness.is_met(said) is counts


def test_what_is_in_no_list_is_refused(draft):
    for values in (
        {"category": "magic"},
        {"threat_types": ["vehicle", "dragons"]},
        {"maturity": 10},
        {"consent_summary": "maybe"},
    ):
        with pytest.raises(ValidationError) as refused:
            services.write_facts(draft, values)
        assert set(refused.value.error_dict) == set(values)
    with pytest.raises(ValidationError):
        services.answer_questions(draft, {"no_such": "x"})
    with pytest.raises(ValidationError):
        services.meet_requirements(draft, {"9.9": {"how": "full", "proof": ""}})
    with pytest.raises(ValidationError):
        services.meet_requirements(draft, {"1.1": {"how": "perfect", "proof": ""}})


def test_every_kind_of_answer_comes_back_from_the_page_as_it_was_kept(client, w):
    """Open each page, send it back unchanged: nothing is written and nothing is lost."""
    draft = drafted(w)
    said = list(DraftAnswer.objects.order_by("pk").values_list("about", "code", "value"))
    assert {type(value) for _about, _code, value in said} >= {str, int, float, list, dict}
    client.force_login(w.provider)
    entries = AuditEntry.objects.exclude(verb="viewed").count()
    for step in ("facts", "requirements", "questions"):
        sent = opened(client, page(draft, step))
        assert client.post(page(draft, step), sent).status_code == 302
    assert list(DraftAnswer.objects.order_by("pk").values_list("about", "code", "value")) == said
    assert AuditEntry.objects.exclude(verb="viewed").count() == entries


def test_answers_are_written_on_the_pages_without_scripts(client, w, draft):
    client.force_login(w.provider)
    sent = opened(client, page(draft, "questions"))
    sent |= {"q-delivery": "12.5", "q-personal_data": "no", "q-accessibility": "yes", "q-accessibility-proof": "EN 17210",
             "q-met-1-0": "1.1", "q-met-1-2": "A test", "q-readiness": "9", "q-site": "Power"}  # fmt: skip
    assert client.post(page(draft, "questions"), sent).status_code == 302
    _requirements, answers = documents.said_by(Draft.objects.get(pk=draft.pk))
    assert answers == {
        "delivery": 12.5, "personal_data": "no", "accessibility": {"answer": "yes", "proof": "EN 17210"},
        "met": [["1.1", "", "A test"]], "readiness": 9, "site": "Power",
    }  # fmt: skip
    sent = opened(client, page(draft, "questions"))
    client.post(page(draft, "questions"), {**sent, "q-site": "", "q-met-0-0": "", "q-met-0-2": ""})
    _requirements, answers = documents.said_by(Draft.objects.get(pk=draft.pk))
    assert "site" not in answers and "met" not in answers


def test_several_choices_are_chosen_and_taken_back(client, w):
    from protect.calls.models import Publication

    document = w.publication.document
    several = {"code": "colours", "text": "Which?", "help": "", "kind": "choice", "mandatory": False,
               "options": ["red", "blue, dark"], "several": True}  # fmt: skip
    Publication.objects.update(document={**document, "questions": [*document["questions"], several]})
    draft = services.begin(Publication.objects.get(), w.solution_provider, by=w.provider)
    client.force_login(w.provider)
    for chosen in (["red", "blue, dark"], []):
        sent = opened(client, page(draft, "questions"))
        client.post(page(draft, "questions"), {**sent, "q-colours": chosen})
        said = documents.said_by(Draft.objects.get(pk=draft.pk))[1]
        assert said.get("colours", []) == chosen


def test_autosave_keeps_what_can_be_kept_and_names_what_was_refused(client, w, draft):
    client.force_login(w.provider)
    sent = opened(client, page(draft, "questions"))
    answer = client.post(
        page(draft, "questions"),
        {**sent, "q-delivery": "soon", "q-site": "Power"},
        headers={"Accept": "application/json"},
    )
    told = answer.json()
    assert answer.status_code == 422 and list(told["errors"]) == ["q-delivery"]
    assert told["missing"]["questions"] > 0 and told["saved_at"]
    assert documents.said_by(Draft.objects.get(pk=draft.pk))[1] == {"site": "Power"}
    again = client.post(
        page(draft, "questions"), {**sent, "as_loaded": told["loaded"], "q-delivery": "3", "q-site": "Power and net"},
        headers={"Accept": "application/json"},
    )  # fmt: skip
    assert again.status_code == 200
    assert documents.said_by(Draft.objects.get(pk=draft.pk))[1] == {"site": "Power and net", "delivery": 3}


def test_two_people_of_one_organisation_never_overwrite_each_other(client, w, draft):
    client.force_login(w.provider)
    mine, theirs = opened(client, page(draft, "questions")), opened(client, page(draft, "questions"))
    assert client.post(page(draft, "questions"), {**mine, "q-site": "One", "q-met-0-0": "1.1"}).status_code == 302
    client.force_login(w.colleague)
    asked = client.post(page(draft, "questions"), {**theirs, "q-site": "Two"})
    assert asked.status_code == 409 and "One" in asked.content.decode()
    by_script = client.post(
        page(draft, "questions"), {**theirs, "q-site": "Two"}, headers={"Accept": "application/json"}
    )
    assert by_script.status_code == 409 and by_script.json() == {"conflict": True}
    other_cell = client.post(
        page(draft, "questions"), {**theirs, "q-met-0-2": "A test"}, headers={"Accept": "application/json"}
    ).json()
    assert other_cell["theirs"] and other_cell["loaded"] == ""  # the page does not have the other's words
    said = documents.said_by(Draft.objects.get(pk=draft.pk))[1]
    assert said["site"] == "One" and said["met"] == [["1.1", "", "A test"]]


def test_rows_that_somebody_added_meanwhile_stay(client, w):
    draft = drafted(w)
    client.force_login(w.provider)
    short = opened(client, page(draft, "questions"))
    services.answer_questions(
        draft, {"met": [["1.1", "Fully", "A test."], *([str(row), "x", "y"] for row in range(8))]}
    )
    client.post(page(draft, "questions"), {**short, "q-met-0-2": "Two tests."})
    met = documents.said_by(Draft.objects.get(pk=draft.pk))[1]["met"]
    assert len(met) == 9 and met[0][2] == "Two tests."


def test_facts_are_written_on_their_page(client, w, draft):
    client.force_login(w.provider)
    sent = opened(client, page(draft, "facts"))
    assert (
        client.post(
            page(draft, "facts"), {**sent, **{k: str(v) if isinstance(v, int) else v for k, v in FACTS.items()}}
        ).status_code
        == 302
    )
    stored = Draft.objects.get(pk=draft.pk)
    assert {name: getattr(stored, name) for name in FACTS} == FACTS


def test_requirements_are_met_on_their_page(client, w, draft):
    client.force_login(w.provider)
    sent = opened(client, page(draft, "requirements"))
    client.post(page(draft, "requirements"), {**sent, "r-1.1": "full", "r-1.1-proof": MET["1.1"]["proof"]})
    assert documents.said_by(Draft.objects.get(pk=draft.pk))[0] == MET


def test_a_withdrawn_call_takes_nothing_any_more(w, draft):
    from protect.calls import services as calling

    calling.withdraw(w.call, reason="We found one.")
    stored = Draft.objects.get(pk=draft.pk)
    with pytest.raises(ValidationError, match="withdrawn"):
        services.answer_questions(stored, {"site": "x"})
    with pytest.raises(ValidationError, match="withdrawn"):
        services.submit(stored, by=w.provider)


def test_all_that_is_said_is_plain_data(w):
    document = documents.compose(drafted(w))
    assert json.loads(json.dumps(document)) == document
    assert document["answers"] == SAID
    assert {QuestionsForm.about_what, RequirementsForm.about_what} == {"question", "requirement"}
