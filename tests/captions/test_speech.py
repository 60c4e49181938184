"""First drafts by a machine: what to configure, what a recogniser gives, and the job from the recording to a version."""

from __future__ import annotations

import array
import subprocess
import sys
import types
import wave
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from protect.captions import services, speech
from protect.captions.models import Dictation
from protect.captions.services import speaking
from protect.captions.tasks import listen
from protect.captions.texts import track_of
from protect.formats.captions import checks
from protect.formats.captions.cues import Track
from protect.formats.captions.dictation import Heard, cues, wrapped
from protect.formats.captions.markup import plain
from protect.recordings.media import tools
from protect.recordings.models import Recording
from protect.recordings.tasks import QUEUE
from tests.captions.making import recorded
from tests.captions.sphinx import Sphinx
from tests.world import world


@pytest.fixture(autouse=True)
def no_other(monkeypatch):
    monkeypatch.setattr(speech, "_others", [])


# -- cues from words


@given(
    st.lists(
        st.tuples(st.floats(0, 3), st.floats(0.05, 1.5), st.text("abcdefgh.,!? <&", min_size=1, max_size=14)),
        max_size=60,
    )
)
def test_no_word_is_lost_and_cues_follow_each_other(parts):
    at, heard = 0.0, []
    for gap, length, text in parts:
        heard.append(Heard(at + gap, at + gap + length, text))
        at += gap + length
    made = cues(heard)
    assert " ".join(plain(one.text) for one in made).split() == " ".join(one.text for one in heard).split()
    for one, following in zip(made, made[1:], strict=False):
        assert one.start < one.end <= max(following.start, one.start + 1)


def test_cues_can_be_read():
    words = (
        "The town looks at its squares before the market begins, and it asks the people who work there. " * 6
    ).split()
    made = cues(Heard(at * 0.4, at * 0.4 + 0.35, word) for at, word in enumerate(words))
    assert checks.checked(Track(tuple(made))) == []
    assert len(made) > 6 and made[0].text.endswith(("begins,", "there.", "market"))


def test_a_pause_ends_a_cue_and_a_stretch_without_times_of_words_is_spread():
    made = cues([Heard(0, 2, "One two"), Heard(4, 5, "Three.")])
    assert [(one.start, one.text) for one in made] == [(0, "One two"), (4000, "Three.")]
    assert wrapped("a " * 30 + "b", 42).count("\n") == 1 and wrapped("short", 42) == "short"


# -- what is configured


def test_without_a_model_it_is_said_what_to_configure(settings, tmp_path):
    settings.SPEECH_MODEL = ""
    assert speech.chosen() is None and "PROTECT_SPEECH_MODEL" in speech.why_not()
    settings.SPEECH_MODEL = str(tmp_path / "none")
    assert "is no folder" in speech.why_not()
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "config.json").write_text("{}")
    settings.SPEECH_MODEL = str(tmp_path / "tiny")
    assert "lacks model.bin, tokenizer.json, vocabulary.json" in speech.why_not() and speech.chosen() is None


@pytest.fixture
def model(settings, tmp_path, monkeypatch):
    """A folder with a model, and a package that answers as faster-whisper 1.2.1 does (its dataclasses, field by field)."""

    @dataclass
    class Word:
        start: float
        end: float
        word: str
        probability: float

    @dataclass
    class Segment:
        id: int
        seek: int
        start: float
        end: float
        text: str
        tokens: list
        avg_logprob: float
        compression_ratio: float
        no_speech_prob: float
        words: list | None
        temperature: float | None

    @dataclass
    class TranscriptionInfo:
        language: str
        language_probability: float
        duration: float

    asked = {}

    class WhisperModel:
        def __init__(self, model_size_or_path, device="auto", device_index=0, compute_type="default", cpu_threads=0,
                     num_workers=1, download_root=None, local_files_only=False):  # fmt: skip
            asked.update(model=model_size_or_path, local=local_files_only)
            if (Path(model_size_or_path) / "model.bin").read_bytes() != b"whole":
                raise RuntimeError("Unsupported model binary version")

            self.model = types.SimpleNamespace(n_mels=80)
            self.feature_extractor = types.SimpleNamespace(mel_filters=[0] * 80)

        supported_languages = ("en", "ro")

        def transcribe(self, audio, language=None, *, beam_size=5, word_timestamps=False, vad_filter=False):
            asked.update(language=language, words=word_timestamps)
            rest = ([], -0.2, 1.4, 0.01)
            words = [Word(0.5, 0.9, " Good", 0.9), Word(0.9, 1.4, " morning.", 0.9)]
            segments = [
                Segment(1, 0, 0.5, 1.4, " Good morning.", *rest, words, 0.0),
                Segment(2, 0, 3.0, 5.0, " We begin.", *rest, None, 0.0),
            ]
            return iter(segments), TranscriptionInfo(language or "en", 1.0, 5.0)

    package = types.ModuleType("faster_whisper")
    package.WhisperModel = WhisperModel
    package.__spec__ = types.SimpleNamespace(name="faster_whisper")
    monkeypatch.setitem(sys.modules, "faster_whisper", package)
    folder = tmp_path / "whisper-tiny"
    folder.mkdir()
    for name in (*speech.FasterWhisper.FILES, "vocabulary.json"):
        (folder / name).write_bytes(b"whole")
    settings.SPEECH_MODEL = str(folder)
    return folder, asked


def test_what_faster_whisper_gives_becomes_words(model):
    folder, asked = model
    chosen = speech.chosen()
    assert chosen is not None and chosen.name == "faster-whisper, whisper-tiny"
    assert list(chosen.hear(Path("x.wav"), "ro")) == [
        Heard(0.5, 0.9, " Good"), Heard(0.9, 1.4, " morning."), Heard(3.0, 5.0, " We begin."),
    ]  # fmt: skip
    assert asked == {"model": str(folder), "local": True, "language": "ro", "words": True}
    (folder / "model.bin").write_bytes(b"cut")
    with pytest.raises(speech.Unable, match="Unsupported model"):
        list(chosen.hear(Path("x.wav"), "ro"))


# -- the job


@pytest.fixture
def track(db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    w = world()
    recording = recorded(w)
    recording.original.save("original", ContentFile(b"a film"))
    Recording.objects.filter(pk=recording.pk).update(duration_ms=5000)
    made = services.begin(recording, language="en", kind="captions", by=w.lead)
    made.w = w
    return made


def test_the_job_writes_a_version_that_says_it_is_a_machines(track, model, monkeypatch):
    told = []
    monkeypatch.setattr(speaking, "extract", lambda original, sound: sound.write_bytes(b"sound"))
    monkeypatch.setattr(speaking, "STEP", 1)
    real = speaking._told
    monkeypatch.setattr(
        speaking, "_told", lambda made, percent, **values: (told.append(percent), real(made, percent, **values))
    )
    made = speaking.dictate(track, by=track.w.lead)
    with pytest.raises(ValidationError, match="already"):
        speaking.dictate(track, by=track.w.lead)
    speaking.run(made.pk)
    speaking.run(made.pk)
    track.refresh_from_db()
    assert track.state == "machine" and track.versions.count() == 1
    assert [plain(one.text) for one in track_of(track.current.text).cues] == ["Good morning.", "We begin."]
    assert track.current.origin == "machine" and "whisper-tiny" in track.current.note
    made.refresh_from_db()
    assert (made.state, made.progress) == ("done", 100) and told == sorted(told) and len(told) > 4


def test_a_failure_is_told_in_words_and_can_be_asked_again(track, model, monkeypatch):
    monkeypatch.setattr(speaking, "extract", lambda original, sound: sound.write_bytes(b"sound"))
    folder, _asked = model
    made = speaking.dictate(track, by=track.w.lead)
    (folder / "model.bin").write_bytes(b"cut")
    speaking.run(made.pk)
    made.refresh_from_db()
    assert made.state == "failed" and "Unsupported model" in made.failure
    client = Client()
    client.force_login(track.w.lead)
    page = client.get(reverse("captions:track", args=[track.pk])).content.decode()
    assert "Unsupported model" in page and "First draft by a machine" in page
    client.post(reverse("captions:dictate", args=[track.pk]))
    assert Dictation.objects.count() == 2
    running = client.get(reverse("captions:progress", args=[track.pk]), headers={"hx-request": "true"})
    assert "waits for its turn" in running.content.decode()


def test_what_is_heard_twice_alike_is_no_version_and_can_be_asked_again(track, model, monkeypatch):
    monkeypatch.setattr(speaking, "extract", lambda original, sound: sound.write_bytes(b"sound"))
    client = Client()
    client.force_login(track.w.lead)
    for _time in range(2):
        client.post(reverse("captions:dictate", args=[track.pk]))
        speaking.run(track.dictations.first().pk)
    newest = track.dictations.first()
    assert (newest.state, newest.failure) == ("failed", "Nothing is changed.") and track.versions.count() == 1
    page = client.get(reverse("captions:track", args=[track.pk])).content.decode()
    assert "Nothing is changed." in page and "First draft by a machine" in page
    # Once somebody wrote a version, the failure before it is of no interest.
    services.write(track, Track((cues([Heard(0, 1, "Mended.")])[0],)), origin="editor", by=track.w.lead)
    assert "Nothing is changed." not in client.get(reverse("captions:track", args=[track.pk])).content.decode()


def test_no_other_job_waits_for_it():
    assert listen.queue_name == QUEUE


def test_a_recogniser_that_breaks_in_its_own_way_is_told(track, model, monkeypatch):
    monkeypatch.setattr(speaking, "extract", lambda original, sound: sound.write_bytes(b"sound"))

    def broken(*_arguments, **_options):
        raise Exception("Model missing. at line 1 column 2")

    monkeypatch.setattr(sys.modules["faster_whisper"], "WhisperModel", broken)
    made = speaking.dictate(track, by=track.w.lead)
    speaking.run(made.pk)
    made.refresh_from_db()
    assert made.state == "failed" and "cannot read its model or the sound: Model missing" in made.failure


# -- the sound of a recording


def original(tmp_path, *arguments):
    """A recording whose original is made by ffmpeg."""
    if not tools.is_there():
        pytest.skip("NO FFMPEG on this machine: no sound is taken out of a recording")
    target = tmp_path / "camera.mkv"
    subprocess.run([tools.program(), "-nostdin", "-v", "error", *arguments, str(target)], check=True)
    made = Recording(folder="here")
    made.original.save("original", ContentFile(target.read_bytes()), save=False)
    return made


def samples(sound):
    with wave.open(str(sound)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2)
        return array.array("h", file.readframes(file.getnframes()))


PICTURE = ("-f", "lavfi", "-i", "testsrc2=size=64x64:rate=5:duration=5")
TONE = ("-f", "lavfi", "-i", "sine=frequency=440:duration=3")


def test_what_begins_later_than_the_picture_is_heard_later(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    late = original(tmp_path, *PICTURE, "-itsoffset", "2", *TONE)
    assert speaking.extract(late, tmp_path / "sound.wav")
    found = samples(tmp_path / "sound.wav")
    assert 4.8 < len(found) / 16000 < 5.3
    assert max(found[: 16000 * 19 // 10]) < 100 < max(found[16000 * 5 // 2 :])


def test_of_several_sounds_the_one_that_people_hear_is_listened_to(tmp_path, settings):
    """A webinar carries the floor and its interpretation; films and streams are made with the first."""
    settings.MEDIA_ROOT = tmp_path / "media"
    silence = ("-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono:d=3")
    both = original(tmp_path, *PICTURE, *silence, *TONE, "-map", "0", "-map", "1", "-map", "2", "-ac:a:1", "2")
    assert speaking.extract(both, tmp_path / "sound.wav")
    assert max(samples(tmp_path / "sound.wav")) < 100


def test_a_film_without_sound_is_no_damaged_file(track, model, tmp_path):
    silent = original(tmp_path, *PICTURE)
    track.recording.original.save("original", silent.original)
    made = speaking.dictate(track, by=track.w.lead)
    speaking.run(made.pk)
    made.refresh_from_db()
    assert (made.state, made.failure) == ("failed", "Nothing that is spoken was heard.")


def test_the_original_may_lie_in_a_storage_of_another_machine(tmp_path, settings, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    far = original(tmp_path, *PICTURE, *TONE)

    def nowhere(_storage, _name):
        raise NotImplementedError

    monkeypatch.setattr(FileSystemStorage, "path", nowhere)
    monkeypatch.setattr(FileSystemStorage, "open", lambda _self, _name, _mode: (tmp_path / "camera.mkv").open("rb"))
    assert speaking.extract(far, tmp_path / "sound.wav") and max(samples(tmp_path / "sound.wav")) > 100


def test_only_what_is_spoken_is_dictated(track, model):
    other = services.begin(track.recording, language="ro", kind="subtitles", source=track, by=track.w.lead)
    with pytest.raises(ValidationError, match="what is spoken"):
        speaking.dictate(other, by=track.w.lead)
    track.recording.original.delete()
    with pytest.raises(ValidationError, match="no file"):
        speaking.dictate(track, by=track.w.lead)


def test_without_a_recogniser_the_page_says_what_to_configure(track, settings):
    settings.SPEECH_MODEL = ""
    client = Client()
    client.force_login(track.w.lead)
    page = client.get(reverse("captions:track", args=[track.pk])).content.decode()
    assert "PROTECT_SPEECH_MODEL" in page and "First draft by a machine" not in page
    told = client.post(reverse("captions:dictate", args=[track.pk]), follow=True).content.decode()
    assert "PROTECT_SPEECH_MODEL" in told and not Dictation.objects.exists()


def test_a_real_recogniser_listens_to_a_real_recording(track, shared_data):
    pytest.importorskip("pocketsphinx")
    if not tools.is_there():
        pytest.skip("NO FFMPEG on this machine: no sound is taken out of a recording")
    recording = track.recording
    recording.original.save("original", ContentFile((shared_data / "captions/speech/jfk.wav").read_bytes()))
    Recording.objects.filter(pk=recording.pk).update(duration_ms=11_000)
    speech.use(Sphinx)
    made = speaking.dictate(track, by=track.w.lead)
    speaking.run(made.pk)
    made.refresh_from_db()
    assert made.state == "done", made.failure
    track.refresh_from_db()
    heard = " ".join(plain(one.text) for one in track_of(track.current.text).cues)
    assert "america" in heard and "what your country can do for you" in heard
    assert track_of(track.current.text).cues[-1].end <= 12_000
