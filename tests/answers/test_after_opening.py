"""After the opening: completeness, match with each need, likely duplicates, side by side, export, questions back, feedback."""

import copy
import io

import openpyxl
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from protect.answers import comparing, mails, services
from protect.answers.models import CityScreening, Clarification, OpenedAnswer, QuestionBack, Submission
from protect.calls.models import Annex, Call
from protect.organisations.models import AuditEntry, Share
from protect.search.queries import Question, search
from tests.answers.market import FACTS, RIVAL_WORD, WORD, opened, when_opened
from tests.organisations.forms_on_pages import opened as form_on

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def opening(fair):
    opened(fair)
    return fair


@pytest.fixture
def w(opening, db):
    return copy.deepcopy(opening)


def page(w, name, *more):
    return reverse(f"answers:{name}", args=[w.call.pk, *more])


def test_the_list_names_what_is_missing_and_how_each_need_is_met(client, w):
    client.force_login(w.viewer)
    rows = client.get(page(w, "opened_list")).context["rows"]
    assert [str(one.provider_name) for one, *_more in rows] == ["Fences and Gates Ltd", "Gates of Glass SE"]
    for _one, missing, (match,), _alike, _said in rows:
        assert missing == [] and match.city == "Municipality of Testa"
        assert match.found.total == 100  # threats, functions and phases are met; it fits every kind of place


def test_the_match_shows_its_parts_and_knocks_out_without_a_threat_in_common():
    call = {"cities": [{"organisation": {"name": "Testa"}, "threat_types": ["vehicle", "ied"], "functions": ["restrict"],
                        "phases": ["execution"], "category": "square"}]}  # fmt: skip
    needs = comparing.needs_of(call)
    offer = {
        "solution": {
            "threat_types": ["vehicle"],
            "functions": [],
            "phases": ["execution"],
            "space_categories": ["worship"],
        }
    }
    (match,) = comparing.matches(offer, needs)
    assert match.found.total == 20 + 0 + 20 + 0  # by hand: 40 * 1/2, 30 * 0, 20 * 1, 10 * 0
    assert [(part["weight"], part["count"], part["asked"]) for part in match.parts] == [
        (40, 1, 2), (30, 0, 1), (20, 1, 1), (10, 0, 1),
    ]  # fmt: skip
    offer["solution"]["threat_types"] = ["chemical"]
    assert comparing.matches(offer, needs)[0].found.is_out


def likeness(solution, summary, *files):
    return {"solution": {"solution": solution, "summary": summary}, "files": [{"sha256": one} for one in files]}


def test_likely_duplicates_are_told_by_words_and_by_files():
    found = comparing.alike([
        likeness("Bollard", "It rises out of the ground within two seconds."),
        likeness("Bollards", "It rises out of the ground in two seconds."),
        likeness("Camera", "It watches who drives in and tells the control room."),
        likeness("Another thing", "Nothing to do with it.", "abc"),
        likeness("Planters", "Heavy and green.", "abc"),
    ])  # fmt: skip
    assert {here: [there for there, _score in near] for here, near in found.items()} == {0: [1], 1: [0], 3: [4], 4: [3]}
    assert comparing.alike([likeness("", ""), likeness("", "")]) == {}  # nothing is not the same as nothing
    assert comparing.alike([]) == {} == comparing.alike([likeness("x", "y")])


def test_answers_stand_side_by_side_for_every_fact_requirement_and_question(client, w):
    client.force_login(w.rfi_officer)
    where = page(w, "side_by_side")
    columns = client.get(where).context["columns"]
    shown = {}
    for one in columns:
        rows = client.get(where, {"about": one.key}).context["rows"]
        assert len(rows) == 2
        shown[one.key] = [text for _answer, text in rows]
    assert shown["fact-solution"] == [f"{WORD} bollards", f"{RIVAL_WORD} bollards"]
    assert shown["requirement-1.1"] == ["fully: Tested by IWA 14-1 in 2031."] * 2
    assert shown["question-purchase"] == ["12000.5 EUR"] * 2 and shown["question-met"] == ["1.1 | Fully | A test."] * 2
    assert shown["question-accessibility"] == ["yes: EN 17210."] * 2 and shown["question-references"] == ["", ""]
    assert client.get(where, {"about": "no such"}).status_code == 200


def test_everything_goes_out_as_a_workbook_and_is_told_in_the_log(client, w):
    OpenedAnswer.objects.filter(number=1).update(solution="=1+1")
    client.force_login(w.viewer)
    book = openpyxl.load_workbook(io.BytesIO(client.get(page(w, "export")).content))
    overview = list(book.worksheets[0].iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in overview] == [1, 2] and overview[0][12] == 100
    assert book.worksheets[0].cell(4, 3).value == "=1+1" and book.worksheets[0].cell(4, 3).data_type == "s"
    answers = list(book.worksheets[1].iter_rows(min_row=3, values_only=True))
    assert len(answers) == 3 and FACTS["limits"] in answers[1]
    assert AuditEntry.objects.filter(verb="exported", object_type="calls.call", actor=w.viewer).count() == 1


def test_a_partner_city_of_a_joint_call_reads_the_opened_answers(client, w):
    Call.objects.update(marking="AMBER")
    Share.objects.create(
        object_type="calls.call", object_id=w.call.pk, organisation=w.other_municipality, reason="joint"
    )
    client.force_login(w.other)
    assert WORD in client.get(page(w, "opened", 1)).content.decode()
    assert client.get(page(w, "screen", 1)).status_code == 403  # the formal check is the issuer's


@pytest.fixture
def joint(w):
    """The other municipality is a partner of the call with a need of its own."""
    Call.objects.update(marking="AMBER")
    Share.objects.create(
        object_type="calls.call", object_id=w.call.pk, organisation=w.other_municipality, reason="joint"
    )
    values = {"category": "market", "objective": "Quiet.", "threat_types": ["knife"]}
    Annex.objects.create(call=w.call, organisation=w.other_municipality, position=9, **values)
    return w


def test_each_city_of_a_joint_call_screens_for_itself(client, joint):
    """With its own decision and reason, read by all of the call; nobody decides for another city."""
    w = joint
    own = page(w, "screen_for_city", 1, w.other_municipality.pk)
    client.force_login(w.other)
    assert own in client.get(page(w, "opened", 1)).content.decode()
    assert client.get(own).status_code == 200
    answer = client.post(own, {"in_scope": "no", "decision": "not_admitted", "reason": ""})
    assert "Say why it does not go on" in answer.content.decode()
    client.post(own, {"in_scope": "no", "decision": "not_admitted", "reason": "Too wide for our market."})
    kept = CityScreening.objects.get()
    assert (kept.organisation, kept.screened_by, kept.opened.decision) == (w.other_municipality, w.other, "")
    assert "Too wide for our market." in client.get(page(w, "opened", 1)).content.decode()
    assert [row[0].number for row in client.get(page(w, "opened_list") + "?decision=open").context["rows"]] == [2]
    client.force_login(w.lead)
    assert "Too wide for our market." in client.get(page(w, "opened", 1)).content.decode()
    assert len(client.get(page(w, "opened_list") + "?decision=open").context["rows"]) == 2
    book = openpyxl.load_workbook(io.BytesIO(client.get(page(w, "export")).content))
    assert "Too wide for our market." in [cell.value for cell in book.worksheets[0][4]]
    assert client.get(own).status_code == 403
    with pytest.raises(PermissionDenied):
        services.screen_for(kept.opened, w.other_municipality, {"decision": "admitted"}, by=w.lead)
    client.force_login(w.provider)
    assert client.get(own).status_code == 404


def test_two_of_one_city_do_not_screen_over_each_other(joint):
    opened_answer = OpenedAnswer.objects.first()
    values = {"in_scope": "yes", "decision": "admitted", "reason": ""}
    services.screen_for(opened_answer, joint.other_municipality, values, by=joint.other, first=True)
    with pytest.raises(ValidationError, match="meanwhile"):
        services.screen_for(opened_answer, joint.other_municipality, values, by=joint.other, first=True)


def test_a_question_back_is_between_the_two_alone(client, w):
    mail.outbox = []
    client.force_login(w.rfi_officer)
    client.post(page(w, "ask_back", 1), {"text": "How deep?"})
    found = QuestionBack.objects.get()
    assert mails.send(found.opened_id, f"asked_back {found.pk}") == 1
    assert mail.outbox[0].to == [w.provider.email] and "How deep" not in mail.outbox[0].body
    provider = Client()
    provider.force_login(w.provider)
    where = reverse("answers:reply", args=[found.opened.submission.draft_id, found.pk])
    receipt = reverse("answers:receipt", args=[found.opened.submission.draft_id, found.opened.submission_id])
    assert "How deep?" in provider.get(receipt).content.decode()
    rival = Client()
    rival.force_login(w.rival)
    assert rival.get(where).status_code == 404 and not QuestionBack.objects.visible_to(w.rival).exists()
    provider.post(where, {"text": "80 cm."})
    assert "80 cm." in client.get(page(w, "opened", 1)).content.decode()
    with pytest.raises(ValidationError, match="already"):
        services.reply(found, "x", by=w.provider)
    assert not QuestionBack.objects.visible_to(w.other).exists() and not QuestionBack.objects.visible_to(None).exists()


def test_feedback_is_told_by_mail_once_and_not_to_who_ended_such_mails(client, w):
    from protect.reminders.services import change_wishes

    answer = OpenedAnswer.objects.get(number=1)
    services.write_feedback(answer, "Thank you.")
    services.send_feedback(answer)
    mail.outbox = []
    assert mails.send(answer.pk, "feedback 0") == 1 and mails.send(answer.pk, "feedback 0") == 0
    assert "Thank you" not in mail.outbox[0].body and mail.outbox[0].to == [w.provider.email]
    other = OpenedAnswer.objects.get(number=2)
    change_wishes(w.rival, {"calls": False})
    assert mails.send(other.pk, "feedback 0") == 0


def test_the_list_is_filtered_by_what_was_decided(client, w):
    client.force_login(w.lead)
    where = page(w, "screen", 1)
    client.post(where, {**form_on(client, where), "decision": "admitted"})
    for state, numbers in (("", [1, 2]), ("admitted", [1]), ("open", [2]), ("not_admitted", [])):
        rows = client.get(page(w, "opened_list"), {"decision": state}).context["rows"]
        assert [one.number for one, *_more in rows] == numbers


def test_pages_of_a_call_that_nobody_answered_say_so(client, fair, db):
    w = copy.deepcopy(fair)
    OpenedAnswer.objects.all().delete()
    Submission.objects.all().delete()
    client.force_login(w.lead)
    with when_opened(w):
        services.open_answers(w.call, by=w.lead)
    for name in ("opened_list", "side_by_side"):
        assert client.get(page(w, name)).status_code == 200
    assert client.get(page(w, "export")).status_code == 302


def found_by(person, text):
    return sum(len(group.results) for group in search(Question.of(person, {"q": text, "kind": "openedanswer"})).groups)


def test_the_search_finds_opened_answers_for_those_who_read_the_call(w):
    """By product, provider and every text of the answer; not for the provider's side or another city."""
    assert found_by(w.lead, WORD) == found_by(w.viewer, WORD) == 1
    assert found_by(w.lead, "Tested by IWA") == 2 and found_by(w.lead, "Fences and Gates Ltd") == 1
    assert found_by(w.provider, WORD) == found_by(w.rival, WORD) == found_by(w.other, WORD) == 0


def test_the_search_finds_what_was_clarified_for_everybody(fair):
    w = copy.deepcopy(fair)
    services.ask(w.publication, w.solution_provider, "Which colour may it be?", by=w.provider)

    def found(person):
        return sum(len(g.results) for g in search(Question.of(person, {"q": "colour", "kind": "clarification"})).groups)

    assert (found(w.lead), found(w.rival)) == (1, 0)
    services.clarify(Clarification.objects.get(), "Which colour?", "Any.", by=w.lead, checked=True)
    assert (found(w.lead), found(w.rival)) == (1, 1)
