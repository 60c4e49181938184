"""The editor: a form that does everything, a working copy that loses nothing, and two people who do not overwrite each other."""

from __future__ import annotations

import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protect.captions import services
from protect.captions.models import Work
from protect.captions.queries.editor import PAGE, clock, line_of, operated, sheet, typed
from protect.captions.services.working import Clashed, OtherWindow, edited
from protect.captions.texts import from_form, plain_length, shown_in_form, text_of, track_of
from protect.formats.captions import editing
from protect.formats.captions.comparing import Clash, changes, merged
from protect.formats.captions.cues import Cue, Track
from protect.formats.tables import InputError
from protect.organisations.models import User
from tests.captions.making import captioned, cues, recorded
from tests.world import make_user, world


def fields(track: Track, first: int = 0, last: int | None = None, **changed: str) -> dict[str, str]:
    """What a browser sends of a page that nobody touched, with some fields changed."""
    sent = {}
    for at in range(first, len(track) if last is None else last):
        line = line_of(at, track.cues[at])
        sent |= {
            f"begins-{at}": line.begins,
            f"ends-{at}": line.ends,
            f"speaker-{at}": line.speaker,
            f"words-{at}": line.words,
        }
    return sent | {name.replace("_", "-"): value for name, value in changed.items()}


# -- without a database

payloads = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40) | st.sampled_from(
    [
        "<v Ana>Hello</v>",
        "<v.loud Ana>Hello</v>",
        "a <i>b</i> &amp; c",
        "<v Ana>One\n<i>two</i></v>",
        "5 < 6 & 7",
        "<lang fr>Oui</lang>",
    ]
)


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 5000), payloads), max_size=8))
def test_a_page_that_nobody_touched_changes_no_cue_whatever_is_in_it(made):
    start, some = 0, []
    for gap, length, text in made:
        some.append(Cue(start + gap, start + gap + length, text))
        start += gap + length
    track = track_of(text_of(Track(tuple(some))))
    assert typed(track, fields(track)).edits == {}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60), st.sampled_from(["", "Ana", "R & D <x>"]))
def test_what_is_typed_stands_in_the_fields_again(words, speaker):
    payload = from_form(speaker, words)
    assert "-->" not in payload
    again = shown_in_form(payload)
    assert from_form(*again) == payload


def test_a_speaker_has_a_field_and_signs_are_meant_as_they_are_typed():
    assert shown_in_form("<v Ana>Fish &amp; chips</v>") == ("Ana", "Fish & chips")
    assert from_form("Ana", "5 < 6 & 7") == "<v Ana>5 &lt; 6 &amp; 7</v>"
    assert from_form("", "an <i>open</i> square & more") == "an <i>open</i> square &amp; more"
    assert plain_length("an <i>open</i> square", 9) == 6 and plain_length("a < b", 4) == 4


def test_times_that_cannot_be_are_told_beside_their_cue():
    track = cues("One.", "Two.")
    sent = typed(track, fields(track, begins_0="soon", ends_1="0:00:01.000"))
    assert "no time" in sent.errors[0] and "after it begins" in sent.errors[1] and not sent.edits
    assert typed(track, fields(track, begins_1="4,5")).edits == {1: (4500, 7800, "Two.")}
    assert sheet(track, "captions", 1, sent).lines[0].begins == "soon"


@pytest.mark.parametrize(
    ("operation", "data", "expected"),
    [
        (
            "split:0",
            {"words-0": "One here. Two there.", "cursor": "9"},
            [("One here.", 0), ("Two there.", 1710), ("Last.", 4000)],
        ),
        ("merge:0", {}, [("One here. Two there.\nLast.", 0)]),
        ("delete:0", {}, [("Last.", 4000)]),
        ("insert:1", {}, [("One here. Two there.", 0), ("Last.", 4000), ("", 7800)]),
        ("shift", {"shift_by": "1.5", "shift_from": "2"}, [("One here. Two there.", 0), ("Last.", 5500)]),
        ("shift", {"shift_by": "0,25"}, [("One here. Two there.", 250), ("Last.", 4250)]),
        (
            "stretch",
            {"cue_a": "1", "time_a": "1", "cue_b": "2", "time_b": "9"},
            [("One here. Two there.", 1000), ("Last.", 9000)],
        ),
        ("replace", {"find": "there", "by": "here"}, [("One here. Two here.", 0), ("Last.", 4000)]),
        ("tidy", {}, [("One here. Two there.", 0), ("Last.", 4000)]),
    ],
)
def test_each_button_does_what_it_says(operation, data, expected):
    made, _at = operated(cues("One here. Two there.", "Last."), operation, data)
    assert [(one.text, one.start) for one in made.cues] == expected


@pytest.mark.parametrize(
    ("operation", "data"),
    [("merge:1", {}), ("split:7", {}), ("insert:0", {}), ("shift", {"shift_by": "-9"}), ("shift", {"shift_by": "soon"}),
     ("stretch", {"cue_a": "1"}), ("replace", {"find": "xyz", "by": ""}), ("shift", {"shift_by": "nan"})],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_sentence(operation, data):
    track = Track((Cue(0, 4000, "One here."), Cue(4100, 8000, "Last.")))
    with pytest.raises(InputError, match=r"\.$|seconds"):
        operated(track, operation, data)


def test_fifteen_hundred_cues_are_pages_of_a_hundred():
    track = cues(*["Words."] * 1500)
    found = sheet(track, "captions", 15)
    assert (found.pages, len(found.lines), found.lines[0].number, found.count) == (15, PAGE, 1401, 1500)
    assert sheet(track, "captions", 99).number == 15


some_cues = st.lists(st.integers(0, 6), max_size=7).map(
    lambda words: Track(tuple(Cue(at * 1000, at * 1000 + 900, f"w{word}") for at, word in enumerate(words)))
)


@given(some_cues, some_cues, some_cues)
def test_bringing_together_loses_nothing(base, theirs, mine):
    found = merged(base, theirs, mine)
    assert merged(base, theirs, base).settled(lambda *_: ()) == theirs.with_cues(theirs.cues)
    assert merged(base, base, mine).settled(lambda *_: ()).cues == mine.cues
    assert merged(base, mine, mine).clashes == []
    for side in ("theirs", "mine"):
        whole = found.settled(lambda _at, clash, side=side: getattr(clash, side)).cues
        assert {cue for cue in {"theirs": theirs, "mine": mine}[side].cues if cue not in base.cues} <= set(whole)
    assert all(isinstance(one, Cue | Clash) for one in found.pieces)


@given(some_cues, some_cues)
def test_a_comparison_tells_of_every_cue_once(before, after):
    found = changes(before, after)
    assert sorted(one.before for one in found if one.before is not None) == list(range(len(before)))
    assert sorted(one.after for one in found if one.after is not None) == list(range(len(after)))
    assert [one.kind for one in changes(before, before)] == ["same"] * len(before)


@given(st.lists(st.text("abc .", min_size=4, max_size=30), min_size=1, max_size=6), st.data())
@settings(suppress_health_check=[HealthCheck.filter_too_much])
def test_what_is_split_and_joined_again_says_the_same_in_the_same_time(texts, data):
    track = cues(*texts)
    at = data.draw(st.integers(0, len(track) - 1))
    try:
        two = editing.split(track, at)
    except InputError:
        return
    one = editing.merged(two, at, at + 1, " ")
    assert (one.cues[at].start, one.cues[at].end) == (track.cues[at].start, track.cues[at].end)
    assert one.cues[at].text.split() == " ".join([two.cues[at].text, two.cues[at + 1].text]).split()
    shifted = editing.shifted(editing.shifted(track, 5000), -5000)
    assert shifted == track


# -- the working copy


@pytest.fixture
def w(db):
    return world()


def editor(w, track, person=None):
    client = Client()
    client.force_login(person or w.lead)
    return client, reverse("captions:edit", args=[track.pk])


def test_every_button_keeps_what_is_typed_and_a_version_comes_only_when_it_is_saved(w):
    track = captioned(w, recorded(w), "One here. Two there.", "Last.")
    client, address = editor(w, track)
    page = client.get(address).content.decode()
    assert "Words of cue 1" in page and 'lang="en"' in page and 'spellcheck="true"' in page
    sent = fields(track_of(track.current.text), words_1="Last words.")
    response = client.post(address, {**sent, "step": "0", "page": "1", "op": "split:0"})
    assert response.status_code == 302 and response["Location"].endswith("#cue-2")
    work = Work.objects.get()
    assert [one.text for one in track_of(work.text).cues] == ["One here.", "Two there.", "Last words."]
    assert track.versions.count() == 1 and "Last words." in client.get(address).content.decode()
    client.post(address, {**fields(track_of(work.text)), "step": "1", "page": "1", "op": "undo"})
    work.refresh_from_db()
    assert [one.text for one in track_of(work.text).cues] == ["One here. Two there.", "Last."]
    client.post(address, {**fields(track_of(work.text), words_0="New."), "step": "2", "page": "1", "op": "save"})
    client.post(reverse("captions:save", args=[track.pk]), {"note": "first word"})
    version = track.versions.first()
    assert (version.number, version.origin, version.note, version.written_by) == (2, "editor", "first word", w.lead)
    assert track_of(version.text).cues[0].text == "New." and not Work.objects.exists()


def test_what_cannot_be_kept_comes_back_with_its_reason(w):
    track = captioned(w, recorded(w), "One.", "Two.")
    client, address = editor(w, track)
    sent = fields(track_of(track.current.text), begins_0="soon", words_1="Typed long.")
    response = client.post(address, {**sent, "step": "0", "page": "1", "op": "keep"})
    page = response.content.decode()
    assert response.status_code == 422 and "soon" in page and "Typed long." in page and "is no time" in page
    assert not Work.objects.exists()


def test_hints_and_refusals_are_read_in_the_language_of_whoever_edits(w):
    track = captioned(w, recorded(w), "So long a line that no small screen has place for it.", "Two.")
    client, address = editor(w, track)
    User.objects.filter(pk=w.lead.pk).update(language="fr")
    for page in (address, reverse("captions:track", args=[track.pk])):
        read = client.get(page).content.decode()
        assert "une ligne de 53 caractères\u00a0; jusqu’à 42 tiennent sur de petits écrans" in read
    sent = fields(track_of(track.current.text), begins_0="soon")
    refused = client.post(address, {**sent, "step": "0", "op": "keep"}).content.decode()
    assert "«\u00a0soon\u00a0» n’est pas un temps\u00a0; écrivez 1:02:03.5" in refused
    sent = fields(track_of(track.current.text))
    joined = client.post(address, {**sent, "step": "0", "op": "merge:8"}, headers={"hx-request": "true"})
    assert json.loads(joined.content)["error"] == "Choisissez deux segments ou plus qui se suivent."


def test_two_windows_of_one_person_do_not_overwrite_each_other(w):
    track = captioned(w, recorded(w), "One.", "Two.")
    client, address = editor(w, track)
    sent = fields(track_of(track.current.text), words_0="From the one.")
    assert client.post(address, {**sent, "step": "0", "op": "keep"}).status_code == 302
    late = client.post(address, {**sent, "words-0": "From the other.", "step": "0", "op": "keep"})
    assert (
        late.status_code == 409
        and "From the other." in late.content.decode()
        and "another window" in late.content.decode()
    )
    assert track_of(Work.objects.get().text).cues[0].text == "From the one."
    with pytest.raises(OtherWindow):
        services.keep(track, 0, lambda cues: cues, by=w.lead)


def test_the_script_is_answered_in_short(w):
    track = captioned(w, recorded(w), "One here. Two there.", "Last.")
    client, address = editor(w, track)
    sent = fields(track_of(track.current.text), words_1="Typed.")
    kept = client.post(address, {**sent, "step": "0", "op": "keep"}, headers={"accept": "application/json"})
    assert json.loads(kept.content) == {"step": 1}
    part = client.post(address, {**sent, "step": "1", "op": "split:0"}, headers={"hx-request": "true"})
    page = part.content.decode()
    assert part["X-Go-To"] == "1" and "<html" not in page and re.search(r'name="step" value="2"', page)
    wrong = client.post(address, {**sent, "step": "2", "op": "merge:8"}, headers={"hx-request": "true"})
    assert wrong.status_code == 422 and "Choose two or more" in json.loads(wrong.content)["error"]


def test_a_pause_in_typing_is_taken_back_with_what_was_typed_before(w):
    track = captioned(w, recorded(w), "One.")
    work = services.keep(track, 0, lambda cues: edited(cues, {0: (0, 3800, "O")}), by=w.lead, typed=True)
    work = services.keep(track, 1, lambda cues: edited(cues, {0: (0, 3800, "Other")}), by=w.lead, typed=True)
    work = services.take_back(track, 2, by=w.lead)
    assert track_of(work.text).cues[0].text == "One."


def test_a_working_copy_is_seen_by_its_person_alone(w):
    track = captioned(w, recorded(w), "One.")
    services.keep(track, 0, lambda cues: edited(cues, {0: (0, 3800, "Half a thought")}), by=w.lead)
    assert Work.objects.visible_to(w.lead).count() == 1
    for reader in (w.assessor, w.other, w.administrator, None):
        assert not Work.objects.visible_to(reader).exists()
    client, address = editor(w, track, w.assessor)
    assert "Half a thought" not in client.get(address).content.decode()


def test_what_two_people_changed_is_brought_together_cue_by_cue(w):
    track = captioned(w, recorded(w), "One.", "Two.", "Three.")
    second = make_user("second@testa.example", w.municipality, "assessor")
    services.keep(track, 0, lambda cues: edited(cues, {0: (0, 3800, "First.")}), by=w.lead)
    services.keep(track, 0, lambda cues: edited(cues, {1: (4000, 7800, "Second.")}), by=second)
    services.save(track, by=w.lead)
    made = services.save(track, by=second)
    assert [one.text for one in track_of(made.text).cues] == ["First.", "Second.", "Three."]


def test_where_both_changed_the_same_both_are_shown_and_one_chooses(w):
    track = captioned(w, recorded(w), "One.", "Two.")
    services.keep(track, 0, lambda cues: edited(cues, {0: (0, 3800, "Mine here.")}), by=w.assessor)
    services.keep(track, 0, lambda cues: edited(cues, {0: (0, 3800, "Theirs here.")}), by=w.lead)
    services.save(track, by=w.lead)
    with pytest.raises(Clashed):
        services.save(track, by=w.assessor)
    client, _address = editor(w, track, w.assessor)
    address = reverse("captions:save", args=[track.pk])
    page = client.post(address, {"note": ""}).content.decode()
    assert "Mine here." in page and "Theirs here." in page and "One." in page and 'value="2"' in page
    assert track.versions.count() == 2
    # Answered, but yet another version came: asked again.
    services.write(track, cues("Third here.", "Two."), origin="editor", by=w.lead)
    again = client.post(address, {"note": "", "seen": "2", "choice-0": "mine"}).content.decode()
    assert "Third here." in again and track.versions.count() == 3
    client.post(address, {"note": "", "seen": "3", "choice-0": "mine"})
    assert [one.text for one in track_of(track.versions.first().text).cues] == ["Mine here.", "Two."]


def test_nothing_is_saved_where_nothing_changed_and_a_copy_can_be_thrown_away(w):
    track = captioned(w, recorded(w), "One.")
    services.keep(track, 0, lambda cues: cues, by=w.lead)
    with pytest.raises(ValidationError, match="Nothing is changed"):
        services.save(track, by=w.lead)
    client, address = editor(w, track)
    client.post(reverse("captions:throw_away", args=[track.pk]))
    assert not Work.objects.exists() and client.get(address).status_code == 200


def test_an_empty_track_begins_in_the_editor(w):
    track = services.begin(recorded(w), language="en", kind="captions", by=w.lead)
    client, address = editor(w, track)
    assert "First cue" in client.get(address).content.decode()
    client.post(address, {"step": "0", "page": "1", "op": "insert:-1"})
    work = Work.objects.get()
    client.post(address, {**fields(track_of(work.text), words_0="Hello."), "step": "1", "op": "save"})
    client.post(reverse("captions:save", args=[track.pk]), {"note": ""})
    assert track_of(track.versions.get().text).cues == (Cue(0, 2000, "Hello."),)


def test_a_page_deep_in_a_long_track_is_edited_alone(w):
    track = captioned(w, recorded(w), *[f"Word {at}." for at in range(250)])
    client, address = editor(w, track)
    assert "Word 220." in client.get(address + "?page=3").content.decode()
    whole = track_of(track.current.text)
    client.post(address, {**fields(whole, 200, 250, words_249="Last."), "step": "0", "page": "3", "op": "delete:200"})
    now = track_of(Work.objects.get().text)
    assert len(now) == 249 and now.cues[248].text == "Last." and now.cues[199].text == "Word 199."
    assert clock(now.cues[0].start) == "0:00:00.000"


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["\u00b2", "--1", "-", "\u0661", ""])
def test_a_number_that_only_looks_like_one_is_none(number):
    """A sign such as \u00b2 counts as a digit and is no number."""
    w = world()
    track = captioned(w, recorded(w))
    client = Client(raise_request_exception=True)
    client.force_login(w.lead)
    sent = {
        "step": "0",
        "page": number,
        "op": f"split:{number}",
        "cursor": number,
        "time": number,
        **fields(track_of(track.current.text)),
    }
    assert client.post(reverse("captions:edit", args=[track.pk]), sent).status_code in (302, 409, 422)
    assert client.post(reverse("captions:save", args=[track.pk]), {"seen": number}).status_code in (200, 302)
    assert client.post(reverse("captions:review", args=[track.pk]), {"number": number}).status_code == 302
    track.refresh_from_db()
    assert not track.is_reviewed


@pytest.mark.django_db
def test_a_sign_that_no_text_has_is_kept_as_one_that_cannot_be_read():
    """PostgreSQL refuses it."""
    w = world()
    track = captioned(w, recorded(w))
    client = Client()
    client.force_login(w.lead)
    sent = {
        "step": "0",
        "page": "1",
        "op": "keep",
        **fields(track_of(track.current.text), words_0="a\0b", speaker_0="x\0"),
    }
    assert client.post(reverse("captions:edit", args=[track.pk]), sent).status_code == 302
    kept = Work.objects.get()
    assert "\0" not in kept.text and "a\ufffdb" in kept.text
