"""Report templates of an organisation, and the report as DOCX: the same words and figures as the PDF."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from protect.organisations.models import AuditEntry, Organisation, Role
from protect.reports import contents, judged, pictures, word
from protect.reports import services as reports
from protect.reports.columns import widths
from protect.reports.layouts import services
from protect.reports.layouts.parts import CHAPTERS, NO_LAYOUT, arranged, blocks_of, standard
from protect.reports.layouts.queries import STANDARD, chosen
from protect.reports.services import Kind
from tests.reports.reading import pages_of
from tests.world import make_user


@pytest.fixture
def layout(example):
    return services.create_layout(example.organisation, "Council", by=example.lead)


def logo(kind: str = "PNG", size: tuple[int, int] = (1200, 300)) -> io.BytesIO:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Kestrelmoor camera"
    Image.new("RGB", size, "navy").save(file, kind, **({"exif": exif} if kind == "JPEG" else {}))
    file.seek(0)
    return file


def data_of(example, layout=None):
    figures = reports.figures_of(example.assessment, example.lead)
    shown = pictures.of(example.assessment, figures)
    data = contents.full_report(figures, reader="R", at=example.assessment.approved_at, pictures=shown.described)
    return arranged({**data, "plan": shown.plan}, layout)[0]


def docx_of(example, layout=None):
    made = reports.make_report(example.assessment, example.lead, Kind.DOCX, layout=layout)
    return made, Document(io.BytesIO(made.content))


def chapters_of(document) -> list[str]:
    return [one.text for one in document.paragraphs if one.style.name == "Heading 1"]


def headings_of(data) -> list[str]:
    found = []
    for part in data["parts"]:
        if part["code"] == "text":
            found += [part["title"]] if part["title"] else []
        elif part["code"] == "checklist":
            found += [] if data["checklist"]["nothing"] else [data["words"]["checklist"]]
        elif part["code"] != "decisions" or data["vulnerabilities"]["decisions"]["rows"]:
            found.append(data["words"][part["code"]])
    return found


def test_the_docx_has_the_headings_tables_and_figures_of_the_pdf(example):
    data = data_of(example)
    made, document = docx_of(example)
    assert made.name.endswith("TLP-AMBER.docx")
    assert chapters_of(document) == headings_of(data)
    second = [one.text for one in document.paragraphs if one.style.name == "Heading 2"]
    assert [one["name"] for one in data["scenarios"]["rows"]] == [text for text in second if text[:1].isdigit()]
    printed = " ".join(" ".join(pages_of(reports.make_report(example.assessment, example.lead).content)).split())
    for sentence in data["summary"]["sentences"]:
        assert any(one.text == sentence for one in document.paragraphs)
        assert sentence[:40] in printed
    counts = next(table for table in document.tables if table.rows[0].cells[0].text == data["words"]["level"])
    told = [(row.cells[0].text, row.cells[1].text) for row in counts.rows[1:]]
    assert told == [
        *((word.look_text(band), str(band["count"])) for band in reversed(data["summary"]["bands"])),
        (f"? {data['summary']['open_label']}", str(data["summary"]["open"])),
    ]
    heat = next(table for table in document.tables if table.rows[0].cells[0].text == data["words"]["part"])
    assert [[cell.text for cell in row.cells[1:-1]] for row in heat.rows[1:]] == [
        [word.look_text(cell) for cell in row["cells"]] for row in data["heat_map"]["rows"]
    ]


def test_the_docx_is_made_for_screen_readers(example):
    made, document = docx_of(example)
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(cell.text for cell in table.rows[0].cells)
    shapes = document.inline_shapes
    assert len(shapes) >= 2 and all(shape._inline.docPr.get("descr") for shape in shapes)
    assert document.core_properties.language == "en-GB" and document.core_properties.title
    assert 'w:val="en-GB"' in document.styles.element.xml
    header = document.sections[0].header.paragraphs[0].text
    assert header.startswith("TLP:AMBER") and str(example.lead) in document.sections[0].footer.paragraphs[0].text
    names = zipfile.ZipFile(io.BytesIO(made.content)).namelist()
    assert not any(name.endswith((".bin", ".vml")) for name in names)


def test_the_columns_of_a_docx_are_as_wide_as_what_stands_in_them(example):
    """No word of a table is broken for want of room that another column does not need."""
    _made, document = docx_of(example)
    measures = next(one for one in document.tables if one.rows[0].cells[0].text == "No." and len(one.columns) == 7)
    cm = [cell.width.cm for cell in measures.rows[0].cells]
    assert sum(cm) == pytest.approx(17, abs=0.05) and cm[0] < 1.5
    assert [round(cell.width.cm, 2) for cell in measures.rows[-1].cells] == [round(one, 2) for one in cm]


@given(
    st.lists(st.lists(st.text("ab ", max_size=40), min_size=3, max_size=3), min_size=1, max_size=4),
    st.floats(8, 26),
)
def test_columns_fill_the_page_and_none_disappears(rows, room):
    found = widths(rows, room, 8.5)
    assert sum(found) == pytest.approx(room) and min(found) > 0


def test_a_longest_word_has_room_where_there_is_room():
    rows = [["No.", "Measure", "Where"], ["M1", "Loudspeakers for announcements", "a long sentence " * 12]]
    found = widths(rows, 17, 8.5)
    assert found[0] < found[1] < found[2]
    assert found[1] > len("announcements") * 8.5 * 0.02 and found[0] < 1.5


def test_a_column_that_is_signed_by_hand_has_room():
    found = widths([["", "Name and function", "Signature", "Date"], ["For the team", "A. B.", "", ""]], 17, 8.5)
    assert found[2] > 4 and found[3] > 2


def test_every_column_of_the_requirements_has_a_name(example):
    figures = reports.figures_of(example.assessment, example.lead)
    figures.document["requirements"] = [
        {"obligation": "must", "text": "s", "measure_of_success": "m", "vulnerabilities": [], "functions": []}
    ]
    told = judged.requirements(figures)
    assert all(told["header"]) and len(told["rows"][-1]) == len(told["header"])


def test_the_docx_speaks_the_language_that_was_chosen(example):
    made = reports.make_report(example.assessment, example.lead, Kind.DOCX, language="ro")
    assert Document(io.BytesIO(made.content)).core_properties.language == "ro-RO"


def test_the_checklist_is_a_chapter_of_both_files_where_there_is_one(example, monkeypatch):
    table = {"header": ["Code", "Question", "Answer"], "rows": [["A1", "Is it lit?", "yes"]]}
    told = {
        "nothing": "", "sentences": ["One question was asked."], "counts_title": "Answers by group", "counts": table,
        "answers_title": "What was answered", "answers": {**table, "header": [*table["header"], "Evidence", "Last time"],
        "rows": [["A1", "Is it lit?", "yes", "seen", "no"]]}, "ideas_title": "Ideas", "ideas": table,
    }  # fmt: skip
    monkeypatch.setattr("protect.reports.services.checklist.checklist", lambda assessment, reader: told)
    _made, document = docx_of(example)
    printed = " ".join(pages_of(reports.make_report(example.assessment, example.lead).content))
    assert "Checklist" in chapters_of(document) and "One question was asked." in printed
    assert any("Is it lit?" in [cell.text for cell in row.cells] for one in document.tables for row in one.rows)


def test_a_template_puts_chapters_and_own_texts_in_its_order_in_both_files(example, layout):
    text = {"code": "text", "title": "From the mayor", "text": "Read **this** first.\n\n- one\n- two\n\n#panic[x] <b>"}
    services.change_layout(
        layout,
        {"cover_title": "Report to the council", "footer": "Do not copy"},
        [{"code": "signatures"}, text, {"code": "summary"}],
    )
    data = data_of(example, layout)
    _made, document = docx_of(example, layout)
    assert chapters_of(document) == ["Signatures", "From the mayor", "Summary"] == headings_of(data)
    made = reports.make_report(example.assessment, example.lead, layout=layout)
    assert made.standard == "ua-1"
    printed = " ".join(pages_of(made.content))
    assert printed.index("Signatures") < printed.index("From the mayor")
    for words in ("Report to the council", "Do not copy", "Read this first.", "#panic[x] <b>", "TLP:AMBER"):
        assert words in printed
    assert "Method and scale" not in printed
    assert any(one.text == "one" and one.style.name == "List Bullet" for one in document.paragraphs)
    assert any("#panic[x] <b>" in one.text for one in document.paragraphs)


def test_every_chapter_can_stand_alone(example, layout):
    for code in CHAPTERS:
        services.change_layout(layout, {}, [{"code": code}])
        assert chapters_of(docx_of(example, layout)[1]) == headings_of(data_of(example, layout))


def test_without_a_template_nothing_changes(example):
    assert [one["code"] for one in NO_LAYOUT["parts"]] == [one["code"] for one in standard()] == list(CHAPTERS)
    assert chosen(example.assessment) is None


def test_one_template_is_the_default_and_the_platforms_own_can_be_chosen(example, layout):
    other = services.create_layout(example.organisation, "Police", by=example.lead)
    assert chosen(example.assessment) == layout
    services.make_default(other)
    assert chosen(example.assessment) == other and chosen(example.assessment, str(layout.pk)) == layout
    assert chosen(example.assessment, STANDARD) is None
    services.use_no_default(example.organisation)
    assert chosen(example.assessment) is None


def test_a_template_of_another_organisation_is_never_used(example, layout):
    elsewhere = Organisation.objects.create(name="Elsewhere", kind="police")
    theirs = services.create_layout(elsewhere, "Theirs", by=None)
    assert chosen(example.assessment, str(theirs.pk)) is None


def test_the_logo_is_written_anew_with_its_words_in_both_files(example, layout):
    services.set_logo(layout, logo("JPEG"), name="l.jpg", size=5000, alt="Arms of the town")
    with Image.open(io.BytesIO(bytes(layout.logo))) as kept:
        assert kept.format == "PNG" and max(kept.size) == 800 and not kept.getexif()
    assert b"Kestrelmoor" not in bytes(layout.logo)
    _made, document = docx_of(example, layout)
    assert document.inline_shapes[0]._inline.docPr.get("descr") == "Arms of the town"
    assert reports.make_report(example.assessment, example.lead, layout=layout).standard == "ua-1"


@pytest.mark.parametrize(
    ("content", "alt", "field"),
    [
        (b"%PDF-1.7", "Arms", "logo_file"),
        (b"<svg onload='x'/>", "Arms", "logo_file"),
        (b"", "Arms", "logo_file"),
        (None, " ", "logo_alt"),
    ],
)
def test_what_is_no_picture_or_has_no_words_is_refused(example, layout, content, alt, field):
    file = logo() if content is None else io.BytesIO(content)
    with pytest.raises(ValidationError) as refused:
        services.set_logo(layout, file, name="x", size=100, alt=alt)
    assert field in refused.value.message_dict


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [{"code": "text", "title": "Only", "text": "text"}],
        [{"code": "summary"}, {"code": "summary"}],
        [{"code": "no_such"}],
        [{"code": "summary"}, {"code": "text", "title": "x" * 121, "text": ""}],
        [{"code": "summary"}, *([{"code": "text", "title": "a", "text": "b"}] * 21)],
    ],
)
def test_a_report_that_would_say_nothing_or_too_much_is_refused(layout, parts):
    with pytest.raises(ValidationError):
        services.change_layout(layout, {}, parts)


@given(st.text(max_size=200))
def test_no_word_of_an_own_text_is_lost(text):
    said = []
    for block in blocks_of(text):
        for runs in block.get("items", [block.get("runs", [])]):
            said += [run["text"] for run in runs]
    plain = lambda value: sorted("".join(c for c in value if c.isalnum()))  # noqa: E731
    assert plain("".join(said)) == plain(text)


def test_strong_words_lists_and_headings_are_understood():
    kinds = [block["kind"] for block in blocks_of("## Head\nOne **two** three\n- a\n- b\n\nEnd")]
    assert kinds == ["heading", "paragraph", "list", "paragraph"]
    assert blocks_of("**a** b")[0]["runs"] == [{"text": "a", "strong": True}, {"text": " b", "strong": False}]


def rows_of(page) -> dict[str, str]:
    """The fields of the form as the page gives them."""
    formset, form = page.context["parts"], page.context["form"]
    sent = {"parts-TOTAL_FORMS": len(formset.forms), "parts-INITIAL_FORMS": formset.initial_form_count()}
    sent |= {name: form[name].value() or "" for name in ("name", "cover_title", "footer", "logo_alt")}
    for part in formset:
        for name in ("code", "position", "title", "text"):
            sent[part[name].html_name] = part[name].value() or ""
        if part["shown"].value():
            sent[part["shown"].html_name] = "on"
    return sent


def test_a_template_is_edited_previewed_and_deleted_in_the_browser(client, example):
    client.force_login(example.lead)
    there = reverse("layouts:list", args=[example.organisation.pk])
    assert client.post(there, {"name": "Council"}).status_code == 302
    layout = example.organisation.layouts.get()
    assert layout.is_default
    address = reverse("layouts:change", args=[example.organisation.pk, layout.pk])
    sent = rows_of(client.get(address))
    last = int(sent["parts-TOTAL_FORMS"]) - 1
    sent |= {f"parts-{last}-title": "Foreword", f"parts-{last}-text": "Dear council", f"parts-{last}-position": "1"}
    del sent["parts-1-shown"]  # the place
    assert client.post(address, {**sent, "logo_file": logo(), "logo_alt": "Arms"}).status_code == 302
    layout.refresh_from_db()
    assert layout.parts[0]["title"] == "Foreword" and {"code": "place"} not in layout.parts and layout.logo
    assert AuditEntry.objects.filter(object_type="layouts.layout", verb="changed").exists()
    assert client.get(reverse("layouts:logo", args=[example.organisation.pk, layout.pk]))["Content-Type"] == "image/png"
    preview = client.get(reverse("layouts:preview", args=[example.organisation.pk, layout.pk]))
    assert preview.content.startswith(b"%PDF") and "Dear council" in " ".join(pages_of(preview.content))
    for part in ("position", "code"):
        wrong = client.post(address, {**rows_of(client.get(address)), f"parts-0-{part}": "x"})
        assert wrong.status_code == 200 and "nothing was saved" in wrong.content.decode()
    page = client.get(reverse("reports:assessment", args=[example.assessment.pk])).content.decode()
    assert "Template of the full report" in page
    file = client.get(reverse("reports:download", args=[example.assessment.pk, "docx"]), {"layout": str(layout.pk)})
    assert chapters_of(Document(io.BytesIO(file.content)))[0] == "Foreword"
    client.post(reverse("layouts:delete", args=[example.organisation.pk, layout.pk]))
    assert not example.organisation.layouts.exists()


def test_only_whoever_leads_edits_templates(client, example, layout):
    for role, status in ((Role.VIEWER, 403), (Role.ASSESSOR, 403), (Role.ADMINISTRATOR, 200)):
        client.force_login(make_user(f"{role}@x.example", example.organisation, role))
        assert client.get(reverse("layouts:list", args=[example.organisation.pk])).status_code == status


def test_two_people_who_edit_a_template_do_not_overwrite_each_other(client, example, layout):
    client.force_login(example.lead)
    address = reverse("layouts:change", args=[example.organisation.pk, layout.pk])
    page = client.get(address)
    loaded = {"parts_as_loaded": page.context["loaded"], "as_loaded": page.context["form"]["as_loaded"].value()}
    sent = rows_of(page) | loaded
    services.change_layout(layout, {}, [{"code": "summary"}, {"code": "text", "title": "Theirs", "text": "t"}])
    # Only the foot was changed here: both changes are kept.
    assert client.post(address, {**sent, "footer": "Mine"}).status_code == 302
    layout.refresh_from_db()
    assert layout.footer == "Mine" and layout.parts[1]["title"] == "Theirs"
    del sent["parts-1-shown"]
    again = client.post(address, {**sent, "footer": "Mine"})
    assert "Somebody else changed the chapters" in again.content.decode()
    layout.refresh_from_db()
    assert layout.parts[1]["title"] == "Theirs"
