"""The answer form as a workbook: locked, with lists, and back into the draft whole or not at all, told by cell."""

import io
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from protect.answers import documents, offline, services
from protect.answers.models import Draft
from tests.answers.market import FACTS, MET, SAID

pytestmark = pytest.mark.django_db


def book_of(w):
    return openpyxl.load_workbook(io.BytesIO(offline.form(w.publication)))


def rows(page):
    return {str(row[0].value): row for row in page.iter_rows(min_row=offline.FIRST) if row[0].value}


def filled(w):
    """All of the market's answer, typed in as a person does."""
    book = book_of(w)
    solution = rows(book[offline.SOLUTION])
    labels = {name: dict(offline.terms.choices(words)) for name, words in documents.VOCABULARY.items()}
    for name, value in FACTS.items():
        if isinstance(value, list):
            for code in value:
                solution[f"{name}:{code}"][2].value = "x"
        else:
            solution[name][2].value = labels.get(name, {}).get(value, value)
    for code, said in MET.items():
        line = rows(book[offline.REQUIREMENTS])[code]
        line[2].value, line[3].value = "fully", said["proof"]
    questions = rows(book[offline.QUESTIONS])
    for code, value in SAID.items():
        if code == "met":
            (title,) = [one for one, asked in offline.tables_of(w.publication.document) if asked["code"] == code]
            for place, text in enumerate(value[0], 1):
                book[title].cell(offline.FIRST, place + 1).value = text
        elif isinstance(value, dict):
            questions[code][2].value, questions[code][3].value = value["answer"], value["proof"]
        else:
            questions[code][2].value = value
    return book


def sent(book):
    out = io.BytesIO()
    book.save(out)
    return io.BytesIO(out.getvalue()), len(out.getvalue())


def bring(draft, book):
    file, size = sent(book)
    return offline.bring_in(draft, file, "form.xlsx", size)


def test_the_form_is_public_locked_and_chooses_from_lists(w):
    answer = Client().get(reverse("answers:form", args=[w.publication.pk]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    for page in book.worksheets:
        assert page.protection.sheet, page.title
    assert book[offline.LISTS].sheet_state == "hidden"
    page = book[offline.QUESTIONS]
    line = rows(page)["approach"]
    assert not line[2].protection.locked and line[1].protection.locked
    lists = [one for one in page.data_validations.dataValidation if line[2].coordinate in one.sqref]
    assert [one.type for one in lists] == ["list"]


def test_a_filled_form_comes_into_the_draft_as_it_was_typed(w):
    draft = services.begin(w.publication, w.solution_provider, by=w.provider)
    assert bring(draft, filled(w)) == len(FACTS) + len(MET) + len(SAID)
    stored = Draft.objects.get(pk=draft.pk)
    assert {name: getattr(stored, name) for name in FACTS} == FACTS
    assert documents.said_by(stored) == (MET, SAID)


def test_it_is_read_in_any_language(w):
    from django.utils import translation

    draft = services.begin(w.publication, w.solution_provider, by=w.provider)
    book = filled(w)
    rows(book[offline.QUESTIONS])["accessibility"][2].value = "yes"
    with translation.override("nl"):
        bring(draft, book)
    assert documents.said_by(Draft.objects.get(pk=draft.pk))[1]["accessibility"]["answer"] == "yes"


def test_empty_cells_change_nothing(w):
    draft = services.begin(w.publication, w.solution_provider, by=w.provider)
    services.answer_questions(draft, {"site": "Power."})
    assert bring(draft, book_of(w)) == 0
    assert documents.said_by(Draft.objects.get(pk=draft.pk))[1] == {"site": "Power."}


def test_every_wrong_cell_is_named_and_nothing_is_half_imported(client, w):
    draft = services.begin(w.publication, w.solution_provider, by=w.provider)
    book = filled(w)
    solution, questions = rows(book[offline.SOLUTION]), rows(book[offline.QUESTIONS])
    wrong = {
        solution["maturity"][2]: 12, solution["category"][2]: "magic", solution["functions:alert"][2]: "perhaps",
        questions["delivery"][2]: "soon", questions["readiness"][2]: 99, questions["approach"][2]: "both of them",
    }  # fmt: skip
    for cell, value in wrong.items():
        cell.value = value
    file, _size = sent(book)
    client.force_login(w.provider)
    page = client.post(
        reverse("answers:bring_in", args=[draft.pk]), {"file": SimpleUploadedFile("form.xlsx", file.read())}
    )
    text = page.content.decode()
    for cell in wrong:
        assert f"{cell.parent.title}!{cell.coordinate}:" in text
    assert not Draft.objects.get(pk=draft.pk).answers.exists() and Draft.objects.get(pk=draft.pk).solution == ""


def test_a_form_of_another_call_or_no_form_is_refused(w):
    draft = services.begin(w.publication, w.solution_provider, by=w.provider)
    book = filled(w)
    book[offline.LISTS]["A1"].value = "0" * 64
    with pytest.raises(ValidationError, match="not the answer form of this call"):
        bring(draft, book)
    with pytest.raises(ValidationError, match="no spreadsheet"):
        offline.bring_in(draft, io.BytesIO(b"PK nothing"), "x.xlsx", 10)
    file, _size = sent(filled(w))
    torn = io.BytesIO()
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(torn, "w") as broken:
        for one in whole.namelist():
            broken.writestr(one, whole.read(one)[:900] if "worksheets/sheet3" in one else whole.read(one))
    with pytest.raises(ValidationError, match="damaged"):
        offline.bring_in(draft, torn, "x.xlsx", 10)
    book = filled(w)
    del book[offline.REQUIREMENTS]
    rows(book[offline.QUESTIONS])["site"][0].value = "unknown"
    with pytest.raises(ValidationError) as refused:
        bring(draft, book)
    assert len(refused.value.messages) == 2


def test_the_pdf_of_a_call_is_accessible_and_has_what_the_page_has(w):
    from protect.reports import calling
    from protect.reports.pdf import render

    made = render("call.typ", calling.data(w.publication))
    assert made.standard == "ua-1"
    answer = Client().get(reverse("reports:call", args=[w.publication.pk]))
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    text = str(calling.data(w.publication))
    for words in (
        "Keeps vehicles out",
        "Tested by a recognised standard",
        w.publication.sha256,
        "Name of the solution",
    ):
        assert words in text
