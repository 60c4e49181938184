"""A version as a file, in every format."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from protect.captions.models import TrackVersion
from protect.captions.texts import track_of
from protect.formats.captions.transcript import text
from protect.formats.captions.writing import Written, write

FORMATS = {"vtt": "webvtt", "srt": "srt", "ttml": "ttml", "sbv": "sbv"}
#: What can be had of a track: ending and what it is called.
ENDINGS = {"vtt": "WebVTT", "srt": "SRT", "ttml": "TTML", "sbv": "SBV", "txt": gettext_lazy("text")}


def content_of(version: TrackVersion, ending: str) -> Written:
    """The file and what is not in it."""
    cues = track_of(version.text)
    if ending not in FORMATS:
        return Written(text(cues).encode(), ())
    return write(cues, FORMATS[ending])
