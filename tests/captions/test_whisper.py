"""First drafts by faster-whisper itself, with a model that the test makes: from the sound to captions, without a network.

The package is an extra and stands in no lock file: ``pip install faster-whisper`` into the environment of the tests runs these.
"""

from __future__ import annotations

import shutil
import socket
import subprocess

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from protect.captions import services, speech
from protect.captions.services import speaking
from protect.captions.texts import track_of
from protect.formats.captions.markup import plain
from protect.recordings.media import tools
from protect.recordings.models import Recording
from tests.captions import whisper
from tests.captions.making import recorded
from tests.recordings.making import sound
from tests.world import world

pytest.importorskip(
    "faster_whisper", reason="NO faster-whisper here (extra “speech”): its adapter is tried with a stand-in alone"
)

SAID = (0.0, "Good", "morning", "everybody.", 2.0, 2.0, "We", "look", "there.", 5.0)


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """Nothing is asked of any other machine."""

    def refuse(*_arguments, **_options):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(speech, "_others", [])


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return whisper.make(tmp_path_factory.mktemp("models") / "tiny", SAID)


@pytest.fixture
def model(made, tmp_path, settings):
    """A copy that a test may spoil."""
    folder = shutil.copytree(made, tmp_path / "whisper-tiny")
    settings.SPEECH_MODEL = str(folder)
    return folder


def heard_by(sounds, tmp_path, language="ro"):
    target = tmp_path / "sound.wav"
    target.write_bytes(sounds)
    chosen = speech.chosen()
    assert chosen is not None, speech.why_not()
    return list(chosen.hear(target, language))


@pytest.fixture
def spoken(shared_data):
    """Something that is taken for speech: what says no word to a machine is left out before it listens."""
    return (shared_data / "captions/speech/jfk.wav").read_bytes()


def test_words_come_with_their_times(model, tmp_path, spoken):
    found = heard_by(spoken, tmp_path)
    assert [one.text for one in found] == [" Good", " morning", " everybody.", " We", " look", " there."]
    assert all(0 <= one.start < one.end <= 11 for one in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
    assert all(type(one.start) is float for one in found)


def test_where_nobody_speaks_nothing_is_heard(model, tmp_path):
    assert heard_by(sound(3), tmp_path) == []


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda folder: (folder / "model.bin").write_bytes(b"cut"), "cannot read its model"),
        (lambda folder: (folder / "tokenizer.json").write_text("{}"), "cannot read its model"),
        (lambda folder: (folder / "config.json").write_text("{"), "cannot read its model"),
    ],
)  # fmt: skip
def test_a_model_that_is_damaged_is_told(model, tmp_path, spoil, told):
    spoil(model)
    with pytest.raises(speech.Unable, match=told):
        heard_by(sound(1), tmp_path)


def test_a_model_that_is_not_whole_is_told_before_anybody_asks(model):
    assert speech.why_not() == ""
    (model / "vocabulary.json").rename(model / "vocabulary.txt")
    assert speech.why_not() == ""
    (model / "vocabulary.txt").unlink()
    assert "lacks vocabulary.json" in speech.why_not() and speech.chosen() is None
    (model / "tokenizer.json").unlink()
    assert "lacks tokenizer.json, vocabulary.json" in speech.why_not()


def test_a_large_model_that_lacks_how_it_hears_is_told(tmp_path, settings, spoken):
    folder = whisper.make(tmp_path / "large", SAID, mels=128)
    settings.SPEECH_MODEL = str(folder)
    assert len(heard_by(spoken, tmp_path)) == 6
    (folder / "preprocessor_config.json").unlink()
    with pytest.raises(speech.Unable, match="lacks preprocessor_config.json"):
        heard_by(spoken, tmp_path)


def test_a_language_that_the_model_does_not_know_is_told(model, tmp_path, settings, spoken):
    assert len(heard_by(spoken, tmp_path, "nb")) == 6  # Whisper calls Norwegian by an older code
    with pytest.raises(speech.Unable, match="does not know Irish"):
        heard_by(spoken, tmp_path, "ga")
    english = whisper.make(tmp_path / "english", SAID, multilingual=False)
    settings.SPEECH_MODEL = str(english)
    assert len(heard_by(spoken, tmp_path, "en")) == 6
    with pytest.raises(speech.Unable, match="does not know Romanian"):
        heard_by(spoken, tmp_path, "ro")


@pytest.mark.django_db
def test_a_recording_becomes_captions_that_a_machine_wrote(model, tmp_path, settings, monkeypatch, spoken):
    if not tools.is_there():
        pytest.skip("NO FFMPEG on this machine: no sound is taken out of a recording")
    settings.MEDIA_ROOT, settings.UPLOADS = tmp_path / "media", tmp_path / "uploads"
    film = tmp_path / "film.mkv"
    (tmp_path / "speech.wav").write_bytes(spoken)
    command = [
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=64x64:rate=5:duration=11",
        "-i",
        str(tmp_path / "speech.wav"),
    ]
    subprocess.run([tools.program(), "-nostdin", *command, str(film)], check=True)
    w = world()
    recording = recorded(w, language="ro")
    recording.original.save("original", ContentFile(film.read_bytes()))
    Recording.objects.filter(pk=recording.pk).update(duration_ms=11_000)
    track = services.begin(recording, language="ro", kind="captions", by=w.lead)
    percents = []
    real = speaking._told
    monkeypatch.setattr(
        speaking, "_told", lambda one, percent, **values: (percents.append(percent), real(one, percent, **values))
    )
    client = Client()
    client.force_login(w.lead)
    client.post(reverse("captions:dictate", args=[track.pk]))
    dictation = track.dictations.get()
    speaking.run(dictation.pk)
    dictation.refresh_from_db()
    assert (dictation.state, dictation.progress, dictation.failure) == ("done", 100, "")
    assert percents == sorted(percents) and any(5 < one < 95 for one in percents)
    track.refresh_from_db()
    assert (track.state, track.current.origin) == ("machine", "machine") and "whisper-tiny" in track.current.note
    cues = track_of(track.current.text).cues
    assert " ".join(plain(one.text) for one in cues).split() == [one for one in SAID if isinstance(one, str)]
    assert cues[0].start >= 0 and cues[-1].end <= 11_600
    page = client.get(reverse("captions:track", args=[track.pk])).content.decode()
    assert "Written by a machine" in page
    # The same is heard again: nothing new, told, and it can be asked for once more.
    client.post(reverse("captions:dictate", args=[track.pk]))
    again = track.dictations.first()
    speaking.run(again.pk)
    again.refresh_from_db()
    assert not again.is_on and track.versions.count() == 1
    assert "Nothing is changed" in client.get(reverse("captions:track", args=[track.pk])).content.decode()
    recording.original.save("original", ContentFile(sound(2)))
    client.post(reverse("captions:dictate", args=[track.pk]))
    silent = track.dictations.first()
    speaking.run(silent.pk)
    silent.refresh_from_db()
    assert silent.state == "failed" and "Nothing that is spoken was heard" in silent.failure
