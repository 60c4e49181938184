"""Tracks of a recording, their versions, and what is on its way to become one."""

from protect.captions.models.said import Passage
from protect.captions.models.track import Manner, Track, TrackKind, TrackPart, TrackVersion
from protect.captions.models.working import Brought, Dictation, Progress, Work

__all__ = [
    "Brought", "Dictation", "Manner", "Passage", "Progress", "Track", "TrackKind", "TrackPart", "TrackVersion", "Work",
]  # fmt: skip
