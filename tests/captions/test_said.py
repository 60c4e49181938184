"""The second in a recording: found in the words people type, by whoever sees the recording, and by nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from protect.captions import services
from protect.captions.said import indexing, searching
from protect.captions.said.showing import results
from protect.formats.captions.passages import passages
from protect.search.indexing import faults, rebuild
from protect.search.stemming import asked, said, stems
from tests.captions.making import captioned, cues, recorded
from tests.world import world

pytestmark = pytest.mark.django_db


def found(reader, text: str, **more) -> list[str]:
    return ["".join(piece for piece, _hit in one.title) for one in results(reader, text, **more)[0]]


@pytest.mark.parametrize(
    ("language", "sentence", "typed"),
    [
        ("en", "The barriers were crossed by walking people.", "barrier walk"),
        ("fr", "Les barrières protègent les marchés.", "barriere marché"),
        ("ro", "În piețele orașelor noastre sunt oameni.", "oras"),
        ("ro", "În piețele orașelor noastre sunt oameni.", "orașului"),
        ("el", "Οι πλατείες της πόλης είναι ανοιχτές.", "πλατεια"),
        ("es", "Las plazas están protegidas.", "plaza protegido"),
        ("lt", "Miesto aikštėse daug žmonių.", "aikštė"),
        ("de", "Auf den Märkten stehen Poller.", "markt"),
        ("nl", "De pleinen worden beveiligd.", "plein"),
        ("it", "Le piazze sono aperte.", "piazza"),
        ("pl", "Na placach są ludzie.", "place"),
        ("mk", "Плоштадите се отворени.", "плоштад"),
    ],
)
def test_words_are_found_in_other_forms_and_without_their_accents(language, sentence, typed):
    w = world()
    recording = recorded(w, "Squares", language=language)
    captioned(w, recording, sentence, language=language, reviewed=True)
    assert found(w.viewer, typed) == ["Squares"]
    assert found(w.viewer, "kestrel") == []


def test_a_stem_is_one_of_its_language():
    assert stems("walking", "en") == ("§enwalk",) and stems("walking", "xx") == ()
    assert "§enwalk" in said("Walking", "en-GB")
    assert asked("Walking dogs", ["en"], 1) == [["walking", "§enwalk"]]


def test_the_second_is_that_of_the_cue_in_which_it_is_said_and_hits_are_marked():
    w = world()
    captioned(w, recorded(w), "One here.", "Two there.", "Then the bollards.", reviewed=True)
    (one,), more = results(w.viewer, "bollard")
    assert not more and [hit.told for hit in one.moments] == ["0:08"]
    assert [piece for piece, hit in one.moments[0].snippet if hit] == ["bollards"]
    assert one.marking == "AMBER_STRICT"


def test_all_words_are_said_within_half_a_minute():
    w = world()
    captioned(
        w, recorded(w), *["Here is a bollard.", *["Nothing to hear now."] * 20, "There is a market."], reviewed=True
    )
    assert found(w.viewer, "bollard nothing") == ["What we saw on the square"]
    assert found(w.viewer, "bollard market") == []


@pytest.mark.parametrize("forms", [120, 0])
def test_the_beginning_of_a_word_will_do(monkeypatch, forms):
    monkeypatch.setattr(searching, "MOST_FORMS", forms)
    w = world()
    captioned(w, recorded(w), "About the bollards of Łódź.", reviewed=True)
    for typed in ("bo", "bol", "boll", "bollar", "lo", "lodz", "about boll"):
        assert found(w.viewer, typed) == ["What we saw on the square"], typed
    assert found(w.viewer, "bollardsx") == found(w.viewer, "abot") == []


def test_a_recording_is_told_once_in_the_language_of_its_reader():
    w = world()
    recording = recorded(w)
    captioned(w, recording, "The festival begins.", reviewed=True)
    captioned(w, recording, "Le festival commence.", language="fr", kind="subtitles", reviewed=True)
    for language, expected in (
        ("en", "The festival begins."),
        ("fr", "Le festival commence."),
        ("ro", "The festival begins."),
    ):
        with translation.override(language):
            (one,), _more = results(w.viewer, "festival")
        assert "".join(text for text, _hit in one.moments[0].snippet) == expected


def test_only_what_is_shown_is_found_and_only_by_whoever_sees_the_recording():
    w = world()
    secret, open_one = recorded(w, "Secret"), recorded(w, "Open", public=True)
    for recording in (secret, open_one):
        captioned(w, recording, "About the bollards.", reviewed=True)
    assert found(w.viewer, "bollards") == ["Open", "Secret"]
    assert found(w.other, "bollards") == found(None, "bollards") == ["Open"]
    track = open_one.tracks.get()
    services.write(track, cues("About the benches."), origin="editor", by=w.lead)
    assert found(None, "benches") == [] and found(None, "bollards") == ["Open"]
    services.review(track, 2, by=w.lead)
    assert found(None, "benches") == ["Open"] and found(None, "bollards") == []
    services.send_back(track, reason="A word is wrong.")
    assert found(None, "benches") == []


@pytest.mark.parametrize(("most", "common"), [(3_000, 4_000), (2, -1)])
def test_a_common_word_is_found_the_same_however_it_is_looked_for(monkeypatch, most, common):
    monkeypatch.setattr(searching, "MOST", most)
    monkeypatch.setattr(searching, "COMMON", common)
    w = world()
    event = recorded(w, "First").event
    named = [recorded(w, f"Number {at}", event=event) for at in range(7)]
    for recording in named:
        captioned(w, recording, *["The square."] * 40, reviewed=True)
        captioned(w, recording, *["Le square."] * 40, language="fr", kind="subtitles", reviewed=True)
    one, more = results(w.viewer, "square", begin=0, count=3)
    assert [hit.title[0][0] for hit in one] == ["Number 6", "Number 5", "Number 4"] and more
    assert [hit.told for hit in one[0].moments] == ["0:00", "0:24", "0:48"] and one[0].snippet
    two, more = results(w.viewer, "square", begin=3, count=5)
    assert [hit.title[0][0] for hit in two] == ["Number 3", "Number 2", "Number 1", "Number 0"] and not more
    assert results(w.other, "square")[0] == []


@pytest.mark.parametrize(("known", "is_common"), [("zebra", False), ("§ensay", True), ("say", True)])
def test_a_rare_word_is_not_common_for_the_number_of_its_stems(monkeypatch, known, is_common):
    """PostgreSQL assumes of each form that it does not know that it is in one passage of two hundred: 1,440 of 2,000 hours."""

    def estimate(asked: str) -> int:
        forms = asked.strip("()").split(" | ")
        return sum(90_000 if known in one and known != "zebra" else 1440 for one in forms)

    monkeypatch.setattr(searching, "_estimate", estimate)
    group = [
        known.removeprefix("§en"),
        *(f"§{code}{known.removeprefix('§en')}" for code in ("en", "fr", "ro", "el", "nl")),
    ]
    assert searching._has_common_form(group) is is_common


def test_the_one_box_finds_what_is_said_and_leafs_through_it():
    w = world()
    captioned(w, recorded(w), "About the bollards.", reviewed=True)
    client = Client()
    client.force_login(w.viewer)
    page = client.get(reverse("search:page") + "?q=bollard").content.decode()
    assert "Said in recordings" in page and "About the" in page and "0:00" in page
    alone = client.get(reverse("search:page") + "?q=bollard&kind=said").content.decode()
    assert "About the" in alone and 'value="said" selected' in alone
    assert "About the" not in client.get(reverse("search:page") + "?q=kestrel&kind=said").content.decode()


def test_the_public_archive_finds_what_is_said_for_everybody():
    w = world()
    captioned(w, recorded(w, "Open", public=True), "About the bollards.", reviewed=True)
    captioned(w, recorded(w, "Secret"), "About the bollards.", reviewed=True)
    page = Client().get(reverse("events:list") + "?q=bollard").content.decode()
    assert "Said in recordings" in page and "Open" in page and "0:00" in page and "Secret" not in page
    assert "Said in recordings" not in Client().get(reverse("events:list")).content.decode()
    box = Client().get(reverse("search:page") + "?q=bollard").content.decode()
    assert "Said in recordings" in box and "Open" in box and "0:00" in box and "Secret" not in box


def test_the_index_is_built_anew_and_told_where_it_lacks():
    w = world()
    track = captioned(w, recorded(w), "About the bollards.", reviewed=True)
    assert faults() == []
    track.passages.all().delete()
    assert "1 tracks of captions" in faults()[0]
    rebuild()
    assert faults() == [] and found(w.viewer, "bollard")
    assert indexing.rebuild() == 1


def test_passages_are_half_a_minute_and_know_their_cues():
    track = cues(*["A sentence here."] * 20, seconds=4)
    made = passages(track)
    assert all(one.end - one.start <= 34_000 for one in made) and len(made) == 4
    assert made[1].start == 24_000 and made[1].time_of(len("A sentence here. A")) == 28_000
    assert " ".join(one.text for one in made) == " ".join(["A sentence here."] * 20)
