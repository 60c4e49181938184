"""A set of questions as XLSForm: pyxform accepts it, it comes back without loss, and a foreign form is read line by line."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from protect.checklists.questions import QuestionSet
from protect.checklists.scope import Scope
from protect.checklists.xlsform import checking, reading, writing
from protect.checklists.xlsform.choices import said_by
from protect.reference import loader
from protect.reference.models import ReferenceSet
from tests.checklists.conftest import question_set

SHIPPED = [one for one in loader.load_all() if one.kind == "question_set"]


def as_ref(document) -> ReferenceSet:
    return ReferenceSet(
        kind="question_set", key=document.key, version=document.version, title=document.title,
        source=document.source, content=document.content,
    )  # fmt: skip


def workbook(**sheets: list[list[Any]]) -> io.BytesIO:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False})
    for title, rows in sheets.items():
        page = book.add_worksheet(title)
        for number, cells in enumerate(rows):
            page.write_row(number, 0, cells)
    book.close()
    written.seek(0)
    return written


def foreign(*rows: list[str], choices: list[list[str]] | None = None, settings: Any = None) -> io.BytesIO:
    head = ["type", "name", "label", "hint", "relevant"]
    given = {"survey": [head, *rows]}
    given["choices"] = choices or [
        ["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"], ["yn", "maybe", "Maybe"],
    ]  # fmt: skip
    return workbook(**given, **({"settings": settings} if settings else {}))


@pytest.mark.parametrize("document", SHIPPED, ids=lambda one: one.key)
def test_pyxform_accepts_every_shipped_set_and_it_comes_back_without_loss(document) -> None:
    written = writing.as_xlsx(writing.of_set(as_ref(document)))
    found = reading.read(io.BytesIO(written), "form.xlsx")
    assert found.content == document.content
    assert (found.title, found.key, found.source) == (document.title, document.key, document.source)
    # What is said in other languages comes from the platform's own catalogues, and is not read back.
    others = [one for one in found.lines if one.level == reading.LEFT_OUT and "(another language)" in one.text]
    assert not [one for one in found.lines if one.level != reading.TAKEN and one not in others]
    # A text that is cut says so.
    codes = {one["code"]: one["text"] for one in document.content["questions"]}
    for line in found.lines:
        if line in others:
            continue
        code, _colon, said = line.text.partition(": ")
        assert said == codes[code] or (said[-1] == "…" and codes[code].startswith(said[:-1]))


@pytest.mark.django_db
def test_a_space_is_asked_what_is_in_scope_and_the_hour_is_another_form(begun) -> None:
    ref, space = begun.set, begun.w.space
    whole = writing.of_space(space, ref, Scope(categories=frozenset({"square"})))
    hour = writing.of_space(space, ref, Scope(quick=True))

    def codes(form: writing.Form) -> list[str]:
        return [row["name"] for row in form.survey if row["type"] == "select_one question_answer"]

    assert codes(hour) == ["A1", "A2"] and codes(whole) == ["A1", "A2", "B2", "B3", "B4"]
    assert hour.form_id == f"protect-test-set-{space.pk}-hour" and whole.form_id != hour.form_id
    assert whole.version != writing.of_space(space, ref, Scope(categories=frozenset({"worship"}))).version
    names = {row["name"]: row for row in hour.survey}
    assert names["protect_place"]["calculation"] == f"'{space.pk}'"
    assert names["A1_reason"]["relevant"] == "${A1} = 'not_applicable'"
    assert "yes" not in names["A1_improvement"]["relevant"]
    assert "TLP:" in names["marking"]["label::English (en)"]
    assert writing.as_xlsx(hour) and writing.as_xlsx(whole)


@pytest.mark.django_db
def test_no_cell_becomes_a_formula_and_references_stay_text(db) -> None:
    ref = question_set(A1='=HYPERLINK("http://x.example") ${B1}?')
    written = writing.as_xlsx(writing.of_set(ref))
    book = openpyxl.load_workbook(io.BytesIO(written))
    assert {cell.data_type for page in book for row in page for cell in row} <= {"s", "n"}
    found = reading.read(io.BytesIO(written), "form.xlsx")
    assert found.content == ref.content


@pytest.mark.django_db
def test_a_form_that_pyxform_refuses_is_not_written(db) -> None:
    form = writing.of_set(question_set())
    form.survey.append({"type": "no such type", "name": "x", "label::English (en)": "X"})
    with pytest.raises(checking.Refused, match="pyxform does not accept"):
        writing.as_xlsx(form)


@pytest.mark.django_db
def test_pyxform_is_asked_once_about_the_same_rows_and_always_about_others(monkeypatch) -> None:
    asked = []
    check = checking.check
    monkeypatch.setattr(checking, "check", lambda content: asked.append(1) or check(content))
    monkeypatch.setattr(writing, "_taken", {})
    monkeypatch.setattr(writing, "MOST_TAKEN", 2)
    form = writing.of_set(question_set())
    assert writing.as_xlsx(form) and writing.as_xlsx(form) and len(asked) == 1
    form.survey.append({"type": "no such type", "name": "x", "label::English (en)": "X"})
    for _again in range(2):
        with pytest.raises(checking.Refused):
            writing.as_xlsx(form)
    assert len(asked) == 3
    form.survey.pop()
    for name in ("one", "two", "three"):
        form.settings["form_title"] = name
        writing.as_xlsx(form)
    assert len(asked) == 6 and len(writing._taken) == 2


def test_a_foreign_form_is_read_as_well_as_its_questions_allow() -> None:
    found = reading.read(
        foreign(
            ["start", "start", "", "", ""],
            ["note", "intro", "About the market.", "", ""],
            ["begin_group", "doors", "Doors and gates", "", ""],
            ["select_one yn", "locked", "Are the doors locked?", "Locked at night.", "1 = 1"],
            ["text", "who_has_keys", "Who has the keys?", "", ""],
            ["image", "picture", "A picture", "", ""],
            ["geopoint", "where", "Where?", "", ""],
            ["end_group", "", "", "", ""],
            ["integer", "cameras", "How many cameras are there?", "", ""],
        ),
        "market.xlsx",
    )
    assert found.content is not None and not found.is_ours
    assert found.content["groups"] == [
        {"code": "A", "title": "Doors and gates"}, {"code": "B", "title": "Without a group"},
    ]  # fmt: skip
    first, second, third = found.content["questions"]
    assert first == {
        "code": "A1", "group": "A", "text": "Are the doors locked?", "good": "Locked at night.",
        "why": "Not said in the form it came from.", "step": "site",
    }  # fmt: skip
    assert (second["code"], third["code"]) == ("A2", "B1")
    told = {one.row: (one.level, one.text) for one in found.lines}
    assert told[2][0] == told[7][0] == told[8][0] == "left_out" and "geopoint" in told[8][1]
    assert "Maybe" in told[5][1] and "relevant" in told[5][1] and "“locked” is called A1" in told[5][1]
    assert "evidence" in told[6][1]
    loader.check(
        {"kind": "question_set", "key": "x", "version": 1, "title": "x", "status": "organisation", "source": "x"},
        found.content,
    )


def test_an_error_names_sheet_row_and_column_and_nothing_is_made_of_the_form() -> None:
    ref = as_ref(SHIPPED[0])
    form = writing.of_set(ref)
    row = next(index for index, one in enumerate(form.survey) if one["name"] == ref.content["questions"][0]["code"])
    form.survey[row]["protect_threats"] = "dragons"
    found = reading.read(io.BytesIO(writing.as_xlsx(form)), "form.xlsx")
    assert found.content is None
    assert [(one.sheet, one.row) for one in found.errors] == [("survey", row + 2)]
    assert "protect_threats" in found.errors[0].text and "dragons" in found.errors[0].text


def test_a_form_without_questions_of_ours_says_so() -> None:
    found = reading.read(foreign(["geopoint", "where", "Where?", "", ""]), "x.xlsx")
    assert found.content is None and "no question" in found.errors[-1].text


@pytest.mark.parametrize(
    "rows",
    [
        [["begin_group", "a", "A", "", ""]],
        [["end_group", "", "", "", ""]],
        [["select_one nothing", "a", "A", "", ""]],
        [["text", "a b", "A", "", ""]],
        [["text", "a", "A ${b}", "", ""]],
        [["text", "a", "A", "", ""], ["text", "a", "B", "", ""]],
        [["calculate", "a", "A", "", ""]],
    ],
)
def test_what_pyxform_refuses_is_refused_with_its_words(rows) -> None:
    with pytest.raises(ValidationError, match="pyxform"):
        reading.read(foreign(*rows), "x.xlsx")


def test_what_is_no_workbook_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packing:
        packing.writestr("xl/worksheets/sheet1.xml", b"\0" * 20_000_000)
    for hostile in (b"", b"type,name\n", b"PK\x03\x04rubbish", bomb.getvalue()):
        with pytest.raises(ValidationError):
            reading.read(io.BytesIO(hostile), "x.xlsx")
    with pytest.raises(ValidationError, match="survey"):
        reading.read(workbook(other=[["type"], ["text"]]), "x.xlsx")


CELLS = st.sampled_from(
    ["text", "select_one yn", "begin_group", "end_group", "begin_repeat", "end repeat", "note", "A1", "A", "b", "", "=1+1",
     "label ${A1}", "q", "A1_reason", "select one from yn", "image", "${", "'", "x" * 300, "Ünïcode ?", "1", "true()"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=8))
def test_any_rows_give_a_set_or_a_clear_refusal(rows) -> None:
    try:
        found = reading.read(foreign(*rows), "x.xlsx")
    except ValidationError:
        return
    assert (found.content is None) == bool(found.errors)
    if found.content is not None:
        assert QuestionSet(ReferenceSet(kind="question_set", key="x", content=found.content)).questions


@pytest.mark.parametrize(
    ("text", "said"),
    [("yes", "yes"), (" YES ", "yes"), ("Not known", "unknown"), ("not_applicable", "not_applicable"), ("N/A", "not_applicable"),
     ("Partially", "partly"), ("perhaps", None), ("", None)],
)  # fmt: skip
def test_a_choice_is_known_by_its_name_or_its_label(text, said) -> None:
    assert said_by(text) == said


def test_a_language_in_which_the_questions_are_translated_has_columns_of_its_own(monkeypatch) -> None:
    def translated(text: str) -> str:
        return f"DE {text}" if translation.get_language() == "de" else text

    monkeypatch.setattr("protect.checklists.questions.translate", translated)
    ref = as_ref(SHIPPED[0])
    form = writing.of_set(ref)
    assert form.languages == ["German (de)"]
    row = next(one for one in form.survey if one["name"] == "A1")
    assert row["label::German (de)"] == row["label::English (en)"].replace("A1 ", "A1 DE ")
    found = reading.read(io.BytesIO(writing.as_xlsx(form)), "form.xlsx")
    assert found.content == ref.content
    assert {one.level for one in found.lines if "German" in one.text} == {reading.LEFT_OUT}
