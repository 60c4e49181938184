"""Two languages side by side: what is missing, what moved, and tables for those who translate elsewhere."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from protect.captions import services, sheets
from protect.captions.beside import carried, digest, marks_for, rows, standing
from protect.captions.models import Track, Work
from protect.captions.texts import track_of
from protect.formats.captions.cues import Cue
from protect.formats.captions.cues import Track as Cues
from protect.organisations import waiting
from tests.captions.making import captioned, cues, recorded
from tests.world import world


@pytest.fixture
def w(db):
    return world()


@pytest.fixture
def pair(w):
    recording = recorded(w)
    source = captioned(w, recording, "One.", "Two.", "Three.")
    return source, services.begin(recording, language="ro", kind="subtitles", source=source, asked=True, by=w.lead)


def standing_of(track: Track) -> tuple[int, int]:
    track.refresh_from_db()
    return track.untranslated, track.moved


def translated(w, track, words=None, more=None, right=()):
    track = Track.objects.select_related("source__current", "current").get(pk=track.pk)
    return services.translate(track, track.source.current, track.current, words or {}, more or {}, right, by=w.lead)


def test_a_translation_has_the_times_of_its_source_and_knows_what_is_missing(w, pair):
    _source, track = pair
    assert standing_of(track) == (3, 0)
    made = translated(w, track, more={0: "Unu.", 2: "Trei."})
    assert track_of(made.text).cues == (Cue(0, 3800, "Unu."), Cue(8000, 11800, "Trei."))
    assert standing_of(track) == (1, 0)
    translated(w, track, more={1: "Doi."})
    assert standing_of(track) == (0, 0)


def test_cues_whose_source_moved_since_are_marked_until_somebody_looks(w, pair):
    source, track = pair
    translated(w, track, more={0: "Unu.", 1: "Doi.", 2: "Trei."})
    services.write(source, cues("One.", "Two or more.", "Three of them."), origin="editor", by=w.lead)
    assert standing_of(track) == (0, 2)
    translated(w, track, words={1: "Doi sau mai mulți."})
    assert standing_of(track) == (0, 1)
    translated(w, track, right=[2])
    assert standing_of(track) == (0, 0)


def test_another_cut_or_time_of_the_same_words_is_no_change_and_times_can_be_taken(w, pair):
    source, track = pair
    translated(w, track, more={0: "Unu.", 1: "Doi.", 2: "Trei."})
    moved = Cues(tuple(Cue(one.start + 300, one.end + 300, one.text) for one in cues("One.", "Two.", "Three.").cues))
    services.write(source, moved, origin="editor", by=w.lead)
    assert standing_of(track) == (0, 0)
    track = Track.objects.get(pk=track.pk)
    made = services.copy_times(track, by=w.lead)
    assert [one.start for one in track_of(made.text).cues] == [300, 4300, 8300]


def test_marks_go_with_their_cues_through_the_editor(w, pair):
    source, track = pair
    translated(w, track, more={0: "Unu.", 1: "Doi.", 2: "Trei."})
    services.write(source, cues("One and only.", "Two.", "Three."), origin="editor", by=w.lead)
    track = Track.objects.get(pk=track.pk)
    services.keep(track, 0, lambda found: found.spliced(2, 1, [Cue(8000, 11800, "Trei!")]), by=w.lead)
    services.save(track, by=w.lead)
    assert standing_of(track) == (0, 1)


def test_what_two_translators_write_is_brought_together(w, pair):
    _source, track = pair
    translated(w, track, more={0: "Unu."})
    stale = Track.objects.select_related("source__current", "current").get(pk=track.pk)
    translated(w, track, more={1: "Doi."})
    services.translate(stale, stale.source.current, stale.current, {}, {2: "Trei."}, [], by=w.assessor)
    track.refresh_from_db()
    assert [one.text for one in track_of(track.current.text).cues] == ["Unu.", "Doi.", "Trei."]
    # The same cue by both: nothing is lost, it waits as a working copy.
    assert services.translate(stale, stale.source.current, stale.current, {0: "Una."}, {}, [], by=w.assessor)
    stale = Track.objects.select_related("source__current", "current").get(pk=track.pk)
    translated(w, track, words={0: "Primul."})
    assert services.translate(stale, stale.source.current, stale.current, {0: "Întâi."}, {}, [], by=w.assessor) is None
    assert "Întâi." in Work.objects.get(person=w.assessor).text


def test_the_page_shows_both_sides_and_keeps_who_speaks(w):
    recording = recorded(w)
    source = services.begin(recording, language="en", kind="captions", by=w.lead)
    services.write(source, cues("One.", "Two.", speaker="Ana"), origin="file", by=w.lead)
    track = services.begin(recording, language="fr", kind="subtitles", source=source, by=w.lead)
    client = Client()
    client.force_login(w.lead)
    address = reverse("captions:translate", args=[track.pk])
    page = client.get(address).content.decode()
    assert "One." in page and 'lang="fr"' in page and "0 of 2 cues translated" in page
    client.post(address, {"source": "1", "base": "0", "more-0": "Un.", "more-1": ""})
    track.refresh_from_db()
    assert track_of(track.current.text).cues == (Cue(0, 3800, "<v Ana>Un.</v>"),)
    only = client.get(address + "?only=missing").content.decode()
    assert "Two." in only and "One." not in only
    client.post(address, {"source": "1", "base": "1", "words-0": "Un, oui.", "more-1": "Deux."})
    track.refresh_from_db()
    assert [one.text for one in track_of(track.current.text).cues] == ["<v Ana>Un, oui.</v>", "<v Ana>Deux.</v>"]
    wrong = client.post(address, {"source": "9", "base": "1", "words-0": "Typed long."})
    assert wrong.status_code == 200 and "Typed long." in wrong.content.decode()


def test_a_table_goes_to_a_translator_and_comes_back(w, pair):
    source, track = pair
    translated(w, track, more={0: "Unu."})
    track = Track.objects.select_related("source__current", "current").get(pk=track.pk)
    book = openpyxl.load_workbook(io.BytesIO(sheets.written(track)))
    sheet = book.worksheets[0]
    assert [sheet.cell(2, at).value for at in range(2, 6)] == ["0:00:00.000", "0:00:03.800", "One.", "Unu."]
    sheet.cell(3, 5).value = "Doi."
    sheet.cell(4, 5).value = "=cmd|calc"
    sheet.cell(9, 1).value, sheet.cell(9, 5).value = "1/1/nowhere-1", "?"
    out = io.BytesIO()
    book.save(out)
    client = Client()
    client.force_login(w.lead)
    out.seek(0)
    out.name = "table.xlsx"
    response = client.post(reverse("captions:bring_sheet", args=[track.pk]), {"file": out}, follow=True)
    assert "line 9: its key leads nowhere" in response.content.decode()
    track.refresh_from_db()
    assert [one.text for one in track_of(track.current.text).cues][:2] == ["Unu.", "Doi."]
    wrong = io.BytesIO(b"no table")
    wrong.name = "table.xlsx"
    page = client.post(reverse("captions:bring_sheet", args=[track.pk]), {"file": wrong}).content.decode()
    assert "“table.xlsx” is no spreadsheet" in page
    assert client.get(reverse("captions:sheet", args=[source.pk])).status_code == 302


def test_a_table_that_unpacks_to_fill_the_memory_is_not_opened(w, pair):
    _source, track = pair
    small = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheets.written(track))) as book,
        zipfile.ZipFile(small, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for one in book.infolist():
            made.writestr(one, book.read(one) + (b" " * 40_000_000 if one.filename == "xl/sharedStrings.xml" else b""))
    with pytest.raises(ValidationError, match="more than such a file needs"):
        sheets.read(track, small.getvalue(), "table.xlsx")
    cut = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheets.written(track))) as book, zipfile.ZipFile(cut, "w") as made:
        for one in book.infolist():
            made.writestr(one, book.read(one)[: 700 if one.filename.endswith("sheet1.xml") else None])
    with pytest.raises(ValidationError, match="no XLSX file"):
        sheets.read(track, cut.getvalue(), "table.xlsx")


def test_what_waits_is_in_the_inbox_of_those_who_can_do_it(w, pair):
    source, track = pair

    def kinds(person):
        return sorted((one.kind, one.key) for one in waiting.tasks_of(person, ["captions_review", "captions_asked"]))

    assert kinds(w.lead) == [("captions_asked", track.pk), ("captions_review", source.pk)]
    assert kinds(w.viewer) == kinds(w.other) == kinds(w.provider) == []
    services.set_manner(w.municipality, four_eyes=True)
    assert kinds(w.assessor) == [("captions_asked", track.pk)]
    services.review(source, 1, by=w.lead)
    translated(w, track, more={0: "Unu.", 1: "Doi.", 2: "Trei."})
    assert kinds(w.lead) == [] and kinds(w.assessor) == [("captions_review", track.pk)]


def test_a_translation_from_a_file_counts_as_of_today():
    source, target = cues("One.", "Two."), cues("Unu.", "Doi.")
    against = marks_for(source, target)
    assert against == [digest([one]) for one in source.cues]
    assert standing(rows(source, target, against)).percent == 100
    later = cues("One.", "Else.")
    assert standing(rows(later, target, against)).moved == 1
    assert carried(target, against, Cues((target.cues[1],))) == [against[1]]
