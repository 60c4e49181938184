"""A recogniser that really listens, for the tests: PocketSphinx, whose wheel brings a model of American English.

It hears too little to help a person write captions, so the platform does not offer it; it shows that the way from a recording
to cues works with what a recogniser gives.
"""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

from protect.captions.speech import Unable
from protect.formats.captions.dictation import Heard

FRAMES = 100  # a second


class Sphinx:
    name = "PocketSphinx"

    def problem(self) -> str:
        return ""

    def hear(self, sound: Path, language: str) -> Iterator[Heard]:
        from pocketsphinx import Decoder

        if language != "en":
            raise Unable("English only")
        with wave.open(str(sound)) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2)
            data = file.readframes(file.getnframes())
        decoder = Decoder(samprate=16000, loglevel="FATAL")
        decoder.start_utt()
        decoder.process_raw(data, full_utt=True)
        decoder.end_utt()
        for one in decoder.seg():
            word = one.word.partition("(")[0]
            if not word.startswith(("<", "[")):
                yield Heard(one.start_frame / FRAMES, (one.end_frame + 1) / FRAMES, word)
