"""The workbook and the data: typed, frozen, marked, valid by the schema, and equal when they come back."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from jsonschema import Draft202012Validator
from PIL import Image, ImageChops

from protect.assessments import document, importing
from protect.assessments.queries.judgement import judge
from protect.assessments.queries.versions import compare
from protect.organisations.models import AuditEntry, Organisation, Verb
from protect.reports import services, workbook
from protect.spaces.models import Space
from tests.reports.example import Example
from tests.reports.reading import pages_of

SHEETS = [
    "Overview", "Heat map", "Scenarios", "Scores", "Consensus", "Vulnerabilities", "Objectives and requirements", "Measures",
    "Team", "Visits", "Matrix",
    "Levels",
]  # fmt: skip


@pytest.fixture
def book(example):
    return openpyxl.load_workbook(io.BytesIO(services.make_report(example.assessment, example.lead, "xlsx").content))


def rows(sheet) -> list[dict]:
    header, *lines = list(sheet.iter_rows(min_row=3, values_only=True))
    return [dict(zip(header, line, strict=True)) for line in lines]


def test_every_sheet_is_frozen_filtered_and_marked(book):
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.freeze_panes == "B4"
        assert sheet.auto_filter.ref.startswith("A3:")
        assert "TLP:AMBER" in sheet["A1"].value
        assert "Ioana Țurcanu" in sheet["A1"].value
        assert "TLP:AMBER" in sheet.oddHeader.left.text
        assert "Ioana" in sheet.oddFooter.left.text
        assert sheet.print_title_rows == "$3:$3"


def test_the_scenarios_are_the_figures_of_the_page(book, example):
    judgement = judge(example.assessment, example.lead)
    lines = rows(book["Scenarios"])
    assert len(lines) == len(judgement.rows)
    by_title = {row.scenario.title: row for row in judgement.rows if row.scenario.applicable}
    labels = [band.label for band in judgement.scale_set.bands]
    for line in lines:
        if not line["Applies"]:
            assert line["Level"] is None and line["Reason why not"]
            continue
        row = by_title[line["Title"]]
        assert line["Level"] == (None if row.band is None else labels[row.band])
        expected = row.consensus.probability or "cannot judge"
        assert line["Probability"] == expected
        assert line["Consequence"] == row.consensus.consequence
        if row.bands:
            assert [line[f"Chance of {label}"] for label in labels] == pytest.approx(row.bands, abs=1e-6)


def test_cells_have_their_types(book):
    overview = {line["Field"]: line["Value"] for line in rows(book["Overview"])}
    assert overview["Version"] == 1
    assert overview["Area (m²)"] == 17240.4
    assert overview["Assess again by"] == dt.datetime(2027, 3, 2)
    assert isinstance(overview["Approved at"], dt.datetime)
    assert overview["Scale is the platform's default"] is True
    assert overview["Rows: High"] == 3
    scores = rows(book["Scores"])
    assert all(isinstance(line["Consequence"], int) for line in scores)
    assert {line["Probability"] for line in scores if not isinstance(line["Probability"], int)} == {"cannot judge"}
    looked = {line["No."]: line["Look again on"] for line in rows(book["Vulnerabilities"])}
    assert looked["V2"] == dt.datetime(2026, 11, 2)
    assert isinstance(rows(book["Visits"])[0]["Date and time"], dt.datetime)


def test_a_text_never_becomes_a_formula_or_a_link(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    example = Example(text='=HYPERLINK("http://example.org")', approve=False)
    report = services.make_report(example.assessment, example.lead, "xlsx")
    for sheet in openpyxl.load_workbook(io.BytesIO(report.content)):
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f"
                assert cell.hyperlink is None


def test_names_of_sheets_hold_in_any_language():
    taken: list[str] = []
    for name in ("Scénarios / menaces: état [1]", "Scénarios / menaces: état [1]", "x" * 40, "x" * 40, "'quoted'"):
        made = workbook._sheet_name(name, taken)
        assert 0 < len(made) <= 31 and not set(made) & set("[]:*?/\\") and not made.startswith("'")
        assert made.casefold() not in {one.casefold() for one in taken}
        taken.append(made)


def test_the_data_are_valid_and_come_back_equal(example):
    report = services.make_report(example.assessment, example.lead, "json")
    content = json.loads(report.content)
    Draft202012Validator(document.schema()).validate(content)
    assert content["exported"]["by"] == "Ioana Țurcanu"
    assert content["exported"]["marking"] == "AMBER"
    elsewhere = Organisation.objects.create(name="Elsewhere", kind="municipality")
    copied = importing.load(importing.read(report.content), elsewhere, by=None)
    again = json.loads(json.dumps(document.build(copied)))
    for name in ("scenarios", "results", "results_inherent", "space", "team", "scale_set", "threat_types", "visits"):
        assert again[name] == content[name], name


def test_photos_travel_with_the_data(example):
    report = services.make_report(example.assessment, example.lead, "json")
    content = importing.read(report.content)
    assert [one["sha256"] for one in content["files"]] == [example.photo.sha256]
    elsewhere = Organisation.objects.create(name="Elsewhere", kind="municipality")
    copied = importing.load(content, elsewhere, by=None)
    photo = copied.vulnerabilities.first().photos.get()
    assert (photo.title, photo.description) == (example.photo.title, example.photo.description)
    assert photo.space == copied.space
    with Image.open(photo.file) as came, Image.open(example.photo.file) as went:
        assert came.size == went.size
        difference = ImageChops.difference(came.convert("RGB"), went.convert("RGB"))
        assert max(high for _low, high in difference.getextrema()) < 40
    after = json.loads(json.dumps(document.build(copied)))
    assert compare({**json.loads(report.content), "assessment": after["assessment"]}, after) == []
    # Brought in a second time to the same space nothing is doubled.
    again = importing.load(content, elsewhere, by=None, space=copied.space)
    assert again.vulnerabilities.first().photos.get() == photo
    assert copied.space.attachments.count() == 1


@pytest.mark.parametrize(
    ("data", "told"), [(b"%PDF-1.7 not a photo", "no photo"), (b"no picture at all", "no photo"), (None, "checksum")]
)
def test_a_file_that_is_no_photo_imports_nothing(example, data, told):
    content = json.loads(services.make_report(example.assessment, example.lead, "json").content)
    file = content["files"][0]
    if data is None:
        file["content"] = "AAAA"
    else:
        digest = hashlib.sha256(data).hexdigest()
        file["content"], file["sha256"] = base64.b64encode(data).decode(), digest
        content["vulnerabilities"][0]["photos"][0]["sha256"] = digest
    elsewhere = Organisation.objects.create(name="Elsewhere", kind="municipality")
    with pytest.raises(ValidationError) as refused:
        importing.load(importing.read(json.dumps(content)), elsewhere, by=None)
    assert "files/0" in refused.value.messages[0] and told in refused.value.messages[0]
    assert not elsewhere.pk or not Space.objects.filter(organisation=elsewhere).exists()


@pytest.mark.parametrize("name", ["report.pdf", "report.XLSX", "report.json"])
def test_the_command_line_writes_by_the_suffix(example, tmp_path, name):
    written = services.write_report(example.assessment, tmp_path / name, reader_name="Console")
    assert (tmp_path / name).read_bytes() == written.content
    assert AuditEntry.objects.filter(verb=Verb.EXPORTED).count() == 1
    if name.endswith("pdf"):
        assert "Printed for Console" in pages_of(written.content)[0]


def test_the_command_line_refuses_in_one_sentence(example, tmp_path):
    for path, kind in (("report.odt", None), ("report.xlsx", "full"), ("report", None)):
        with pytest.raises(ValidationError) as refused:
            services.write_report(example.assessment, tmp_path / path, reader_name="Console", kind=kind)
        assert len(refused.value.messages) == 1
    with pytest.raises(OSError):
        services.write_report(example.assessment, tmp_path / "no" / "report.json", reader_name="Console")
    assert not AuditEntry.objects.filter(verb=Verb.EXPORTED).exists()


def test_the_summary_can_be_written_too(example, tmp_path):
    written = services.write_report(example.assessment, tmp_path / "s.pdf", reader_name="Console", kind="summary")
    assert written.marking == "CLEAR"
    assert len(pages_of(written.content)) == 1
