"""What was collected with Kobo or ODK comes in as visits: looked at first, all or nothing, each submission once."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from typing import Any

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protect.assessments.models import Visit
from protect.checklists.models import Answer, Arrival, Checklist, Submission
from protect.checklists.xlsform import answers, arriving, packs, writing
from protect.organisations.models import AuditEntry
from protect.reference.models import ReferenceSet
from tests.checklists.conftest import QUESTIONS, question_set
from tests.world import picture

KOBO = {
    "start": "2026-05-01T10:00:00.000+02:00", "protect_set": "test-set", "protect_version": "1", "usage_state": "peak",
    "A/A1": "yes", "A/A1_evidence": "A name on the door.", "A/A2": "partly", "A/A2_improvement": "A wider gap.",
    "B/B1": "not_applicable", "B/B1_reason": "No church here.", "B/B2": "unknown", "B/B2_who": "The works yard.",
    "visit_note": "Rain.", "_uuid": "aaaa-1", "_submission_time": "2026-05-01T09:00:00", "_submitted_by": "ann", "_id": "7",
}  # fmt: skip


def as_csv(*rows: dict[str, str], sign: str = ",") -> bytes:
    written = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(written, names, delimiter=sign)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def as_xlsx(*rows: dict[str, Any]) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"})
    page = book.add_worksheet("form")
    names = list(rows[0])
    page.write_row(0, 0, names)
    for number, row in enumerate(rows, 1):
        page.write_row(number, 0, [row.get(name, "") for name in names])
    book.add_worksheet("empty")
    book.close()
    return written.getvalue()


def as_zip(table: bytes, **photos: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packing:
        packing.writestr("form.csv", table)
        packing.writestr("form-inner.csv", b"PARENT_KEY,x\nuuid:1,2\n")
        for name, content in photos.items():
            packing.writestr(f"media/{name}.jpg", content)
    return written.getvalue()


def receive(begun, content: bytes, name: str = "answers.csv", **more: Any) -> Arrival:
    values = {"question_set": begun.set, "sets": [begun.set], "assessment": begun.w.assessment, **more}
    return arriving.receive(begun.w.space, io.BytesIO(content), name=name, size=len(content), by=begun.lead, **values)


def lines(arrival: Arrival, level: str = "error") -> list[dict[str, Any]]:
    report = arrival.report
    every = [*report["lines"], *(line for one in report["submissions"] for line in one["lines"])]
    return [one for one in every if one["level"] == level]


def checked(*rows: dict[str, str], known: tuple[str, ...] = ()) -> answers.Checked:
    """Without the database."""
    questions = [{"text": f"Is it {one['code']}?", "why": "Because.", "good": "Well.", **one} for one in QUESTIONS]
    ref = ReferenceSet(
        kind="question_set", key="test-set", version=1, title="Questions",
        content={"note": "N.", "groups": [{"code": "A", "title": "1"}, {"code": "B", "title": "2"}], "questions": questions},
    )  # fmt: skip
    return answers.check(
        packs.opened(io.BytesIO(as_csv(*rows)), "a.csv", 1), ref, space_pk=1, usage_state="normal", known=known
    )


def test_a_submission_becomes_a_visit_with_its_answers(begun) -> None:
    arrival = receive(begun, as_csv(KOBO))
    assert (
        not lines(arrival)
        and not Submission.objects.exists()
        and not Visit.objects.filter(notes__contains="Rain").exists()
    )
    (made,) = arriving.take_in(arrival, by=begun.lead)
    made.refresh_from_db()
    assert (made.state, made.mode, made.created_at) == ("closed", "full", dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC))
    assert (made.visit.usage_state, made.visit.participants) == ("peak", "ann") and made.visit.notes.startswith(
        "Rain.\n"
    )
    said = {one.question: one for one in Answer.objects.filter(checklist=made)}
    assert {code: one.answer for code, one in said.items()} == {
        "A1": "yes", "A2": "partly", "B1": "not_applicable", "B2": "unknown",
    }  # fmt: skip
    assert (said["A1"].evidence, said["B1"].reason, said["B2"].who_knows, said["A2"].improvement) == (
        "A name on the door.", "No church here.", "The works yard.", "A wider gap.",
    )  # fmt: skip
    told = AuditEntry.objects.filter(object_type="checklists.answer", object_id=said["A1"].pk, verb="created").get()
    assert told.changes["answer"] == ["", "yes"]
    arrival.refresh_from_db()
    assert (arrival.state, arrival.report, arrival.file.name) == ("done", {}, "")
    with pytest.raises(ValidationError, match="taken in already"):
        arriving.take_in(arrival, by=begun.lead)


def test_the_same_submission_is_recognised_and_only_new_ones_come_in(begun) -> None:
    arriving.take_in(receive(begun, as_csv(KOBO)), by=begun.lead)
    again = receive(begun, as_csv(KOBO, {**KOBO, "_uuid": "bbbb-2"}, {**KOBO, "_uuid": "bbbb-2"}))
    assert [one["known"] for one in again.report["submissions"]] == [True, False, True]
    assert len(arriving.take_in(again, by=begun.lead)) == 1
    with pytest.raises(ValidationError, match="Nothing in this file is new"):
        arriving.take_in(receive(begun, as_csv(KOBO)), by=begun.lead)
    assert Submission.objects.count() == 2


def test_two_uploads_of_one_file_waiting_side_by_side_come_in_once(begun) -> None:
    first, second = receive(begun, as_csv(KOBO)), receive(begun, as_csv(KOBO))
    arriving.take_in(first, by=begun.lead)
    with pytest.raises(ValidationError, match="new"):
        arriving.take_in(second, by=begun.lead)
    assert Submission.objects.count() == 1


def test_odk_central_with_photos(begun, django_capture_on_commit_callbacks) -> None:
    row = {
        "SubmissionDate": "2026-05-02T10:00:00.000Z", "A-A1": "no", "A-A1_photo": "1.jpg", "A-A2": "Partly",
        "A-A2_photo": "1.jpg", "KEY": "uuid:c-3", "FormVersion": "1-abc", "SubmitterName": "tablet 4",
    }  # fmt: skip
    arrival = receive(begun, as_zip(as_csv(row), **{"1": picture().getvalue()}), "form.zip")
    assert not lines(arrival) and "form-inner.csv" in lines(arrival, "left_out")[0]["becomes"]
    name, storage = arrival.file.name, arrival.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        (made,) = arriving.take_in(arrival, by=begun.lead)
    assert not storage.exists(name)
    photos = [list(one.photos.all()) for one in made.answers.order_by("question")]
    assert len(photos) == 2 and len(photos[0]) == 1 and photos[0] == photos[1], "one photo, kept once"
    assert made.submission.instance_id == "c-3" and made.submission.form_version == "1-abc"
    assert made.mode == "quick", "only the questions of the hour were asked"


def test_a_photo_that_is_none_is_told_and_nothing_comes_in(begun) -> None:
    row = {"start": "2026-05-02", "A-A1": "no", "A-A1_photo": "1.jpg", "KEY": "1"}
    arrival = receive(begun, as_zip(as_csv(row), **{"1": b"<svg onload='x'/>"}), "form.zip")
    assert "no photo" in lines(arrival)[0]["becomes"]
    with pytest.raises(ValidationError, match="errors"):
        arriving.take_in(arrival, by=begun.lead)
    damaged = receive(begun, as_zip(as_csv(row), **{"1": b"\xff\xd8\xff" + b"x" * 50}), "form.zip")
    before = Checklist.objects.count(), Visit.objects.count()
    with pytest.raises(ValidationError):
        arriving.take_in(damaged, by=begun.lead)
    assert (Checklist.objects.count(), Visit.objects.count()) == before


def test_a_workbook_with_labels_is_read_like_one_with_names(begun) -> None:
    form = writing.of_set(begun.set)
    labels = {row["name"]: row["label::English (en)"] for row in form.survey if "label::English (en)" in row}
    row = {
        "start": dt.datetime(2026, 5, 1, 10, 30), f"A First group/{labels['A1']}": "Not applicable",
        labels["A1_reason"]: "Nobody is there.", "Is it A2?": "Not known", "_index": 1.0,
    }  # fmt: skip
    arrival = receive(begun, as_xlsx(row), "answers.xlsx", assessment=None)
    assert not lines(arrival)
    (made,) = arriving.take_in(arrival, by=begun.lead)
    assert made.visit is None
    assert {one.question: (one.answer, one.reason) for one in made.answers.all()} == {
        "A1": ("not_applicable", "Nobody is there."), "A2": ("unknown", ""),
    }  # fmt: skip


def test_every_error_names_row_and_column(begun) -> None:
    bad = {
        **KOBO, "A/A1": "perhaps", "A/A9": "yes", "usage_state": "sunny", "start": "yesterday", "protect_set": "other",
        "A/A1_evidence": "x" * 5001, "odd": "value", "protect_place": "999999",
    }  # fmt: skip
    arrival = receive(begun, as_csv(KOBO, {**bad, "_uuid": "2"}))
    found = {(one["row"], one["column"]) for one in lines(arrival)}
    assert found == {
        (3, column)
        for column in ("A/A1", "A/A9", "usage_state", "start", "protect_set", "A/A1_evidence", "protect_place")
    }
    assert [one["column"] for one in lines(arrival, "left_out")] == ["odd"]
    before = Checklist.objects.count()
    with pytest.raises(ValidationError, match="errors"):
        arriving.take_in(arrival, by=begun.lead)
    assert Checklist.objects.count() == before, "not even the good submission"


def test_another_version_of_the_questions_is_said(begun) -> None:
    question_set(2, A1="Is it A1, really?")
    arrival = receive(begun, as_csv({**KOBO, "protect_version": "9"}))
    assert "version 9" in lines(arrival, "changed")[0]["becomes"]


def test_the_file_says_which_questions_it_answers(begun) -> None:
    second = question_set(2, A1="Is it A1, really?")
    assert receive(begun, as_csv(KOBO), question_set=None, sets=[second]).question_set == begun.set
    newer = receive(begun, as_csv({**KOBO, "protect_version": "2"}), question_set=None, sets=[second])
    assert newer.question_set == second


def test_not_applicable_without_a_reason_gets_one_that_says_so() -> None:
    found = checked({"A1": "n/a", "start": "2026-05-01"})
    assert found.submissions[0].answers["A1"]["reason"] and not found.errors


def test_without_a_key_the_same_cells_are_the_same_submission() -> None:
    one = checked({"A1": "yes", "start": "2026-05-01"}).submissions[0].instance_id
    assert one == checked({"A1": "yes", "start": "2026-05-01"}).submissions[0].instance_id
    assert one != checked({"A1": "no", "start": "2026-05-01"}).submissions[0].instance_id
    assert checked({"A1": "yes", "start": "2026-05-01"}, known=(one,)).submissions[0].known


def test_a_date_in_the_future_or_none_is_an_error() -> None:
    assert checked({"A1": "yes", "start": (timezone.now() + dt.timedelta(days=9)).isoformat()}).errors
    assert checked({"A1": "yes", "KEY": "1"}).errors
    for odd in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-13-01", "²⁰26-01-01"):
        assert checked({"A1": "yes", "start": odd}).errors


def test_too_many_submissions_are_refused() -> None:
    rows = [{"A1": "yes", "start": "2026-05-01", "KEY": str(number)} for number in range(answers.MOST_SUBMISSIONS + 1)]
    assert "at most" in checked(*rows).errors[0].becomes


TEXTS = st.text(max_size=30) | st.sampled_from(["yes", "No", "N/A", "2026-05-01", "=1+1", "x" * 6000, "uuid:1", "peak"])
NAMES = st.sampled_from(
    ["A1", "A/A1", "g-A-A2", "A1_evidence", "a/b/A1_photo", "A7", "start", "KEY", "_uuid", "usage_state", "visit_note", "A1_who",
     "protect_set", "protect_version", "protect_place", "odd", "A1_reason", "__version__", "today", "Is it B1?"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.dictionaries(NAMES, TEXTS, min_size=1, max_size=8), min_size=1, max_size=4))
def test_any_cells_are_read_or_told(rows) -> None:
    try:
        found = checked(*rows)
    except ValidationError:
        return
    keys = [one.instance_id for one in found.taken]
    assert len(keys) == len(set(keys)) and all(0 < len(key) <= 100 for key in keys)
    for one in found.taken:
        assert one.moment.tzinfo and one.usage_state
        for said in one.answers.values():
            assert said.get("answer") != "not_applicable" or said["reason"]
    if not found.errors:
        # What was typed for a question is kept, or a line tells what became of it.
        told = {(line.row, line.column) for one in found.submissions for line in one.lines}
        told |= {(0, line.column) for line in found.lines}
        for one in found.taken:
            assert any(row == one.row for row, _column in told)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.binary(max_size=100).map(lambda more: b"PK\x03\x04" + more))
def test_any_bytes_are_a_table_or_refused(content) -> None:
    try:
        packs.opened(io.BytesIO(content), "x", len(content))
    except ValidationError as error:
        assert error.messages


def test_hostile_files_are_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packing:
        packing.writestr("form.csv", b"\0" * 40_000_000)
    outside = io.BytesIO()
    with zipfile.ZipFile(outside, "w") as packing:
        packing.writestr("../form.csv", b"A1\nyes\n")
    for content in (b"", b"%PDF-1.4", b"<html>", bomb.getvalue(), outside.getvalue(), as_zip(b"")[:-30]):
        with pytest.raises(ValidationError):
            packs.opened(io.BytesIO(content), "x", len(content))
    with pytest.raises(ValidationError, match="MB"):
        packs.opened(io.BytesIO(b"x"), "x", packs.LARGEST + 1)


def test_files_that_nobody_decided_about_go(begun, django_capture_on_commit_callbacks) -> None:
    arrival = receive(begun, as_csv(KOBO))
    assert arriving.forget_old() == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert arriving.forget_old(timezone.now() + dt.timedelta(days=8)) == 2, "this one and that of the world"
    assert not Arrival.objects.filter(pk=arrival.pk).exists() and not arrival.file.storage.exists(arrival.file.name)


# ---- pages ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def client(begun) -> Client:
    made = Client()
    made.force_login(begun.lead)
    return made


def test_the_pages_lead_from_the_form_to_the_visit(begun, client) -> None:
    page = reverse("checklists:tablets", args=[begun.w.space.pk])
    shown = client.get(page).content.decode()
    assert "XLSForm" in shown
    assert page in client.get(reverse("spaces:detail", args=[begun.w.space.pk])).content.decode()
    form = client.get(reverse("checklists:form", args=[begun.checklist.pk]))
    assert form.status_code == 200 and form.content.startswith(b"PK")
    newest = ReferenceSet.objects.filter(kind="question_set", key="quick-check").get()
    address = reverse("checklists:space_form", args=[begun.w.space.pk])
    for mode in ("quick", "full"):
        chosen = {"mode": mode, "question_set": newest.pk, "assessment": begun.w.assessment.pk}
        assert client.get(address, chosen).content.startswith(b"PK")
    assert AuditEntry.objects.filter(verb="exported", note="XLSForm").count() == 3
    table = as_csv({**KOBO, "protect_set": "quick-check", "A/A9": ""} | {"A/A2": "yes", "B/B1": "", "B/B1_reason": "", "B/B2": "",
                    "B/B2_who": ""})  # fmt: skip
    sent = {"file": SimpleUploadedFile("answers.csv", table), "assessment": begun.w.assessment.pk, "usage_state": "normal",
            "question_set": ""}  # fmt: skip
    reply = client.post(page, sent)
    assert reply.status_code == 302, reply.content.decode()
    arrival = Arrival.objects.latest("pk")
    dry = client.get(reply.url).content.decode()
    assert "Take them in" in dry and "A name on the door." in dry
    done = client.post(reverse("checklists:take_in", args=[arrival.pk]), follow=True).content.decode()
    assert "1 submission was taken in." in done
    assert client.get(reverse("checklists:detail", args=[Submission.objects.get().checklist_id])).status_code == 200


def test_a_file_with_errors_cannot_be_taken_in_and_can_be_removed(begun, client) -> None:
    arrival = receive(begun, as_csv({**KOBO, "A/A1": "<b>perhaps</b>"}))
    page = reverse("checklists:arrival", args=[arrival.pk])
    shown = client.get(page).content.decode()
    assert "Take them in" not in shown and "&lt;b&gt;perhaps" in shown
    client.post(reverse("checklists:take_in", args=[arrival.pk]))
    assert not Submission.objects.exists()
    client.post(reverse("checklists:discard_arrival", args=[arrival.pk]))
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"PK\x03\x04", b"a,b\n1,2\n", b'"\n', b"A1\nyes\n" * 9000])
def test_an_upload_that_is_no_table_is_answered_on_the_page(begun, client, content) -> None:
    page = reverse("checklists:tablets", args=[begun.w.space.pk])
    reply = client.post(page, {"file": SimpleUploadedFile("x.csv", content), "usage_state": "normal"})
    assert reply.status_code in (302, 422)
    assert reply.status_code == 302 or b"alert-danger" in reply.content
