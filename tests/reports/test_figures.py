"""What is printed is what the pages show: the figures come back out of the document unchanged."""

from __future__ import annotations

import pytest
from django.utils import timezone

from protect.assessments import document
from protect.assessments import services as assessing
from protect.assessments.models import Assessment, Basis, Scenario, Score
from protect.assessments.queries import sentences
from protect.assessments.queries.judgement import judge
from protect.organisations import audit
from protect.reports import chapters, contents, council, judged, look, services
from tests.reports.example import Example


def judgements(example):
    figures = services.figures_of(example.assessment, example.lead)
    return [
        (figures, figures.current, judge(example.assessment, example.lead)),
        (figures, figures.inherent, judge(example.assessment, example.lead, basis=Basis.INHERENT)),
    ]


def test_every_figure_is_the_one_of_the_page(example):
    for _figures, printed, page in judgements(example):
        assert printed.counts == page.counts
        assert printed.highest == page.highest
        assert len(printed.open_rows) == len(page.open_rows)
        assert len(printed.rows) == len(page.rows) == 11
        for ours, theirs in zip(printed.rows, page.rows, strict=True):
            assert (ours.state, ours.band, ours.discuss) == (theirs.state, theirs.band, theirs.discuss)
            assert (ours.spread_probability, ours.spread_consequence) == (
                theirs.spread_probability,
                theirs.spread_consequence,
            )
            assert (ours.bands is None) == (theirs.bands is None)
            if ours.bands:
                assert ours.bands == pytest.approx(theirs.bands, abs=1e-6)
        assert printed.alpha_probability == pytest.approx(page.alpha_probability, abs=1e-4)
        assert printed.alpha_consequence == pytest.approx(page.alpha_consequence, abs=1e-4)


def test_every_sentence_is_the_one_of_the_page(example):
    for figures, printed, page in judgements(example):
        assert sentences.counts(printed) == sentences.counts(page)
        assert [one.sentence for one in sentences.agreements(printed)] == [
            one.sentence for one in sentences.agreements(page)
        ]
        for ours, theirs in zip(printed.rows, page.rows, strict=True):
            assert sentences.why(ours, figures.scale) == sentences.why(theirs, page.scale_set)
            assert sentences.how_sure(ours, figures.scale) == sentences.how_sure(theirs, page.scale_set)


def test_the_heat_map_is_the_one_of_the_page(example):
    figures, _printed, page = judgements(example)[0]
    drawn = judged.heat_map(figures)["rows"]
    table = page.heat_map()
    assert [line["area"] for line in drawn] == [area.name if area else "Whole place" for area, _c, _h in table]
    for line, (_area, cells, highest) in zip(drawn, table, strict=True):
        assert [cell["number"] for cell in line["cells"]] == [
            "" if cell.band is None else str(cell.band + 1) for cell in cells
        ]
        assert line["highest"]["number"] == ("" if highest is None else str(highest + 1))


def test_open_is_never_drawn_as_a_low_level(example):
    rows = judged.heat_map(services.figures_of(example.assessment, None))["rows"]
    cells = [cell for line in rows for cell in line["cells"]]
    unknown = [cell for cell in cells if cell["kind"] == "open"]
    assert unknown and all(cell["symbol"] == "?" and cell["number"] == "" for cell in unknown)


def test_an_approved_version_is_printed_from_its_seal(example):
    before = contents.full_report(
        services.figures_of(example.assessment, example.lead), reader="L", at=timezone.now(), pictures={}
    )
    Scenario.objects.filter(assessment=example.assessment).update(title="Changed behind its back", text="x")
    Score.objects.filter(scenario__assessment=example.assessment).update(probability=1)
    example.space.name = "Renamed"
    example.space.save()
    after = contents.full_report(
        services.figures_of(Assessment.objects.get(pk=example.assessment.pk), example.lead),
        reader="L",
        at=timezone.now(),
        pictures={},
    )
    assert after["scenarios"] == before["scenarios"]
    assert after["title"] == before["title"] == "Vulnerability assessment: Piața Sfatului"
    assert after["heat_map"] == before["heat_map"]


def test_the_marking_is_the_strictest_of_seal_and_today(example):
    example.assessment.marking = "RED"
    assert services.figures_of(example.assessment, None).marking == "RED"
    example.assessment.marking = "CLEAR"
    assert services.figures_of(example.assessment, None).marking == "AMBER"


@pytest.fixture
def blind(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    example = Example(approve=False)
    with audit.acting(example.lead, "test"):
        example.score()
    return example


def test_before_the_scores_open_a_report_holds_the_readers_own_and_nobody_elses(blind):
    printed = contents.full_report(
        services.figures_of(blind.assessment, blind.police), reader="A", at=timezone.now(), pictures={}
    )["scenarios"]
    givers = {score[0] for row in printed["rows"] for score in row["scores"]}
    assert givers == {blind.police.name}
    assert printed["blind"]
    for outsider in (None, blind.viewer):
        rows = contents.full_report(
            services.figures_of(blind.assessment, outsider), reader="A", at=timezone.now(), pictures={}
        )["scenarios"]["rows"]
        assert not any(row["scores"] or row["bar"] for row in rows)
        assert not any("From the score" in sentence for row in rows for sentence in row["why"])


def test_every_file_of_a_blind_assessment_keeps_the_scores_of_others(blind):
    secret = "Seen on site in February."
    Score.objects.exclude(member__user=blind.lead).update(rationale="SECRET OF ANOTHER")
    for kind in ("json", "xlsx"):
        report = services.make_report(blind.assessment, blind.lead, kind)
        assert b"SECRET OF ANOTHER" not in unpacked(report.content)
        assert secret.encode() in unpacked(report.content)


def unpacked(content: bytes) -> bytes:
    import io
    import zipfile

    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return b"".join(book.read(name) for name in book.namelist())


def test_a_quick_assessment_of_one_person_is_reported_too(example):
    from protect.spaces.models import Space

    space = Space.objects.create(organisation=example.organisation, name="Station", main_category="transport_hub")
    with audit.acting(example.lead, "test"):
        quick = assessing.create_assessment(space, by=example.lead, mode="quick")
        assessing.move_on(quick)
        for row in quick.scenarios.all():
            assessing.save_score(row, quick.team.get(), {"probability": 2, "consequence": 3})
    report = services.make_report(quick, example.lead)
    assert report.standard == "ua-1"
    assert report.content.startswith(b"%PDF")


def test_the_colours_are_those_of_the_pages():
    from protect.project.settings import PACKAGE

    sheet = (PACKAGE / "web" / "scss" / "_levels.scss").read_text(encoding="utf-8")
    for number, (fill, ink) in enumerate(look.COLOURS):
        ink_short = "#fff" if ink == "#ffffff" else ink
        assert f".band-{number} {{ background: {fill}; color: {ink_short}; }}" in sheet


def test_counts_below_three_are_held_back():
    assert [council.held_back(count) for count in (0, 1, 2, 3, 12)] == ["fewer than 3"] * 3 + ["3", "12"]


def test_the_documents_digest_of_the_seal_is_printed(example):
    figures = services.figures_of(example.assessment, None)
    assert figures.seal == example.assessment.snapshot.sha256
    assert any(figures.seal in line for line in chapters.method(figures)["sources"])
    assert document.of(example.assessment) == example.assessment.snapshot.document
