"""A first draft by a machine: asked for, listened to by a job, written as a version that says so."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protect.captions import speech
from protect.captions.models import Dictation, Progress, Track
from protect.captions.services.keeping import held, write
from protect.captions.states import Origin
from protect.formats.captions import cues as formats
from protect.formats.captions.dictation import Heard, cues
from protect.organisations import audit
from protect.organisations.models import User, Verb
from protect.recordings import media, uploading
from protect.recordings.media import tools
from protect.recordings.media.converting import FROM_THE_BEGINNING
from protect.recordings.models import Recording
from protect.recordings.services.converting import here

log = logging.getLogger(__name__)
#: Words about as many seconds as this are told to the page at once.
STEP = 2


@transaction.atomic
def dictate(track: Track, *, by: User | None) -> Dictation:
    """Ask for a first draft. Raises ValidationError with what is in the way."""
    stored = held(track)
    recogniser = speech.chosen()
    if recogniser is None:
        raise ValidationError(speech.why_not())
    if not stored.recording.original:
        raise ValidationError(_("The recording has no file yet."))
    if stored.language != stored.recording.language or stored.kind != "captions":
        raise ValidationError(_("A machine writes down what is spoken: captions in the language of the recording."))
    if stored.dictations.filter(state__in=[Progress.WAITING, Progress.RUNNING]).exists():
        raise ValidationError(_("It is being listened to already."))
    made = Dictation.objects.create(track=stored, asked_by=by, recogniser=recogniser.name[:120])
    audit.record(Verb.CREATED, made)
    transaction.on_commit(partial(_enqueue, made.pk, get_language() or "en"))
    return made


def _enqueue(key: int, language: str) -> None:
    from protect.captions.tasks import listen

    listen.enqueue(key, language)


def run(key: int, language: str = "en") -> None:
    """By the worker. Safe to run twice: what is done stays, what was interrupted begins anew."""
    made = Dictation.objects.select_related("track__recording").filter(pk=key).first()
    if made is None or not made.is_on:
        return
    with translation.override(language):
        _told(made, 1, state=Progress.RUNNING)
        try:
            _keep(made, _listened(made))
        except (speech.Unable, ValidationError) as error:
            log.warning("the first draft %s failed", made.pk, exc_info=True)
            sentence = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            _told(made, made.progress, state=Progress.FAILED, failure=sentence[:500], ended_at=timezone.now())
            return
        except Exception:
            told = _("It broke off. Ask again; tell who runs the platform if it stays so.")
            _told(made, made.progress, state=Progress.FAILED, failure=told, ended_at=timezone.now())
            raise


def _keep(made: Dictation, found: list[formats.Cue]) -> None:
    with transaction.atomic(), audit.acting(made.asked_by, "job"):
        if found:
            note = _("first draft by %(name)s") % {"name": made.recogniser}
            write(made.track, formats.Track(tuple(found)), origin=Origin.MACHINE, note=note, by=made.asked_by)
            _told(made, 100, state=Progress.DONE, ended_at=timezone.now())
        else:
            told = _("Nothing that is spoken was heard.")
            _told(made, 100, state=Progress.FAILED, failure=told, ended_at=timezone.now())


def _listened(made: Dictation) -> list[formats.Cue]:
    recogniser = speech.chosen()
    if recogniser is None:
        raise speech.Unable(speech.why_not())
    recording = made.track.recording
    # Beside what is converted: half a day of sound has more than a gigabyte, and /tmp may be memory.
    with tempfile.TemporaryDirectory(prefix="speech-", dir=uploading.folder()) as folder:
        sound = Path(folder) / "sound.wav"
        if not extract(recording, sound):
            return []
        _told(made, 5)
        length = (recording.duration_ms or 0) / 1000
        return cues(_followed(recogniser.hear(sound, recording.language), length, lambda percent: _told(made, percent)))


def extract(recording: Recording, sound: Path) -> bool:
    """The sound of a recording as the recognisers take it: WAV, 16 kHz, one channel, at the times at which people hear it.

    False where there is none. Raises Unable.
    """
    arguments = [
        # The one that films and streams are made with, at the same times.
        "-map", "0:a:0", *FROM_THE_BEGINNING, "-ac", "1", "-ar", "16000", "-c:a", "pcm_s16le",
        tools.at(sound), "-progress", "pipe:1",
    ]  # fmt: skip
    try:
        with here(recording, sound.parent) as source:
            if not media.look_at(source).has_sound:
                return False
            tools.done(tools.run(["-y", *tools.GUARD, "-i", tools.at(source), *arguments], seconds=3600))
    except (media.Failed, media.Unusable) as error:
        raise speech.Unable(str(error)) from None
    return True


def _followed(words: Iterable[Heard], length: float, tell: Callable[[int], None]) -> Iterator[Heard]:
    """The same words; now and then it is told how far they are."""
    told = 5
    for one in words:
        percent = 5 + int(min(one.end / length, 1) * 90) if length else told
        if percent >= told + STEP:
            tell(percent)
            told = percent
        yield one


def _told(made: Dictation, percent: int, **values: object) -> None:
    """At once, so that the page can show it."""
    if percent != made.progress or values:
        made.progress = percent
        Dictation.objects.filter(pk=made.pk).update(progress=percent, **values)
