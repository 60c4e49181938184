"""Versions of a track: written, reviewed, shown, brought back; who reads which."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from protect.captions import services
from protect.captions.models import Passage, Track, TrackVersion
from protect.captions.queries import offered, transcript_of
from protect.captions.states import State
from protect.captions.texts import track_of
from protect.organisations import audit
from protect.recordings.hooks import has_reviewed_captions
from protect.recordings.services import planning
from tests.captions.making import WORDS, captioned, cues, recorded
from tests.world import world

pytestmark = pytest.mark.django_db


def numbers(track: Track) -> tuple[int | None, int | None, int | None]:
    track.refresh_from_db()
    return tuple(one.number if one else None for one in (track.current, track.reviewed, track.shown))  # type: ignore[return-value]


def test_a_track_is_missing_until_somebody_writes_and_reviewed_once_somebody_says_so():
    w = world()
    recording = recorded(w)
    track = services.begin(recording, language="en", kind="captions", by=w.lead)
    assert track.state == State.MISSING and numbers(track) == (None, None, None)
    services.write(track, cues(), origin="machine", by=w.lead)
    track.refresh_from_db()
    assert track.state == State.MACHINE and numbers(track) == (1, None, None)
    assert not has_reviewed_captions(recording)
    services.review(track, 1, by=w.lead)
    track.refresh_from_db()
    assert track.state == State.REVIEWED and numbers(track) == (1, 1, 1) and has_reviewed_captions(recording)


def test_what_was_reviewed_stays_shown_while_the_next_version_is_being_worked_on():
    w = world()
    track = captioned(w, recorded(w), reviewed=True)
    services.write(track, cues(*WORDS[:2]), origin="editor", by=w.assessor)
    track.refresh_from_db()
    assert track.state == State.DRAFT and numbers(track) == (2, 1, 1)
    services.review(track, 2, by=w.lead)
    assert numbers(track) == (2, 2, 2)
    services.send_back(track)
    assert numbers(track) == (2, None, None)


def test_nothing_new_is_no_version_and_a_version_never_changes():
    w = world()
    track = captioned(w, recorded(w))
    with pytest.raises(ValidationError, match="Nothing is changed"):
        services.write(track, cues(), origin="editor", by=w.lead)
    version = track.versions.get()
    version.note = "other"
    with pytest.raises(TypeError):
        version.save()


def test_a_review_is_of_the_version_that_was_read():
    w = world()
    track = captioned(w, recorded(w))
    services.write(track, cues(*WORDS[:3]), origin="editor", by=w.assessor)
    with pytest.raises(ValidationError, match="newer version"):
        services.review(track, 1, by=w.lead)


def test_nobody_reviews_what_they_wrote_where_the_organisation_asks_for_four_eyes():
    w = world()
    track = captioned(w, recorded(w))
    services.set_manner(w.municipality, four_eyes=True)
    with pytest.raises(PermissionDenied):
        services.review(track, 1, by=w.assessor)
    services.review(track, 1, by=w.lead)
    services.set_manner(w.municipality, four_eyes=False)
    services.write(track, cues("Else."), origin="editor", by=w.assessor)
    services.review(track, 2, by=w.assessor)


def test_an_earlier_version_is_brought_back_as_the_newest():
    w = world()
    track = captioned(w, recorded(w))
    services.write(track, cues("Something else."), origin="editor", by=w.lead)
    made = services.restore(track, track.versions.get(number=1), by=w.lead)
    assert made.number == 3 and made.text == track.versions.get(number=1).text and track.versions.count() == 3


def test_whoever_watches_gets_what_is_shown_and_the_own_organisation_the_newest():
    w = world()
    recording = recorded(w, public=True)
    track = captioned(w, recording)
    assert offered(None, recording) == []
    (own,) = offered(w.viewer, recording)
    assert own.version.number == 1 and own.is_unreviewed and "not reviewed" in own.label
    services.offer(track, True)
    (everybody,) = offered(None, recording)
    assert everybody.version.number == 1
    services.review(track, 1, by=w.lead)
    services.write(track, cues("Something new."), origin="editor", by=w.lead)
    (everybody,) = offered(None, recording)
    assert everybody.version.number == 1 and not everybody.is_unreviewed
    assert [one.number for one in TrackVersion.objects.visible_to(None)] == [1]
    assert TrackVersion.objects.visible_to(w.viewer).count() == 2
    assert {one.text for one in Passage.objects.visible_to(None)} == {" ".join(WORDS)}


def test_nobody_outside_reads_captions_of_a_recording_they_may_not_see():
    w = world()
    track = captioned(w, recorded(w), reviewed=True)
    for reader in (None, w.other, w.provider):
        assert not track.is_visible_to(reader)
        assert not Passage.objects.visible_to(reader).exists()
    assert track.is_visible_to(w.viewer)


def test_files_of_a_published_recording_are_everybodys_in_every_format():
    w = world()
    track = captioned(w, recorded(w, public=True), reviewed=True)
    client = Client()
    for ending, begin in (
        ("vtt", b"WEBVTT"),
        ("srt", b"1\n"),
        ("ttml", b"<?xml"),
        ("sbv", b"0:00"),
        ("txt", b"[0:00]"),
    ):
        response = client.get(reverse("captions:file", args=[track.pk, ending]))
        assert response.status_code == 200 and response.content.startswith(begin), ending
        assert b"bollards" in response.content and "no-store" not in response.headers.get("Cache-Control", "")
    assert client.get(reverse("captions:file", args=[track.pk, "exe"])).status_code == 404
    hidden = captioned(w, track.recording, language="ro")
    client.force_login(w.viewer)
    draft = client.get(reverse("captions:file", args=[hidden.pk, "vtt"]))
    assert draft.status_code == 200 and draft.headers["Cache-Control"] == "private, no-store", "as films of it are"
    client.logout()
    response = client.get(reverse("captions:file", args=[hidden.pk, "vtt"]))
    assert response.status_code == 302 and "login" in response["Location"]


def test_the_transcript_names_speakers_and_times():
    w = world()
    recording = recorded(w)
    track = services.begin(recording, language="en", kind="captions", by=w.lead)
    made = services.write(track, cues("One.", "Two.", speaker="Ana"), origin="file", by=w.lead)
    (paragraph,) = transcript_of(made)
    assert (paragraph.speaker, paragraph.text, paragraph.start, paragraph.end) == ("Ana", "One. Two.", 0, 7800)


def test_one_track_a_language_and_kind():
    w = world()
    recording = recorded(w)
    services.begin(recording, language="en", kind="captions", by=w.lead)
    with pytest.raises(ValidationError, match="already"):
        services.begin(recording, language="en", kind="captions", by=w.lead)
    services.begin(recording, language="en", kind="descriptions", by=w.lead)


def test_a_track_is_removed_with_all_that_belongs_to_it():
    w = world()
    track = captioned(w, recorded(w), reviewed=True)
    services.keep(track, 0, lambda cues: cues, by=w.lead)
    services.remove(track)
    assert not TrackVersion.objects.exists() and not Passage.objects.exists() and not Track.objects.exists()


def test_a_published_recording_does_not_lose_its_reviewed_captions_without_a_word(client):
    """As it is not published without them without a word."""
    w = world()
    recording = recorded(w, public=True)
    track = captioned(w, recording, reviewed=True)
    other = captioned(w, recording, language="fr", reviewed=True)
    client.force_login(w.lead)
    back = reverse("captions:send_back", args=[track.pk])
    asked = client.post(back).content.decode()
    assert "Say why it is published without them" in asked and 'name="reason"' in asked
    remove = reverse("captions:remove", args=[track.pk])
    assert 'name="reason"' in client.get(remove).content.decode()
    assert client.post(remove, {"typed": "English"}).status_code == 200
    assert numbers(track) == (1, 1, 1), "nothing was changed"
    with pytest.raises(ValidationError, match="published"), audit.acting(w.lead, "test"):
        planning.change(recording, {"language": "ro"})
    assert client.post(back, {"reason": "Names are wrong in them; mended by Friday."}).status_code == 302
    recording.refresh_from_db()
    assert numbers(track) == (1, None, None)
    assert recording.uncaptioned_reason == "Names are wrong in them; mended by Friday."
    # The reason is there now; and of a translation none is asked.
    services.review(track, 1, by=w.lead)
    services.send_back(other)
    services.remove(track)
    assert not Track.objects.filter(pk=track.pk).exists()


def test_the_text_of_a_version_reads_as_it_was_written():
    w = world()
    track = captioned(w, recorded(w))
    assert track_of(track.current.text).cues == cues().cues
