"""The spreadsheet of the command line: what is written can be read, and every wrong cell is named."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from protect.assessments import filling, spreadsheet
from protect.assessments.models import State
from protect.assessments.queries.judgement import judge
from protect.reference import services as reference
from protect.reference.scale_sets import ScaleSet


@pytest.fixture
def scale(town):
    return ScaleSet.of(reference.latest("scale_set", "platform-default"))


@pytest.fixture
def template(tmp_path, scale):
    path = tmp_path / "scores.xlsx"
    spreadsheet.write_template(path, "platform-default", scale, space="Market")
    return path


def fill(path, probability=3, consequence=4, change=lambda book: None):
    book = load_workbook(path)
    for line in book["Scores"].iter_rows(min_row=2):
        line[3].value, line[4].value = probability, consequence
    change(book)
    book.save(path)


def test_the_template_asks_for_all_ten_threat_types_by_three_members(template):
    book = load_workbook(template)
    assert book["Scores"].max_row == 31
    assert book["Scores"].freeze_panes == "A2"
    assert book["Scores"].data_validations.dataValidation


def test_an_unfilled_template_has_no_scores_and_stays_open(template, town, scale):
    sheet = spreadsheet.read(template, scale)
    assert sheet.scores == ()
    assessment = filling.fill(town.space, sheet, reference.latest("scale_set", "platform-default"), by=town.lead)
    assert assessment.state == State.CONSENSUS
    assert len(judge(assessment, town.lead).open_rows) == 10


def test_unanimous_rows_need_no_consensus_sheet(template, town, scale):
    fill(template)
    sheet = spreadsheet.read(template, scale)
    assessment = filling.fill(town.space, sheet, reference.latest("scale_set", "platform-default"), by=town.lead)
    assert assessment.state == State.REVIEW
    judgement = judge(assessment, town.lead)
    assert judgement.counts[scale.band_of(3, 4).index] == 10
    assert all(len(row.scores) == 3 for row in judgement.rows)


def test_rows_on_which_the_members_differ_stay_open_without_a_consensus(template, town, scale):
    fill(template, change=lambda book: setattr(book["Scores"]["D2"], "value", 1))
    assessment = filling.fill(
        town.space, spreadsheet.read(template, scale), reference.latest("scale_set", "platform-default"), by=town.lead
    )
    assert assessment.state == State.CONSENSUS
    assert len(judge(assessment, town.lead).open_rows) == 1


def test_every_wrong_cell_is_named_by_sheet_and_cell(template, scale):
    def spoil(book):
        book["Scores"]["D7"] = "hgih"
        book["Scores"]["E9"] = 6
        book["Scores"]["C11"] = "Nobody"
        book["Scenarios"]["E8"] = "no"
        book["Scenarios"]["D4"] = "sometimes"
        book["Vulnerabilities"].append(["Gate", "99", "accept", "", "", "", "soon"])

    fill(template, change=spoil)
    with pytest.raises(spreadsheet.SheetErrors) as caught:
        spreadsheet.read(template, scale)
    places = [error.split(":")[0] for error in caught.value.errors]
    for place in (
        "Scores!D7", "Scores!E9", "Scores!C11", "Scenarios!F8", "Scenarios!D4", "Vulnerabilities!B2",
        "Vulnerabilities!D2", "Vulnerabilities!E2", "Vulnerabilities!G2",
    ):  # fmt: skip
        assert place in places, (place, caught.value.errors)
    assert "1 to 5" in caught.value.errors[places.index("Scores!D7")]


def test_a_missing_sheet_or_column_is_said(template, scale, tmp_path):
    fill(template, change=lambda book: book.remove(book["Team"]))
    with pytest.raises(spreadsheet.SheetErrors, match="Team"):
        spreadsheet.read(template, scale)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no zip")
    with pytest.raises(spreadsheet.SheetErrors, match="no spreadsheet"):
        spreadsheet.read(broken, scale)


def test_decisions_come_along(template, town, scale):
    def add(book):
        book["Vulnerabilities"].append(["Gate", "1, 3", "treat", "", "", "", None])

    fill(template, change=add)
    assessment = filling.fill(
        town.space, spreadsheet.read(template, scale), reference.latest("scale_set", "platform-default"), by=town.lead
    )
    found = assessment.vulnerabilities.get()
    assert (found.decision, found.scenarios.count()) == ("treat", 2)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cell=st.one_of(st.text(max_size=20), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans())
)
def test_whatever_stands_in_a_cell_the_reader_answers_with_errors_only(template, scale, cell):
    try:
        fill(template, change=lambda book: setattr(book["Scores"]["D5"], "value", cell))
    except (ValueError, TypeError):
        return  # openpyxl does not write control characters
    except Exception as error:
        if type(error).__name__ == "IllegalCharacterError":
            return
        raise
    try:
        sheet = spreadsheet.read(template, scale)
    except spreadsheet.SheetErrors as errors:
        assert any(error.startswith("Scores!D5") for error in errors.errors)
    else:
        assert 0 <= sheet.scores[3].probability <= 5


LEVEL = st.sampled_from([0, 1, 2, 3, 4, 5])
WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=40).map(lambda text: " ".join(text.split()))
JUDGED = st.tuples(LEVEL, LEVEL, st.sampled_from(["low", "medium", "high"]), WORDS)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given_scores=st.lists(JUDGED, min_size=30, max_size=30),
    reasons=st.lists(st.one_of(st.none(), WORDS.filter(bool)), min_size=10, max_size=10),
    agreed=st.lists(st.one_of(st.none(), st.tuples(LEVEL, LEVEL, WORDS)), min_size=10, max_size=10),
)
def test_what_is_filled_in_is_what_is_read(template, scale, given_scores, reasons, agreed):
    def write(cell, value):
        cell.value = value or None
        cell.data_type = "s" if value else "n"  # "=1+1" in a rationale is text, not a formula

    def change(book):
        for line, (probability, consequence, confidence, rationale) in zip(
            book["Scores"].iter_rows(min_row=2), given_scores, strict=True
        ):
            line[3].value, line[4].value, line[5].value = probability or "?", consequence or "?", confidence
            write(line[6], rationale)
        for line, reason in zip(book["Scenarios"].iter_rows(min_row=2), reasons, strict=True):
            line[4].value = "no" if reason else "yes"
            write(line[5], reason)
        for line, one in zip(book["Consensus"].iter_rows(min_row=2), agreed, strict=True):
            line[2].value, line[3].value = (one[0] or "?", one[1] or "?") if one else (None, None)
            write(line[4], one[2] if one else "")

    fill(template, change=change)
    sheet = spreadsheet.read(template, scale)
    applies = {number for number, reason in enumerate(reasons, 1) if not reason}
    assert [(row.applicable, row.reason) for row in sheet.rows] == [(not reason, reason or "") for reason in reasons]
    assert [
        (score.row, score.member, score.probability, score.consequence, score.confidence, score.rationale)
        for score in sheet.scores
    ] == [
        (place // 3 + 1, f"Member {place % 3 + 1}", *judged)
        for place, judged in enumerate(given_scores)
        if place // 3 + 1 in applies
    ]
    assert [(one.row, one.probability, one.consequence, one.rationale) for one in sheet.consensus] == [
        (number, *one) for number, one in enumerate(agreed, 1) if one and number in applies
    ]


def test_a_title_too_long_for_the_register_is_told_by_its_cell(template, scale):
    fill(template, change=lambda book: setattr(book["Assessment"]["B3"], "value", "x" * 201))
    with pytest.raises(spreadsheet.SheetErrors, match="Assessment!B3: longer than 200"):
        spreadsheet.read(template, scale)
