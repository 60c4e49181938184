"""Speech recognisers behind one interface; they run on this machine or not at all.

    recogniser = speech.chosen()           # None: speech.why_not() says what to configure
    for word in recogniser.hear(Path("sound.wav"), "en"):
        ...

The sound is a WAV file, 16 kHz, one channel. The one there is needs a model that no package brings: the administrator puts
its folder on the machine and names it in PROTECT_SPEECH_MODEL. Nothing is fetched, nothing is sent anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from protect.formats.captions.dictation import Heard
from protect.organisations import languages


class Unable(Exception):
    """It cannot listen; the text says why to whoever asked."""


class Recogniser(Protocol):
    #: Told beside what it wrote.
    name: str

    def problem(self) -> str:
        """Why it cannot work, as a sentence; empty where it can."""

    def hear(self, sound: Path, language: str) -> Iterator[Heard]:
        """Words with their times, in order, as they are found. Raises Unable."""


class FasterWhisper:
    """Whisper by CTranslate2 (package ``faster-whisper``). ``model``: a folder with a converted model."""

    #: What a converted model consists of, and its vocabulary under either name.
    FILES, VOCABULARIES = ("model.bin", "config.json", "tokenizer.json"), ("vocabulary.json", "vocabulary.txt")
    #: What only large models need: how finely they hear.
    FEATURES = "preprocessor_config.json"
    #: Our codes that Whisper has another for.
    CODES = {"nb": "no"}

    def __init__(self, model: Path) -> None:
        self.model = model
        self.name = f"faster-whisper, {model.name}"

    def problem(self) -> str:
        if not self.model.is_dir():
            return _("PROTECT_SPEECH_MODEL names %(folder)s, which is no folder.") % {"folder": self.model}
        missing = [name for name in self.FILES if not (self.model / name).is_file()]
        if not any((self.model / name).is_file() for name in self.VOCABULARIES):
            missing.append(self.VOCABULARIES[0])
        if missing:
            return self._lacks(*missing)
        if find_spec("faster_whisper") is None:
            return _("The package faster-whisper is not installed: install the extra “speech”.")
        return ""

    def _lacks(self, *files: str) -> str:
        told = {"folder": self.model, "files": ", ".join(files)}
        return _("The model in %(folder)s is not whole: it lacks %(files)s.") % told

    def hear(self, sound: Path, language: str) -> Iterator[Heard]:
        code = self.CODES.get(language, language)
        try:
            # 0.3 GB and seconds: only in the job that uses it.
            from faster_whisper import WhisperModel

            model = WhisperModel(str(self.model), device="auto", compute_type="default", local_files_only=True)
            # It would write down another language as if it were English.
            if code and code not in model.supported_languages:
                told = {"model": self.model.name, "language": languages.name_of(language)}
                raise Unable(_("The model %(model)s does not know %(language)s; another one may.") % told)
            if model.model.n_mels != len(model.feature_extractor.mel_filters):
                raise Unable(self._lacks(self.FEATURES))
            segments, _info = model.transcribe(
                str(sound), language=code or None, beam_size=5, word_timestamps=True, vad_filter=True
            )
            yield from heard(segments)
        except Unable:
            raise
        except Exception as error:  # the readers of models and of sound name no kind of their own
            why = str(error) or type(error).__name__
            raise Unable(_("The recogniser cannot read its model or the sound: %(why)s") % {"why": why}) from error


def heard(segments: Any) -> Iterator[Heard]:
    """Segments of faster-whisper as words; what has no times of single words as a whole."""
    for one in segments:
        if one.words:
            yield from (Heard(float(word.start), float(word.end), word.word) for word in one.words)
        else:
            yield Heard(float(one.start), float(one.end), one.text)


_others: list[Callable[[], Recogniser | None]] = []


def use(recogniser: Callable[[], Recogniser | None]) -> None:
    """Another one goes before the one that is built in: for tests, and for whoever adds one."""
    _others[:] = [recogniser]


def found() -> Recogniser | None:
    """What is configured, whether it works or not."""
    for one in _others:
        other = one()
        if other is not None:
            return other
    folder = str(getattr(settings, "SPEECH_MODEL", "") or "")
    return FasterWhisper(Path(folder)) if folder else None


def chosen() -> Recogniser | None:
    one = found()
    return one if one is not None and not one.problem() else None


def why_not() -> str:
    """What to configure, as a sentence; empty where there is a recogniser."""
    one = found()
    if one is None:
        return _(
            "No speech recogniser is set up on this server. Whoever runs it puts a model there, names its folder in "
            "PROTECT_SPEECH_MODEL and installs the extra “speech”; the administrator's guide says how."
        )
    return one.problem()
