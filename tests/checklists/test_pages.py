"""The pages: the hour, the groups, one question, the scope, comparison and tables; with and without JavaScript."""

from __future__ import annotations

import io
import json

import pytest
from django.urls import reverse

from protect.assessments.models import Assessment, State
from protect.checklists import services
from protect.checklists.models import Answer, Checklist
from protect.organisations.models import AuditEntry
from protect.spaces.models import ExistingMeasure
from tests.checklists.conftest import question_set
from tests.world import picture


@pytest.fixture
def lead(client, begun):
    client.force_login(begun.lead)
    client.begun = begun
    return client


def at(name: str, *args) -> str:
    return reverse(f"checklists:{name}", args=args)


def test_begin_takes_the_hour_for_a_quick_assessment_and_leads_to_its_page(client, w) -> None:
    Assessment.objects.filter(pk=w.assessment.pk).update(mode="quick", state=State.SCORING)
    client.force_login(w.lead)
    page = client.get(at("begin", w.space.pk))
    form = page.context["form"]
    assert (form["mode"].value(), form.initial["assessment"]) == ("quick", w.assessment)
    chosen = {"mode": "quick", "assessment": w.assessment.pk, "question_set": form.fields["question_set"].initial}
    done = client.post(at("begin", w.space.pk), chosen)
    checklist = Checklist.objects.get()
    assert done.url == at("quick", checklist.pk)
    page = client.get(done.url)
    assert len(page.context["lines"]) == 20
    # The steps of the assessment lead here, and again from the space.
    assert at("quick", checklist.pk) in client.get(f"/assessments/{w.assessment.pk}/scenarios/").content.decode()
    assert at("detail", checklist.pk) in client.get(f"/spaces/{w.space.pk}/").content.decode()


def test_every_step_of_an_assessment_leads_to_the_questions_before_they_are_begun(client, w) -> None:
    client.force_login(w.lead)
    for step in ("preparation", "site", "measures", "scenarios", "scoring", "results"):
        assert at("begin", w.space.pk) in client.get(f"/assessments/{w.assessment.pk}/{step}/").content.decode(), step
    client.force_login(w.viewer)
    assert at("begin", w.space.pk) not in client.get(f"/assessments/{w.assessment.pk}/site/").content.decode()


def test_a_group_asks_only_what_is_in_scope_and_says_so(lead) -> None:
    pk = lead.begun.checklist.pk
    page = lead.get(at("group", pk, "B"))
    assert [one.question.code for one in page.context["lines"]] == ["B3"]
    assert "not by itself a defect" in page.content.decode()
    overview = lead.get(at("detail", pk)).content.decode()
    assert "Kinds of space: Square" in overview and "3 questions of the set are outside this scope" in overview
    assert lead.get(at("group", pk, "Z")).status_code == 404


def test_a_whole_page_is_kept_without_javascript(lead) -> None:
    pk = lead.begun.checklist.pk
    sent = {
        "A1-0-answer": "yes",
        "A1-0-evidence": "Seen",
        "A2-0-answer": "unknown",
        "A2-0-who_knows": "Roads",
        "back": "A",
    }
    done = lead.post(at("answer", pk), {**sent, "go_on": "B"})
    assert done.url == at("group", pk, "B")
    assert sorted(Answer.objects.values_list("question", "answer", "who_knows")) == [
        ("A1", "yes", ""),
        ("A2", "unknown", "Roads"),
    ]


def test_a_refused_line_comes_back_with_what_was_typed_and_the_others_are_kept(lead) -> None:
    sent = {"A1-0-answer": "not_applicable", "A1-0-evidence": "Typed words", "A2-0-answer": "yes"}
    page = lead.post(at("answer", lead.begun.checklist.pk), sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Typed words" in text and "why the question does not apply" in text
    assert list(Answer.objects.values_list("question", flat=True)) == ["A2"]


def test_the_autosave_keeps_one_line_and_says_what_stands_now(lead) -> None:
    def save(**fields):
        return lead.post(at("answer", lead.begun.checklist.pk), fields, headers={"accept": "application/json"})

    was = json.dumps({"answer": "", "evidence": ""})
    reply = save(**{"A1-0-answer": "no", "A1-0-as_loaded": was}).json()
    assert (reply["errors"], reply["answered"], reply["values"]["A1-0"]["answer"]) == ({}, 1, "no")
    refused = save(**{"A1-0-answer": "perhaps"})
    assert refused.status_code == 422 and "perhaps" in refused.json()["errors"]["A1-0"][0]
    for word in ("no json", "[" * 200_000, "[]", '{"answer": 7}'):
        assert save(**{"A1-0-answer": "yes", "A1-0-as_loaded": word}).status_code == 200
    assert save(**{"A1-999999-answer": "yes"}).status_code == 422
    services.hand_in(lead.begun.checklist, by=lead.begun.lead)
    refused = save(**{"A1-0-answer": "no"})
    assert refused.status_code == 422 and "handed in" in refused.json()["errors"][""][0]


def test_filters_find_what_is_open_unknown_improvable_and_contested(lead) -> None:
    checklist, by = lead.begun.checklist, lead.begun.lead
    services.answer(checklist, "A1", {"answer": "unknown", "improvement": "Ask."}, by=by)
    services.answer(checklist, "A2", {"answer": "yes"}, by=by, was={"answer": ""})
    services.answer(checklist, "A2", {"answer": "no"}, by=lead.begun.assessor, was={"answer": ""})
    found = {
        "unanswered": ["B3"],
        "unknown": ["A1"],
        "improvements": ["A1"],
        "contested": ["A2"],
        "": ["A1", "A2", "B3"],
    }
    for name, expected in found.items():
        page = lead.get(at("listing", checklist.pk), {"show": name})
        assert [one.question.code for one in page.context["lines"]] == expected, name
    page = lead.get(at("question", checklist.pk, "A2")).content.decode()
    assert "Two people answered differently" in page and "Who said what" in page
    lead.post(at("settle", checklist.pk, "A2"), {"answer": "yes"})
    assert Answer.objects.get(question="A2").answer == "yes"


def test_the_scope_is_widened_by_hand(lead) -> None:
    pk = lead.begun.checklist.pk
    page = lead.get(at("scope", pk))
    loaded = page.context["form"]["as_loaded"].value()
    fields = {"mode": "full", "categories": ["square", "worship"], "added": ["B2"], "as_loaded": loaded}
    assert lead.post(at("scope", pk), fields).status_code == 302
    page = lead.get(at("listing", pk))
    assert [one.question.code for one in page.context["lines"]] == ["A1", "A2", "B1", "B2", "B3", "B4"]
    assert lead.get(at("scope", pk) + "?fresh=1").context["form"]["categories"].value() == ["square"]


def test_one_click_makes_a_measure_filled_in_from_question_and_answer(lead) -> None:
    checklist = lead.begun.checklist
    services.answer(checklist, "A2", {"answer": "yes", "evidence": "Six bollards"}, by=lead.begun.lead)
    assert (
        at("measure", checklist.pk, "A2")
        in lead.get(f"/assessments/{checklist.assessment_id}/measures/").content.decode()
    )
    form = lead.get(at("measure", checklist.pk, "A2")).context["form"]
    assert form.initial["name"] == "Six bollards" and form.initial["functions"] == ["restrict"]
    names = ("name", "origin", "category", "functions", "threat_types", "condition", "notes")
    fields = {name: form[name].value() or "" for name in names}
    assert lead.post(at("measure", checklist.pk, "A2"), fields).status_code == 302
    assert ExistingMeasure.objects.get(name="Six bollards").threat_types == ["vehicle"]


def test_one_click_notes_a_weak_point_at_the_scenario_that_fits(lead) -> None:
    checklist = lead.begun.checklist
    services.answer(
        checklist, "A2", {"answer": "no", "evidence": "No bollards", "improvement": "Planters"}, by=lead.begun.lead
    )
    form = lead.get(at("note", checklist.pk, "A2")).context["form"]
    fields = {name: form[name].value() for name in ("scenario", "weakness", "idea")}
    assert lead.post(at("note", checklist.pk, "A2"), fields).status_code == 302
    scenario = checklist.assessment.scenarios.get(pk=fields["scenario"])
    assert (scenario.threat_type, scenario.weaknesses) == ("vehicle", "No bollards")


def test_photos_are_those_of_the_space_and_a_new_one_goes_there(lead) -> None:
    checklist, photo = lead.begun.checklist, lead.begun.w.photo
    new = picture("green")
    new.name = "new.jpg"
    where = at("photos", checklist.pk, "A1")
    opened = lead.get(where).context["form"]["as_loaded"].value()
    fields = {"photos": [photo.pk], "file": new, "description": "A green wall", "as_loaded": opened}
    assert lead.post(where, fields).status_code == 302
    assert Answer.objects.get().photos.count() == 2 and checklist.space.attachments.count() == 2
    # Somebody whose page was opened before takes nothing off that it did not show.
    assert lead.post(where, {"photos": [], "as_loaded": opened}).status_code == 302
    assert Answer.objects.get().photos.count() == 2
    page = lead.get(at("group", checklist.pk, "A")).content.decode()
    assert reverse("spaces:thumbnail", args=[photo.pk]) in page


def test_answers_stand_beside_the_row_being_scored(lead) -> None:
    checklist = lead.begun.checklist
    services.answer(checklist, "A1", {"answer": "yes"}, by=lead.begun.lead)
    services.answer(checklist, "A2", {"answer": "no", "evidence": "Open street mouth"}, by=lead.begun.lead)
    Assessment.objects.filter(pk=checklist.assessment_id).update(state=State.SCORING)
    page = lead.get(f"/assessments/{checklist.assessment_id}/scoring/")
    beside = page.context["beside"]
    rows = {row.pk: row.threat_type for row in checklist.assessment.scenarios.all()}
    assert {rows[pk] for pk, shown in beside.items() if shown} == {"vehicle"}
    assert "Open street mouth" in page.content.decode()


@pytest.fixture
def again(begun):
    """A second checklist with the next version of the questions: A2 reworded, B3 gone, A3 new."""
    services.answer(begun.checklist, "A1", {"answer": "no", "evidence": "Nobody knew."}, by=begun.lead)
    services.answer(begun.checklist, "A2", {"answer": "yes"}, by=begun.lead)
    services.hand_in(begun.checklist, by=begun.lead)
    newer = question_set(2, drop=("B3",), more=[{"code": "A3", "group": "A", "step": "site"}], A2="Is it wide?")
    checklist = services.begin(begun.w.space, by=begun.lead, assessment=begun.w.assessment, question_set=newer)
    services.answer(checklist, "A1", {"answer": "yes"}, by=begun.lead)
    return checklist


def test_last_time_stands_beside_and_changed_new_and_gone_are_marked(client, begun, again) -> None:
    client.force_login(begun.lead)
    page = client.get(at("group", again.pk, "A"))
    rows = {one.question.code: one.row for one in page.context["lines"]}
    assert (rows["A1"].said_last, rows["A1"].differs, rows["A1"].change) == ("no", True, "")
    assert (rows["A2"].said_last, rows["A2"].change, rows["A3"].change) == ("yes", "changed", "new")
    text = page.content.decode()
    assert "Nobody knew." in text and "new question" in text and "question reworded" in text
    assert "1 question of last time is asked no more" in client.get(at("detail", again.pk)).content.decode()
    found = client.get(at("compare", again.pk, begun.checklist.pk)).context["comparison"]
    marks = {one.question.code: one.change for one in found.pairs}
    assert (marks["A1"], marks["A2"], marks["A3"], marks["B3"]) == ("", "changed", "new", "gone")
    assert (found.then, found.changed, found.new, found.gone) == (begun.checklist, 1, 1, 1)
    assert client.get(at("compare", begun.checklist.pk, again.pk)).context["comparison"].then == begun.checklist
    assert client.get(at("compare", again.pk, begun.checklist.pk), {"all": 1}).status_code == 200


def test_the_last_checklist_is_hidden_from_who_may_not_see_it(client, begun, again) -> None:
    services.hand_in(again, by=begun.lead)
    alone = services.begin(begun.w.space, by=begun.lead, question_set=again.question_set)
    Assessment.objects.filter(pk=begun.w.assessment.pk).update(marking="RED")
    client.force_login(begun.w.viewer)
    page = client.get(at("listing", alone.pk))
    assert all(one.row.last is None for one in page.context["lines"]) and "Nobody knew." not in page.content.decode()
    assert client.get(at("compare", alone.pk, again.pk)).status_code == 404


def test_tables_hold_the_same_lines_and_no_formula(client, begun, again) -> None:
    from openpyxl import load_workbook

    services.answer(again, "A2", {"answer": "partly", "evidence": "=1+1"}, by=begun.lead)
    client.force_login(begun.lead)
    csv = client.get(at("export", again.pk, "csv")).content.decode()
    assert "'=1+1" in csv and "question is gone" in csv and "answer changed" in csv
    book = load_workbook(io.BytesIO(client.get(at("export", again.pk, "xlsx")).content))
    page, counts = book.worksheets
    cell = next(cell for line in page.iter_rows() for cell in line if cell.value == "=1+1")
    assert cell.data_type == "s" and counts["B4"].value == 3
    assert AuditEntry.objects.filter(verb="exported", object_type="checklists.checklist").count() == 2
    assert client.get(f"/checklists/{again.pk}/checklist.exe").status_code == 404


def test_an_expert_answers_a_viewer_reads(client, begun) -> None:
    pk = begun.checklist.pk
    for person, status in (("expert", 302), ("viewer", 403)):
        client.force_login(getattr(begun.w, person))
        assert client.get(at("group", pk, "A")).status_code == 200
        assert client.post(at("answer", pk), {"A1-0-answer": "yes"}).status_code == status
        assert client.post(at("hand_in", pk)).status_code == 403
    assert "your role does not answer" in client.get(at("group", pk, "A")).content.decode()
