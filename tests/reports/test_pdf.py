"""The full report as a file: accessible, marked on every page, and unmoved by whatever people wrote."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protect.organisations.markings import Marking
from protect.organisations.models import AuditEntry, Verb
from protect.reports import contents, pdf, services, site_plan
from protect.reports.figures import Figures
from tests.reports.example import Example
from tests.reports.reading import pages_of


@pytest.fixture
def report(example):
    return services.make_report(example.assessment, example.lead)


def test_it_is_tagged_and_says_so(report):
    assert report.standard == "ua-1"
    content = report.content
    assert re.search(rb"/MarkInfo\s*<<\s*/Marked true", content)
    assert b"/StructTreeRoot" in content
    assert re.search(rb"<pdfuaid:part>\s*1\s*</pdfuaid:part>", content)
    assert re.search(rb"/Lang\s*\(en\)", content)
    assert b"/DisplayDocTitle true" in content
    assert "Vulnerability assessment: Piața Sfatului".encode() in content  # title in the metadata
    assert re.search(rb"/Alt\s*[(<]", content)


def test_marking_reader_and_time_stand_on_every_page(report, example):
    pages = pages_of(report.content)
    assert len(pages) >= 12
    for number, page in enumerate(pages, 1):
        assert "TLP:AMBER" in page, number
        assert "Printed for Ioana Țurcanu" in page, number
        assert "(Europe/Bucharest)" in page, number
        assert "Invented demonstration data" in page, number
        assert f"Page {number} of {len(pages)}" in page


def test_every_chapter_is_there_with_its_words(report, example):
    text = " ".join(" ".join(pages_of(report.content)).split())
    for words in contents.words().values():
        if words in {"Checklist", "Threat type", contents.words()["missing_glyphs"], "Threat types that do not apply"}:
            continue
        assert words.split(":")[0] in text, words
    for there in (
        "Андрей Попов", "Ελένη Παπαδοπούλου", "Marek Wiśniewski", "Platform default, not the scale of the EU",
        "Very high 61 in 100", "Gap between the bollards", "M. Popescu, mayor", "County police", "probability by 2 levels",
        "Without the measures the level would be Very high.", "Absent when agreed", example.assessment.snapshot.sha256[:20],
    ):  # fmt: skip
        assert there in text, there


def test_a_photo_that_is_gone_is_said_and_not_hidden(example):
    example.photo.file.delete()
    text = " ".join(" ".join(pages_of(services.make_report(example.assessment, example.lead).content)).split())
    assert "its file is no longer there" in text


def test_without_our_fonts_the_report_still_comes(example, settings, tmp_path):
    settings.REPORT_FONTS = tmp_path / "none"
    assert services.make_report(example.assessment, example.lead).standard in {"ua-1", "plain"}


def test_a_character_that_no_font_has_gives_a_plain_pdf_that_says_so(example):
    unassigned = "\U0001dffe"
    example.lead.name = f"Ioana {unassigned}"
    report = services.make_report(example.assessment, example.lead)
    assert (report.standard, report.missing) == ("plain", "U+1DFFE")
    assert "plain PDF, not PDF/UA" in " ".join(pages_of(report.content)[0].split())
    assert "plain PDF" in AuditEntry.objects.filter(verb=Verb.EXPORTED).latest("pk").note


@pytest.mark.slow
def test_twenty_pages(db, settings, tmp_path):
    """The time is printed by benchmarks, not asserted; here it is the length that counts."""
    settings.MEDIA_ROOT = tmp_path
    example = Example(repeat=3)
    report = services.make_report(example.assessment, example.lead)
    assert len(pages_of(report.content)) >= 20


@pytest.mark.parametrize("language", ["de", "el", "es", "fr", "lt", "nl", "ro"])
def test_the_language_of_the_file_is_the_chosen_one(example, language):
    report = services.make_report(example.assessment, example.lead, language=language)
    assert report.standard == "ua-1"
    assert re.search(rb"/Lang\s*\(%s\)" % language.encode(), report.content)


NASTY = [
    '#panic("no") #import "x.typ": * #sys.inputs #image("/etc/passwd")',
    "*bold* _it_ `raw` $x^2$ = Heading\n== more\n- list\n+ enum\n/ term: x",
    "]]]} ) ( { [[[ \\ \\n \\u{1F600} // comment /* block */ <label> @ref",
    '"; quote \' "" json {"a": 1} \\"',
    "\u202eright to left override\u202c \u2066isolated\u2069 שלום مرحبا بالعالم",
    "emoji 😀👩\u200d🚒🏳\ufe0f\u200d🌈 and 漢字",
    "a" * 500,
    "\x00\x01\x08\x0b\x1f\x7f\x85 \u2028 \u2029 \ufeff \ufffe \ufdd0 \ue000",
    "a\u0301\u0323" * 40,
    "   \n\n\n\t  ",
    "=1+2 <script>alert(1)</script> &amp; %0a",
    "ąčęėįšųūž ȘșȚț Ελληνικά Ώ Кириллица Żółć ß ﬁ №",
]


@pytest.fixture(scope="module")
def document(django_db_setup, django_db_blocker, tmp_path_factory):
    """The document of the example, without the database behind it."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        example = Example()
        content = json.dumps(services.figures_of(example.assessment, None).document)
        transaction.set_rollback(True)
    return content


def with_text(content: str, text: str) -> Figures:
    """The example's document with ``text`` in everything that people write."""
    document = json.loads(content)
    written = {
        "name", "title", "text", "reason", "statement", "rationale", "notes", "weaknesses", "improvement_ideas", "mandate",
        "site_notes", "description", "surroundings", "busy_times", "hours", "owner_name", "signatory", "transferred_to",
        "participants", "organisation_name", "approval_note", "organisation", "lead", "town", "when", "managing_body",
    }  # fmt: skip

    def write(part):
        if isinstance(part, dict):
            return {
                name: text if name in written and isinstance(one, str) and one else write(one)
                for name, one in part.items()
            }
        return [write(one) for one in part] if isinstance(part, list) else part

    for name in ("assessment", "space", "team", "visits", "scenarios", "vulnerabilities"):
        document[name] = write(document[name])
    return Figures(document, Marking.AMBER)


def render(figures: Figures, reader: str) -> pdf.Rendered:
    data = contents.full_report(figures, reader=reader, at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC), pictures={})
    plan = site_plan.draw(figures.space)
    assert plan is not None
    shown = {"file": "plan.svg", "alt": plan.alt, "key": plan.key}
    return pdf.render("full.typ", {**data, "plan": shown}, {"plan.svg": plan.svg})


@pytest.mark.parametrize("text", NASTY)
def test_what_people_write_never_breaks_or_becomes_markup(document, text):
    rendered = render(with_text(document, text), text[:100])
    assert rendered.content.startswith(b"%PDF")
    printed = folded("".join(pages_of(rendered.content)))
    words = [word for word in folded_words(text) if word.isascii() and len(word) < 40]
    for word in words:
        assert word in printed, word


def folded(text: str) -> str:
    """As it is compared: compatibility forms, no spaces, no hyphens at line ends, no invisible characters."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(
        letter for letter in text if letter.isprintable() and not letter.isspace() and letter not in "-\u200b"
    )


def folded_words(text: str) -> list[str]:
    return [folded(word) for word in text.split() if folded(word)]


@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
    | st.text("#*_`$=-+/\\<>@[](){}\"'~&|^%;:,.!? \n\tab1", max_size=80)
)
@pytest.mark.deep
def test_any_text_at_all_is_printed(document, text):
    assert render(with_text(document, text), text).content.startswith(b"%PDF")


def test_nothing_outside_the_job_can_be_read(document):
    """Even where a name of a picture came from data, only the job's own folder is in reach."""
    figures = with_text(document, "x")
    data = contents.full_report(figures, reader="x", at=timezone.now(), pictures={})
    plan = {"file": "../../../etc/hostname", "alt": "a", "key": "k"}
    with pytest.raises(pdf.ReportError):
        pdf.render("full.typ", {**data, "plan": plan})
